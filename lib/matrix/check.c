#include "matrix/check.h"

#include "base/size.h"

#include <math.h>

static const double symmetry_tolerance = 1e-9, row_sum_tolerance = 1e-6;

/* Inline, since fmax and fmin, which handle NaN, are calls. */
static double larger(double a, double b)
{
    return a > b ? a : b;
}

static double smaller(double a, double b)
{
    return a < b ? a : b;
}

bool matrix_symmetric_enough(struct symmetric_pair pair)
{
    double entries = larger(fabs(pair.entry), fabs(pair.mirrored));
    double diagonal = smaller(fabs(pair.diagonal_i), fabs(pair.diagonal_j));
    /* A mirrored entry that is NaN is reported at its own place. */
    return !(fabs(pair.entry - pair.mirrored) > symmetry_tolerance * larger(entries, diagonal));
}

static bool is_symmetric_at(const struct matrix *m, size_t i, size_t j)
{
    size_t n = m->cols;
    return matrix_symmetric_enough((struct symmetric_pair){m->a[i * n + j], m->a[j * n + i],
                                                           m->a[i * n + i], m->a[j * n + j]});
}

/* Why entry (i, j) is not allowed; NULL where it is. */
static const char *entry_fault(const struct matrix *m, size_t i, size_t j, unsigned properties)
{
    double x = m->a[i * m->cols + j];
    if (!isfinite(x))
        return "not a finite number";
    if ((properties & CHECK_NONNEGATIVE) && x < 0)
        return "negative";
    if ((properties & CHECK_ZERO_DIAGONAL) && i == j && x != 0)
        return "not zero on the diagonal";
    if ((properties & CHECK_NONNEGATIVE_DIAGONAL) && i == j && x < 0)
        return "negative, on the diagonal";
    if ((properties & CHECK_SYMMETRIC) && !is_symmetric_at(m, i, j))
        return "not symmetric";
    return NULL;
}

/* The first entry of a row that is not allowed, or the number of columns. */
static size_t first_fault(const struct matrix *m, size_t i, unsigned properties)
{
    size_t j = 0;
    while (j < m->cols && !entry_fault(m, i, j, properties))
        j++;
    return j;
}

/* The first row with an entry that is not allowed, or the number of rows. By blocks, so that an
 * entry and its mirror image are both in the cache. */
static size_t first_faulty_row(const struct matrix *m, unsigned properties)
{
    enum { BLOCK = 64 };
    size_t n = m->rows, bad_row = n;
#pragma omp parallel for schedule(dynamic) reduction(min : bad_row)
    for (size_t ib = 0; ib < n; ib += BLOCK)
        for (size_t jb = 0; jb < n; jb += BLOCK)
            for (size_t i = ib; i < size_min(ib + BLOCK, n); i++)
                for (size_t j = jb; j < size_min(jb + BLOCK, n); j++)
                    if (entry_fault(m, i, j, properties))
                        bad_row = size_min(bad_row, i);
    return bad_row;
}

struct error *matrix_check_shape(size_t rows, size_t cols, const char *what)
{
    if (rows != cols)
        return error_new(
            "%s matrix: not square: got %zu x %zu: give a row and a column for each snapshot", what,
            rows, cols);
    if (rows == 0)
        return error_new("%s matrix: empty: give at least one row", what);
    return NULL;
}

struct error *matrix_check(const struct matrix *m, unsigned properties, const char *what)
{
    struct error *err = matrix_check_shape(m->rows, m->cols, what);
    if (err)
        return err;
    size_t bad_row = first_faulty_row(m, properties);
    if (bad_row == m->rows)
        return NULL;
    size_t col = first_fault(m, bad_row, properties);
    double x = m->a[bad_row * m->cols + col];
    return error_new("%s matrix: row %zu, column %zu: %g is %s", what, bad_row, col,
                     isnan(x) ? fabs(x) : x /* never "-nan" */,
                     entry_fault(m, bad_row, col, properties));
}

struct error *matrix_check_greatest(double greatest, const char *what)
{
    if (greatest == 0 || greatest >= CHECK_LEAST)
        return NULL;
    return error_new("%s: no number is greater than %g, and squares of such numbers lose digits: "
                     "multiply all by 1e100",
                     what, greatest);
}

struct error *matrix_check_coords(const struct matrix *coords)
{
    double greatest = 0;
    if (coords->rows == 0 || coords->cols == 0)
        return error_new("coords: %zu x %zu: expected at least one row and one column",
                         coords->rows, coords->cols);
    for (size_t e = 0; e < coords->rows * coords->cols; e++) {
        if (!(fabs(coords->a[e]) <= CHECK_MOST))
            return error_new("coords: row %zu, column %zu: %g is not a place: check what made the "
                             "coordinates",
                             e / coords->cols, e % coords->cols, coords->a[e]);
        greatest = larger(greatest, fabs(coords->a[e]));
    }
    return matrix_check_greatest(greatest, "coords");
}

struct error *matrix_check_operator(const struct matrix *p)
{
    struct error *err = matrix_check(p, CHECK_NONNEGATIVE, "operator");
    if (err)
        return err;
    size_t bad_row = p->rows;
#pragma omp parallel for schedule(static) reduction(min : bad_row)
    for (size_t i = 0; i < p->rows; i++)
        if (fabs(matrix_row_sum(p, i) - 1) > row_sum_tolerance)
            bad_row = size_min(bad_row, i);
    if (bad_row == p->rows)
        return NULL;
    return error_new("operator matrix: row %zu sums to %g, not 1: divide an affinity's rows by "
                     "their sums",
                     bad_row, matrix_row_sum(p, bad_row));
}
