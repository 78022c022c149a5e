#include "alignment/barriers.h"

#include "alignment/copy.h"
#include "base/file/path.h"
#include "evaluation/guard.h"
#include "landscape/lossgrid.h"
#include "run/barrier.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* How far the losses of a network and of its copy may be apart, as a share of the line's losses:
 * half precision, whose sums depend on the order, stays below. */
static const double loss_tolerance = 1e-3;

struct work {
    const struct roster *roster;
    const struct network *network;
    const struct labels *labels;
    const struct concat *files;
    const struct barriers_opts *opts;
    struct report *report;
    const char *reference; /* its path */
    struct guard guard;    /* has the aligned copies */
};

/* ---- one line ---- */

/* The barrier of the first number at the points of a line. */
static struct error *find_barrier(const struct lossgrid *g, struct barrier *b)
{
    struct error *err;
    struct record r = {0};
    struct matrix values = {0};
    TRY(record_init(&r, "grid", PHM_F64, 1, g->answers.points));
    TRY(matrix_new(&values, 1, g->answers.points));
    for (size_t i = 0; i < g->answers.points; i++)
        values.a[i] = g->answers.numbers[i * g->answers.width];
    TRY(barrier_find(&r, &values, false, b));
out:
    matrix_free(&values);
    record_free(&r);
    return err;
}

/* Evaluates the line from the reference to the network at `path`. */
static struct error *walk_line(struct work *w, const char *path, struct barrier *b)
{
    struct error *err;
    struct lossgrid g;
    char *from[] = {(char *)w->reference}, *to[] = {(char *)path};
    const struct lossgrid_opts opts = {
        .plane = {.files = {.at = from, .count = 1},
                  .ends = {.at = to, .count = 1},
                  .hints = w->files->hints},
        .axis = {{0, 1, w->opts->points}, {0, 0, 1}},
        .evaluation = {.evaluator = w->opts->evaluator},
    };
    TRY(lossgrid_run(&g, &opts, NULL));
    err = find_barrier(&g, b);
    lossgrid_free(&g);
out:
    return err;
}

/* The same to the run's aligned network. */
static struct error *walk_aligned_line(struct work *w, size_t run, struct barrier *b)
{
    struct error *err;
    char *path = NULL;
    struct copy copy = {0};
    const char *from = roster_path(w->roster, run), *extension = path_extension(from);
    TRY(copy_open(&copy, from, &w->files->hints, w->network, &w->labels->of[run]));
    if (asprintf(&path, "%s/aligned%s", w->guard.dir, extension ? extension : "") < 0) {
        path = NULL;
        TRY(error_memory("a file name"));
    }
    TRY(copy_write(&copy, path));
    TRY(walk_line(w, path, b));
out:
    copy_free(&copy);
    free(path);
    return err;
}

/* ---- the runs ---- */

static bool is_broken(const struct barrier *b)
{
    return b->missing > 0 || isnan(b->height);
}

static void note_missing(const struct work *w, size_t run, const struct barrier *before,
                         const struct barrier *after)
{
    if (is_broken(before) || is_broken(after))
        report_line(w->report, REPORT_NOTE,
                    "run %s: the evaluator gave NaN or infinity on the line: such points do not "
                    "count, and without an end the barrier is nan",
                    roster_name(w->roster, run));
}

/* An aligned network computes what its original does, or the specification is wrong. A random
 * evaluator, which is known by the losses of the reference, tells nothing of that. */
static struct error *check_loss(const struct barrier *before, const struct barrier *after)
{
    double loss = before->value_to, aligned = after->value_to;
    double scale = fmax(fabs(loss), fabs(before->height));
    if (before->value_from != after->value_from || !(fabs(aligned - loss) > loss_tolerance * scale))
        return NULL;
    return error_new("the loss of the last snapshot is %.6g, and of the aligned one %.6g, so the "
                     "specification does not fit the network: write another (--spec)",
                     loss, aligned);
}

/* Also sets the loss of the reference, if that is a run. */
static struct error *measure_run(struct work *w, size_t run, struct run_barrier *barriers)
{
    struct error *err;
    struct barrier before, after;
    size_t reference = w->roster->reference;
    TRY(walk_line(w, roster_path(w->roster, run), &before));
    after = before;
    if (w->labels->at[run].moved > 0)
        TRY(walk_aligned_line(w, run, &after));
    TRY(check_loss(&before, &after));
    barriers[run] = (struct run_barrier){before.value_to, before.height, after.height};
    if (reference < w->labels->count)
        barriers[reference].loss = before.value_from;
    note_missing(w, run, &before, &after);
out:
    return err;
}

struct error *barriers_find(struct run_barrier *barriers, const struct roster *r,
                            const struct network *n, const struct labels *labels,
                            const struct concat *files, const struct barriers_opts *opts,
                            struct report *report)
{
    struct error *err;
    struct work w = {.roster = r,
                     .network = n,
                     .labels = labels,
                     .files = files,
                     .opts = opts,
                     .report = report,
                     .reference = roster_path(r, r->reference)};
    TRY(guard_start(&w.guard, NULL));
    for (size_t run = 0; run < labels->count; run++) {
        report_progress(report, "evaluating lines", (double)run / (double)labels->count);
        if (run == r->reference)
            barriers[run] = (struct run_barrier){barriers[run].loss, 0, 0};
        else
            TRY(error_prefix(measure_run(&w, run, barriers), "run %s", roster_name(r, run)));
    }
out:
    guard_end(&w.guard);
    return err;
}
