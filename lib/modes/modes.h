/* The slow modes of a walk: the eigenvectors of S = D^-1/2 K D^-1/2 whose eigenvalues are largest
 * in size. After t steps the walk is what they leave of its start,
 *
 *   P^t = D^-1/2 (u u' + sum_k lambda_k^t v_k v_k') D^1/2,   u = D^1/2 1 / |D^1/2 1|,
 *
 * and after about 1 / (1 - lambda_2) steps, its relaxation time (Levin, Peres and Wilmer 2009,
 * section 12.2), a handful of them are not yet nothing. */
#ifndef PHATE_MODES_MODES_H
#define PHATE_MODES_MODES_H

#include "modes/walk.h"

/* What a mode that is left out adds to an entry of P^t is less than this times root_j / root_i, and
 * so is what all of them add together. */
#define MODES_FLOOR 1e-14

/* The resting mode, u with the eigenvalue 1, is not among them. */
struct modes {
    size_t count;   /* ordered by |lambda|, from the largest */
    double *gap;    /* 1 - |lambda|, to nearly all digits where |lambda|^t is not near the floor */
    bool *negative; /* lambda < 0 */
    struct matrix vector; /* n x count: orthonormal columns */
    bool complete;        /* all that the goal asks for; else the first alone */
};

/* A mode has an error of about 1e-13 over its |lambda|^t: in P^t all have the same.
 * Those are asked for of which |lambda|^t > MODES_FLOOR, and the first. */
struct modes_goal {
    double time;  /* t; 0: the relaxation time, as modes_relaxation gives it, by `reach` */
    double reach; /* >= 1 */
};

/* A walk of one row has none. Its rows are best in band order (matrix/band_order.h). Modes are not
 * complete where so many are asked for, of more than a few hundred rows, that powers of P are
 * cheaper. The caller frees them. Fails where memory is short, or the search does not end. */
struct error *modes_find(const struct walk *w, const struct modes_goal *goal,
                         struct modes *m) MUST_CHECK;
void modes_free(struct modes *m);

/* 1 / gap of the first, at least 1; infinite where its |lambda| is 1, to the last digit; 1 where
 * there is none. */
double modes_relaxation(const struct modes *m);

/* |lambda_k|^t, of a gap: all digits, however small the gap. */
double modes_decay(double gap, double t);

#endif
