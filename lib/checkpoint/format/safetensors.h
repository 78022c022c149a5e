/* The safetensors format (https://github.com/huggingface/safetensors): the length of a JSON header,
 * the header, then the tensors' data without overlaps or holes. Strings in its __metadata__ that
 * are one short line become the checkpoint's metadata. */
#ifndef PHATE_CHECKPOINT_FORMAT_SAFETENSORS_H
#define PHATE_CHECKPOINT_FORMAT_SAFETENSORS_H

#include "checkpoint/checkpoint.h"

extern const struct checkpoint_format safetensors_format;

#endif
