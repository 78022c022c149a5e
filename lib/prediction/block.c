#include "prediction/block.h"

#include "base/size.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>

enum { BLOCK_BYTES = 16 << 20, T = PREDICTION_TILE };

/* ---- memory ---- */

/* A product of four sizes; 0 where it overflows. */
static size_t product(size_t a, size_t b, size_t c, size_t d)
{
    size_t n = 0;
    return size_mul(a, b, &n) && size_mul(n, c, &n) && size_mul(n, d, &n) ? n : 0;
}

static void *array_of(size_t bytes)
{
    return bytes ? malloc(bytes) : NULL;
}

static size_t samples_that_fit(size_t rows, size_t classes)
{
    size_t bytes = product(rows, classes, sizeof(double), 1);
    return bytes ? size_max(1, BLOCK_BYTES / bytes) : 1;
}

struct error *prediction_block_new(struct prediction_block *block, enum prediction_measure measure,
                                   size_t rows, size_t samples, size_t classes)
{
    bool jeffreys = measure == PREDICTION_JEFFREYS, labels = measure == PREDICTION_DISAGREEMENT;
    size_t tiles = (rows - 1) / T + 1, room = size_min(samples, samples_that_fit(rows, classes));
    size_t sample = product(room, T, classes, sizeof(double));
    *block = (struct prediction_block){
        .measure = measure, .rows = rows, .classes = classes, .tiles = tiles, .room = room};
    block->x = array_of(product(rows, room, classes, sizeof *block->x));
    block->scale = array_of(product(rows, room, sizeof *block->scale, 1));
    block->roots = array_of(product((size_t)omp_get_max_threads(), classes, sizeof(double), 1));
    if (labels)
        block->best = array_of(product(tiles, room, T, sizeof *block->best));
    else
        block->packed = array_of(product(tiles, sample, 1, 1));
    if (jeffreys)
        block->logs = array_of(product(tiles, sample, 1, 1));
    if (block->x && block->scale && block->roots &&
        (labels ? (void *)block->best : (void *)block->packed) && (!jeffreys || block->logs))
        return NULL;
    prediction_block_free(block);
    return error_memory("a block of predictions");
}

void prediction_block_free(struct prediction_block *block)
{
    free(block->x);
    free(block->scale);
    free(block->roots);
    free(block->packed);
    free(block->logs);
    free(block->best);
    *block = (struct prediction_block){0};
}

/* ---- flaws ---- */

static bool comes_before(const struct prediction_flaw *a, const struct prediction_flaw *b)
{
    if (a->sample != b->sample)
        return a->sample < b->sample;
    return a->row != b->row ? a->row < b->row : a->other < b->other;
}

void prediction_flaw_note(struct prediction_flaw *first, bool *any,
                          const struct prediction_flaw *flaw)
{
#pragma omp critical(prediction_flaw)
    {
        if (!*any || comes_before(flaw, first))
            *first = *flaw;
        *any = true;
    }
}

/* ---- what the numbers are ---- */

enum prediction_look prediction_block_look(const struct prediction_block *block)
{
    size_t seen[PREDICTION_LIKE_NEITHER + 1] = {0};
    for (size_t u = 0; u < block->rows; u++)
        seen[prediction_look(prediction_block_x(block, u, 0), block->classes)]++;
    if (seen[PREDICTION_LIKE_PROBABILITIES] == block->rows)
        return PREDICTION_LIKE_PROBABILITIES;
    return seen[PREDICTION_LIKE_LOGITS] > 0 && seen[PREDICTION_LIKE_PROBABILITIES] == 0
               ? PREDICTION_LIKE_LOGITS
               : PREDICTION_LIKE_NEITHER;
}

/* ---- packing ---- */

/* One row of one sample, with what is needed to pack it. */
struct row_work {
    struct prediction_block *block;
    size_t row, sample;
    double *root; /* scratch space: a number per class */
};

static bool is_zero(const struct prediction_block *block, size_t row, size_t sample, size_t class)
{
    double x = prediction_block_x(block, row, sample)[class];
    return block->values == PREDICTION_LOGITS ? isinf(x) : x == 0;
}

/* Where one of two snapshots gives a class the probability 0, and the other does not, jeffreys is
 * infinite. The class, or block->classes. */
static size_t class_apart(const struct prediction_block *block, size_t row, size_t other,
                          size_t sample)
{
    size_t c = 0;
    while (c < block->classes && is_zero(block, row, sample, c) == is_zero(block, other, sample, c))
        c++;
    return c;
}

static bool is_flawed(const struct row_work *w, struct prediction_flaw *flaw)
{
    struct prediction_block *b = w->block;
    *flaw = (struct prediction_flaw){.sample = w->sample, .row = w->row};
    flaw->fault =
        prediction_softmax(b->values, prediction_block_x(b, w->row, w->sample), b->classes, w->root,
                           b->scale + w->row * b->room + w->sample, &flaw->class, &flaw->value);
    if (flaw->fault || b->measure != PREDICTION_JEFFREYS)
        return flaw->fault != PREDICTION_GOOD;
    flaw->class = class_apart(b, w->row, 0, w->sample);
    flaw->apart = flaw->class < b->classes;
    return flaw->apart;
}

/* Puts the row into a place of a tile. */
static void put(const struct row_work *w, size_t tile, size_t place)
{
    struct prediction_block *b = w->block;
    const struct prediction_scale *scale = prediction_block_scale(b, w->row, w->sample);
    const double *x = prediction_block_x(b, w->row, w->sample);
    size_t at = prediction_block_tile(b, tile) + w->sample * b->classes * T + place;
    if (b->measure == PREDICTION_DISAGREEMENT)
        b->best[(tile * b->room + w->sample) * T + place] = (uint32_t)scale->best;
    else if (b->measure == PREDICTION_JEFFREYS)
        for (size_t c = 0; c < b->classes; c++, at += T) {
            bool zero = is_zero(b, w->row, w->sample, c);
            b->packed[at] = zero ? 0 : w->root[c] * w->root[c];
            b->logs[at] = zero ? 0 : prediction_log(b->values, x[c], scale);
        }
    else
        for (size_t c = 0; c < b->classes; c++, at += T)
            b->packed[at] = w->root[c];
}

/* A tile's rows of one sample. The last row also takes the places behind it. */
static void pack_tile(struct row_work *w, size_t tile, struct prediction_flaw *first, bool *any)
{
    struct prediction_flaw flaw;
    size_t rows = w->block->rows, end = size_min(tile * T + T, rows);
    for (w->row = tile * T; w->row < end; w->row++) {
        size_t place = w->row - tile * T, stop = w->row + 1 == rows ? T : place + 1;
        if (is_flawed(w, &flaw)) {
            prediction_flaw_note(first, any, &flaw);
            continue;
        }
        for (; place < stop; place++)
            put(w, tile, place);
    }
}

bool prediction_block_pack(struct prediction_block *block, struct prediction_flaw *flaw)
{
    bool any = false;
#pragma omp parallel
    {
        size_t thread = (size_t)omp_get_thread_num();
        struct row_work w = {.block = block, .root = block->roots + thread * block->classes};
#pragma omp for collapse(2) schedule(static)
        for (size_t tile = 0; tile < block->tiles; tile++)
            for (size_t n = 0; n < block->samples; n++) {
                w.sample = n;
                pack_tile(&w, tile, flaw, &any);
            }
    }
    return !any;
}
