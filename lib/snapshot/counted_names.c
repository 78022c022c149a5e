#include "snapshot/counted_names.h"

#include "base/memstream.h"
#include "base/size.h"
#include "base/text/strlist.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    DIGITS_MAX = 18, /* that surely fit the number */
    LISTED = 128     /* bytes of a list of parts in a text */
};

/* ---- parts ---- */

/* Sets stem and number of a text of `length` bytes. Nobody counts _0, _01, or beyond 10^18. */
static void part_parse(struct counted_part *p, const char *text, size_t length)
{
    size_t stem = length;
    while (stem > 0 && text[stem - 1] >= '0' && text[stem - 1] <= '9')
        stem--;
    size_t digits = length - stem;
    bool counts = digits > 0 && digits <= DIGITS_MAX && text[stem] != '0' && stem > 1 &&
                  text[stem - 1] == '_';
    p->stem = counts ? stem - 1 : length;
    p->number = counts ? strtoull(text + stem, NULL, 10) : 0;
}

static int compare_stems(const struct counted_part *p, const struct counted_part *q)
{
    int order = memcmp(p->text, q->text, size_min(p->stem, q->stem));
    return order ? order : (p->stem > q->stem) - (p->stem < q->stem);
}

static int compare_parts(const void *a, const void *b)
{
    const struct counted_part *p = a, *q = b;
    int order = compare_stems(p, q);
    return order ? order : (p->number > q->number) - (p->number < q->number);
}

/* ---- all parts of a checkpoint ---- */

static struct error *error_names(void)
{
    return error_memory("the names of tensors");
}

/* Sorts the parts, and leaves each once, with its rank. */
static void settle(struct counted_names *n)
{
    size_t kept = 0;
    if (n->count > 1)
        qsort(n->at, n->count, sizeof *n->at, compare_parts);
    for (size_t i = 0; i < n->count; i++) {
        struct counted_part *p = &n->at[i], *before = kept ? &n->at[kept - 1] : NULL;
        if (before && compare_parts(before, p) == 0) {
            free(p->text);
            continue;
        }
        p->rank = before && compare_stems(before, p) == 0 ? before->rank + 1 : 0;
        n->at[kept++] = *p;
    }
    n->count = kept;
}

/* Most parts come again and again: the list grows only where half of it is different ones. */
static struct error *make_room(struct counted_names *n, size_t *room)
{
    if (n->count < *room)
        return NULL;
    settle(n);
    if (*room > 0 && n->count < *room / 2)
        return NULL;
    size_t more = *room ? 2 * *room : 64;
    struct counted_part *at = reallocarray(n->at, more, sizeof *at);
    if (!at)
        return error_names();
    n->at = at;
    *room = more;
    return NULL;
}

static struct error *add_part(struct counted_names *n, size_t *room, const char *text,
                              size_t length)
{
    struct error *err = make_room(n, room);
    if (err)
        return err;
    struct counted_part *p = &n->at[n->count];
    *p = (struct counted_part){.text = strndup(text, length)};
    if (!p->text)
        return error_names();
    part_parse(p, p->text, length);
    n->count++;
    return NULL;
}

static struct error *add_parts(struct counted_names *n, size_t *room, const char *name)
{
    struct error *err = NULL;
    if (!strchr(name, '/'))
        return NULL;
    for (size_t length; !err; name += length + 1) {
        length = strcspn(name, "/");
        err = add_part(n, room, name, length);
        if (!name[length])
            break;
    }
    return err;
}

struct error *counted_names_of(struct counted_names *n, const struct checkpoint *c)
{
    struct error *err = NULL;
    size_t room = 0;
    *n = (struct counted_names){0};
    for (size_t i = 0; i < c->count; i++)
        TRY(add_parts(n, &room, c->tensors[i].name));
    settle(n);
out:
    return err;
}

void counted_names_free(struct counted_names *n)
{
    for (size_t i = 0; i < n->count; i++)
        free(n->at[i].text);
    free(n->at);
    *n = (struct counted_names){0};
}

/* ---- ranks ---- */

/* The rank behind a line feed tells stem and rank apart, whatever the stem is. */
static void print_ranked(FILE *f, const struct counted_names *n, const char *text, size_t length)
{
    struct counted_part key = {.text = (char *)(uintptr_t)text}; /* compared, never written to */
    part_parse(&key, text, length);
    const struct counted_part *p = bsearch(&key, n->at, n->count, sizeof key, compare_parts);
    fwrite(text, 1, key.stem, f);
    fprintf(f, "\n%zu", p->rank);
}

struct error *counted_names_rank(const struct counted_names *n, const char *name, char **ranked)
{
    struct memstream m;
    FILE *f = memstream_open(&m);
    *ranked = NULL;
    if (!f)
        return error_names();
    if (!strchr(name, '/'))
        fputs(name, f);
    else
        for (size_t length;; name += length + 1) {
            length = strcspn(name, "/");
            print_ranked(f, n, name, length);
            if (!name[length])
                break;
            putc('/', f);
        }
    if (!memstream_close(&m))
        return error_names();
    *ranked = m.text;
    return NULL;
}

/* The parts of both that correspond and have other numbers, as parallel lists. */
static struct error *find_moved(const struct counted_names *n, const struct counted_names *other,
                                struct strlist *from, struct strlist *to)
{
    struct error *err = NULL;
    for (size_t i = 0, k = 0; i < n->count && k < other->count;) {
        const struct counted_part *p = &n->at[i], *q = &other->at[k];
        int order = compare_stems(p, q); /* of one stem, both lists begin with rank 0 */
        if (order == 0 && p->number != q->number) {
            TRY(strlist_add(from, q->text, strlen(q->text)));
            TRY(strlist_add(to, p->text, strlen(p->text)));
        }
        i += order <= 0;
        k += order >= 0;
    }
out:
    return err;
}

struct error *counted_names_compare(const struct counted_names *n,
                                    const struct counted_names *other, char **text)
{
    struct error *err;
    struct strlist from = {0}, to = {0};
    char froms[LISTED], tos[LISTED];
    *text = NULL;
    TRY(find_moved(n, other, &from, &to));
    strlist_print(&from, froms, sizeof froms);
    strlist_print(&to, tos, sizeof tos);
    if (asprintf(text, "%s taken for %s", froms, tos) < 0) {
        *text = NULL;
        err = error_names();
    }
out:
    strlist_free(&from);
    strlist_free(&to);
    return err;
}
