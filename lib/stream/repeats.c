#include "stream/repeats.h"

#include "base/array.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

static bool is_zero(const struct matrix *m)
{
    size_t i = 0, count = m->rows * m->cols;
    while (i < count && m->a[i] == 0)
        i++;
    return i == count;
}

static uint64_t digest_of(const struct record *r, const struct matrix *m)
{
    const char *name = record_attr(r, "name");
    return XXH3_64bits_withSeed(m->a, m->rows * m->cols * sizeof *m->a,
                                name ? XXH3_64bits(name, strlen(name)) : 0);
}

struct error *repeats_meet(struct repeats *met, const struct record *r, const struct matrix *m,
                           const char *stream)
{
    uint64_t digest = digest_of(r, m), *grown;
    size_t i = 0;
    if (is_zero(m))
        return NULL;
    while (i < met->count && met->digests[i] != digest)
        i++;
    if (i < met->count)
        return strlist_add(&met->streams, stream, strlen(stream));
    grown = array_grown(met->digests, &met->room, met->count, sizeof *grown);
    if (!grown)
        return error_memory("the digests of matrices");
    met->digests = grown;
    met->digests[met->count++] = digest;
    return NULL;
}

void repeats_warn(const struct repeats *met, struct report *report)
{
    for (size_t i = 0; i < met->streams.count; i++)
        report_line(report, REPORT_WARNING,
                    "%s: a matrix that came before, name and numbers: it counts twice: give each "
                    "part once to phmsum",
                    met->streams.at[i]);
}

void repeats_free(struct repeats *met)
{
    free(met->digests);
    strlist_free(&met->streams);
    *met = (struct repeats){0};
}
