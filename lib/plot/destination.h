/* Where a picture goes, and how it gets there. */
#ifndef PHATE_PLOT_DESTINATION_H
#define PHATE_PLOT_DESTINATION_H

#include "base/file/output.h"
#include "base/report.h"
#include "plot/gnuplot/film.h"
#include "plot/screen.h"
#include "plot/script.h"

#include <stdbool.h>
#include <stddef.h>

/* One of these; or else, as an image, standard output. */
struct plot_destination {
    const char *path; /* a file */
    const char *film;
    struct film_options film_options;
    bool for_film; /* an option for films only was given */
    bool for_page; /* one for pages only was */
    bool window;
    enum plot_screen screen; /* a terminal; SCREEN_AUTO: only if standard output is one */
    bool script_only;        /* what is written is not a picture, but the script that draws it */
};

/* Fails where a picture would go to several places, or as what cannot go there; sets the format of
 * a file. */
struct error *plot_destination_check(const struct plot_destination *to,
                                     enum plot_format *format) MUST_CHECK;

/* After plot_destination_check: sets the other options that follow from the destination. Fails
 * where the destination cannot be written, or was not built in. */
struct error *plot_destination_prepare(const struct plot_destination *to,
                                       struct plot_options *options) MUST_CHECK;

/* Draws what plot_pictures_draw has made of these options, and puts it into `out` or, if the
 * destination is another, there. */
struct error *plot_destination_put(const struct plot_destination *to, enum plot_format format,
                                   const char *drawing, size_t length, struct report *report,
                                   struct output *out) MUST_CHECK;

#endif
