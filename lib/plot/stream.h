/* The part of a stream that is drawn: its coordinates, or another stage, and the table of its
 * rows. */
#ifndef PHATE_PLOT_STREAM_H
#define PHATE_PLOT_STREAM_H

#include "base/error.h"
#include "base/report.h"
#include "plot/chart/chart.h"
#include "plot/layout/options.h"

#include <stdbool.h>
#include <stddef.h>

/* Which records are drawn. */
struct plot_choice {
    const char *kind; /* NULL: the last one that can be */
    size_t number;    /* of the kind; 0: the only one */
};

struct plot_stream {
    char *name; /* its file's, without folder and extension */
    struct matrix points;
    struct record coords;
    struct table rows; /* the last table before them */
    bool has_coords, has_rows;
    struct plot_stage stage; /* what is drawn in place of the coordinates, */
    bool draws_stage;        /* if this says so */
};

/* Reads a file, or standard input (NULL), and takes what the choice tells. Of several records of
 * coordinates one must be chosen; where they are not drawn themselves, a grid may be drawn beneath
 * them. The caller frees *s with plot_stream_free, also on failure. */
struct error *plot_stream_read(struct plot_stream *s, const char *file,
                               const struct plot_choice *choice,
                               const struct plot_options *options) MUST_CHECK;
void plot_stream_free(struct plot_stream *s);

/* The script, or of PLOT_HTML the page, that shows some streams: one panel per stream, or more
 * where there are facets. Another stage than coordinates is drawn alone, and by a script. As
 * plot_script. */
struct error *plot_streams_draw(const struct plot_stream *streams, size_t count,
                                const struct plot_options *options, struct report *report,
                                char **text, size_t *length) MUST_CHECK;

#endif
