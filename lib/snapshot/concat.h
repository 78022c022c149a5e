/* The work of snapcat: checkpoints in; records of rows and of tensors (text; row_table.h and
 * tensor_table.h say what) and a record of snapshots (panels, float32 where every element fits it,
 * else float64; attr "params": columns) out. */
#ifndef PHATE_SNAPSHOT_CONCAT_H
#define PHATE_SNAPSHOT_CONCAT_H

#include "base/output.h"
#include "base/report.h"
#include "base/text/strlist.h"
#include "checkpoint/checkpoint.h"
#include "checkpoint/tensor_choice.h"
#include "snapshot/name_template.h"
#include "stream/writer.h"

struct concat {
    struct strlist files;                /* checkpoints, one a row, in order */
    struct strlist tables;               /* paths of tables joined to the rows; see row_table.h */
    struct name_template *name_template; /* NULL: none */
    struct checkpoint_hints hints;
    struct tensor_choice choice;
    bool skip_bad;       /* leaves out files that are no sound checkpoints */
    bool skip_nonfinite; /* reads every file twice, and leaves out those with a NaN or infinity */
};

/* Appends the paths in a list: one a line, empty lines passed over; "-" is standard input. */
struct error *concat_list(struct concat *work, const char *list) MUST_CHECK;

/* Writes a list of each file's tensors, and which of them are compared. */
struct error *concat_list_tensors(const struct concat *work, struct output *out) MUST_CHECK;

/* All descriptions are read and checked before anything is written, and the first panel before its
 * record is begun: what fits one panel is written after all checks. */
struct error *concat_write(const struct concat *work, struct writer *out, const char *provenance,
                           struct report *report) MUST_CHECK;

void concat_free(struct concat *work);

#endif
