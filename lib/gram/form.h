/* The two forms of a Gram matrix, each the kind of record that holds it:
 *
 *   gram      products: G_ij = <x_i, x_j>
 *   squares   squared distances, and on the diagonal squared lengths:
 *             S_ij = |x_i - x_j|^2, S_ii = |x_i|^2
 *
 * They tell the same, G_ij = (S_ii + S_jj - S_ij) / 2, and both add up over panels, tensors and
 * column shards. But products lose the digits of what is small beside the lengths: snapshots 1e-8
 * of their length apart have no distance in them. So phatetools computes with squares, and writes
 * products only where they lose nothing. */
#ifndef PHATE_GRAM_FORM_H
#define PHATE_GRAM_FORM_H

#include "base/report.h"
#include "matrix/matrix.h"
#include "stream/reader/reader.h"

#include <float.h>
#include <stdbool.h>

/* Rounding of the sums behind squared lengths and distances, as shares of the terms: differences
 * below the first are noise, and below the second, a thousand times it, a squared distance holds
 * fewer than three digits. */
#define GRAM_NOISE (8 * DBL_EPSILON)
#define GRAM_FEW_DIGITS (1000 * GRAM_NOISE)

enum gram_form { GRAM_PRODUCTS, GRAM_SQUARES };

/* The kinds of record, by form, NULL-terminated. */
extern const char *const gram_form_kinds[];

/* Whether it is a record of one of these kinds; if so, *form becomes which. */
bool gram_form_of(const struct record *r, enum gram_form *form);

/* g, of that form, from elsewhere: squared lengths that rounding has made negative become 0. Fails
 * where g is not square, finite and symmetric, with a diagonal (of squares: and distances) not
 * negative nor so small that it lost digits, and squares of distances that no rows of such lengths
 * have. */
struct error *gram_form_settle(struct matrix *g, enum gram_form form) MUST_CHECK;

/* Reads the reader's current record, of that form, settled; the caller frees g. Fails also on
 * damaged input. */
struct error *gram_form_read(struct reader *reader, const struct record *r, enum gram_form form,
                             struct matrix *g) MUST_CHECK;

/* The squared distance of two rows from their products; 0 where rounding may have made it. */
double gram_form_squared(double gii, double gjj, double gij);

/* Turn one form into the other, in place; g is symmetric. From products the number of pairs of rows
 * is returned that are not equal, and so close that fewer than three digits of their distance are
 * left. */
size_t gram_form_to_squares(struct matrix *g);
void gram_form_to_products(struct matrix *g);

/* Whether products would keep six digits of all distances. */
bool gram_form_fits_products(const struct matrix *squares);

/* The warning that so many pairs, if any, hold few digits beside what `beside` names, and what
 * keeps more of them. */
void gram_form_warn_of_few_digits(struct report *report, size_t pairs, const char *beside,
                                  const char *remedy);

#endif
