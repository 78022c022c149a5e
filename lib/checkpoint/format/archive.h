/* Checkpoints that are zip archives: what is in them tells which kind they are. */
#ifndef PHATE_ARCHIVE_H
#define PHATE_ARCHIVE_H

#include "checkpoint/checkpoint.h"

extern const struct checkpoint_format archive_format;

#endif
