#include "plot_terminal.h"

#include <math.h>
#include <stdbool.h>

/* Type of 9 pt stays legible when a journal shrinks a figure of 12 cm to a column of 8.5 cm, and is
 * not coarse at 17 cm. */
static const double FONT_SIZE = 9, DPI = 300, FILM_DPI = 150;
static const char FONT[] = "Helvetica";

/* Each terminal has its own unit of length and its own notion of sizes: measured on gnuplot 5.4,
 * these make 1 pt of type, 1 pt of line width and points of one size in all. */
struct terminal {
    const char *name, *unit, *options;
    double units_per_cm, font_scale, line_scale, point_scale;
};

static struct terminal terminal_of(const struct plot_options *options)
{
    static const struct terminal terminals[] = {
        [PLOT_SVG] = {"svg", "", " background rgb 'white'", 96 / 2.54, 96.0 / 72, 96.0 / 72, 1.46},
        [PLOT_PDF] = {"pdfcairo", "cm", "", 1, 0.75, 2, 1},
        [PLOT_EPS] = {"epscairo", "cm", "", 1, 0.75, 2, 1},
        [PLOT_TEX] = {"tikz", "cm", "", 1, 1, 2, 1.6},
    };
    if (options->format != PLOT_PNG)
        return terminals[options->format];
    double dpi = options->film == FILM_NONE ? DPI : FILM_DPI;
    if (options->page.dpi > 0)
        dpi = options->page.dpi;
    return (struct terminal){"pngcairo", "", "", dpi / 2.54, dpi / 96, dpi / 72, dpi / 72};
}

double plot_terminal_font_size(const struct plot_options *options)
{
    return options->page.font_size > 0 ? options->page.font_size : FONT_SIZE;
}

enum plot_markup plot_terminal_markup(const struct plot_options *options)
{
    return options->format == PLOT_TEX ? MARKUP_TEX : MARKUP_NONE;
}

/* The font of a TeX document is its own. */
static void write_font(FILE *f, const struct plot_options *options)
{
    const char *font = options->page.font ? options->page.font : FONT;
    fprintf(f, "font '%s,%.4g'", options->format == PLOT_TEX ? "" : font,
            plot_terminal_font_size(options));
}

void plot_terminal_write(FILE *f, const struct plot_options *options, double width, double height)
{
    struct terminal t = terminal_of(options);
    int decimals = *t.unit ? 2 : 0; /* pixels are whole */
    fprintf(f, "\n# The size is %.4g cm x %.4g cm.\n", width, height);
    fprintf(f, "set terminal %s size %.*f%s,%.*f%s ", t.name, decimals, width * t.units_per_cm,
            t.unit, decimals, height * t.units_per_cm, t.unit);
    write_font(f, options);
    fprintf(f, " fontscale %.4g linewidth %.4g%s%s\n", t.font_scale, t.line_scale,
            options->format == PLOT_TEX ? "" : " rounded", t.options);
    fprintf(f, "point = %.4g # points and marks grow with it\n", t.point_scale);
    if (!options->output || options->film != FILM_NONE)
        return;
    fputs("set output ", f);
    plot_quote_path(f, options->output);
    fputc('\n', f);
}
