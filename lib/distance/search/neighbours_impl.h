/* What the files of the search for neighbours share. */
#ifndef PHATE_DISTANCE_SEARCH_NEIGHBOURS_IMPL_H
#define PHATE_DISTANCE_SEARCH_NEIGHBOURS_IMPL_H

#include "distance/search/balls.h"
#include "distance/search/neighbour_lists.h"
#include "distance/search/neighbours.h"
#include "distance/search/slab.h"

#include <omp.h>

/* A tile's products fit a core's second cache. */
enum { TILE = NEIGHBOURS_BLOCK };

/* Rows are cut into blocks of TILE; a pair of blocks is a tile. Each thread has its own products,
 * and holds the locks of both blocks while it examines them. Points that are not in memory pass
 * through: one slab of blocks is held, while the blocks before it come and go. */
struct search {
    const struct points *points;
    struct neighbour_lists lists;
    struct slab held, passing;
    size_t held_blocks, passing_blocks; /* at most */
    double *norm;    /* of all rows: |x|^2, less the rounding that a distance may contain */
    double *product; /* of each thread: -2 x_i x_j, TILE x TILE */
    double *rows;    /* of each thread: rows of both blocks, where slabs have them as floats */
    size_t blocks;
    size_t known;       /* blocks whose norms and balls are known */
    struct balls balls; /* of the blocks */
    bool *is_open;      /* of each block: a row of it still looks for neighbours */
    omp_lock_t *lock;   /* of each block */
    size_t locks;       /* how many locks have been made */
    size_t done;        /* tiles, for the report, */
    const char *what;   /* which calls the search this */
    struct report *report;
};

/* Successive blocks. */
struct blocks {
    size_t first, end;
};

/* ---- one tile (neighbours_tile.c) ---- */

/* The rows of a block: TILE, of the last what is left. */
size_t search_block_height(const struct search *s, size_t block);

/* Learns the norms and the balls of held blocks, where they are not known yet. */
void search_survey(struct search *s, struct blocks held);

/* Whether no row of either block, both of which are known, can be of use to a row of the other.
 * Threads may call it at the same time, as the next one. */
bool search_are_apart(struct search *s, size_t later, size_t earlier);

/* Tells the lists of all pairs of a held block and an earlier one, which is in `slab`, or itself
 * that may be of use. */
void search_tile(struct search *s, size_t later, const struct slab *slab, size_t earlier);

#endif
