/* Where the legend and its entries go. */
#include "plot/layout/layout_impl.h"

#include <math.h>

/* From this width on, cm, a legend that names runs stands right of the picture, else below. */
static const double LEGEND_RIGHT_FROM = 11;

/* In sizes of type, as all that follows. An entry: the sample's ends, where the text begins, what
 * parts it from the next column. */
static const double SAMPLE_LEFT = 0.2, SAMPLE_RIGHT = 2.1, ENTRY_TEXT = 2.7, ENTRY_GAP = 1.2;
static const double LEGEND_STEP = 1.28, LEGEND_GAP = 0.5, ENTRY_MOST = 15;

double plot_layout_entry_most(const struct plot_options *options, size_t panels)
{
    double width = plot_layout_width(options, panels) - 2 * LAYOUT_EDGE;
    return fmin(ENTRY_MOST, width / layout_em(options) - ENTRY_TEXT);
}

static double entry_width(const struct layout *l, const struct layout_parts *parts)
{
    return l->em * (ENTRY_TEXT + parts->widest_entry);
}

/* Whether there is room for the legend right of the picture, which keeps two fifths of the width,
 * over the caption and under the title. */
static bool fits_right(const struct layout *l, const struct layout_parts *parts, double above)
{
    double height = l->height > 0 ? l->height : LAYOUT_PAGE_SHAPE * l->width;
    double left = l->width - 2 * LAYOUT_EDGE - entry_width(l, parts) -
                  (LAYOUT_LEGEND_BESIDE + layout_bar_zone(parts)) * l->em;
    return parts->panels == 1 && parts->long_legend && l->width >= LEGEND_RIGHT_FROM &&
           left > 0.4 * l->width &&
           LEGEND_STEP * l->em * (double)parts->entries <= height - above - l->area.bottom;
}

/* Below the picture: as many columns as there is room for. Takes its height off the frame. */
static void put_legend_below(struct layout *l, const struct layout_parts *parts)
{
    double gap = ENTRY_GAP * l->em, room = l->width - 2 * LAYOUT_EDGE + gap;
    size_t columns = (size_t)fmax(1, room / (entry_width(l, parts) + gap));
    l->legend_rows = (parts->entries + columns - 1) / columns;
    l->legend_left = LAYOUT_EDGE;
    l->legend_top = l->area.bottom + l->em * LEGEND_STEP * (double)l->legend_rows;
    l->area.bottom = l->legend_top + l->em * LEGEND_GAP;
}

/* Right of the bar. */
static void put_legend_right(struct layout *l, const struct layout_parts *parts)
{
    l->legend_rows = parts->entries;
    l->legend_left = l->width - LAYOUT_EDGE - entry_width(l, parts);
    l->area.right = l->legend_left - LAYOUT_LEGEND_BESIDE * l->em;
}

struct layout_entry plot_layout_entry(const struct layout *l, size_t i)
{
    double left = l->legend_left + (double)(i / l->legend_rows) * l->legend_column;
    double row = (double)(i % l->legend_rows) + 0.5;
    return (struct layout_entry){.left = left + SAMPLE_LEFT * l->em,
                                 .right = left + SAMPLE_RIGHT * l->em,
                                 .text = left + ENTRY_TEXT * l->em,
                                 .y = l->legend_top - row * LEGEND_STEP * l->em};
}

void layout_put_legend(struct layout *l, const struct layout_parts *parts, double above)
{
    l->legend_column = entry_width(l, parts) + ENTRY_GAP * l->em;
    l->legend_right = parts->entries && fits_right(l, parts, above);
    if (l->legend_right)
        put_legend_right(l, parts);
    else if (parts->entries)
        put_legend_below(l, parts);
}
