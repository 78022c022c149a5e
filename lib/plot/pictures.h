/* All pictures of a stream, to be drawn side by side: every record of coordinates as a stream of
 * its own, named by what tells it from the others. */
#ifndef PHATE_PLOT_PICTURES_H
#define PHATE_PLOT_PICTURES_H

#include "base/report.h"
#include "plot/stream.h"

/* Reads a file, or standard input (NULL), into streams (PLOT_PANELS_MAX), the first *count of which
 * the caller frees with plot_stream_free, also on failure. Each has the last table of rows before
 * it. Of more pictures than that some are chosen, evenly, the first and the last among them, which
 * a note says. The mean picture of embsweep is called mean, others by those of their attributes
 * left-out, k, time, t, ground, metric and seed that differ between pictures, or by their numbers;
 * the first, which the caption is of, unless it is the mean, loses these attributes and stress
 * where they differ. */
struct error *plot_pictures_read(struct plot_stream *streams, size_t *count, const char *file,
                                 struct report *report) MUST_CHECK;

#endif
