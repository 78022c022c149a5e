/* Files that hold nothing but little-endian numbers: a checkpoint of one tensor, called "raw". The
 * content does not tell the format; the user does (checkpoint_hints). */
#ifndef PHATE_CHECKPOINT_FORMAT_RAWFILE_H
#define PHATE_CHECKPOINT_FORMAT_RAWFILE_H

#include "checkpoint/checkpoint.h"

extern const struct checkpoint_format rawfile_format;

#endif
