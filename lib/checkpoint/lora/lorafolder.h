/* LoRA adapters as the peft library saves them: a folder with adapter_config.json and the factors
 * in adapter_model.safetensors or .bin. The tensors are the products of the factors (factors.h),
 * and what else was trained (modules_to_save). r and lora_alpha are metadata; so is what
 * trainer_state.json says, if it is there (folder/trainer_state.h). With hints->raw_factors the
 * tensors are the factors. */
#ifndef PHATE_CHECKPOINT_LORA_LORAFOLDER_H
#define PHATE_CHECKPOINT_LORA_LORAFOLDER_H

#include "base/text/strlist.h"
#include "checkpoint/checkpoint.h"

extern const struct checkpoint_format lorafolder_format;

bool lorafolder_recognise(const struct strlist *names);

#endif
