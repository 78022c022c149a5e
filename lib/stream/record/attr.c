/* A record's attributes. */
#include "stream/record/impl.h"

#include "stream/record/end.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ATTR_LENGTH_MAX = 4096 };

static size_t attr_find(const struct record *r, const char *key)
{
    size_t length = strlen(key);
    for (size_t i = 0; i < r->attrs.count; i++)
        if (strncmp(r->attrs.at[i], key, length) == 0 && r->attrs.at[i][length] == ' ')
            return i;
    return (size_t)-1;
}

const char *record_attr(const struct record *r, const char *key)
{
    size_t i = attr_find(r, key);
    return i == (size_t)-1 ? NULL : r->attrs.at[i] + strlen(key) + 1;
}

bool record_is_companion(const struct record *r)
{
    return record_attr(r, "of") != NULL;
}

static struct error *error_attr(const struct record *r, const char *key, const char *expected)
{
    return error_new("%s record: attribute %s: '%.40s' is not %s: correct it, or leave the "
                     "attribute out",
                     r->kind, key, record_attr(r, key), expected);
}

struct error *record_attr_number(const struct record *r, const char *key, double *value)
{
    const char *text = record_attr(r, key);
    char *end;
    if (!text)
        return NULL;
    double number = strtod(text, &end);
    if (text[strspn(text, "+-.0123456789eE")] || end == text || *end || !isfinite(number))
        return error_attr(r, key, "a finite number");
    *value = number;
    return NULL;
}

struct error *record_attr_size(const struct record *r, const char *key, size_t least, size_t *value)
{
    const char *text = record_attr(r, key);
    char expected[64];
    if (!text)
        return NULL;
    uintmax_t number = strtoumax(text, NULL, 10);
    if (!*text || text[strspn(text, "0123456789")] || number < least || number >= SIZE_MAX) {
        snprintf(expected, sizeof expected, "a whole number from %zu on", least);
        return error_attr(r, key, expected);
    }
    *value = (size_t)number;
    return NULL;
}

struct error *record_promise_end(struct record *r, const char *value)
{
    r->promises_end = strcmp(value, END_PROMISE_VALUE) == 0;
    if (r->promises_end)
        return NULL;
    return error_new("attribute " END_PROMISE_KEY ": the value is always " END_PROMISE_VALUE
                     ", not '%s': leave the attribute out",
                     value);
}

struct error *record_attr_set(struct record *r, const char *key, const char *format, ...)
{
    char value[ATTR_LENGTH_MAX];
    va_list args;
    va_start(args, format);
    int length = vsnprintf(value, sizeof value, format, args);
    va_end(args);
    if (!record_is_word(key, strlen(key)))
        return error_new("'%s': not an attribute's key: use letters, digits, '_', '-' and '.'",
                         key);
    if (length < 0 || (size_t)length >= sizeof value)
        return error_new("attribute %s: the value has more than %zu bytes: shorten it", key,
                         sizeof value - 1);
    record_make_one_line(value);
    if (strcmp(key, END_PROMISE_KEY) == 0)
        return record_promise_end(r, value);

    size_t i = attr_find(r, key);
    struct error *err = strlist_addf(&r->attrs, "%s %s", key, value);
    if (err || i == (size_t)-1)
        return err;
    free(r->attrs.at[i]);
    r->attrs.at[i] = r->attrs.at[--r->attrs.count];
    return NULL;
}

struct error *record_attrs_copy(struct record *r, const struct record *source)
{
    struct error *err = NULL;
    for (size_t i = 0; i < source->attrs.count; i++) {
        const char *attr = source->attrs.at[i], *space = strchr(attr, ' ');
        char key[PHM_WORD_MAX];
        snprintf(key, sizeof key, "%.*s", (int)(space - attr), attr);
        TRY(record_attr_set(r, key, "%s", space + 1));
    }
out:
    return err;
}

void record_attr_remove(struct record *r, const char *key)
{
    size_t i = attr_find(r, key);
    if (i != (size_t)-1)
        strlist_remove(&r->attrs, i);
}

static int compare_keys(const void *a, const void *b)
{
    const char *one = *(char *const *)a, *other = *(char *const *)b;
    while (*one == *other && *one != ' ')
        one++, other++;
    return (unsigned char)*one - (unsigned char)*other;
}

struct error *record_check_keys(const struct record *r)
{
    struct error *err = NULL;
    size_t count = r->attrs.count;
    if (count < 2)
        return NULL;
    char **sorted = calloc(count, sizeof *sorted);
    if (!sorted)
        return error_memory("a record's attributes");
    memcpy(sorted, r->attrs.at, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, compare_keys);
    for (size_t i = 1; i < count && !err; i++)
        if (compare_keys(&sorted[i - 1], &sorted[i]) == 0)
            err = error_new("header: attribute %.*s appears twice: leave one out",
                            (int)strcspn(sorted[i], " "), sorted[i]);
    free(sorted);
    return err;
}
