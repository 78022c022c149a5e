/* What the quoting and the measuring of text share. */
#ifndef PHATE_PLOT_LAYOUT_TEXT_IMPL_H
#define PHATE_PLOT_LAYOUT_TEXT_IMPL_H

#include "plot/layout/text.h"

#include <stdbool.h>

#define ELLIPSIS "…"

/* The bytes of the character that the text begins with; 0 where it begins with a byte that is shown
 * as an escape. */
size_t text_character(const char *text);

/* What is left of a text beside an ellipsis: its first bytes, and those from `tail` on. */
struct cut {
    size_t head, tail;
    bool abridged;
};

/* Of a text of more than `most` characters, in which the ellipsis counts as one. */
struct cut text_cut(const char *text, size_t most);

#endif
