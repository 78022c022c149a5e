/* Reading a stream record by record: the one at hand, and what is to be known of those before it.
 */
#ifndef PHATE_STREAM_INTAKE_H
#define PHATE_STREAM_INTAKE_H

#include "stream/reader/reader.h"
#include "stream/record/record.h"
#include "stream/table/table.h"

#include <stdbool.h>
#include <stddef.h>

struct intake {
    struct reader *reader;
    struct record record; /* at hand */
    size_t number;        /* of the record at hand, from 1 */
    struct table rows;    /* the last row table that was kept; without columns before the first */
    size_t rows_number;   /* of that table's record; 0: there was none */
    const char *const *wanted; /* kinds, NULL-terminated; NULL: none in particular */
    const char *const *aside;  /* as wanted, but not enough without one of these; NULL: none. The
                                  caller sets it after intake_open */
    bool found;                /* a wanted record has come */
    struct record other;       /* the last that was neither wanted nor taken over */
};

/* path NULL or "-": standard input. npy_kind is the kind that a .npy array is taken for. `wanted`
 * lives until the end. On failure nothing is owed. */
struct error *intake_open(struct intake *in, const char *path, const char *npy_kind,
                          const char *const wanted[]) MUST_CHECK;
void intake_close(struct intake *in); /* also one that is all 0 */

/* The next record, of whatever kind. *got is false at the end of the stream, which is an error
 * where none of the wanted ones has come (wrong_kind.h). */
struct error *intake_next(struct intake *in, bool *got) MUST_CHECK;

/* The next record that is wanted, or set aside. Of those before it the last row table is kept. */
struct error *intake_next_wanted(struct intake *in, bool *got) MUST_CHECK;

/* Whether the record at hand is wanted, or set aside. */
bool intake_takes(const struct intake *in);

/* The record at hand, which becomes the caller's. */
struct record intake_take_over(struct intake *in);

/* Keeps the record at hand, whose kind is rows, as the row table. */
struct error *intake_keep_rows(struct intake *in) MUST_CHECK;

#endif
