/* A set of snapshots: checkpoints whose chosen tensors agree in name and shape, so that each is one
 * row of a matrix. A row is the tensors in name order, each flattened in C order.
 *
 * Of each file there is kept what it takes to read it; names and shapes are kept once, and where
 * tensors lie only once for successive files laid out alike. */
#ifndef PHATE_SNAPSHOT_SNAPSHOTS_H
#define PHATE_SNAPSHOT_SNAPSHOTS_H

#include "checkpoint/cursor.h"
#include "checkpoint/tensor_choice.h"
#include "stream/record/record.h"
#include "stream/table/table.h"

struct snapshot {
    struct checkpoint file; /* paths and stamps; no tensors */
    uint64_t base;          /* the lowest of the places' offsets, which are counted from it */
    struct place *places;   /* one a tensor; may be shared with the snapshot before */
    bool shares_places;
};

struct snapshots {
    struct snapshot *at;
    size_t count, room;
    struct tensor *tensors; /* those chosen, in name order: names, shapes, counts */
    size_t tensor_count;
    size_t *starts;          /* the first column of each tensor; at the end the number of columns */
    char *first;             /* the path of the file that names and shapes are from */
    size_t untrained;        /* its tensors left out because they are not trained */
    char *untrained_example; /* the name of one, or NULL */
    enum phm_type type;      /* PHM_F32 where every tensor of every file fits float32 exactly */
    struct table rows;       /* a row a snapshot: path and metadata */
};

#define SNAPSHOT_FINITE ((size_t)-1)

/* Adds a checkpoint, and takes over what *c holds, also on failure; *s is all zero before the
 * first. Fails where the first has no tensor that is chosen, and where another differs from the
 * first, naming both files and the first difference. */
struct error *snapshots_add(struct snapshots *s, struct checkpoint *c,
                            const struct tensor_choice *choice) MUST_CHECK;
size_t snapshots_params(const struct snapshots *s); /* columns */

/* Columns [first, first + count) of a snapshot into `to`, float or double as s->type says; the
 * cursor is on its file. *bad is the first of these columns that is NaN or infinite, or
 * SNAPSHOT_FINITE. */
struct error *snapshots_read(const struct snapshots *s, size_t snapshot, struct cursor *cursor,
                             size_t first, size_t count, void *to, size_t *bad) MUST_CHECK;

/* "FILE: tensor NAME: element INDEX: ...", of the tensor that the column belongs to. */
struct error *snapshots_error_nonfinite(const struct snapshots *s, size_t snapshot,
                                        size_t column) MUST_CHECK;

/* Removes the snapshots whose flag is false, with their rows. */
void snapshots_filter(struct snapshots *s, const bool *keep);
void snapshots_free(struct snapshots *s);

#endif
