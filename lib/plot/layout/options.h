/* What users ask of a picture: what it shows, how and on what; and parsers of such words. */
#ifndef PHATE_PLOT_LAYOUT_OPTIONS_H
#define PHATE_PLOT_LAYOUT_OPTIONS_H

#include "base/error.h"
#include "base/text/strlist.h"
#include "plot/layout/palette.h"

#include <stdbool.h>
#include <stddef.h>

/* More panels, or titles of panels, no sheet of paper holds: these are 42 cm by 59, A2. */
enum { PLOT_PANELS_MAX = 400 };

/* SCALE_AUTO: as the numbers are distributed, or, of a stage, how far they span. */
enum plot_scale { SCALE_AUTO, SCALE_LINEAR, SCALE_LOGARITHMIC };

/* How the spread of snapshots' places shows, where the row table tells it. */
enum plot_spread { SPREAD_ELLIPSES, SPREAD_NONE };
extern const char *const plot_spread_names[]; /* NULL-terminated */

/* Whether dots and lines that later ones hide are left out: of more than PLOT_THIN_ROWS snapshots,
 * or of all. */
enum plot_thin { PLOT_THIN_AUTO, PLOT_THIN_ALWAYS, PLOT_THIN_NEVER };
enum { PLOT_THIN_ROWS = 30000 };
extern const char *const plot_thin_names[]; /* NULL-terminated */

/* How numbers become colours; zero-initialise for the defaults. */
struct plot_color_options {
    const char *column; /* NULL: the usual loss, step, epoch, or the row's number */
    enum plot_scale scale;
    enum plot_palette palette;
    bool has_least, has_most; /* whether the ends of the scale are given: */
    double least, most;       /* least < most; values beyond them have the colours of the ends */
};

struct plot_view;
struct record;

/* A film is a figure drawn again and again, one image per frame: seen from all around, or as
 * training proceeds. */
enum plot_film { FILM_NONE, FILM_TURN, FILM_TRAINING };

/* PLOT_SIXEL: an image among the characters of a terminal. PLOT_WINDOW: a script that opens one,
 * and ends when it is closed. */
enum plot_format {
    PLOT_PNG,
    PLOT_SVG,
    PLOT_PDF,
    PLOT_EPS,
    PLOT_TEX,
    PLOT_HTML,
    PLOT_CHARACTERS,
    PLOT_SIXEL,
    PLOT_WINDOW
};

/* The figure's size and type; what is 0 or NULL is chosen. */
struct plot_page {
    double width, height; /* cm; 12, and what becomes of that by the layout */
    double font_size;     /* pt; 9 */
    const char *font;     /* Helvetica; PLOT_TEX has the document's */
    double dpi;           /* PLOT_PNG: dots per inch; 300, of a film 150 */
};

/* Pixels; a figure fills one of the two. */
struct plot_room {
    double width, height;
};

struct plot_options {
    struct plot_color_options color;
    const char *run;   /* column; NULL: "run" where there is one, else all rows are one run */
    const char *step;  /* column; NULL: "step" where there is one, else the order of the rows */
    const char *title; /* NULL: none */
    const char *facet; /* column: a panel for each of its values; NULL: a panel per picture */
    bool free_limits;  /* each panel shows its own extent, not that of all of its picture */
    bool one_scale;    /* in all panels one length of the data is one length of the page */
    bool align;        /* pictures are laid on the first */
    bool no_caption;
    const struct strlist *titles; /* of the panels; NULL: by what they show */
    struct strlist labels;        /* "RUN=TEXT": runs are called otherwise */
    size_t panel_columns;         /* panels in a row; 0: as many as there is room for */
    unsigned spread;              /* an enum plot_spread */
    unsigned thin;                /* an enum plot_thin */
    bool surface;                 /* a grid is drawn as one */
    const char *height;           /* column: the third dimension of two coordinates; NULL: none */
    const struct plot_view *view; /* of three dimensions; NULL: the usual one */
    enum plot_film film;
    size_t frames; /* of a film; 0: 72 of a turn, one per step of training, up to 100 */
    enum plot_format format;
    double refresh; /* PLOT_HTML: seconds after which the page loads itself anew; 0: never */
    struct plot_page page;
    const char *output;    /* the file that the script names, of a film without the frame's number
                              and .png; NULL: standard output */
    size_t columns, lines; /* PLOT_CHARACTERS: the terminal's size */
    bool ansi;             /* PLOT_CHARACTERS: whether the terminal shows 256 colours */
    struct plot_room room; /* PLOT_SIXEL: what the figure has to fit into */

    /* What follows from pictures of one stream, where there are several: */
    const struct record *common; /* what their one caption tells; NULL: each picture has its own */
    bool common_limits;          /* they show one extent, unless the limits are free */
    size_t across;               /* so many belong in a row; 0: any number */
};

/* By the file's extension. Fails on one that is not png, svg, pdf, eps, tex or html. */
struct error *plot_format_of(const char *path, enum plot_format *format) MUST_CHECK;

/* "8.5cm", "85mm", "3.3in", "240pt" or, in centimetres, "8.5". Fails on other text, and on less
 * than 2 cm or more than 200. */
struct error *plot_length_of(const char *text, double *cm) MUST_CHECK;

/* "8pt" or "8". Fails on other text, and on less than 3 pt or more than 72. */
struct error *plot_font_size_of(const char *text, double *pt) MUST_CHECK;

/* "A,B": appends the titles of panels. */
struct error *plot_titles_of(const char *text, struct strlist *titles) MUST_CHECK;

/* Fails on a name of anything but letters, digits, spaces and hyphens. */
struct error *plot_font_check(const char *name) MUST_CHECK;

/* "0.1:2.5", "0.1:" or ":2.5": the ends of the colour scale. Fails on other text, and on ends that
 * are not in order. */
struct error *plot_color_range_of(const char *text, struct plot_color_options *options) MUST_CHECK;

#endif
