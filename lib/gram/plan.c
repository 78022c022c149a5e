#include "gram/plan.h"

#include "base/size.h"
#include "gram/differences.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>

/* Converted columns are limited to 16 MB: a block that BLAS reads from the outer caches, and that
 * is wide enough for its speed. */
enum { BLOCK_BYTES = 16 << 20, BLOCK_COLS_LEAST = 256 };

/* Rows of a tile. The smaller it is, the larger the share of time in which BLAS packs columns (192:
 * 15 %, 512: 6 %); but each thread should have several tiles, so that none waits long for the last.
 */
enum { TILE_LEAST = 48, TILE_MOST = 512, TILE_MULTIPLE = 16, TILES_A_THREAD = 4 };

/* With b tiles along a side the triangle has about b^2 / 2. */
static size_t tile_side(size_t rows)
{
    double wanted = (double)(TILES_A_THREAD * omp_get_max_threads());
    size_t side = (size_t)((double)rows / ceil(sqrt(2 * wanted)));
    side = side / TILE_MULTIPLE * TILE_MULTIPLE + TILE_MULTIPLE;
    return size_max(TILE_LEAST, size_min(side, TILE_MOST));
}

/* Appends the tiles of rows [row, row + rows): those left of the diagonal, and the one on it. */
static size_t add_tiles(struct gram_tile *tiles, size_t row, size_t rows, size_t side)
{
    size_t count = 0;
    for (size_t col = 0; col < row; col += side)
        tiles[count++] = (struct gram_tile){row, rows, col, size_min(side, row - col)};
    tiles[count++] = (struct gram_tile){row, rows, row, rows};
    return count;
}

static struct error *make_tiles(struct gram_plan *plan)
{
    /* A row of tiles begins every `side` rows from `known` on, and is no longer than there are of
     * them above it, one begun and the one on the diagonal. */
    size_t side = tile_side(plan->rows), most = plan->rows / side + 2;
    if (size_mul(most, most, &most))
        plan->tiles = calloc(most, sizeof *plan->tiles);
    if (!plan->tiles)
        return error_memory("the tiles of a Gram matrix");
    for (size_t row = plan->known; row < plan->rows; row += side)
        plan->tile_count +=
            add_tiles(plan->tiles + plan->tile_count, row, size_min(side, plan->rows - row), side);
    return NULL;
}

struct error *gram_plan_new(struct gram_plan *plan, size_t rows, size_t known)
{
    struct error *err;
    size_t bytes, sketches;
    *plan = (struct gram_plan){.rows = rows, .known = known};
    plan->block_cols = size_max(BLOCK_COLS_LEAST, BLOCK_BYTES / sizeof(double) / size_max(rows, 1));
    if (size_mul(rows, plan->block_cols * sizeof(double), &bytes))
        plan->block = malloc(size_max(bytes, 1));
    if (size_mul(rows, DIFFERENCES_SKETCH * sizeof *plan->sketches, &sketches))
        plan->sketches = malloc(size_max(sketches, 1));
    if (!plan->block || !plan->sketches) {
        err = error_memory("a block of columns");
        goto out;
    }
    TRY(make_tiles(plan));
out:
    if (err)
        gram_plan_free(plan);
    return err;
}

void gram_plan_free(struct gram_plan *plan)
{
    free(plan->tiles);
    free(plan->block);
    free(plan->sketches);
    *plan = (struct gram_plan){0};
}
