/* What a picture shows, before it is known on what: points, runs, colours, texts. */
#ifndef PHATE_PLOT_SCENE_H
#define PHATE_PLOT_SCENE_H

#include "plot.h"
#include "plot_color.h"
#include "plot_components.h"
#include "runs.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum { PLOT_DIMS = 3 };

/* Past so many runs a legend helps nobody. */
enum { PLOT_LEGEND_RUNS = 20 };

struct scene {
    struct matrix points; /* n x 2 or 3, in the order of the table */
    bool curve;           /* one coordinate against the step: its two axes have different units */
    double low[PLOT_DIMS], high[PLOT_DIMS]; /* extents, none of them 0 */
    struct runs runs;
    struct plot_color color;
    const char *title; /* NULL: none */
    char *caption;     /* "n = 369, k = 5, ..." */
    char *scores;      /* what embscore found: a line of its own; NULL: nothing */
    bool disconnected; /* several connected components: how they lie to each other is no data */
    struct plot_components components; /* to be marked; none unless there are several */
};

/* Arguments as those of plot_script. On failure nothing is owed. */
struct error *scene_prepare(struct scene *s, const struct matrix *coords, const struct record *r,
                            const struct table *rows, const struct plot_options *options,
                            struct report *report) MUST_CHECK;
void scene_free(struct scene *s);

/* Whether the runs are told apart by name. */
bool scene_has_legend(const struct scene *s);

/* The extent of one axis, and `margin` of its width at either side. */
void scene_range(const struct scene *s, size_t axis, double margin, double *from, double *to);

/* Writes the data blocks: $snapshots (a block a run, two blank lines between), $starts, $ends; each
 * line is x y [z] value, NaN for a missing value; and $components: x y [z] number. */
void scene_write_data(FILE *f, const struct scene *s);

/* Begins the next element of the script's plot (or splot) command, whose `count` starts at 0. */
void scene_begin_element(FILE *f, const struct scene *s, size_t *count);

/* The `using` columns of the points, of the points with their value, and of those without one. */
const char *scene_columns(const struct scene *s);
const char *scene_columns_colored(const struct scene *s);
const char *scene_columns_missing(const struct scene *s);

#endif
