/* The entries of a figure's legend. */
#ifndef PHATE_PLOT_FIGURE_LEGEND_H
#define PHATE_PLOT_FIGURE_LEGEND_H

#include "base/error.h"
#include "base/text/strlist.h"
#include "plot/figure/panels.h"

#include <stdbool.h>
#include <stddef.h>

enum legend_kind {
    LEGEND_RUN,
    LEGEND_RUNS,
    LEGEND_START,
    LEGEND_END,
    LEGEND_BEST,
    LEGEND_SPREAD,
    LEGEND_MISSING
};

struct legend_entry {
    enum legend_kind kind;
    size_t look; /* LEGEND_RUN: which */
};

struct legend {
    struct legend_entry at[PLOT_LEGEND_RUNS + 6];
    struct strlist texts; /* of the entries, as they are shown */
    double widest;        /* of these; sizes of type */
};

/* `named`: the runs have their names in the picture. `marked`: so have their starts and ends marks.
 * Texts are abridged to `room` sizes of type.
 * The caller frees *legend with plot_legend_free, also on failure. */
struct error *plot_legend_collect(struct legend *legend, const struct plot_panels *panels,
                                  bool named, bool marked, double room) MUST_CHECK;
void plot_legend_free(struct legend *legend);

#endif
