/* Folders that torch.distributed.checkpoint.save wrote: an index, .metadata, and files *.distcp, as
 * many as processes wrote. Tensors are assembled from their parts (assembly.h), in whatever way
 * they were cut. */
#ifndef PHATE_CHECKPOINT_DCP_DCPFOLDER_H
#define PHATE_CHECKPOINT_DCP_DCPFOLDER_H

#include "checkpoint/checkpoint.h"

/* Whether a folder with entries of these (sorted) names is one, perhaps still being written. */
bool dcpfolder_recognise(const struct strlist *names);

/* Items that are scalars, in the state_dict or in a dictionary around it, become metadata. Tensors
 * outside of the state_dict keep all keys of their paths in their names; they are an optimiser's,
 * or stand beside the state_dict. */
extern const struct checkpoint_format dcpfolder_format;

#endif
