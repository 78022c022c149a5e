/* Matchings in bipartite graphs, which are kept as bits. */
#ifndef PHATE_HOMOLOGY_BIPARTITE_H
#define PHATE_HOMOLOGY_BIPARTITE_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bipartite {
    size_t left, right, words; /* words: of 64 bits a left vertex */
    uint64_t *edges;           /* left x words; bit j % 64 of word j / 64: an edge to j */
};

/* Without edges. The caller frees it. */
struct error *bipartite_new(struct bipartite *g, size_t left, size_t right) MUST_CHECK;
void bipartite_free(struct bipartite *g);

static inline uint64_t *bipartite_row(const struct bipartite *g, size_t i)
{
    return g->edges + i * g->words;
}

/* Whether a matching covers every left vertex: by a largest one (Hopcroft and Karp 1973), in
 * sqrt(left + right) x left x words steps at most. Fails where memory is short. */
struct error *bipartite_covers_left(const struct bipartite *g, bool *covers) MUST_CHECK;

#endif
