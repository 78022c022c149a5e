/* A picture's data in its page, before they are packed: what lib/page.js reads.
 *
 * All numbers are little-endian. First the length of the head (u32) and the head, a JSON object:
 *
 *     title, font    texts, or null
 *     color          name, stops and missing ("#rrggbb"), least, most (null: no value at all), log,
 *                    remark (text or null) and ticks: null, or [text, place from 0 to 1] each
 *     place          what orders the snapshots of a run: "step"
 *     legend         [mark, text] each: start, end, best, spread, missing
 *     caption        paragraphs
 *     columns        of panels, or 0
 *     across         so many panels belong in a row, or 0
 *     small          whether panels are many
 *     refresh        seconds after which the page loads itself anew; not there: it never does
 *     told           whether each run has its own hue
 *     panels         an object each
 *
 * a panel's with
 *
 *     title, caption, rows, dims (2 or 3), curve
 *     axisNames      a text or null per axis
 *     thinned        true where rows are left out; else it is not there
 *     joined         so many rows are in a run: the first of `order`
 *     runs           [name or null, hue, rows] each
 *     best           row, or null
 *     ellipses       whether `axes` follow
 *     components     [row, number] each
 *     columns, text  their names; bytes of `cells`
 *     view           dims, and an entry per axis of: middle, unit (a coordinate is middle + unit *
 *                    what stands in `points`) and half (the panel shows what is in -half to half);
 *                    from: tilt and turn in degrees, from where space is seen at first
 *     height         null, or of the axis of heights: name, log, and ticks: [text, place] each
 *
 * then, panel after panel:
 *
 *     order    u32, one per row: the rows run by run, each in the order of its steps
 *     place    f64, one per row: its step
 *     shade    f32, one per row: its place on the scale of colours, 0 to 1; NaN: it has none
 *     points   f32, dims a row: the largest of half is 1, or of a curve both
 *     axes     f32, four a row: x and y of both semi-axes of its ellipse, in the unit of `points`
 *     number   u32, one per row, where rows are left out: which one of the stream it is, from 0
 *     broken   u8, one per row, there too: 1 where no line leads to it from the one before it
 *     cells    text: the table column by column, a NUL after each cell */
#ifndef PHATE_PLOT_PAGE_HTML_DATA_H
#define PHATE_PLOT_PAGE_HTML_DATA_H

#include "plot/figure/panels.h"

#include <stdio.h>

/* Of more data than a page below 20 MB holds some are left out (page_rows.h), unless the options
 * forbid it; captions and a note say so. */
struct error *plot_html_data_write(FILE *f, struct plot_panels *panels,
                                   const struct plot_options *options,
                                   struct report *report) MUST_CHECK;

#endif
