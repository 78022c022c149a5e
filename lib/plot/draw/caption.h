/* What a picture's caption says about how it was made, from the attributes of its record. */
#ifndef PHATE_PLOT_DRAW_CAPTION_H
#define PHATE_PLOT_DRAW_CAPTION_H

#include "base/error.h"
#include "base/text/strlist.h"
#include "stream/record/record.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Whether the record tells of several connected components. */
bool plot_caption_disconnected(const struct record *r);

/* How many snapshots the pictures of a caption have. */
struct plot_count {
    size_t least, most;
};

static inline struct plot_count plot_count_of(size_t rows)
{
    return (struct plot_count){rows, rows};
}

/* Appends the paragraphs: the number of snapshots and how they were placed; what embscore has
 * found, if anything; and, where there are several components (`numbered` in the picture or not),
 * whether their relative position is data, and how much larger each is drawn. */
struct error *plot_caption_make(struct strlist *paragraphs, const struct record *r,
                                struct plot_count rows, bool numbered) MUST_CHECK;

/* ", t = 22": an attribute for the caption, where the record has it. */
void plot_caption_attr(FILE *f, const struct record *r, const char *attr);

#endif
