#include "plot/layout/terminal.h"

#include <math.h>
#include <stdbool.h>

/* Type of 9 pt stays legible when a journal shrinks a figure of 12 cm to a column of 8.5 cm, and is
 * not too large at 17 cm. */
static const double FONT_SIZE = 9, DPI = 300, FILM_DPI = 150;

/* Of what can be enlarged: a sample is a pixel of a screen of 150 that shows it four times as
 * large; and how many samples a dot has in a row. */
static const double FINE_DPI = 300, SAMPLES = 2;
static const char FONT[] = "Helvetica";

/* gnuplot's GD, which draws sixels, finds no font for the name Helvetica unless a font has that
 * very name; for Arial, of the same widths, it takes what fontconfig has for it. */
static const char GD_FONT[] = "Arial";

/* GD takes characters to be a twentieth wider than cairo does, and would put the names of axes
 * partly off the sheet. */
static const double GD_TYPE = 0.95;

/* Each terminal has its own unit of length and its own notion of sizes: measured on gnuplot 5.4,
 * these make 1 pt of type, 1 pt of line width and points of one size in all. */
struct terminal {
    const char *name, *unit, *options;
    double units_per_cm, font_scale, line_scale, point_scale;
};

/* Those of cairo and GD that count in pixels agree. */
static struct terminal pixels(const char *name, const char *options, double dpi)
{
    return (struct terminal){name, "", options, dpi / 2.54, dpi / 96, dpi / 72, dpi / 72};
}

static double dpi_to_fill(const struct plot_room *room, double width, double height)
{
    return 2.54 * fmin(room->width / width, room->height / height);
}

static double png_dpi(const struct plot_options *options)
{
    if (options->page.dpi > 0)
        return options->page.dpi;
    return options->film == FILM_NONE ? DPI : FILM_DPI;
}

/* For a figure of that size in cm. */
static struct terminal terminal_of(const struct plot_options *options, double width, double height)
{
    static const struct terminal terminals[] = {
        [PLOT_SVG] = {"svg", "", " background rgb 'white'", 96 / 2.54, 96.0 / 72, 96.0 / 72, 1.46},
        [PLOT_PDF] = {"pdfcairo", "cm", "", 1, 0.75, 2, 1},
        [PLOT_EPS] = {"epscairo", "cm", "", 1, 0.75, 2, 1},
        [PLOT_TEX] = {"tikz", "cm", "", 1, 1, 2, 1.6},
    };
    if (options->format == PLOT_SIXEL) {
        struct terminal sixel =
            pixels("sixelgd", " truecolor @scroll", dpi_to_fill(&options->room, width, height));
        sixel.font_scale *= GD_TYPE;
        return sixel;
    }
    if (options->format != PLOT_PNG)
        return terminals[options->format];
    return pixels("pngcairo", "", png_dpi(options));
}

double plot_terminal_samples(const struct plot_options *options, double width, double height)
{
    double dpi = options->format == PLOT_PNG     ? png_dpi(options)
                 : options->format == PLOT_SIXEL ? dpi_to_fill(&options->room, width, height)
                                                 : FINE_DPI;
    return SAMPLES * dpi / 2.54;
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
    const char *usual = options->format == PLOT_SIXEL ? GD_FONT : FONT;
    const char *font = options->page.font ? options->page.font : usual;
    fprintf(f, " font '%s,%.4g'", options->format == PLOT_TEX ? "" : font,
            plot_terminal_font_size(options));
}

static void write_size(FILE *f, const struct terminal *t, double width, double height)
{
    int decimals = *t->unit ? 2 : 0; /* pixels are whole */
    fprintf(f, "set terminal %s size %.*f%s,%.*f%s", t->name, decimals, width * t->units_per_cm,
            t->unit, decimals, height * t->units_per_cm, t->unit);
}

static void write_file(FILE *f, const struct plot_options *options, double width, double height)
{
    struct terminal t = terminal_of(options, width, height);
    if (options->format == PLOT_SIXEL)
        fputs("scroll = GPVAL_VERSION < 6 ? '' : 'scroll' # else 6 draws over the screen's text\n",
              f);
    write_size(f, &t, width, height);
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

/* The first that is there is taken. Only wxt can scale type, and only wxt keeps the figure's
 * proportions when the window gets others; the type of qt and x11 is that of the screen, and their
 * window is smaller, so that it is not lost in it. x11 ends without a word where the screen has no
 * fonts for UTF-8, as many have none today; without it what is not ASCII looks odd. */
static const struct window {
    const char *name;
    struct plot_room room;
    bool scales_type;
    const char *after;
} windows[] = {
    {"wxt", {900, 750}, true, ""},
    {"qt", {720, 600}, false, ""},
    {"x11", {720, 600}, false, "; set encoding default"},
};
enum { WINDOWS = sizeof windows / sizeof *windows };

static void write_window(FILE *f, const struct plot_options *options, double width, double height)
{
    fputs("has(name) = strstrt(GPVAL_TERMINALS, ' '.name.' ') > 0\nwindow = ", f);
    for (size_t i = 0; i < WINDOWS; i++)
        fprintf(f, "has('%s') ? '%s' : ", windows[i].name, windows[i].name);
    fputs("''\n"
          "if (window eq '') exit error '--show: no window: this gnuplot cannot open one: install "
          "gnuplot-qt or gnuplot-x11, or draw in the terminal (without --show), or into a file "
          "(-o)'\n",
          f);
    for (size_t i = 0; i < WINDOWS; i++) {
        struct terminal t =
            pixels(windows[i].name, "", dpi_to_fill(&windows[i].room, width, height));
        fprintf(f, "if (window eq '%s') ", t.name);
        write_size(f, &t, width, height);
        write_font(f, options);
        if (windows[i].scales_type)
            fprintf(f, " fontscale %.4g", t.font_scale);
        fprintf(f, " linewidth %.4g title 'trajplot'; point = %.4g%s\n", t.line_scale,
                t.point_scale, windows[i].after);
    }
    fputs("closed = 0\nbind Close 'closed = 1'\n", f);
}

void plot_terminal_write(FILE *f, const struct plot_options *options, double width, double height)
{
    fprintf(f, "\n# The size is %.4g cm x %.4g cm.\n", width, height);
    if (options->format == PLOT_WINDOW)
        write_window(f, options, width, height);
    else
        write_file(f, options, width, height);
}

/* A window that was closed while a large picture was drawn would be waited for without end. gnuplot
 * before 6 answers a zoom with the last panel alone, unless it is still at its panels. */
void plot_terminal_end(FILE *f, const struct plot_options *options, bool several)
{
    bool window = options->format == PLOT_WINDOW;
    if (several && window)
        fputs("if (!closed && GPVAL_VERSION < 6) pause mouse close\n"
              "unset multiplot\n"
              "if (!closed && GPVAL_VERSION >= 6) pause mouse close\n",
              f);
    else if (several)
        fputs("unset multiplot\n", f);
    else if (window)
        fputs("if (!closed) pause mouse close\n", f);
}
