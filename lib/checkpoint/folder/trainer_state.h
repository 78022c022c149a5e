/* What the transformers library's Trainer says of a checkpoint in its trainer_state.json: the step
 * ("global_step"), the epoch, and the numbers that were logged at this step ("log_history"): loss,
 * eval_loss, learning_rate and so on. */
#ifndef PHATE_CHECKPOINT_FOLDER_TRAINER_STATE_H
#define PHATE_CHECKPOINT_FOLDER_TRAINER_STATE_H

#include "checkpoint/checkpoint.h"

/* Appends these to the checkpoint's metadata, if the folder has the file. Where one number was
 * logged twice, the last prevails. Fails if the file is not such a state; the error names
 * the file. */
struct error *trainer_state_take(struct checkpoint *c, const char *folder) MUST_CHECK;

#endif
