#include "phate/potential_distance.h"

#include "base/memory.h"
#include "base/size.h"
#include "distance/rows.h"
#include "matrix/check.h"
#include "phate/mixing.h"
#include "phate/potential.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* The rows x_i whose Euclidean distances are wanted: the potential itself, or (for the cosine and
 * correlation distances, half the squares) its rows scaled to unit length. Outside the row's
 * component each entry of x_i is z_i. With a_i and s_i the sums over the component's columns of
 * (x_ik - z_i)^2 and of x_ik - z_i, rows of different components have
 *     |x_i - x_j|^2 = a_i + a_j + 2 (z_i - z_j) (s_i - s_j) + n (z_i - z_j)^2. */
struct rows {
    size_t n;
    double *z, *a, *s;
};

static struct error *rows_new(struct rows *rows, size_t n)
{
    *rows = (struct rows){.n = n};
    rows->z = malloc(n * sizeof *rows->z);
    rows->a = malloc(n * sizeof *rows->a);
    rows->s = malloc(n * sizeof *rows->s);
    return rows->z && rows->a && rows->s ? NULL : error_memory("the distances of potentials");
}

static void rows_free(struct rows *rows)
{
    free(rows->z);
    free(rows->a);
    free(rows->s);
}

/* Shifts and scales a row of `count` entries as the metric asks; the n - count other entries of the
 * row have the value `outside`, whose new value is returned. */
static double scale_row(double *row, size_t count, size_t n, double outside, enum metric metric)
{
    double mean = 0, squares = 0, others = (double)(n - count);
    if (metric == METRIC_EUCLIDEAN)
        return outside;
    if (metric == METRIC_CORRELATION) {
        for (size_t j = 0; j < count; j++)
            mean += row[j] - outside;
        mean = outside + mean / (double)n;
    }
    for (size_t j = 0; j < count; j++)
        squares += (row[j] - mean) * (row[j] - mean);
    double length = sqrt(squares + others * (outside - mean) * (outside - mean));
    for (size_t j = 0; j < count; j++)
        row[j] = (row[j] - mean) / length;
    return (outside - mean) / length;
}

/* Notes a_i, s_i and z_i of one row. */
static void sum_row(struct rows *rows, size_t i, const double *row, size_t count, double z)
{
    rows->z[i] = z;
    rows->a[i] = rows->s[i] = 0;
    for (size_t j = 0; j < count; j++) {
        rows->a[i] += (row[j] - z) * (row[j] - z);
        rows->s[i] += row[j] - z;
    }
}

/* The potential of one component, scaled, with one more column for all the columns outside.
 */
static struct error *take_component(struct rows *rows, const struct components *c, size_t index,
                                    const struct matrix *p, double gamma, enum metric metric,
                                    struct matrix *x)
{
    size_t size = components_size(c, index), others = rows->n - size;
    const size_t *member = c->member + c->start[index];
    double outside = potential_of_zero(gamma);
    struct error *err = matrix_new(x, size, size + 1);
    if (err)
        return err;
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < size; i++) {
        double *row = x->a + i * (size + 1);
        for (size_t j = 0; j < size; j++)
            row[j] = p->a[member[i] * p->cols + member[j]];
        potential_transform_row(row, size, gamma);
        double z = scale_row(row, size, rows->n, outside, metric);
        sum_row(rows, member[i], row, size, z);
        row[size] = sqrt((double)others) * z;
    }
    return NULL;
}

static double metric_distance(double euclidean, enum metric metric)
{
    return metric == METRIC_EUCLIDEAN ? euclidean : euclidean * euclidean / 2;
}

/* In d, the component's part of P^t gives way to distances. */
static struct error *fill_component(struct rows *rows, const struct components *c, size_t index,
                                    double gamma, enum metric metric, struct matrix *d)
{
    struct error *err;
    struct matrix x = {0}, distances = {0};
    TRY(take_component(rows, c, index, d, gamma, metric, &x));
    TRY(distance_between_rows(&x, METRIC_EUCLIDEAN, &distances));
    for (size_t e = 0; e < distances.rows * distances.cols; e++)
        distances.a[e] = metric_distance(distances.a[e], metric);
    components_scatter(c, index, &distances, d);
out:
    matrix_free(&x);
    matrix_free(&distances);
    return err;
}

static void fill_between(const struct rows *rows, const struct components *c, enum metric metric,
                         struct matrix *d)
{
    size_t n = rows->n;
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            if (c->label[i] == c->label[j])
                continue;
            double z = rows->z[i] - rows->z[j], s = rows->s[i] - rows->s[j];
            double squared = rows->a[i] + rows->a[j] + 2 * z * s + (double)n * z * z;
            d->a[i * n + j] = metric_distance(sqrt(fmax(squared, 0)), metric);
        }
}

/* In place: a component needs only the entries of P^t within itself. */
static struct error *distances_by_component(const struct components *c, double gamma,
                                            enum metric metric, struct matrix *d)
{
    struct error *err;
    struct rows rows;
    TRY(rows_new(&rows, d->rows));
    for (size_t i = 0; i < c->count; i++)
        TRY(fill_component(&rows, c, i, gamma, metric, d));
    fill_between(&rows, c, metric, d);
out:
    rows_free(&rows);
    return err;
}

/* Numbers, and so the potential, have 16 digits: a mixing distance of 1e-5 leaves ten. */
#define TEN_DIGITS 1e-5

static void report_few_digits(struct report *report, size_t vague, size_t components, double most)
{
    char where[64] = "";
    if (vague == 0)
        return;
    if (components > 1)
        snprintf(where, sizeof where, "%zu of %zu components: ", vague, components);
    report_line(report, REPORT_WARNING,
                "%sthe operator's rows differ by no more than %.1g, so their distances have fewer "
                "than ten digits: use diffop -t relaxation, which takes fewer steps",
                where, most);
}

/* `first` is the first of `mixed` components. */
static void report_no_digits(struct report *report, const struct components *c, size_t mixed,
                             size_t first, double most)
{
    char where[128] = "";
    if (mixed == 0)
        return;
    if (c->count > 1)
        snprintf(where, sizeof where,
                 "%zu of %zu components, the first has %zu rows from row %zu: ", mixed, c->count,
                 components_size(c, first), c->member[c->start[first]]);
    report_line(report, REPORT_WARNING,
                "%sthe operator's rows are equal but for rounding (%.1g): walks have forgotten "
                "where they began, so that these rows coincide: use diffop -t relaxation, which "
                "takes fewer steps",
                where, most);
}

/* What rounding alone tells apart becomes equal, or the picture would be of that. */
static struct error *level_rounding(struct matrix *p, const struct components *c,
                                    struct report *report)
{
    struct error *err = NULL;
    size_t vague = 0, mixed = 0, first = 0;
    double most_vague = 0, most_mixed = 0;
    double *mixing = malloc(c->count * sizeof *mixing);
    if (!mixing)
        return error_memory("the mixing of an operator");
    TRY(mixing_distances(p, c, mixing));
    for (size_t i = c->count; i-- > 0;)
        if (mixing[i] > 0 && mixing[i] <= mixing_rounding(components_size(c, i))) {
            mixing_level(p, c, i);
            mixed++;
            first = i;
            most_mixed = fmax(most_mixed, mixing[i]);
        } else if (mixing[i] > 0 && mixing[i] < TEN_DIGITS) {
            vague++;
            most_vague = fmax(most_vague, mixing[i]);
        }
    report_no_digits(report, c, mixed, first, most_mixed);
    report_few_digits(report, vague, c->count, most_vague);
out:
    free(mixing);
    return err;
}

/* Adds `term` to all entries. Where it is minus the potential of zero, the potential is zero where
 * the operator is, which saves most of the work on chains; Euclidean distances stay. */
static void shift(struct matrix *m, double term)
{
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < m->rows; i++)
        for (size_t j = 0; j < m->cols; j++)
            m->a[i * m->cols + j] += term;
}

/* Of several components each has a potential and distances of its own. */
static struct error *check_memory(const struct components *c, struct report *report)
{
    size_t largest = 0;
    for (size_t i = 0; i < c->count; i++)
        largest = size_max(largest, components_size(c, i));
    return memory_check(matrix_bytes(c->count > 1 ? 2 : 1, largest, largest), c->rows, report);
}

struct error *potential_distances(struct matrix *p, double gamma, enum metric metric,
                                  struct report *report, struct matrix *d, struct components *c)
{
    struct error *err;
    *c = (struct components){0};
    *d = (struct matrix){0};
    TRY(matrix_check_operator(p));
    TRY(components_find(c, p));
    TRY(check_memory(c, report));
    TRY(level_rounding(p, c, report));
    if (c->count > 1) {
        TRY(distances_by_component(c, gamma, metric, p));
        *d = *p;
        *p = (struct matrix){0};
    } else {
        TRY(potential_transform(p, gamma));
        if (metric == METRIC_EUCLIDEAN)
            shift(p, -potential_of_zero(gamma));
        TRY(distance_between_rows(p, metric, d));
    }
out:
    if (err) {
        matrix_free(d);
        components_free(c);
    }
    return err;
}
