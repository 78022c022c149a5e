/* A NumPy .npy file as a checkpoint of one tensor. It has no name in the file, and that of the file
 * is different for each snapshot, so it is called "array". */
#ifndef PHATE_NPYFILE_H
#define PHATE_NPYFILE_H

#include "checkpoint.h"

extern const struct checkpoint_format npyfile_format;

#endif
