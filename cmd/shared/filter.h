/* Most commands are this loop over a stream's records: the command takes records of the wanted
 * kinds, all others pass through in order. While more input follows, output is held back, so that
 * bad input leaves none. A failure here ends the program, as in cli_check. */
#ifndef PHATE_FILTER_H
#define PHATE_FILTER_H

#include "cli.h"
#include "stream/companion.h"
#include "stream/intake.h"
#include "stream/stream.h"
#include "stream/table/table.h"

#include <stdbool.h>
#include <stddef.h>

struct filter {
    struct cli *cli;
    struct intake in; /* the current record, the row table that came last */
    struct writer *out;
    char *provenance;
    struct table tensors; /* the table of tensors that passed through last; empty before */
    struct record rows_record, tensors_record;
    bool owns_rows, rows_wait;       /* filter_own_rows; the last table has not been written yet */
    bool owns_tensors, tensors_wait; /* filter_own_tensors, likewise */
    bool owns_companions, consumes_companions; /* filter_own_companions */
    struct companion companion;                /* the last one, */
    bool companion_waits;                      /* which has not been written yet */
};

/* wanted: NULL-terminated kinds; the first is what a .npy array is taken for. */
void filter_begin(struct filter *f, struct cli *cli, const char *const wanted[]);
/* True with f->in.record set to the next record that is wanted (or, by f->in.aside, set aside); at
 * the end false. Exits where the stream has no wanted record. The record is freed by the next
 * call. */
bool filter_next(struct filter *f);
/* From now on row tables do not pass through but wait in f->in.rows, where the command may change
 * them, for filter_put_rows; at the end, or when the next table comes, a waiting one is written as
 * it is. */
void filter_own_rows(struct filter *f);
void filter_put_rows(struct filter *f);
/* The same of the tensors records, the last of which is in f->tensors. */
void filter_own_tensors(struct filter *f);
void filter_put_tensors(struct filter *f);
/* From now on companions (companion.h) do not pass through: the last one stays in f->companion.
 * Where the command consumes them, they are never written; else one waits for filter_put_companion,
 * which writes and frees it, as the next one does, or the end. */
void filter_own_companions(struct filter *f, bool consume);
void filter_put_companion(struct filter *f);
/* Reads the current record's payload as a matrix. */
void filter_matrix(struct filter *f, struct matrix *m);
void filter_csr(struct filter *f, struct csr *m);
/* A record of `kind` in the shape of m, made from the current one: attrs and provenance carried
 * over, this command's line appended. */
void filter_derive(struct filter *f, struct record *r, const char *kind, const struct matrix *m);
void filter_derive_csr(struct filter *f, struct record *r, const char *kind, const struct csr *m);
/* Writes the record; frees both, or (kept) the record alone. */
void filter_put(struct filter *f, struct record *r, struct matrix *m);
void filter_put_kept(struct filter *f, struct record *r, const struct matrix *m);
void filter_put_csr(struct filter *f, struct record *r, struct csr *m);
/* Commits the output. Returns the exit status. */
int filter_end(struct filter *f);

#endif
