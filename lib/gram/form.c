#include "gram/form.h"

#include "distance/extremes.h"
#include "matrix/check.h"

#include <math.h>

/* Below it the root of a squared distance holds fewer than six digits. */
static const double six_digits = 4e6 * DBL_EPSILON;

const char *const gram_form_kinds[] = {[GRAM_PRODUCTS] = "gram", [GRAM_SQUARES] = "squares", NULL};

bool gram_form_of(const struct record *r, enum gram_form *form)
{
    for (int i = GRAM_PRODUCTS; i <= GRAM_SQUARES; i++)
        if (record_is(r, gram_form_kinds[i])) {
            *form = (enum gram_form)i;
            return true;
        }
    return false;
}

/* A row of zeros, centred elsewhere, has a squared length of nothing but rounding. */
static void round_diagonal(struct matrix *g)
{
    double most = 0;
    for (size_t i = 0; g->rows == g->cols && i < g->rows; i++)
        most = fmax(most, g->a[i * g->cols + i]);
    for (size_t i = 0; g->rows == g->cols && i < g->rows; i++)
        if (g->a[i * g->cols + i] < 0 && g->a[i * g->cols + i] >= -GRAM_FEW_DIGITS * most)
            g->a[i * g->cols + i] = 0;
}

/* Two vectors are as far apart as their lengths allow: |x - y|^2 <= 2 (|x|^2 + |y|^2), but for
 * rounding. */
static struct error *check_lengths(const struct matrix *s)
{
    const double rounding = 1e-6;
    size_t n = s->rows;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < i; j++) {
            double squared = s->a[i * n + j], most = 2 * (s->a[i * n + i] + s->a[j * n + j]);
            if (squared > most * (1 + rounding))
                return error_new("squares matrix: row %zu, column %zu: %g is more than %g, which "
                                 "the squared lengths on the diagonal allow: write squares by "
                                 "snapgram",
                                 i, j, squared, most);
        }
    return NULL;
}

static struct error *check_small(const struct matrix *g, enum gram_form form)
{
    for (size_t i = 0; i < g->rows; i++) {
        double length = g->a[i * g->cols + i];
        if (length != 0 && extremes_underflow(length))
            return error_new("%s matrix: row %zu, column %zu: %g holds few digits: multiply the "
                             "snapshots by 1e100, and make the matrix again",
                             gram_form_kinds[form], i, i, length);
    }
    return NULL;
}

struct error *gram_form_settle(struct matrix *g, enum gram_form form)
{
    struct error *err;
    unsigned sign = form == GRAM_PRODUCTS ? CHECK_NONNEGATIVE_DIAGONAL : CHECK_NONNEGATIVE;
    round_diagonal(g);
    TRY(matrix_check(g, CHECK_SYMMETRIC | sign, gram_form_kinds[form]));
    TRY(check_small(g, form));
    if (form == GRAM_SQUARES)
        TRY(check_lengths(g));
out:
    return err;
}

struct error *gram_form_read(struct reader *reader, const struct record *r, enum gram_form form,
                             struct matrix *g)
{
    struct error *err;
    TRY(reader_matrix(reader, r, g));
    TRY(error_prefix(gram_form_settle(g, form), "%s", reader_name(reader)));
out:
    if (err)
        matrix_free(g);
    return err;
}

/* ---- from one form to the other ---- */

/* Rows that differ in length alone, but for rounding, are put on one line, so that their cosine is
 * exactly 1. */
double gram_form_squared(double gii, double gjj, double gij)
{
    double norms = gii + gjj, squared = norms - 2 * gij;
    if (squared <= GRAM_NOISE * norms)
        return 0;
    if (gii == 0 || gjj == 0)
        return norms;
    double lengths = (gii - gjj) / (sqrt(gii) + sqrt(gjj));
    return squared - lengths * lengths <= GRAM_NOISE * norms ? lengths * lengths : squared;
}

/* Equal rows have equal products, bit for bit: what is left of others' distance is not known. */
static bool is_vague(double gii, double gjj, double gij)
{
    bool equal = gii == gij && gjj == gij;
    return !equal && gii + gjj - 2 * gij < GRAM_FEW_DIGITS * (gii + gjj);
}

size_t gram_form_to_squares(struct matrix *g)
{
    size_t n = g->rows, vague = 0;
#pragma omp parallel for schedule(dynamic, 16) reduction(+ : vague)
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < i; j++) {
            double gii = g->a[i * n + i], gjj = g->a[j * n + j], *gij = &g->a[i * n + j];
            vague += is_vague(gii, gjj, *gij);
            *gij = gram_form_squared(gii, gjj, *gij);
        }
    matrix_mirror_lower(g);
    return vague;
}

/* Symmetric to the last bit, as a sum does not hang on the order of two terms. */
void gram_form_to_products(struct matrix *g)
{
    size_t n = g->rows;
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            if (j != i)
                g->a[i * n + j] = (g->a[i * n + i] + g->a[j * n + j] - g->a[i * n + j]) / 2;
}

bool gram_form_fits_products(const struct matrix *squares)
{
    size_t n = squares->rows, close = 0;
    const double *s = squares->a;
#pragma omp parallel for schedule(dynamic, 16) reduction(+ : close)
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < i; j++)
            close += s[i * n + j] > 0 && s[i * n + j] < six_digits * (s[i * n + i] + s[j * n + j]);
    return close == 0;
}

void gram_form_warn_of_few_digits(struct report *report, size_t pairs, const char *beside,
                                  const char *remedy)
{
    if (pairs > 0)
        report_line(report, REPORT_WARNING,
                    "%zu pairs of snapshots are so close beside %s that their distances hold fewer "
                    "than three digits: %s",
                    pairs, beside, remedy);
}
