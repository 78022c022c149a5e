/* How large the parts of a figure are. */
#include "plot/layout/layout_impl.h"

#include "plot/layout/terminal.h"
#include "plot/layout/wrap.h"

#include <math.h>

/* Of a page, cm: with one panel, and with more. */
static const double WIDTH = 12, WIDE = 17;

/* So many panels have room on a sheet that is WIDE; of more panels it is larger. */
static const double WIDE_PANELS = 48;

/* In sizes of type, as all that follows. */
static const double CAPTION_STEP = 1.1;

/* gnuplot puts numbers so far off their axis, at most; a name beside them has a gap and a line. */
static const double NUMBERS_GAP = 1, NAME_GAP = 0.25, NAME_LINE = 1;

/* Below a frame: numbers, and the middle of the name. */
static const double AXIS_BELOW = 3, NAME_BELOW = 2.35;

double plot_layout_width(const struct plot_options *options, size_t panels)
{
    double usual = panels > 1 ? WIDE * fmax(1, sqrt((double)panels / WIDE_PANELS)) : WIDTH;
    return options->page.width > 0 ? options->page.width : usual;
}

double layout_em(const struct plot_options *options)
{
    return plot_terminal_font_size(options) * 2.54 / 72;
}

double plot_layout_caption_step(const struct layout *l)
{
    return CAPTION_STEP * l->em;
}

struct error *layout_wrap_caption(const struct layout *l, struct strlist *lines,
                                  const struct strlist *paragraphs, double width)
{
    return plot_wrap(lines, paragraphs, width / (PLOT_CAPTION_SIZE * l->em));
}

double plot_layout_axis_beside(double numbers)
{
    return NUMBERS_GAP + numbers + NAME_GAP + NAME_LINE;
}

double plot_layout_axis_below(void)
{
    return AXIS_BELOW;
}

double plot_layout_name_beside(const struct layout *l, const struct rect *frame, double numbers)
{
    return frame->left - (NUMBERS_GAP + numbers + NAME_GAP + NAME_LINE / 2) * l->em;
}

double plot_layout_name_below(const struct layout *l, const struct rect *frame)
{
    return frame->bottom - NAME_BELOW * l->em;
}

double layout_bar_zone(const struct layout_parts *parts)
{
    return parts->bar
               ? LAYOUT_BAR_GAP + LAYOUT_BAR_WIDTH + plot_layout_axis_beside(parts->bar_numbers)
               : 0;
}

double layout_bar_name(const struct layout_parts *parts)
{
    return layout_bar_zone(parts) - NAME_LINE / 2;
}

double layout_frame_width(const struct layout *l, size_t columns)
{
    return (l->area.right - l->area.left - LAYOUT_PANEL_GAP * (double)(columns - 1)) /
               (double)columns -
           l->beside - l->spare;
}

double layout_frame_height(const struct layout *l, size_t rows)
{
    return (l->area.top - l->area.bottom - LAYOUT_PANEL_GAP * (double)(rows - 1)) / (double)rows -
           l->above - l->below;
}
