#include "alignment/alignment.h"

#include "alignment/aligned_set.h"
#include "alignment/copies.h"
#include "alignment/copy_names.h"
#include "alignment/outcome_table.h"

#include <stdlib.h>

/* Sums up, with means over the runs but for the reference. */
static void note_outcome(const struct alignment *a, struct report *report)
{
    const struct labels *l = &a->labels;
    double before = 0, after = 0, moved = 0, others = 0;
    for (size_t run = 0; run < l->count; run++) {
        if (run == a->roster.reference)
            continue;
        others++;
        before += l->at[run].distance;
        after += l->at[run].aligned;
        moved += (double)l->at[run].moved;
    }
    report_line(report, REPORT_NOTE,
                "aligned to %s: of %.0f runs %.1f %% of the units change places, and the distance "
                "is %.6g, before %.6g (means)",
                roster_name(&a->roster, a->roster.reference), others,
                100 * moved / others / (double)l->units, after / others, before / others);
}

static struct error *find_barriers(struct alignment *a, const struct alignment_opts *opts,
                                   struct report *report)
{
    a->barriers = calloc(a->labels.count, sizeof *a->barriers);
    if (!a->barriers)
        return error_memory("the barriers of runs");
    return barriers_find(a->barriers, &a->roster, &a->network, &a->labels, opts->files,
                         &opts->barriers, report);
}

struct error *alignment_find(struct alignment *a, const struct alignment_opts *opts,
                             struct report *report)
{
    struct error *err;
    const struct concat *files = opts->files;
    *a = (struct alignment){0};
    TRY(roster_open(&a->roster, files, opts->to, report));
    if (opts->copies)
        TRY(copy_names(&a->names, &a->roster, opts->copies));
    TRY(network_open(&a->network, a->roster.set.first, files, opts->spec, report));
    if (opts->copies || opts->barriers.evaluator.command)
        TRY(copies_check(&a->roster, &a->network, &files->hints, report));
    TRY(labels_find(&a->labels, &a->roster, &a->network, &opts->labels, report));
    note_outcome(a, report);
    if (opts->barriers.evaluator.command)
        TRY(find_barriers(a, opts, report));
out:
    if (err)
        alignment_free(a);
    return err;
}

void alignment_free(struct alignment *a)
{
    roster_free(&a->roster);
    network_free(&a->network);
    labels_free(&a->labels);
    free(a->barriers);
    strlist_free(&a->names);
    *a = (struct alignment){0};
}

struct error *alignment_write_stream(struct alignment *a, const struct alignment_opts *opts,
                                     struct writer *out, const char *provenance,
                                     struct report *report)
{
    struct error *err;
    struct aligned_set *set;
    TRY(aligned_set_new(&set, &a->roster, &a->network, &a->labels, &opts->files->hints));
    TRY(concat_write_set(&a->roster.set, out, provenance, report));
out:
    aligned_set_free(set);
    return err;
}

struct error *alignment_write_copies(const struct alignment *a, const struct alignment_opts *opts,
                                     struct report *report)
{
    return copies_write(&a->names, &a->roster, &a->network, &a->labels, &opts->files->hints,
                        report);
}

struct error *alignment_table(const struct alignment *a, struct table *t)
{
    return outcome_table(t, &a->roster, &a->labels, a->barriers);
}

struct error *alignment_spec_text(const struct alignment_opts *opts, struct report *report,
                                  char **text)
{
    struct error *err;
    struct network network;
    *text = NULL;
    TRY(network_open(&network, opts->files->files.at[0], opts->files, opts->spec, report));
    err = spec_text(&network.spec, text);
    network_free(&network);
out:
    return err;
}
