#include "phate/diffusion.h"

#include "matrix/band_order.h"
#include "matrix/check.h"
#include "matrix/equal_rows.h"
#include "matrix/power.h"
#include "matrix/power_sparse.h"
#include "matrix/product.h"
#include "phate/diffusion_block.h"

#include <math.h>
#include <stdlib.h>

/* Lists m's entries where products are faster with a list; else `entries` stays empty. */
static struct error *take_entries(const struct matrix *m, struct csr *entries)
{
    return power_sparse_pays(m->rows, csr_count_nonzeros(m)) ? csr_from_dense(entries, m) : NULL;
}

static struct error *find_components(struct diffusion *d, const struct csr *entries)
{
    struct error *err;
    if (!entries->start)
        return components_find(&d->components, &d->m);
    TRY(components_find_sparse(&d->components, entries));
    TRY(band_order(entries, d->components.member));
    TRY(band_order_permute(entries, d->components.member, &d->sparse));
out:
    return err;
}

static struct error *check_affinity(const struct matrix *m, const struct csr *entries)
{
    unsigned properties = CHECK_SYMMETRIC | CHECK_NONNEGATIVE;
    return entries->start ? csr_check(entries, properties, "affinity")
                          : matrix_check(m, properties, "affinity");
}

/* The square roots of the row sums. A row of zeros becomes its own neighbour. */
static struct error *find_roots(struct diffusion *d)
{
    size_t n = d->components.rows;
    d->root = malloc(n * sizeof *d->root);
    if (!d->root)
        return error_memory("the degrees of an affinity");
    for (size_t p = 0; p < n; p++) {
        size_t i = d->components.member[p];
        double degree = d->sparse.start ? csr_row_sum(&d->sparse, p) : matrix_row_sum(&d->m, i);
        if (degree == 0) {
            degree = 1;
            if (d->m.a)
                d->m.a[i * n + i] = 1;
        }
        if (!isfinite(degree))
            return error_new("affinity matrix: row %zu: its sum overflows: scale the affinities",
                             i);
        d->root[p] = sqrt(degree);
    }
    return NULL;
}

struct error *diffusion_from_affinity(struct diffusion *d, struct matrix *m)
{
    struct error *err;
    struct csr entries = {0};
    *d = (struct diffusion){.m = *m};
    *m = (struct matrix){0};
    TRY(take_entries(&d->m, &entries));
    TRY(check_affinity(&d->m, &entries));
    TRY(find_components(d, &entries));
    TRY(find_roots(d));
out:
    csr_free(&entries);
    if (err)
        diffusion_free(d);
    return err;
}

struct error *diffusion_from_sparse(struct diffusion *d, struct csr *k)
{
    struct error *err;
    struct csr entries = *k;
    *d = (struct diffusion){0};
    *k = (struct csr){0};
    TRY(csr_check(&entries, CHECK_SYMMETRIC | CHECK_NONNEGATIVE, "affinity"));
    TRY(find_components(d, &entries));
    TRY(find_roots(d));
out:
    csr_free(&entries);
    if (err)
        diffusion_free(d);
    return err;
}

struct error *diffusion_from_operator(struct diffusion *d, struct matrix *m)
{
    struct error *err;
    struct csr entries = {0};
    *d = (struct diffusion){.m = *m, .is_operator = true};
    *m = (struct matrix){0};
    TRY(matrix_check_operator(&d->m));
    diffusion_block_normalise(
        &d->m); /* what single precision leaves of 1 would grow with the power */
    TRY(take_entries(&d->m, &entries));
    TRY(find_components(d, &entries));
out:
    csr_free(&entries);
    if (err)
        diffusion_free(d);
    return err;
}

/* All but the components. */
static void free_matrices(struct diffusion *d)
{
    matrix_free(&d->m);
    matrix_free(&d->power);
    csr_free(&d->sparse);
    free(d->root);
    d->root = NULL;
}

void diffusion_free(struct diffusion *d)
{
    free_matrices(d);
    components_free(&d->components);
    *d = (struct diffusion){0};
}

/* ---- powers ---- */

/* A component's power t, of an affinity the conjugate's. */
static struct error *raise_base(const struct diffusion *d, size_t component, size_t t,
                                struct matrix *block)
{
    struct error *err;
    struct csr sparse = {0};
    *block = (struct matrix){0};
    if (diffusion_block_is_sparse(d, component)) {
        TRY(diffusion_block_gather_sparse(d, component, &sparse));
        if (!d->is_operator)
            diffusion_block_conjugate_sparse(diffusion_block_roots(d, component), &sparse);
        TRY(power_sparse_raise(&sparse, t, !d->is_operator, block));
    } else {
        TRY(diffusion_block_gather(d, component, block));
        if (!d->is_operator)
            diffusion_block_conjugate(diffusion_block_roots(d, component), block);
        TRY(power_raise(block, t, !d->is_operator));
    }
out:
    csr_free(&sparse);
    return err;
}

/* A component's power t > 1, of an affinity the conjugate's. With t = q reached + r it is the q-th
 * power of the power already reached, times the r-th power. */
static struct error *component_power(const struct diffusion *d, size_t component, size_t t,
                                     struct matrix *block)
{
    struct error *err;
    struct matrix rest = {0}, room = {0};
    if (d->reached == 0)
        return raise_base(d, component, t, block);
    TRY(components_gather(&d->components, component, &d->power, block));
    TRY(power_raise(block, t / d->reached, !d->is_operator));
    if (t % d->reached > 0) {
        TRY(raise_base(d, component, t % d->reached, &rest));
        TRY(matrix_new(&room, rest.rows, rest.cols));
        product_multiply(block, &rest, &room, !d->is_operator); /* of one matrix: they commute */
    }
out:
    matrix_free(&rest);
    matrix_free(&room);
    return err;
}

/* Rows of a component's K, or of its power of S, into `to` as rows of P's power: P^t is D^-1/2 S^t
 * D^1/2, and its rows sum to 1, so dividing by the sums applies the first factor and removes the
 * rounding that grows with t. `scale` is the second factor, or NULL. The block is overwritten. */
static void put_rows(const struct diffusion *d, size_t component, const double *scale,
                     struct matrix *block, struct matrix *to)
{
    size_t size = block->rows;
    const size_t *member = d->components.member + d->components.start[component];
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < size; i++) {
        double *row = block->a + i * size, *to_row = to->a + member[i] * to->cols;
        for (size_t j = 0; scale && j < size; j++)
            row[j] *= scale[j];
        double sum = matrix_row_sum(block, i);
        for (size_t j = 0; j < size; j++)
            to_row[member[j]] = row[j] / sum;
    }
}

/* The component's power is kept in d->power if that exists. */
struct error *diffusion_component_power(struct diffusion *d, size_t component, size_t t,
                                        struct matrix *to)
{
    struct error *err;
    struct matrix block = {0};
    const double *scale = t == 1 || d->is_operator ? NULL : diffusion_block_roots(d, component);
    if (t == 1)
        TRY(diffusion_block_gather(d, component, &block));
    else
        TRY(component_power(d, component, t, &block));
    if (t > 1 && d->power.a)
        components_scatter(&d->components, component, &block, &d->power);
    put_rows(d, component, scale, &block, to);
out:
    matrix_free(&block);
    return err;
}

/* P^t of all components into `to`, which may be d->m. */
static struct error *raise_components(struct diffusion *d, size_t t, struct matrix *to)
{
    struct error *err;
    size_t *first = malloc(d->m.rows * sizeof *first);
    if (!first) {
        err = error_memory("the power of an operator");
        goto out;
    }
    TRY(equal_rows_find(&d->m, first));
    for (size_t c = 0; c < d->components.count; c++)
        TRY(diffusion_component_power(d, c, t, to));
    equal_rows_copy(to, first); /* as rows of P are equal, so are those of its powers */
out:
    free(first);
    return err;
}

struct error *diffusion_power(struct diffusion *d, size_t t, struct matrix *power)
{
    struct error *err;
    TRY(raise_components(d, t, &d->m));
    *power = d->m;
    d->m = (struct matrix){0};
out:
    free_matrices(d);
    return err;
}

struct error *diffusion_next_power(struct diffusion *d, size_t t, struct matrix *power)
{
    struct error *err;
    size_t n = d->m.rows;
    TRY(matrix_new(power, n, n));
    if (t > 1 && !d->power.a)
        TRY(matrix_new(&d->power, n, n));
    TRY(raise_components(d, t, power));
    d->reached = t > 1 ? t : 0;
out:
    if (err)
        matrix_free(power);
    return err;
}
