#include "lapack.h"

#include <lapacke.h>

/* Takes the place of LAPACKE's, which prints to standard output, and so into the stream. */
void LAPACKE_xerbla(const char *name, lapack_int info)
{
    (void)name;
    (void)info;
}

struct error *lapack_check(const char *what, const char *routine, int status, const char *remedy)
{
    if (status == 0)
        return NULL;
    if (status == LAPACK_WORK_MEMORY_ERROR || status == LAPACK_TRANSPOSE_MEMORY_ERROR)
        return error_memory(what);
    return error_new("%s: LAPACK's %s failed (%d): %s", what, routine, status, remedy);
}
