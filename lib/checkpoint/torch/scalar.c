/* The scalars beside the tensors, as text. */
#include "checkpoint/torch/state_impl.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SCALARS_MAX = 256 };

/* How many bytes follow the first byte of a UTF-8 sequence; 4 if `first` cannot begin one. */
static size_t utf8_follow(unsigned char first)
{
    if (first < 0x80)
        return 0;
    if (first >= 0xc2 && first < 0xe0)
        return 1;
    if (first >= 0xe0 && first < 0xf0)
        return 2;
    return first >= 0xf0 && first < 0xf5 ? 3 : 4;
}

bool torch_is_line(const char *text, size_t length)
{
    for (size_t i = 0; i < length;) {
        unsigned char first = (unsigned char)text[i++];
        size_t follow = utf8_follow(first);
        if (first < ' ' || first == 0x7f || follow > length - i)
            return false;
        for (; follow > 0; follow--)
            if (((unsigned char)text[i++] & 0xc0) != 0x80)
                return false;
    }
    return true;
}

/* The fewest digits from which the number can be read back; 17 are always enough. */
static void format_number(double number, char *text, size_t size)
{
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, size, "%.*g", digits, number);
        if (strtod(text, NULL) == number)
            return;
    }
}

/* numpy's type codes, as in numpy.dtype('f8'). */
static const struct {
    const char *code;
    enum dtype type;
} numpy_types[] = {{"f8", DTYPE_F64}, {"f4", DTYPE_F32}, {"f2", DTYPE_F16}, {"i8", DTYPE_I64},
                   {"i4", DTYPE_I32}, {"i2", DTYPE_I16}, {"i1", DTYPE_I8},  {"u8", DTYPE_U64},
                   {"u4", DTYPE_U32}, {"u2", DTYPE_U16}, {"u1", DTYPE_U8},  {"b1", DTYPE_BOOL}};

static bool numpy_type(const struct pickle_value *v, enum dtype *type, bool *swapped)
{
    const struct pickle_value *callee = pickle_callee(v), *state = pickle_state(v);
    if (!callee || !pickle_is_global(callee, "numpy.dtype"))
        return false;
    const struct pickle_value *code = pickle_at(pickle_arguments(v), 0);
    const struct pickle_value *order = state ? pickle_at(state, 1) : NULL;
    *swapped = order && pickle_is_string(order, ">");
    for (size_t i = 0; code && i < sizeof numpy_types / sizeof *numpy_types; i++)
        if (pickle_is_string(code, numpy_types[i].code)) {
            *type = numpy_types[i].type;
            return true;
        }
    return false;
}

/* Before protocol 3 bytes are pickled as _codecs.encode(text, 'latin1'), the text in UTF-8. */
static size_t latin1_bytes(const struct pickle_value *v, unsigned char *bytes, size_t room)
{
    size_t length, count = 0;
    const struct pickle_value *callee = pickle_callee(v);
    const struct pickle_value *coded = callee && pickle_is_global(callee, "_codecs.encode")
                                           ? pickle_at(pickle_arguments(v), 0)
                                           : NULL;
    const char *text = coded ? pickle_text(coded, &length) : NULL;
    if (!text)
        return 0;
    for (size_t i = 0; i < length && count < room; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c >= 0x80 && i + 1 < length)
            c = (unsigned char)(c << 6 | (text[++i] & 0x3f));
        bytes[count++] = c;
    }
    return count;
}

/* Reads a numpy scalar, such as a loss averaged with numpy:
 * numpy.core.multiarray.scalar(dtype, bytes). */
static bool numpy_number(const struct pickle_value *v, double *number)
{
    enum dtype type;
    bool swapped;
    unsigned char bytes[9]; /* one more than the largest type has, to notice longer ones */
    const struct pickle_value *callee = pickle_callee(v), *arguments = pickle_arguments(v);
    if (!callee || !(pickle_is_global(callee, "numpy.core.multiarray.scalar") ||
                     pickle_is_global(callee, "numpy._core.multiarray.scalar")))
        return false;
    if (pickle_count(arguments) != 2 || !numpy_type(pickle_at(arguments, 0), &type, &swapped))
        return false;

    size_t length;
    const char *text = pickle_text(pickle_at(arguments, 1), &length);
    if (!text)
        length = latin1_bytes(pickle_at(arguments, 1), bytes, sizeof bytes);
    else if (length <= sizeof bytes)
        memcpy(bytes, text, length);
    if (length != dtype_size(type))
        return false;
    dtype_to_f64(number, bytes, 1, type, swapped);
    return true;
}

bool torch_scalar_text(const struct pickle_value *v, char text[TORCH_SCALAR_ROOM])
{
    const size_t size = TORCH_SCALAR_ROOM;
    size_t length;
    double number;
    const char *string;
    switch (pickle_type(v)) {
    case PICKLE_BOOL:
        snprintf(text, size, "%s", pickle_bool(v) ? "true" : "false");
        return true;
    case PICKLE_INT:
        snprintf(text, size, "%" PRId64, pickle_int(v));
        return true;
    case PICKLE_FLOAT:
        format_number(pickle_float(v), text, size);
        return true;
    case PICKLE_STRING:
        string = pickle_text(v, &length);
        if (length >= size || !torch_is_line(string, length))
            return false;
        memcpy(text, string, length + 1);
        return true;
    case PICKLE_CALL:
        if (!numpy_number(v, &number))
            return false;
        format_number(number, text, size);
        return true;
    default:
        return false;
    }
}

struct error *torch_scalars_add(struct torch_state *s, const struct pickle_value *mapping)
{
    struct error *err = NULL;
    for (size_t i = 0; i < torch_mapping_count(mapping) && s->keys.count < SCALARS_MAX; i++) {
        char text[TORCH_SCALAR_ROOM], name[TORCH_SCALAR_ROOM];
        const struct pickle_value *key = torch_mapping_key(mapping, i);
        const struct pickle_value *value = torch_mapping_value(mapping, i);
        if (!key || !value || pickle_type(key) != PICKLE_STRING || !torch_scalar_text(key, name) ||
            name[0] == '\0' || !torch_scalar_text(value, text) ||
            strlist_find(&s->keys, name) != (size_t)-1)
            continue;
        TRY(strlist_add(&s->keys, name, strlen(name)));
        TRY(strlist_add(&s->values, text, strlen(text)));
    }
out:
    return err;
}
