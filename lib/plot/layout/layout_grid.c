/* Where the panels go: the grid that they fill, and the captions below them. */
#include "plot/layout/layout_impl.h"

#include "base/size.h"

#include <math.h>
#include <stdlib.h>

/* The width, cm, that a panel has at least where the height is not given, unless it is alone: and
 * where there are so many that the page would be too high. */
static const double PANEL_USUAL = 3, PANEL_LEAST = 1.8;

/* A page of many panels is at most so high, a share of its width: a sheet of paper. */
static const double PAGE_HEIGHT_MOST = 1.414;

/* For the sake of a frame's exact shape a page whose height is free is at most that share of
 * its width high. */
static const double PAGE_SHAPE_MOST = 1;

/* Nor is such a frame ever lower than that. */
static const double FRAME_SHAPE_LEAST = 0.5;

/* Height by width of frames where both sides of the page are given: their number in a row is that
 * which makes the largest. */
static const double FRAME_SHAPE = 0.8;

static size_t step_of(const struct layout_parts *parts)
{
    return size_max(parts->across, 1);
}

static size_t rows_of(const struct layout *l, size_t columns)
{
    return (l->panels + columns - 1) / columns;
}

/* So many columns, or a few less that fill all rows but the last, unless it matters which panels
 * are in one row. */
static void set_grid(struct layout *l, const struct layout_parts *parts, size_t columns)
{
    l->columns = size_min(columns, l->panels);
    l->rows = (l->panels + l->columns - 1) / l->columns;
    if (!parts->columns && step_of(parts) == 1)
        l->columns = (l->panels + l->rows - 1) / l->rows;
}

/* The figure's height is free: what belongs in a row; else as near to a square as the panels' width
 * allows, three in a row. */
static size_t columns_for_width(const struct layout *l, size_t step)
{
    size_t columns = l->panels <= 3 ? l->panels : (size_t)ceil(sqrt((double)l->panels));
    if (step > 1)
        return step;
    while (columns > 1 && layout_frame_width(l, columns) < PANEL_USUAL)
        columns--;
    return columns;
}

/* The height of the page that such a grid would have, its texts included. */
static struct error *page_height(const struct layout *l, const struct layout_parts *parts,
                                 double above, size_t columns, double *height)
{
    struct layout tried = *l;
    double titles, captions;
    set_grid(&tried, parts, columns);
    struct error *err =
        layout_measure_panel_texts(&tried, parts, tried.columns, &titles, &captions);
    tried.above += titles;
    tried.below += captions;
    *height = layout_page_height(&tried, parts, above);
    return err;
}

/* Puts more panels into a row, as long as the page is too high and they do not become too small. */
static struct error *lower_page(const struct layout *l, const struct layout_parts *parts,
                                double above, size_t step, size_t *columns)
{
    struct error *err = NULL;
    double height;
    TRY(page_height(l, parts, above, *columns, &height));
    while (height > PAGE_HEIGHT_MOST * l->width && *columns + step <= l->panels &&
           layout_frame_width(l, *columns + step) >= PANEL_LEAST) {
        *columns += step;
        TRY(page_height(l, parts, above, *columns, &height));
    }
out:
    return err;
}

/* The figure's height is given: where the panels are largest, less their texts. */
static struct error *columns_for_both(const struct layout *l, const struct layout_parts *parts,
                                      size_t step, size_t *best)
{
    struct error *err = NULL;
    double largest = -INFINITY;
    *best = step;
    for (size_t columns = step; columns <= l->panels; columns += step) {
        double titles, captions;
        TRY(layout_measure_panel_texts(l, parts, columns, &titles, &captions));
        double height = layout_frame_height(l, rows_of(l, columns)) - titles - captions;
        double size = fmin(layout_frame_width(l, columns) * FRAME_SHAPE, height);
        if (size > largest) {
            largest = size;
            *best = columns;
        }
    }
out:
    return err;
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

double layout_page_height(const struct layout *l, const struct layout_parts *parts, double above)
{
    double width = layout_frame_width(l, l->columns), rows = (double)l->rows;
    double frame = fmax(parts->shape, parts->exact ? 0 : FRAME_SHAPE_LEAST) * width;
    double rest =
        l->area.bottom + above + (l->above + l->below) * rows + LAYOUT_PANEL_GAP * (rows - 1);
    if (parts->exact)
        return rest + fmin(frame, fmax(PAGE_SHAPE_MOST * l->width - rest,
                                       fmin(frame, FRAME_SHAPE_LEAST * width)));
    double least = l->panels == 1 || parts->shape == 0 ? LAYOUT_PAGE_SHAPE * l->width : 0;
    return fmax(rest + frame * rows, fmax(least, parts->height_least));
}

struct error *layout_put_panels(struct layout *l, const struct layout_parts *parts, double above)
{
    struct error *err = NULL;
    size_t columns = parts->columns, step = step_of(parts);
    if (layout_frame_width(l, step) < PANEL_LEAST) /* there is no room for what belongs in a row */
        step = 1;
    if (!columns && l->height > 0)
        TRY(columns_for_both(l, parts, step, &columns));
    if (!columns) {
        columns = columns_for_width(l, step);
        TRY(lower_page(l, parts, above, step, &columns));
    }
    set_grid(l, parts, columns);
    TRY(layout_put_panel_texts(l, parts));
out:
    return err;
}
