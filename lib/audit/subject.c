#include "audit/subject.h"

#include "base/size.h"
#include "stream/tensor_map.h"

#include <stdlib.h>
#include <string.h>

/* ---- runs ---- */

/* One run of all rows, which runs_find has put in the order of their steps. */
static void join_all(struct runs *runs)
{
    if (runs->count > 0 || runs->rows == 0)
        return;
    runs->at[0] = (struct run){.count = runs->rows};
    runs->count = 1;
    runs->joined = runs->rows;
}

static void link_rows(struct audit_subject *s)
{
    for (size_t row = 0; row < s->row_count; row++)
        s->before[row] = (struct audit_before){AUDIT_NONE, AUDIT_NONE};
    for (size_t k = 0; k < s->runs.count; k++) {
        const size_t *row = s->runs.order + s->runs.at[k].first;
        for (size_t i = 1; i < s->runs.at[k].count; i++)
            s->before[row[i]] = (struct audit_before){row[i - 1], i > 1 ? row[i - 2] : AUDIT_NONE};
    }
}

static struct error *find_runs(struct audit_subject *s, const struct audit_columns *columns,
                               struct report *report)
{
    struct error *err;
    const struct table *known = s->rows->columns.count > 0 ? s->rows : NULL;
    TRY(runs_find(&s->runs, known, s->row_count, columns->run, columns->step, report));
    join_all(&s->runs);
    TRY(runs_of_rows(&s->runs, &s->run_of));
    s->before = calloc(size_max(s->row_count, 1), sizeof *s->before);
    if (!s->before)
        return error_memory("the runs");
    link_rows(s);
out:
    return err;
}

/* ---- tensors ---- */

static enum dtype type_named(const char *name)
{
    int type = 0;
    while (type < DTYPE_COUNT && strcmp(dtype_name((enum dtype)type), name) != 0)
        type++;
    return (enum dtype)type;
}

static void add_tensor(struct audit_subject *s, const char *name, enum dtype type, size_t first,
                       size_t end)
{
    if (first < end)
        s->tensors[s->tensor_count++] = (struct audit_tensor){name, type, {first, end - first}};
}

/* Columns that are in no tensor of the table count as tensors. */
static struct error *find_tensors(struct audit_subject *s, const struct table *t)
{
    struct error *err = NULL;
    struct tensor_map map = {0};
    size_t type = table_column(t, "dtype"), end = 0;
    const char *gap = t->columns.count > 0 ? "unnamed columns" : NULL;
    if (gap)
        TRY(tensor_map_parse(&map, t, s->cols));
    s->tensors = calloc(2 * map.count + 1, sizeof *s->tensors);
    if (!s->tensors) {
        err = error_memory("a list of tensors");
        goto out;
    }
    for (size_t i = 0; i < map.count; i++) {
        const struct span *columns = &map.at[i].columns;
        const char *stored = table_cell(t, i, type);
        add_tensor(s, gap, DTYPE_COUNT, end, columns->first);
        end = columns->first + columns->count;
        add_tensor(s, map.at[i].name, type_named(stored), columns->first, end);
    }
    add_tensor(s, gap, DTYPE_COUNT, end, s->cols);
out:
    tensor_map_free(&map);
    return err;
}

/* ---- the subject ---- */

struct error *audit_subject_make(struct audit_subject *s, const struct table *rows,
                                 size_t row_count, const struct table *tensors, size_t cols,
                                 const struct audit_columns *columns, struct report *report)
{
    struct error *err;
    *s = (struct audit_subject){.rows = rows, .row_count = row_count, .cols = cols};
    TRY(find_runs(s, columns, report));
    TRY(find_tensors(s, tensors));
out:
    if (err)
        audit_subject_free(s);
    return err;
}

void audit_subject_free(struct audit_subject *s)
{
    runs_free(&s->runs);
    free(s->run_of);
    free(s->before);
    free(s->tensors);
    *s = (struct audit_subject){0};
}
