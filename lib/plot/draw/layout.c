#include "plot/draw/layout.h"

#include "base/size.h"
#include "plot/draw/terminal.h"
#include "plot/draw/wrap.h"

#include <math.h>
#include <stdlib.h>

static const double WIDTH = 12, WIDE = 17, EDGE = 0.15;

/* Between panels; and the usual width that a panel has where the height is not given, unless it is
 * alone. */
static const double PANEL_GAP = 0.3, PANEL_LEAST = 3;

/* Without a height of its own a figure is as high as its frames ask for, a figure of one panel at
 * least that share of its width; for the sake of a frame's exact shape no higher than that. */
static const double PAGE_SHAPE = 0.7, PAGE_SHAPE_MOST = 1;

/* Nor is such a frame ever lower than that. */
static const double FRAME_SHAPE_LEAST = 0.5;

/* Of frames where both sides of the page are given: their number in a row is that which makes the
 * largest. */
static const double FRAME_SHAPE = 0.8;

/* A smaller frame shows nothing. */
static const double FRAME_LEAST = 1;

/* From this width on a legend that names runs stands right of the picture, else below. */
static const double LEGEND_RIGHT_FROM = 11;

/* In sizes of type, as all that follows. */
static const double TITLE_HEIGHT = 1.9, PANEL_TITLE_HEIGHT = 1.6, CAPTION_STEP = 1.1,
                    CAPTION_GAP = 0.5;

/* gnuplot puts numbers so far off their axis, at most; a name beside them has a gap and a line. */
static const double NUMBERS_GAP = 1, NAME_GAP = 0.25, NAME_LINE = 1;

/* Below a frame: numbers, and the middle of the name. */
static const double AXIS_BELOW = 3, NAME_BELOW = 2.35;

static const double BAR_GAP = 0.8, BAR_WIDTH = 0.8;
static const double NUMBER_HEIGHT = 1;

/* An entry: the sample's ends, where the text begins, what parts it from the next column. */
static const double SAMPLE_LEFT = 0.2, SAMPLE_RIGHT = 2.1, ENTRY_TEXT = 2.7, ENTRY_GAP = 1.2;
static const double LEGEND_STEP = 1.28, LEGEND_GAP = 0.5, LEGEND_BESIDE = 0.8, ENTRY_MOST = 15;

double plot_layout_caption_step(const struct layout *l)
{
    return CAPTION_STEP * l->em;
}

void plot_layout_free(struct layout *l)
{
    for (size_t i = 0; l->panel_captions && i < l->panels; i++)
        strlist_free(&l->panel_captions[i]);
    free(l->panel_captions);
    strlist_free(&l->caption);
    *l = (struct layout){0};
}

static struct error *wrap_caption(const struct layout *l, struct strlist *lines,
                                  const struct strlist *paragraphs, double width)
{
    return plot_wrap(lines, paragraphs, width / (PLOT_CAPTION_SIZE * l->em));
}

/* ---- axes ---- */

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

/* Of the bar and what it bears, and the middle of its name. */
static double bar_zone(const struct layout_parts *parts)
{
    return parts->bar ? BAR_GAP + BAR_WIDTH + plot_layout_axis_beside(parts->bar_numbers) : 0;
}

static double bar_name(const struct layout_parts *parts)
{
    return bar_zone(parts) - NAME_LINE / 2;
}

/* ---- the legend ---- */

double plot_layout_width(const struct plot_options *options, size_t panels)
{
    double usual = panels > 1 ? WIDE : WIDTH;
    return options->page.width > 0 ? options->page.width : usual;
}

static double em_of(const struct plot_options *options)
{
    return plot_terminal_font_size(options) * 2.54 / 72;
}

double plot_layout_entry_most(const struct plot_options *options, size_t panels)
{
    double width = plot_layout_width(options, panels) - 2 * EDGE;
    return fmin(ENTRY_MOST, width / em_of(options) - ENTRY_TEXT);
}

static double entry_width(const struct layout *l, const struct layout_parts *parts)
{
    return l->em * (ENTRY_TEXT + parts->widest_entry);
}

/* Whether there is room for the legend right of the picture, which keeps two fifths of the width,
 * over the caption and under the title. */
static bool fits_right(const struct layout *l, const struct layout_parts *parts, double above)
{
    double height = l->height > 0 ? l->height : PAGE_SHAPE * l->width;
    double left =
        l->width - 2 * EDGE - entry_width(l, parts) - (LEGEND_BESIDE + bar_zone(parts)) * l->em;
    return parts->panels == 1 && parts->long_legend && l->width >= LEGEND_RIGHT_FROM &&
           left > 0.4 * l->width &&
           LEGEND_STEP * l->em * (double)parts->entries <= height - above - l->area.bottom;
}

/* Below the picture: as many columns as there is room for. Takes its height off the frame. */
static void put_legend_below(struct layout *l, const struct layout_parts *parts)
{
    double gap = ENTRY_GAP * l->em, room = l->width - 2 * EDGE + gap;
    size_t columns = (size_t)fmax(1, room / (entry_width(l, parts) + gap));
    l->legend_rows = (parts->entries + columns - 1) / columns;
    l->legend_left = EDGE;
    l->legend_top = l->area.bottom + l->em * LEGEND_STEP * (double)l->legend_rows;
    l->area.bottom = l->legend_top + l->em * LEGEND_GAP;
}

/* Right of the bar. */
static void put_legend_right(struct layout *l, const struct layout_parts *parts)
{
    l->legend_rows = parts->entries;
    l->legend_left = l->width - EDGE - entry_width(l, parts);
    l->area.right = l->legend_left - LEGEND_BESIDE * l->em;
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

/* ---- panels ---- */

static double frame_width(const struct layout *l, size_t columns)
{
    return (l->area.right - l->area.left - PANEL_GAP * (double)(columns - 1)) / (double)columns -
           l->beside - l->spare;
}

static double frame_height(const struct layout *l, size_t rows)
{
    return (l->area.top - l->area.bottom - PANEL_GAP * (double)(rows - 1)) / (double)rows -
           l->above - l->below;
}

static size_t rows_of(const struct layout *l, size_t columns)
{
    return (l->panels + columns - 1) / columns;
}

/* The figure's height is free: as near to a square as the panels' width allows; three in a row. */
static size_t columns_for_width(const struct layout *l, double panel_least)
{
    double least = panel_least > 0 ? panel_least * l->em : PANEL_LEAST;
    size_t columns = l->panels <= 3 ? l->panels : (size_t)ceil(sqrt((double)l->panels));
    while (columns > 1 && frame_width(l, columns) < least)
        columns--;
    return columns;
}

/* The most lines that a panel's caption takes in so many columns. */
static struct error *count_caption_lines(const struct layout *l, const struct layout_parts *parts,
                                         size_t columns, size_t *most)
{
    struct error *err = NULL;
    *most = 0;
    for (size_t i = 0; parts->panel_captions && i < l->panels && !err; i++) {
        struct strlist lines = {0};
        err = wrap_caption(l, &lines, parts->panel_captions[i], frame_width(l, columns));
        *most = size_max(*most, lines.count);
        strlist_free(&lines);
    }
    return err;
}

static double captions_height(const struct layout *l, size_t lines)
{
    return lines ? plot_layout_caption_step(l) * (double)lines + CAPTION_GAP * l->em : 0;
}

/* The figure's height is given: where the panels are largest, less their captions. */
static struct error *columns_for_both(const struct layout *l, const struct layout_parts *parts,
                                      size_t *best)
{
    struct error *err = NULL;
    double largest = -INFINITY;
    *best = 1;
    for (size_t columns = 1; columns <= l->panels; columns++) {
        size_t lines;
        TRY(count_caption_lines(l, parts, columns, &lines));
        double height = frame_height(l, rows_of(l, columns)) - captions_height(l, lines);
        double size = fmin(frame_width(l, columns) * FRAME_SHAPE, height);
        if (size > largest) {
            largest = size;
            *best = columns;
        }
    }
out:
    return err;
}

/* Fills all rows but the last. */
static void set_grid(struct layout *l, size_t columns)
{
    l->rows = rows_of(l, columns);
    l->columns = (l->panels + l->rows - 1) / l->rows;
}

struct rect plot_layout_frame(const struct layout *l, size_t i)
{
    double width = frame_width(l, l->columns), height = frame_height(l, l->rows);
    struct rect frame;
    frame.left = l->area.left + l->beside +
                 (double)(i % l->columns) * (width + l->beside + l->spare + PANEL_GAP);
    frame.right = frame.left + width;
    frame.top = l->area.top - l->above -
                (double)(i / l->columns) * (height + l->above + l->below + PANEL_GAP);
    frame.bottom = frame.top - height;
    if (l->exact_shape > 0) {
        height = fmin(height, width * l->exact_shape);
        frame.right = frame.left + height / l->exact_shape;
        frame.top = frame.bottom + height;
    }
    return frame;
}

double plot_layout_panel_title(const struct layout *l, const struct rect *frame)
{
    return frame->top + PANEL_TITLE_HEIGHT * 0.45 * l->em;
}

double plot_layout_panel_caption(const struct layout *l, const struct rect *frame)
{
    return frame->bottom - l->below + plot_layout_caption_step(l) * (double)l->caption_lines -
           plot_layout_caption_step(l) / 2;
}

/* Wraps them to the width of the panels, and makes room for the longest. */
static struct error *wrap_panel_captions(struct layout *l, const struct layout_parts *parts)
{
    struct error *err = NULL;
    if (!parts->panel_captions)
        return NULL;
    l->panel_captions = calloc(l->panels, sizeof *l->panel_captions);
    if (!l->panel_captions)
        return error_memory("the captions");
    for (size_t i = 0; i < l->panels && !err; i++) {
        err = wrap_caption(l, &l->panel_captions[i], parts->panel_captions[i],
                           frame_width(l, l->columns));
        l->caption_lines = size_max(l->caption_lines, l->panel_captions[i].count);
    }
    l->below += captions_height(l, l->caption_lines);
    return err;
}

/* ---- the whole ---- */

static void put_legend(struct layout *l, const struct layout_parts *parts, double above)
{
    l->legend_column = entry_width(l, parts) + ENTRY_GAP * l->em;
    l->legend_right = parts->entries && fits_right(l, parts, above);
    if (l->legend_right)
        put_legend_right(l, parts);
    else if (parts->entries)
        put_legend_below(l, parts);
}

/* All but the heights that hang from the top; `above` is the room for title and edge. */
static void lay_out_from_below(struct layout *l, const struct layout_parts *parts, double above)
{
    double step = plot_layout_caption_step(l);
    double number = parts->bar ? NUMBER_HEIGHT / 2 : 0; /* at the bar's end */
    l->caption_top = EDGE + step * ((double)l->caption.count - 0.5);
    l->area = (struct rect){
        .left = EDGE, .right = l->width - EDGE, .bottom = EDGE + step * (double)l->caption.count};
    if (l->caption.count)
        l->area.bottom += CAPTION_GAP * l->em;
    put_legend(l, parts, above);
    l->area.right -= bar_zone(parts) * l->em;
    l->above =
        (fmax(parts->axes.top, number) + (parts->panel_titles ? PANEL_TITLE_HEIGHT : 0)) * l->em;
    l->below = fmax(parts->axes.bottom, number) * l->em;
    l->beside = parts->axes.left * l->em;
    l->spare = parts->axes.right * l->em;
    l->exact_shape = parts->exact ? parts->shape : 0;
}

/* Of a page whose height is free, when the captions are wrapped; `above` is the room for title and
 * edge. */
static double height_of(const struct layout *l, const struct layout_parts *parts, double above)
{
    double width = frame_width(l, l->columns), rows = (double)l->rows;
    double frame = fmax(parts->shape, parts->exact ? 0 : FRAME_SHAPE_LEAST) * width;
    double rest = l->area.bottom + above + (l->above + l->below) * rows + PANEL_GAP * (rows - 1);
    if (parts->exact)
        return rest + fmin(frame, fmax(PAGE_SHAPE_MOST * l->width - rest,
                                       fmin(frame, FRAME_SHAPE_LEAST * width)));
    double least = l->panels == 1 || parts->shape == 0 ? PAGE_SHAPE * l->width : 0;
    return fmax(rest + frame * rows, fmax(least, parts->height_least));
}

static struct error *lay_out_panels(struct layout *l, const struct layout_parts *parts,
                                    double above)
{
    struct error *err = NULL;
    bool is_free = l->height == 0;
    size_t columns;
    l->area.top = l->height - above;
    if (is_free)
        columns = columns_for_width(l, parts->panel_least);
    else
        TRY(columns_for_both(l, parts, &columns));
    set_grid(l, columns);
    TRY(wrap_panel_captions(l, parts));
    if (is_free)
        l->height = height_of(l, parts, above);
    l->area.top = l->height - above;
    l->title = l->area.top + TITLE_HEIGHT / 2 * l->em;
    l->title_room = l->width - 2 * EDGE - parts->title_right * l->em;
out:
    return err;
}

/* What stands beside the panels, over their whole height. */
static void lay_out_sides(struct layout *l, const struct layout_parts *parts)
{
    struct rect first = plot_layout_frame(l, 0), last = plot_layout_frame(l, l->panels - 1);
    l->has_bar = parts->bar;
    double right = l->exact_shape > 0 ? first.right : l->area.right;
    l->bar = (struct rect){.left = right + BAR_GAP * l->em,
                           .right = right + (BAR_GAP + BAR_WIDTH) * l->em,
                           .bottom = last.bottom,
                           .top = first.top};
    l->bar_name = right + bar_name(parts) * l->em;
    if (!l->legend_right)
        return;
    l->legend_top = l->area.top;
    if (l->exact_shape > 0)
        l->legend_left = right + l->spare + (bar_zone(parts) + LEGEND_BESIDE) * l->em;
}

struct error *plot_layout_make(struct layout *l, const struct layout_parts *parts,
                               const struct plot_options *options)
{
    struct error *err = NULL;
    *l = (struct layout){.width = plot_layout_width(options, parts->panels),
                         .height = options->page.height,
                         .panels = parts->panels,
                         .font_size = plot_terminal_font_size(options),
                         .markup = plot_terminal_markup(options)};
    l->em = em_of(options);
    double above = EDGE + (parts->title ? TITLE_HEIGHT * l->em : 0);
    TRY(wrap_caption(l, &l->caption, parts->caption, l->width - 2 * EDGE));
    lay_out_from_below(l, parts, above);
    TRY(lay_out_panels(l, parts, above));
    lay_out_sides(l, parts);
    if (frame_width(l, l->columns) < FRAME_LEAST || frame_height(l, l->rows) < FRAME_LEAST)
        err = error_new("figure of %.3g cm x %.3g cm with type of %.3g pt: has no room for the "
                        "picture: make the figure larger, or the type smaller",
                        l->width, l->height, l->font_size);
out:
    if (err)
        plot_layout_free(l);
    return err;
}
