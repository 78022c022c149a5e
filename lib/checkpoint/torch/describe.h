/* PyTorch's checkpoints, as torch.save writes them.
 *
 * Since torch 1.6 they are zip archives: NAME/data.pkl describes the tensors, NAME/data/KEY holds
 * the bytes of a storage, NAME/byteorder (newer ones) says which way they are. Before, they were
 * five pickles (a magic number, the protocol, what the machine is like, the description, the keys
 * of the storages) and the storages one after the other, each behind its number of elements. */
#ifndef PHATE_TORCHFILE_H
#define PHATE_TORCHFILE_H

#include "checkpoint/checkpoint.h"
#include "checkpoint/zip/zipfile.h"

/* The older format. */
extern const struct checkpoint_format torchlegacy_format;

/* The newer: whether an archive is one, and its description, as in struct checkpoint_format. */
bool torchzip_recognise(const struct zipfile *z);
struct error *torchzip_open(struct checkpoint *c, const struct opening *o,
                            const struct zipfile *z) MUST_CHECK;

/* A description longer than this is refused: parsing takes memory of many times that. */
enum { TORCH_PICKLE_MAX = 64 << 20 };

#endif
