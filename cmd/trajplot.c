/* trajplot: coordinates, or the records of another stage, in; a picture of them out. */
#include "base/path.h"
#include "base/size.h"
#include "picture_options.h"
#include "plot/pictures.h"

#include <stdlib.h>

static void settle_destination(const struct cli *cli, struct picture_options *s)
{
    s->to.path = path_is_standard(cli->output) ? NULL : cli->output;
    cli_check_usage(plot_destination_check(&s->to, &s->o.format));
    cli_check(plot_destination_prepare(&s->to, &s->o));
}

/* Reads the files that are named, or standard input; returns how many there are. */
static size_t read_streams(struct cli *cli, struct plot_stream *streams,
                           const struct picture_options *s)
{
    size_t count = cli_operands(cli);
    if (count > PLOT_PANELS_MAX)
        cli_fail(CLI_USAGE, "%zu files: a figure has room for %d: draw several figures", count,
                 PLOT_PANELS_MAX);
    if (s->o.all && (count > 1 || s->choice.number || s->choice.kind))
        cli_fail(CLI_USAGE,
                 "--all: draws all coords of one stream: leave -k, -n and other files out");
    if (s->o.all) {
        cli_check(plot_pictures_read(streams, &count, cli_file(cli), &cli->report));
        return count;
    }
    if (count <= 1)
        cli_check(plot_stream_read(&streams[0], cli_file(cli), &s->choice, &s->o));
    for (size_t i = 0; count > 1 && i < count; i++)
        cli_check(plot_stream_read(&streams[i], cli_operand(cli, i), &s->choice, &s->o));
    return size_max(count, 1);
}

int main(int argc, char *argv[])
{
    struct cli cli = {.synopsis = "Draws the trajectories, or another stage, of a stream.",
                      .operands = "[FILE...]"};
    struct picture_options s = {.o.format = PLOT_PNG, .to.film_options.rate = 12};
    struct plot_stream streams[PLOT_PANELS_MAX];
    struct output out;
    char *drawing;
    size_t length;

    cli_begin(&cli, argc, argv);
    picture_options_read(&cli, &s);
    settle_destination(&cli, &s);
    size_t count = read_streams(&cli, streams, &s);
    cli_check(output_open(&out, s.to.script_only ? NULL : s.to.path));
    cli_check(plot_streams_draw(streams, count, &s.o, &cli.report, &drawing, &length));
    cli_check(plot_destination_put(&s.to, s.o.format, drawing, length, &cli.report, &out));
    cli_check(output_commit(&out));

    free(drawing);
    for (size_t i = 0; i < count; i++)
        plot_stream_free(&streams[i]);
    picture_options_free(&s);
    strlist_free(&cli.provenance);
    return 0;
}
