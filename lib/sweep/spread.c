#include "sweep/spread.h"

#include <math.h>

static void add_place(const double *place, const double *mean, size_t dims, double share,
                      double *covariance)
{
    for (size_t j = 0; j < dims; j++)
        for (size_t k = j; k < dims; k++)
            *covariance++ += share * (place[j] - mean[j]) * (place[k] - mean[k]);
}

static void add_picture(const struct sweep *s, const struct picture_result *p,
                        struct matrix *covariance)
{
    size_t dims = p->coords.cols;
    for (size_t i = 0; i < p->coords.rows; i++) {
        size_t row = p->rows->row[i];
        add_place(p->coords.a + i * dims, s->consensus.mean.a + row * dims, dims,
                  1 / (double)s->consensus.seen[row], covariance->a + row * covariance->cols);
    }
}

/* The sum of the diagonal of a triangle that is stored row by row. */
static double trace(const double *covariance, size_t dims)
{
    double sum = 0;
    for (size_t j = 0; j < dims; j++) {
        sum += *covariance;
        covariance += dims - j;
    }
    return sum;
}

struct error *spread_find(struct spread *spread, const struct sweep *s)
{
    struct error *err;
    size_t n = s->consensus.mean.rows, dims = s->consensus.mean.cols;
    *spread = (struct spread){0};
    TRY(matrix_new(&spread->covariance, n, dims * (dims + 1) / 2));
    TRY(matrix_new(&spread->distance, n, 1));
    for (size_t i = 0; i < s->count; i++)
        add_picture(s, &s->pictures[i], &spread->covariance);
    for (size_t i = 0; i < n; i++)
        spread->distance.a[i] =
            sqrt(trace(spread->covariance.a + i * spread->covariance.cols, dims));
out:
    if (err)
        spread_free(spread);
    return err;
}

void spread_free(struct spread *spread)
{
    matrix_free(&spread->covariance);
    matrix_free(&spread->distance);
}

/* The numbers, each plus `first`. */
static struct error *add_sizes(struct table *rows, const char *name, const size_t *value,
                               size_t first)
{
    struct error *err;
    size_t at;
    TRY(table_column_add(rows, name, &at));
    for (size_t i = 0; i < rows->rows; i++)
        TRY(table_set_size(rows, i, at, value[i] + first));
out:
    return err;
}

struct error *spread_add_columns(const struct spread *spread, const struct sweep *s,
                                 struct table *rows)
{
    static const char axes[] = "xyz";
    struct error *err;
    size_t dims = s->consensus.mean.cols, stride = spread->covariance.cols, column = 0;
    TRY(table_put_numbers(rows, "spread", spread->distance.a, 1));
    for (size_t j = 0; j < dims; j++)
        for (size_t k = j; k < dims; k++) {
            char name[] = {'s', 'p', 'r', 'e', 'a', 'd', '-', axes[j], axes[k], '\0'};
            TRY(table_put_numbers(rows, name, spread->covariance.a + column++, stride));
        }
    TRY(add_sizes(rows, "pictures", s->consensus.seen, 0));
    TRY(add_sizes(rows, "component", s->component, 1));
out:
    return err;
}
