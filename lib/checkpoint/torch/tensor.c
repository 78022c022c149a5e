/* One tensor as torch pickles it: a call of a rebuilding function with the storage (a persistent
 * id), offset, size and stride. The functions are in torch/_utils.py and torch/_tensor.py. */
#include "checkpoint/torch/state_impl.h"

#include "base/size.h"

#include <stdio.h>
#include <string.h>

/* The arguments of _rebuild_tensor and its successors. The metadata, which only views with the
 * conjugate or the negative bit have, come last: in version 3 after the type. */
enum { TENSOR_STORAGE, TENSOR_OFFSET, TENSOR_SIZE, TENSOR_STRIDE, TENSOR_GRAD, TENSOR_TYPE = 6 };

/* The parts of a storage's persistent id. Only legacy files have the last: None, or (key, offset,
 * size) of a storage that is a view of this one. */
enum { STORAGE_WORD, STORAGE_TYPE, STORAGE_KEY, STORAGE_DEVICE, STORAGE_COUNT, STORAGE_VIEW };

static const struct {
    const char *storage, *dtype; /* names in module torch */
    enum dtype type;
} types[] = {
    {"DoubleStorage", "float64", DTYPE_F64},
    {"FloatStorage", "float32", DTYPE_F32},
    {"HalfStorage", "float16", DTYPE_F16},
    {"BFloat16Storage", "bfloat16", DTYPE_BF16},
    {"LongStorage", "int64", DTYPE_I64},
    {"IntStorage", "int32", DTYPE_I32},
    {"ShortStorage", "int16", DTYPE_I16},
    {"CharStorage", "int8", DTYPE_I8},
    {"ByteStorage", "uint8", DTYPE_U8},
    {"BoolStorage", "bool", DTYPE_BOOL},
    {NULL, "uint16", DTYPE_U16},
    {NULL, "uint32", DTYPE_U32},
    {NULL, "uint64", DTYPE_U64},
};

#define LENGTH(array) (sizeof(array) / sizeof *(array))

static struct error *damaged(const char *what)
{
    return error_new("%s in a tensor's description: write the file again", what);
}

/* The element type of a name such as torch.FloatStorage (if `storage`) or torch.float32. */
static bool type_of(const struct pickle_value *v, bool storage, enum dtype *type)
{
    static const char module[] = "torch.";
    const char *name = pickle_type(v) == PICKLE_GLOBAL ? pickle_text(v, NULL) : "";
    if (strncmp(name, module, sizeof module - 1) != 0)
        return false;
    name += sizeof module - 1;
    for (size_t i = 0; i < LENGTH(types); i++) {
        const char *known = storage ? types[i].storage : types[i].dtype;
        if (known && strcmp(name, known) == 0) {
            *type = types[i].type;
            return true;
        }
    }
    return false;
}

/* Storages whose types are not read; in legacy files their bytes must be skipped. */
static const struct {
    const char *storage, *dtype;
    size_t element_size;
} other_types[] = {{"torch.ComplexFloatStorage", "complex64", 8},
                   {"torch.ComplexDoubleStorage", "complex128", 16},
                   {"torch.QInt8Storage", "qint8", 1},
                   {"torch.QUInt8Storage", "quint8", 1},
                   {"torch.QInt32Storage", "qint32", 4},
                   {"torch.QUInt4x2Storage", "quint4x2", 1},
                   {"torch.QUInt2x4Storage", "quint2x4", 1},
                   {"torch.storage.UntypedStorage", "untyped", 1},
                   {"torch.UntypedStorage", "untyped", 1}};

static struct error *set_unreadable(struct torch_tensor *t, const char *text, struct arena *arena)
{
    t->unreadable = arena_text(arena, text, strlen(text));
    return t->unreadable ? NULL : error_memory("the tensors of a file");
}

static struct error *refuse_type(struct torch_tensor *t, const struct pickle_value *v,
                                 struct arena *arena)
{
    char text[2 * PICKLE_DESCRIPTION], name[PICKLE_DESCRIPTION];
    pickle_describe(v, name);
    const char *dot = pickle_type(v) == PICKLE_GLOBAL ? strrchr(name, '.') : NULL;
    const char *type = dot ? dot + 1 : name;
    for (size_t i = 0; i < LENGTH(other_types); i++)
        if (pickle_is_global(v, other_types[i].storage))
            type = other_types[i].dtype;
    bool is_complex = strncmp(type, "complex", strlen("complex")) == 0;
    snprintf(text, sizeof text, "%s is not read: save %s", type,
             is_complex ? "torch.view_as_real(TENSOR)" : "TENSOR.float()");
    return set_unreadable(t, text, arena);
}

/* Reads the type of the elements, and how many the storage has. Version 3 tensors name the type
 * themselves; their storage is untyped and counted in bytes. */
static struct error *read_type(struct torch_tensor *t, const struct torch_rebuild *r,
                               const struct pickle_value *storage, struct arena *arena)
{
    const struct pickle_value *type = pickle_at(storage, STORAGE_TYPE);
    bool untyped = pickle_is_global(type, "torch.storage.UntypedStorage") ||
                   pickle_is_global(type, "torch.UntypedStorage");
    const struct pickle_value *named = untyped ? pickle_at(r->arguments, TENSOR_TYPE) : type;
    if (!named)
        return damaged("a storage without a type");
    if (!type_of(named, !untyped, &t->type))
        return refuse_type(t, named, arena);
    if (!pickle_size(pickle_at(storage, STORAGE_COUNT), &t->storage_count))
        return damaged("a storage without a size");
    if (untyped)
        t->storage_count /= dtype_size(t->type);
    return NULL;
}

/* In legacy files a tensor's storage may be a view, which begins `start` elements into it. */
static struct error *read_view(struct torch_tensor *t, const struct pickle_value *storage)
{
    size_t start;
    const struct pickle_value *view = pickle_at(storage, STORAGE_VIEW);
    if (!view || pickle_type(view) == PICKLE_NONE)
        return NULL;
    if (pickle_type(view) != PICKLE_TUPLE || pickle_count(view) != 3 ||
        !pickle_size(pickle_at(view, 1), &start) || !size_add(t->offset, start, &t->offset))
        return damaged("a bad view of a storage");
    return NULL;
}

static size_t element_size(const struct pickle_value *type)
{
    enum dtype known;
    if (type_of(type, true, &known))
        return dtype_size(known);
    for (size_t i = 0; i < LENGTH(other_types); i++)
        if (pickle_is_global(type, other_types[i].storage))
            return other_types[i].element_size;
    return 0;
}

/* The tuple of a storage's persistent id, or NULL. */
static const struct pickle_value *storage_tuple(const struct pickle_value *persid)
{
    const struct pickle_value *storage = pickle_reference(persid);
    return storage && pickle_type(storage) == PICKLE_TUPLE &&
                   pickle_count(storage) > STORAGE_COUNT &&
                   pickle_is_string(pickle_at(storage, STORAGE_WORD), "storage")
               ? storage
               : NULL;
}

/* A storage's key, or NULL. */
static const char *storage_key(const struct pickle_value *storage, size_t *length)
{
    const struct pickle_value *key = pickle_at(storage, STORAGE_KEY);
    const char *text = pickle_text(key, length);
    return pickle_type(key) == PICKLE_STRING && *length > 0 && !memchr(text, '\0', *length) ? text
                                                                                            : NULL;
}

bool torch_storage_read(struct torch_storage *s, const struct pickle_value *v)
{
    size_t length;
    const struct pickle_value *storage = storage_tuple(v);
    *s = (struct torch_storage){.key = storage ? storage_key(storage, &length) : NULL};
    if (!s->key)
        return false;
    s->element_size = element_size(pickle_at(storage, STORAGE_TYPE));
    return pickle_size(pickle_at(storage, STORAGE_COUNT), &s->count);
}

static struct error *read_storage(struct torch_tensor *t, const struct torch_rebuild *r,
                                  struct arena *arena)
{
    size_t length;
    const struct pickle_value *storage = storage_tuple(pickle_at(r->arguments, TENSOR_STORAGE));
    if (!storage)
        return damaged("no storage");
    const char *key = storage_key(storage, &length);
    if (!key)
        return damaged("a storage without a key");
    t->storage = arena_text(arena, key, length);
    if (!t->storage)
        return error_memory("the tensors of a file");
    if (!pickle_size(pickle_at(r->arguments, TENSOR_OFFSET), &t->offset))
        return damaged("a bad offset");

    struct error *err = read_type(t, r, storage, arena);
    return err ? err : read_view(t, storage);
}

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
        return damaged("size and stride do not agree");
    t->dims = pickle_count(size);
    size_t *sizes = arena_take(arena, 2 * t->dims * sizeof *sizes);
    if (!sizes)
        return error_memory("the tensors of a file");
    if (!read_sizes(size, sizes) || !read_sizes(stride, sizes + t->dims))
        return damaged("a bad size or stride");
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
    return set_unreadable(t, text, arena);
}

static struct error *describe_plain(struct torch_tensor *t, const struct torch_rebuild *r,
                                    struct arena *arena)
{
    struct error *err;
    if (pickle_count(r->arguments) <= TENSOR_STRIDE)
        return damaged("too few arguments");
    TRY(read_storage(t, r, arena));
    TRY(read_shape(t, pickle_at(r->arguments, TENSOR_SIZE), pickle_at(r->arguments, TENSOR_STRIDE),
                   arena));
    if (!count_elements(t))
        err = damaged("a size that overflows");
    else if (!t->unreadable && !lies_in_storage(t))
        err = damaged("elements outside of the storage");
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
        return damaged("no tensor");
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
    return count_elements(t) ? NULL : damaged("a size that overflows");
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
    const struct pickle_value *storage =
        torch_is_plain(&r) ? storage_tuple(pickle_at(r.arguments, TENSOR_STORAGE)) : NULL;
    return !storage || !type_of(pickle_at(storage, STORAGE_TYPE), true, &type) ||
           dtype_is_float(type);
}

bool torch_is_parameter(const struct pickle_value *v)
{
    struct torch_rebuild r;
    return torch_unwrap(v, &r) && role_of(&r) == TORCH_PARAMETER;
}
