#include "matrix/csr.h"

#include "base/clones.h"
#include "base/size.h"
#include "matrix/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct error *csr_new(struct csr *m, size_t rows, size_t cols, size_t nonzeros)
{
    size_t pointers, bytes;
    *m = (struct csr){.rows = rows, .cols = cols, .nonzeros = nonzeros};
    if (!size_add(rows, 1, &pointers) || !size_mul(size_max(nonzeros, 1), sizeof(size_t), &bytes))
        return error_new("a sparse matrix of %zu rows and %zu entries does not fit any memory: use "
                         "fewer snapshots",
                         rows, nonzeros);
    m->start = calloc(pointers, sizeof *m->start);
    m->col = malloc(bytes);
    m->value = malloc(bytes);
    if (m->start && m->col && m->value)
        return NULL;
    csr_free(m);
    return error_new("a sparse matrix of %zu entries (%zu MB): out of memory: use fewer snapshots "
                     "or a machine with more",
                     nonzeros, 2 * (bytes >> 20));
}

void csr_free(struct csr *m)
{
    free(m->start);
    free(m->col);
    free(m->value);
    *m = (struct csr){0};
}

/* ---- checks ---- */

static const char *row_fault(const struct csr *m, size_t i)
{
    if (m->start[i + 1] < m->start[i] || m->start[i + 1] > m->nonzeros)
        return "row pointers fall, or point past the entries";
    for (size_t e = m->start[i]; e < m->start[i + 1]; e++)
        if (m->col[e] >= m->cols || (e > m->start[i] && m->col[e] <= m->col[e - 1]))
            return "column indices are out of range or out of order";
    return NULL;
}

struct error *csr_check_structure(const struct csr *m)
{
    if (m->start[0] != 0 || m->start[m->rows] != m->nonzeros)
        return error_new(
            "sparse matrix: row pointers do not span the entries: damaged: write it again");
    for (size_t i = 0; i < m->rows; i++)
        if (row_fault(m, i))
            return error_new("sparse matrix: row %zu: %s: damaged: write it again", i,
                             row_fault(m, i));
    return NULL;
}

/* Why an entry of row i is not allowed; NULL where it is. */
static const char *entry_fault(const struct csr *m, size_t i, size_t entry, unsigned properties)
{
    double x = m->value[entry];
    if (!isfinite(x))
        return "not a finite number";
    if ((properties & CHECK_NONNEGATIVE) && x < 0)
        return "negative";
    if (properties & CHECK_SYMMETRIC) {
        size_t j = m->col[entry];
        struct symmetric_pair pair = {x, csr_at(m, j, i), csr_at(m, i, i), csr_at(m, j, j)};
        if (!matrix_symmetric_enough(pair))
            return "not symmetric";
    }
    return NULL;
}

/* The first entry of a row that is not allowed, or the next row's first. */
static size_t first_fault(const struct csr *m, size_t i, unsigned properties)
{
    size_t entry = m->start[i];
    while (entry < m->start[i + 1] && !entry_fault(m, i, entry, properties))
        entry++;
    return entry;
}

struct error *csr_check(const struct csr *m, unsigned properties, const char *what)
{
    struct error *err = matrix_check_shape(m->rows, m->cols, what);
    if (err)
        return err;
    size_t bad_row = m->rows;
#pragma omp parallel for schedule(dynamic, 256) reduction(min : bad_row)
    for (size_t i = 0; i < m->rows; i++)
        if (i < bad_row && first_fault(m, i, properties) < m->start[i + 1])
            bad_row = i;
    if (bad_row == m->rows)
        return NULL;
    size_t entry = first_fault(m, bad_row, properties);
    return error_new("%s matrix: row %zu, column %zu: %g is %s", what, bad_row, m->col[entry],
                     m->value[entry], entry_fault(m, bad_row, entry, properties));
}

/* ---- conversion ---- */

static size_t count_nonzeros(const double *x, size_t count)
{
    size_t nonzeros = 0;
    for (size_t i = 0; i < count; i++)
        nonzeros += x[i] != 0;
    return nonzeros;
}

size_t csr_count_nonzeros(const struct matrix *dense)
{
    size_t nonzeros = 0;
#pragma omp parallel for schedule(static) reduction(+ : nonzeros)
    for (size_t i = 0; i < dense->rows; i++)
        nonzeros += count_nonzeros(dense->a + i * dense->cols, dense->cols);
    return nonzeros;
}

static void take_nonzeros(struct csr *m, size_t i, const double *row)
{
    for (size_t j = 0, entry = m->start[i]; entry < m->start[i + 1]; j++)
        if (row[j] != 0) {
            m->col[entry] = j;
            m->value[entry++] = row[j];
        }
}

struct error *csr_from_dense(struct csr *m, const struct matrix *dense)
{
    struct error *err = csr_new(m, dense->rows, dense->cols, csr_count_nonzeros(dense));
    if (err)
        return err;
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < m->rows; i++)
        m->start[i + 1] = count_nonzeros(dense->a + i * m->cols, m->cols);
    for (size_t i = 0; i < m->rows; i++)
        m->start[i + 1] += m->start[i];
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < m->rows; i++)
        take_nonzeros(m, i, dense->a + i * m->cols);
    return NULL;
}

struct error *csr_to_dense(const struct csr *m, struct matrix *dense)
{
    struct error *err = matrix_new(dense, m->rows, m->cols);
    if (err)
        return err;
    for (size_t i = 0; i < m->rows; i++)
        for (size_t e = m->start[i]; e < m->start[i + 1]; e++)
            dense->a[i * m->cols + m->col[e]] = m->value[e];
    return NULL;
}

double csr_at(const struct csr *m, size_t i, size_t j)
{
    size_t low = m->start[i], high = m->start[i + 1];
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (m->col[middle] < j)
            low = middle + 1;
        else
            high = middle;
    }
    return low < m->start[i + 1] && m->col[low] == j ? m->value[low] : 0;
}

double csr_row_sum(const struct csr *m, size_t row)
{
    double sum = 0;
    for (size_t e = m->start[row]; e < m->start[row + 1]; e++)
        sum += m->value[e];
    return sum;
}

void csr_drop_zeros(struct csr *m)
{
    size_t kept = 0, entry = 0;
    for (size_t i = 0; i < m->rows; i++) {
        for (; entry < m->start[i + 1]; entry++)
            if (m->value[entry] != 0) {
                m->col[kept] = m->col[entry];
                m->value[kept++] = m->value[entry];
            }
        m->start[i + 1] = kept;
    }
    m->nonzeros = kept;
}

/* Appends row i of `from` to the rows that are already there, with `value` on the diagonal. */
static void append_with_diagonal(struct csr *m, const struct csr *from, size_t i, double value)
{
    size_t entry = m->start[i], e = from->start[i], end = from->start[i + 1];
    for (; e < end && from->col[e] < i; e++, entry++) {
        m->col[entry] = from->col[e];
        m->value[entry] = from->value[e];
    }
    if (i < m->cols) {
        m->col[entry] = i;
        m->value[entry++] = value;
    }
    e += e < end && from->col[e] == i;
    memcpy(m->col + entry, from->col + e, (end - e) * sizeof *m->col);
    memcpy(m->value + entry, from->value + e, (end - e) * sizeof *m->value);
    m->start[i + 1] = entry + (end - e);
}

struct error *csr_set_diagonal(struct csr *m, double value)
{
    struct csr with;
    struct error *err = csr_new(&with, m->rows, m->cols, m->nonzeros + size_min(m->rows, m->cols));
    if (err)
        return err;
    for (size_t i = 0; i < m->rows; i++)
        append_with_diagonal(&with, m, i, value);
    with.nonzeros = with.start[m->rows];
    csr_free(m);
    *m = with;
    return NULL;
}

/* Counting sort by column: start is one place ahead while the entries are placed. */
struct error *csr_transpose(const struct csr *m, struct csr *transposed)
{
    struct error *err;
    size_t *next = calloc(m->cols + 1, sizeof *next);
    *transposed = (struct csr){0};
    if (!next) {
        err = error_memory("a transposed sparse matrix");
        goto out;
    }
    TRY(csr_new(transposed, m->cols, m->rows, m->nonzeros));
    for (size_t e = 0; e < m->nonzeros; e++)
        transposed->start[m->col[e] + 1]++;
    for (size_t j = 0; j < m->cols; j++) {
        transposed->start[j + 1] += transposed->start[j];
        next[j] = transposed->start[j];
    }
    for (size_t i = 0; i < m->rows; i++)
        for (size_t e = m->start[i]; e < m->start[i + 1]; e++) {
            size_t place = next[m->col[e]]++;
            transposed->col[place] = i;
            transposed->value[place] = m->value[e];
        }
out:
    free(next);
    return err;
}

/* ---- products ---- */

CLONED static void multiply_row(const struct csr *m, size_t i, const double *restrict x,
                                double *restrict y, size_t width)
{
    memset(y, 0, width * sizeof *y);
    for (size_t e = m->start[i]; e < m->start[i + 1]; e++) {
        double value = m->value[e];
        const double *restrict from = x + m->col[e] * width;
#pragma omp simd
        for (size_t k = 0; k < width; k++)
            y[k] += value * from[k];
    }
}

void csr_multiply(const struct csr *m, const struct matrix *x, struct matrix *y)
{
    size_t width = x->cols;
#pragma omp parallel for schedule(dynamic, 64)
    for (size_t i = 0; i < m->rows; i++)
        multiply_row(m, i, x->a, y->a + i * width, width);
}
