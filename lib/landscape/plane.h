/* A line or a plane in weight space, through a snapshot. Its points are
 *
 *     theta(x, y) = theta_0 + x d_x + y d_y,
 *
 * where theta_0 is the snapshot's parameters. A direction is random, each filter at its own scale
 * (Li, Xu, Taylor, Studer and Goldstein 2018); or leads to another snapshot, d = theta_1 - theta_0
 * (Goodfellow, Vinyals and Saxe 2015; Keskar et al. 2017), so that x is the share of the way, and
 * (x, y) are barycentric coordinates if there are two such directions; or is a principal direction
 * of a trajectory (principal.h). A point on the way to a snapshot is computed as
 * (1 - x) theta_0 + x theta_1, which reaches the snapshot exactly.
 *
 * The chosen tensors that hold floating-point numbers move; if all directions are random, only
 * those that direction_moves accepts. On the way to another snapshot buffers (running means) move
 * too, so that the way ends at exactly that network. All else is the snapshot's own. */
#ifndef PHATE_LANDSCAPE_PLANE_H
#define PHATE_LANDSCAPE_PLANE_H

#include "base/report.h"
#include "checkpoint/checkpoint.h"
#include "checkpoint/choice/tensor_choice.h"
#include "landscape/direction.h"
#include "matrix/matrix.h"
#include "stream/table/table.h"

enum { PLANE_DIMS_MAX = 2 };

struct plane_opts {
    struct strlist files; /* the last is the snapshot; those before it are its trajectory */
    struct strlist ends;  /* other snapshots to which directions lead: x first */
    bool principal;       /* use the trajectory's principal directions */
    size_t randoms;       /* number of random directions; seeds from random.seed on */
    struct direction_opts random;
    struct tensor_choice choice;      /* among the trained tensors */
    struct substitution_list renames; /* of tensors: hints.renames may point here */
    struct checkpoint_hints hints;
};

struct plane {
    struct checkpoint origin; /* the snapshot */
    bool *moves;              /* one per tensor of the snapshot; */
    size_t *starts;           /* and where each tensor that moves begins in the directions */
    size_t dims;
    struct plane_direction {
        char *name;     /* "random", "pca-1", or a snapshot's file */
        bool leads;     /* to a snapshot; `values` are then the snapshot's, else those of d */
        double *values; /* one per element of the chosen tensors */
    } direction[PLANE_DIMS_MAX];
    struct table rows; /* the snapshots that span the plane; empty if all directions are random */
    struct matrix coords; /* rows.rows x dims: their places, or projections, in the plane */
    double share;         /* principal: the plane's share of their squared distances from the
                             snapshot */
};

/* The number of dimensions that these options give; the caller refuses 0, and more than
 * PLANE_DIMS_MAX. */
size_t plane_dims(const struct plane_opts *opts);

/* Reads the files; memory is 8 bytes per parameter and direction. Fails if files cannot be read,
 * hold NaN or infinity, or differ in their tensors; if two tensors are one array in the snapshot
 * but differ in a snapshot to lead to; if the snapshot's format cannot be written; and as
 * principal_directions and direction_of do. The caller frees p. */
struct error *plane_open(struct plane *p, const struct plane_opts *opts,
                         struct report *report) MUST_CHECK;
void plane_free(struct plane *p);

/* Writes the snapshot's copy at a point of p->dims coordinates. */
struct error *plane_write(const struct plane *p, const double *at, const char *path) MUST_CHECK;

#endif
