/* What --version prints: "knnaff (phatetools) 1.0"; with --verbose also the BLAS in use, with its
 * kernels and threads, and what the program was built with. */
#ifndef PHATE_VERSION_H
#define PHATE_VERSION_H

#include <stdbool.h>

void version_print(bool verbose);

#endif
