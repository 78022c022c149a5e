/* The start of OpenBLAS and OpenMP where memory or threads are limited.
 *
 * OpenBLAS has a buffer of 128 MB of address space, of which it touches few pages, for each thread
 * of its own and each thread that calls it. Where it gets none it tries again for ever: 0.3.21 in
 * its threads and in the first call, 0.3.29 before main (blas_memory_alloc). Where a thread cannot
 * start, OpenBLAS or OpenMP prints several lines and ends the process. So where either may happen
 * BLAS starts with one thread: the program starts anew, before the constructors of its libraries,
 * with the environment of blas_small_environment. blas_begin then looks whether there is room for
 * the other threads, and takes it before anything else can. */
#ifndef PHATE_BLAS_START_H
#define PHATE_BLAS_START_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

/* ---- before main, when no library has started ---- */

/* Whether memory or threads may run short. */
bool blas_is_limited(void);
/* Whether BLAS would start with one thread, */
bool blas_starts_small(char *const environment[]);
/* and whether there is room for that one. */
bool blas_start_fits(void);
/* A copy of the environment with which BLAS starts with one thread, and which tells blas_begin how
 * many the user wants. The caller frees the array alone; NULL if memory is short. */
char **blas_small_environment(char *const environment[]);

/* ---- in main ---- */

/* Before the first parallel region and the first call of BLAS: sets the number of threads of both
 * to count, or leaves it as it is (0). Fails where limits leave no room for so many. Undoes what
 * blas_small_environment did, for the sake of the programs that this one starts. */
struct error *blas_begin(size_t count) MUST_CHECK;

#endif
