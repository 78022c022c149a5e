/* The storage of a tensor as torch pickles it, a persistent id: the type of its elements, its key
 * in the file, and its size. */
#include "checkpoint/torch/state_impl.h"

#include "base/array.h"

#include <stdio.h>
#include <string.h>

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

/* The element type of a name such as torch.FloatStorage (if `storage`) or torch.float32. */
static bool type_of(const struct pickle_value *v, bool storage, enum dtype *type)
{
    static const char module[] = "torch.";
    const char *name = pickle_type(v) == PICKLE_GLOBAL ? pickle_text(v, NULL) : "";
    if (strncmp(name, module, sizeof module - 1) != 0)
        return false;
    name += sizeof module - 1;
    for (size_t i = 0; i < ARRAY_LENGTH(types); i++) {
        const char *known = storage ? types[i].storage : types[i].dtype;
        if (known && strcmp(name, known) == 0) {
            *type = types[i].type;
            return true;
        }
    }
    return false;
}

bool torch_type_read(enum dtype *type, const struct pickle_value *v)
{
    return type_of(v, false, type);
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

static struct error *refuse_type(struct torch_tensor *t, const struct pickle_value *v,
                                 struct arena *arena)
{
    char text[2 * PICKLE_DESCRIPTION], name[PICKLE_DESCRIPTION];
    pickle_describe(v, name);
    const char *dot = pickle_type(v) == PICKLE_GLOBAL ? strrchr(name, '.') : NULL;
    const char *type = dot ? dot + 1 : name;
    for (size_t i = 0; i < ARRAY_LENGTH(other_types); i++)
        if (pickle_is_global(v, other_types[i].storage))
            type = other_types[i].dtype;
    bool is_complex = strncmp(type, "complex", strlen("complex")) == 0;
    snprintf(text, sizeof text, "%s is not read: save %s", type,
             is_complex ? "torch.view_as_real(TENSOR)" : "TENSOR.float()");
    return torch_tensor_refuse(t, text, arena);
}

/* Reads the type of the elements, and how many the storage has. Version 3 tensors name the type
 * themselves; their storage is untyped and counted in bytes. */
static struct error *read_type(struct torch_tensor *t, const struct pickle_value *storage,
                               const struct pickle_value *own_type, struct arena *arena)
{
    const struct pickle_value *type = pickle_at(storage, STORAGE_TYPE);
    bool untyped = pickle_is_global(type, "torch.storage.UntypedStorage") ||
                   pickle_is_global(type, "torch.UntypedStorage");
    const struct pickle_value *named = untyped ? own_type : type;
    if (!named)
        return torch_damaged("a storage without a type");
    if (!type_of(named, !untyped, &t->type))
        return refuse_type(t, named, arena);
    if (!pickle_size(pickle_at(storage, STORAGE_COUNT), &t->storage_count))
        return torch_damaged("a storage without a size");
    if (untyped)
        t->storage_count /= dtype_size(t->type);
    return NULL;
}

/* In legacy files a tensor's storage may be a view, which begins some elements into it. */
static struct error *read_view(struct torch_tensor *t, const struct pickle_value *storage)
{
    const struct pickle_value *view = pickle_at(storage, STORAGE_VIEW);
    if (!view || pickle_type(view) == PICKLE_NONE)
        return NULL;
    if (pickle_type(view) != PICKLE_TUPLE || pickle_count(view) != 3 ||
        !pickle_size(pickle_at(view, 1), &t->offset))
        return torch_damaged("a bad view of a storage");
    return NULL;
}

static size_t element_size(const struct pickle_value *type)
{
    enum dtype known;
    if (type_of(type, true, &known))
        return dtype_size(known);
    for (size_t i = 0; i < ARRAY_LENGTH(other_types); i++)
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

bool torch_storage_type(enum dtype *type, const struct pickle_value *v)
{
    const struct pickle_value *storage = storage_tuple(v);
    return storage && type_of(pickle_at(storage, STORAGE_TYPE), true, type);
}

struct error *torch_storage_describe(struct torch_tensor *t, const struct pickle_value *v,
                                     const struct pickle_value *type, struct arena *arena)
{
    size_t length;
    const struct pickle_value *storage = storage_tuple(v);
    if (!storage)
        return torch_damaged("no storage");
    const char *key = storage_key(storage, &length);
    if (!key)
        return torch_damaged("a storage without a key");
    t->storage = arena_text(arena, key, length);
    if (!t->storage)
        return error_memory("the tensors of a file");
    struct error *err = read_type(t, storage, type, arena);
    return err ? err : read_view(t, storage);
}
