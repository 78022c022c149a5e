/* The columns of a group in a panel, piece by piece: each piece lies together in memory. */
#ifndef PHATE_GRAM_COLUMNS_H
#define PHATE_GRAM_COLUMNS_H

#include "stream/record/panel.h"

#include <stdint.h>

/* A place among the columns. */
struct columns {
    const struct panel *panel;
    const size_t *order;     /* row i is the panel's row order[i]; NULL: i */
    const struct span *span; /* counted from the panel's first column */
    size_t passed;           /* columns of the span that are done */
};

/* Columns [first, first + count) of the panel. */
struct columns_piece {
    const struct panel *panel;
    const size_t *order;
    size_t first, count;
};

/* The next columns that lie together, at most `most`; the place moves past them. */
struct columns_piece columns_next(struct columns *columns, size_t most);

/* Of a row of the piece: its numbers as float64; the same less those of another row; and the digest
 * of them and of what `digest` is of. */
void columns_take(const struct columns_piece *piece, size_t row, double *to);
void columns_subtract(const struct columns_piece *piece, size_t row, size_t other, double *to);
uint64_t columns_digest(const struct columns_piece *piece, size_t row, uint64_t digest);

#endif
