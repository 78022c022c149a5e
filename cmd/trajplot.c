/* trajplot: coordinates, or what another stage makes, in; a picture of it out. */
#include "base/output.h"
#include "base/size.h"
#include "cli.h"
#include "plot/draw/moments.h"
#include "plot/draw/options.h"
#include "plot/gnuplot/film.h"
#include "plot/gnuplot/gnuplot.h"
#include "plot/page/html.h"
#include "plot/screen.h"
#include "plot/space/view.h"
#include "plot/stream.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Long options without a letter. */
enum {
    ANIMATE = 256,
    DPI,
    FONT,
    FONT_SIZE,
    FRAMES,
    FREE,
    HEIGHT,
    LINEAR,
    LOG,
    PALETTE,
    RANGE,
    RATE,
    SHOW,
    SURFACE,
    TERMINAL,
    TITLES,
    TURN,
    VIEW,
    WIDTH
};

static const struct cli_option options[] = {
    {'c', "color", "COLUMN", "colour by this column (the first loss there is, step, row)"},
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
    {LINEAR, "linear", NULL, "a linear scale of colours and heights"},
    {LOG, "log", NULL, "a logarithmic one (where most numbers are among the lowest)"},
    {PALETTE, "palette", "NAME", "viridis, cividis, magma, plasma, inferno or grey (viridis)"},
    {RANGE, "range", "A:B", "ends of the scale of colours; A: or :B for one of them"},
    {SHOW, "show", NULL, "in a window, which the mouse zooms and turns; ends when it is closed"},
    {SURFACE, "surface", NULL, "a grid as a surface"},
    {TERMINAL, "terminal", "KIND", "in a terminal: characters or sixel (auto: what it has)"},
    {TITLES, "titles", "A,B", "titles of the panels (by the facet, or the files' names)"},
    {TURN, "turn", "FILE", "a film of three dimensions from all around"},
    {VIEW, "view", "TILT,TURN", "where three dimensions are seen from (60,30)"},
    {WIDTH, "width", "LENGTH", "width of the figure, as 8.5cm or 3.3in (12cm)"},
    {0}};

static const double RATE_USUAL = 12, RATE_LEAST = 0.1, RATE_MOST = 50;

/* Where the picture goes: one of these, or else, as an image, to standard output. */
struct destination {
    const char *path; /* -o */
    const char *film;
    struct film_options film_options;
    bool window;
    enum plot_screen screen;
};

struct settings {
    struct plot_options o;
    struct plot_choice choice;
    struct destination to;
    struct plot_view view;
    struct strlist titles;
    bool script_only;
};

static void take_film(struct cli *cli, struct settings *s, enum plot_film kind)
{
    if (s->o.film != FILM_NONE)
        cli_fail(CLI_USAGE, "--turn and --animate: one film at a time: leave one out");
    cli_check_usage(film_check_name(cli->value));
    s->to.film = cli->value;
    s->to.film_options.rest_at_end = kind == FILM_TRAINING;
    s->o.film = kind;
}

static void take_option(struct cli *cli, struct settings *s, int letter)
{
    switch (letter) {
    case 'c':
        s->o.color.column = cli->value;
        break;
    case 'f':
        s->o.facet = cli->value;
        break;
    case 'g':
        s->script_only = true;
        break;
    case 'k':
        s->choice.kind = cli->value;
        break;
    case 'n':
        s->choice.number = cli_size(cli, 1, SIZE_MAX);
        break;
    case 'r':
        s->o.run = cli->value;
        break;
    case 's':
        s->o.step = cli->value;
        break;
    case 't':
        s->o.title = cli->value;
        break;
    case 'z':
        s->o.height = cli->value;
        break;
    case ANIMATE:
        take_film(cli, s, FILM_TRAINING);
        break;
    case TURN:
        take_film(cli, s, FILM_TURN);
        break;
    case FRAMES:
        s->o.frames = cli_size(cli, 1, PLOT_FRAMES_MAX);
        break;
    case RATE:
        s->to.film_options.rate = cli_double(cli, RATE_LEAST, RATE_MOST);
        break;
    case VIEW:
        cli_check_usage(plot_view_of(cli->value, &s->view));
        s->o.view = &s->view;
        break;
    case DPI:
        s->o.page.dpi = cli_double(cli, 30, 1200);
        break;
    case FONT:
        cli_check_usage(plot_font_check(cli->value));
        s->o.page.font = cli->value;
        break;
    case FONT_SIZE:
        cli_check_usage(plot_font_size_of(cli->value, &s->o.page.font_size));
        break;
    case HEIGHT:
        cli_check_usage(plot_length_of(cli->value, &s->o.page.height));
        break;
    case FREE:
        s->o.free_limits = true;
        break;
    case TITLES:
        strlist_free(&s->titles);
        cli_check(plot_titles_of(cli->value, &s->titles));
        s->o.titles = &s->titles;
        break;
    case WIDTH:
        cli_check_usage(plot_length_of(cli->value, &s->o.page.width));
        break;
    case LINEAR:
        s->o.color.scale = SCALE_LINEAR;
        break;
    case LOG:
        s->o.color.scale = SCALE_LOGARITHMIC;
        break;
    case PALETTE:
        s->o.color.palette = (enum plot_palette)cli_choice(cli, plot_palette_names);
        break;
    case RANGE:
        cli_check_usage(plot_color_range_of(cli->value, &s->o.color));
        break;
    case SHOW:
        s->to.window = true;
        break;
    case TERMINAL:
        s->to.screen = (enum plot_screen)cli_choice(cli, plot_screen_names);
        break;
    case SURFACE:
        s->o.surface = true;
        break;
    }
}

static void check_destination(const struct destination *to)
{
    const char *const named[] = {to->path ? "-o" : NULL, to->film ? "--turn or --animate" : NULL,
                                 to->window ? "--show" : NULL, to->screen ? "--terminal" : NULL};
    const char *first = NULL;
    for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
        if (first && named[i])
            cli_fail(CLI_USAGE, "%s, %s: a picture goes to one place: leave one out", first,
                     named[i]);
        if (named[i])
            first = named[i];
    }
}

/* The file that a script names, which runs without us. */
static const char *script_output(const struct settings *s)
{
    if (s->to.film)
        return "frame";
    return s->to.path ? s->to.path : "trajectories.png";
}

static void check_film(struct settings *s)
{
    double *rate = &s->to.film_options.rate;
    if (!s->to.film && (s->o.frames || *rate > 0))
        cli_fail(CLI_USAGE, "--frames, --fps: they are a film's: add --turn or --animate");
    if (*rate == 0)
        *rate = RATE_USUAL;
}

static void choose_format(struct settings *s)
{
    const struct destination *to = &s->to;
    check_destination(to);
    check_film(s);
    if (to->path)
        cli_check_usage(plot_format_of(to->path, &s->o.format));
    if (s->script_only && s->o.format == PLOT_HTML)
        cli_fail(CLI_USAGE, "%s: a page is not drawn by gnuplot: leave -g out, or name an image",
                 to->path);
    if (s->o.format == PLOT_HTML)
        cli_check(plot_html_check());
    if (to->window)
        s->o.format = PLOT_WINDOW;
    else if (to->screen)
        plot_screen_fit(&s->o, to->screen);
    else if (s->script_only)
        s->o.output = script_output(s);
    else if (to->film)
        cli_check(film_check_place(to->film));
    else if (!to->path && isatty(STDOUT_FILENO))
        plot_screen_fit(&s->o, SCREEN_AUTO);
}

/* Reads the files that are named, or standard input; returns how many there are. */
static size_t read_streams(struct cli *cli, struct plot_stream *streams, const struct settings *s)
{
    size_t count = cli_operands(cli);
    if (count > PLOT_PANELS_MAX)
        cli_fail(CLI_USAGE, "%zu files: a figure has room for %d", count, PLOT_PANELS_MAX);
    if (count <= 1)
        cli_check(plot_stream_read(&streams[0], cli_file(cli), &s->choice, &s->o));
    for (size_t i = 0; count > 1 && i < count; i++)
        cli_check(plot_stream_read(&streams[i], cli_operand(cli, i), &s->choice, &s->o));
    return size_max(count, 1);
}

/* A terminal may leave its cursor beside an image of sixels. */
static void put_image(struct output *out, const char *image, size_t length,
                      const struct settings *s)
{
    if (s->to.film) {
        cli_check(film_write(s->to.film, image, length, &s->to.film_options));
        return;
    }
    cli_check(output_write(out, image, length));
    if (s->o.format == PLOT_SIXEL && isatty(STDOUT_FILENO))
        cli_check(output_write(out, "\n", 1));
}

/* `drawing`: what plot_streams_draw has made. */
static void put(struct cli *cli, struct output *out, const char *drawing, size_t length,
                const struct settings *s)
{
    char *image;
    size_t image_length;
    if (s->script_only || s->o.format == PLOT_HTML) {
        cli_check(output_write(out, drawing, length));
    } else if (s->to.window) {
        cli_check(gnuplot_show(drawing, length, &cli->report));
    } else {
        cli_check(gnuplot_run(drawing, length, &cli->report, &image, &image_length));
        put_image(out, image, image_length, s);
        free(image);
    }
}

int main(int argc, char *argv[])
{
    struct cli cli = {.synopsis = "Draws the trajectories, or another stage, of a stream.",
                      .operands = "[FILE...]",
                      .options = options};
    struct settings s = {.o.format = PLOT_PNG};
    struct plot_stream streams[PLOT_PANELS_MAX];
    struct output out;
    char *drawing;
    size_t length;

    cli_begin(&cli, argc, argv);
    for (int letter; (letter = cli_option(&cli)) != -1;)
        take_option(&cli, &s, letter);
    s.to.path = cli.output && strcmp(cli.output, "-") != 0 ? cli.output : NULL;
    choose_format(&s);
    size_t count = read_streams(&cli, streams, &s);
    cli_check(output_open(&out, s.script_only ? NULL : s.to.path));
    cli_check(plot_streams_draw(streams, count, &s.o, &cli.report, &drawing, &length));
    put(&cli, &out, drawing, length, &s);
    cli_check(output_commit(&out));

    free(drawing);
    for (size_t i = 0; i < count; i++)
        plot_stream_free(&streams[i]);
    strlist_free(&s.titles);
    strlist_free(&cli.provenance);
    return 0;
}
