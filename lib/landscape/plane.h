/* A line or a plane in weight space, through a snapshot. A point of it is
 *
 *     theta(x, y) = theta_0 + x d_x + y d_y,
 *
 * theta_0 the snapshot's parameters. A direction is random, each filter at its own scale (Li, Xu,
 * Taylor, Studer and Goldstein 2018); or leads to another snapshot, d = theta_1 - theta_0
 * (Goodfellow, Vinyals and Saxe 2015; Keskar et al. 2017), so that x is the share of the way, and
 * (x, y) with two of them are barycentric coordinates; or is a principal one of a trajectory
 * (principal.h). What leads to a snapshot is reckoned as (1 - x) theta_0 + x theta_1, which meets
 * it exactly.
 *
 * What moves are the tensors chosen that hold floating-point numbers; of random directions alone,
 * those that have one. On the way to another snapshot buffers move too (running means), so that one
 * arrives at that very network. All else is the snapshot's own. */
#ifndef PHATE_LANDSCAPE_PLANE_H
#define PHATE_LANDSCAPE_PLANE_H

#include "base/report.h"
#include "checkpoint/checkpoint.h"
#include "checkpoint/tensor_choice.h"
#include "landscape/direction.h"
#include "matrix/matrix.h"
#include "stream/table/table.h"

enum { PLANE_DIMS_MAX = 2 };

struct plane_opts {
    struct strlist files; /* the last is the snapshot; those before it are its trajectory */
    struct strlist ends;  /* other snapshots to lead to: x first */
    bool principal;       /* directions are those of the trajectory */
    size_t randoms;       /* further directions that are random; seeds from random.seed on */
    struct direction_opts random;
    struct tensor_choice choice; /* of trained tensors */
    struct checkpoint_hints hints;
};

struct plane {
    struct checkpoint origin; /* the snapshot */
    bool *moves;              /* one a tensor of it; and for those that do */
    size_t *starts;           /* where they begin in the directions */
    size_t dims;
    struct plane_direction {
        char *name;     /* "random", "pca-1", or a snapshot's file */
        bool leads;     /* to a snapshot, whose values `values` are; else they are d's */
        double *values; /* one an element of the tensors chosen */
    } direction[PLANE_DIMS_MAX];
    struct table rows;    /* the snapshots that span it, with what is known of each; none where all
                             directions are random */
    struct matrix coords; /* rows.rows x dims: where they are, or are seen from it */
    double share;         /* principal: of the squared distances between them and the snapshot */
};

/* The dimensions that these options make; 0 or more than PLANE_DIMS_MAX are an error of theirs. */
size_t plane_dims(const struct plane_opts *opts);

/* Reads the files; memory is 8 bytes a parameter and direction. Fails where they cannot be read,
 * hold NaN or infinity, or differ in their tensors, where the snapshot has one array for what is
 * two in another to lead to, where the snapshot's format cannot be written, and as
 * principal_directions and direction_of do. The caller frees it. */
struct error *plane_open(struct plane *p, const struct plane_opts *opts,
                         struct report *report) MUST_CHECK;
void plane_free(struct plane *p);

/* Writes the snapshot's copy at a point of p->dims coordinates. */
struct error *plane_write(const struct plane *p, const double *at, const char *path) MUST_CHECK;

#endif
