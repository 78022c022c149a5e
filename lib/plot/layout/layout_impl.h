/* What the files of the layout share; private to this folder. */
#ifndef PHATE_PLOT_LAYOUT_LAYOUT_IMPL_H
#define PHATE_PLOT_LAYOUT_LAYOUT_IMPL_H

#include "plot/layout/layout.h"

/* Around the page, and between panels; cm. */
#define LAYOUT_EDGE 0.15
#define LAYOUT_PANEL_GAP 0.3

/* Without a height of its own a figure is as high as its frames ask for, a figure of one panel at
 * least that share of its width. */
#define LAYOUT_PAGE_SHAPE 0.7

/* Over a frame with a title; between captions and what is above; left of a legend that stands right
 * of the picture. Sizes of type. */
#define LAYOUT_PANEL_TITLE_HEIGHT 1.6
#define LAYOUT_CAPTION_GAP 0.5
#define LAYOUT_LEGEND_BESIDE 0.8

/* Left of the bar, and its width; sizes of type. */
#define LAYOUT_BAR_GAP 0.8
#define LAYOUT_BAR_WIDTH 0.8

/* The size of type, cm. */
double layout_em(const struct plot_options *options);

/* The width of the bar and what it bears, with the gap left of it; 0 without a bar. And how far the
 * middle of its name's line is from the gap's left end. Sizes of type. */
double layout_bar_zone(const struct layout_parts *parts);
double layout_bar_name(const struct layout_parts *parts);

/* Breaks a caption's paragraphs into lines that are at most `width` cm wide. The caller frees
 * *lines. Fails where memory is short. */
struct error *layout_wrap_caption(const struct layout *l, struct strlist *lines,
                                  const struct strlist *paragraphs, double width) MUST_CHECK;

/* Gives the legend its place, which l->area loses; `above` is the room for title and edge, cm. */
void layout_put_legend(struct layout *l, const struct layout_parts *parts, double above);

/* The size of a frame, cm, with so many columns or rows in l->area. */
double layout_frame_width(const struct layout *l, size_t columns);
double layout_frame_height(const struct layout *l, size_t rows);

/* Of a page whose height is free, when the grid and the rooms about the frames are set; `above` is
 * the room for title and edge. */
double layout_page_height(const struct layout *l, const struct layout_parts *parts, double above);

/* Sets the grid, wraps the panels' titles and captions, and makes room for these about the frames.
 * l->area and the other rooms about the frames are known, the area's top only where l->height is
 * not 0. Fails where memory is short. */
struct error *layout_put_panels(struct layout *l, const struct layout_parts *parts,
                                double above) MUST_CHECK;

/* The same, of a grid that is set, for the texts alone: layout_texts.c. */
struct error *layout_put_panel_texts(struct layout *l, const struct layout_parts *parts) MUST_CHECK;

/* The heights that titles and captions take, cm, where so many columns are as many as there would
 * be. */
struct error *layout_measure_panel_texts(const struct layout *l, const struct layout_parts *parts,
                                         size_t columns, double *above, double *below) MUST_CHECK;

#endif
