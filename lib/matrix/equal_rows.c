#include "matrix/equal_rows.h"

#include "base/size.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

struct entry {
    uint64_t digest;
    size_t row;
};

static int compare_entries(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    if (x->digest != y->digest)
        return x->digest < y->digest ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

/* Among the entries from `start` on that share its digest, the first whose row equals that of `at`.
 */
static size_t first_equal(const struct matrix *m, const struct entry *entry, size_t start,
                          size_t at)
{
    size_t bytes = m->cols * sizeof *m->a;
    for (size_t i = start; i < at; i++)
        if (memcmp(m->a + entry[i].row * m->cols, m->a + entry[at].row * m->cols, bytes) == 0)
            return entry[i].row;
    return entry[at].row;
}

struct error *equal_rows_find(const struct matrix *m, size_t *first)
{
    size_t n = m->rows;
    struct entry *entry = malloc(size_max(n, 1) * sizeof *entry);
    if (!entry)
        return error_memory("a list of rows");
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++)
        entry[i] = (struct entry){XXH3_64bits(m->a + i * m->cols, m->cols * sizeof *m->a), i};
    qsort(entry, n, sizeof *entry, compare_entries);
    for (size_t i = 0, start = 0; i < n; i++) {
        if (entry[i].digest != entry[start].digest)
            start = i;
        first[entry[i].row] = first_equal(m, entry, start, i);
    }
    free(entry);
    return NULL;
}

/* ---- digests ---- */

struct digest_entry {
    struct equal_rows_digest digest;
    size_t row;
};

static bool same_digest(const struct digest_entry *a, const struct digest_entry *b)
{
    return a->digest.high == b->digest.high && a->digest.low == b->digest.low;
}

static int compare_digests(const void *a, const void *b)
{
    const struct digest_entry *x = a, *y = b;
    if (x->digest.high != y->digest.high)
        return x->digest.high < y->digest.high ? -1 : 1;
    if (x->digest.low != y->digest.low)
        return x->digest.low < y->digest.low ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

void equal_rows_digest(const double *rows, size_t count, size_t cols,
                       struct equal_rows_digest *digest)
{
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < count; i++) {
        XXH128_hash_t h = XXH3_128bits(rows + i * cols, cols * sizeof *rows);
        digest[i] = (struct equal_rows_digest){h.low64, h.high64};
    }
}

struct error *equal_rows_of_digests(const struct equal_rows_digest *digest, size_t count,
                                    size_t *first)
{
    struct digest_entry *entry = malloc(size_max(count, 1) * sizeof *entry);
    if (!entry)
        return error_memory("a list of rows");
    for (size_t i = 0; i < count; i++)
        entry[i] = (struct digest_entry){digest[i], i};
    qsort(entry, count, sizeof *entry, compare_digests);
    for (size_t i = 0, start = 0; i < count; i++) {
        if (!same_digest(&entry[i], &entry[start]))
            start = i;
        first[entry[i].row] = entry[start].row;
    }
    free(entry);
    return NULL;
}

void equal_rows_copy(struct matrix *m, const size_t *first)
{
    for (size_t i = 0; i < m->rows; i++)
        if (first[i] != i)
            memcpy(m->a + i * m->cols, m->a + first[i] * m->cols, m->cols * sizeof *m->a);
}
