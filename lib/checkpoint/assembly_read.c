#include "checkpoint/assembly.h"

#include "base/size.h"
#include "checkpoint/tensor_read.h"

#include <string.h>

enum { STAGE = TENSOR_CHUNK / sizeof(double) }; /* elements read before they are put in place */

/* What is read, and where it goes. */
struct request {
    struct cursor *cursor;
    const struct tensor *tensor;
    assembly_reader *read;
    enum dtype type;                   /* at the destination: DTYPE_F32 or DTYPE_F64 */
    size_t inner[TENSOR_DIMS_MAX + 1]; /* elements per index of a dimension */
};

/* Indices [first, first + size) of dimension `dim`, one index in each earlier dimension, and all in
 * each later one. */
struct slab {
    size_t dim, first, size;
    const size_t *before; /* the index in each earlier dimension */
};

static unsigned char *advance(const struct request *r, void *to, size_t elements)
{
    return (unsigned char *)to + elements * dtype_size(r->type);
}

/* Reads elements of a part, in its own C order. */
static struct error *read_part(const struct request *r, const struct place_part *p, size_t first,
                               size_t count, void *to)
{
    const struct tensor t = {.name = r->tensor->name,
                             .dims = r->tensor->dims,
                             .shape = p->size,
                             .count = p->count,
                             .place = p->place};
    struct error *err;
    TRY(r->read(r->cursor, &t, first, count, r->type, to));
out:
    return err;
}

/* How many elements of a part, from an index of dimension `dim` on, follow each other in the whole
 * tensor. */
static size_t run_length(const struct request *r, const struct place_part *p, size_t dim,
                         size_t rows)
{
    size_t run = 1;
    for (size_t i = r->tensor->dims; i-- > dim;) {
        run *= i == dim ? rows : p->size[i];
        if (p->size[i] != r->tensor->shape[i])
            break;
    }
    return run;
}

/* Where in the whole the part's element `element` lies, counted from the part's first. */
static size_t position(const struct request *r, const struct place_part *p, size_t dim,
                       size_t element)
{
    size_t at = 0;
    for (size_t i = r->tensor->dims; i-- > dim;) {
        size_t index = i == dim ? element : element % p->size[i];
        at += index * r->inner[i];
        element /= p->size[i];
    }
    return at;
}

/* Reads `count` elements of a part from `first` on, whose runs are scattered over the whole. */
static struct error *read_runs(const struct request *r, const struct place_part *p, size_t dim,
                               size_t first, size_t count, size_t run, void *to)
{
    struct error *err = NULL;
    double stage[STAGE];
    for (size_t done = 0, step; done < count; done += step) {
        step = size_min(count - done, STAGE);
        TRY(read_part(r, p, first + done, step, stage));
        for (size_t at = 0, length; at < step; at += length) {
            length = size_min(step - at, run - (done + at) % run);
            memcpy(advance(r, to, position(r, p, dim, done + at)), advance(r, stage, at),
                   length * dtype_size(r->type));
        }
    }
out:
    return err;
}

/* Reads what a part has of a slab. Its elements follow each other in the part. */
static struct error *read_share(const struct request *r, const struct place_part *p,
                                const struct slab *slab, void *to)
{
    size_t dim = slab->dim, inner = 1, first = 0;
    for (size_t i = 0; i < dim; i++) {
        if (slab->before[i] < p->first[i] || slab->before[i] - p->first[i] >= p->size[i])
            return NULL;
        first = first * p->size[i] + slab->before[i] - p->first[i];
    }
    size_t begin = size_max(slab->first, p->first[dim]);
    size_t end = size_min(slab->first + slab->size, p->first[dim] + p->size[dim]);
    if (begin >= end)
        return NULL;
    for (size_t i = dim + 1; i < r->tensor->dims; i++)
        inner *= p->size[i];
    first = (first * p->size[dim] + begin - p->first[dim]) * inner;

    size_t rows = end - begin, count = rows * inner, run = run_length(r, p, dim, rows);
    size_t skip = (begin - slab->first) * r->inner[dim];
    for (size_t i = dim + 1; i < r->tensor->dims; i++)
        skip += p->first[i] * r->inner[i];
    to = advance(r, to, skip);
    return run == count ? read_part(r, p, first, count, to)
                        : read_runs(r, p, dim, first, count, run, to);
}

static struct error *read_slab(const struct request *r, const struct slab *slab, void *to)
{
    struct error *err = NULL;
    const struct assembly *a = r->tensor->place.assembly;
    for (size_t i = 0; i < a->count; i++)
        TRY(read_share(r, &a->parts[i], slab, to));
out:
    return err;
}

/* Reads a piece of the dimensions from `dim` on, at the index `before` of the earlier ones: the end
 * of one index, whole indices, the beginning of another. */
static struct error *read_piece(const struct request *r, size_t *before, size_t dim, size_t first,
                                size_t count, void *to)
{
    struct error *err = NULL;
    size_t inner = r->inner[dim], index = first / inner, within = first % inner;
    if (within) {
        size_t part = size_min(count, inner - within);
        before[dim] = index++;
        TRY(read_piece(r, before, dim + 1, within, part, to));
        to = advance(r, to, part);
        count -= part;
    }
    size_t whole = count / inner, rest = count % inner;
    if (whole)
        TRY(read_slab(r, &(struct slab){dim, index, whole, before}, to));
    before[dim] = index + whole;
    if (rest)
        TRY(read_piece(r, before, dim + 1, 0, rest, advance(r, to, whole * inner)));
out:
    return err;
}

struct error *assembly_read(struct cursor *cursor, const struct tensor *t, size_t first,
                            size_t count, enum dtype type, void *to, assembly_reader *read)
{
    size_t before[TENSOR_DIMS_MAX];
    struct request r = {.cursor = cursor, .tensor = t, .read = read, .type = type};
    for (size_t i = t->dims, inner = 1; i-- > 0; inner *= t->shape[i])
        r.inner[i] = inner;
    return read_piece(&r, before, 0, first, count, to);
}
