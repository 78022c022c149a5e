/* Foreign text (names from tables, titles) in a gnuplot script.
 *
 * Quoting is not enough: gnuplot 5.4 ends a single-quoted string at the second of two doubled
 * quotes, and its search for macros (@name) loses track where one kind of quote stands in the
 * other. So all but plainly harmless characters are written as octal escapes in double quotes.
 * Markup ({}, ^, _) is turned off where the string is used, with `noenhanced`. What is not
 * printable (base/text/printable.h) is shown as \n, \t, \x1b.
 */
#ifndef PHATE_PLOT_LAYOUT_TEXT_H
#define PHATE_PLOT_LAYOUT_TEXT_H

#include "base/error.h"
#include "base/text/strlist.h"

#include <stddef.h>
#include <stdio.h>

/* Writes `text` as a double-quoted string, in UTF-8 whatever its bytes; past `most` characters its
 * middle is left out, an ellipsis in its place. */
void plot_quote(FILE *f, const char *text, size_t most);

/* Writes a file's name: gnuplot would take one that begins with | for a command, and expand a ~. */
void plot_quote_path(FILE *f, const char *path);

/* What reads the text after gnuplot: nothing, or TeX, whose commands are then shown as they stand.
 */
enum plot_markup { MARKUP_NONE, MARKUP_TEX };
void plot_quote_for(FILE *f, const char *text, size_t most, enum plot_markup markup);

/* The bytes of the character that the text begins with, or 1 for a byte that is shown as an escape,
 * which counts as a character too. */
size_t plot_text_step(const char *text);

/* About how many columns of a fixed-width font it takes. */
size_t plot_text_width(const char *text);

/* The bytes of its first so many characters, of all where these are fewer. */
size_t plot_text_bytes(const char *text, size_t characters);

/* How long its first `length` bytes are in the figure's font, in sizes of type; in a wide one, so
 * seldom too little. */
double plot_text_em(const char *text, size_t length);

/* The most characters that may be left of the text, for plot_quote, so that it is not wider than
 * `room` sizes of type: all of them where there is room. At least 1. */
size_t plot_text_most(const char *text, double room);

/* Appends the text, abridged to that room. */
struct error *plot_text_abridge(struct strlist *shown, const char *text, double room) MUST_CHECK;

/* Appends names, each in that room, and told apart as they are. What they begin and end with alike
 * is left out first, in whole words; then of a path, of folders or of modules as in a tensor's
 * name, the first parts, as long as no other name ends like the rest; then the middle of what is
 * left. Where that would make two names alike they have more room. */
struct error *plot_text_abridge_names(struct strlist *shown, const struct strlist *names,
                                      double room) MUST_CHECK;

#endif
