#include "plot.h"

#include "memstream.h"
#include "plot_data.h"
#include "plot_script.h"

#include <stdio.h>
#include <stdlib.h>

struct error *plot_script(const struct matrix *coords, const struct record *r,
                          const struct table *rows, const struct plot_options *options,
                          struct report *report, char **script, size_t *length)
{
    struct scene s;
    struct error *err = scene_prepare(&s, coords, r, rows, options, report);
    if (err)
        return err;
    struct memstream text;
    FILE *f = memstream_open(&text);
    *script = NULL;
    if (!f) {
        err = error_memory("the script of the picture");
        goto out;
    }
    fputs("# A gnuplot script, made by trajplot; draw it with: gnuplot FILE\n\n"
          "set encoding utf8\n\n",
          f);
    plot_data_write(f, &s);
    if (options->format == PLOT_CHARACTERS)
        plot_write_characters(f, &s, options);
    else
        err = plot_write_figure(f, &s, options);
    if (!memstream_close(&text) && !err)
        err = error_memory("the script of the picture");
    *script = text.text;
    *length = text.length;
out:
    if (err) {
        free(*script);
        *script = NULL;
    }
    scene_free(&s);
    return err;
}
