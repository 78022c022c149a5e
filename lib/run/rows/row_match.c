#include "run/rows/row_match.h"

#include "base/size.h"
#include "stream/table/column.h"

#include <stdlib.h>
#include <string.h>

/* The columns that name a row; where there is one column, the second is TABLE_NONE. */
struct key {
    const struct table *t;
    size_t column[2];
};

static bool has_key(const struct key *k)
{
    return k->column[0] != TABLE_NONE;
}

static struct key key_of_files(const struct table *t)
{
    return (struct key){t, {t ? table_column(t, "file") : TABLE_NONE, TABLE_NONE}};
}

/* By the column `first` and the step. */
static struct key key_of_steps(const struct table *t, const char *first, const char *step)
{
    struct key k = {t, {TABLE_NONE, TABLE_NONE}};
    if (!t)
        return k;
    k.column[0] = table_column(t, first);
    k.column[1] = table_column(t, step ? step : column_usual_step(t));
    if (k.column[0] == TABLE_NONE || k.column[1] == TABLE_NONE)
        k.column[0] = k.column[1] = TABLE_NONE;
    return k;
}

/* ---- sorted rows ---- */

struct named_row {
    const char *name[2];
    size_t row;
};

static int compare_names(const void *a, const void *b)
{
    const struct named_row *x = a, *y = b;
    int order = strcmp(x->name[0], y->name[0]);
    return order ? order : strcmp(x->name[1], y->name[1]);
}

static struct named_row name_row(const struct key *k, size_t row)
{
    return (struct named_row){
        {table_cell(k->t, row, k->column[0]), table_cell(k->t, row, k->column[1])}, row};
}

/* The caller frees them. */
static struct named_row *sort_rows(const struct key *k)
{
    struct named_row *rows = calloc(size_max(k->t->rows, 1), sizeof *rows);
    for (size_t i = 0; rows && i < k->t->rows; i++)
        rows[i] = name_row(k, i);
    if (rows)
        qsort(rows, k->t->rows, sizeof *rows, compare_names);
    return rows;
}

/* Whether its neighbour has the same name. */
static bool is_repeated(const struct named_row *rows, size_t count, const struct named_row *at)
{
    return (at > rows && compare_names(at, at - 1) == 0) ||
           (at + 1 < rows + count && compare_names(at, at + 1) == 0);
}

static const struct named_row *find_row(const struct named_row *rows, size_t count,
                                        const struct named_row *wanted)
{
    const struct named_row *at = bsearch(wanted, rows, count, sizeof *rows, compare_names);
    return at && !is_repeated(rows, count, at) ? at : NULL;
}

/* ---- matching ---- */

/* match->a and match->b have room for all rows. */
static struct error *match_by(struct row_match *match, const struct key *a, const struct key *b)
{
    struct named_row *of_a = sort_rows(a), *of_b = sort_rows(b);
    match->count = 0;
    for (size_t i = 0; of_a && of_b && i < b->t->rows; i++) {
        struct named_row wanted = name_row(b, i);
        const struct named_row *found = find_row(of_a, a->t->rows, &wanted);
        if (!found || !find_row(of_b, b->t->rows, &wanted))
            continue;
        match->a[match->count] = found->row;
        match->b[match->count++] = i;
    }
    struct error *err = of_a && of_b ? NULL : error_memory("the rows of two tables");
    free(of_a);
    free(of_b);
    return err;
}

static struct error *match_in_order(struct row_match *match, size_t a_rows, size_t b_rows)
{
    if (a_rows != b_rows)
        return error_new("%zu rows and %zu, which no columns file, or run and step, tell apart: "
                         "give the row tables of both",
                         a_rows, b_rows);
    for (size_t i = 0; i < a_rows; i++)
        match->a[i] = match->b[i] = i;
    match->count = a_rows;
    return NULL;
}

struct error *row_match_find(struct row_match *match, const struct table *a, size_t a_rows,
                             const struct table *b, size_t b_rows, const char *run,
                             const char *step)
{
    struct error *err = NULL;
    struct key file_a = key_of_files(a), file_b = key_of_files(b);
    struct key step_a = key_of_steps(a, run ? run : "run", step);
    struct key step_b = key_of_steps(b, run ? run : "run", step);
    struct key log_a = key_of_steps(a, "file", step), log_b = key_of_steps(b, "file", step);
    bool by_file = has_key(&file_a) && has_key(&file_b);
    bool by_step = has_key(&step_a) && has_key(&step_b);
    bool by_log = has_key(&log_a) && has_key(&log_b);
    bool are_named =
        (has_key(&file_a) || has_key(&step_a)) && (has_key(&file_b) || has_key(&step_b));
    *match = (struct row_match){.a = calloc(size_max(b_rows, 1), sizeof *match->a),
                                .b = calloc(size_max(b_rows, 1), sizeof *match->b)};
    if (!match->a || !match->b)
        return error_memory("the rows of two tables");
    if (by_file)
        TRY(match_by(match, &file_a, &file_b));
    if (by_step && match->count == 0)
        TRY(match_by(match, &step_a, &step_b));
    if (by_log && match->count == 0)
        TRY(match_by(match, &log_a, &log_b));
    if (!by_file && !by_step)
        TRY(are_named ? error_new("the rows of one table have files alone, those of the other run "
                                  "and step alone: give both tables the same columns")
                      : match_in_order(match, a_rows, b_rows));
out:
    return err;
}

void row_match_free(struct row_match *match)
{
    free(match->a);
    free(match->b);
    *match = (struct row_match){0};
}
