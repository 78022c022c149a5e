#include "snapshot/rows/row_table.h"

#include "base/text/decimal.h"
#include "snapshot/rows/file_join.h"
#include "snapshot/rows/log.h"
#include "snapshot/rows/log_join.h"

#include <stdlib.h>
#include <string.h>

static const char file_column[] = "file";

struct error *row_table_add(struct table *rows, const struct checkpoint *c)
{
    struct error *err;
    size_t column;
    TRY(table_column_add(rows, file_column, &column));
    TRY(table_row_add(rows));
    TRY(table_set(rows, rows->rows - 1, column, c->path));
    for (size_t i = 0; i < c->keys.count; i++) {
        if (strcmp(c->keys.at[i], file_column) == 0)
            continue;
        TRY(table_column_add(rows, c->keys.at[i], &column));
        TRY(table_set(rows, rows->rows - 1, column, c->values.at[i]));
    }
out:
    return err;
}

/* ---- templates ---- */

/* Whether the path fits the template, and gives a number in the place of the field. */
static bool gives_number(const struct name_template *t, const char *field, const char *path)
{
    struct strlist values = {0};
    double number;
    struct error *err = name_template_match(t, path, &values);
    bool is =
        !err && decimal_read(values.at[strlist_find(name_template_fields(t), field)], &number);
    error_free(err);
    strlist_free(&values);
    return is;
}

static struct error *gives_numbers(const char *template, const char *field,
                                   const struct table *rows, bool *all)
{
    struct name_template *t;
    struct error *err = name_template_new(&t, template);
    if (err)
        return err;
    *all = true;
    for (size_t row = 0; row < rows->rows && *all; row++)
        *all = gives_number(t, field, table_cell(rows, row, table_column(rows, file_column)));
    name_template_free(t);
    return NULL;
}

/* The template took more than the number for a field that counts: names the one that fits. */
static struct error *error_not_a_number(const struct table *rows, size_t row, const char *field,
                                        const struct name_template *t)
{
    struct error *err;
    const char *value = table_cell(rows, row, table_column(rows, field));
    char *better = NULL;
    bool fits = false;
    TRY(name_template_narrow(t, field, value, &better));
    if (better)
        TRY(gives_numbers(better, field, rows, &fits));
    err = error_new("%s: %s is '%s', not a number: %s%s%s",
                    table_cell(rows, row, table_column(rows, file_column)), field, value,
                    fits ? "use -n '"
                         : "put what stands beside the number in the template (-n), leave the file "
                           "out, or call the field otherwise",
                    fits ? better : "", fits ? "'" : "");
out:
    free(better);
    return err;
}

/* Fields that count: rows are ordered, and logs joined, by their numbers. */
static bool counts(const char *field)
{
    return strcmp(field, "step") == 0 || strcmp(field, "epoch") == 0;
}

static struct error *check_fields(const struct table *rows, const struct name_template *t)
{
    const struct strlist *fields = name_template_fields(t);
    double number;
    for (size_t row = 0; row < rows->rows; row++)
        for (size_t i = 0; i < fields->count; i++)
            if (counts(fields->at[i]) &&
                !table_number(rows, row, table_column(rows, fields->at[i]), &number))
                return error_not_a_number(rows, row, fields->at[i], t);
    return NULL;
}

struct error *row_table_apply_template(struct table *rows, const struct name_template *t)
{
    struct error *err = NULL;
    const struct strlist *fields = name_template_fields(t);
    struct strlist values = {0};
    size_t file = table_column(rows, file_column), column;
    for (size_t row = 0; row < rows->rows; row++) {
        TRY(name_template_match(t, table_cell(rows, row, file), &values));
        for (size_t i = 0; i < fields->count; i++) {
            TRY(table_column_add(rows, fields->at[i], &column));
            TRY(table_set(rows, row, column, values.at[i]));
        }
        strlist_free(&values);
    }
    TRY(check_fields(rows, t));
out:
    strlist_free(&values);
    return err;
}

/* ---- tables ---- */

static struct error *read_tables(struct join_table *tables, const struct strlist *paths)
{
    struct error *err = NULL;
    for (size_t i = 0; i < paths->count; i++) {
        tables[i].path = paths->at[i];
        TRY(table_read(&tables[i].t, paths->at[i]));
        tables[i].file = log_key(&tables[i].t, file_column);
    }
out:
    return err;
}

static bool is_decimal_comma(const char *cell)
{
    char text[DECIMAL_ROOM];
    double value;
    size_t comma = strcspn(cell, ",");
    if (!cell[comma] || strlen(cell) >= sizeof text)
        return false;
    strcpy(text, cell);
    text[comma] = '.';
    return decimal_read(text, &value);
}

/* Whether the column is of numbers, some with decimal commas. */
static bool has_decimal_commas(const struct table *t, size_t column)
{
    bool any = false;
    double value;
    for (size_t row = 0; row < t->rows; row++) {
        const char *cell = table_cell(t, row, column);
        if (log_is_gap(cell) || decimal_read(cell, &value))
            continue;
        if (!is_decimal_comma(cell))
            return false;
        any = true;
    }
    return any;
}

static struct error *report_decimal_commas(const struct join_table *table, struct report *report)
{
    struct error *err = NULL;
    struct strlist columns = {0};
    char names[256];
    for (size_t i = 0; i < table->t.columns.count; i++)
        if (has_decimal_commas(&table->t, i))
            TRY(strlist_add(&columns, table->t.columns.at[i], strlen(table->t.columns.at[i])));
    strlist_print(&columns, names, sizeof names);
    if (columns.count)
        report_line(report, REPORT_NOTE,
                    "%s: column%s %s: decimal commas, kept as text: write 0.5, not 0,5",
                    table->path, columns.count > 1 ? "s" : "", names);
out:
    strlist_free(&columns);
    return err;
}

struct error *row_table_join(struct table *rows, const struct name_template *t,
                             const struct strlist *paths, struct report *report)
{
    struct error *err;
    const struct strlist none = {0};
    if (paths->count == 0)
        return NULL;
    struct join_table *tables = calloc(paths->count, sizeof *tables);
    if (!tables)
        return error_memory("tables");
    TRY(read_tables(tables, paths));
    for (size_t i = 0; i < paths->count; i++)
        TRY(report_decimal_commas(&tables[i], report));
    TRY(file_join(rows, tables, paths->count, report));
    TRY(log_join(rows, t ? name_template_fields(t) : &none, tables, paths->count, report));
out:
    for (size_t i = 0; i < paths->count; i++)
        table_free(&tables[i].t);
    free(tables);
    return err;
}
