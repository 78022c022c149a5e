/* Checkpoints that are zip archives: their entries tell which kind they are. */
#ifndef PHATE_CHECKPOINT_FORMAT_ARCHIVE_H
#define PHATE_CHECKPOINT_FORMAT_ARCHIVE_H

#include "checkpoint/checkpoint.h"

extern const struct checkpoint_format archive_format;

#endif
