/* Preloaded, makes OpenBLAS say that it runs kernels for Haswell unless OPENBLAS_CORETYPE has
 * chosen others: so do releases that do not know an AVX-512 processor. */
#include <dlfcn.h>
#include <stdlib.h>

char *openblas_get_corename(void);

char *openblas_get_corename(void)
{
    static char older[] = "Haswell";
    char *(*own)(void);
    *(void **)&own = dlsym(RTLD_NEXT, "openblas_get_corename");
    return getenv("OPENBLAS_CORETYPE") && own ? own() : older;
}
