/* One tensor as torch pickles it: a call of a rebuilding function with the storage (storage.c),
 * offset, size and stride. The functions are in torch/_utils.py and torch/_tensor.py. */
#include "checkpoint/torch/state_impl.h"

#include "base/size.h"

/* The arguments of _rebuild_tensor and its successors. The metadata, which only views with the
 * conjugate or the negative bit have, come last: in version 3 after the type. */
enum { TENSOR_STORAGE, TENSOR_OFFSET, TENSOR_SIZE, TENSOR_STRIDE, TENSOR_GRAD, TENSOR_TYPE = 6 };

static bool read_sizes(const struct pickle_value *tuple, size_t *sizes)
{
    for (size_t i = 0; i < pickle_count(tuple); i++)
        if (!pickle_size(pickle_at(tuple, i), &sizes[i]))
            return false;
    return true;
}

static struct error *read_shape(struct torch_tensor *t, const struct pickle_value *size,
                                const struct pickle_value *stride, struct arena *arena)
{
    if (pickle_type(size) != PICKLE_TUPLE || pickle_type(stride) != PICKLE_TUPLE ||
        pickle_count(size) != pickle_count(stride) || pickle_count(size) > TENSOR_DIMS_MAX)
        return torch_damaged("size and stride do not agree");
    t->dims = pickle_count(size);
    size_t *sizes = arena_take(arena, 2 * t->dims * sizeof *sizes);
    if (!sizes)
        return error_memory("the tensors of a file");
    if (!read_sizes(size, sizes) || !read_sizes(stride, sizes + t->dims))
        return torch_damaged("a bad size or stride");
    t->shape = sizes;
    t->stride = sizes + t->dims;
    return NULL;
}

/* Sets t->count to the product of the sizes; false if it overflows. A size of 0 does not hide that
 * the others overflow. */
static bool count_elements(struct torch_tensor *t)
{
    size_t product = 1;
    bool empty = false;
    for (size_t i = 0; i < t->dims; i++) {
        empty = empty || t->shape[i] == 0;
        if (!size_mul(product, size_max(t->shape[i], 1), &product))
            return false;
    }
    size_t bytes;
    t->count = empty ? 0 : product;
    return size_mul(t->count, dtype_size(t->type), &bytes);
}

/* Whether all elements are in the storage, and their byte offsets fit a size_t. */
static bool lies_in_storage(const struct torch_tensor *t)
{
    size_t last = t->offset, bytes;
    if (!size_mul(t->storage_count, dtype_size(t->type), &bytes))
        return false;
    if (t->count == 0)
        return t->offset <= t->storage_count;
    for (size_t i = 0; i < t->dims; i++) {
        size_t reach;
        if (!size_mul(t->shape[i] - 1, t->stride[i], &reach) || !size_add(last, reach, &last))
            return false;
    }
    return last < t->storage_count;
}

/* A view such as z.conj().imag, the negative of what is stored: the metadata are {"neg": True}. */
static bool has_negative_bit(const struct torch_rebuild *r)
{
    size_t last = pickle_count(r->arguments) - 1;
    const struct pickle_value *metadata = pickle_at(r->arguments, last);
    const struct pickle_value *bit = last >= TENSOR_TYPE ? pickle_find(metadata, "neg") : NULL;
    return bit && pickle_bool(bit);
}

/* What a value is for training, as far as it says. */
static enum torch_role role_of(const struct torch_rebuild *r)
{
    const struct pickle_value *grad = pickle_at(r->arguments, TENSOR_GRAD);
    return r->is_parameter || (torch_is_plain(r) && grad && pickle_bool(grad)) ? TORCH_PARAMETER
                                                                               : TORCH_UNKNOWN;
}

/* The shape of a tensor of a kind that is not read is shown if it is one. */
static struct error *describe_unread(struct torch_tensor *t, const struct torch_rebuild *r,
                                     struct arena *arena)
{
    char text[3 * PICKLE_DESCRIPTION];
    const struct pickle_value *shape = torch_unread_shape(r);
    struct error *err = shape ? read_shape(t, shape, shape, arena) : NULL;
    error_free(err);
    if (!shape || err || !count_elements(t))
        *t = (struct torch_tensor){0};
    torch_unread_text(r, text, sizeof text);
    return torch_tensor_refuse(t, text, arena);
}

static struct error *describe_plain(struct torch_tensor *t, const struct torch_rebuild *r,
                                    struct arena *arena)
{
    struct error *err;
    size_t offset;
    if (pickle_count(r->arguments) <= TENSOR_STRIDE)
        return torch_damaged("too few arguments");
    TRY(torch_storage_describe(t, pickle_at(r->arguments, TENSOR_STORAGE),
                               pickle_at(r->arguments, TENSOR_TYPE), arena));
    if (!pickle_size(pickle_at(r->arguments, TENSOR_OFFSET), &offset) ||
        !size_add(t->offset, offset, &t->offset))
        return torch_damaged("a bad offset");
    TRY(read_shape(t, pickle_at(r->arguments, TENSOR_SIZE), pickle_at(r->arguments, TENSOR_STRIDE),
                   arena));
    if (!count_elements(t))
        err = torch_damaged("a size that overflows");
    else if (!t->unreadable && !lies_in_storage(t))
        err = torch_damaged("elements outside of the storage");
    t->negated = has_negative_bit(r);
out:
    return err;
}

/* Describes a tensor that is not a share of a larger one. */
static struct error *describe_whole(struct torch_tensor *t, const struct pickle_value *v,
                                    struct arena *arena)
{
    struct torch_rebuild r;
    *t = (struct torch_tensor){0};
    if (!torch_unwrap(v, &r))
        return torch_damaged("no tensor");
    struct error *err =
        torch_is_plain(&r) ? describe_plain(t, &r, arena) : describe_unread(t, &r, arena);
    t->role = role_of(&r);
    return err;
}

/* A share that is not read is shown with the shape of the whole, which is the same for all
 * ranks. */
static struct error *describe_unread_share(struct torch_tensor *t, const struct torch_share *s)
{
    if (!t->unreadable)
        t->unreadable = s->unreadable;
    t->dims = s->dims;
    t->shape = s->shape;
    return count_elements(t) ? NULL : torch_damaged("a size that overflows");
}

struct error *torch_tensor_describe(struct torch_tensor *t, const struct pickle_value *v,
                                    struct arena *arena)
{
    struct error *err;
    struct torch_share share;
    if (!torch_is_dtensor(v))
        return describe_whole(t, v, arena);
    TRY(torch_share_read(&share, v, arena));
    TRY(describe_whole(t, share.local, arena));
    TRY(t->unreadable || share.unreadable ? describe_unread_share(t, &share)
                                          : torch_share_take(&share, t));
out:
    return err;
}

const struct pickle_value *torch_tensor_shape(const struct pickle_value *v)
{
    struct torch_rebuild r;
    if (!torch_unwrap(v, &r))
        return NULL;
    return torch_is_plain(&r) ? pickle_at(r.arguments, TENSOR_SIZE) : torch_unread_shape(&r);
}

size_t torch_tensor_dims(const struct pickle_value *v)
{
    const struct pickle_value *shape = torch_tensor_shape(v);
    return shape ? pickle_count(shape) : 0;
}

bool torch_is_float_array(const struct pickle_value *v)
{
    enum dtype type;
    struct torch_rebuild r;
    if (torch_tensor_dims(v) == 0 || !torch_unwrap(v, &r))
        return false;
    return !torch_is_plain(&r) ||
           !torch_storage_type(&type, pickle_at(r.arguments, TENSOR_STORAGE)) ||
           dtype_is_float(type);
}

bool torch_is_parameter(const struct pickle_value *v)
{
    struct torch_rebuild r;
    return torch_unwrap(v, &r) && role_of(&r) == TORCH_PARAMETER;
}
