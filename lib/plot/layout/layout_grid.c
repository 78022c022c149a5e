/* Where the panels go: the grid that they fill, and the captions below them. */
#include "plot/layout/layout_impl.h"

#include "base/size.h"

#include <math.h>
#include <stdlib.h>

/* The usual width, cm, that a panel has where the height is not given, unless it is alone. */
static const double PANEL_LEAST = 3;

/* Height by width of frames where both sides of the page are given: their number in a row is that
 * which makes the largest. */
static const double FRAME_SHAPE = 0.8;

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

static size_t rows_of(const struct layout *l, size_t columns)
{
    return (l->panels + columns - 1) / columns;
}

/* The figure's height is free: as near to a square as the panels' width allows; three in a row. */
static size_t columns_for_width(const struct layout *l, double panel_least)
{
    double least = panel_least > 0 ? panel_least * l->em : PANEL_LEAST;
    size_t columns = l->panels <= 3 ? l->panels : (size_t)ceil(sqrt((double)l->panels));
    while (columns > 1 && layout_frame_width(l, columns) < least)
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
        err = layout_wrap_caption(l, &lines, parts->panel_captions[i],
                                  layout_frame_width(l, columns));
        *most = size_max(*most, lines.count);
        strlist_free(&lines);
    }
    return err;
}

static double captions_height(const struct layout *l, size_t lines)
{
    return lines ? plot_layout_caption_step(l) * (double)lines + LAYOUT_CAPTION_GAP * l->em : 0;
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
        double height = layout_frame_height(l, rows_of(l, columns)) - captions_height(l, lines);
        double size = fmin(layout_frame_width(l, columns) * FRAME_SHAPE, height);
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
    double width = layout_frame_width(l, l->columns), height = layout_frame_height(l, l->rows);
    struct rect frame;
    frame.left = l->area.left + l->beside +
                 (double)(i % l->columns) * (width + l->beside + l->spare + LAYOUT_PANEL_GAP);
    frame.right = frame.left + width;
    frame.top = l->area.top - l->above -
                (double)(i / l->columns) * (height + l->above + l->below + LAYOUT_PANEL_GAP);
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
    return frame->top + LAYOUT_PANEL_TITLE_HEIGHT * 0.45 * l->em;
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
        err = layout_wrap_caption(l, &l->panel_captions[i], parts->panel_captions[i],
                                  layout_frame_width(l, l->columns));
        l->caption_lines = size_max(l->caption_lines, l->panel_captions[i].count);
    }
    l->below += captions_height(l, l->caption_lines);
    return err;
}

struct error *layout_put_panels(struct layout *l, const struct layout_parts *parts)
{
    struct error *err = NULL;
    size_t columns;
    if (l->height == 0)
        columns = columns_for_width(l, parts->panel_least);
    else
        TRY(columns_for_both(l, parts, &columns));
    set_grid(l, columns);
    TRY(wrap_panel_captions(l, parts));
out:
    return err;
}
