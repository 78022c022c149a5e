/* A picture, or the distances that it is compared with: the one matrix of a stream, with the row
 * table before it. */
#ifndef PHATE_EMBEDDING_PICTURE_H
#define PHATE_EMBEDDING_PICTURE_H

#include "base/report.h"
#include "matrix/matrix.h"
#include "stream/record/record.h"
#include "stream/table/table.h"

#include <stdbool.h>

struct picture {
    struct matrix matrix;
    struct table rows; /* empty where there is none */
    char *signature;   /* of coords with imaginary axes (distance/points.h); else NULL */
    const char *name;  /* for messages */
};

/* path NULL or "-": standard input; it lives as long as the picture. The record is of one of these
 * kinds (NULL-terminated): coords; distance; or gram, of which distances are taken. Fails where
 * there is none, and where there are several. The caller frees it. */
struct error *picture_read(struct picture *p, const char *path, const char *const kinds[],
                           struct report *report) MUST_CHECK;
/* Sets `signature` by the attributes of its record. */
struct error *picture_take_signature(struct picture *p, const struct record *coords) MUST_CHECK;

void picture_free(struct picture *p);

/* Whether there is a table of the matrix's rows. */
bool picture_has_table(const struct picture *p);

/* Whether both tables tell of files, the same ones. */
bool picture_same_files(const struct picture *a, const struct picture *b);

/* Fails where both tables tell of files, and these differ; `remedy` ends the message. */
struct error *picture_check_rows(const struct picture *p, const struct picture *coords,
                                 const char *remedy) MUST_CHECK;

#endif
