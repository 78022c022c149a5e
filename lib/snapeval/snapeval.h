/* The work of snapeval: the user's own program evaluates checkpoints; its numbers become columns of
 * the checkpoints' rows, and its predictions a record of snapshots. */
#ifndef PHATE_SNAPEVAL_SNAPEVAL_H
#define PHATE_SNAPEVAL_SNAPEVAL_H

#include "evaluation/evaluation.h"
#include "evaluation/journal.h"
#include "snapshot/concat_rows.h"

struct snapeval_opts {
    struct concat *checkpoints; /* the files, and what is known of them; skip_nonfinite leaves
                                        out those whose predictions are not finite */
    struct evaluation_opts evaluation;
    bool table_only; /* predictions are not kept */
};

/* Checkpoints that are given several times are one point. */
struct snapeval {
    struct table rows;    /* one per checkpoint that was given, as snapcat's */
    size_t *point;        /* of each row */
    struct strlist paths; /* of the points */
    uint64_t *keys;       /* of the points, for the journal; else NULL */
    struct answers answers;
    struct prediction_store predictions;
    struct journal journal;
};

/* Evaluates the checkpoints that the journal does not have, and adds the columns to the rows. After
 * an error the journal has all that were evaluated. The caller frees s. */
struct error *snapeval_run(struct snapeval *s, const struct snapeval_opts *opts,
                           struct report *report) MUST_CHECK;

/* Writes the rows, and, if there are predictions, a record of snapshots: a row of samples x classes
 * per checkpoint, sample after sample, in panels of whole samples; its attribute "classes" is the
 * number of classes, where that is known. Memory is a panel. */
struct error *snapeval_write(const struct snapeval *s, struct writer *out,
                             const char *provenance) MUST_CHECK;

/* Writes the columns "file" and those of the numbers as TSV, a line per point. */
struct error *snapeval_write_table(const struct snapeval *s, const struct strlist *names,
                                   struct writer *out) MUST_CHECK;

/* Removes the journal, which is not needed once the output is written. */
void snapeval_remove_journal(struct snapeval *s);
void snapeval_free(struct snapeval *s);

#endif
