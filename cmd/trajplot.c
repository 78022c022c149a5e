/* trajplot: coordinates in, a picture of the trajectories out. */
#include "cli.h"
#include "gnuplot.h"
#include "output.h"
#include "plot.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static const char *const wanted[] = {"coords", NULL};

static const struct cli_option options[] = {
    {'c', "color", "COLUMN", "colour by this column (test_loss, else train_loss, step, row)"},
    {'g', "script", NULL, "print the gnuplot script, complete with data, instead of running it"},
    {'r', "run", "COLUMN", "column that names a row's run (run)"},
    {'s', "step", "COLUMN", "column that orders the rows of a run (step)"},
    {'t', "title", "TEXT", "title of the picture"},
    {0}};

struct input {
    struct record coords;
    struct matrix points;
    struct table rows;
    bool has_coords, has_rows;
};

static void take_rows(struct input *in, struct reader *reader, const struct record *r)
{
    char *text;
    if (in->has_rows)
        cli_fail(CLI_FAILURE, "%s: two tables of rows: one stream a picture", reader_name(reader));
    cli_check(reader_text(reader, r, &text));
    cli_check(table_parse(&in->rows, text, false, reader_name(reader)));
    free(text);
    in->has_rows = true;
}

static void take_coords(struct input *in, struct reader *reader, const struct record *r)
{
    if (in->has_coords)
        cli_fail(CLI_FAILURE, "%s: two records of coords: one stream a picture",
                 reader_name(reader));
    cli_check(reader_matrix(reader, r, &in->points));
    in->coords = *r;
    in->has_coords = true;
}

static void read_input(struct input *in, const char *file)
{
    struct reader *reader;
    struct record r, other = {0};
    bool got;
    cli_check(reader_open(&reader, file, wanted[0]));
    for (;;) {
        cli_check(reader_next(reader, &r, &got));
        if (!got)
            break;
        if (record_is(&r, "coords")) {
            take_coords(in, reader, &r);
            continue;
        }
        if (record_is(&r, "rows"))
            take_rows(in, reader, &r);
        record_free(&other);
        other = r;
    }
    if (!in->has_coords)
        cli_wrong_kind(reader, &other, wanted);
    record_free(&other);
    reader_close(reader);
}

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

/* What is drawn, and where to: `path` is -o, NULL for standard output. */
static void choose_format(struct plot_options *o, const char *path, bool script)
{
    struct error *err = path ? plot_format_of(path, &o->format) : NULL;
    if (err)
        cli_fail(CLI_USAGE, "%s", error_text(err));
    if (script)
        o->output = path ? path : "trajectories.png";
    else if (!path && isatty(STDOUT_FILENO))
        fit_terminal(o);
}

int main(int argc, char *argv[])
{
    struct cli cli = {.synopsis = "Draws the trajectories of a stream of coordinates.",
                      .operands = "[FILE]",
                      .options = options};
    struct plot_options o = {.format = PLOT_PNG};
    struct input in = {0};
    struct output out;
    bool script_only = false;
    char *script, *image;
    size_t script_length, image_length;

    cli_begin(&cli, argc, argv);
    for (int letter; (letter = cli_option(&cli)) != -1;)
        switch (letter) {
        case 'c':
            o.color = cli.value;
            break;
        case 'g':
            script_only = true;
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
        }
    const char *path = cli.output && strcmp(cli.output, "-") != 0 ? cli.output : NULL;
    choose_format(&o, path, script_only);
    read_input(&in, cli_file(&cli));
    cli_check(output_open(&out, script_only ? NULL : path));
    cli_check(plot_script(&in.points, &in.coords, in.has_rows ? &in.rows : NULL, &o, &cli.report,
                          &script, &script_length));
    if (script_only) {
        cli_check(output_write(&out, script, script_length));
    } else {
        cli_check(gnuplot_run(script, script_length, &cli.report, &image, &image_length));
        cli_check(output_write(&out, image, image_length));
        free(image);
    }
    cli_check(output_commit(&out));

    free(script);
    table_free(&in.rows);
    matrix_free(&in.points);
    record_free(&in.coords);
    strlist_free(&cli.provenance);
    return 0;
}
