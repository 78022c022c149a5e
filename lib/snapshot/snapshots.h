/* A set of snapshots: checkpoints whose chosen tensors match (matching.h), so that each checkpoint
 * is one row of a matrix. A row is the tensors in the first checkpoint's name order, each flattened
 * in C order.
 *
 * For each file the set keeps only what reading it needs. Names and shapes are stored once; tensor
 * places are shared by consecutive files with the same layout. */
#ifndef PHATE_SNAPSHOT_SNAPSHOTS_H
#define PHATE_SNAPSHOT_SNAPSHOTS_H

#include "base/report.h"
#include "checkpoint/choice/left_out.h"
#include "checkpoint/choice/tensor_choice.h"
#include "checkpoint/cursor.h"
#include "snapshot/matching.h"
#include "stream/record/panel.h"
#include "stream/record/part.h"
#include "stream/record/record.h"
#include "stream/table/table.h"

/* Where the tensors of the snapshots that share it lie. */
struct layout {
    size_t users; /* snapshots */
    size_t count; /* tensors */
    struct place places[];
};

struct snapshot {
    struct checkpoint file; /* paths and stamps; no tensors */
    uint64_t base;          /* the lowest tensor's offset in the file; places count from it */
    struct layout *layout;
};

/* Gives the elements of tensors in place of the files' own, as for networks whose units are put in
 * another order. */
struct snapshots_view {
    void *context;
    /* Elements [first, first + count) of the set's tensor `index`, which is *t in the snapshot, as
     * float or double by the set's type. Several threads call, each for other snapshots. The pieces
     * of a snapshot come in order. */
    struct error *(*read)(void *context, size_t snapshot, size_t index, struct cursor *cursor,
                          const struct tensor *t, size_t first, size_t count, void *to);
};

struct snapshots {
    struct snapshot *at;
    size_t count, room;
    struct tensor *tensors; /* the chosen ones, in name order: names, shapes, counts */
    size_t tensor_count;
    size_t *starts;           /* the first column of each tensor; then the number of columns */
    size_t begin, end;        /* the columns that are read: all, or of snapshots_take_part */
    struct part part;         /* which those are */
    char *first;              /* the path of the file that gave names and shapes */
    struct matching matching; /* of later files' tensors with that file's */
    char *by_order;           /* what matching_find says of the first file of which it does, */
    size_t by_order_count;    /* of so many */
    struct left_out left_out; /* of all files */
    enum phm_type type;       /* PHM_F32 if every tensor of every file fits float32 exactly */
    struct table rows;        /* one row per snapshot: path and metadata */
    bool takes_factors;       /* set by the caller: factors of LoRA (lora/factors.h) are compared */
    bool takes_nonfinite;     /* set by the caller: reading does not look for NaN and infinities */
    const struct snapshots_view *view; /* set by the caller; NULL: the files' own elements */
};

#define SNAPSHOT_FINITE ((size_t)-1)

/* Adds a checkpoint, and takes over what *c holds, even on failure; *s is all zero before the first
 * call. Fails if the first checkpoint has no chosen tensor, if a chosen tensor is unreadable, and
 * if a later checkpoint differs from the first, naming both files and the first difference. */
struct error *snapshots_add(struct snapshots *s, struct checkpoint *c,
                            const struct tensor_choice *choice) MUST_CHECK;

/* Sets of[i], for each of the set's tensors, to the index in c->tensors of the tensor that a row of
 * c would have there. Fails as snapshots_add does. */
struct error *snapshots_match(const struct snapshots *s, const struct checkpoint *c,
                              const struct tensor_choice *choice, size_t *of) MUST_CHECK;

/* A note that says which names were matched by order, if any were. */
void snapshots_report_order(const struct snapshots *s, struct report *report);

size_t snapshots_params(const struct snapshots *s); /* columns */

/* Narrows the columns that are read to a part of them, by the bytes that each tensor's elements
 * have in the first file. Of {0} all are left. Fails where there are more parts than columns. */
struct error *snapshots_take_part(struct snapshots *s, const struct part *part) MUST_CHECK;

/* The columns of a tensor that are read, counted from its first. */
struct span snapshots_piece(const struct snapshots *s, size_t tensor);

/* Sets params, and of a part also part and whole, in the header of a record of these snapshots. */
struct error *snapshots_put_share(const struct snapshots *s, struct record *r) MUST_CHECK;

/* Reads columns [first, first + count) of a snapshot into `to`, as float or double by s->type; the
 * cursor is on the snapshot's file. *bad is the first of these columns that is NaN or infinite, or
 * SNAPSHOT_FINITE, as where the set takes them. */
struct error *snapshots_read(const struct snapshots *s, size_t snapshot, struct cursor *cursor,
                             size_t first, size_t count, void *to, size_t *bad) MUST_CHECK;

/* "FILE: tensor NAME: element INDEX: ...", of the tensor that the column belongs to. */
struct error *snapshots_error_nonfinite(const struct snapshots *s, size_t snapshot,
                                        size_t column) MUST_CHECK;

/* Removes the snapshots whose flag is false, with their rows. */
void snapshots_filter(struct snapshots *s, const bool *keep);
/* Snapshot i becomes what snapshot order[i] was, with its row; `order` is a permutation. */
struct error *snapshots_reorder(struct snapshots *s, const size_t *order) MUST_CHECK;
void snapshots_free(struct snapshots *s);

#endif
