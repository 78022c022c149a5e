/* All whole records of some logs of sketches (log_scan.h): where they are, and what they say. */
#ifndef PHATE_SNAPSHOT_SKETCH_LOG_SET_H
#define PHATE_SNAPSHOT_SKETCH_LOG_SET_H

#include "base/report.h"
#include "snapshot/concat.h"
#include "snapshot/sketch/log_scan.h"
#include "stream/table/table.h"

struct log_item {
    size_t log; /* index of the file */
    uint64_t payload;
    struct part_share share;
    struct log_times times;
};

struct log_set {
    struct strlist files;
    struct log_item *items; /* in the order of the files, and in each as it stands there */
    size_t count, room;
    struct table rows;      /* one per item: file, and a column for each attribute row.NAME */
    size_t numbers, params; /* of all sketches; params: of a whole */
    uint64_t seed;
    uint64_t tensors;   /* of all that tell theirs; */
    bool tensors_given; /* all do */
    bool tensors_met;   /* some do */
};

/* Reads and checks all records of the work's files, and adds what the template of names says. A
 * note per file tells what was lost. Fails where a file has no whole record (or, with skip_bad,
 * where none has), where a number is not finite, and where sketches have other numbers, seeds or
 * parameters. The set is all zero before; the caller frees it, also after a failure. */
struct error *log_set_read(struct log_set *set, const struct concat *work,
                           struct report *report) MUST_CHECK;
void log_set_free(struct log_set *set);

#endif
