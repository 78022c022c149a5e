/* Text printed into memory. As open_memstream, but memory that runs short is always seen: with that
 * the text may end early, or be missing, and fclose tell nothing. */
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

/* The file to print to, or NULL where memory is short. *m must stay where it is until it is closed.
 */
FILE *memstream_open(struct memstream *m) MUST_CHECK;

/* True where m->text is all that was printed; the caller frees it. Else it is NULL. */
bool memstream_close(struct memstream *m) MUST_CHECK;

#endif
