/* trajplot: coordinates, or what another stage makes, in; a picture of it out. */
#include "cli.h"
#include "film.h"
#include "gnuplot.h"
#include "output.h"
#include "plot.h"
#include "plot_moments.h"
#include "plot_stream.h"
#include "plot_view.h"
#include "size.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* Long options without a letter. */
enum {
    LOG = 256,
    LINEAR,
    RANGE,
    PALETTE,
    WIDTH,
    HEIGHT,
    FONT,
    FONT_SIZE,
    DPI,
    FREE,
    TITLES,
    SURFACE,
    ANIMATE,
    FRAMES,
    RATE,
    TURN,
    VIEW
};

static const struct cli_option options[] = {
    {'c', "color", "COLUMN", "colour by this column (test_loss, else train_loss, step, row)"},
    {'f', "facet", "COLUMN", "a panel for each value of this column"},
    {'g', "script", NULL, "print the gnuplot script, complete with data, instead of running it"},
    {'k', "kind", "KIND", "draw records of this kind (that of the last record that can be drawn)"},
    {'n', "number", "N", "draw the Nth record of the kind, where the stream has several"},
    {'r', "run", "COLUMN", "column that names a row's run (run)"},
    {'s', "step", "COLUMN", "column that orders the rows of a run (step)"},
    {'t', "title", "TEXT", "title of the picture"},
    {'z', "elevation", "COLUMN", "a third dimension: this column, over two coordinates"},
    {ANIMATE, "animate", "FILE", "a film of training: a .gif, or a folder of PNG files"},
    {DPI, "dpi", "N", "dots an inch of a PNG (300; of a film 150)"},
    {FONT, "font", "NAME", "font (Helvetica)"},
    {FONT_SIZE, "font-size", "SIZE", "size of type (9pt)"},
    {RATE, "fps", "N", "frames a second of a .gif (12)"},
    {FRAMES, "frames", "N", "frames of a film (72 of a turn, else one a step, up to 100)"},
    {FREE, "free", NULL, "each panel shows its own extent (that of all of its stream)"},
    {HEIGHT, "height", "LENGTH", "height of the figure (by its width and content)"},
    {LINEAR, "linear", NULL, "a linear scale of colours"},
    {LOG, "log", NULL, "a logarithmic one (where it spans over a decade and a half)"},
    {PALETTE, "palette", "NAME", "viridis, cividis, magma, plasma, inferno or grey (viridis)"},
    {RANGE, "range", "A:B", "ends of the scale of colours; A: or :B for one of them"},
    {SURFACE, "surface", NULL, "a grid as a surface"},
    {TITLES, "titles", "A,B", "titles of the panels (by the facet, or the files' names)"},
    {TURN, "turn", "FILE", "a film of three dimensions from all around"},
    {VIEW, "view", "TILT,TURN", "where three dimensions are seen from (60,30)"},
    {WIDTH, "width", "LENGTH", "width of the figure, as 8.5cm or 3.3in (12cm)"},
    {0}};

/* Where a film goes. */
struct film {
    const char *path; /* NULL: none is made */
    struct film_options options;
};

static const double RATE_USUAL = 12, RATE_LEAST = 0.1, RATE_MOST = 50;

static void fit_terminal(struct plot_options *o)
{
    struct winsize size;
    const char *term = getenv("TERM");
    o->format = PLOT_CHARACTERS;
    o->columns = 80;
    o->lines = 24;
    o->ansi = !getenv("NO_COLOR") && term && strcmp(term, "dumb") != 0;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 20 && size.ws_row > 8) {
        o->columns = size.ws_col;
        o->lines = size.ws_row - 1u; /* the prompt's line */
    }
}

/* A film's frames are PNG images; its script, with -g, writes them beside where the film would be.
 */
static void choose_film(struct cli *cli, struct plot_options *o, enum plot_film kind,
                        struct film *film)
{
    if (film->path)
        cli_fail(CLI_USAGE, "--turn and --animate: one film at a time");
    cli_check_usage(film_check_name(cli->value));
    film->path = cli->value;
    film->options.rest_at_end = kind == FILM_TRAINING;
    o->film = kind;
}

static void check_film(const struct film *film, const char *path, bool script)
{
    if (path)
        cli_fail(CLI_USAGE, "-o %s: --turn and --animate name the film's own file: leave -o out",
                 path);
    if (!script)
        cli_check(film_check_place(film->path));
}

/* What is drawn, and where to: `path` is -o, NULL for standard output. */
static void choose_format(struct plot_options *o, const char *path, bool script)
{
    if (path)
        cli_check_usage(plot_format_of(path, &o->format));
    if (script && o->format == PLOT_HTML)
        cli_fail(CLI_USAGE, "%s: a page is not drawn by gnuplot: leave -g out, or name an image",
                 path);
    if (script && o->film != FILM_NONE)
        o->output = "frame";
    else if (script)
        o->output = path ? path : "trajectories.png";
    else if (!path && o->film == FILM_NONE && isatty(STDOUT_FILENO))
        fit_terminal(o);
}

/* Reads the files that are named, or standard input; returns how many there are. */
static size_t read_streams(struct cli *cli, struct plot_stream *streams,
                           const struct plot_choice *choice, const struct plot_options *o)
{
    size_t count = cli_operands(cli);
    if (count > PLOT_PANELS_MAX)
        cli_fail(CLI_USAGE, "%zu files: a figure has room for %d", count, PLOT_PANELS_MAX);
    if (count <= 1)
        cli_check(plot_stream_read(&streams[0], cli_file(cli), choice, o));
    for (size_t i = 0; count > 1 && i < count; i++)
        cli_check(plot_stream_read(&streams[i], cli_operand(cli, i), choice, o));
    return size_max(count, 1);
}

int main(int argc, char *argv[])
{
    struct cli cli = {.synopsis = "Draws the trajectories, or another stage, of a stream.",
                      .operands = "[FILE...]",
                      .options = options};
    struct plot_options o = {.format = PLOT_PNG};
    struct plot_stream streams[PLOT_PANELS_MAX];
    struct strlist titles = {0};
    struct plot_choice choice = {0};
    struct film film = {.options.rate = RATE_USUAL};
    struct plot_view view;
    struct output out;
    bool script_only = false;
    char *drawing, *image = NULL;
    size_t length, image_length;

    cli_begin(&cli, argc, argv);
    for (int letter; (letter = cli_option(&cli)) != -1;)
        switch (letter) {
        case 'c':
            o.color.column = cli.value;
            break;
        case 'f':
            o.facet = cli.value;
            break;
        case 'g':
            script_only = true;
            break;
        case 'k':
            choice.kind = cli.value;
            break;
        case 'n':
            choice.number = cli_size(&cli, 1, SIZE_MAX);
            break;
        case 'r':
            o.run = cli.value;
            break;
        case 's':
            o.step = cli.value;
            break;
        case 't':
            o.title = cli.value;
            break;
        case 'z':
            o.height = cli.value;
            break;
        case ANIMATE:
            choose_film(&cli, &o, FILM_TRAINING, &film);
            break;
        case TURN:
            choose_film(&cli, &o, FILM_TURN, &film);
            break;
        case FRAMES:
            o.frames = cli_size(&cli, 1, PLOT_FRAMES_MAX);
            break;
        case RATE:
            film.options.rate = cli_double(&cli, RATE_LEAST, RATE_MOST);
            break;
        case VIEW:
            cli_check_usage(plot_view_of(cli.value, &view));
            o.view = &view;
            break;
        case DPI:
            o.page.dpi = cli_double(&cli, 30, 1200);
            break;
        case FONT:
            cli_check_usage(plot_font_check(cli.value));
            o.page.font = cli.value;
            break;
        case FONT_SIZE:
            cli_check_usage(plot_font_size_of(cli.value, &o.page.font_size));
            break;
        case HEIGHT:
            cli_check_usage(plot_length_of(cli.value, &o.page.height));
            break;
        case FREE:
            o.free_limits = true;
            break;
        case TITLES:
            strlist_free(&titles);
            cli_check(plot_titles_of(cli.value, &titles));
            o.titles = &titles;
            break;
        case WIDTH:
            cli_check_usage(plot_length_of(cli.value, &o.page.width));
            break;
        case LINEAR:
            o.color.scale = SCALE_LINEAR;
            break;
        case LOG:
            o.color.scale = SCALE_LOGARITHMIC;
            break;
        case PALETTE:
            o.color.palette = (enum plot_palette)cli_choice(&cli, plot_palette_names);
            break;
        case RANGE:
            cli_check_usage(plot_color_range_of(cli.value, &o.color));
            break;
        case SURFACE:
            o.surface = true;
            break;
        }
    const char *path = cli.output && strcmp(cli.output, "-") != 0 ? cli.output : NULL;
    if (film.path)
        check_film(&film, path, script_only);
    choose_format(&o, path, script_only);
    size_t count = read_streams(&cli, streams, &choice, &o);
    cli_check(output_open(&out, script_only ? NULL : path));
    cli_check(plot_streams_draw(streams, count, &o, &cli.report, &drawing, &length));
    bool is_text = script_only || o.format == PLOT_HTML;
    if (!is_text)
        cli_check(gnuplot_run(drawing, length, &cli.report, &image, &image_length));
    if (is_text)
        cli_check(output_write(&out, drawing, length));
    else if (film.path)
        cli_check(film_write(film.path, image, image_length, &film.options));
    else
        cli_check(output_write(&out, image, image_length));
    cli_check(output_commit(&out));

    free(image);
    free(drawing);
    for (size_t i = 0; i < count; i++)
        plot_stream_free(&streams[i]);
    strlist_free(&titles);
    strlist_free(&cli.provenance);
    return 0;
}
