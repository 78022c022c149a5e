#include "plot/destination.h"

#include "plot/gnuplot/gnuplot.h"
#include "plot/gnuplot/mark.h"
#include "plot/page/html.h"

#include <stdlib.h>
#include <unistd.h>

static struct error *check_one_place(const struct plot_destination *to)
{
    const char *const named[] = {to->path ? "-o" : NULL, to->film ? "--turn or --animate" : NULL,
                                 to->window ? "--show" : NULL, to->screen ? "--terminal" : NULL};
    const char *first = NULL;
    for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
        if (first && named[i])
            return error_new("%s, %s: a picture goes to one place: leave one out", first, named[i]);
        if (named[i])
            first = named[i];
    }
    return NULL;
}

struct error *plot_destination_check(const struct plot_destination *to, enum plot_format *format)
{
    struct error *err;
    TRY(check_one_place(to));
    if (to->for_film && !to->film)
        TRY(error_new("--frames, --fps: for films only: add --turn or --animate"));
    if (to->path)
        TRY(plot_format_of(to->path, format));
    if (to->for_page && (!to->path || *format != PLOT_HTML))
        TRY(error_new("--refresh: for pages only: name one, such as -o live.html"));
    if (to->script_only && *format == PLOT_HTML)
        err =
            error_new("%s: gnuplot does not draw a page: leave -g out, or name an image", to->path);
out:
    return err;
}

/* The file that a script names, which runs without us. */
static const char *script_output(const struct plot_destination *to)
{
    if (to->film)
        return "frame";
    return to->path ? to->path : "trajectories.png";
}

struct error *plot_destination_prepare(const struct plot_destination *to,
                                       struct plot_options *options)
{
    struct error *err = options->format == PLOT_HTML ? plot_html_check() : NULL;
    if (err)
        return err;
    if (to->window)
        options->format = PLOT_WINDOW;
    else if (to->screen)
        plot_screen_fit(options, to->screen);
    else if (to->script_only)
        options->output = script_output(to);
    else if (to->film)
        return film_check_place(to->film);
    else if (!to->path && isatty(STDOUT_FILENO))
        plot_screen_fit(options, SCREEN_AUTO);
    return NULL;
}

static struct error *put_image(const struct plot_destination *to, enum plot_format format,
                               char **image, size_t length, struct output *out)
{
    struct error *err;
    if (to->film)
        return film_write(to->film, *image, length, &to->film_options);
    TRY(mark_image(image, &length));
    TRY(output_write(out, *image, length));
    if (format == PLOT_SIXEL && isatty(STDOUT_FILENO))
        TRY(output_write(out, "\n", 1)); /* the terminal may leave its cursor beside the image */
out:
    return err;
}

struct error *plot_destination_put(const struct plot_destination *to, enum plot_format format,
                                   const char *drawing, size_t length, struct report *report,
                                   struct output *out)
{
    char *image;
    size_t image_length;
    if (to->script_only || format == PLOT_HTML)
        return output_write(out, drawing, length);
    if (to->window)
        return gnuplot_show(drawing, length, report);
    struct error *err = gnuplot_run(drawing, length, report, &image, &image_length);
    if (err)
        return err;
    err = put_image(to, format, &image, image_length, out);
    free(image);
    return err;
}
