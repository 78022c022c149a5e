/* The work of snapcat --cka. Reads files of activations, each of the same samples in another
 * network or at another step: N samples x features, whose number and shape may differ from file to
 * file. Writes the text record of rows that concat.h writes, and a record of snapshots in panels of
 * float64, whose rows are those of hsic.h: the products of snapshots are HSIC, their cosines are
 * CKA. Its attribute "samples" is N, "hsic" the estimator. There is no record of tensors: columns
 * are pairs of samples.
 *
 * Of each file the choice must leave exactly one tensor, which may have another name in every
 * file. */
#ifndef PHATE_SNAPSHOT_ACTIVATIONS_ACTIVATIONS_H
#define PHATE_SNAPSHOT_ACTIVATIONS_ACTIVATIONS_H

#include "representation/hsic.h"
#include "snapshot/concat.h"

/* Memory is that of two N x N matrices, or one and a strip of features; the rows wait in a
 * temporary file. Nothing is written before all files have been read. Of the work, its choice must
 * be of activations, and what is about the parameters of networks is not looked at. Fails where
 * files are not of one N, or of too few samples; where the choice leaves no tensor of a file, or
 * several; and where numbers are not finite, or hsic_row fails: these errors name file and
 * tensor. */
struct error *activations_write(const struct concat *work, enum hsic estimator, struct writer *out,
                                const char *provenance, struct report *report) MUST_CHECK;

#endif
