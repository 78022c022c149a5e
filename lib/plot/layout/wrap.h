/* Paragraphs as lines. */
#ifndef PHATE_PLOT_LAYOUT_WRAP_H
#define PHATE_PLOT_LAYOUT_WRAP_H

#include "base/error.h"
#include "base/text/strlist.h"

#include <stdbool.h>
#include <stddef.h>

/* Appends the lines of the paragraphs, none wider than `most` sizes of their type (but a character
 * that is). A line ends after a comma or semicolon, else before a space, but for that between a
 * number and its %, else anywhere. */
struct error *plot_wrap(struct strlist *lines, const struct strlist *paragraphs,
                        double most) MUST_CHECK;

/* Appends a title's lines, one or, where it is wider than `most` sizes of its type and may have
 * two, two that are as even as can be, each abridged to that width: parted behind a comma,
 * semicolon, colon or slash, else between words, else behind a point, a hyphen or an underscore. */
struct error *plot_wrap_title(struct strlist *lines, const char *title, size_t allowed,
                              double most) MUST_CHECK;

/* Whether none of these lines would be abridged. */
bool plot_wrap_fits(const char *title, size_t allowed, double most);

#endif
