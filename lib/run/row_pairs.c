#include "run/row_pairs.h"

#include "base/size.h"
#include "run/runs.h"
#include "stream/table/column.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What identifies a row of a side. */
struct key {
    const char *run;
    double step;
    size_t side, row;
};

/* By run and step alone, so that the two rows of a pair are equal. */
static int compare_keys(const struct key *x, const struct key *y)
{
    int order = strcmp(x->run, y->run);
    return order ? order : (x->step > y->step) - (x->step < y->step);
}

static int by_key(const void *a, const void *b)
{
    const struct key *x = a, *y = b;
    int order = compare_keys(x, y);
    return order ? order : (x->side > y->side) - (x->side < y->side);
}

struct error *row_pairs_known(const struct table *t, bool *known)
{
    struct runs runs;
    struct error *err = runs_find(&runs, t, t->rows, NULL, NULL, NULL);
    *known = !err && runs.count > 0 && runs.step_column != TABLE_NONE;
    if (!err)
        runs_free(&runs);
    return err;
}

/* Appends a key for each row of a run that has a step. */
static struct error *add_keys(struct key *keys, size_t *count, const struct table *t, size_t side)
{
    struct runs runs;
    struct error *err = runs_find(&runs, t, t->rows, NULL, NULL, NULL);
    if (err)
        return err;
    for (size_t k = 0; k < runs.count; k++)
        for (size_t i = 0; i < runs.at[k].count; i++) {
            size_t row = runs.order[runs.at[k].first + i];
            double step = column_value(t, row, runs.step_column);
            const char *name = runs.at[k].name ? runs.at[k].name : "";
            if (!isnan(step))
                keys[(*count)++] = (struct key){name, step, side, row};
        }
    runs_free(&runs);
    return NULL;
}

static struct error *read_off(struct row_pairs *pairs, const struct key *keys, size_t count,
                              const struct row_side sides[2])
{
    for (size_t i = 0; i + 1 < count; i++) {
        const struct key *key = &keys[i], *next = &keys[i + 1];
        if (compare_keys(key, next) != 0)
            continue;
        if (key->side == next->side)
            return error_new("%s: step %g of run %s appears twice: keep one row per run and step",
                             sides[key->side].name, key->step, key->run);
        pairs->row[0][pairs->count] = key->row;
        pairs->row[1][pairs->count++] = next->row;
    }
    if (pairs->count == 0)
        return error_new(
            "%s: no row has the run and step of a row of %s: give snapshots of the same runs",
            sides[1].name, sides[0].name);
    return NULL;
}

static struct error *count_alone(struct row_pairs *pairs, const struct row_side sides[2])
{
    for (size_t side = 0; side < 2; side++) {
        size_t rows = sides[side].table->rows;
        bool *paired = calloc(size_max(rows, 1), sizeof *paired);
        if (!paired)
            return error_memory("pairs of rows");
        for (size_t i = 0; i < pairs->count; i++)
            paired[pairs->row[side][i]] = true;
        for (size_t row = rows; row-- > 0;)
            if (!paired[row]) {
                pairs->alone[side]++;
                pairs->first_alone[side] = row;
            }
        free(paired);
    }
    return NULL;
}

struct error *row_pairs_find(struct row_pairs *pairs, const struct row_side sides[2])
{
    struct error *err;
    size_t count = 0, most = sides[0].table->rows + sides[1].table->rows;
    *pairs = (struct row_pairs){0};
    struct key *keys = calloc(size_max(most, 1), sizeof *keys);
    for (size_t side = 0; side < 2; side++)
        pairs->row[side] = calloc(size_max(most, 1), sizeof *pairs->row[side]);
    if (!keys || !pairs->row[0] || !pairs->row[1]) {
        err = error_memory("pairs of rows");
        goto out;
    }
    for (size_t side = 0; side < 2; side++)
        TRY(add_keys(keys, &count, sides[side].table, side));
    qsort(keys, count, sizeof *keys, by_key);
    TRY(read_off(pairs, keys, count, sides));
    TRY(count_alone(pairs, sides));
out:
    free(keys);
    if (err)
        row_pairs_free(pairs);
    return err;
}

void row_pairs_free(struct row_pairs *pairs)
{
    free(pairs->row[0]);
    free(pairs->row[1]);
    *pairs = (struct row_pairs){0};
}

struct error *row_pairs_take(const struct row_pairs *pairs, size_t side, const struct matrix *m,
                             struct matrix *taken)
{
    struct error *err = matrix_new(taken, pairs->count, m->cols);
    for (size_t i = 0; !err && i < pairs->count; i++)
        memcpy(taken->a + i * m->cols, m->a + pairs->row[side][i] * m->cols,
               m->cols * sizeof *m->a);
    return err;
}
