/* What LAPACK's status numbers mean. */
#ifndef PHATE_LAPACK_H
#define PHATE_LAPACK_H

#include "error.h"

/* NULL where `status`, of the routine of that name, is 0. `what` is what was computed; `remedy` is
 * for a routine that did not converge, or was given what is not finite. Where every status is
 * checked so, LAPACKE itself prints nothing. */
struct error *lapack_check(const char *what, const char *routine, int status,
                           const char *remedy) MUST_CHECK;

#endif
