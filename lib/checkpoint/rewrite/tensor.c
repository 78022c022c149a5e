#include "base/file/file.h"
#include "base/size.h"
#include "checkpoint/rewrite/rewrite_impl.h"
#include "checkpoint/tensor_read.h"

#include <stdlib.h>
#include <string.h>

/* The new elements [first, first + count), encoded, in r->bytes. */
static struct error *make_piece(struct rewriting *r, size_t index, size_t first, size_t count)
{
    struct error *err;
    const struct tensor *t = &r->checkpoint->tensors[index];
    TRY(tensor_read_f64(&r->cursor, t, first, count, r->values));
    TRY(r->rewriter->values(r->rewriter->context, index, first, count, r->values));
    for (size_t i = 0; t->place.negated && i < count; i++)
        r->values[i] = -r->values[i];
    if (!dtype_from_f64(r->bytes, r->values, count, t->place.type, t->place.swapped))
        err = error_new("%s: tensor %s: a new value is too large for %s: move it less far, or "
                        "convert the file to f32",
                        r->checkpoint->path, t->name, dtype_name(t->place.type));
out:
    return err;
}

static struct error *write_plain(struct rewriting *r, size_t index, int fd, uint64_t base)
{
    struct error *err = NULL;
    const struct tensor *t = &r->checkpoint->tensors[index];
    size_t size = dtype_size(t->place.type);
    for (size_t at = 0, count; at < t->count; at += count) {
        count = size_min(t->count - at, REWRITE_PIECE);
        TRY(make_piece(r, index, at, count));
        TRY(file_write(fd, r->bytes, count * size, base + at * size, r->name));
    }
out:
    return err;
}

/* ---- strides ---- */

/* Walks over a tensor in C order, and knows where each element is stored. */
struct walk {
    const struct tensor *tensor;
    size_t position; /* elements from the first */
    size_t index[TENSOR_DIMS_MAX];
};

static void walk_on(struct walk *w)
{
    const struct tensor *t = w->tensor;
    for (size_t dim = t->dims; dim-- > 0;) {
        w->position += t->place.strides[dim];
        if (++w->index[dim] < t->shape[dim])
            return;
        w->position -= t->shape[dim] * t->place.strides[dim];
        w->index[dim] = 0;
    }
}

static void scatter(struct walk *w, unsigned char *span, const unsigned char *from, size_t count,
                    size_t size)
{
    for (size_t i = 0; i < count; i++) {
        memcpy(span + w->position * size, from + i * size, size);
        walk_on(w);
    }
}

/* Reads all bytes that the tensor spans, changes them in memory, and writes them back. */
static struct error *write_strided(struct rewriting *r, size_t index, int fd, uint64_t base)
{
    struct error *err;
    uint64_t length;
    unsigned char *span = NULL;
    struct tensor t = r->checkpoint->tensors[index];
    struct walk walk = {.tensor = &t};
    size_t size = dtype_size(t.place.type);
    TRY(tensor_measure(&t, &length));
    span = malloc(length);
    if (!span)
        TRY(error_memory("a tensor with strides"));
    TRY(file_read(fd, span, length, base));
    for (size_t at = 0, count; at < t.count; at += count) {
        count = size_min(t.count - at, REWRITE_PIECE);
        TRY(make_piece(r, index, at, count));
        scatter(&walk, span, r->bytes, count, size);
    }
    TRY(file_write(fd, span, length, base, r->name));
out:
    free(span);
    return err;
}

struct error *rewrite_tensor(struct rewriting *r, size_t index, int fd, uint64_t base)
{
    const struct tensor *t = &r->checkpoint->tensors[index];
    if (t->count == 0)
        return NULL;
    return t->place.strides ? write_strided(r, index, fd, base) : write_plain(r, index, fd, base);
}

/* ---- unchanged bytes ---- */

struct error *rewrite_copy(struct rewriting *r, uint64_t from, uint64_t to)
{
    struct error *err = NULL;
    size_t room = REWRITE_PIECE * sizeof *r->values;
    for (size_t step; from < to; from += step) {
        step = to - from < room ? (size_t)(to - from) : room;
        TRY(error_prefix(file_read(r->cursor.fds[0], r->bytes, step, from), "%s",
                         r->checkpoint->path));
        TRY(file_write(r->fd, r->bytes, step, r->length, r->name));
        r->length += step;
    }
out:
    return err;
}
