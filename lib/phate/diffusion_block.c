#include "phate/diffusion_block.h"

#include "matrix/power_sparse.h"

/* Of a row alone the entry may be the one that find_roots gave it. */
bool diffusion_block_is_sparse(const struct diffusion *d, size_t component)
{
    if (!d->sparse.start)
        return false;
    const size_t *range = d->components.start + component;
    return range[1] - range[0] > 1 &&
           power_sparse_pays(range[1] - range[0],
                             d->sparse.start[range[1]] - d->sparse.start[range[0]]);
}

struct error *diffusion_block_gather(const struct diffusion *d, size_t component,
                                     struct matrix *block)
{
    return components_gather(&d->components, component, &d->m, block);
}

struct error *diffusion_block_gather_sparse(const struct diffusion *d, size_t component,
                                            struct csr *block)
{
    size_t size = components_size(&d->components, component);
    size_t first = d->components.start[component];
    const size_t *start = d->sparse.start + first;
    struct error *err = csr_new(block, size, size, start[size] - start[0]);
    if (err)
        return err;
    for (size_t i = 0; i <= size; i++)
        block->start[i] = start[i] - start[0];
    for (size_t e = 0; e < block->nonzeros; e++) {
        block->col[e] = d->sparse.col[start[0] + e] - first;
        block->value[e] = d->sparse.value[start[0] + e];
    }
    return NULL;
}

void diffusion_block_normalise(struct matrix *m)
{
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < m->rows; i++) {
        double sum = matrix_row_sum(m, i);
        for (size_t j = 0; j < m->cols; j++)
            m->a[i * m->cols + j] /= sum;
    }
}

void diffusion_block_normalise_sparse(struct csr *m)
{
    for (size_t i = 0; i < m->rows; i++) {
        double sum = csr_row_sum(m, i);
        for (size_t e = m->start[i]; e < m->start[i + 1]; e++)
            m->value[e] /= sum;
    }
}

const double *diffusion_block_roots(const struct diffusion *d, size_t component)
{
    return d->root + d->components.start[component];
}

void diffusion_block_conjugate(const double *root, struct matrix *m)
{
    size_t n = m->rows;
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            m->a[i * n + j] /= root[i] * root[j];
}

void diffusion_block_conjugate_sparse(const double *root, struct csr *m)
{
    for (size_t i = 0; i < m->rows; i++)
        for (size_t e = m->start[i]; e < m->start[i + 1]; e++)
            m->value[e] /= root[i] * root[m->col[e]];
}
