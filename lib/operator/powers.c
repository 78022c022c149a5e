#include "operator/powers.h"

#include "base/size.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A word of the list `text`. */
static struct error *read_power(const char *word, const char *text, size_t *t)
{
    char *end;
    errno = 0;
    unsigned long long number = strtoull(word, &end, 10);
    if (end == word || *end || strchr(word, '-') || errno || number < 1 || number > POWERS_LARGEST)
        return error_new("-t %s: expected whole numbers from 1 to %d, or one word alone, auto or "
                         "relaxation: see diffop -h",
                         text, POWERS_LARGEST);
    *t = (size_t)number;
    return NULL;
}

static struct error *read_list(const char *text, struct powers *p)
{
    char list[POWERS_TEXT_MAX];
    if (strlen(text) >= sizeof list)
        return error_new("-t: expected at most %d powers", POWERS_MAX);
    strcpy(list, text);
    for (char *rest = list, *word; (word = strsep(&rest, ",")) != NULL;) {
        if (p->count == POWERS_MAX)
            return error_new("-t: expected at most %d powers", POWERS_MAX);
        struct error *err = read_power(word, text, &p->t[p->count++]);
        if (err)
            return err;
    }
    return NULL;
}

struct error *powers_read(const char *text, struct powers *p)
{
    *p = (struct powers){.choice = POWERS_KNEE};
    if (strcmp(text, "auto") == 0)
        return NULL;
    if (strcmp(text, "relaxation") == 0) {
        p->choice = POWERS_RELAXATION;
        return NULL;
    }
    struct error *err = read_list(text, p);
    if (err)
        return err;
    qsort(p->t, p->count, sizeof *p->t, size_compare);
    for (size_t i = 1; i < p->count; i++)
        if (p->t[i] == p->t[i - 1])
            return error_new("-t: %zu appears twice: give each power once", p->t[i]);
    return NULL;
}

bool powers_have(const struct powers *p, size_t t)
{
    for (size_t k = 0; k < p->count; k++)
        if (p->t[k] == t)
            return true;
    return false;
}

void powers_print(const struct powers *p, char text[POWERS_TEXT_MAX])
{
    *text = '\0';
    for (size_t k = 0, used = 0; k < p->count; k++)
        used +=
            (size_t)snprintf(text + used, POWERS_TEXT_MAX - used, "%s%zu", k ? "," : "", p->t[k]);
}

struct error *powers_before(const struct record *in, size_t *t)
{
    *t = 1;
    return record_is(in, "operator") ? record_attr_size(in, "t", 1, t) : NULL;
}

struct error *powers_note(struct record *r, const struct record *in, size_t t)
{
    size_t before, power;
    struct error *err = powers_before(in, &before);
    if (err)
        return err;
    if (!size_mul(t, before, &power))
        return error_new("-t %zu: too large for an operator of power %zu: use -t %zu at most", t,
                         before, SIZE_MAX / before);
    return record_attr_set(r, "t", "%zu", power);
}
