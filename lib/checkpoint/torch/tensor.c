/* One tensor as torch pickles it: a call of a rebuilding function with the storage (a persistent
 * id), offset, size and stride. The functions are in torch/_utils.py and torch/_tensor.py. */
#include "checkpoint/torch/state_impl.h"

#include "base/size.h"

#include <string.h>

/* The arguments of _rebuild_tensor and its successors. */
enum { TENSOR_STORAGE, TENSOR_OFFSET, TENSOR_SIZE, TENSOR_STRIDE, TENSOR_GRAD, TENSOR_TYPE = 6 };

/* The parts of a storage's persistent id. Only legacy files have the last: None, or (key, offset,
 * size) of a storage that is a view of this one. */
enum { STORAGE_WORD, STORAGE_TYPE, STORAGE_KEY, STORAGE_DEVICE, STORAGE_COUNT, STORAGE_VIEW };

enum { WRAPPERS_MAX = 8, DIMS_MAX = 64 };

/* Calls that wrap another: their first argument is a tensor. */
static const char *const parameters[] = {"torch._utils._rebuild_parameter",
                                         "torch._utils._rebuild_parameter_with_state",
                                         "torch.nn.parameter.Parameter"};

/* Calls that wrap another: function, type, arguments. */
static const char *const subclasses[] = {"torch._tensor._rebuild_from_type_v2",
                                         "torch._tensor._rebuild_from_type"};

static const char *const tensors[] = {"torch._utils._rebuild_tensor_v2",
                                      "torch._utils._rebuild_tensor_v3",
                                      "torch._utils._rebuild_tensor"};

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

/* A tensor's call without its wrappers. */
struct rebuild {
    const struct pickle_value *function, *arguments;
    bool is_parameter;
};

static bool is_one_of(const struct pickle_value *v, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (pickle_is_global(v, names[i]))
            return true;
    return false;
}

static bool starts_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

bool torch_is_tensor(const struct pickle_value *v)
{
    const struct pickle_value *callee = pickle_callee(v);
    if (!callee || pickle_type(callee) != PICKLE_GLOBAL)
        return false;
    const char *name = pickle_text(callee, NULL);
    return starts_with(name, "torch._utils._rebuild_") ||
           starts_with(name, "torch._tensor._rebuild_") ||
           is_one_of(callee, parameters, LENGTH(parameters));
}

/* Removes the wrappers. False if a wrapper has no tensor inside, or there are absurdly many. */
static bool unwrap(const struct pickle_value *v, struct rebuild *r)
{
    *r = (struct rebuild){pickle_callee(v), pickle_arguments(v), false};
    for (int i = 0; i < WRAPPERS_MAX; i++) {
        if (is_one_of(r->function, parameters, LENGTH(parameters))) {
            const struct pickle_value *inner = pickle_at(r->arguments, 0);
            if (!inner || !pickle_callee(inner))
                return false;
            *r = (struct rebuild){pickle_callee(inner), pickle_arguments(inner), true};
        } else if (is_one_of(r->function, subclasses, LENGTH(subclasses))) {
            if (pickle_count(r->arguments) < 3)
                return false;
            if (pickle_is_global(pickle_at(r->arguments, 1), "torch.nn.parameter.Parameter"))
                r->is_parameter = true;
            r->function = pickle_at(r->arguments, 0);
            r->arguments = pickle_at(r->arguments, 2);
        } else
            return pickle_type(r->arguments) == PICKLE_TUPLE;
    }
    return false;
}

size_t torch_tensor_dims(const struct pickle_value *v)
{
    struct rebuild r;
    const struct pickle_value *size = unwrap(v, &r) ? pickle_at(r.arguments, TENSOR_SIZE) : NULL;
    return size ? pickle_count(size) : 0;
}

static struct error *damaged(const char *what)
{
    return error_new("%s in a tensor's description: write the file again", what);
}

/* The element type of a name such as torch.FloatStorage (if `storage`) or torch.float32. */
static bool type_of(const struct pickle_value *v, bool storage, enum dtype *type)
{
    const char *name = pickle_type(v) == PICKLE_GLOBAL ? pickle_text(v, NULL) : "";
    if (!starts_with(name, "torch."))
        return false;
    name += strlen("torch.");
    for (size_t i = 0; i < LENGTH(types); i++) {
        const char *known = storage ? types[i].storage : types[i].dtype;
        if (known && strcmp(name, known) == 0) {
            *type = types[i].type;
            return true;
        }
    }
    return false;
}

static struct error *refuse_type(const struct pickle_value *v)
{
    char text[PICKLE_DESCRIPTION];
    pickle_describe(v, text);
    return error_new("elements are of a type that is not read (%s): convert the tensor, or leave "
                     "it out of the file",
                     text);
}

/* Reads the type of the elements, and how many the storage has. Version 3 tensors name the type
 * themselves; their storage is untyped and counted in bytes. */
static struct error *read_type(struct torch_tensor *t, const struct rebuild *r,
                               const struct pickle_value *storage)
{
    const struct pickle_value *type = pickle_at(storage, STORAGE_TYPE);
    bool untyped = pickle_is_global(type, "torch.storage.UntypedStorage") ||
                   pickle_is_global(type, "torch.UntypedStorage");
    const struct pickle_value *named = untyped ? pickle_at(r->arguments, TENSOR_TYPE) : type;
    if (!named)
        return damaged("a storage without a type");
    if (!type_of(named, !untyped, &t->type))
        return refuse_type(named);
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

/* Storages whose types are not read; in legacy files their bytes must be skipped. */
static const struct {
    const char *storage;
    size_t element_size;
} other_types[] = {{"torch.ComplexFloatStorage", 8}, {"torch.ComplexDoubleStorage", 16},
                   {"torch.QInt8Storage", 1},        {"torch.QUInt8Storage", 1},
                   {"torch.QInt32Storage", 4},       {"torch.storage.UntypedStorage", 1},
                   {"torch.UntypedStorage", 1}};

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

static struct error *read_storage(struct torch_tensor *t, const struct rebuild *r,
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

    struct error *err = read_type(t, r, storage);
    return err ? err : read_view(t, storage);
}

static bool read_sizes(const struct pickle_value *tuple, size_t *sizes)
{
    for (size_t i = 0; i < pickle_count(tuple); i++)
        if (!pickle_size(pickle_at(tuple, i), &sizes[i]))
            return false;
    return true;
}

static struct error *read_shape(struct torch_tensor *t, const struct rebuild *r,
                                struct arena *arena)
{
    const struct pickle_value *size = pickle_at(r->arguments, TENSOR_SIZE);
    const struct pickle_value *stride = pickle_at(r->arguments, TENSOR_STRIDE);
    if (pickle_type(size) != PICKLE_TUPLE || pickle_type(stride) != PICKLE_TUPLE ||
        pickle_count(size) != pickle_count(stride) || pickle_count(size) > DIMS_MAX)
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

/* Describes a tensor that is not a share of a larger one. */
static struct error *describe_whole(struct torch_tensor *t, const struct pickle_value *v,
                                    struct arena *arena)
{
    struct rebuild r;
    struct error *err = NULL;
    char text[PICKLE_DESCRIPTION];
    *t = (struct torch_tensor){0};
    if (!unwrap(v, &r))
        return damaged("no tensor");
    if (!is_one_of(r.function, tensors, LENGTH(tensors))) {
        pickle_describe(r.function, text);
        return error_new("a tensor of a kind that is not read (rebuilt by %s): make it a plain "
                         "array, or leave it out of the file",
                         text);
    }
    if (pickle_count(r.arguments) <= TENSOR_STRIDE)
        return damaged("too few arguments");

    TRY(read_storage(t, &r, arena));
    TRY(read_shape(t, &r, arena));
    if (!count_elements(t)) {
        err = damaged("a size that overflows");
        goto out;
    }
    if (!lies_in_storage(t)) {
        err = damaged("elements outside of the storage");
        goto out;
    }
    const struct pickle_value *grad = pickle_at(r.arguments, TENSOR_GRAD);
    if (r.is_parameter || (grad && pickle_bool(grad)))
        t->role = TORCH_PARAMETER;
out:
    return err;
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
    TRY(torch_share_take(&share, t));
out:
    return err;
}
