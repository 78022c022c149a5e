#include "public/impl.h"

/* d becomes the potential distances of snapshots that are so far apart; scratch is n x n. */
static struct phate_error *potential_from(double *d, size_t n, const struct phate_options *options,
                                          double *scratch)
{
    struct phate_error *err;
    TRY(phate_affinity(d, n, options, scratch));
    TRY(phate_operator(scratch, n, options, scratch, NULL));
    TRY(phate_potential_distances(scratch, d, n, options, d));
out:
    return err;
}

struct phate_error *phate_embed(const double *x, size_t n, size_t p,
                                const struct phate_options *options, double *y)
{
    struct phate_error *err;
    struct call call;
    struct matrix d = {0}, scratch = {0};
    TRY(public_error(options_take(&call, options)));
    TRY(public_error(array_check(x, n, p, sizeof *x, "snapshots")));
    TRY(public_error(array_check(y, n, call.options.dims, sizeof *y, "picture")));
    TRY(public_error(matrix_new(&d, n, n)));
    TRY(public_error(matrix_new(&scratch, n, n)));
    TRY(phate_gram(x, n, p, options, d.a));
    TRY(phate_gram_distances(d.a, n, options, d.a));
    TRY(potential_from(d.a, n, options, scratch.a));
    TRY(phate_mds(d.a, n, options, y, NULL));
out:
    matrix_free(&d);
    matrix_free(&scratch);
    return err;
}
