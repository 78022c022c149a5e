/* The work of snapcat. Reads checkpoints; writes text records of rows (row_table.h) and of tensors
 * (tensor_table.h), and a record of snapshots: panels, float32 if every element fits it, else
 * float64; the attribute "params" is the number of columns. Of a part of the columns
 * (stream/record/part.h) the records have these alone. */
#ifndef PHATE_SNAPSHOT_CONCAT_H
#define PHATE_SNAPSHOT_CONCAT_H

#include "base/report.h"
#include "base/text/strlist.h"
#include "checkpoint/checkpoint.h"
#include "checkpoint/choice/tensor_choice.h"
#include "snapshot/rows/name_template.h"
#include "snapshot/snapshots.h"
#include "stream/writer.h"

/* Files whose tensors are not those of the first file, or cannot be compared, and why; parallel
 * lists. */
struct concat_differing {
    struct strlist files, reasons;
};

struct concat {
    struct strlist files;                /* checkpoints, one per row */
    bool as_given;                       /* rows in the order of `files`; else run by run, each in
                                            step order (run/runs.h), where that is known */
    struct strlist tables;               /* paths of tables joined to the rows; see row_table.h */
    struct name_template *name_template; /* NULL: none */
    struct substitution_list renames;    /* of tensors: hints.renames may point here */
    struct checkpoint_hints hints;
    struct tensor_choice choice;
    struct part part;    /* which columns are read; {0}: all */
    bool skip_bad;       /* leave out files that are not sound checkpoints */
    bool skip_nonfinite; /* read every file twice, and leave out files with NaN or infinity */
    struct concat_differing *differing; /* receives the files that differ, which are left out; NULL:
                                           one that differs is an error */
};

/* Appends the paths in a list, one per line; empty lines are skipped; "-" is standard input. */
struct error *concat_list(struct concat *work, const char *list) MUST_CHECK;

/* Writes, for each file, the list of its tensors, and which of them are compared. */
struct error *concat_list_tensors(const struct concat *work, struct writer *out) MUST_CHECK;

/* Describes all files, puts them in order, and joins the tables to their rows; the caller frees the
 * set, which is all zero before but for what a caller sets in it. Fails where there are no
 * files. */
struct error *concat_describe(const struct concat *work, struct snapshots *s,
                              struct report *report) MUST_CHECK;

/* Leaves out the set's snapshots with NaN or infinity, which takes a reading of all; notes how
 * many. Fails where none is left. */
struct error *concat_leave_out_nonfinite(struct snapshots *s, struct report *report) MUST_CHECK;

/* Columns of the panels in which so many rows are written: a few megabytes. */
size_t concat_panel_width(enum phm_type type, size_t rows, size_t cols);

/* Reads and checks all descriptions and the first panel before it writes anything: snapshots that
 * fit in one panel are written only after all checks. */
struct error *concat_write(const struct concat *work, struct writer *out, const char *provenance,
                           struct report *report) MUST_CHECK;

/* The same for a set of concat_describe. */
struct error *concat_write_set(const struct snapshots *s, struct writer *out,
                               const char *provenance, struct report *report) MUST_CHECK;

void concat_free(struct concat *work);

#endif
