#include "snapshot/naming/family.h"

#include <stdlib.h>
#include <string.h>

struct span family_part(const struct filename *name, enum part part)
{
    switch (part) {
    case PART_FOLDERS:
        return (struct span){name->path, name->head};
    case PART_BEFORE:
        return (struct span){name->path + name->head, name->first - name->head};
    default:
        return (struct span){name->rest, strlen(name->rest)};
    }
}

struct span *family_parts(const struct family *f, enum part part)
{
    struct span *spans = calloc(f->count + 1, sizeof *spans);
    for (size_t i = 0; spans && i < f->count; i++)
        spans[i] = family_part(f->at[i], part);
    return spans;
}

/* A name, and the part by which it is sorted. */
struct member {
    struct span part;
    struct filename *name;
};

static int compare_members(const void *a, const void *b)
{
    const struct member *x = a, *y = b;
    int order = span_compare(&x->part, &y->part);
    return order ? order : strcmp(x->name->path, y->name->path);
}

/* Notes a stretch of names of one text. */
static void note(const struct family *stretch, struct family *largest, struct family *second)
{
    if (stretch->count > largest->count) {
        *second = *largest;
        *largest = *stretch;
    } else if (stretch->count > second->count) {
        *second = *stretch;
    }
}

struct error *family_divide(struct family *f, enum part part, struct family *largest,
                            struct family *second)
{
    struct member *m = calloc(f->count + 1, sizeof *m);
    *largest = *second = (struct family){0};
    if (!m)
        return error_memory("the names of checkpoints");
    for (size_t i = 0; i < f->count; i++)
        m[i] = (struct member){family_part(f->at[i], part), f->at[i]};
    qsort(m, f->count, sizeof *m, compare_members);
    for (size_t start = 0, i = 0; i < f->count; i++) {
        f->at[i] = m[i].name;
        if (i + 1 < f->count && span_compare(&m[i].part, &m[i + 1].part) == 0)
            continue;
        note(&(struct family){f->at + start, i + 1 - start}, largest, second);
        start = i + 1;
    }
    free(m);
    return NULL;
}

struct error *family_keep(struct family *f, const struct family *kept, struct omissions *left_out)
{
    for (size_t i = 0; i < f->count; i++) {
        if (&f->at[i] >= kept->at && &f->at[i] < kept->at + kept->count)
            continue;
        struct error *err = omissions_add(left_out, OMITTED_OTHER, f->at[i]->path);
        if (err)
            return err;
    }
    memmove(f->at, kept->at, kept->count * sizeof(struct filename *));
    f->count = kept->count;
    return NULL;
}
