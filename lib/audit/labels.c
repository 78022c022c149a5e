#include "audit/labels.h"

#include "stream/table/column.h"

static const char *const counters[] = {"epoch", "step", "global_step", "iteration", "iter"};
enum { COUNTERS = sizeof counters / sizeof *counters };

/* ---- pairs of successive rows ---- */

static struct error *find_repeated(struct table *out, const struct audit_subject *s, size_t before,
                                   size_t row)
{
    size_t column = s->runs.step_column;
    double step = column_value(s->rows, row, column);
    if (!(step == column_value(s->rows, before, column)))
        return NULL;
    return audit_findings_add(out, s, AUDIT_ORDER, (struct audit_place){row, NULL, before},
                              "%s %s appears twice in this run", s->rows->columns.at[column],
                              table_cell(s->rows, row, column));
}

static struct error *find_fallen(struct table *out, const struct audit_subject *s, size_t before,
                                 size_t row, size_t column)
{
    double now = column_value(s->rows, row, column);
    if (!(now < column_value(s->rows, before, column)))
        return NULL;
    return audit_findings_add(out, s, AUDIT_ORDER, (struct audit_place){row, NULL, before},
                              "%s falls from %s to %s where %s rises", s->rows->columns.at[column],
                              table_cell(s->rows, before, column), table_cell(s->rows, row, column),
                              s->rows->columns.at[s->runs.step_column]);
}

static struct error *compare(struct table *out, const struct audit_subject *s, size_t before,
                             size_t row)
{
    struct error *err;
    TRY(find_repeated(out, s, before, row));
    for (size_t i = 0; i < COUNTERS; i++) {
        size_t column = table_column(s->rows, counters[i]);
        if (column != TABLE_NONE && column != s->runs.step_column)
            TRY(find_fallen(out, s, before, row, column));
    }
out:
    return err;
}

struct error *audit_labels_find(struct table *out, const struct audit_subject *s)
{
    struct error *err = NULL;
    if (s->runs.step_column == TABLE_NONE)
        return NULL;
    for (size_t k = 0; k < s->runs.count; k++)
        for (size_t i = 1; i < s->runs.at[k].count; i++) {
            const size_t *row = s->runs.order + s->runs.at[k].first + i;
            TRY(compare(out, s, row[-1], row[0]));
        }
out:
    return err;
}
