#include "stream/record/part_set.h"

#include "base/array.h"
#include "base/size.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- adding ---- */

/* The first part begins the set. */
static struct error *begin(struct part_set *set, const struct part_share *share)
{
    set->first = calloc(share->part.count, sizeof *set->first);
    if (!set->first)
        return error_memory("a list of parts");
    set->parts = share->part.count;
    set->whole = share->whole;
    return NULL;
}

static struct error *check_fit(const struct part_set *set, const struct part_share *share,
                               const char *stream)
{
    const struct part *part = &share->part;
    if (part->count != set->parts)
        return error_new("%s: part %zu/%zu, but %s is one of %zu parts: give the parts of one "
                         "division",
                         stream, part->index, part->count, set->members[0].stream, set->parts);
    if (share->whole != set->whole)
        return error_new("%s: part %zu/%zu of %zu numbers, but %s is a part of %zu: give the parts "
                         "of the same snapshots and tensors",
                         stream, part->index, part->count, share->whole, set->members[0].stream,
                         set->whole);
    return NULL;
}

static bool same_name(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static struct error *check_new(const struct part_set *set, const struct part *part,
                               const char *name, const char *stream)
{
    for (size_t i = set->first[part->index - 1]; i > 0; i = set->members[i - 1].next)
        if (same_name(set->members[i - 1].name, name))
            return error_new("%s: part %zu/%zu%s%s appears twice, first in %s: give each part once",
                             stream, part->index, part->count, name ? ", " : "", name ? name : "",
                             set->members[i - 1].stream);
    return NULL;
}

static struct error *append(struct part_set *set, const struct part *part, const char *name,
                            const char *stream)
{
    struct part_member *members =
        array_grown(set->members, &set->room, set->count, sizeof *members);
    if (!members)
        return error_memory("a list of parts");
    set->members = members;
    struct part_member *new = &members[set->count];
    *new = (struct part_member){.name = name ? strdup(name) : NULL,
                                .stream = strdup(stream),
                                .next = set->first[part->index - 1]};
    set->first[part->index - 1] = ++set->count;
    return new->stream && (new->name || !name) ? NULL : error_memory("the name of a part");
}

struct error *part_set_add(struct part_set *set, const struct part_share *share, const char *name,
                           const char *stream)
{
    struct error *err;
    if (set->parts == 0)
        TRY(begin(set, share));
    TRY(check_fit(set, share, stream));
    TRY(check_new(set, &share->part, name, stream));
    TRY(append(set, &share->part, name, stream));
    if (!size_add(set->held, share->held, &set->held) || set->held > set->whole)
        TRY(error_new("%s: part %zu/%zu: with it the parts hold more than the whole, %zu numbers: "
                      "make the parts again",
                      stream, share->part.index, share->part.count, set->whole));
out:
    return err;
}

/* ---- what is there ---- */

bool part_set_has(const struct part_set *set, size_t index)
{
    return index <= set->parts && set->first[index - 1] > 0;
}

size_t part_set_missing(const struct part_set *set, size_t index)
{
    while (part_set_has(set, index))
        index++;
    return index <= set->parts ? index : 0;
}

enum { SHOWN = 8 };

/* "part 3 of 16 is", or "parts 3, 5 and 9 of 16 are"; beyond SHOWN how many more. */
static struct error *error_missing(const struct part_set *set, size_t first)
{
    char list[SHOWN * 24 + 32];
    size_t missing = 0, used = 0;
    for (size_t i = first; i > 0; i = part_set_missing(set, i + 1))
        if (missing++ < SHOWN)
            used += (size_t)sprintf(list + used, "%s%zu", used ? ", " : "", i);
    if (missing > SHOWN)
        sprintf(list + used, " and %zu more", missing - SHOWN);
    if (missing == 1)
        return error_new("part %s of %zu is missing: give the stream of --part %zu/%zu, too", list,
                         set->parts, first, set->parts);
    return error_new("parts %s of %zu are missing: give the streams of --part %zu/%zu and of the "
                     "others, too",
                     list, set->parts, first, set->parts);
}

struct error *part_set_check(const struct part_set *set)
{
    size_t missing = set->count > 0 ? part_set_missing(set, 1) : 0;
    if (missing)
        return error_missing(set, missing);
    if (set->held != set->whole)
        return error_new("the parts hold %zu numbers, but %zu are the whole: some of a part's "
                         "records are missing: give all of each part's stream",
                         set->held, set->whole);
    return NULL;
}

void part_set_free(struct part_set *set)
{
    for (size_t i = 0; i < set->count; i++) {
        free(set->members[i].name);
        free(set->members[i].stream);
    }
    free(set->members);
    free(set->first);
    *set = (struct part_set){0};
}
