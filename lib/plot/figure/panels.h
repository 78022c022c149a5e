/* The panels of a figure: one per stream, or one for each value of a column. They share the scale
 * of colours, and a run looks the same in all panels. */
#ifndef PHATE_PLOT_FIGURE_PANELS_H
#define PHATE_PLOT_FIGURE_PANELS_H

#include "base/text/strlist.h"
#include "plot/draw/moments.h"
#include "plot/figure/facets.h"
#include "plot/figure/scene.h"
#include "plot/layout/options.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* More panels than these are small: they have no room for arrows, for the names of runs at their
 * ends, nor for the numbers of components. */
enum { PLOT_LARGE_PANELS = 6 };

struct plot_panels {
    struct scene at[PLOT_PANELS_MAX];
    struct plot_part parts[PLOT_PANELS_MAX]; /* what the scenes were made of */
    struct plot_part tall[PLOT_PANELS_MAX];  /* of each stream the rows that have heights */
    size_t count;
    struct strlist runs;    /* the names of all runs; empty where they are not told apart */
    struct strlist titles;  /* of the panels; empty where there is one, which has none */
    struct strlist caption; /* paragraphs, where all panels have one */
    bool small;
    struct plot_moments moments; /* of a film of training */
    size_t most_runs;            /* of a panel */
    bool of_points;              /* no run has a second snapshot: none has a line */
    size_t missing;              /* rows without a colour */
};

/* Makes the panels, and prints what `write` makes of them; *text is NUL-terminated, *length bytes
 * before the NUL, and the caller's to free. The rest as plot_script. */
typedef struct error *plot_writer(FILE *f, struct plot_panels *panels,
                                  const struct plot_options *options, struct report *report);
struct error *plot_panels_print(const struct plot_input *inputs, size_t count,
                                const struct plot_options *options, struct report *report,
                                plot_writer *write, char **text, size_t *length) MUST_CHECK;

#endif
