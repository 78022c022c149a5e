/* Pictures on the terminal that standard output is, or in its manner: of characters, or of sixels
 * where it has them. */
#ifndef PHATE_PLOT_SCREEN_H
#define PHATE_PLOT_SCREEN_H

#include "plot/draw/options.h"

enum plot_screen { SCREEN_AUTO, SCREEN_CHARACTERS, SCREEN_SIXEL };
extern const char *const plot_screen_names[]; /* NULL at the end */

/* Sets the format and the sizes that go with it. SCREEN_AUTO asks the terminal, unless TERM is
 * "dumb", and takes the better of what it has. Where standard output is no terminal, characters are
 * as many as COLUMNS and LINES say, else 80 x 24, and have no colours. */
void plot_screen_fit(struct plot_options *options, enum plot_screen kind);

#endif
