#include "plot_color.h"

#include "column.h"
#include "size.h"

#include <math.h>
#include <stdlib.h>

/* The span from which a linear scale would show most values as one colour. */
static const double LOGARITHMIC_FROM = 100;

static size_t usual_column(const struct table *t)
{
    static const char *const usual[] = {"test_loss", "train_loss", "step", "epoch"};
    for (size_t i = 0; t && i < sizeof usual / sizeof *usual; i++) {
        size_t column = table_column(t, usual[i]);
        if (column != TABLE_NONE && column_has_finite(t, column))
            return column;
    }
    return TABLE_NONE;
}

static struct error *choose_column(const struct table *t, const char *name, size_t *column)
{
    struct error *err = NULL;
    if (!name) {
        *column = usual_column(t);
        return NULL;
    }
    TRY(column_find(t, name, NULL, column));
    TRY(column_check_numbers(t, *column));
out:
    return err;
}

static void find_scale(struct plot_color *color, size_t rows, bool counts)
{
    color->least = INFINITY;
    color->most = -INFINITY;
    for (size_t i = 0; i < rows; i++)
        if (!isnan(color->value[i])) {
            color->known++;
            color->least = fmin(color->least, color->value[i]);
            color->most = fmax(color->most, color->value[i]);
        }
    color->logarithmic = !counts && color->known && color->least > 0 &&
                         color->most / color->least > LOGARITHMIC_FROM;
}

struct error *plot_color_find(struct plot_color *color, const struct table *t, size_t rows,
                              const char *name, struct report *report)
{
    size_t column;
    *color = (struct plot_color){0};
    struct error *err = choose_column(t, name, &column);
    if (err)
        return err;
    color->value = calloc(size_max(rows, 1), sizeof *color->value);
    if (!color->value)
        return error_memory("the colours of the picture");
    color->name = column == TABLE_NONE ? "row" : t->columns.at[column];
    for (size_t i = 0; i < rows; i++)
        color->value[i] = column == TABLE_NONE ? (double)(i + 1) : column_value(t, i, column);
    find_scale(color, rows, column == TABLE_NONE);
    if (!color->known)
        report_line(report, REPORT_WARNING,
                    "column '%s' of the table of rows has no finite value: all points are grey",
                    color->name);
    return NULL;
}

void plot_color_free(struct plot_color *color)
{
    free(color->value);
    *color = (struct plot_color){0};
}
