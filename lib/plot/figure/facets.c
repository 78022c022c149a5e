#include "plot/figure/facets.h"

#include <stdlib.h>
#include <string.h>

static bool is_number(const char *text, double *value)
{
    char *end;
    *value = strtod(text, &end);
    return end != text && *end == '\0';
}

static int compare_numbers(const void *a, const void *b)
{
    double x, y;
    is_number(*(char *const *)a, &x);
    is_number(*(char *const *)b, &y);
    return (x > y) - (x < y);
}

static bool all_numbers(const struct strlist *values)
{
    double number;
    for (size_t i = 0; i < values->count; i++)
        if (!is_number(values->at[i], &number))
            return false;
    return true;
}

struct error *plot_facets_find(struct strlist *values, const struct table *t, size_t column,
                               size_t most)
{
    struct error *err = NULL;
    for (size_t row = 0; row < t->rows && !err; row++) {
        const char *cell = table_cell(t, row, column);
        if (strlist_find(values, cell) != (size_t)-1)
            continue;
        if (values->count == most)
            return error_new(
                "column '%s': has more than %zu different values, one per panel: choose another",
                t->columns.at[column], most);
        err = strlist_add(values, cell, strlen(cell));
    }
    if (!err && values->count && all_numbers(values))
        qsort(values->at, values->count, sizeof *values->at, compare_numbers);
    return err;
}

static struct error *take_row(struct plot_part *part, const struct matrix *coords,
                              const struct table *t, size_t row)
{
    struct error *err = NULL;
    size_t columns = t->columns.count;
    memcpy(part->coords.a + part->coords.rows++ * coords->cols, coords->a + row * coords->cols,
           coords->cols * sizeof *coords->a);
    for (size_t i = 0; i < columns && !err; i++) {
        const char *cell = table_cell(t, row, i);
        err = strlist_add(&part->rows.cells, cell, strlen(cell));
    }
    part->rows.rows++;
    return err;
}

struct error *plot_part_take(struct plot_part *part, const struct matrix *coords,
                             const struct table *t, const bool *keep)
{
    struct error *err = NULL;
    TRY(matrix_new(&part->coords, coords->rows, coords->cols));
    part->coords.rows = 0;
    TRY(strlist_copy(&part->rows.columns, &t->columns));
    for (size_t row = 0; row < coords->rows; row++)
        if (keep[row])
            TRY(take_row(part, coords, t, row));
out:
    return err;
}

struct error *plot_part_take_value(struct plot_part *part, const struct matrix *coords,
                                   const struct table *t, size_t column, const char *value)
{
    bool *keep = calloc(coords->rows, sizeof *keep);
    if (!keep)
        return error_memory("a panel's rows");
    for (size_t row = 0; row < coords->rows; row++)
        keep[row] = strcmp(table_cell(t, row, column), value) == 0;
    struct error *err = plot_part_take(part, coords, t, keep);
    free(keep);
    return err;
}

void plot_part_free(struct plot_part *part)
{
    matrix_free(&part->coords);
    table_free(&part->rows);
}

struct error *plot_facet_title(struct strlist *titles, const char *stream, const char *column,
                               const char *value)
{
    double number;
    const char *colon = stream ? ": " : "";
    if (!stream)
        stream = "";
    if (!*value)
        return strlist_addf(titles, "%s%sno %s", stream, colon, column);
    if (is_number(value, &number))
        return strlist_addf(titles, "%s%s%s = %s", stream, colon, column, value);
    return strlist_addf(titles, "%s%s%s", stream, colon, value);
}
