#include "snapshot/guess/family.h"

#include <stdlib.h>
#include <string.h>

enum { DOMINANT = 4 /* times as many names as all others */ };

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

/* Finds the longest stretch of equal parts, and the longest of the others. */
static void find_largest(const struct member *m, size_t count, struct family *largest,
                         size_t first[2])
{
    size_t most[2] = {0};
    for (size_t start = 0, end; start < count; start = end) {
        for (end = start + 1; end < count && span_compare(&m[start].part, &m[end].part) == 0;)
            end++;
        size_t place = end - start > most[0] ? 0 : 1;
        if (place == 1 && end - start <= most[1])
            continue;
        if (place == 0) {
            most[1] = most[0];
            first[1] = first[0];
        }
        most[place] = end - start;
        first[place] = start;
    }
    largest->count = most[0];
}

static struct error *error_kinds(const struct member *m, const size_t first[2])
{
    return error_new("%s and %s: two kinds of names, and nothing says which is meant: name the "
                     "files of one, without --guess, or give their template (-n)",
                     m[first[0]].name->path, m[first[1]].name->path);
}

static struct error *keep(struct family *f, const struct member *m, size_t first, size_t kept,
                          struct omissions *left_out)
{
    size_t count = f->count;
    f->count = 0;
    for (size_t i = 0; i < count; i++) {
        if (i >= first && i < first + kept) {
            f->at[f->count++] = m[i].name;
            continue;
        }
        struct error *err = omissions_add(left_out, OMITTED_OTHER, m[i].name->path);
        if (err)
            return err;
    }
    return NULL;
}

struct error *family_reduce(struct family *f, enum part part, struct omissions *left_out)
{
    size_t first[2] = {0};
    struct family largest = {0};
    struct member *m = calloc(f->count + 1, sizeof *m);
    if (!m)
        return error_memory("the names of checkpoints");
    for (size_t i = 0; i < f->count; i++)
        m[i] = (struct member){family_part(f->at[i], part), f->at[i]};
    qsort(m, f->count, sizeof *m, compare_members);
    find_largest(m, f->count, &largest, first);
    struct error *err = largest.count < DOMINANT * (f->count - largest.count)
                            ? error_kinds(m, first)
                            : keep(f, m, first[0], largest.count, left_out);
    free(m);
    return err;
}
