/* Files that are nothing but numbers, little-endian: a checkpoint of one tensor, called "raw". No
 * content tells them; the user does (checkpoint_hints). */
#ifndef PHATE_CHECKPOINT_FORMAT_RAWFILE_H
#define PHATE_CHECKPOINT_FORMAT_RAWFILE_H

#include "checkpoint/checkpoint.h"

extern const struct checkpoint_format rawfile_format;

#endif
