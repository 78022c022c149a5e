/* What tells pictures that are drawn side by side from each other, and what they have in common:
 * the titles of their panels, the caption of them all, and how many of them belong in a row. */
#ifndef PHATE_PLOT_TITLES_H
#define PHATE_PLOT_TITLES_H

#include "plot/pictures.h"

/* Titles are made of the attributes that differ: name, k, metric, t, ground and the like; the mean
 * of embsweep is called mean; what nothing tells apart is called by its number; in front stands the
 * file's name, where there are several. Titles that would be alike get numbers. t, which is often
 * not asked for but found, is left out where names tell the pictures apart. */
struct error *plot_titles_set(struct plot_pictures *p) MUST_CHECK;

/* Of a sweep of all combinations of settings, the number of values of the one that changes from
 * picture to picture: a sheet of k down and t across has as many columns. 0: not such a sweep. */
size_t plot_titles_across(const struct plot_pictures *p);

/* The attributes that all pictures have, for their one caption; of stress, t and the number of
 * components, where they differ, "0.08 to 0.3"; of the numbers of sketches "64 or more". Where
 * there is embsweep's mean, its attributes: it tells of the others. The caller frees *common, also
 * on failure. */
struct error *plot_titles_common(const struct plot_pictures *p, struct record *common) MUST_CHECK;

/* Whether the pictures are of a sweep of embsweep, which has laid them on each other. */
bool plot_titles_are_sweep(const struct plot_pictures *p);

#endif
