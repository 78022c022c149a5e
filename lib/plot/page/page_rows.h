/* Which snapshots a page holds. Of so many that the page would become too large these are left out
 * that lie, in each run, neither first nor last in a cell of a grid, the finest that makes the page
 * small enough: at each step of training every cell that a run has entered has a dot of it, and at
 * the end the colours of the last ones (as of the first and last per pixel column, Jugel,
 * Jerzak, Hackenbroich and Markl 2014). */
#ifndef PHATE_PLOT_PAGE_PAGE_ROWS_H
#define PHATE_PLOT_PAGE_PAGE_ROWS_H

#include "base/error.h"
#include "plot/figure/scene.h"

#include <stdbool.h>
#include <stddef.h>

struct page_rows {
    size_t count;
    size_t *at;            /* rows of the scene, ascending */
    size_t *place;         /* of each row of the scene: its place in `at`, or NO_ROW */
    unsigned char *broken; /* of each of `at`: 1 where no line leads to it from the one before it in
                              its run, since what is left out between them lies elsewhere */
    size_t across;         /* cells of each axis; 0: all rows are held */
};

/* The rows of a scene whose data, unpacked, have at most so many bytes: as near as they can be
 * guessed, and if a cell of the coarsest grid is not too fine for it. A scene's lowest loss and its
 * components' highest points are always held. The caller frees *rows with page_rows_free, also on
 * failure. */
struct error *page_rows_find(struct page_rows *rows, const struct scene *s,
                             size_t bytes_most) MUST_CHECK;
void page_rows_free(struct page_rows *rows);

/* The bytes of the cells of those rows, with a NUL after each. */
size_t page_rows_text(const struct page_rows *rows, const struct table *t);

#endif
