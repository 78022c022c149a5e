/* Runs gnuplot, without a shell: script in, image out, both in memory; or a window. However this
 * process ends, gnuplot ends with it. */
#ifndef PHATE_PLOT_GNUPLOT_GNUPLOT_H
#define PHATE_PLOT_GNUPLOT_GNUPLOT_H

#include "base/error.h"
#include "base/report.h"

#include <stddef.h>

/* script   read from a file of its own, so that gnuplot's line numbers are the script's; the user's
 *          ~/.gnuplot is left out
 * *image   what gnuplot wrote to its standard output, *image_length bytes; the caller frees it.
 *          The same script gives the same bytes: dates in PDF, EPS and TikZ are set to 1970,
 *          but for PDF by cairo 1.18 or later, which hides the time of its making.
 * Fails where gnuplot is not installed, and where it fails or writes nothing: then with its own
 * words and the line of the script that they are about. Its messages on success are reported. */
struct error *gnuplot_run(const char *script, size_t length, struct report *report, char **image,
                          size_t *image_length) MUST_CHECK;

/* Runs a script that opens a window, until that is closed. What a script says by `exit error` is
 * the error's text. Fails also where there is no screen; what gnuplot says on success are details,
 * for toolkits chatter. */
struct error *gnuplot_show(const char *script, size_t length, struct report *report) MUST_CHECK;

#endif
