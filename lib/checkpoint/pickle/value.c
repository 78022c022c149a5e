/* Reads a pickle's values. */
#include "checkpoint/pickle/machine.h"

#include <stdio.h>
#include <string.h>

enum pickle_type pickle_type(const struct pickle_value *v)
{
    return v->type;
}

const struct pickle_value *pickle_next(const struct pickle_value *v)
{
    return v->next;
}

size_t pickle_index(const struct pickle_value *v)
{
    return v->index;
}

bool pickle_bool(const struct pickle_value *v)
{
    return v->type == PICKLE_BOOL && v->as.truth;
}

int64_t pickle_int(const struct pickle_value *v)
{
    return v->type == PICKLE_INT ? v->as.integer : 0;
}

double pickle_float(const struct pickle_value *v)
{
    return v->type == PICKLE_FLOAT ? v->as.real : 0;
}

bool pickle_size(const struct pickle_value *v, size_t *size)
{
    if (v->type != PICKLE_INT || v->as.integer < 0)
        return false;
    *size = (size_t)v->as.integer;
    return true;
}

const char *pickle_text(const struct pickle_value *v, size_t *length)
{
    bool has_text = v->type == PICKLE_STRING || v->type == PICKLE_BYTES ||
                    v->type == PICKLE_GLOBAL || v->type == PICKLE_BIGINT;
    if (length)
        *length = has_text ? v->as.text.length : 0;
    return has_text ? v->as.text.bytes : NULL;
}

static bool text_equals(const struct pickle_value *v, const char *text)
{
    size_t length = strlen(text);
    return v->as.text.length == length && memcmp(v->as.text.bytes, text, length) == 0;
}

bool pickle_is_string(const struct pickle_value *v, const char *text)
{
    return v->type == PICKLE_STRING && text_equals(v, text);
}

bool pickle_is_global(const struct pickle_value *v, const char *name)
{
    return v->type == PICKLE_GLOBAL && text_equals(v, name);
}

size_t pickle_count(const struct pickle_value *v)
{
    switch (v->type) {
    case PICKLE_TUPLE:
    case PICKLE_LIST:
    case PICKLE_SET:
        return v->as.items.count;
    case PICKLE_DICT:
        return v->as.items.count / 2;
    default:
        return 0;
    }
}

const struct pickle_value *pickle_at(const struct pickle_value *v, size_t i)
{
    if (i >= pickle_count(v))
        return NULL;
    return v->as.items.at[v->type == PICKLE_DICT ? 2 * i + 1 : i];
}

const struct pickle_value *pickle_key(const struct pickle_value *v, size_t i)
{
    return v->type == PICKLE_DICT && i < pickle_count(v) ? v->as.items.at[2 * i] : NULL;
}

const struct pickle_value *pickle_find(const struct pickle_value *dict, const char *key)
{
    if (dict->type != PICKLE_DICT)
        return NULL;
    for (size_t i = pickle_count(dict); i-- > 0;)
        if (pickle_is_string(pickle_key(dict, i), key))
            return pickle_at(dict, i);
    return NULL;
}

static const struct pickle_call *call_of(const struct pickle_value *v)
{
    static const struct pickle_call none;
    return v->type == PICKLE_CALL ? v->as.call : &none;
}

const struct pickle_value *pickle_callee(const struct pickle_value *call)
{
    return call_of(call)->callee;
}

const struct pickle_value *pickle_arguments(const struct pickle_value *call)
{
    return call_of(call)->arguments;
}

const struct pickle_value *pickle_items(const struct pickle_value *call)
{
    return call_of(call)->items;
}

const struct pickle_value *pickle_state(const struct pickle_value *call)
{
    return call_of(call)->state;
}

const struct pickle_value *pickle_reference(const struct pickle_value *persid)
{
    return persid->type == PICKLE_PERSID ? persid->as.reference : NULL;
}

void pickle_describe(const struct pickle_value *v, char text[PICKLE_DESCRIPTION])
{
    static const char *const names[] = {
        [PICKLE_NONE] = "none",           [PICKLE_BOOL] = "a truth value",
        [PICKLE_INT] = "an integer",      [PICKLE_BIGINT] = "a long integer",
        [PICKLE_FLOAT] = "a number",      [PICKLE_STRING] = "a string",
        [PICKLE_BYTES] = "bytes",         [PICKLE_TUPLE] = "a tuple",
        [PICKLE_LIST] = "a list",         [PICKLE_SET] = "a set",
        [PICKLE_DICT] = "a dictionary",   [PICKLE_GLOBAL] = "the name",
        [PICKLE_CALL] = "a call of what", [PICKLE_PERSID] = "a reference",
    };
    const struct pickle_value *callee = pickle_callee(v);
    if (v->type == PICKLE_GLOBAL)
        snprintf(text, PICKLE_DESCRIPTION, "the name %.120s", v->as.text.bytes);
    else if (callee && callee->type == PICKLE_GLOBAL)
        snprintf(text, PICKLE_DESCRIPTION, "a call of %.120s", callee->as.text.bytes);
    else if (callee)
        snprintf(text, PICKLE_DESCRIPTION, "a call of no name");
    else
        snprintf(text, PICKLE_DESCRIPTION, "%s", names[v->type]);
}
