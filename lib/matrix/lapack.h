/* LAPACK's status numbers as errors, and routines that need help. */
#ifndef PHATE_MATRIX_LAPACK_H
#define PHATE_MATRIX_LAPACK_H

#include "base/error.h"
#include "matrix/matrix.h"

/* NULL where `status`, returned by the LAPACK routine of that name, is 0. `what` names the result;
 * `remedy` is for a routine that did not converge, or that was given numbers that are not finite.
 * Since every status is checked this way, LAPACKE itself prints nothing. */
struct error *lapack_check(const char *what, const char *routine, int status,
                           const char *remedy) MUST_CHECK;

/* The eigenpairs of the vector->rows largest eigenvalues, ascending.
 * m       n x n, symmetric, both triangles filled; overwritten.
 * value   receives the eigenvalues.
 * vector  count x n, receives the eigenvectors, each a row of unit length.
 * `what` and `remedy` as above. */
struct error *lapack_largest_eigenpairs(struct matrix *m, double *value, struct matrix *vector,
                                        const char *what, const char *remedy) MUST_CHECK;

#endif
