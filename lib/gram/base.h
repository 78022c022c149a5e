/* The Gram matrices that new snapshots extend: earlier output of snapgram. */
#ifndef PHATE_GRAM_BASE_H
#define PHATE_GRAM_BASE_H

#include "gram/form.h"
#include "gram/groups.h"
#include "matrix/matrix.h"
#include "stream/record/record.h"
#include "stream/table/table.h"

struct base_gram {
    struct record record;
    enum gram_form form;
    struct matrix g;
};

struct gram_base {
    char *path;
    struct table rows, tensors; /* the tables of its stream; tensors may be empty */
    struct base_gram *grams;
    size_t count;
    size_t *order; /* of the input's rows: those that the base's rows are, then the others; NULL
                      before gram_base_match */
};

/* Reads a stream with a rows record and then Gram matrices of those rows. Fails also where either
 * is missing, or where they do not fit each other. The caller frees it. */
struct error *gram_base_read(struct gram_base *base, const char *path) MUST_CHECK;
void gram_base_free(struct gram_base *base);

/* Finds the base's snapshots among those of the record `snapshots`, which the table `rows`
 * describes (run/rows/old_rows.h). Checks that both or neither are sketches, of as many numbers and
 * one seed, that the tensors are the same, and that the base's matrices are those of the groups;
 * puts the matrices in the groups' order. Fails, naming the first difference. */
struct error *gram_base_match(struct gram_base *base, const struct table *rows,
                              const struct record *snapshots, const struct table *tensors,
                              const struct gram_groups *groups) MUST_CHECK;

/* The error that a row's snapshot has changed since the base was made, as one of its matrices
 * shows. */
struct error *gram_base_error_changed(const struct gram_base *base, size_t gram,
                                      size_t row) MUST_CHECK;

/* Gives g, of the form that the base's matrix has, and of the input's rows, its squares or products
 * back, bit for bit. */
void gram_base_restore(const struct gram_base *base, size_t gram, struct matrix *g);

#endif
