#include "sweep/subset.h"

#include <stdlib.h>
#include <string.h>

struct error *subset_new(struct subset *s, const size_t *run, size_t rows, size_t left_out)
{
    *s = (struct subset){.row = calloc(rows + 1, sizeof *s->row)};
    if (!s->row)
        return error_memory("the rows of a picture");
    for (size_t i = 0; i < rows; i++)
        if (!run || run[i] != left_out)
            s->row[s->count++] = i;
    return NULL;
}

void subset_free(struct subset *s)
{
    free(s->row);
    *s = (struct subset){0};
}

struct error *subset_gather(const struct subset *s, const struct matrix *m, struct matrix *part)
{
    struct error *err = matrix_new(part, s->count, s->count);
    for (size_t i = 0; i < s->count && !err; i++)
        for (size_t j = 0; j < s->count; j++)
            part->a[i * s->count + j] = m->a[s->row[i] * m->cols + s->row[j]];
    return err;
}

struct error *subset_gather_table(const struct subset *s, const struct table *t, struct table *part)
{
    struct error *err;
    *part = (struct table){.rows = s->count};
    TRY(strlist_copy(&part->columns, &t->columns));
    for (size_t i = 0; i < s->count; i++)
        for (size_t j = 0; j < t->columns.count; j++) {
            const char *cell = table_cell(t, s->row[i], j);
            TRY(strlist_add(&part->cells, cell, strlen(cell)));
        }
out:
    if (err)
        table_free(part);
    return err;
}
