/* Runs called otherwise than in their tables, wherever a picture names them. */
#ifndef PHATE_PLOT_RUN_LABELS_H
#define PHATE_PLOT_RUN_LABELS_H

#include "plot/pictures.h"

/* labels  "RUN=TEXT": in all tables the cells of the column of runs that are RUN become TEXT. Where
 *         a name has a = in it, RUN is the longest run that fits.
 * Fails where no table has such a column; where RUN is not a run, with a list of the runs; where
 * one run has two labels; and where two runs would have one name. */
struct error *plot_pictures_label(struct plot_pictures *p, const struct strlist *labels,
                                  const char *run) MUST_CHECK;

/* Fails on a text that is not RUN=TEXT, both with at least one character. */
struct error *plot_label_check(const char *label) MUST_CHECK;

#endif
