#include "base/size.h"
#include "matrix/equal_rows.h"
#include "phate/diffusion_block.h"
#include "relaxation/relaxation.h"

#include <cblas.h>
#include <math.h>
#include <stdlib.h>

/* Whether the component's power is known by its modes; one row needs none. */
static bool is_known(const struct diffusion *d, const struct relaxation *r, size_t c)
{
    return components_size(&d->components, c) == 1 || (r->modes && r->modes[c].complete);
}

/* ---- factors ---- */

static bool is_left(const struct modes *m, size_t k, size_t t)
{
    return modes_decay(m->gap[k], (double)t) > MODES_FLOOR;
}

static bool counts_negative(const struct modes *m, size_t k, size_t t)
{
    return m->negative[k] && t % 2 == 1;
}

struct widths {
    size_t positive, negative;
};

/* The columns that a component needs. */
static struct widths count_columns(const struct relaxation *r, size_t c)
{
    struct widths w = {1, 0};
    const struct modes *m = &r->modes[c];
    for (size_t k = 0; k < m->count && m->complete; k++) {
        if (!is_left(m, k, r->own[c]))
            continue;
        if (counts_negative(m, k, r->own[c]))
            w.negative++;
        else
            w.positive++;
    }
    return w;
}

static struct widths count_all_columns(const struct relaxation *r)
{
    struct widths all = {1, 0};
    for (size_t c = 0; c < r->components; c++) {
        struct widths own = count_columns(r, c);
        all.positive = size_max(all.positive, own.positive);
        all.negative = size_max(all.negative, own.negative);
    }
    return all;
}

/* Column k of the component's modes, scaled, into the column `to` of f. */
static void put_mode(const struct diffusion *d, const struct relaxation *r, size_t c, size_t k,
                     size_t to, struct factors *f)
{
    const struct modes *m = &r->modes[c];
    const size_t *member = d->components.member + d->components.start[c];
    double scale = modes_decay(m->gap[k], (double)r->own[c] / 2);
    for (size_t i = 0; i < m->vector.rows; i++)
        f->m.a[member[i] * f->m.cols + to] = scale * m->vector.a[i * m->count + k];
}

/* The component's number, the roots and the resting mode. */
static void put_rest(const struct diffusion *d, size_t c, struct factors *f)
{
    size_t size = components_size(&d->components, c);
    const size_t *member = d->components.member + d->components.start[c];
    const double *root = diffusion_block_roots(d, c);
    double length = cblas_dnrm2((blasint)size, root, 1);
    for (size_t i = 0; i < size; i++) {
        double *row = f->m.a + member[i] * f->m.cols;
        row[FACTORS_COMPONENT] = (double)(c + 1);
        row[FACTORS_ROOT] = root[i];
        row[FACTORS_FIRST] = root[i] / length;
    }
}

static void put_component(const struct diffusion *d, const struct relaxation *r, size_t c,
                          struct factors *f)
{
    const struct modes *m = &r->modes[c];
    size_t positive = FACTORS_FIRST + 1, negative = f->m.cols;
    put_rest(d, c, f);
    for (size_t k = 0; k < m->count && m->complete; k++)
        if (is_left(m, k, r->own[c]))
            put_mode(d, r, c, k, counts_negative(m, k, r->own[c]) ? --negative : positive++, f);
}

/* Components whose modes are not known have zeros, and the number 0. */
static struct error *make_factors(const struct diffusion *d, const struct relaxation *r,
                                  struct factors *f)
{
    struct widths w = count_all_columns(r);
    *f = (struct factors){.negative = w.negative};
    struct error *err =
        matrix_new(&f->m, d->components.rows, FACTORS_FIRST + w.positive + w.negative);
    for (size_t c = 0; !err && c < r->components; c++)
        if (is_known(d, r, c))
            put_component(d, r, c, f);
    return err;
}

struct error *relaxation_factors(const struct diffusion *d, const struct relaxation *r,
                                 struct factors *f)
{
    *f = (struct factors){0};
    if (d->is_operator)
        return error_new("--factors: needs affinities, got operator: leave it out");
    for (size_t c = 0; c < r->components; c++)
        if (!is_known(d, r, c))
            return error_new(
                "t = %zu: component %zu (of %zu snapshots) has too many modes left "
                "for factors: leave --factors out, use more steps (-t), or landmarks (-l 2000)",
                r->own[c], c + 1, components_size(&d->components, c));
    return make_factors(d, r, f);
}

/* ---- power ---- */

static struct error *power_by_modes(const struct diffusion *d, const struct relaxation *r,
                                    struct matrix *power)
{
    struct factors f = {0};
    struct error *err;
    TRY(make_factors(d, r, &f));
    TRY(factors_power(&f, power));
out:
    matrix_free(&f.m);
    return err;
}

/* P^t takes the place of d->m, whose entries between components are 0. */
static struct error *take_power(struct diffusion *d, const struct relaxation *r)
{
    struct error *err = NULL;
    d->reached = 0; /* an own power may be less than that */
    for (size_t c = 0; c < r->components; c++)
        if (!is_known(d, r, c))
            TRY(diffusion_component_power(d, c, r->own[c], &d->m));
    if (!d->is_operator)
        TRY(power_by_modes(d, r, &d->m));
out:
    return err;
}

struct error *relaxation_power(struct diffusion *d, const struct relaxation *r,
                               struct matrix *power)
{
    struct error *err;
    size_t *first = malloc(d->m.rows * sizeof *first);
    *power = (struct matrix){0};
    if (!first)
        return error_memory("the power of an operator");
    TRY(equal_rows_find(&d->m, first));
    TRY(take_power(d, r));
    equal_rows_copy(&d->m, first);
    *power = d->m;
    d->m = (struct matrix){0};
out:
    free(first);
    return err;
}
