/* The mark by which a picture is known to be trajplot's (base/file/ours.h). */
#ifndef PHATE_PLOT_GNUPLOT_MARK_H
#define PHATE_PLOT_GNUPLOT_MARK_H

#include "base/error.h"

#include <stddef.h>

/* Puts the mark into an image, of *length bytes, that gnuplot drew. Images of formats that have
 * none, such as a terminal's, stay as they are. On failure, too, the caller frees *image. */
struct error *mark_image(char **image, size_t *length) MUST_CHECK;

#endif
