/* What numpy pickles: scalars and arrays. */
#include "checkpoint/torch/state_impl.h"

#include "base/text/scalar.h"

#include <string.h>

/* The parts of the state of an array: numpy.ndarray.__reduce__. */
enum { ARRAY_SHAPE = 1, ARRAY_TYPE = 2, ARRAY_BYTES = 4 };

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

static bool is_either(const struct pickle_value *v, const char *old, const char *new)
{
    return pickle_is_global(v, old) || pickle_is_global(v, new);
}

/* The parts of one number: the type and the bytes of numpy.core.multiarray.scalar(type, bytes), or
 * of an array without dimensions. */
static bool find_number(const struct pickle_value *v, const struct pickle_value **type,
                        const struct pickle_value **bytes)
{
    const struct pickle_value *callee = pickle_callee(v), *parts = pickle_arguments(v);
    const struct pickle_value *state = pickle_state(v);
    if (!callee)
        return false;
    if (is_either(callee, "numpy.core.multiarray.scalar", "numpy._core.multiarray.scalar")) {
        *type = pickle_at(parts, 0);
        *bytes = pickle_at(parts, 1);
        return pickle_count(parts) == 2;
    }
    if (!state ||
        !is_either(callee, "numpy.core.multiarray._reconstruct",
                   "numpy._core.multiarray._reconstruct") ||
        pickle_count(state) <= ARRAY_BYTES || pickle_type(state) != PICKLE_TUPLE)
        return false;
    const struct pickle_value *shape = pickle_at(state, ARRAY_SHAPE);
    *type = pickle_at(state, ARRAY_TYPE);
    *bytes = pickle_at(state, ARRAY_BYTES);
    return pickle_type(shape) == PICKLE_TUPLE && pickle_count(shape) == 0;
}

bool torch_numpy_text(const struct pickle_value *v, char text[DECIMAL_ROOM])
{
    enum dtype type;
    bool swapped;
    unsigned char bytes[9]; /* one more than the largest type has, to notice longer ones */
    const struct pickle_value *type_part, *bytes_part;
    if (!find_number(v, &type_part, &bytes_part) || !numpy_type(type_part, &type, &swapped))
        return false;

    size_t length;
    const char *raw = pickle_text(bytes_part, &length);
    if (!raw)
        length = latin1_bytes(bytes_part, bytes, sizeof bytes);
    else if (length <= sizeof bytes)
        memcpy(bytes, raw, length);
    if (length != dtype_size(type))
        return false;
    scalar_element(text, bytes, type, swapped);
    return true;
}

const char *torch_numpy_array_type(const struct torch_rebuild *r)
{
    enum dtype type;
    bool swapped;
    const struct pickle_value *part = NULL;
    if (is_either(r->function, "numpy.core.numeric._frombuffer", "numpy._core.numeric._frombuffer"))
        part = pickle_at(r->arguments, 1);
    else if (r->state && is_either(r->function, "numpy.core.multiarray._reconstruct",
                                   "numpy._core.multiarray._reconstruct"))
        part = pickle_at(r->state, ARRAY_TYPE);
    return part && numpy_type(part, &type, &swapped) ? dtype_name(type) : NULL;
}
