/* Diffusion operators: P = K / row sums (Moon et al. 2019, eq. 3), their spectra and powers, each
 * connected component on its own. */
#ifndef PHATE_PHATE_DIFFUSION_H
#define PHATE_PHATE_DIFFUSION_H

#include "matrix/components.h"
#include "matrix/csr.h"
#include "matrix/matrix.h"

#include <stdbool.h>

enum spectrum {
    SPECTRUM_SINGULAR, /* singular values of P */
    SPECTRUM_EIGEN     /* absolute eigenvalues of P */
};
extern const char *const diffusion_spectrum_names[]; /* NULL-terminated */

struct diffusion {
    struct matrix m;  /* K of an affinity, empty of diffusion_from_sparse; P of an operator */
    bool is_operator; /* m is P, maybe not reversible */
    struct components components; /* each one's rows in band order where `sparse` is there */
    struct csr
        sparse;   /* m with its rows in the components' order; empty where m has many entries */
    double *root; /* square roots of K's row sums, in that order; NULL of an operator */
    /* after diffusion_next_power: */
    size_t reached;      /* the last t above 1, or 0 */
    struct matrix power; /* the operator to that power; of an affinity its symmetric conjugate */
};

/* Both take m over (also on failure). An affinity is symmetric, not negative; a row without any
 * neighbour stays where it is. An operator's rows are not negative and sum to 1 (to 1e-6). */
struct error *diffusion_from_affinity(struct diffusion *d, struct matrix *m) MUST_CHECK;
struct error *diffusion_from_operator(struct diffusion *d, struct matrix *m) MUST_CHECK;
/* The same of an affinity that is never made dense: without m, such a diffusion has no spectrum and
 * no powers here, but modes (relaxation/relaxation.h). Takes k over. */
struct error *diffusion_from_sparse(struct diffusion *d, struct csr *k) MUST_CHECK;
void diffusion_free(struct diffusion *d);

/* The n values, over all components, in no particular order. */
struct error *diffusion_spectrum(const struct diffusion *d, enum spectrum which,
                                 double *values) MUST_CHECK;

/* P^t, t >= 1, row-stochastic, handed over to `power`; d is used up except for its components,
 * which the caller frees with d. Of an affinity's operator by squaring its symmetric conjugate
 * D^-1/2 K D^-1/2. */
struct error *diffusion_power(struct diffusion *d, size_t t, struct matrix *power) MUST_CHECK;

/* The same, but d stays for later powers, which start from this one: t never falls. The caller
 * frees `power`. */
struct error *diffusion_next_power(struct diffusion *d, size_t t, struct matrix *power) MUST_CHECK;

/* The rows of P^t of one component into `to`, n x n, which may be d->m. */
struct error *diffusion_component_power(struct diffusion *d, size_t component, size_t t,
                                        struct matrix *to) MUST_CHECK;

#endif
