/* Which entry of a folder holds the network's weights: a file, or the index of several files.
 *
 * Trainers put much beside the weights (the optimiser's state, a tokeniser, arguments), so only
 * known names count, of these sorts, the preferred one first:
 *   safetensors   NAME.safetensors, NAME.safetensors.index.json
 *   PyTorch       pytorch_model.bin, diffusion_pytorch_model.bin and their variants,
 *                 NAME.bin.index.json
 *   Keras         NAME.weights.h5, NAME.weights.json (an index), tf_model.h5
 *   distributed   pytorch_model_fsdp_0, a folder of torch.distributed.checkpoint that Accelerate
 *                 writes
 * The files that an index names are not choices themselves. */
#ifndef PHATE_CHECKPOINT_FOLDER_WEIGHTS_H
#define PHATE_CHECKPOINT_FOLDER_WEIGHTS_H

#include "base/error.h"
#include "base/text/strlist.h"

#include <stdbool.h>

struct weights {
    const char *name;  /* in the list of names, which owns it */
    const char *other; /* of a sort that is not preferred, and so is not read; or NULL */
};

/* Whether one of the folder's names is one of weights. */
bool weights_are_in(const struct strlist *names);

/* Chooses. Fails, naming the choices, if the preferred sort has several; `folder` is for the
 * message, which does not begin with it. */
struct error *weights_choose(const struct strlist *names, const char *folder,
                             struct weights *w) MUST_CHECK;

#endif
