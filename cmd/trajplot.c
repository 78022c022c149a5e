/* trajplot: coordinates, or the records of another stage, in; a picture of them out. */
#include "base/file/path.h"
#include "computing.h"
#include "files.h"
#include "picture_options.h"
#include "plot/drawing.h"

#include <stdlib.h>

static void settle_destination(const struct cli *cli, struct picture_options *s)
{
    s->to.path = path_is_standard(cli->output) ? NULL : cli->output;
    if (!s->to.script_only) /* else the script names it, and nothing is written there */
        files_check_output(cli, "-o", s->to.path);
    if (s->to.film)
        files_check_output(cli, s->o.film == FILM_TURN ? "--turn" : "--animate", s->to.film);
    cli_check_usage(plot_destination_check(&s->to, &s->o.format));
    cli_check(plot_destination_prepare(&s->to, &s->o));
}

/* What is to be drawn of the files that are named, or of standard input. */
static void read_pictures(struct cli *cli, struct plot_pictures *p, const struct picture_options *s)
{
    size_t count = cli_operands(cli);
    if (count > PLOT_PANELS_MAX)
        cli_fail(CLI_USAGE, "%zu files: a figure has room for %d: draw several figures", count,
                 PLOT_PANELS_MAX);
    if (s->all && s->choice.first)
        cli_fail(CLI_USAGE, "--all and -n: all pictures are drawn, or some: leave one out");
    if (count <= 1)
        cli_check(plot_pictures_add(p, cli_file(cli), &s->choice, &s->o));
    for (size_t i = 0; count > 1 && i < count; i++)
        cli_check(plot_pictures_add(p, cli_operand(cli, i), &s->choice, &s->o));
}

int main(int argc, char *argv[])
{
    struct cli cli = {.synopsis = "Draws the trajectories, or another stage, of a stream.",
                      .operands = "[FILE...]",
                      .computing = &computing_aside,
                      .names_output = true};
    struct picture_options s = {.o.format = PLOT_PNG, .to.film_options.rate = 12};
    struct plot_pictures pictures = {0};
    struct output out;
    char *drawing;
    size_t length;

    cli_begin(&cli, argc, argv);
    picture_options_read(&cli, &s);
    settle_destination(&cli, &s);
    read_pictures(&cli, &pictures, &s);
    cli_check(output_open(&out, s.to.script_only ? NULL : s.to.path));
    cli_check(plot_pictures_draw(&pictures, &s.o, &cli.report, &drawing, &length));
    cli_check(plot_destination_put(&s.to, s.o.format, drawing, length, &cli.report, &out));
    cli_check(output_commit(&out));

    free(drawing);
    plot_pictures_free(&pictures);
    picture_options_free(&s);
    strlist_free(&cli.provenance);
    return 0;
}
