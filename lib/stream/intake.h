/* Reading a stream record by record: the current record, and what a stage must know of those before
 * it. */
#ifndef PHATE_STREAM_INTAKE_H
#define PHATE_STREAM_INTAKE_H

#include "stream/reader/reader.h"
#include "stream/record/record.h"
#include "stream/table/table.h"

#include <stdbool.h>
#include <stddef.h>

struct intake {
    struct reader *reader;
    struct record record;      /* the current record */
    size_t number;             /* of the current record, from 1 */
    struct table rows;         /* the last row table that was kept; no columns before the first */
    size_t rows_number;        /* of the row table's record; 0: there was none */
    const char *const *wanted; /* kinds, NULL-terminated; NULL: no particular ones */
    const char *const *aside;  /* kinds that are taken too, but alone do not satisfy; NULL:
                                  none. The caller sets it after intake_open */
    bool shows_companions;     /* companions (record.h) are never wanted; false: intake_next skips
                              them. The caller sets it after intake_open */
    bool takes_parts;          /* wanted records may be parts (record/part.h), which add up, but are
                              not the whole; false: such a one is an error. The caller sets it
                              after intake_open */
    bool found;                /* a wanted record has come */
    struct record other; /* the last record that was neither wanted nor taken over; a companion
                              where there was nothing else */
};

/* path NULL or "-": standard input. npy_kind is the kind that a .npy array is taken for. `wanted`
 * must outlive the intake. On failure there is nothing to close. */
struct error *intake_open(struct intake *in, const char *path, const char *npy_kind,
                          const char *const wanted[]) MUST_CHECK;
void intake_close(struct intake *in); /* an intake that is all 0 may be closed too */

/* The next record, of any kind, companions only where the intake shows them. *got is false at the
 * end of the stream, which is an error where no wanted record has come (wrong_kind.h). Fails also
 * at a wanted record that is a part, unless the intake takes parts. */
struct error *intake_next(struct intake *in, bool *got) MUST_CHECK;

/* The next record that is wanted or set aside. Of the records before it the last row table is kept.
 */
struct error *intake_next_wanted(struct intake *in, bool *got) MUST_CHECK;

/* Reads and checks the rest of the stream, of which nothing more is needed. */
struct error *intake_finish(struct intake *in) MUST_CHECK;

/* Whether the current record is wanted or set aside. */
bool intake_takes(const struct intake *in);

/* Hands the current record over to the caller. */
struct record intake_take_over(struct intake *in);

/* Keeps the current record, whose kind is rows, as the row table. */
struct error *intake_keep_rows(struct intake *in) MUST_CHECK;

#endif
