/* What a figure's legend explains. */
#ifndef PHATE_PLOT_LEGEND_H
#define PHATE_PLOT_LEGEND_H

#include "plot_panels.h"

#include <stddef.h>

enum legend_kind { LEGEND_RUN, LEGEND_RUNS, LEGEND_START, LEGEND_END, LEGEND_BEST, LEGEND_MISSING };

struct legend_entry {
    enum legend_kind kind;
    size_t look;      /* LEGEND_RUN: which */
    const char *text; /* of the legend or the scene */
};

struct legend {
    struct legend_entry at[PLOT_LEGEND_RUNS + 5];
    size_t count;
    size_t widest; /* characters of its longest text, of which no more than PLOT_LEGEND_TEXT show */
    char runs[32], best[160], missing[48];
};

enum { PLOT_LEGEND_TEXT = 24 };

/* `named`: the runs have their names in the picture. *legend must stay where it is, and the panels
 * too. */
void plot_legend_collect(struct legend *legend, const struct plot_panels *panels, bool named);

#endif
