/* The settings of a sweep as a table, and as attributes of its pictures. */
#ifndef PHATE_SWEEP_SETTINGS_H
#define PHATE_SWEEP_SETTINGS_H

#include "stream/record/record.h"
#include "stream/table/table.h"
#include "sweep/sweep.h"

/* `source` is what the sweep was made from.
 *
 * One row per picture: its number from 1; k, time (as it was asked for), t (the power), ground,
 * metric, seed, the run left out; rows and components; stress, trustworthiness, rank-correlation
 * and demap; and off-mean, the root mean square distance of its snapshots from their mean places.
 * The caller frees it. */
struct error *settings_table(const struct sweep *s, const struct sweep_source *source,
                             struct table *t) MUST_CHECK;

/* Notes in r, the record of the mean picture: sweep (the number of pictures), sweep-agreement (the
 * part of the sum of squares that is not disagreement), components, and the lists of settings,
 * sweep-k, sweep-t and so on. */
struct error *settings_note_mean(const struct sweep *s, const struct grid *grid,
                                 const struct sweep_source *source, struct record *r) MUST_CHECK;

/* Notes in r, the record of a picture, its number from 1, its setting and its stress. */
struct error *settings_note_picture(const struct sweep *s, size_t picture,
                                    const struct sweep_source *source, struct record *r) MUST_CHECK;

#endif
