/* The head of a page's data, a JSON object: html_data.h tells what is in it. */
#ifndef PHATE_PLOT_PAGE_HTML_HEAD_H
#define PHATE_PLOT_PAGE_HTML_HEAD_H

#include "plot/figure/legend.h"
#include "plot/figure/panels.h"
#include "plot/page/page_rows.h"

#include <stdio.h>

/* How a panel's coordinates become small numbers about 0, which float32 holds wherever in the plane
 * they lie. */
struct html_view {
    double middle[PLOT_DIMS], unit[PLOT_DIMS], half[PLOT_DIMS];
};

struct html_view html_head_view(const struct scene *s);

/* `rows`: of each panel those that the page holds. */
void html_head_write(FILE *f, const struct plot_panels *panels, const struct page_rows *rows,
                     const struct legend *legend, const struct plot_options *options);

#endif
