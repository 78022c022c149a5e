#include "stream/table/column.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct error *column_find(const struct table *t, const char *name, const char *usual,
                          size_t *column)
{
    *column = t ? table_column(t, name ? name : usual) : TABLE_NONE;
    if (!name || *column != TABLE_NONE)
        return NULL;
    if (!t)
        return error_new("column '%s': the stream has no table of rows: run the pipeline "
                         "from snapcat on, or leave the option out",
                         name);
    char *headings;
    struct error *err = table_headings(t, &headings);
    if (err)
        return err;
    err = error_new(
        "column '%s': not in the table of rows: choose one of %s, or make it with snapcat -n or -m",
        name, headings);
    free(headings);
    return err;
}

struct error *column_check_numbers(const struct table *t, size_t column)
{
    double value;
    for (size_t row = 0; row < t->rows; row++)
        if (table_number(t, row, column, &value))
            return NULL;
    return error_new("column '%s': has no numbers: choose another", t->columns.at[column]);
}

double column_value(const struct table *t, size_t row, size_t column)
{
    double value;
    return table_number(t, row, column, &value) && isfinite(value) ? value : NAN;
}

struct error *column_find_numbers(const struct table *t, const char *name, size_t *column)
{
    struct error *err = column_find(t, name, NULL, column);
    return err ? err : column_check_numbers(t, *column);
}

bool column_has_finite(const struct table *t, size_t column)
{
    for (size_t row = 0; row < t->rows; row++)
        if (!isnan(column_value(t, row, column)))
            return true;
    return false;
}

const char *column_first_finite(const struct table *t, const char *const names[], size_t count)
{
    for (size_t i = 0; t && i < count; i++) {
        size_t column = table_column(t, names[i]);
        if (column != TABLE_NONE && column_has_finite(t, column))
            return names[i];
    }
    return NULL;
}

/* Whether the heading is the name but for case and for what divides its words: "Val Loss",
 * "val/loss". */
static bool is_called(const char *heading, const char *name)
{
    for (; *heading && *name; heading++, name++) {
        bool divides = strchr(" /-.", *heading) != NULL;
        if ((divides ? '_' : tolower((unsigned char)*heading)) != *name)
            return false;
    }
    return *heading == *name;
}

static const char *find_called(const struct table *t, const char *name)
{
    for (size_t i = 0; i < t->columns.count; i++)
        if (is_called(t->columns.at[i], name) && column_has_finite(t, i))
            return t->columns.at[i];
    return NULL;
}

const char *column_usual_loss(const struct table *t)
{
    static const char *const losses[] = {
        "test_loss", "loss_test", "val_loss",   "valid_loss",    "validation_loss", "loss_val",
        "eval_loss", "loss",      "train_loss", "training_loss", "loss_train"};
    const char *loss = NULL;
    for (size_t i = 0; t && !loss && i < sizeof losses / sizeof *losses; i++)
        loss = find_called(t, losses[i]);
    return loss;
}

const char *column_usual_step(const struct table *t)
{
    return table_column(t, "step") == TABLE_NONE ? "epoch" : "step";
}

/* Long file names differ at their ends. */
static void abridge(const char *text, char name[COLUMN_ROW_NAME_MAX])
{
    static const char omission[] = "...";
    size_t length = strlen(text), room = COLUMN_ROW_NAME_MAX - sizeof omission;
    const char *end = length > room ? text + length - room : text;
    while (end > text && ((unsigned char)*end & 0xc0) == 0x80) /* inside a character of UTF-8 */
        end++;
    snprintf(name, COLUMN_ROW_NAME_MAX, "%s%s", end > text ? omission : "", end);
}

void column_row_name(const struct table *rows, size_t row, char name[COLUMN_ROW_NAME_MAX])
{
    size_t column = table_column(rows, "file");
    if (column != TABLE_NONE && row < rows->rows)
        abridge(table_cell(rows, row, column), name);
    else
        snprintf(name, COLUMN_ROW_NAME_MAX, "row %zu", row);
}
