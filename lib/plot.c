#include "plot.h"

#include "memstream.h"
#include "plot_script.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct error *plot_format_of(const char *path, enum plot_format *format)
{
    static const struct {
        const char *extension;
        enum plot_format format;
    } known[] = {{".png", PLOT_PNG}, {".svg", PLOT_SVG}, {".pdf", PLOT_PDF}};
    const char *dot = strrchr(path, '.');
    for (size_t i = 0; dot && i < sizeof known / sizeof *known; i++)
        if (strcasecmp(dot, known[i].extension) == 0) {
            *format = known[i].format;
            return NULL;
        }
    return error_new("%s: unknown kind of image: end the name in .png, .svg or .pdf", path);
}

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
    scene_write_data(f, &s);
    if (options->format == PLOT_CHARACTERS)
        plot_write_characters(f, &s, options);
    else
        plot_write_figure(f, &s, options);
    if (!memstream_close(&text))
        err = error_memory("the script of the picture");
    *script = text.text;
    *length = text.length;
out:
    scene_free(&s);
    return err;
}
