/* The index of a folder that torch.distributed.checkpoint wrote: .metadata, a pickle of the class
 * Metadata (torch/distributed/checkpoint/metadata.py). state_dict_metadata gives each tensor's
 * shape and the boxes it was cut into; storage_data says which bytes of which file hold each box,
 * and each item that is not a tensor; planner_data splits the flattened names into the keys of the
 * nested dictionaries that were saved. */
#ifndef PHATE_CHECKPOINT_DCP_METADATA_H
#define PHATE_CHECKPOINT_DCP_METADATA_H

#include "base/arena.h"
#include "checkpoint/checkpoint.h"
#include "checkpoint/pickle/pickle.h"

enum { DCP_DEPTH_MAX = 64 };

struct dcp_item {
    const char *name;  /* flattened: "model.fc.weight" */
    const char **path; /* the keys from the outermost dictionary inwards: "model", "fc.weight" */
    size_t depth;      /* keys: 1 to DCP_DEPTH_MAX */
    uint64_t numbers;  /* bit k: key k is the number of an entry of a list */
    bool is_tensor;    /* and then: */
    bool is_float;     /* its type is of floating point, or is not read; */
    bool is_parameter; /* it requires a gradient */
    size_t dims;
    const size_t *shape;
};

/* Bytes [offset, offset + length) of a file: a box of a tensor, or an item that is not a tensor. */
struct dcp_record {
    const char *file; /* its name in the folder */
    uint64_t offset, length;
    size_t item;                /* which */
    const size_t *first, *size; /* the box, per dimension; NULL: not a tensor */
};

struct dcp_metadata {
    struct dcp_item *items; /* sorted by path */
    size_t count;
    struct dcp_record *records; /* sorted by file and offset; they do not overlap */
    size_t record_count;
    struct arena arena; /* memory that the others point to, besides the pickle's */
};

/* Reads the index from its pickle, which must outlive it. Texts are single lines of UTF-8, and each
 * file is in the folder itself. Fails if the pickle is not an index, or a tensor's box has no
 * bytes, or the bytes were transformed (compressed). Then nothing is owed; the errors do not name
 * the file. */
struct error *dcp_metadata_read(struct dcp_metadata *m, const struct pickle *p) MUST_CHECK;
void dcp_metadata_free(struct dcp_metadata *m);

#endif
