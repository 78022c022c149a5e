/* Opcodes of the pickle machine that make a value from their operand. */
#include "checkpoint/pickle/machine.h"

#include "base/size.h"

#include <string.h>

struct error *pickle_put_none(struct machine *m)
{
    struct pickle_value *v;
    return machine_push_new(m, PICKLE_NONE, &v);
}

static struct error *push_bool(struct machine *m, bool truth)
{
    struct pickle_value *v;
    struct error *err = machine_push_new(m, PICKLE_BOOL, &v);
    if (!err)
        v->as.truth = truth;
    return err;
}

struct error *pickle_put_true(struct machine *m)
{
    return push_bool(m, true);
}

struct error *pickle_put_false(struct machine *m)
{
    return push_bool(m, false);
}

static struct error *push_int(struct machine *m, int64_t integer)
{
    struct pickle_value *v;
    struct error *err = machine_push_new(m, PICKLE_INT, &v);
    if (!err)
        v->as.integer = integer;
    return err;
}

struct error *pickle_put_int(struct machine *m)
{
    return push_int(m, (int64_t)m->number);
}

/* Pushes an integer in two's complement, little-endian, of any length; redundant sign bytes are
 * dropped. */
static struct error *push_long(struct machine *m, const unsigned char *bytes, size_t length)
{
    unsigned char sign = length && (bytes[length - 1] & 0x80) ? 0xff : 0;
    while (length > 1 && bytes[length - 1] == sign && !((bytes[length - 2] ^ sign) & 0x80))
        length--;
    if (length > sizeof(uint64_t))
        return machine_push_text(m, PICKLE_BIGINT, (const char *)bytes, length);

    uint64_t bits = sign ? UINT64_MAX : 0;
    for (size_t i = length; i-- > 0;)
        bits = bits << 8 | bytes[i];
    return push_int(m, (int64_t)bits);
}

struct error *pickle_put_long(struct machine *m)
{
    return push_long(m, (const unsigned char *)m->text, m->text_length);
}

/* value = value * 10 + digit, for a little-endian number that has room for the result. */
static void append_digit(unsigned char *value, size_t size, unsigned digit)
{
    unsigned carry = digit;
    for (size_t i = 0; i < size; i++) {
        carry += value[i] * 10U;
        value[i] = (unsigned char)carry;
        carry >>= 8;
    }
}

static void negate(unsigned char *value, size_t size)
{
    unsigned carry = 1;
    for (size_t i = 0; i < size; i++) {
        carry += (unsigned char)~value[i];
        value[i] = (unsigned char)carry;
        carry >>= 8;
    }
}

/* INT and LONG: decimal text, which protocol 1 and Python 2 write for integers of more than 32
 * bits. Before protocol 2 the texts 01 and 00 are booleans. */
struct error *pickle_put_decimal(struct machine *m)
{
    enum { DIGITS_MAX = 64, SIZE = 32 }; /* 10^64 < 2^(8 * 32 - 1) */
    unsigned char value[SIZE] = {0};
    const char *digit = m->text, *end = m->text + m->text_length;
    if (m->text_length == 2 && digit[0] == '0' && (digit[1] == '0' || digit[1] == '1'))
        return push_bool(m, digit[1] == '1');

    bool negative = digit < end && *digit == '-';
    digit += negative;
    if (digit < end && end[-1] == 'L')
        end--;
    if (end - digit < 1 || end - digit > DIGITS_MAX)
        return machine_error(m, "an integer of %zu digits", (size_t)(end - digit));
    for (; digit < end; digit++) {
        if (*digit < '0' || *digit > '9')
            return machine_error(m, "not an integer");
        append_digit(value, sizeof value, (unsigned)(*digit - '0'));
    }
    if (negative)
        negate(value, sizeof value);
    return push_long(m, value, sizeof value);
}

struct error *pickle_put_float(struct machine *m)
{
    struct pickle_value *v;
    struct error *err = machine_push_new(m, PICKLE_FLOAT, &v);
    if (!err)
        memcpy(&v->as.real, &m->number, sizeof v->as.real);
    return err;
}

struct error *pickle_put_string(struct machine *m)
{
    return machine_push_text(m, PICKLE_STRING, m->text, m->text_length);
}

struct error *pickle_put_bytes(struct machine *m)
{
    return machine_push_text(m, PICKLE_BYTES, m->text, m->text_length);
}

/* Names appear in messages, so they must not hold control characters. */
static bool is_name(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)text[i] < ' ' || text[i] == 0x7f)
            return false;
    return length > 0;
}

static struct error *push_global(struct machine *m, const char *module, size_t module_length,
                                 const char *name, size_t name_length)
{
    struct pickle_value *v;
    size_t length;
    if (!is_name(module, module_length) || !is_name(name, name_length))
        return machine_error(m, "a global without a proper name");
    if (!size_add(module_length, name_length, &length) || !size_add(length, 2, &length))
        return error_memory("a pickle");
    struct error *err = machine_push_new(m, PICKLE_GLOBAL, &v);
    if (err)
        return err;
    char *text = arena_take(&m->arena, length);
    if (!text)
        return error_memory("a pickle");
    memcpy(text, module, module_length);
    text[module_length] = '.';
    memcpy(text + module_length + 1, name, name_length);
    v->as.text = (struct pickle_text){text, length - 1};
    return NULL;
}

struct error *pickle_put_global(struct machine *m)
{
    return push_global(m, m->text, m->text_length, m->text2, m->text2_length);
}

struct error *pickle_put_stack_global(struct machine *m)
{
    struct pickle_value **values;
    struct error *err = machine_pop(m, 2, &values);
    if (err)
        return err;
    const struct pickle_value *module = values[0], *name = values[1];
    if (module->type != PICKLE_STRING || name->type != PICKLE_STRING)
        return machine_error(m, "a global whose name is not a string");
    return push_global(m, module->as.text.bytes, module->as.text.length, name->as.text.bytes,
                       name->as.text.length);
}
