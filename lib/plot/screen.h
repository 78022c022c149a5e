/* Pictures for the terminal on standard output, or as if for one: of characters, or of sixels where
 * the terminal shows them. */
#ifndef PHATE_PLOT_SCREEN_H
#define PHATE_PLOT_SCREEN_H

#include "plot/layout/options.h"

enum plot_screen { SCREEN_AUTO, SCREEN_CHARACTERS, SCREEN_SIXEL };
extern const char *const plot_screen_names[]; /* NULL at the end */

/* Sets the format and the sizes that go with it. SCREEN_AUTO asks the terminal, unless TERM is
 * "dumb", and takes the better of what it has. Where standard output is not a terminal, COLUMNS and
 * LINES give the number of characters, else 80 x 24, and there are no colours. */
void plot_screen_fit(struct plot_options *options, enum plot_screen kind);

#endif
