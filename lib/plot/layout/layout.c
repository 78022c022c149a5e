#include "plot/layout/layout_impl.h"

#include "plot/layout/terminal.h"

#include <math.h>
#include <stdlib.h>

/* A smaller frame shows nothing. */
static const double FRAME_LEAST = 1;

/* In sizes of type, as all that follows. */
static const double TITLE_HEIGHT = 1.9, NUMBER_HEIGHT = 1;

void plot_layout_free(struct layout *l)
{
    for (size_t i = 0; l->panel_captions && i < l->panels; i++)
        strlist_free(&l->panel_captions[i]);
    for (size_t i = 0; l->panel_titles && i < l->panels; i++)
        strlist_free(&l->panel_titles[i]);
    free(l->panel_captions);
    free(l->panel_titles);
    strlist_free(&l->caption);
    *l = (struct layout){0};
}

/* All but the heights that hang from the top; `above` is the room for title and edge. */
static void lay_out_from_below(struct layout *l, const struct layout_parts *parts, double above)
{
    double step = plot_layout_caption_step(l);
    double number = parts->bar ? NUMBER_HEIGHT / 2 : 0; /* at the bar's end */
    l->caption_top = LAYOUT_EDGE + step * ((double)l->caption.count - 0.5);
    l->area = (struct rect){.left = LAYOUT_EDGE,
                            .right = l->width - LAYOUT_EDGE,
                            .bottom = LAYOUT_EDGE + step * (double)l->caption.count};
    if (l->caption.count)
        l->area.bottom += LAYOUT_CAPTION_GAP * l->em;
    layout_put_legend(l, parts, above);
    l->area.right -= layout_bar_zone(parts) * l->em;
    l->above = fmax(parts->axes.top, number) * l->em;
    l->below = fmax(parts->axes.bottom, number) * l->em;
    l->beside = parts->axes.left * l->em;
    l->spare = parts->axes.right * l->em;
    l->exact_shape = parts->exact ? parts->shape : 0;
}

static struct error *lay_out_panels(struct layout *l, const struct layout_parts *parts,
                                    double above)
{
    struct error *err = NULL;
    bool is_free = l->height == 0;
    l->area.top = l->height - above;
    TRY(layout_put_panels(l, parts, above));
    if (is_free)
        l->height = layout_page_height(l, parts, above);
    l->area.top = l->height - above;
    l->title = l->area.top + TITLE_HEIGHT / 2 * l->em;
    l->title_room = l->width - 2 * LAYOUT_EDGE - parts->title_right * l->em;
out:
    return err;
}

/* What stands beside the panels, over their whole height. */
static void lay_out_sides(struct layout *l, const struct layout_parts *parts)
{
    struct rect first = plot_layout_frame(l, 0), last = plot_layout_frame(l, l->panels - 1);
    l->has_bar = parts->bar;
    double right = l->exact_shape > 0 ? first.right : l->area.right;
    l->bar = (struct rect){.left = right + LAYOUT_BAR_GAP * l->em,
                           .right = right + (LAYOUT_BAR_GAP + LAYOUT_BAR_WIDTH) * l->em,
                           .bottom = last.bottom,
                           .top = first.top};
    l->bar_name = right + layout_bar_name(parts) * l->em;
    if (!l->legend_right)
        return;
    l->legend_top = l->area.top;
    if (l->exact_shape > 0)
        l->legend_left = right + l->spare + (layout_bar_zone(parts) + LAYOUT_LEGEND_BESIDE) * l->em;
}

struct error *plot_layout_make(struct layout *l, const struct layout_parts *parts,
                               const struct plot_options *options)
{
    struct error *err = NULL;
    *l = (struct layout){.width = plot_layout_width(options, parts->panels),
                         .height = options->page.height,
                         .panels = parts->panels,
                         .title_size = parts->title_size,
                         .font_size = plot_terminal_font_size(options),
                         .markup = plot_terminal_markup(options)};
    l->em = layout_em(options);
    double above = LAYOUT_EDGE + (parts->title ? TITLE_HEIGHT * l->em : 0);
    TRY(layout_wrap_caption(l, &l->caption, parts->caption, l->width - 2 * LAYOUT_EDGE));
    lay_out_from_below(l, parts, above);
    TRY(lay_out_panels(l, parts, above));
    lay_out_sides(l, parts);
    if (layout_frame_width(l, l->columns) < FRAME_LEAST ||
        layout_frame_height(l, l->rows) < FRAME_LEAST)
        err = error_new("figure of %.3g cm x %.3g cm with type of %.3g pt: has no room for the "
                        "picture: make the figure larger, or the type smaller",
                        l->width, l->height, l->font_size);
out:
    if (err)
        plot_layout_free(l);
    return err;
}
