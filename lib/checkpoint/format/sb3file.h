/* What stable-baselines3 saves: a zip archive whose entry policy.pth is itself a file of torch.save
 * (torchzip.h), stored, and so read in place, and whose entry data is JSON: its numbers become the
 * checkpoint's metadata, num_timesteps as the step. */
#ifndef PHATE_CHECKPOINT_FORMAT_SB3FILE_H
#define PHATE_CHECKPOINT_FORMAT_SB3FILE_H

#include "checkpoint/checkpoint.h"
#include "checkpoint/zip/zipfile.h"

/* As `recognise` and `open` of struct checkpoint_format, for an archive. */
bool sb3file_recognise(const struct zipfile *z);
struct error *sb3file_open(struct checkpoint *c, const struct opening *o,
                           const struct zipfile *z) MUST_CHECK;

#endif
