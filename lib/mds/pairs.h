/* The order in which the kernels meet the pairs of points.
 *
 * Numbers that belong to pairs i > j (distances, weights, targets) are packed in this order, so
 * that a kernel streams them from one end of memory to the other. Tiles of a few rows by a chunk of
 * columns keep the kernel's share of the configuration in the L1 cache. Blocks of rows are dealt to
 * MDS_SLICES slices, each the work of one thread at a time, there and back again, so that all
 * slices have the same number of pairs to within a block. Their number is fixed and their sums are
 * added in order, so that results do not depend on the number of threads. */
#ifndef PHATE_MDS_PAIRS_H
#define PHATE_MDS_PAIRS_H

#include "base/size.h"
#include "distance/pairs.h"

#include <stddef.h>

enum { MDS_SLICES = 16, MDS_TILE_ROWS = 32, MDS_CHUNK = 512 };

/* Rows top..bottom-1; of each row at most MDS_CHUNK columns from `first`, below the diagonal. */
struct mds_tile {
    size_t n, slice, round; /* the slice's round-th block of rows */
    size_t top, bottom, first;
};

static inline size_t mds_block_of(size_t slice, size_t round)
{
    return round * MDS_SLICES + (round % 2 ? MDS_SLICES - 1 - slice : slice);
}

static inline struct mds_tile mds_first_of_block(size_t n, size_t slice, size_t round)
{
    size_t top = mds_block_of(slice, round) * MDS_TILE_ROWS;
    return (struct mds_tile){n, slice, round, top, size_min(top + MDS_TILE_ROWS, n), 0};
}

/* for (struct mds_tile t = mds_first_tile(n, slice); mds_is_tile(&t); mds_next_tile(&t)) */
static inline struct mds_tile mds_first_tile(size_t n, size_t slice)
{
    return mds_first_of_block(n, slice, 0);
}

static inline int mds_is_tile(const struct mds_tile *t)
{
    return t->top < t->n;
}

static inline void mds_next_tile(struct mds_tile *t)
{
    t->first += MDS_CHUNK;
    if (t->first + 1 >= t->bottom)
        *t = mds_first_of_block(t->n, t->slice, t->round + 1);
}

/* The first row of a tile that has pairs in it; row i has mds_tile_count of them. */
static inline size_t mds_tile_top(const struct mds_tile *t)
{
    return size_max(t->top, t->first + 1);
}

static inline size_t mds_tile_count(const struct mds_tile *t, size_t i)
{
    return size_min(MDS_CHUNK, i - t->first);
}

/* Where the slice's pairs begin. */
static inline size_t mds_slice_start(size_t n, size_t slice)
{
    size_t start = 0;
    for (size_t s = 0; s < slice; s++)
        for (struct mds_tile t = mds_first_tile(n, s); mds_is_tile(&t);
             t = mds_first_of_block(n, s, t.round + 1))
            start += pairs_count(t.bottom) - pairs_count(t.top);
    return start;
}

#endif
