/* The runs that are to be aligned: their snapshots, and the network whose labelling they get. */
#ifndef PHATE_ALIGNMENT_ROSTER_H
#define PHATE_ALIGNMENT_ROSTER_H

#include "run/runs.h"
#include "snapshot/concat.h"

struct roster { /* {0} is empty */
    struct snapshots set;
    struct runs runs;        /* of the set's rows */
    size_t reference;        /* a run, or runs.count: the network of */
    char *outside;           /* this file; NULL with a run */
    struct snapshots beside; /* its columns are those of the set; its last snapshot is this file */
};

/* Describes the files, of which those with NaN are left out if files->skip_nonfinite is set, and
 * finds their runs. `to` is a run's name or, where no run has this name, a file; NULL: the first
 * run. Fails as concat_describe does; where a snapshot is in no run, or without a step among others
 * that have one, so that a run's last snapshot is not known; where `to` is neither; and where there
 * is nothing to align: one run, with no other reference. The caller frees r. */
struct error *roster_open(struct roster *r, const struct concat *files, const char *to,
                          struct report *report) MUST_CHECK;
void roster_free(struct roster *r);

/* The set and the row of the network that run `run` is matched by, its last snapshot; of
 * runs.count, of the outside file. */
const struct snapshots *roster_snapshot(const struct roster *r, size_t run, size_t *row);

/* Its path. */
const char *roster_path(const struct roster *r, size_t run);

/* The run's name; "all" of one without a name, and of runs.count the file. */
const char *roster_name(const struct roster *r, size_t run);

#endif
