/* The frames of a film as gnuplot draws them: PNG after PNG. */
#ifndef PHATE_PLOT_GNUPLOT_PNG_FRAMES_H
#define PHATE_PLOT_GNUPLOT_PNG_FRAMES_H

#include <stddef.h>

/* The length of the PNG that `images`, of `length` bytes, begins with; 0 where it does not begin
 * with a whole PNG. */
size_t png_frames_first(const char *images, size_t length);

#endif
