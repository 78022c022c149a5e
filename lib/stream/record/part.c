#include "stream/record/part.h"

#include "base/size.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- the text ---- */

/* A number in digits, which end where *text is put; 0 where it is none, or too large. */
static size_t take_number(const char **text)
{
    size_t digits = strspn(*text, "0123456789"), number = 0;
    for (size_t i = 0; i < digits && number <= PART_COUNT_MAX; i++)
        number = 10 * number + (size_t)((*text)[i] - '0');
    *text += digits;
    return number <= PART_COUNT_MAX ? number : 0;
}

static bool parse(const char *text, struct part *part)
{
    part->index = take_number(&text);
    bool slash = *text == '/';
    text += slash;
    part->count = take_number(&text);
    return slash && !*text && part->index >= 1 && part->index <= part->count;
}

struct error *part_parse(const char *text, void *part)
{
    if (parse(text, part))
        return NULL;
    return error_new("%.40s: not a part: write I/N, the I-th of N parts, with I from 1 to N, and N "
                     "at most %d",
                     text, PART_COUNT_MAX);
}

/* ---- attributes ---- */

bool part_is(const struct record *r)
{
    return record_attr(r, "part") != NULL;
}

struct error *part_refuse(const struct record *r, const char *name)
{
    if (!part_is(r))
        return NULL;
    bool adds_up = !record_is(r, "snapshots") || record_attr(r, "sketch");
    return error_new("%s: %s record: it is part %.40s alone, not the whole: give the sum of all "
                     "parts (phmsum%s)",
                     name, r->kind, record_attr(r, "part"),
                     adds_up ? "" : ", of what snapgram makes of each");
}

static struct error *require(const struct record *r, const char *key)
{
    if (record_attr(r, key))
        return NULL;
    return error_new("%s record: part %.40s, but no attribute %s: make the part again", r->kind,
                     record_attr(r, "part"), key);
}

struct error *part_share_of(const struct record *r, const char *held, struct part_share *share)
{
    struct error *err = NULL;
    *share = (struct part_share){0};
    if (!part_is(r))
        goto out;
    TRY(error_prefix(part_parse(record_attr(r, "part"), &share->part), "%s record: attribute part",
                     r->kind));
    TRY(require(r, held));
    TRY(require(r, "whole"));
    TRY(record_attr_size(r, held, 0, &share->held));
    TRY(record_attr_size(r, "whole", share->held, &share->whole));
out:
    return err;
}

struct error *part_share_set(struct record *r, const char *held, const struct part_share *share)
{
    struct error *err;
    TRY(record_attr_set(r, held, "%zu", share->held));
    if (share->part.count == 0)
        goto out;
    TRY(record_attr_set(r, "part", "%zu/%zu", share->part.index, share->part.count));
    TRY(record_attr_set(r, "whole", "%zu", share->whole));
out:
    return err;
}

enum { GROUPS_TEXT_MAX = 17 };
static void print_groups(uint64_t groups, char text[GROUPS_TEXT_MAX])
{
    snprintf(text, GROUPS_TEXT_MAX, "%016" PRIx64, groups);
}

struct error *part_groups_set(struct record *r, uint64_t groups)
{
    char text[GROUPS_TEXT_MAX];
    print_groups(groups, text);
    return part_is(r) && groups ? record_attr_set(r, PART_GROUPS, "%s", text) : NULL;
}

bool part_groups_differ(const struct record *r, uint64_t groups)
{
    char text[GROUPS_TEXT_MAX];
    const char *told = record_attr(r, PART_GROUPS);
    print_groups(groups, text);
    return told && strcmp(told, text) != 0;
}

struct error *part_make_whole(struct record *r, const char *held)
{
    struct error *err;
    struct part_share share;
    TRY(part_share_of(r, held, &share));
    record_attr_remove(r, "part");
    record_attr_remove(r, "whole");
    record_attr_remove(r, PART_GROUPS);
    if (share.part.count > 0)
        TRY(record_attr_set(r, held, "%zu", share.whole));
out:
    return err;
}

/* ---- ranges ---- */

/* Where the walk over the runs is. */
struct place {
    const struct part_run *run;
    size_t items, size; /* of the runs before */
};

static struct error *measure(const struct part_run *runs, size_t count, size_t *items, size_t *size)
{
    *items = *size = 0;
    for (size_t i = 0; i < count; i++) {
        size_t of_run;
        if (!size_mul(runs[i].items, runs[i].size, &of_run) || !size_add(*size, of_run, size) ||
            !size_add(*items, runs[i].items, items))
            return error_new("the size of all together overflows: leave tensors out (--exclude)");
    }
    return NULL;
}

/* The number of items that end nearest to `size`, which is less than that of all; the place moves
 * there. */
static size_t items_at(struct place *at, size_t size)
{
    while (at->run->items * at->run->size <= size - at->size) {
        at->size += at->run->items * at->run->size;
        at->items += at->run->items;
        at->run++;
    }
    return at->items + (size - at->size + at->run->size / 2) / at->run->size;
}

struct error *part_cut(const struct part *part, const struct part_run *runs, size_t count,
                       const char *what, size_t *first, size_t *end)
{
    struct error *err;
    struct place at = {.run = runs};
    size_t items, size, n = part->count;
    TRY(measure(runs, count, &items, &size));
    if (items < n)
        TRY(error_new("part %zu/%zu: there are only %zu %s: take at most so many parts",
                      part->index, n, items, what));
    *end = 0;
    for (size_t k = 1; k <= part->index; k++) {
        size_t cut = k == n ? items : items_at(&at, size / n * k + size % n * k / n);
        *first = *end;
        *end = size_min(size_max(cut, *first + 1), items - (n - k));
    }
out:
    return err;
}
