#include "snapshot/naming/span.h"

#include "base/size.h"

#include <ctype.h>
#include <string.h>

int span_compare(const struct span *a, const struct span *b)
{
    int order = memcmp(a->at, b->at, size_min(a->length, b->length));
    return order ? order : (a->length > b->length) - (a->length < b->length);
}

bool spans_are_same(const struct span *spans, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (span_compare(&spans[0], &spans[i]) != 0)
            return false;
    return true;
}

static char from_end(const struct span *s, size_t back)
{
    return s->at[s->length - 1 - back];
}

static bool all_have(const struct span *spans, size_t count, size_t place, bool back)
{
    for (size_t i = 0; i < count; i++) {
        if (place >= spans[i].length)
            return false;
        char c = back ? from_end(&spans[i], place) : spans[i].at[place];
        if (c != (back ? from_end(&spans[0], place) : spans[0].at[place]))
            return false;
    }
    return true;
}

static size_t common(const struct span *spans, size_t count, bool back)
{
    size_t length = 0;
    while (all_have(spans, count, length, back))
        length++;
    return length;
}

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

static bool is_digit(const struct span *s, size_t place)
{
    return place < s->length && isdigit((unsigned char)s->at[place]);
}

/* Whether the byte at `place` is a sign or a point inside a number: of "1e-3", "=-1" and "0.5". */
static bool is_of_number(const struct span *s, size_t place)
{
    char c = s->at[place], before = place > 0 ? s->at[place - 1] : '\0';
    if (c == '.')
        return place > 0 && is_digit(s, place - 1) && is_digit(s, place + 1);
    bool is_sign = c == '-' || c == '+';
    bool is_exponent = (before == 'e' || before == 'E') && place > 1 && is_digit(s, place - 2);
    return is_sign && (before == '=' || is_exponent) && is_digit(s, place + 1);
}

/* Whether the last `after` bytes are a word of letters behind a digit, in each span. */
static bool is_behind_digits(const struct span *spans, size_t count, size_t after)
{
    for (size_t i = 0; i < count; i++)
        if (after >= spans[i].length || !isdigit((unsigned char)from_end(&spans[i], after)))
            return false;
    return true;
}

/* Whether a word, or a number, goes on behind the first `before` bytes. */
static bool goes_on(const struct span *spans, size_t count, size_t before)
{
    for (size_t i = 0; i < count; i++)
        if (is_of_number(&spans[i], before - 1))
            return true;
    return is_word(spans[0].at[before - 1]);
}

static bool begins_word(const struct span *spans, size_t count, size_t after)
{
    char c = from_end(&spans[0], after - 1);
    for (size_t i = 0; i < count; i++)
        if (is_of_number(&spans[i], spans[i].length - after))
            return false;
    return !is_word(c) || (isalpha((unsigned char)c) && is_behind_digits(spans, count, after));
}

bool span_frame(const struct span *spans, size_t count, struct frame *frame)
{
    *frame = (struct frame){common(spans, count, false), common(spans, count, true)};
    if (spans_are_same(spans, count))
        return false;
    while (frame->before > 0 && goes_on(spans, count, frame->before))
        frame->before--;
    while (frame->after > 0 && !begins_word(spans, count, frame->after))
        frame->after--;
    for (size_t i = 0; i < count; i++)
        if (spans[i].length <= frame->before + frame->after)
            return false;
    return true;
}
