#include "plot_figure.h"

#include "plot_script.h"
#include "plot_terminal.h"

#include <stdlib.h>

enum { TITLE_CHARACTERS = 60 };

void figure_quote(const struct figure *g, const char *text, size_t most)
{
    plot_quote_for(g->f, text, most, g->markup);
}

static void write_label(const struct figure *g, size_t tag, const char *text, size_t most, double x,
                        double y)
{
    fprintf(g->f, "set label %zu ", tag);
    figure_quote(g, text, most);
    fprintf(g->f, " at screen %.4f, screen %.4f left noenhanced ", x / g->layout.width,
            y / g->layout.height);
}

static void write_texts(const struct figure *g)
{
    const struct layout *l = &g->layout;
    fputs("\n# Texts. noenhanced: as they stand, without markup.\n", g->f);
    if (g->scene->title) {
        write_label(g, 1, g->scene->title, TITLE_CHARACTERS, l->frame.left, l->title);
        fprintf(g->f, "font ',%.4g'\n", g->font_size * 10 / 9);
    }
    for (size_t i = 0; i < l->caption.count; i++) {
        write_label(g, 2 + i, l->caption.at[i], (size_t)-1, l->frame.left,
                    l->caption_top - (double)i * plot_layout_caption_step(l));
        fprintf(g->f, "font ',%.4g' textcolor rgb '#555555'\n", g->font_size * PLOT_CAPTION_SIZE);
    }
}

static void write_legend(const struct figure *g)
{
    const struct layout *l = &g->layout;
    fprintf(g->f,
            "\n# The legend.\n"
            "set key at screen %.4f, screen %.4f left top Left reverse vertical maxrows %zu "
            "samplen 1.5 width 2 spacing 1.1 noenhanced\n",
            l->legend_left / l->width, l->legend_top / l->height, l->legend_rows);
}

/* Of what stands over the highest points. */
static double room_above(const struct figure *g)
{
    return g->scene->components.count ? 1.5 * g->layout.em : 0;
}

/* The layout, with the legend that goes with it: without the runs, where they are `named` in the
 * picture. */
static struct error *lay_out(struct figure *g, bool named)
{
    const struct scene *s = g->scene;
    plot_layout_free(&g->layout);
    plot_legend_collect(&g->legend, s, named);
    struct layout_parts parts = {.title = s->title,
                                 .bar = s->color.known > 0,
                                 .step_axis = s->curve,
                                 .entries = g->legend.count,
                                 .widest_entry = g->legend.widest,
                                 .long_legend = scene_has_legend(s) && !named,
                                 .caption = &s->caption};
    struct error *err = plot_layout_make(&g->layout, &parts, &g->options->page, g->font_size);
    if (!err && s->points.cols == 2)
        g->plane = plot_plane_make(s, &g->layout.frame, room_above(g));
    return err;
}

/* Names need a layout to find their places in; where they find none it is made anew, with a legend
 * of the runs. */
static struct error *arrange(struct figure *g)
{
    struct error *err = NULL;
    bool named = figure_wants_names(g->scene);
    TRY(lay_out(g, named));
    if (named)
        TRY(figure_place_names(g));
    if (named && !g->names)
        TRY(lay_out(g, false));
out:
    return err;
}

struct error *plot_write_figure(FILE *f, const struct scene *s, const struct plot_options *options)
{
    struct error *err = NULL;
    struct figure g = {.f = f,
                       .options = options,
                       .scene = s,
                       .font_size = plot_terminal_font_size(options),
                       .markup = plot_terminal_markup(options)};
    TRY(arrange(&g));
    plot_terminal_write(f, options, g.layout.width, g.layout.height);
    write_texts(&g);
    figure_write_axes(&g);
    figure_write_bar(&g);
    write_legend(&g);
    figure_write_names(&g);
    figure_write_styles(&g);
    figure_write_elements(&g);
out:
    plot_layout_free(&g.layout);
    free(g.names);
    return err;
}
