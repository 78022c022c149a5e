/* What an audit reads: checkpoints, or a stream of snapshots. Both are read once, ahead of the
 * arithmetic. */
#ifndef PHATE_AUDIT_INPUT_INPUT_H
#define PHATE_AUDIT_INPUT_INPUT_H

#include "audit/audit.h"
#include "snapshot/concat.h"

/* Appends what is found in checkpoints to `out`, a table of findings (audit/findings.h): also files
 * whose tensors differ in name or shape from those of the first file, or cannot be compared, and
 * which are left out, and files that store a tensor in another type. Fails where a file is not a
 * sound checkpoint. */
struct error *audit_input_checkpoints(struct concat *work, const struct audit_options *options,
                                      struct table *out, struct report *report) MUST_CHECK;

/* The same of all records of kind snapshots in a stream; path NULL or "-": standard input. Without
 * a table of rows, a note says that all rows are taken as one run. Fails where the stream has
 * none. */
struct error *audit_input_stream(const char *path, const struct audit_options *options,
                                 struct table *out, struct report *report) MUST_CHECK;

/* Whether a file is a stream: "-", one that begins as a stream does, or neither a regular file nor
 * a folder. False where it cannot be opened. */
bool audit_input_is_stream(const char *path);

#endif
