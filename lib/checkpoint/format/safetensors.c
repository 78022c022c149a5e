#include "checkpoint/format/safetensors.h"

#include "checkpoint/format/partial.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum {
    PREFIX = 8,              /* the header's length, little-endian */
    HEADER_MAX = 100000000,  /* as in the reference implementation */
    METADATA_LINE_MAX = 256, /* bytes of a key or value that becomes a column */
    METADATA_MAX = 256       /* keys */
};

static const struct {
    const char *name;
    enum dtype type;
} dtypes[] = {{"F64", DTYPE_F64},  {"F32", DTYPE_F32}, {"F16", DTYPE_F16}, {"BF16", DTYPE_BF16},
              {"I64", DTYPE_I64},  {"I32", DTYPE_I32}, {"I16", DTYPE_I16}, {"I8", DTYPE_I8},
              {"U64", DTYPE_U64},  {"U32", DTYPE_U32}, {"U16", DTYPE_U16}, {"U8", DTYPE_U8},
              {"BOOL", DTYPE_BOOL}};

/* Types that are not read. Of a type that is in neither list, data_offsets alone give the size. */
static const struct {
    const char *name;
    size_t bits; /* per element */
} unread[] = {{"F4", 4},      {"F6_E2M3", 6}, {"F6_E3M2", 6}, {"F8_E4M3", 8},
              {"F8_E5M2", 8}, {"F8_E8M0", 8}, {"C64", 64}};

/* The format has no magic number. Its header begins with a brace, at byte 8. */
static bool recognise(const unsigned char *head, size_t length)
{
    return length > PREFIX && head[PREFIX] == '{';
}

static uint64_t load_u64(const unsigned char *bytes)
{
    uint64_t value = 0;
    for (size_t i = 8; i-- > 0;)
        value = value << 8 | bytes[i];
    return value;
}

/* Sets *data to where the header ends and the data begin. */
static struct error *read_header(const struct opening *o, json_t **header, uint64_t *data)
{
    struct error *err;
    unsigned char prefix[PREFIX];
    char *text = NULL;
    json_error_t fault;
    TRY(checkpoint_read(o, prefix, sizeof prefix, 0));
    uint64_t length = load_u64(prefix);
    if (length > HEADER_MAX)
        return error_new(
            "safetensors header: has %" PRIu64
            " bytes, at most %d are allowed: damaged, or another format: write the file again",
            length, HEADER_MAX);
    if (length > o->size - PREFIX)
        return error_new("safetensors header: has %" PRIu64 " bytes in a file of %" PRIu64
                         ": cut short or damaged: write the file again",
                         length, o->size);
    text = malloc(length + 1);
    if (!text)
        return error_memory("a safetensors header");
    TRY(checkpoint_read(o, text, length, PREFIX));
    *header = json_loadb(text, length, JSON_REJECT_DUPLICATES, &fault);
    *data = PREFIX + length;
    if (!*header)
        err = error_new("safetensors header: byte %d: not JSON (%s): damaged: write the file again",
                        PREFIX + fault.position, fault.text);
    else if (!json_is_object(*header))
        err = error_new("safetensors header: not a JSON object: damaged: write the file again");
out:
    free(text);
    return err;
}

/* ---- tensors ---- */

static bool parse_dtype(const json_t *json, enum dtype *type)
{
    const char *name = json_string_value(json);
    for (size_t i = 0; name && i < sizeof dtypes / sizeof *dtypes; i++)
        if (strcmp(dtypes[i].name, name) == 0) {
            *type = dtypes[i].type;
            return true;
        }
    return false;
}

static bool parse_u64(const json_t *json, uint64_t *value)
{
    if (!json_is_integer(json) || json_integer_value(json) < 0)
        return false;
    *value = (uint64_t)json_integer_value(json);
    return true;
}

static struct error *parse_shape(struct tensor *t, const char *name, const json_t *json)
{
    size_t shape[TENSOR_DIMS_MAX], dims = json_array_size(json);
    for (size_t i = 0; i < dims && i < TENSOR_DIMS_MAX; i++) {
        uint64_t size;
        if (!parse_u64(json_array_get(json, i), &size))
            return error_new("tensor %s: shape: dimension %zu: not a whole number: damaged: write "
                             "the file again",
                             name, i);
        shape[i] = size;
    }
    return tensor_init(t, name, shape, dims);
}

/* The bytes of t->count elements of a type that is not read; UINT64_MAX if the type is unknown. */
static uint64_t unread_bytes(const struct tensor *t, const char *dtype)
{
    for (size_t i = 0; i < sizeof unread / sizeof *unread; i++)
        if (strcmp(unread[i].name, dtype) == 0) /* no overflow: tensor_measure took 8 bytes each */
            return t->count / 8 * unread[i].bits + (t->count % 8 * unread[i].bits + 7) / 8;
    return UINT64_MAX;
}

/* Sets *bytes to what the shape needs; UINT64_MAX if the type does not tell. */
static struct error *measure_tensor(const struct opening *o, struct tensor *t, const char *dtype,
                                    uint64_t *bytes)
{
    struct error *err;
    if (!t->unreadable)
        return tensor_check(t, o->size, bytes);
    TRY(tensor_measure(t, bytes));
    *bytes = unread_bytes(t, dtype);
out:
    return err;
}

/* Sets t->place.offset and size. The offsets must span as many bytes as the shape needs. */
static struct error *place_tensor(const struct opening *o, struct tensor *t, const char *dtype,
                                  const json_t *json, uint64_t data)
{
    uint64_t begin, end, bytes;
    if (json_array_size(json) != 2 || !parse_u64(json_array_get(json, 0), &begin) ||
        !parse_u64(json_array_get(json, 1), &end) || end < begin)
        return error_new(
            "tensor %s: data_offsets: not two positions in order: damaged: write the file again",
            t->name);
    if (end > o->size - data)
        return error_new("tensor %s: data_offsets: %" PRIu64 " to %" PRIu64
                         ", but the file has %" PRIu64
                         " bytes of data: cut short or damaged: write the file again",
                         t->name, begin, end, o->size - data);
    t->place.offset = data + begin;
    t->place.size = end - begin;
    struct error *err = measure_tensor(o, t, dtype, &bytes);
    if (!err && bytes != end - begin && bytes != UINT64_MAX)
        err = error_new("tensor %s: %" PRIu64 " bytes by dtype and shape, %" PRIu64
                        " by data_offsets: damaged: write the file again",
                        t->name, bytes, end - begin);
    return err;
}

static struct error *parse_tensor(const struct opening *o, struct tensor *t, const char *name,
                                  const json_t *json, uint64_t data)
{
    struct error *err;
    const json_t *dtype = json_object_get(json, "dtype"), *shape = json_object_get(json, "shape");
    if (!json_is_string(dtype) || !json_is_array(shape))
        return error_new("tensor %s: dtype or shape is missing: damaged: write the file again",
                         name);
    const char *type = json_string_value(dtype);
    TRY(parse_shape(t, name, shape));
    if (!parse_dtype(dtype, &t->place.type) &&
        asprintf(&t->unreadable, "%.32s is not read: convert it to F32", type) < 0) {
        t->unreadable = NULL;
        TRY(error_memory("the description of a tensor"));
    }
    TRY(place_tensor(o, t, type, json_object_get(json, "data_offsets"), data));
out:
    return err;
}

static int compare_offsets(const void *a, const void *b)
{
    const struct tensor *s = a, *t = b;
    if (s->place.offset != t->place.offset)
        return s->place.offset < t->place.offset ? -1 : 1;
    /* empty tensors first, so that they overlap nothing */
    return (s->place.size > 0) - (t->place.size > 0);
}

/* The tensors must cover the data exactly: overlaps, and bytes that belong to no tensor, could hide
 * something. Sorts the tensors by offset. */
static struct error *check_cover(struct checkpoint *c, const struct opening *o, uint64_t data)
{
    uint64_t end = data;
    if (c->count > 1)
        qsort(c->tensors, c->count, sizeof *c->tensors, compare_offsets);
    for (size_t i = 0; i < c->count; i++) {
        const struct tensor *t = &c->tensors[i];
        if (t->place.offset != end)
            return error_new("tensor %s: begins at data byte %" PRIu64
                             " where the tensor before it ends at %" PRIu64
                             ": %s: damaged: write the file again",
                             t->name, t->place.offset - data, end - data,
                             t->place.offset < end ? "they overlap" : "a hole");
        end += t->place.size;
    }
    if (end != o->size)
        return error_new("the tensors end at byte %" PRIu64 ", the file at %" PRIu64
                         ": cut short, or something was appended: write the file again",
                         end, o->size);
    return NULL;
}

/* ---- metadata ---- */

static bool is_short_line(const char *text)
{
    return strlen(text) <= METADATA_LINE_MAX && !strpbrk(text, "\r\n");
}

static struct error *take_metadata(struct checkpoint *c, json_t *json)
{
    const char *key;
    json_t *value;
    if (!json_is_object(json))
        return error_new("__metadata__: not a JSON object: damaged: write the file again");
    json_object_foreach(json, key, value)
    {
        const char *text = json_string_value(value);
        if (!text)
            return error_new("__metadata__: %s: not a string: damaged: write the file again", key);
        if (!key[0] || !is_short_line(key) || !is_short_line(text) || c->keys.count == METADATA_MAX)
            continue;
        struct error *err = strlist_add(&c->keys, key, strlen(key));
        if (!err)
            err = strlist_add(&c->values, text, strlen(text));
        if (err)
            return err;
    }
    return NULL;
}

static struct error *check_sharding(const struct checkpoint *c, const struct opening *o,
                                    const json_t *info)
{
    const char *text = json_string_value(info);
    return text ? partial_check_sharding(c->path, o->hints, text) : NULL;
}

static struct error *take_entries(struct checkpoint *c, const struct opening *o, json_t *header,
                                  uint64_t data)
{
    struct error *err = NULL;
    const char *key;
    json_t *value;
    TRY(checkpoint_reserve(c, json_object_size(header)));
    json_object_foreach(header, key, value)
    {
        if (strcmp(key, "__metadata__") == 0) {
            TRY(check_sharding(c, o, json_object_get(value, "DCP_SHARDING_INFO")));
            TRY(take_metadata(c, value));
        } else
            TRY(parse_tensor(o, &c->tensors[c->count++], key, value, data));
    }
out:
    return err;
}

static struct error *safetensors_open(struct checkpoint *c, const struct opening *o)
{
    struct error *err;
    json_t *header = NULL;
    uint64_t data;
    TRY(read_header(o, &header, &data));
    TRY(take_entries(c, o, header, data));
    TRY(check_cover(c, o, data));
out:
    json_decref(header);
    return err;
}

const struct checkpoint_format safetensors_format = {.name = "safetensors",
                                                     .rewrite = REWRITE_PLAIN,
                                                     .recognise = recognise,
                                                     .open = safetensors_open};
