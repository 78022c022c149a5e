#include "plot.h"

#include "memstream.h"
#include "plot_data.h"
#include "plot_panels.h"
#include "plot_script.h"

#include <stdio.h>
#include <stdlib.h>

static struct error *write_script(FILE *f, const struct plot_panels *panels,
                                  const struct plot_options *options)
{
    fputs("# A gnuplot script, made by trajplot; draw it with: gnuplot FILE\n\n"
          "set encoding utf8\n\n",
          f);
    for (size_t i = 0; i < panels->count; i++)
        plot_data_write(f, &panels->at[i]);
    if (options->format != PLOT_CHARACTERS)
        return plot_write_figure(f, panels, options);
    plot_write_characters(f, panels, options);
    return NULL;
}

struct error *plot_script(const struct plot_input *inputs, size_t count,
                          const struct plot_options *options, struct report *report, char **script,
                          size_t *length)
{
    struct memstream text;
    struct plot_panels *panels = calloc(1, sizeof *panels);
    if (!panels)
        return error_memory("the panels of the picture");
    *script = NULL;
    struct error *err = plot_panels_make(panels, inputs, count, options, report);
    if (err)
        goto out;
    FILE *f = memstream_open(&text);
    if (!f) {
        err = error_memory("the script of the picture");
        goto out;
    }
    err = write_script(f, panels, options);
    if (!memstream_close(&text) && !err)
        err = error_memory("the script of the picture");
    if (err) {
        free(text.text);
        goto out;
    }
    *script = text.text;
    *length = text.length;
out:
    plot_panels_free(panels);
    free(panels);
    return err;
}
