#include "phate/diffusion.h"

#include "matrix/eigenvalues.h"
#include "matrix/singular.h"
#include "phate/diffusion_block.h"

#include <math.h>

const char *const diffusion_spectrum_names[] = {
    [SPECTRUM_SINGULAR] = "singular", [SPECTRUM_EIGEN] = "eigen", NULL};

static struct error *sparse_spectrum(const struct diffusion *d, size_t component,
                                     enum spectrum which, double *values)
{
    struct error *err;
    struct csr block;
    TRY(diffusion_block_gather_sparse(d, component, &block));
    if (which == SPECTRUM_SINGULAR) {
        if (!d->is_operator)
            diffusion_block_normalise_sparse(&block);
        TRY(singular_values_sparse(&block, values));
    } else {
        diffusion_block_conjugate_sparse(diffusion_block_roots(d, component), &block);
        TRY(eigenvalues_sparse(&block, values));
    }
out:
    csr_free(&block);
    return err;
}

static struct error *dense_spectrum(const struct diffusion *d, size_t component,
                                    enum spectrum which, double *values)
{
    struct error *err;
    struct matrix block;
    TRY(diffusion_block_gather(d, component, &block));
    if (which == SPECTRUM_SINGULAR) {
        if (!d->is_operator)
            diffusion_block_normalise(&block);
        TRY(singular_values(&block, values));
    } else if (d->is_operator) {
        TRY(eigenvalues_general(&block, values));
    } else {
        diffusion_block_conjugate(diffusion_block_roots(d, component), &block);
        TRY(eigenvalues_symmetric(&block, values));
    }
out:
    matrix_free(&block);
    return err;
}

struct error *diffusion_spectrum(const struct diffusion *d, enum spectrum which, double *values)
{
    struct error *err = NULL;
    bool is_general = d->is_operator && which == SPECTRUM_EIGEN;
    for (size_t c = 0; c < d->components.count; c++) {
        double *own = values + d->components.start[c];
        if (diffusion_block_is_sparse(d, c) && !is_general)
            TRY(sparse_spectrum(d, c, which, own));
        else
            TRY(dense_spectrum(d, c, which, own));
    }
    for (size_t i = 0; i < d->m.rows; i++)
        values[i] = fabs(values[i]);
out:
    return err;
}
