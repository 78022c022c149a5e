/* trajplot: coordinates, or what another stage makes, in; a picture of it out. */
#include "filter.h"
#include "gnuplot.h"
#include "output.h"
#include "plot.h"
#include "plot_screen.h"
#include "plot_stage.h"
#include "size.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const wanted[] = {"coords", "grid", "diagram", "distance", NULL};

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
    SHOW,
    TERMINAL
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
    {DPI, "dpi", "N", "dots an inch of a PNG (300)"},
    {FONT, "font", "NAME", "font (Helvetica)"},
    {FONT_SIZE, "font-size", "SIZE", "size of type (9pt)"},
    {FREE, "free", NULL, "each panel shows its own extent (that of all of its stream)"},
    {HEIGHT, "height", "LENGTH", "height of the figure (by its width and content)"},
    {LINEAR, "linear", NULL, "a linear scale of colours"},
    {LOG, "log", NULL, "a logarithmic one (where it spans over a decade and a half)"},
    {PALETTE, "palette", "NAME", "viridis, cividis, magma, plasma, inferno or grey (viridis)"},
    {RANGE, "range", "A:B", "ends of the scale of colours; A: or :B for one of them"},
    {SHOW, "show", NULL, "in a window, which the mouse zooms and turns; ends when it is closed"},
    {SURFACE, "surface", NULL, "a grid as a surface"},
    {TERMINAL, "terminal", "KIND", "in a terminal: characters or sixel (auto: what it has)"},
    {TITLES, "titles", "A,B", "titles of the panels (by the facet, or the files' names)"},
    {WIDTH, "width", "LENGTH", "width of the figure, as 8.5cm or 3.3in (12cm)"},
    {0}};

/* Which records are drawn. */
struct choice {
    const char *kind; /* NULL: the last one that can be */
    size_t number;    /* of the kind; 0: the only one */
};

/* One stream's. */
struct input {
    struct record coords;
    struct matrix points;
    struct table rows; /* the last table before them */
    size_t wanted;     /* which of the records of coords; 0: the only one */
    size_t seen;       /* so many there are */
    struct strlist names;
    bool has_rows;
    char *name;
    const char *kind;        /* which is drawn; NULL: the last one that can be */
    struct plot_stage stage; /* what is drawn in place of the coordinates, */
    bool draws_stage;        /* if this says so */
};

static bool is_complete(const struct input *in)
{
    return in->seen > 0 && in->seen >= in->wanted;
}

static void take_rows(struct input *in, struct reader *reader, const struct record *r)
{
    char *text;
    if (is_complete(in))
        return;
    if (in->has_rows && in->seen == 0 && !in->stage.kind)
        cli_fail(CLI_FAILURE, "%s: two tables of rows: one stream a picture", reader_name(reader));
    cli_check(reader_text(reader, r, &text));
    table_free(&in->rows);
    cli_check(table_parse(&in->rows, text, false, reader_name(reader)));
    free(text);
    in->has_rows = true;
}

/* Takes over `r`. The last one up to the chosen one is kept: where it is not drawn itself, a grid
 * may be drawn beneath it. */
static void take_coords(struct input *in, struct reader *reader, struct record *r)
{
    const char *t = record_attr(r, "t");
    bool complete = is_complete(in);
    in->seen++;
    in->draws_stage = false;
    cli_check(strlist_addf(&in->names, t ? "%zu: t %s" : "%zu", in->seen, t));
    if (complete) {
        record_free(r);
        return;
    }
    matrix_free(&in->points);
    record_free(&in->coords);
    cli_check(reader_matrix(reader, r, &in->points));
    in->coords = *r;
}

/* Takes over `r`. */
static void take_stage(struct input *in, struct reader *reader, struct record *r,
                       const struct plot_options *o)
{
    in->stage.wanted = in->wanted;
    in->draws_stage = true;
    cli_check(plot_stage_read(&in->stage, reader, r, in->has_rows ? &in->rows : NULL, o));
}

static bool is_drawable(const struct input *in, const struct record *r)
{
    return plot_stage_takes(r) && (!in->kind || record_is(r, in->kind));
}

static void check_choice(const struct input *in, const char *name)
{
    char list[256] = "";
    size_t used = 0;
    for (size_t i = 0; i < in->names.count && used < sizeof list; i++)
        used += (size_t)snprintf(list + used, sizeof list - used, "%s%s", i ? ", " : "",
                                 in->names.at[i]);
    if (in->wanted == 0 && in->seen > 1)
        cli_fail(CLI_FAILURE, "%s: %zu records of coords (%s): choose one: -n 1", name, in->seen,
                 list);
    if (in->wanted > in->seen)
        cli_fail(CLI_FAILURE, "%s: no record %zu of coords: there are %zu (%s)", name, in->wanted,
                 in->seen, list);
}

static void read_input(struct input *in, const char *file, const struct plot_options *o)
{
    struct reader *reader;
    struct record r, other = {0};
    bool got;
    cli_check(reader_open(&reader, file, in->kind ? in->kind : wanted[0]));
    for (;;) {
        cli_check(reader_next(reader, &r, &got));
        if (!got)
            break;
        if (record_is(&r, "coords")) {
            take_coords(in, reader, &r);
            continue;
        }
        if (is_drawable(in, &r)) {
            take_stage(in, reader, &r, o);
            continue;
        }
        if (record_is(&r, "rows"))
            take_rows(in, reader, &r);
        record_free(&other);
        other = r;
    }
    if (!in->draws_stage && (in->seen == 0 || (in->kind && strcmp(in->kind, "coords") != 0)))
        filter_wrong_kind(reader, &other, in->kind ? (const char *[]){in->kind, NULL} : wanted);
    if (in->draws_stage)
        cli_check(plot_stage_check(&in->stage, reader_name(reader)));
    else
        check_choice(in, reader_name(reader));
    strlist_free(&in->names);
    record_free(&other);
    reader_close(reader);
}

/* Where the picture goes: a file, a window, a terminal, or, as an image, standard output. */
struct destination {
    const char *path; /* -o; NULL: standard output */
    bool window;
    enum plot_screen screen;
};

static void check_destination(const struct destination *to)
{
    const char *screen = plot_screen_names[to->screen];
    if (to->path && to->window)
        cli_fail(CLI_USAGE, "--show -o %s: a window or a file: leave one out", to->path);
    if (to->path && to->screen)
        cli_fail(CLI_USAGE, "--terminal %s -o %s: a terminal or a file: leave one out", screen,
                 to->path);
    if (to->window && to->screen)
        cli_fail(CLI_USAGE, "--show --terminal %s: a window or a terminal: leave one out", screen);
}

static void choose_format(struct plot_options *o, const struct destination *to, bool script)
{
    check_destination(to);
    if (to->path)
        cli_check_usage(plot_format_of(to->path, &o->format));
    if (to->window)
        o->format = PLOT_WINDOW;
    else if (to->screen)
        plot_screen_fit(o, to->screen);
    else if (script)
        o->output = to->path ? to->path : "trajectories.png";
    else if (!to->path && isatty(STDOUT_FILENO))
        plot_screen_fit(o, SCREEN_AUTO);
}

/* A stream's name in the figure: its file's, without folder and extension. The caller frees it. */
static char *name_of(const char *file)
{
    const char *slash = file ? strrchr(file, '/') : NULL;
    const char *base = slash ? slash + 1 : file ? file : "standard input";
    const char *dot = strrchr(base, '.');
    char *name = dot && dot != base ? strndup(base, (size_t)(dot - base)) : strdup(base);
    if (!name)
        cli_check(error_memory("the panel's title"));
    return name;
}

static void free_inputs(struct input *inputs, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        plot_stage_free(&inputs[i].stage);
        table_free(&inputs[i].rows);
        matrix_free(&inputs[i].points);
        record_free(&inputs[i].coords);
        free(inputs[i].name);
    }
}

/* Reads the files that are named, or standard input; returns how many there are. */
static size_t read_inputs(struct cli *cli, struct input *inputs, const struct choice *choice,
                          const struct plot_options *o)
{
    size_t count = cli_operands(cli);
    if (count > PLOT_PANELS_MAX)
        cli_fail(CLI_USAGE, "%zu files: a figure has room for %d", count, PLOT_PANELS_MAX);
    for (size_t i = 0; i < size_max(count, 1); i++) {
        const char *file = count > 1 ? cli_operand(cli, i) : cli_file(cli);
        inputs[i] =
            (struct input){.wanted = choice->number, .kind = choice->kind, .name = name_of(file)};
        read_input(&inputs[i], file, o);
    }
    return size_max(count, 1);
}

static struct error *make_stage_script(const struct input *in, const struct plot_options *o,
                                       struct report *report, char **script, size_t *length)
{
    return plot_stage_script(&in->stage, in->seen ? &in->points : NULL,
                             in->has_rows ? &in->rows : NULL, o, report, script, length);
}

static struct error *make_script(const struct input *inputs, size_t count,
                                 const struct plot_options *o, struct report *report, char **script,
                                 size_t *length)
{
    for (size_t i = 0; i < count; i++)
        if (inputs[i].draws_stage)
            return count == 1 ? make_stage_script(inputs, o, report, script, length)
                              : error_new("%s: only coordinates are drawn side by side: choose "
                                          "them by -k coords, or draw one stream",
                                          inputs[i].name);
    struct plot_input streams[PLOT_PANELS_MAX];
    for (size_t i = 0; i < count; i++)
        streams[i] = (struct plot_input){.coords = &inputs[i].points,
                                         .record = &inputs[i].coords,
                                         .rows = inputs[i].has_rows ? &inputs[i].rows : NULL,
                                         .name = inputs[i].name};
    return plot_script(streams, count, o, report, script, length);
}

/* A terminal may leave its cursor beside an image of sixels. */
static void draw(struct output *out, const char *script, size_t length,
                 const struct plot_options *o, struct report *report)
{
    char *image;
    size_t image_length;
    cli_check(gnuplot_run(script, length, report, &image, &image_length));
    cli_check(output_write(out, image, image_length));
    if (o->format == PLOT_SIXEL && isatty(STDOUT_FILENO))
        cli_check(output_write(out, "\n", 1));
    free(image);
}

int main(int argc, char *argv[])
{
    struct cli cli = {.synopsis = "Draws the trajectories, or another stage, of a stream.",
                      .operands = "[FILE...]",
                      .options = options};
    struct plot_options o = {.format = PLOT_PNG};
    struct input inputs[PLOT_PANELS_MAX];
    struct strlist titles = {0};
    struct choice choice = {0};
    struct destination to = {0};
    struct output out;
    bool script_only = false;
    char *script;
    size_t script_length;

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
        case SHOW:
            to.window = true;
            break;
        case TERMINAL:
            to.screen = (enum plot_screen)cli_choice(&cli, plot_screen_names);
            break;
        case SURFACE:
            o.surface = true;
            break;
        }
    to.path = cli.output && strcmp(cli.output, "-") != 0 ? cli.output : NULL;
    choose_format(&o, &to, script_only);
    size_t count = read_inputs(&cli, inputs, &choice, &o);
    cli_check(output_open(&out, script_only ? NULL : to.path));
    cli_check(make_script(inputs, count, &o, &cli.report, &script, &script_length));
    if (script_only)
        cli_check(output_write(&out, script, script_length));
    else if (to.window)
        cli_check(gnuplot_show(script, script_length, &cli.report));
    else
        draw(&out, script, script_length, &o, &cli.report);
    cli_check(output_commit(&out));

    free(script);
    free_inputs(inputs, count);
    strlist_free(&titles);
    strlist_free(&cli.provenance);
    return 0;
}
