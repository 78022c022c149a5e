#include "landscape/lossgrid_impl.h"

#include "stream/stream.h"

#include <math.h>
#include <stdio.h>

enum { POINTS_MAX = 100000000 };

/* ---- axes ---- */

enum { USUAL_COUNT = 51 };

/* The range of the snapshots' coordinates, a tenth wider on either side, in numbers of few digits,
 * which do not change with rounding errors. */
static struct axis axis_around(const struct matrix *coords, size_t k)
{
    double from = coords->a[k], to = from;
    for (size_t i = 1; i < coords->rows; i++) {
        from = fmin(from, coords->a[i * coords->cols + k]);
        to = fmax(to, coords->a[i * coords->cols + k]);
    }
    double margin = (to - from) / 10, unit = pow(10, floor(log10(to - from)) - 1);
    return (struct axis){unit * floor((from - margin) / unit), unit * ceil((to + margin) / unit),
                         USUAL_COUNT};
}

static struct axis usual_axis(const struct plane *p, bool is_principal, size_t k)
{
    if (k >= p->dims)
        return (struct axis){0, 0, 1};
    if (is_principal)
        return axis_around(&p->coords, k);
    return (struct axis){p->direction[k].leads ? 0 : -1, 1, USUAL_COUNT};
}

static void settle_axes(struct lossgrid *g, const struct lossgrid_opts *opts)
{
    for (size_t k = 0; k < PLANE_DIMS_MAX; k++)
        g->axis[k] = opts->axis[k].count > 0 ? opts->axis[k]
                                             : usual_axis(&g->plane, opts->plane.principal, k);
}

/* ---- the whole ---- */

static void note_beginning(const struct lossgrid *g, struct report *report)
{
    const struct answers *a = &g->answers;
    if (g->plane.share > 0)
        report_line(report, REPORT_NOTE,
                    "the plane holds %.2f %% of the snapshots' squared distances from %s",
                    100 * g->plane.share, g->plane.origin.path);
    if (a->count > 0)
        report_line(report, REPORT_NOTE,
                    "%s: has %zu of %zu points from before: only the others are evaluated",
                    g->journal.path, a->count, a->points);
}

static void note_end(const struct lossgrid *g, struct report *report)
{
    const struct axis *x = &g->axis[0];
    size_t nonfinite = answers_nonfinite(&g->answers);
    if (nonfinite > 0)
        report_line(
            report, REPORT_NOTE,
            "at %zu of %zu points the evaluator gave NaN or infinity, which are gaps in the "
            "picture: nearer to 0 there may be fewer: try lossgrid -x %g:%g:%zu",
            nonfinite, g->answers.points, x->from / 2, x->to / 2, x->count);
}

struct error *lossgrid_run(struct lossgrid *g, const struct lossgrid_opts *opts,
                           struct report *report)
{
    struct error *err;
    *g = (struct lossgrid){.journal.fd = -1};
    TRY(plane_open(&g->plane, &opts->plane, report));
    settle_axes(g, opts);
    size_t points = g->axis[0].count * g->axis[1].count; /* at most 2^40 */
    if (points > POINTS_MAX)
        TRY(error_new("a grid of %zu x %zu points: ask for at most %d", g->axis[0].count,
                      g->axis[1].count, POINTS_MAX));
    TRY(answers_new(&g->answers, points, opts->evaluation.names.count));
    TRY(lossgrid_request_journal(g, opts, report));
    note_beginning(g, report);
    if (g->answers.count < points)
        TRY(lossgrid_evaluate(g, opts, report));
    note_end(g, report);
out:
    if (err)
        lossgrid_free(g);
    return err;
}

void lossgrid_opts_free(struct lossgrid_opts *opts)
{
    strlist_free(&opts->plane.files);
    strlist_free(&opts->plane.ends);
    substitution_free(&opts->plane.renames);
    tensor_choice_free(&opts->plane.choice);
    strlist_free(&opts->evaluation.names);
}

void lossgrid_free(struct lossgrid *g)
{
    plane_free(&g->plane);
    answers_free(&g->answers);
    journal_close(&g->journal);
}

/* ---- output ---- */

static struct error *set_axis_attrs(struct record *r, const struct lossgrid *g, size_t k)
{
    static const char letters[PLANE_DIMS_MAX] = "xy";
    struct error *err;
    char key[PHM_WORD_MAX];
    snprintf(key, sizeof key, "%c-from", letters[k]);
    TRY(record_attr_set(r, key, "%.17g", g->axis[k].from));
    snprintf(key, sizeof key, "%c-to", letters[k]);
    TRY(record_attr_set(r, key, "%.17g", g->axis[k].to));
    snprintf(key, sizeof key, "%c-direction", letters[k]);
    TRY(record_attr_set(r, key, "%s", g->plane.direction[k].name));
out:
    return err;
}

/* Writes the grid of number `index` of the answers. */
static struct error *write_grid(const struct lossgrid *g, size_t index, const char *name,
                                struct writer *out, const char *provenance)
{
    struct error *err;
    struct record r = {0};
    struct matrix values = {0};
    TRY(matrix_new(&values, g->axis[1].count, g->axis[0].count));
    for (size_t i = 0; i < g->answers.points; i++)
        values.a[i] = g->answers.numbers[i * g->answers.width + index];
    TRY(record_init(&r, "grid", PHM_F64, values.rows, values.cols));
    TRY(record_attr_set(&r, "value", "%s", name));
    for (size_t k = 0; k < g->plane.dims; k++)
        TRY(set_axis_attrs(&r, g, k));
    TRY(record_from_add(&r, provenance));
    TRY(writer_matrix(out, &r, &values));
out:
    matrix_free(&values);
    record_free(&r);
    return err;
}

static struct error *write_snapshots(const struct plane *p, struct writer *out,
                                     const char *provenance)
{
    struct error *err;
    struct record r = {0};
    TRY(stream_put_table(out, "rows", &p->rows, provenance));
    TRY(record_init(&r, "coords", PHM_F64, p->coords.rows, p->coords.cols));
    TRY(record_from_add(&r, provenance));
    TRY(writer_matrix(out, &r, &p->coords));
out:
    record_free(&r);
    return err;
}

struct error *lossgrid_write(const struct lossgrid *g, const struct strlist *names,
                             struct writer *out, const char *provenance)
{
    struct error *err = NULL;
    size_t count = answers_named(&g->answers, names);
    if (g->plane.rows.rows > 0)
        TRY(write_snapshots(&g->plane, out, provenance));
    for (size_t i = 0; i < count; i++) {
        char usual[ANSWERS_NAME_MAX];
        TRY(write_grid(g, i, answers_name(names, i, usual), out, provenance));
    }
out:
    return err;
}
