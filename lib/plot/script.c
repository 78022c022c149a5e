#include "plot/script.h"

#include "plot/figure/figure.h"
#include "plot/figure/panels.h"

#include <stdio.h>

static struct error *write_script(FILE *f, struct plot_panels *panels,
                                  const struct plot_options *options, struct report *report)
{
    fputs("# A gnuplot script, made by trajplot; draw it with: gnuplot FILE\n\n"
          "set encoding utf8\n\n",
          f);
    if (options->format != PLOT_CHARACTERS)
        return plot_write_figure(f, panels, options, report);
    plot_write_characters(f, panels, options);
    return NULL;
}

struct error *plot_script(const struct plot_input *inputs, size_t count,
                          const struct plot_options *options, struct report *report, char **script,
                          size_t *length)
{
    return plot_panels_print(inputs, count, options, report, write_script, script, length);
}
