/* Pictures laid on the first one, so that what is the same in them is seen at the same place. */
#ifndef PHATE_PLOT_ALIGNMENT_H
#define PHATE_PLOT_ALIGNMENT_H

#include "base/report.h"
#include "plot/pictures.h"

/* Moves, turns and mirrors what is drawn of each picture's coordinates, by the snapshots that it
 * shares with the first one (run/rows/row_match.h, embedding/superposition.h); no distance changes.
 * A note says where these are not all. Fails, naming the panel by its title, where a picture has
 * other dimensions, imaginary axes, or too few of the first one's snapshots. */
struct error *plot_pictures_align(struct plot_pictures *p, const struct plot_options *options,
                                  struct report *report) MUST_CHECK;

#endif
