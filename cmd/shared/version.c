#include "version.h"

#include "cli.h"
#include "computing.h"

#include <gd.h>
#include <hdf5.h>
#include <jansson.h>
#include <stdio.h>
#include <xxhash.h>
#include <zlib.h>

/* The versions of the headers: asked for them, the libraries would be loaded by programs that need
 * none. */
static void print_libraries(void)
{
    printf("built with: compiler %s, HDF5 %d.%d.%d, Jansson %s, zlib %s, ", __VERSION__,
           H5_VERS_MAJOR, H5_VERS_MINOR, H5_VERS_RELEASE, JANSSON_VERSION, ZLIB_VERSION);
    printf("xxHash %d.%d.%d, libgd %s\n", XXH_VERSION_MAJOR, XXH_VERSION_MINOR, XXH_VERSION_RELEASE,
           GD_VERSION_STRING);
}

void version_print(bool verbose, const struct computing *how)
{
    printf("%s (phatetools) %s\n", cli_program(), PHATE_VERSION);
    if (!verbose)
        return;
    if (how) {
        char blas[BLAS_TEXT_MAX];
        how->describe(blas);
        printf("%s\n", blas);
    }
    print_libraries();
}
