/* What --version prints: "knnaff (phatetools) 1.0"; with --verbose also the BLAS in use, with its
 * kernels and threads (how is NULL: the program calls none), and what the program was built with.
 */
#ifndef PHATE_VERSION_H
#define PHATE_VERSION_H

#include <stdbool.h>

struct computing;

void version_print(bool verbose, const struct computing *how);

#endif
