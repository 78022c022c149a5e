/* The pictures of streams, which are drawn side by side: every record of coordinates, each with the
 * table of its rows; or one record of another stage. */
#ifndef PHATE_PLOT_PICTURES_H
#define PHATE_PLOT_PICTURES_H

#include "base/error.h"
#include "base/report.h"
#include "base/text/strlist.h"
#include "plot/chart/chart.h"
#include "plot/layout/options.h"

#include <stdbool.h>
#include <stddef.h>

/* Which records are drawn. */
struct plot_choice {
    const char *kind;   /* NULL: the last one that can be */
    size_t first, last; /* numbers of the kind; 0: all coordinates, or of another stage the only
                           record */
};

/* "3", or "3:5": sets first and last. Fails on other text. */
struct error *plot_choice_of(const char *text, struct plot_choice *choice) MUST_CHECK;

struct plot_picture {
    struct matrix points;
    struct record coords;
    const struct table *rows; /* the last one before it in its file; NULL: there was none */
    size_t file;              /* which one of the files */
    char *title;              /* see titles.h */
};

struct plot_pictures {
    struct strlist files; /* their names, without folder and extension */
    struct plot_picture *at;
    size_t count, room;
    struct table **tables; /* of the rows, each where it stays */
    size_t table_count, table_room;
    struct plot_stage stage; /* what is drawn in place of the coordinates, */
    bool draws_stage;        /* if this says so */
};

/* Adds what a file, or standard input (NULL), has of the choice. Where coordinates are not drawn
 * themselves, the last ones may be drawn over a grid. Fails where the choice is not there, and
 * where another stage would stand beside another file. The caller frees *p with plot_pictures_free,
 * also on failure; it begins as {0}. */
struct error *plot_pictures_add(struct plot_pictures *p, const char *file,
                                const struct plot_choice *choice,
                                const struct plot_options *options) MUST_CHECK;

/* Of more pictures than a figure has room for some are kept, evenly, the first and the last among
 * them, which a note says. */
void plot_pictures_thin(struct plot_pictures *p, struct report *report);

void plot_pictures_free(struct plot_pictures *p);

#endif
