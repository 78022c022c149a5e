/* How a file tells that phatetools wrote it: a stream, a gnuplot script and a page by how they
 * begin, a picture by a mark that is put into what gnuplot drew. So a picture that somebody else
 * drew by the same gnuplot is known to be theirs. */
#ifndef PHATE_BASE_FILE_OURS_H
#define PHATE_BASE_FILE_OURS_H

#include <stdbool.h>
#include <stddef.h>

/* The mark of a format, in that format's own kind of comment. */
struct ours_mark {
    const char *text;
    size_t length; /* bytes; the text may have NULs */
};

/* The mark for a file that begins with these bytes; NULL for a format that has none. */
const struct ours_mark *ours_mark_of(const char *data, size_t length);

/* Where in a picture of such a format its mark belongs: a position up to `length`. */
size_t ours_place_of(const char *data, size_t length);

/* Whether the file is a stream, or a script, a page or a picture of trajplot. A file that cannot be
 * read is none of these. */
bool ours_is(const char *path);

#endif
