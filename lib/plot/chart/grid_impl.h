/* A grid that is drawn, and the parts of its figure. */
#ifndef PHATE_PLOT_CHART_GRID_IMPL_H
#define PHATE_PLOT_CHART_GRID_IMPL_H

#include "base/axis.h"
#include "matrix/matrix.h"
#include "plot/chart/chart.h"
#include "plot/draw/labels.h"
#include "plot/draw/levels.h"
#include "plot/draw/sheet.h"
#include "run/runs.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Past so many runs their names would hide the picture. */
enum { GRID_NAMES_MAX = 8 };

struct grid_figure {
    const struct record *record;
    const struct matrix *z; /* a row per y, a column per x; not finite where there is no number */
    struct axis x, y;       /* counts may be 1 here, then from = to */
    const struct matrix *tracks; /* where the snapshots are, or NULL */
    struct runs runs;
    char *caption;
    struct report *report;
};

/* The names of runs at their ends, where these are several and not too many. */
struct grid_names {
    struct strlist shown;      /* one per run, abridged to the room; empty: runs are not named */
    struct plot_label *labels; /* their places; cm, from the lower left corner of a frame */
    size_t lines;              /* above a line's frame */
    double line;               /* the height of one, cm */
};

const char *plot_grid_value_name(const struct grid_figure *g);
/* "principal direction 1". */
void plot_grid_axis_name(const struct grid_figure *g, char axis, char *name, size_t room);
/* Whether both directions are drawn at one scale, as directions of weights may be compared. */
bool plot_grid_at_one_scale(const struct grid_figure *g);

/* Data blocks: $grid; $tracks, $starts and $ends where there are any. */
void plot_grid_write_numbers(FILE *f, const struct grid_figure *g);
void plot_grid_write_tracks(FILE *f, const struct grid_figure *g);

/* Finds places in the frame of a plane, or in lines of text above the frame of a line. Where room
 * is short, reports that, and runs are not named. The caller frees *names, also on failure. */
struct error *grid_names_place(struct grid_names *names, const struct grid_figure *g,
                               const struct plot_sheet *sheet) MUST_CHECK;
void grid_names_write(FILE *f, const struct grid_names *names, const struct grid_figure *g,
                      const struct plot_sheet *sheet);
void grid_names_free(struct grid_names *names);

/* The script's function height(x,y), and nx, x0, x1 and so on. */
void plot_grid_write_function(FILE *f, const struct grid_figure *g);

struct error *plot_contours_write(FILE *f, const struct grid_figure *g,
                                  const struct plot_options *options) MUST_CHECK;
struct error *plot_surface_write(FILE *f, const struct grid_figure *g,
                                 const struct plot_options *options) MUST_CHECK;
/* A panel for each of the material's grids. */
struct error *plot_line_write(FILE *f, const struct grid_figure *g,
                              const struct plot_material *material,
                              const struct plot_options *options) MUST_CHECK;

#endif
