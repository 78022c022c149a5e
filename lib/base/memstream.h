/* Text printed into memory. Like open_memstream, but a lack of memory is always reported: with
 * open_memstream the text may end early, or be missing, while fclose reports success. */
#ifndef PHATE_BASE_MEMSTREAM_H
#define PHATE_BASE_MEMSTREAM_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct memstream {
    char *text;    /* after memstream_close, or fflush of the file: NUL-terminated */
    size_t length; /* without the NUL */
    size_t room;
    FILE *file;
};

/* Returns the file to print to, or NULL where memory is short. *m must not move until it is closed.
 */
FILE *memstream_open(struct memstream *m) MUST_CHECK;

/* Returns true where m->text is the whole text, which the caller frees; else m->text is NULL. */
bool memstream_close(struct memstream *m) MUST_CHECK;

#endif
