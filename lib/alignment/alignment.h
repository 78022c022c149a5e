/* The work of snapalign: networks of one shape, trained from different initialisations, brought to
 * one labelling of their units. The networks of one run share their labelling, so each run gets one
 * permutation of each layer, found on its last snapshot and applied to all of it. */
#ifndef PHATE_ALIGNMENT_ALIGNMENT_H
#define PHATE_ALIGNMENT_ALIGNMENT_H

#include "alignment/barriers.h"
#include "base/file/output.h"

struct alignment_opts {
    struct concat *files;
    const char *to;     /* the reference: a run, or a file; NULL: the first run */
    const char *spec;   /* a file with the specification; NULL: derived */
    const char *copies; /* where copies go (copy_names.h); NULL: none are made */
    struct labels_opts labels;
    struct barriers_opts barriers; /* evaluator.command NULL: none are found */
};

struct alignment { /* {0} is empty */
    struct roster roster;
    struct network network;
    struct labels labels;
    struct run_barrier *barriers; /* per run, or NULL */
    struct strlist names;         /* of copies, per row of the roster's set */
};

/* Finds all, and writes nothing. A note sums up what changed. Fails as the parts do, before the
 * matching where files and names are at fault. The options must outlive the alignment, which the
 * caller frees. */
struct error *alignment_find(struct alignment *a, const struct alignment_opts *opts,
                             struct report *report) MUST_CHECK;
void alignment_free(struct alignment *a);

/* Writes the aligned snapshots as concat_write writes snapshots. */
struct error *alignment_write_stream(struct alignment *a, const struct alignment_opts *opts,
                                     struct writer *out, const char *provenance,
                                     struct report *report) MUST_CHECK;

/* Writes the copies of all snapshots. */
struct error *alignment_write_copies(const struct alignment *a, const struct alignment_opts *opts,
                                     struct report *report) MUST_CHECK;

/* A row per run; the caller frees t. */
struct error *alignment_table(const struct alignment *a, struct table *t) MUST_CHECK;

/* The specification of the first file's network as text; the caller frees it. */
struct error *alignment_spec_text(const struct alignment_opts *opts, struct report *report,
                                  char **text) MUST_CHECK;

#endif
