#include "evaluation/journal_reading.h"

#include "evaluation/journal_line.h"

#include <stdlib.h>
#include <string.h>

/* ---- points ---- */

static int compare_keys(const void *a, const void *b, void *keys)
{
    uint64_t p = ((uint64_t *)keys)[*(const size_t *)a], q = ((uint64_t *)keys)[*(const size_t *)b];
    return (p > q) - (p < q);
}

static struct error *sort_points(struct journal_reading *r)
{
    struct answers *a = r->answers;
    if (!a->keys)
        return NULL;
    r->order = calloc(a->points, sizeof *r->order);
    if (!r->order)
        return error_memory("a journal");
    for (size_t i = 0; i < a->points; i++)
        r->order[i] = i;
    qsort_r(r->order, a->points, sizeof *r->order, compare_keys, (void *)(uintptr_t)a->keys);
    return NULL;
}

/* The point with that key, or one that there is not. */
static size_t find_key(const struct journal_reading *r, uint64_t key)
{
    size_t low = 0, high = r->answers->points;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (r->answers->keys[r->order[middle]] < key)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < r->answers->points && r->answers->keys[r->order[low]] == key;
    return found ? r->order[low] : r->answers->points;
}

/* Whether the line may count: the first line of a point does. */
static bool agrees(const struct answers *a, size_t point, const struct journal_point *p)
{
    return point >= a->points || !a->known[point] ||
           (p->count == a->width &&
            memcmp(a->numbers + point * a->width, p->numbers, p->count * sizeof *p->numbers) == 0);
}

static struct error *take_point(struct journal_reading *r, const struct journal_point *p,
                                bool *good)
{
    struct error *err = NULL;
    struct answers *a = r->answers;
    bool taken = true;
    size_t point = r->order ? find_key(r, p->name) : (size_t)p->name;
    *good = (r->order || point < a->points) && agrees(a, point, p);
    if (a->predictions)
        prediction_store_spare(a->predictions, &p->words);
    if (!*good || point == a->points || a->known[point])
        return NULL;
    if (a->predictions)
        TRY(prediction_store_take(a->predictions, point, &p->words, &taken));
    if (taken)
        TRY(answers_put(a, point, p->numbers, p->count));
out:
    return err;
}

/* ---- lines ---- */

/* Reads a line of `length` bytes, without its end; *good says whether it counts. */
static struct error *read_line(struct journal_reading *r, char *line, size_t length, bool *good)
{
    struct error *err = NULL;
    struct journal_point p;
    *good = true;
    if (length == strlen(r->head) && memcmp(line, r->head, length) == 0) {
        r->has_head = true;
    } else if (journal_line_check(line, length, journal_line_seed(r->head))) {
        *good = journal_line_parse(&p, line, r->order != NULL);
        if (*good)
            TRY(take_point(r, &p, good));
        r->points += *good;
    } else if (journal_line_check(line, length, 0)) {
        r->other = r->other ? r->other : line;
    } else {
        *good = false;
    }
out:
    return err;
}

static void count_line(struct journal_reading *r, bool good)
{
    r->lines++;
    if (!good && r->bad++ == 0)
        r->first_bad = r->lines;
}

static struct error *read_lines(struct journal_reading *r, char *text, size_t length)
{
    struct error *err = NULL;
    char *newline;
    while ((newline = memchr(text + r->end, '\n', length - r->end))) {
        char *line = text + r->end;
        size_t bytes = (size_t)(newline - line);
        bool good, has_return = bytes > 0 && newline[-1] == '\r'; /* by an editor of Windows */
        TRY(error_prefix(read_line(r, line, bytes - has_return, &good), "line %zu", r->lines + 1));
        r->end += bytes + 1;
        count_line(r, good);
    }
    if (r->end < length)
        count_line(r, false);
out:
    return err;
}

struct error *journal_reading_take(struct journal_reading *r, const char *head, char *text,
                                   size_t length, struct answers *answers)
{
    struct error *err;
    *r = (struct journal_reading){.head = head, .answers = answers};
    TRY(sort_points(r));
    TRY(read_lines(r, text, length));
out:
    free(r->order);
    r->order = NULL;
    return err;
}
