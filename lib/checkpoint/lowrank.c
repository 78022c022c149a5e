#include "checkpoint/lowrank.h"

#include "base/size.h"

#include <stdlib.h>
#include <string.h>

/* ---- making ---- */

struct error *lowrank_transpose(struct tensor *t)
{
    size_t rows = t->shape[0], cols = t->shape[1];
    if (!t->place.strides) {
        t->place.strides = calloc(2, sizeof *t->place.strides);
        if (!t->place.strides)
            return error_memory("the strides of a tensor");
        t->place.strides[0] = cols;
        t->place.strides[1] = 1;
    }
    size_t stride = t->place.strides[0];
    t->place.strides[0] = t->place.strides[1];
    t->place.strides[1] = stride;
    t->shape[0] = cols;
    t->shape[1] = rows;
    return NULL;
}

struct error *lowrank_init(struct tensor *t, struct tensor *left, struct tensor *right,
                           double scale)
{
    uint64_t bytes;
    size_t rank = left->shape[1];
    struct lowrank *product = calloc(1, sizeof *product);
    t->shape = calloc(2, sizeof *t->shape);
    t->dims = 2;
    t->place = (struct place){.type = DTYPE_F64, .lowrank = product};
    if (!product || !t->shape)
        return error_memory("the factors of a tensor");
    *product = (struct lowrank){rank, scale, left->place, right->place};
    left->place = right->place = (struct place){0};
    t->shape[0] = left->shape[0];
    t->shape[1] = right->shape[1];
    if (rank != right->shape[0])
        return error_new(
            "tensor %s: its factors are of rank %zu and %zu: damaged: save the adapter "
            "again",
            t->name, rank, right->shape[0]);
    return tensor_measure(t, &bytes);
}

/* ---- reading ---- */

/* What is read of a product: whole rows, or, if all is in one row, some columns of it. */
struct piece {
    const struct lowrank *factors;
    size_t row, rows;
    size_t column, cols;
    size_t skip, count; /* within the rows, the elements that are wanted */
    double *left, *right, *values;
};

static struct piece piece_of(const struct tensor *t, size_t first, size_t count)
{
    size_t width = t->shape[1], row = first / width, column = first % width;
    struct piece p = {.factors = t->place.lowrank, .row = row, .rows = 1, .count = count};
    if (column + count <= width) {
        p.column = column;
        p.cols = count;
        return p;
    }
    p.rows = (first + count - 1) / width - row + 1;
    p.cols = width;
    p.skip = column;
    return p;
}

static struct error *allocate(struct piece *p)
{
    size_t left, right;
    if (size_mul(p->rows, p->factors->rank, &left) && size_mul(p->cols, p->factors->rank, &right)) {
        p->left = calloc(size_max(left, 1), sizeof *p->left);
        p->right = calloc(size_max(right, 1), sizeof *p->right);
        p->values = calloc(p->cols, sizeof *p->values);
    }
    return p->left && p->right && p->values ? NULL : error_memory("the factors of a tensor");
}

static void piece_free(struct piece *p)
{
    free(p->left);
    free(p->right);
    free(p->values);
}

static struct error *read_factors(const struct piece *p, struct cursor *cursor,
                                  const struct tensor *t, assembly_reader *read)
{
    struct error *err = NULL;
    size_t rank = p->factors->rank, width = t->shape[1];
    size_t left_shape[] = {t->shape[0], rank}, right_shape[] = {rank, width};
    struct tensor left = {.name = t->name, .dims = 2, .shape = left_shape};
    struct tensor right = {.name = t->name, .dims = 2, .shape = right_shape};
    left.place = p->factors->left;
    right.place = p->factors->right;
    left.count = t->shape[0] * rank;
    right.count = rank * width;
    if (rank == 0)
        goto out;
    TRY(read(cursor, &left, p->row * rank, p->rows * rank, DTYPE_F64, p->left));
    if (p->cols == width)
        TRY(read(cursor, &right, 0, rank * width, DTYPE_F64, p->right));
    for (size_t k = 0; k < rank && p->cols < width; k++)
        TRY(read(cursor, &right, k * width + p->column, p->cols, DTYPE_F64,
                 p->right + k * p->cols));
out:
    return err;
}

/* p->values becomes a row of the product. */
static void compute_row(const struct piece *p, size_t row)
{
    size_t rank = p->factors->rank;
    memset(p->values, 0, p->cols * sizeof *p->values);
    for (size_t k = 0; k < rank; k++) {
        double factor = p->left[row * rank + k];
        const double *restrict right = p->right + k * p->cols;
        double *restrict values = p->values;
        for (size_t j = 0; j < p->cols; j++)
            values[j] += factor * right[j];
    }
    for (size_t j = 0; j < p->cols; j++)
        p->values[j] *= p->factors->scale;
}

struct error *lowrank_read(struct cursor *cursor, const struct tensor *t, size_t first,
                           size_t count, enum dtype type, void *to, assembly_reader *read)
{
    struct error *err;
    struct piece p = piece_of(t, first, count);
    unsigned char *at = to;
    TRY(allocate(&p));
    TRY(read_factors(&p, cursor, t, read));
    for (size_t row = 0, skip = p.skip, left = count; row < p.rows; row++, skip = 0) {
        size_t length = size_min(p.cols - skip, left);
        compute_row(&p, row);
        if (type == DTYPE_F32)
            dtype_to_f32((float *)(void *)at, p.values + skip, length, DTYPE_F64, false);
        else
            memcpy(at, p.values + skip, length * sizeof *p.values);
        at += length * dtype_size(type);
        left -= length;
    }
out:
    piece_free(&p);
    return err;
}
