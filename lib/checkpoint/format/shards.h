/* Checkpoints in several files, as the transformers library writes large ones: a JSON file
 * (model.safetensors.index.json, pytorch_model.bin.index.json) whose "weight_map" says which tensor
 * is in which of the files beside it. These files are checkpoints of any format whose tensors are
 * not packed. In Keras's index (NAME.weights.json) the weight_map says which group of tensors is in
 * which file, or in which of several files. */
#ifndef PHATE_CHECKPOINT_FORMAT_SHARDS_H
#define PHATE_CHECKPOINT_FORMAT_SHARDS_H

#include "checkpoint/checkpoint.h"

extern const struct checkpoint_format shards_format;

#endif
