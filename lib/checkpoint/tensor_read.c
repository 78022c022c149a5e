#include "checkpoint/tensor_read.h"

#include "base/file/file.h"
#include "base/size.h"
#include "checkpoint/assembly.h"
#include "checkpoint/lowrank.h"

#include <string.h>

enum {
    STEP = TENSOR_CHUNK / sizeof(double), /* elements converted at once */
    GAP_MAX = 4096 /* bytes: the system reads whole pages, so that smaller gaps cost nothing */
};

/* A pointer to float32 or float64 elements that knows which, so that one reader serves both. */
struct target {
    enum dtype type; /* DTYPE_F32 or DTYPE_F64 */
    unsigned char *at;
};

static struct target target_from(struct target to, size_t element)
{
    to.at += element * dtype_size(to.type);
    return to;
}

/* Where a piece is read from. */
struct source {
    struct cursor *cursor;
    const struct tensor *tensor;
    size_t dims; /* of the shape and strides below: the tensor's dimensions, joined if possible */
    size_t shape[TENSOR_DIMS_MAX], strides[TENSOR_DIMS_MAX];
    size_t inner[TENSOR_DIMS_MAX]; /* elements per index of a dimension: the product of the
                                      later dimensions */
    double *chunk;                 /* STEP elements, for tensors with strides */
};

/* ---- runs ---- */

/* The file is open. */
static struct error *read_bytes(const struct source *s, size_t position, size_t count, void *to)
{
    const struct place *place = &s->tensor->place;
    size_t size = dtype_size(place->type);
    if (place->packed)
        return s->cursor->checkpoint->format->read(s->cursor, s->tensor, position, count, to);
    return file_read(s->cursor->fds[place->file], to, count * size,
                     place->offset + position * size);
}

static void convert(struct target to, const void *from, size_t count, const struct place *place)
{
    if (to.type == DTYPE_F32)
        dtype_to_f32((float *)(void *)to.at, from, count, place->type, place->swapped);
    else
        dtype_to_f64((double *)(void *)to.at, from, count, place->type, place->swapped);
}

/* Reads elements that are stored one after the other, from the `position`-th stored element on.
 * Elements that need no conversion are read straight to their destination. */
static struct error *read_run(const struct source *s, size_t position, size_t count,
                              struct target to)
{
    struct error *err = NULL;
    unsigned char chunk[TENSOR_CHUNK];
    const struct place *place = &s->tensor->place;
    if (place->type == to.type && !place->swapped)
        return read_bytes(s, position, count, to.at);
    for (size_t done = 0; done < count;) {
        size_t step = size_min(count - done, sizeof chunk / dtype_size(place->type));
        TRY(read_bytes(s, position + done, step, chunk));
        convert(target_from(to, done), chunk, step, place);
        done += step;
    }
out:
    return err;
}

/* ---- boxes: a piece whose elements are scattered ---- */

struct axis {
    size_t size;
    size_t stride; /* elements from one index to the next in the file, */
    size_t step;   /* and at the destination */
};

/* A block of a tensor: a range of indices in each dimension, the dimensions in the order of their
 * strides, largest first, so that a walk over the block goes forward in the file. */
struct box {
    size_t axes;
    struct axis axis[TENSOR_DIMS_MAX];
    size_t extent[TENSOR_DIMS_MAX + 1]; /* elements from the first to the last of this axis and the
                                           later ones, with the gaps between them */
};

static void scatter_axis(struct target to, const unsigned char *from, const struct axis *a)
{
    if (to.type == DTYPE_F32)
        for (size_t i = 0; i < a->size; i++)
            memcpy(to.at + i * a->step * sizeof(float), from + i * a->stride * sizeof(float),
                   sizeof(float));
    else
        for (size_t i = 0; i < a->size; i++)
            memcpy(to.at + i * a->step * sizeof(double), from + i * a->stride * sizeof(double),
                   sizeof(double));
}

/* Copies the elements of the axes from `level` on to the destination; of axis `level` only the
 * first `size` indices. */
static void scatter(const struct box *box, size_t level, size_t size, const unsigned char *from,
                    struct target to)
{
    struct axis a = box->axis[level];
    a.size = size;
    if (level + 1 == box->axes) {
        scatter_axis(to, from, &a);
        return;
    }
    for (size_t i = 0; i < size; i++)
        scatter(box, level + 1, box->axis[level + 1].size,
                from + i * a.stride * dtype_size(to.type), target_from(to, i * a.step));
}

/* How many indices of an axis are read in one run, with all their elements: more than one if the
 * gaps between them are small, 0 if not even one index fits in the chunk. */
static size_t indices_at_once(const struct box *box, size_t level, size_t element_size)
{
    size_t inner = box->extent[level + 1], stride = box->axis[level].stride;
    if (inner > STEP)
        return 0;
    if (stride > inner && (stride - inner) * element_size > GAP_MAX)
        return 1;
    return stride ? (STEP - inner) / stride + 1 : box->axis[level].size;
}

static struct error *read_box(const struct source *s, const struct box *box, size_t level,
                              size_t position, struct target to)
{
    struct error *err = NULL;
    struct target staged = {to.type, (unsigned char *)s->chunk};
    const struct axis *a = &box->axis[level];
    size_t block = indices_at_once(box, level, dtype_size(s->tensor->place.type));
    for (size_t i = 0; i < a->size && block == 0; i++)
        TRY(read_box(s, box, level + 1, position + i * a->stride, target_from(to, i * a->step)));
    for (size_t i = 0; i < a->size && block > 0; i += block) {
        size_t count = size_min(block, a->size - i);
        size_t extent = (count - 1) * a->stride + box->extent[level + 1];
        TRY(read_run(s, position + i * a->stride, extent, staged));
        scatter(box, level, count, staged.at, target_from(to, i * a->step));
    }
out:
    return err;
}

/* Inserts an axis after those of larger strides. */
static void box_insert(struct box *box, struct axis axis)
{
    size_t at = box->axes++;
    for (; at > 0 && box->axis[at - 1].stride < axis.stride; at--)
        box->axis[at] = box->axis[at - 1];
    box->axis[at] = axis;
}

/* Reads `rows` indices of the dimension `dim`, with all their elements. */
static struct error *read_block(const struct source *s, size_t dim, size_t rows, size_t position,
                                struct target to)
{
    struct box box = {0};
    for (size_t i = dim; i < s->dims; i++)
        box_insert(&box, (struct axis){i == dim ? rows : s->shape[i], s->strides[i], s->inner[i]});
    box.extent[box.axes] = 1;
    for (size_t i = box.axes; i-- > 0;)
        box.extent[i] = (box.axis[i].size - 1) * box.axis[i].stride + box.extent[i + 1];
    return read_box(s, &box, 0, position, to);
}

/* Reads a piece of the dimensions from `dim` on, which begin at the `position`-th stored element:
 * the end of one index, whole indices, the beginning of another. */
static struct error *read_strided(const struct source *s, size_t dim, size_t first, size_t count,
                                  size_t position, struct target to)
{
    struct error *err = NULL;
    size_t inner = s->inner[dim], stride = s->strides[dim];
    size_t index = first / inner, within = first % inner;
    if (within) {
        size_t part = size_min(count, inner - within);
        TRY(read_strided(s, dim + 1, within, part, position + index * stride, to));
        to = target_from(to, part);
        count -= part;
        index++;
    }
    size_t whole = count / inner, rest = count % inner;
    if (whole)
        TRY(read_block(s, dim, whole, position + index * stride, to));
    if (rest)
        TRY(read_strided(s, dim + 1, 0, rest, position + (index + whole) * stride,
                         target_from(to, whole * inner)));
out:
    return err;
}

/* Sets the dimensions of a strided tensor, and joins neighbours that lie in the file like one
 * dimension: most views of a matrix or an image then have two or three. */
static void join_dimensions(struct source *s)
{
    const struct tensor *t = s->tensor;
    for (size_t i = 0; i < t->dims; i++) {
        size_t last = s->dims - 1;
        if (t->shape[i] == 1)
            continue;
        if (s->dims > 0 && s->strides[last] == t->shape[i] * t->place.strides[i]) {
            s->shape[last] *= t->shape[i];
            s->strides[last] = t->place.strides[i];
            continue;
        }
        s->shape[s->dims] = t->shape[i];
        s->strides[s->dims++] = t->place.strides[i];
    }
    for (size_t i = s->dims, inner = 1; i-- > 0; inner *= s->shape[i])
        s->inner[i] = inner;
}

/* ---- tensors ---- */

static struct error *read_piece(struct cursor *cursor, const struct tensor *t, size_t first,
                                size_t count, struct target to)
{
    double chunk[STEP];
    struct source s = {.cursor = cursor, .tensor = t, .chunk = chunk};
    if (t->place.strides)
        join_dimensions(&s);
    if (s.dims == 0 || (s.dims == 1 && s.strides[0] == 1))
        return read_run(&s, first, count, to);
    return read_strided(&s, 0, first, count, 0, to);
}

static void negate(struct target to, size_t count)
{
    float *f32 = (float *)(void *)to.at;
    double *f64 = (double *)(void *)to.at;
    for (size_t i = 0; i < count; i++)
        if (to.type == DTYPE_F32)
            f32[i] = -f32[i];
        else
            f64[i] = -f64[i];
}

/* Reads from one place. */
static struct error *read_place(struct cursor *cursor, const struct tensor *t, size_t first,
                                size_t count, enum dtype type, void *to)
{
    struct error *err;
    const char *path = cursor->checkpoint->files[t->place.file].path;
    TRY(cursor_file(cursor, t->place.file));
    TRY(error_prefix(read_piece(cursor, t, first, count, (struct target){type, to}),
                     "%s: tensor %s", path, t->name));
    if (t->place.negated)
        negate((struct target){type, to}, count);
out:
    return err;
}

struct error *tensor_read(struct cursor *cursor, const struct tensor *t, size_t first, size_t count,
                          enum dtype type, void *to)
{
    if (t->unreadable)
        return error_new("%s: tensor %s: %s", cursor->checkpoint->path, t->name, t->unreadable);
    if (count == 0)
        return NULL;
    if (first > t->count || count > t->count - first)
        return error_new("%s: tensor %s: has %zu elements, but [%zu, + %zu) were asked for",
                         cursor->checkpoint->path, t->name, t->count, first, count);
    if (t->place.lowrank)
        return lowrank_read(cursor, t, first, count, type, to, read_place);
    return t->place.assembly ? assembly_read(cursor, t, first, count, type, to, read_place)
                             : read_place(cursor, t, first, count, type, to);
}

struct error *tensor_read_f32(struct cursor *cursor, const struct tensor *t, size_t first,
                              size_t count, float *to)
{
    return tensor_read(cursor, t, first, count, DTYPE_F32, to);
}

struct error *tensor_read_f64(struct cursor *cursor, const struct tensor *t, size_t first,
                              size_t count, double *to)
{
    return tensor_read(cursor, t, first, count, DTYPE_F64, to);
}
