/* Folders that hold one network: what Trainer.save_model, save_pretrained and accelerate's
 * save_state of the Hugging Face libraries write, and other folders with one file, or one index, of
 * weights (weights.h). The state of training beside it gives metadata (trainer_state.h). */
#ifndef PHATE_CHECKPOINT_FOLDER_MODEL_FOLDER_H
#define PHATE_CHECKPOINT_FOLDER_MODEL_FOLDER_H

#include "base/text/strlist.h"
#include "checkpoint/checkpoint.h"

extern const struct checkpoint_format model_folder_format;

bool model_folder_recognise(const struct strlist *names);

#endif
