/* Paragraphs as lines. */
#ifndef PHATE_PLOT_LAYOUT_WRAP_H
#define PHATE_PLOT_LAYOUT_WRAP_H

#include "base/error.h"
#include "base/text/strlist.h"

/* Appends the lines of the paragraphs, none wider than `most` sizes of their type (but a character
 * that is). A line ends after a comma or semicolon, else before a space, but for that between a
 * number and its %, else anywhere. */
struct error *plot_wrap(struct strlist *lines, const struct strlist *paragraphs,
                        double most) MUST_CHECK;

#endif
