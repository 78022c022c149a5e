/* The pictures of one operator of a sweep: affinities of the snapshots' distances, their operator,
 * its powers, the potential's distances, and their pictures by metric MDS, as knnaff, diffop,
 * potdist and mds make them with the same options. */
#ifndef PHATE_SWEEP_PICTURE_H
#define PHATE_SWEEP_PICTURE_H

#include "embedding/consensus.h"
#include "matrix/components.h"
#include "sweep/grid.h"
#include "sweep/subset.h"

#include <stddef.h>

struct picture_result {
    struct grid_setting setting;
    const struct subset *rows; /* of the picture */
    struct matrix coords;      /* of these rows, as mds has them */
    size_t t;                  /* the operator's power */
    size_t components;         /* of the graph of affinities */
    double stress;             /* of mds */
    /* of score.h, about the snapshots' distances, at 12 neighbours or, of fewer than 25 rows, at as
     * many as there can be */
    double trustworthiness, rank_correlation, demap;
};

/* What the settings of an operator have in common. */
struct picture_maker {
    const struct grid *grid;
    const struct matrix *distance; /* between all snapshots, n x n, in the settings' metric */
    const struct subset *rows;     /* 3 at least, and more than k */
    size_t dims;
    size_t *component; /* of each row: receives its component in the graph; or NULL */
    /* called after each picture, by any thread; or NULL */
    void (*made)(void *context);
    void *context;
};

/* Makes the pictures of the grid_per_operator settings from number `first` on. Where it is called
 * in a parallel region, idle threads take part. Each picture has its place in results and errors,
 * where its error comes to stand (NULL where it has none); an error in what pictures have in common
 * stands at the first of them. BLAS runs in the calling threads alone: blas_split comes before.
 * Memory beside the distances is some ten matrices of their size, and one of each thread that takes
 * part. The caller frees the coords, and the errors. */
void picture_make_all(const struct picture_maker *maker, size_t first,
                      struct picture_result *results, struct error **errors);

#endif
