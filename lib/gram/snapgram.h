/* Gram matrices of a stream's snapshots, in one pass over their panels: memory is n^2 per group of
 * columns, and three panels. */
#ifndef PHATE_GRAM_SNAPGRAM_H
#define PHATE_GRAM_SNAPGRAM_H

#include "base/report.h"
#include "distance/points.h"
#include "gram/base.h"
#include "gram/groups.h"
#include "stream/reader/reader.h"

#include <stdbool.h>

/* `r` is the reader's current record, of kind snapshots (n x p, dense or panel), or a Gram matrix
 * of either form, which is checked. g becomes n x n, of squares (form.h); the caller frees it. With
 * center_rows the mean of each snapshot's own numbers is subtracted from it. Fails on damaged
 * input, where a snapshot holds NaN or Inf, and with center_rows on sketches
 * (stream/record/sketch_attr.h). */
struct error *snapgram_read(struct reader *reader, const struct record *r, bool center_rows,
                            struct report *report, struct matrix *g) MUST_CHECK;

/* The same of snapshots in memory: the panel has all their columns. It is as if a dense record held
 * them. */
struct error *snapgram_of_panel(const struct panel *all, bool center_rows, struct report *report,
                                struct matrix *g) MUST_CHECK;

/* Euclidean distances between the rows of such a record; a record of kind distance is taken but for
 * rounding (distance/rounding.h), and unchecked. */
struct error *snapgram_read_distances(struct reader *reader, const struct record *r,
                                      struct report *report, struct matrix *d) MUST_CHECK;

/* Like snapgram_read of snapshots, for groups of columns: g has groups->count matrices, which the
 * caller frees one by one. With a base (NULL: none), which gram_base_match has found to fit, only
 * what it lacks is computed. Fails also where a row of the base has changed. */
struct error *snapgram_read_groups(struct reader *reader, const struct record *r,
                                   const struct gram_groups *groups, const struct gram_base *base,
                                   struct report *report, struct matrix *g) MUST_CHECK;

/* Squares become what they would be by way of a gram record, where one would be written: so whoever
 * keeps it to save time gets the same numbers, to the last bit. */
void snapgram_round(struct matrix *g);

/* Turns g, squares, into the form in which it is written, and returns that kind: products where
 * they keep six digits of all distances, as a rule; else squares. The base's matrix of that index
 * is what g extends (NULL: nothing); it stays in g bit for bit unless it is of products and the new
 * ones must be squares. */
const char *snapgram_take_form(struct matrix *g, const struct gram_base *base, size_t gram);

/* The rows of a record of snapshots themselves, as points; the caller frees them. Fails on damaged
 * input, where there are no rows or no columns, and as points_from_matrix does. */
struct error *snapgram_read_points(struct reader *reader, const struct record *r,
                                   const struct points_options *options,
                                   struct points *points) MUST_CHECK;

#endif
