#include "run/movement.h"

#include "base/array.h"
#include "base/size.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- numbers ---- */

static double distance(const struct matrix *squares, size_t i, size_t j)
{
    return sqrt(squares->a[i * squares->cols + j]);
}

static struct movement_numbers measure(const struct matrix *squares, const size_t *row,
                                       size_t count, size_t params)
{
    size_t a = row[0], b = row[count - 1];
    struct movement_numbers n = {.norm_first = distance(squares, a, a),
                                 .norm_last = distance(squares, b, b)};
    if (a != b) { /* the diagonal has lengths */
        n.squared = squares->a[a * squares->cols + b];
        n.displacement = sqrt(n.squared);
    }
    for (size_t i = 1; i < count; i++)
        n.length += distance(squares, row[i - 1], row[i]);
    double norm = fmax(n.norm_first, n.norm_last);
    n.relative = norm > 0 ? n.displacement / norm : 0;
    n.rms = params ? n.displacement / sqrt((double)params) : NAN;
    return n;
}

static struct movement_numbers mean(const struct matrix *squares, const struct runs *runs,
                                    size_t params)
{
    struct movement_numbers sum = {0};
    double count = (double)runs->count;
    for (size_t k = 0; k < runs->count; k++) {
        const struct run *run = &runs->at[k];
        struct movement_numbers n = measure(squares, runs->order + run->first, run->count, params);
        sum.relative += n.relative;
        sum.rms += n.rms;
        sum.displacement += n.displacement;
        sum.length += n.length;
        sum.norm_first += n.norm_first;
        sum.norm_last += n.norm_last;
        sum.squared += n.squared;
    }
    return (struct movement_numbers){.relative = sum.relative / count,
                                     .rms = sum.rms / count,
                                     .displacement = sum.displacement / count,
                                     .length = sum.length / count,
                                     .norm_first = sum.norm_first / count,
                                     .norm_last = sum.norm_last / count,
                                     .squared = sum.squared};
}

/* ---- the list ---- */

static struct error *append(struct movements *list, const struct movement_source *source,
                            const char *run, size_t runs, const struct movement_numbers *numbers)
{
    struct movement *at = array_grown(list->at, &list->room, list->count, sizeof *at);
    if (!at)
        return error_memory("a list of layers");
    list->at = at;
    struct movement *l = &list->at[list->count];
    *l = (struct movement){.place = list->count++,
                           .record = source->record,
                           .runs = runs,
                           .name = strdup(source->name ? source->name : ""),
                           .run = strdup(run),
                           .params = source->params,
                           .numbers = *numbers};
    return l->name && l->run ? NULL : error_memory("the name of a layer");
}

static const char *name_of(const struct run *run)
{
    return run->name ? run->name : "all";
}

struct error *movements_add(struct movements *list, const struct movement_source *source,
                            const struct matrix *squares, const struct runs *runs)
{
    struct error *err = NULL;
    if (!list->by_run) {
        struct movement_numbers n = mean(squares, runs, source->params);
        return append(list, source, runs->count > 1 ? "mean" : name_of(&runs->at[0]), runs->count,
                      &n);
    }
    for (size_t k = 0; k < runs->count && !err; k++) {
        const struct run *run = &runs->at[k];
        struct movement_numbers n =
            measure(squares, runs->order + run->first, run->count, source->params);
        err = append(list, source, name_of(run), 1, &n);
    }
    return err;
}

void movements_free(struct movements *list)
{
    for (size_t i = 0; i < list->count; i++) {
        free(list->at[i].name);
        free(list->at[i].run);
    }
    free(list->at);
    *list = (struct movements){0};
}

/* ---- shares and order ---- */

static int by_place(const struct movement *a, const struct movement *b)
{
    return size_compare(&a->place, &b->place);
}

/* By place, too, so that sums have one order. */
static int by_run(const void *a, const void *b)
{
    const struct movement *x = a, *y = b;
    int order = strcmp(x->run, y->run);
    return order ? order : by_place(x, y);
}

static int by_movement(const void *a, const void *b)
{
    const struct movement *x = a, *y = b;
    double p = x->numbers.relative, q = y->numbers.relative;
    return p != q ? (p < q) - (p > q) : by_place(x, y);
}

/* Of the layers [0, count), of which each has a share in all. */
static void share(struct movement *at, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += at[i].numbers.squared;
    for (size_t i = 0; i < count; i++)
        at[i].share = at[i].numbers.squared / sum;
}

void movements_finish(struct movements *list)
{
    size_t first = 0;
    qsort(list->at, list->count, sizeof *list->at, by_run);
    for (size_t i = 1; i <= list->count; i++)
        if (i == list->count ||
            (list->by_run && strcmp(list->at[i].run, list->at[first].run) != 0)) {
            share(list->at + first, i - first);
            first = i;
        }
    qsort(list->at, list->count, sizeof *list->at, by_movement);
}

/* ---- the table ---- */

static struct error *add_row(const struct movement *l, struct table *out)
{
    enum { RECORD, NAME, PARAMS, RUNS, RUN, NUMBERS };
    const struct movement_numbers *n = &l->numbers;
    const double numbers[] = {n->relative, l->share,      n->rms,      n->displacement,
                              n->length,   n->norm_first, n->norm_last};
    struct error *err;
    size_t row = out->rows;
    TRY(table_row_add(out));
    TRY(table_set_size(out, row, RECORD, l->record));
    TRY(table_set(out, row, NAME, l->name));
    TRY(l->params ? table_set_size(out, row, PARAMS, l->params)
                  : table_set_number(out, row, PARAMS, NAN));
    TRY(table_set_size(out, row, RUNS, l->runs));
    TRY(table_set(out, row, RUN, l->run));
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        TRY(table_set_number(out, row, NUMBERS + i, numbers[i]));
out:
    return err;
}

struct error *movements_table(const struct movements *list, struct table *out)
{
    static const char *const headings[] = {
        "record", "name",         "params", "runs",       "run",       "relative", "share",
        "rms",    "displacement", "length", "norm_first", "norm_last", NULL};
    struct error *err = NULL;
    size_t column;
    for (size_t i = 0; headings[i]; i++)
        TRY(table_column_add(out, headings[i], &column));
    for (size_t i = 0; i < list->count; i++)
        TRY(add_row(&list->at[i], out));
out:
    return err;
}
