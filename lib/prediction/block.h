/* Predictions of some successive samples by all snapshots, as the kernels read them. */
#ifndef PHATE_PREDICTION_BLOCK_H
#define PHATE_PREDICTION_BLOCK_H

#include "base/error.h"
#include "prediction/measure.h"
#include "prediction/softmax.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Rows of a tile: so many snapshots lie beside each other, and a tile of products fills a quarter
 * of the innermost cache. Rows of the last tile that are not there are copies of the last row. */
enum { PREDICTION_TILE = 32 };

struct prediction_block {
    enum prediction_measure measure;
    enum prediction_values values;
    size_t rows, classes, tiles;
    size_t room, samples;           /* that fit, and that are there */
    double *x;                      /* as they were given: rows x (room x classes) */
    struct prediction_scale *scale; /* rows x room */
    double *roots;                  /* scratch space: a row of one sample for each thread */
    double *packed; /* sqrt(p), or of jeffreys p: tiles x room x classes x PREDICTION_TILE */
    double *logs;   /* of jeffreys alone: ln p, likewise; where no snapshot has p > 0, both are 0 */
    uint32_t *best; /* of disagreement alone: tiles x room x PREDICTION_TILE */
};

/* Where predictions cannot be compared. */
struct prediction_flaw {
    enum prediction_fault fault;
    bool apart;        /* no fault of a row: the distance of two rows, row > other, is infinite */
    size_t sample;     /* in the block */
    size_t row, other; /* a fault's row is `row` */
    size_t class;      /* of a fault, and where jeffreys is infinite */
    double value;      /* of a fault (softmax.h) */
};

/* For at least 1 row, 1 sample and 2 classes; as many samples as 16 MB hold, but at least 1 and at
 * most `samples`. The caller frees the block. */
struct error *prediction_block_new(struct prediction_block *block, enum prediction_measure measure,
                                   size_t rows, size_t samples, size_t classes) MUST_CHECK;
void prediction_block_free(struct prediction_block *block);

/* How the first sample of all rows looks: PREDICTION_LIKE_NEITHER also where the rows differ in
 * being probabilities. */
enum prediction_look prediction_block_look(const struct prediction_block *block);

/* Makes the rest from x, values and samples. False where there is a flaw: the first of the first
 * sample that has one. */
bool prediction_block_pack(struct prediction_block *block, struct prediction_flaw *flaw) MUST_CHECK;

/* The prediction of a row, and its scale. */
static inline const double *prediction_block_x(const struct prediction_block *block, size_t row,
                                               size_t sample)
{
    return block->x + (row * block->room + sample) * block->classes;
}
static inline const struct prediction_scale *
prediction_block_scale(const struct prediction_block *block, size_t row, size_t sample)
{
    return block->scale + row * block->room + sample;
}

/* The numbers of a tile from its first sample on: classes x PREDICTION_TILE for each. */
static inline size_t prediction_block_tile(const struct prediction_block *block, size_t tile)
{
    return tile * block->room * block->classes * PREDICTION_TILE;
}

/* Keeps the flaw that comes first, by sample, row and other row; *any says whether there is one.
 * Threads may call it at a time. */
void prediction_flaw_note(struct prediction_flaw *first, bool *any,
                          const struct prediction_flaw *flaw);

#endif
