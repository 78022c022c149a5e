#include "snapshot/naming/filename.h"

#include "base/memstream.h"
#include "base/size.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static const struct number *number_of(const struct filename *name, size_t index)
{
    return index == FILENAME_NONE ? NULL : &name->numbers.at[index];
}

/* ---- by words ---- */

static size_t last_of(const struct filename *name, enum word_kind kind)
{
    for (size_t i = name->numbers.count; i-- > 0;)
        if (name->numbers.at[i].kind == kind)
            return i;
    return FILENAME_NONE;
}

/* Whether "e3" in another component than the step's is likelier to be a part of an identifier. */
static bool is_doubtful(const struct filename *name, const struct number *epoch)
{
    const struct number *step = number_of(name, name->step);
    return step && step->component != epoch->component && epoch->at - epoch->word < 4;
}

struct error *filename_read(struct filename *name, const char *path)
{
    *name = (struct filename){.path = path, .step = FILENAME_NONE, .epoch = FILENAME_NONE};
    struct error *err = numbers_find(&name->numbers, path);
    if (err)
        return err;
    name->step = last_of(name, WORD_STEP);
    name->epoch = last_of(name, WORD_EPOCH);
    if (!filename_counts(name))
        name->step = last_of(name, WORD_TOKENS);
    if (name->epoch != FILENAME_NONE && is_doubtful(name, &name->numbers.at[name->epoch]))
        name->epoch = FILENAME_NONE;
    return NULL;
}

void filename_free(struct filename *name)
{
    numbers_free(&name->numbers);
    free(name->rest);
    *name = (struct filename){0};
}

bool filename_counts(const struct filename *name)
{
    return name->step != FILENAME_NONE || name->epoch != FILENAME_NONE;
}

bool filename_is_vague(const struct filename *name)
{
    const struct number *step = number_of(name, name->step);
    return step && name->epoch == FILENAME_NONE &&
           (step->kind == WORD_OTHER || tolower((unsigned char)name->path[step->word]) == 'c');
}

/* ---- fields ---- */

/* Whether a number is a metric beside the step or epoch, or behind a folder that is one. */
static bool is_metric(const struct filename *name, const struct number *n)
{
    const struct number *step = number_of(name, name->step), *epoch = number_of(name, name->epoch);
    bool measures = n->kind == WORD_METRIC || n->kind == WORD_TOKENS;
    return measures && ((step && step->component <= n->component) ||
                        (epoch && epoch->component <= n->component));
}

static bool is_field(const struct filename *name, size_t index)
{
    return index == name->step || index == name->epoch || is_metric(name, &name->numbers.at[index]);
}

/* The bytes before `end` that are of letters. */
static size_t letters_before(const char *path, size_t start, size_t end)
{
    size_t length = 0;
    while (end - length > start && isalpha((unsigned char)path[end - length - 1]))
        length++;
    return length;
}

/* The place of a number among those of its component, from 1. */
static size_t place_of(const struct filename *name, size_t index)
{
    const struct number *numbers = name->numbers.at;
    size_t first = index;
    while (first > 0 && numbers[first - 1].component == numbers[index].component)
        first--;
    return index - first + 1;
}

/* "val_loss" of "val_loss=0.52": the word of the metric, and those before it. A number that no such
 * word stands before is called by its place in the component. */
static void put_metric(FILE *f, const struct filename *name, size_t index)
{
    const struct number *n = &name->numbers.at[index];
    size_t start = n->word, length = 0;
    while (isalpha((unsigned char)name->path[start + length]))
        length++;
    const size_t end = start + length;
    enum word_kind kind = words_kind(name->path + start, length);
    if (kind != WORD_METRIC && kind != WORD_TOKENS) {
        fprintf(f, "number%zu", place_of(name, index));
        return;
    }
    while (start > n->component + 1 && name->path[start - 1] == '_' &&
           letters_before(name->path, n->component, start - 1) > 0)
        start -= 1 + letters_before(name->path, n->component, start - 1);
    fwrite(name->path + start, 1, end - start, f);
}

static void put_field(FILE *f, const struct filename *name, size_t index)
{
    fputc('{', f);
    if (index == name->step)
        fputs("step", f);
    else if (index == name->epoch)
        fputs("epoch", f);
    else
        put_metric(f, name, index);
    fputc('}', f);
}

static struct error *print_rest(struct filename *name, size_t index)
{
    struct memstream text;
    FILE *f = memstream_open(&text);
    size_t at = name->first;
    if (!f)
        return error_memory("a template");
    for (; index < name->numbers.count; index++) {
        const struct number *n = &name->numbers.at[index];
        if (!is_field(name, index))
            continue;
        fwrite(name->path + at, 1, n->at - at, f);
        put_field(f, name, index);
        at = n->at + n->length;
    }
    fputs(name->path + at, f);
    if (!memstream_close(&text))
        return error_memory("a template");
    name->rest = text.text;
    return NULL;
}

struct error *filename_split(struct filename *name)
{
    size_t index = 0;
    if (!filename_counts(name))
        return NULL;
    while (!is_field(name, index))
        index++;
    name->head = name->numbers.at[index].component;
    name->first = name->numbers.at[index].at;
    if (strpbrk(name->path + name->head, "{}"))
        return NULL;
    return print_rest(name, index);
}
