#include "plot/figure/spread.h"

#include "stream/table/column.h"

#include <math.h>

static double cell(const struct table *t, size_t row, size_t column)
{
    double value = column_value(t, row, column);
    return isnan(value) ? 0 : value;
}

/* The roots of the eigenvalues of the covariance, and the direction of the larger one. */
static void make_ellipse(double xx, double xy, double yy, double *ellipse)
{
    double middle = (xx + yy) / 2, apart = hypot((xx - yy) / 2, xy);
    ellipse[SPREAD_MAJOR] = sqrt(fmax(middle + apart, 0));
    ellipse[SPREAD_MINOR] = sqrt(fmax(middle - apart, 0));
    ellipse[SPREAD_ANGLE] = atan2(2 * xy, xx - yy) / 2;
}

struct error *plot_spread_find(struct matrix *ellipses, const struct table *t)
{
    static const char *const names[] = {"spread-xx", "spread-xy", "spread-yy"};
    size_t column[3];
    *ellipses = (struct matrix){0};
    for (size_t i = 0; i < 3; i++) {
        column[i] = t ? table_column(t, names[i]) : TABLE_NONE;
        if (column[i] == TABLE_NONE)
            return NULL;
    }
    struct error *err = matrix_new(ellipses, t->rows, SPREAD_COLUMNS);
    for (size_t i = 0; i < t->rows && !err; i++)
        make_ellipse(cell(t, i, column[0]), cell(t, i, column[1]), cell(t, i, column[2]),
                     ellipses->a + i * SPREAD_COLUMNS);
    return err;
}

double plot_spread_reach(const struct matrix *ellipses, size_t row, size_t axis)
{
    const double *e = ellipses->a + row * SPREAD_COLUMNS;
    double along = cos(e[SPREAD_ANGLE]), across = sin(e[SPREAD_ANGLE]);
    return axis == 0 ? hypot(e[SPREAD_MAJOR] * along, e[SPREAD_MINOR] * across)
                     : hypot(e[SPREAD_MAJOR] * across, e[SPREAD_MINOR] * along);
}
