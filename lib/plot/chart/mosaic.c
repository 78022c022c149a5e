#include "plot/chart/mosaic.h"

#include "base/dtype.h"
#include "base/size.h"

#include <math.h>
#include <stdlib.h>

struct tally {
    struct mosaic *mosaic;
    size_t *row_cell, *col_cell; /* of each row, of each column of the matrix */
    struct matrix counts;        /* finite entries of each cell */
};

/* Products of a place and a number of cells, which callers keep small, do not overflow: there is
 * memory for as many numbers as there are places. */

/* The first place of cell i, whose places p have p cells / n in [i, i + 1). */
static size_t cell_start(size_t i, size_t n, size_t cells)
{
    return (i * n + cells - 1) / cells;
}

static struct error *find_cells(size_t **cell, size_t n, size_t cells, const size_t *place)
{
    size_t bytes;
    *cell = size_mul(size_max(n, 1), sizeof **cell, &bytes) ? malloc(bytes) : NULL;
    if (!*cell)
        return error_memory("the cells of a picture");
    for (size_t i = 0; i < n; i++)
        (*cell)[i] = (place ? place[i] : i) * cells / n;
    return NULL;
}

static void tally_entry(struct tally *t, size_t row, size_t col, double value)
{
    struct mosaic *m = t->mosaic;
    if (!isfinite(value))
        return;
    size_t at = t->row_cell[row] * m->cells.cols + t->col_cell[col];
    if (!m->largest)
        m->cells.a[at] += value;
    else if (t->counts.a[at] == 0 || value > m->cells.a[at])
        m->cells.a[at] = value;
    t->counts.a[at]++;
}

static void finish(struct tally *t)
{
    struct matrix *cells = &t->mosaic->cells;
    for (size_t i = 0; i < cells->rows * cells->cols; i++)
        if (t->counts.a[i] == 0)
            cells->a[i] = NAN;
        else if (!t->mosaic->largest)
            cells->a[i] /= t->counts.a[i];
}

/* Entries that are not stored are 0. */
static void tally_unstored(struct tally *t)
{
    struct mosaic *m = t->mosaic;
    for (size_t i = 0; i < m->cells.rows; i++)
        for (size_t j = 0; j < m->cells.cols; j++) {
            size_t at = i * m->cells.cols + j;
            size_t rows =
                cell_start(i + 1, m->rows, m->cells.rows) - cell_start(i, m->rows, m->cells.rows);
            size_t cols =
                cell_start(j + 1, m->cols, m->cells.cols) - cell_start(j, m->cols, m->cells.cols);
            double entries = (double)rows * (double)cols;
            if (m->largest && t->counts.a[at] < entries)
                m->cells.a[at] = fmax(m->cells.a[at], 0);
            t->counts.a[at] = entries;
        }
}

static struct error *tally_sparse(struct tally *t, struct reader *reader, const struct record *r)
{
    struct csr csr;
    struct error *err = reader_csr(reader, r, &csr);
    if (err)
        return err;
    for (size_t i = 0; i < csr.rows; i++)
        for (size_t k = csr.start[i]; k < csr.start[i + 1]; k++)
            tally_entry(t, i, csr.col[k], csr.value[k]);
    csr_free(&csr);
    tally_unstored(t);
    return NULL;
}

/* Where in a payload of panels (a dense one is one panel) the next entry stands. */
struct payload_place {
    size_t row, col;   /* of the matrix */
    size_t first, end; /* the panel's columns */
};

static void step(struct payload_place *at, const struct record *r)
{
    if (++at->col < at->end)
        return;
    at->col = at->first;
    if (++at->row < r->rows)
        return;
    at->row = 0;
    at->col = at->first = at->end;
    at->end += size_min(r->cols - at->end, r->panel);
}

static struct error *tally_dense(struct tally *t, struct reader *reader, const struct record *r)
{
    enum { CHUNK = 1 << 16 };
    struct error *err = NULL;
    size_t length, element = phm_type_size(r->type);
    struct payload_place at = {.end =
                                   r->layout == PHM_PANEL ? size_min(r->panel, r->cols) : r->cols};
    unsigned char *chunk = malloc(CHUNK);
    double *values = malloc(CHUNK / element * sizeof *values);
    if (!chunk || !values) {
        err = error_memory("a part of a matrix");
        goto out;
    }
    for (;;) {
        TRY(reader_bytes(reader, chunk, CHUNK, &length));
        if (length == 0)
            break;
        size_t count = length / element;
        dtype_to_f64(values, chunk, count, r->type == PHM_F32 ? DTYPE_F32 : DTYPE_F64, false);
        for (size_t k = 0; k < count; k++, step(&at, r))
            tally_entry(t, at.row, at.col, values[k]);
    }
out:
    free(chunk);
    free(values);
    return err;
}

struct error *mosaic_read(struct mosaic *mosaic, struct reader *reader, const struct record *r,
                          const size_t *place, size_t most, bool largest)
{
    struct error *err = NULL;
    struct tally t = {.mosaic = mosaic};
    *mosaic = (struct mosaic){.rows = r->rows, .cols = r->cols, .largest = largest};
    size_t rows = size_min(r->rows, most), cols = size_min(r->cols, most);
    if (r->type == PHM_TEXT)
        return error_new("%s: is text: expected numbers", r->kind);
    if (r->rows == 0 || r->cols == 0)
        return error_new("%s: %zu x %zu: nothing to draw", r->kind, r->rows, r->cols);
    TRY(matrix_new(&mosaic->cells, rows, cols));
    TRY(matrix_new(&t.counts, rows, cols));
    TRY(find_cells(&t.row_cell, r->rows, rows, place));
    TRY(find_cells(&t.col_cell, r->cols, cols, r->cols == r->rows ? place : NULL));
    if (r->layout == PHM_CSR)
        TRY(tally_sparse(&t, reader, r));
    else
        TRY(tally_dense(&t, reader, r));
    finish(&t);
out:
    matrix_free(&t.counts);
    free(t.row_cell);
    free(t.col_cell);
    if (err)
        mosaic_free(mosaic);
    return err;
}

void mosaic_free(struct mosaic *mosaic)
{
    matrix_free(&mosaic->cells);
    *mosaic = (struct mosaic){0};
}
