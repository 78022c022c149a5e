#include "alignment/weights.h"

#include "base/size.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

enum { STEP = 1 << 12 }; /* columns that are read at once */

/* float32 has the greatest number of a network, and those 1e-15 times as small, or the network is
 * not matched. */
#define GREATEST_LEAST 1e-30

/* Rounds to float. *greatest becomes the greatest magnitude, at least what it was. */
static void take_wide(const double *wide, size_t count, float *to, double *greatest)
{
    for (size_t i = 0; i < count; i++) {
        to[i] = (float)wide[i];
        *greatest = fmax(*greatest, fabs(wide[i]));
    }
}

/* Reads columns [first, first + count), at most STEP, as float. Of float64 *greatest grows. */
static struct error *read_piece(const struct snapshots *s, size_t row, struct cursor *cursor,
                                size_t first, size_t count, float *to, double *greatest)
{
    struct error *err;
    double wide[STEP];
    size_t bad;
    bool narrow = s->type == PHM_F32;
    void *piece = narrow ? (void *)to : wide;
    TRY(snapshots_read(s, row, cursor, first, count, piece, &bad));
    if (bad != SNAPSHOT_FINITE)
        TRY(snapshots_error_nonfinite(s, row, bad));
    if (!narrow)
        take_wide(wide, count, to, greatest);
out:
    return err;
}

static struct error *check_greatest(const struct snapshots *s, size_t row, double greatest)
{
    if (greatest == 0 || (greatest >= GREATEST_LEAST && greatest <= (double)FLT_MAX))
        return NULL;
    return error_new("%s: its greatest number is %g, and the search is in float32: multiply or "
                     "divide its numbers by a power of two",
                     s->at[row].file.path, greatest);
}

static struct error *read_row(const struct snapshots *s, size_t row, float *to)
{
    struct error *err;
    struct cursor cursor = {0};
    size_t params = snapshots_params(s);
    double greatest = 0;
    TRY(cursor_open(&cursor, &s->at[row].file));
    for (size_t at = 0, count; at < params; at += count) {
        count = size_min(params - at, STEP);
        TRY(read_piece(s, row, &cursor, at, count, to + at, &greatest));
    }
    TRY(cursor_check_unchanged(&cursor));
    TRY(check_greatest(s, row, greatest));
out:
    cursor_close(&cursor);
    return err;
}

struct error *weights_read(struct weights *w, const struct roster *r, const struct network *n,
                           size_t run)
{
    struct error *err;
    size_t row;
    const struct snapshots *s = roster_snapshot(r, run, &row);
    *w = (struct weights){.values = calloc(snapshots_params(s), sizeof *w->values),
                          .at = calloc(n->spec.count + 1, sizeof *w->at)};
    if (!w->values || !w->at)
        TRY(error_memory("a network"));
    TRY(read_row(s, row, w->values));
    for (size_t i = 0; i < s->tensor_count; i++) {
        size_t own = network_tensor(n, s->tensors[i].name);
        if (own != FOLLOWS_NONE)
            w->at[own] = w->values + s->starts[i];
    }
out:
    if (err)
        weights_free(w);
    return err;
}

void weights_free(struct weights *w)
{
    free(w->values);
    free(w->at);
    *w = (struct weights){0};
}
