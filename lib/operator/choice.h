/* Which powers of an operator are taken: those asked for, the knee of its entropy curve, or its
 * relaxation time. */
#ifndef PHATE_OPERATOR_CHOICE_H
#define PHATE_OPERATOR_CHOICE_H

#include "operator/powers.h"
#include "phate/diffusion.h"
#include "phate/entropy.h"
#include "relaxation/relaxation.h"
#include "stream/record/record.h"
#include "stream/writer.h"

struct choice {
    struct powers powers;
    enum spectrum spectrum;     /* of the curve */
    struct entropy_scale scale; /* its powers */
    const char *curve_file;     /* or NULL */
};

/* Whether a diffusion that has its matrix is needed: for the curve. */
bool choice_needs_matrix(const struct choice *c);

/* The powers, at least one, into `powers`, and the relaxation where that was chosen. The caller
 * frees r, also on failure, and commits *curve, which becomes the curve's file: made from `source`,
 * by the program of that line of provenance (curve_write); NULL will do where there is none. */
struct error *choice_make(const struct choice *c, const struct diffusion *d,
                          const struct record *source, const char *provenance,
                          struct powers *powers, struct relaxation *r,
                          struct writer **curve) MUST_CHECK;

/* " (the entropy's knee)", or what else made a power of c. */
const char *choice_reason(const struct choice *c);

#endif
