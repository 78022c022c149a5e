#include "matrix/matrix.h"

#include "base/memory.h"
#include "base/size.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* Asks for huge pages where that pays: with small pages a matrix costs more time in page faults,
 * each of which stops the other threads, than many passes over it. Only a hint, so nothing can
 * fail. */
static void advise_huge_pages(void *block, size_t bytes)
{
#ifdef MADV_HUGEPAGE
    enum { HUGE = 2 << 20 };
    size_t skip = (HUGE - (uintptr_t)block % HUGE) % HUGE;
    if (bytes >= skip + HUGE)
        (void)madvise((char *)block + skip, (bytes - skip) / HUGE * HUGE, MADV_HUGEPAGE);
#else
    (void)block;
    (void)bytes;
#endif
}

/* Pages count when they are written to: a control group ends the program then, where calloc has
 * long succeeded. */
static struct error *ask_for_large(size_t bytes, size_t rows, size_t cols)
{
    enum { LARGE = 16 << 20 };
    char what[64];
    if (bytes < LARGE)
        return NULL;
    snprintf(what, sizeof what, "a matrix of %zu x %zu", rows, cols);
    return memory_allows(bytes, what);
}

struct error *matrix_new(struct matrix *m, size_t rows, size_t cols)
{
    size_t count, bytes;
    *m = (struct matrix){NULL, rows, cols};
    if (!size_mul(rows, cols, &count) || !size_mul(count, sizeof(double), &bytes))
        return error_new("a matrix of %zu x %zu does not fit any memory: use fewer snapshots", rows,
                         cols);
    struct error *err = ask_for_large(bytes, rows, cols);
    if (err)
        return err;
    m->a = calloc(size_max(count, 1), sizeof(double));
    if (!m->a)
        return error_new("a matrix of %zu x %zu (%zu MB): out of memory: use fewer snapshots or a "
                         "machine with more",
                         rows, cols, bytes >> 20);
    advise_huge_pages(m->a, bytes);
    return NULL;
}

size_t matrix_bytes(size_t count, size_t rows, size_t cols)
{
    size_t bytes = sizeof(double);
    bool fits = size_mul(bytes, count, &bytes) && size_mul(bytes, rows, &bytes) &&
                size_mul(bytes, cols, &bytes);
    return fits ? bytes : SIZE_MAX;
}

void matrix_free(struct matrix *m)
{
    free(m->a);
    *m = (struct matrix){0};
}

struct error *matrix_copy(struct matrix *copy, const struct matrix *m)
{
    struct error *err = matrix_new(copy, m->rows, m->cols);
    if (!err && m->rows * m->cols > 0)
        memcpy(copy->a, m->a, m->rows * m->cols * sizeof *m->a);
    return err;
}

void matrix_mirror_lower(struct matrix *m)
{
    enum { BLOCK = 64 }; /* two blocks of 64 x 64 doubles stay in the cache */
    size_t n = m->rows;
#pragma omp parallel for schedule(dynamic)
    for (size_t ib = 0; ib < n; ib += BLOCK)
        for (size_t jb = 0; jb <= ib; jb += BLOCK)
            for (size_t i = ib; i < size_min(ib + BLOCK, n); i++)
                for (size_t j = jb; j < size_min(jb + BLOCK, i); j++)
                    m->a[j * n + i] = m->a[i * n + j];
}

double matrix_row_sum(const struct matrix *m, size_t row)
{
    const double *restrict x = m->a + row * m->cols;
    double sum = 0;
#pragma omp simd reduction(+ : sum)
    for (size_t j = 0; j < m->cols; j++)
        sum += x[j];
    return sum;
}

/* Subtracts their means from columns [first, last). */
static void center_columns(struct matrix *m, double *restrict mean, size_t first, size_t last)
{
    for (size_t i = 0; i < m->rows; i++)
        for (size_t j = first; j < last; j++)
            mean[j] += m->a[i * m->cols + j];
    for (size_t j = first; j < last; j++)
        mean[j] /= (double)m->rows;
    for (size_t i = 0; i < m->rows; i++)
        for (size_t j = first; j < last; j++)
            m->a[i * m->cols + j] -= mean[j];
}

struct error *matrix_center_columns(struct matrix *m)
{
    enum { STRIP = 64 };
    double *mean = calloc(size_max(m->cols, 1), sizeof *mean);
    if (!mean)
        return error_memory("the means of columns");
#pragma omp parallel for schedule(static)
    for (size_t first = 0; first < m->cols; first += STRIP)
        center_columns(m, mean, first, size_min(first + STRIP, m->cols));
    free(mean);
    return NULL;
}

static void reorder_columns(struct matrix *m, const size_t *order, double *scratch)
{
    size_t n = m->cols;
    for (size_t i = 0; i < n; i++) {
        double *row = m->a + i * n;
        for (size_t j = 0; j < n; j++)
            scratch[order[j]] = row[j];
        memcpy(row, scratch, n * sizeof *row);
    }
}

static void swap_numbers(double *a, double *b, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        double kept = a[i];
        a[i] = b[i];
        b[i] = kept;
    }
}

/* Each row displaces the next of its cycle. */
static void reorder_rows(struct matrix *m, const size_t *order, double *scratch, bool *is_done)
{
    size_t n = m->rows;
    for (size_t first = 0; first < n; first++) {
        if (is_done[first])
            continue;
        memcpy(scratch, m->a + first * n, n * sizeof *scratch);
        for (size_t i = first; !is_done[order[i]]; i = order[i]) {
            swap_numbers(scratch, m->a + order[i] * n, n);
            is_done[order[i]] = true;
        }
    }
}

struct error *matrix_reorder(struct matrix *m, const size_t *order)
{
    struct error *err = NULL;
    size_t n = m->rows;
    double *scratch = calloc(size_max(n, 1), sizeof *scratch);
    bool *is_done = calloc(size_max(n, 1), sizeof *is_done);
    if (!scratch || !is_done) {
        err = error_memory("a row of a matrix");
        goto out;
    }
    reorder_columns(m, order, scratch);
    reorder_rows(m, order, scratch, is_done);
out:
    free(scratch);
    free(is_done);
    return err;
}
