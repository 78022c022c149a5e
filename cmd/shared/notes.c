#include "notes.h"

#include "base/array.h"
#include "base/text/strlist.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct note {
    enum report_level level;
    char *text;
    bool said;
    size_t count, last;    /* the records it holds of, and the number of the last one */
    struct strlist labels; /* the first names, or "record 3", and "..." for the others */
};

/* A program has one standard error, and so one list. */
static struct {
    struct note *at;
    size_t count, room;
    size_t records; /* that have begun */
    bool ended;     /* the last one has */
    char *name;     /* the current one's, or NULL */
} notes;

void notes_begin_record(const char *name)
{
    notes.records++;
    free(notes.name);
    notes.name = name ? strdup(name) : NULL;
}

bool notes_last_record(void)
{
    notes.ended = true;
    return notes.records == 1;
}

const char *notes_record(void)
{
    return notes.name;
}

/* ---- keeping ---- */

static struct note *find(enum report_level level, const char *text)
{
    for (size_t i = 0; i < notes.count; i++)
        if (notes.at[i].level == level && strcmp(notes.at[i].text, text) == 0)
            return &notes.at[i];
    return NULL;
}

/* NULL if memory is short. */
static struct note *add(enum report_level level, const char *text)
{
    struct note *at = array_grown(notes.at, &notes.room, notes.count, sizeof *at);
    char *kept = at ? strdup(text) : NULL;
    if (at)
        notes.at = at;
    if (!kept)
        return NULL;
    at[notes.count] = (struct note){.level = level, .text = kept};
    return &at[notes.count++];
}

/* Only the number of records is needed: a label that there is no memory for is left out. */
static void add_label(struct note *n)
{
    enum { SHOWN = 5 };
    char number[32];
    const char *label = notes.name ? notes.name : number;
    snprintf(number, sizeof number, "record %zu", notes.records);
    if (n->labels.count > SHOWN || strlist_find(&n->labels, label) != (size_t)-1)
        return;
    if (n->labels.count == SHOWN)
        label = "...";
    error_free(strlist_add(&n->labels, label, strlen(label)));
}

static bool waits(void)
{
    return notes.records > 1 || (notes.records == 1 && !notes.ended);
}

bool notes_keep(enum report_level level, const char *text)
{
    struct note *n = find(level, text);
    bool said = n && n->said;
    if (said || (!n && !(n = add(level, text))))
        return said;
    n->said = !waits();
    if (n->count == 0 || n->last != notes.records) {
        n->count++;
        n->last = notes.records;
        add_label(n);
    }
    return !n->said;
}

/* ---- telling ---- */

enum { WHERE_MAX = 256 };

/* "fc1.weight: ", "record 2: ", "4 of 6 records (fc1.weight, fc2.weight, ...): " or "all 6 records:
 * "; of the only record nothing. */
static void print_where(const struct note *n, char where[WHERE_MAX])
{
    char labels[WHERE_MAX - 64];
    strlist_print(&n->labels, labels, sizeof labels);
    if (notes.records <= 1)
        *where = '\0';
    else if (n->count == notes.records)
        snprintf(where, WHERE_MAX, "all %zu records: ", n->count);
    else if (n->count > 1)
        snprintf(where, WHERE_MAX, "%zu of %zu records (%s): ", n->count, notes.records, labels);
    else
        snprintf(where, WHERE_MAX, "%s: ", labels);
}

void notes_tell(void (*print)(enum report_level level, const char *where, const char *text))
{
    char where[WHERE_MAX];
    for (size_t i = 0; i < notes.count; i++) {
        struct note *n = &notes.at[i];
        if (n->said)
            continue;
        print_where(n, where);
        print(n->level, where, n->text);
        n->said = true;
    }
}
