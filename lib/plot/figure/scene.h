/* What a picture shows, whatever it is drawn on: points, runs, colours, texts. */
#ifndef PHATE_PLOT_FIGURE_SCENE_H
#define PHATE_PLOT_FIGURE_SCENE_H

#include "base/text/strlist.h"
#include "matrix/matrix.h"
#include "plot/draw/color.h"
#include "plot/draw/moments.h"
#include "plot/figure/components.h"
#include "plot/figure/height.h"
#include "plot/figure/spread.h"
#include "plot/layout/options.h"
#include "run/runs.h"
#include "stream/record/record.h"
#include "stream/table/table.h"

#include <stdbool.h>
#include <stddef.h>

enum { PLOT_DIMS = 3, SCENE_AXIS_NAME = 40 };

/* With more runs a legend helps nobody. */
enum { PLOT_LEGEND_RUNS = 20 };

#define NO_ROW ((size_t)-1)

/* One stream's coordinates. */
struct plot_input {
    const struct matrix *coords; /* n x d */
    const struct record *record; /* theirs, whose attributes make the caption */
    const struct table *rows;    /* of the n rows; NULL: plain points */
    const char *name;            /* a panel's title, where there are several streams */
};

struct scene {
    struct matrix points;     /* n x 2 or 3, in the order of the table */
    const struct table *rows; /* what is known of them; NULL: nothing */
    bool curve; /* one coordinate against the step: its two axes have different units */
    char axis_names[PLOT_DIMS][SCENE_AXIS_NAME]; /* see scene_axis_name */
    double low[PLOT_DIMS], high[PLOT_DIMS];      /* extents, none of them 0 */
    struct plot_height height;                   /* where the third coordinate is a column's */
    struct runs runs;
    struct plot_color color;
    const struct plot_moments *moments; /* of training, one per frame; NULL: all is drawn at once */
    const char *title;                  /* the panel's; NULL: none */
    char suffix[24];                    /* of the names of its data blocks */
    bool told_apart;                    /* its runs have names and looks of their own */
    size_t *look;                       /* which look, one per run */
    struct strlist caption;   /* paragraphs, of which the first is "n = 369, k = 5, ..." */
    struct matrix ellipses;   /* spread.h; none but in a plane, nor of a film of training */
    struct matrix directions; /* see plot_directions_find; none of a curve, many runs or a film */
    size_t best;              /* the row of the least colour, where that is a loss and others are
                                 higher; else NO_ROW */
    struct plot_components components; /* to be marked; none unless there are several */
};

/* Fails where the coordinates cannot be drawn, or are not of the rows of the table, or their
 * signature is not of them. */
struct error *scene_check(const struct plot_input *input) MUST_CHECK;

/* A panel of one stream's coordinates, coloured by `column` (NULL: by the rows' numbers); the rest
 * as plot_script; scene_check has passed. panels.c sets its scale, its title and its runs'
 * looks, and scene_settle completes it. On failure nothing is owed. */
struct error *scene_prepare(struct scene *s, const struct plot_input *input, const char *column,
                            const struct plot_options *options, struct report *report) MUST_CHECK;
void scene_free(struct scene *s);

/* When the extents are settled: heights become coordinates, on a logarithmic scale or a linear one,
 * and, where they are `directed`, directions are found. */
struct error *scene_settle(struct scene *s, bool logarithmic, bool directed) MUST_CHECK;

/* "axis 2 (imaginary)": the name of an axis of coordinates with a signature, of which some may be
 * imaginary (record/signature.h). NULL: other coordinates, all of whose axes are alike; and the
 * axis of a column. */
const char *scene_axis_name(const struct scene *s, size_t axis);

/* Finds `best`, when the scale is settled. */
void scene_find_best(struct scene *s);

/* The extent of one axis, and `margin` of its width at either side. */
void scene_range(const struct scene *s, size_t axis, double margin, double *from, double *to);

#endif
