/* A note of texts that are not UTF-8, and so are not drawn as they are (base/text/printable.h). */
#ifndef PHATE_PLOT_LAYOUT_TEXT_NOTE_H
#define PHATE_PLOT_LAYOUT_TEXT_NOTE_H

#include "base/report.h"
#include "base/text/strlist.h"

#include <stdbool.h>

/* Notes of a text that is not UTF-8 how it is drawn; returns whether it is one. NULL is none. */
bool plot_text_note(struct report *report, const char *text);

/* The same of the first of several that is not; returns whether there is one. */
bool plot_text_note_first(struct report *report, const struct strlist *texts);

#endif
