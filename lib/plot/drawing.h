/* Pictures of streams as a script, or as a page. */
#ifndef PHATE_PLOT_DRAWING_H
#define PHATE_PLOT_DRAWING_H

#include "base/report.h"
#include "plot/pictures.h"

/* The script, or of PLOT_HTML the page, that shows the pictures: one panel per picture, or more
 * where there are facets. Before that the pictures lose those that there is no room for, are
 * aligned, labelled and titled, as the options say. Another stage than coordinates is drawn alone,
 * and by a script. As plot_script. */
struct error *plot_pictures_draw(struct plot_pictures *p, const struct plot_options *options,
                                 struct report *report, char **text, size_t *length) MUST_CHECK;

#endif
