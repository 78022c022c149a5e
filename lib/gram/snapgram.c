#include "gram/snapgram.h"

#include "base/memory.h"
#include "base/size.h"
#include "distance/extremes.h"
#include "distance/rounding.h"
#include "gram/gram.h"
#include "gram/sum.h"
#include "stream/panel_pipe.h"
#include "stream/record/sketch_attr.h"

#include <math.h>
#include <stdlib.h>

/* A sketch does not tell the mean of its row. */
static const char needs_means[] = "correlation";

/* What the caller wants of a record. */
struct request {
    const struct gram_groups *groups;
    const struct gram_base *base; /* or NULL */
    bool center_rows;             /* only where there is no base */
};

/* The work on a record: one sum per group. */
struct work {
    const struct gram_groups *groups;
    struct gram_plan plan;
    struct gram_sum *sums;
    size_t *next; /* of each group, the span that the next panel begins with */
    struct span *spans;
};

static struct error *sum_begin(struct work *w, const struct request *request, size_t i)
{
    const struct gram_base *base = request->base;
    if (request->center_rows)
        return gram_sum_begin_centered_rows(&w->sums[i], &w->plan);
    return base ? gram_sum_begin(&w->sums[i], &w->plan, &base->grams[i].g, base->grams[i].form)
                : gram_sum_begin(&w->sums[i], &w->plan, NULL, GRAM_SQUARES);
}

static struct error *work_begin(struct work *w, size_t rows, const struct request *request)
{
    struct error *err;
    const struct gram_groups *groups = request->groups;
    size_t most = 1;
    for (size_t i = 0; i < groups->count; i++)
        most = size_max(most, groups->at[i].count);
    TRY(gram_plan_new(&w->plan, rows, request->base ? request->base->rows.rows : 0));
    w->plan.order = request->base ? request->base->order : NULL;
    w->sums = calloc(groups->count, sizeof *w->sums);
    w->next = calloc(groups->count, sizeof *w->next);
    w->spans = calloc(most, sizeof *w->spans);
    if (!w->sums || !w->next || !w->spans) {
        err = error_memory("a list of groups");
        goto out;
    }
    for (size_t i = 0; i < groups->count; i++)
        TRY(sum_begin(w, request, i));
out:
    return err;
}

static void work_free(struct work *w)
{
    for (size_t i = 0; w->sums && i < w->groups->count; i++)
        gram_sum_free(&w->sums[i]);
    gram_plan_free(&w->plan);
    free(w->sums);
    free(w->next);
    free(w->spans);
}

static struct error *add_panel(void *work, const struct panel *panel)
{
    struct work *w = work;
    for (size_t i = 0; i < w->groups->count; i++) {
        size_t count = gram_group_in_panel(&w->groups->at[i], panel->first, panel->cols,
                                           &w->next[i], w->spans);
        gram_sum_add(&w->sums[i], panel, w->spans, count);
    }
    return NULL;
}

static struct error *check_finite(const struct matrix *g)
{
    for (size_t i = 0; i < g->rows; i++)
        if (!isfinite(g->a[i * g->cols + i]))
            return extremes_error_overflow(i);
    return NULL;
}

/* Finishes the sums and hands the matrices over. */
static struct error *finish(struct work *w, const struct gram_base *base, struct report *report,
                            struct matrix *g)
{
    struct error *err = NULL;
    size_t vague = 0;
    for (size_t i = 0; i < w->groups->count; i++) {
        size_t changed = gram_sum_changed_row(&w->sums[i]);
        if (changed < w->plan.known) {
            err = gram_base_error_changed(base, i, changed);
            goto out;
        }
        TRY(gram_sum_check(&w->sums[i]));
        vague += gram_sum_finish(&w->sums[i], &g[i]);
        if (w->plan.order)
            TRY(matrix_reorder(&g[i], w->plan.order));
        TRY(check_finite(&g[i]));
    }
    gram_form_warn_of_few_digits(report, vague, "how far others are",
                                 "leave out what is far from all others (snapaudit lists strays)");
out:
    return err;
}

static struct error *check_shape(const struct reader *reader, const struct record *r)
{
    if (r->rows == 0)
        return error_new("%s: a snapshots record without rows: name some files to snapcat",
                         reader_name(reader));
    if (r->cols == 0) /* without payload nothing confirms the header's number of rows */
        return error_new("%s: a snapshots record without columns: choose some tensors in snapcat",
                         reader_name(reader));
    return NULL;
}

static struct error *check_memory(const struct record *r, size_t groups, struct report *report)
{
    size_t bytes = size_sum(matrix_bytes(groups, r->rows, r->rows), panel_pipe_bytes(r));
    return memory_check(bytes, r->rows, report);
}

static struct error *read_record(struct reader *reader, const struct record *r,
                                 const struct request *request, struct report *report,
                                 struct matrix *g)
{
    struct error *err;
    struct work w = {.groups = request->groups};
    for (size_t i = 0; i < w.groups->count; i++)
        g[i] = (struct matrix){0};
    TRY(check_shape(reader, r));
    if (request->center_rows)
        TRY(sketch_attr_refuse(r, needs_means));
    TRY(check_memory(r, w.groups->count, report));
    TRY(work_begin(&w, r->rows, request));
    TRY(panel_pipe_run(reader, r, add_panel, &w, "Gram matrix", report));
    TRY(finish(&w, request->base, report, g));
out:
    work_free(&w);
    for (size_t i = 0; err && i < request->groups->count; i++)
        matrix_free(&g[i]);
    return err;
}

struct error *snapgram_read_groups(struct reader *reader, const struct record *r,
                                   const struct gram_groups *groups, const struct gram_base *base,
                                   struct report *report, struct matrix *g)
{
    const struct request request = {.groups = groups, .base = base};
    return read_record(reader, r, &request, report, g);
}

void snapgram_round(struct matrix *g)
{
    if (!gram_form_fits_products(g))
        return;
    gram_form_to_products(g);
    (void)gram_form_to_squares(g);
}

/* All columns as one group, which the caller frees. */
static struct error *make_one_group(struct gram_groups *groups, size_t cols)
{
    static const struct group_choice all;
    static const struct table no_tensors;
    return gram_groups_make(groups, &all, &no_tensors, cols);
}

static struct error *read_snapshots(struct reader *reader, const struct record *r, bool center_rows,
                                    struct report *report, struct matrix *g)
{
    struct gram_groups groups;
    struct error *err = make_one_group(&groups, r->cols);
    if (err)
        return err;
    const struct request request = {.groups = &groups, .center_rows = center_rows};
    err = read_record(reader, r, &request, report, g);
    gram_groups_free(&groups);
    if (!err)
        snapgram_round(g);
    return err;
}

struct error *snapgram_of_panel(const struct panel *all, bool center_rows, struct report *report,
                                struct matrix *g)
{
    struct error *err;
    struct gram_groups groups = {0};
    const struct request request = {.groups = &groups, .center_rows = center_rows};
    struct work w = {.groups = &groups};
    *g = (struct matrix){0};
    TRY(make_one_group(&groups, all->cols));
    TRY(work_begin(&w, all->rows, &request));
    TRY(add_panel(&w, all));
    TRY(finish(&w, NULL, report, g));
    snapgram_round(g);
out:
    work_free(&w);
    gram_groups_free(&groups);
    if (err)
        matrix_free(g);
    return err;
}

static bool is_apart(const struct matrix *squares)
{
    for (size_t i = 0; i < squares->rows; i++)
        for (size_t j = 0; j < i; j++)
            if (squares->a[i * squares->cols + j] > 0)
                return true;
    return false;
}

/* Turns products into squares, as far as they tell. */
static struct error *resolve_products(const struct reader *reader, struct report *report,
                                      struct matrix *g)
{
    size_t vague = gram_form_to_squares(g);
    if (vague == 0 || is_apart(g)) {
        gram_form_warn_of_few_digits(report, vague, "their norms",
                                     "use snapcat FILE... | snapgram");
        return NULL;
    }
    matrix_free(g);
    return error_new("%s: the snapshots differ, but all distances are below what products resolve "
                     "(4e-8 of the snapshots' lengths): give the snapshots, or have snapgram make "
                     "the Gram matrix",
                     reader_name(reader));
}

struct error *snapgram_read(struct reader *reader, const struct record *r, bool center_rows,
                            struct report *report, struct matrix *g)
{
    struct error *err;
    enum gram_form form;
    if (!gram_form_of(r, &form))
        return read_snapshots(reader, r, center_rows, report, g);
    TRY(memory_check(matrix_bytes(1, r->rows, r->rows), r->rows, report));
    TRY(gram_form_read(reader, r, form, g));
    if (form == GRAM_PRODUCTS)
        TRY(resolve_products(reader, report, g));
out:
    return err;
}

struct error *snapgram_read_distances(struct reader *reader, const struct record *r,
                                      struct report *report, struct matrix *d)
{
    struct error *err;
    if (record_is(r, "distance")) {
        TRY(reader_matrix(reader, r, d));
        distance_round(d);
        goto out;
    }
    TRY(snapgram_read(reader, r, false, report, d));
    gram_distances(d, METRIC_EUCLIDEAN, report);
out:
    return err;
}

const char *snapgram_take_form(struct matrix *g, const struct gram_base *base, size_t gram)
{
    bool was_squares = base && base->grams[gram].form == GRAM_SQUARES;
    if (was_squares || !gram_form_fits_products(g))
        return gram_form_kinds[GRAM_SQUARES];
    gram_form_to_products(g);
    if (base)
        gram_base_restore(base, gram, g);
    return gram_form_kinds[GRAM_PRODUCTS];
}

struct error *snapgram_read_points(struct reader *reader, const struct record *r,
                                   const struct points_options *options, struct points *points)
{
    struct error *err;
    struct matrix x = {0};
    *points = (struct points){0};
    if (r->rows == 0 || r->cols == 0)
        return error_new("%s: a snapshots record of %zu x %zu: name some files to snapcat",
                         reader_name(reader), r->rows, r->cols);
    if (options->metric == METRIC_CORRELATION)
        TRY(sketch_attr_refuse(r, needs_means));
    TRY(reader_matrix(reader, r, &x));
    TRY(points_from_matrix(&x, options, points));
out:
    return err;
}
