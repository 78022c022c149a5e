#include "plot/space/film_loop.h"

#include "plot/layout/text.h"
#include "plot/space/view.h"

/* Of a turn: five degrees a frame. */
enum { USUAL_FRAMES = 72 };

size_t plot_film_frames(const struct plot_options *options, const struct plot_moments *moments)
{
    if (options->film == FILM_TRAINING)
        return moments->count;
    if (options->film == FILM_NONE)
        return 1;
    return options->frames ? options->frames : USUAL_FRAMES;
}

double plot_film_turn(const struct plot_options *options, size_t frame)
{
    if (options->film != FILM_TURN)
        return 0;
    return 360 * (double)frame / (double)plot_film_frames(options, NULL);
}

static void write_turn(FILE *f, const struct plot_options *options)
{
    const struct plot_view *view = plot_view_of_options(options);
    fprintf(f,
            "\n# Seen from all around.\nframes = %zu\ndo for [frame=1:frames] {\n"
            "turn = %g + 360.0*(frame-1)/frames\nturn = turn - 360*floor(turn/360)\n",
            plot_film_frames(options, NULL), view->turn);
}

static void write_moments(FILE *f, const struct plot_moments *moments)
{
    fputs("\n# The steps of training that are shown, a frame each, and what is past then.\n"
          "moments = '",
          f);
    for (size_t i = 0; i < moments->count; i++)
        fprintf(f, "%s%.15g", i ? ", " : "", moments->at[i]);
    fputs("'\narray moment = [@moments]\npast(t,x) = t <= now ? x : NaN\n"
          "do for [frame=1:|moment|] {\nnow = moment[frame]\n",
          f);
}

void plot_film_begin(FILE *f, const struct plot_options *options,
                     const struct plot_moments *moments)
{
    if (options->film == FILM_NONE)
        return;
    if (options->film == FILM_TURN)
        write_turn(f, options);
    else
        write_moments(f, moments);
    if (!options->output)
        return;
    fputs("set output sprintf('%s%04d.png', ", f);
    plot_quote_path(f, options->output);
    fputs(", frame)\n", f);
}

void plot_film_end(FILE *f, const struct plot_options *options)
{
    if (options->film != FILM_NONE)
        fputs(options->output ? "unset output\n}\n" : "}\n", f);
}
