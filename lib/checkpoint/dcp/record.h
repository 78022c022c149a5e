/* One record of a .distcp file: a complete archive of torch.save that holds one tensor (a box of a
 * larger one, perhaps) or one scalar. */
#ifndef PHATE_CHECKPOINT_DCP_RECORD_H
#define PHATE_CHECKPOINT_DCP_RECORD_H

#include "checkpoint/dcp/metadata.h"
#include "checkpoint/torch/state.h"

/* An open .distcp file: fd, size, and the number that it has in the checkpoint. */
struct dcp_file {
    int fd;
    uint64_t size;
    size_t number;
};

/* Adds the record's tensor to t as a part, or sets t->unreadable. Fails if it is not a tensor of
 * the record's size. */
struct error *dcp_record_tensor(const struct dcp_record *record, const struct dcp_file *file,
                                struct tensor *t) MUST_CHECK;

/* The record's scalar as text; empty if it is something else. */
struct error *dcp_record_scalar(const struct dcp_record *record, const struct dcp_file *file,
                                char text[TORCH_SCALAR_ROOM]) MUST_CHECK;

#endif
