/* Foreign text (names from tables, titles) in a gnuplot script.
 *
 * Quoting is not enough: gnuplot 5.4 ends a single-quoted string at the second of two doubled
 * quotes, and its search for macros (@name) loses track where one kind of quote stands in the
 * other. So all but plainly harmless characters are written as octal escapes in double quotes.
 * Markup ({}, ^, _) is turned off where the string is used, with `noenhanced`. Control characters
 * are shown as \n, \t, \x1b.
 */
#ifndef PHATE_PLOT_TEXT_H
#define PHATE_PLOT_TEXT_H

#include <stddef.h>
#include <stdio.h>

/* Writes `text` (UTF-8) as a double-quoted string; past `most` characters its middle is left out,
 * an ellipsis in its place. */
void plot_quote(FILE *f, const char *text, size_t most);

/* Writes a file's name: gnuplot would take one that begins with | for a command, and expand a ~. */
void plot_quote_path(FILE *f, const char *path);

/* What reads the text after gnuplot: nothing, or TeX, whose commands are then shown as they stand.
 */
enum plot_markup { MARKUP_NONE, MARKUP_TEX };
void plot_quote_for(FILE *f, const char *text, size_t most, enum plot_markup markup);

/* About how many columns of a fixed-width font it takes. */
size_t plot_text_width(const char *text);

/* How long its first `length` bytes are in the figure's font, in sizes of type; in a wide one, so
 * seldom too little. */
double plot_text_em(const char *text, size_t length);

#endif
