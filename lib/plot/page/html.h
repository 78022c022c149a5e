/* Pictures of trajectories that can be moved: coordinates and the tables of their rows in, one HTML
 * page out, which holds its data and its program (lib/page.html, page.css, page.js, and three.js)
 * and needs no network.
 *
 * The page shows what the figure of plot_script does. Text of a table can do nothing there: it
 * stands in the page as packed data (html_data.h), and reaches the document as text nodes
 * only; the title, which also stands in <title>, is escaped. */
#ifndef PHATE_PLOT_PAGE_HTML_H
#define PHATE_PLOT_PAGE_HTML_H

#include "base/error.h"
#include "base/report.h"
#include "plot/figure/scene.h"
#include "plot/layout/options.h"

/* Fails where three.js was missing when this was built, and there is no page to fill in. */
struct error *plot_html_check(void) MUST_CHECK;

/* After plot_html_check. Arguments and failures as those of plot_script; *page is the caller's to
 * free. */
struct error *plot_html(const struct plot_input *inputs, size_t count,
                        const struct plot_options *options, struct report *report, char **page,
                        size_t *length) MUST_CHECK;

#endif
