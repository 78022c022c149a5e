#include "base/text/number_list.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static struct error *split(struct strlist *parts, const char *text)
{
    struct error *err = NULL;
    for (const char *at = text, *end; at && !err; at = *end ? end + 1 : NULL) {
        end = at + strcspn(at, ",");
        err = strlist_add(parts, at, (size_t)(end - at));
    }
    return err;
}

static struct error *error_twice(const char *part, const char *text)
{
    return error_new("%s: '%s' appears twice: leave one out", text, part);
}

static bool parse_number(const char *text, double *value)
{
    char *end;
    *value = strtod(text, &end);
    return end > text && !*end && !isspace((unsigned char)*text) && isfinite(*value);
}

struct error *number_list_parse(struct number_list *list, const char *text)
{
    struct error *err;
    number_list_free(list);
    TRY(split(&list->texts, text));
    list->at = calloc(list->texts.count, sizeof *list->at);
    if (!list->at)
        TRY(error_memory("a list of numbers"));
    for (size_t i = 0; i < list->texts.count; i++) {
        const char *part = list->texts.at[i];
        if (!parse_number(part, &list->at[i]))
            TRY(error_new("%s: '%s' is not a number: write a list such as 0.25,0.5,1", text, part));
        if (strlist_find(&list->texts, part) < i)
            TRY(error_twice(part, text));
    }
out:
    return err;
}

/* Parses digits; *end is where they stop. */
static bool parse_whole(const char *text, uint64_t *value, const char **end)
{
    char *stop;
    errno = 0;
    *value = strtoull(text, &stop, 10);
    *end = stop;
    return isdigit((unsigned char)*text) && errno == 0;
}

static bool parse_range(const char *text, struct number_range *range)
{
    const char *end;
    if (!parse_whole(text, &range->first, &end))
        return false;
    range->last = range->first;
    if (*end == ':' && !parse_whole(end + 1, &range->last, &end))
        return false;
    return !*end && range->first <= range->last;
}

/* Whether the range has a number in common with one in the list. */
static bool overlaps(const struct range_list *list, const struct number_range *range)
{
    for (size_t i = 0; i < list->count; i++)
        if (range->first <= list->at[i].last && list->at[i].first <= range->last)
            return true;
    return false;
}

struct error *number_list_parse_ranges(struct range_list *list, const char *text)
{
    struct error *err;
    struct strlist parts = {0};
    number_list_free_ranges(list);
    TRY(split(&parts, text));
    list->at = calloc(parts.count, sizeof *list->at);
    if (!list->at)
        TRY(error_memory("a list of numbers"));
    for (; list->count < parts.count; list->count++) {
        struct number_range *range = &list->at[list->count];
        if (!parse_range(parts.at[list->count], range))
            TRY(error_new(
                "%s: '%s' is neither a whole number nor a range: write a list such as 0:3 "
                "or 1,5,7",
                text, parts.at[list->count]));
        if (overlaps(list, range))
            TRY(error_twice(parts.at[list->count], text));
        uint64_t numbers = range->last - range->first;
        if (numbers == UINT64_MAX || list->numbers > UINT64_MAX - 1 - numbers)
            TRY(error_new("%s: more numbers than can be counted: write a shorter range", text));
        list->numbers += numbers + 1;
    }
out:
    strlist_free(&parts);
    return err;
}

static struct error *error_long(const char *text, size_t room)
{
    return error_new("%.40s: more than %zu values: write a shorter list", text, room);
}

struct error *number_list_parse_whole(const char *text, size_t least, size_t room, size_t *at,
                                      size_t *count)
{
    struct error *err;
    struct range_list ranges = {0};
    *count = 0;
    TRY(number_list_parse_ranges(&ranges, text));
    if (ranges.numbers > room)
        TRY(error_long(text, room));
    for (size_t i = 0; i < ranges.count; i++)
        for (uint64_t value = ranges.at[i].first;; value++) {
            if (value < least)
                TRY(error_new("%s: expected numbers from %zu on", text, least));
            at[(*count)++] = value;
            if (value == ranges.at[i].last)
                break;
        }
out:
    number_list_free_ranges(&ranges);
    return err;
}

static bool is_among(const double *at, size_t count, double value)
{
    for (size_t i = 0; i < count; i++)
        if (at[i] == value)
            return true;
    return false;
}

struct error *number_list_parse_within(const char *text, double least, double most, size_t room,
                                       double *at, size_t *count)
{
    struct error *err;
    struct number_list list = {0};
    *count = 0;
    TRY(number_list_parse(&list, text));
    if (list.texts.count > room)
        TRY(error_long(text, room));
    for (size_t i = 0; i < list.texts.count; i++) {
        if (list.at[i] < least || list.at[i] > most)
            TRY(error_new("%s: expected numbers from %g to %g", text, least, most));
        if (is_among(at, *count, list.at[i]))
            TRY(error_twice(list.texts.at[i], text));
        at[(*count)++] = list.at[i];
    }
out:
    number_list_free(&list);
    return err;
}

void number_list_free(struct number_list *list)
{
    strlist_free(&list->texts);
    free(list->at);
    *list = (struct number_list){0};
}

void number_list_free_ranges(struct range_list *list)
{
    free(list->at);
    *list = (struct range_list){0};
}
