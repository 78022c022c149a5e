#include "relaxation/relaxation.h"

#include "base/size.h"
#include "matrix/eigenvalues.h"
#include "phate/diffusion_block.h"

#include <math.h>
#include <stdlib.h>

/* A smaller |lambda_2| is 0 but for rounding: the component has no time of its own. */
static const double none = 1e-8;
/* Dense eigenvalues of an operator are known to some 1e-15 per row. */
static const double rounding = 1e-14;

/* ---- one component ---- */

/* The component's walk; `block` holds its affinities and is the caller's to free. */
static struct error *gather_walk(const struct diffusion *d, size_t component, struct csr *block,
                                 struct walk *w)
{
    struct error *err;
    struct matrix dense = {0};
    if (d->sparse.start) {
        TRY(diffusion_block_gather_sparse(d, component, block));
    } else {
        TRY(diffusion_block_gather(d, component, &dense));
        TRY(csr_from_dense(block, &dense));
    }
    *w = (struct walk){block, diffusion_block_roots(d, component)};
out:
    matrix_free(&dense);
    return err;
}

static struct error *find_modes(const struct diffusion *d, size_t component,
                                const struct modes_goal *goal, struct modes *m)
{
    struct error *err;
    struct csr block = {0};
    struct walk w;
    TRY(gather_walk(d, component, &block, &w));
    TRY(modes_find(&w, goal, m));
out:
    csr_free(&block);
    return err;
}

/* 1 - |lambda_2| of an operator's component: 1 is an eigenvalue, the one nearest to it is not
 * counted. */
static struct error *find_gap(const struct diffusion *d, size_t component, double *gap)
{
    struct error *err;
    size_t size = components_size(&d->components, component), first = 0;
    struct matrix block = {0};
    double *value = malloc(size * sizeof *value);
    if (!value)
        return error_memory("the spectrum of an operator");
    TRY(diffusion_block_gather(d, component, &block));
    TRY(eigenvalues_general(&block, value));
    for (size_t i = 1; i < size; i++)
        if (fabs(value[i] - 1) < fabs(value[first] - 1))
            first = i;
    *gap = 1;
    for (size_t i = 0; i < size; i++)
        if (i != first)
            *gap = fmin(*gap, 1 - value[i]);
    if (*gap < rounding * (double)size)
        *gap = 0;
out:
    free(value);
    matrix_free(&block);
    return err;
}

/* The component's gap, 1 where it does not count. */
static struct error *component_gap(const struct diffusion *d, size_t component,
                                   const struct modes_goal *goal, struct relaxation *r, double *gap)
{
    struct error *err = NULL;
    *gap = 1;
    if (components_size(&d->components, component) < 2)
        return NULL;
    if (d->is_operator)
        return find_gap(d, component, gap);
    TRY(find_modes(d, component, goal, &r->modes[component]));
    *gap = r->modes[component].gap[0];
out:
    return err;
}

/* ---- all components ---- */

struct vote {
    double time;
    size_t rows; /* 0: does not count */
};

static int compare_votes(const void *a, const void *b)
{
    double x = ((const struct vote *)a)->time, y = ((const struct vote *)b)->time;
    return (x > y) - (x < y);
}

static struct error *cast_vote(const struct diffusion *d, size_t component, double gap,
                               struct vote *vote)
{
    size_t size = components_size(&d->components, component);
    *vote = (struct vote){fmax(round(1 / gap), 1), gap < 1 - none ? size : 0};
    if (vote->time <= RELAXATION_LONGEST)
        return NULL;
    return error_new("component %zu (of %zu snapshots): its walk never relaxes (1 - |second "
                     "eigenvalue| = %.1e): it alternates between two halves, or between parts that "
                     "hardly hang together: give a power (-t), or use other affinities (knnaff)",
                     component + 1, size, gap);
}

/* From the votes, which get sorted. */
static void count_votes(struct vote *vote, struct relaxation *r)
{
    size_t rows = 0, below = 0, first = r->components, last = 0;
    qsort(vote, r->components, sizeof *vote, compare_votes);
    for (size_t c = 0; c < r->components; c++)
        if (vote[c].rows) {
            rows += vote[c].rows;
            first = size_min(first, c);
            last = c;
        }
    r->t = 1;
    for (size_t c = first; rows && c <= last; c++) {
        below += vote[c].rows;
        if (2 * below >= rows) {
            r->t = (size_t)vote[c].time;
            break;
        }
    }
    r->apart = rows && vote[last].time > RELAXATION_SPREAD * vote[first].time;
}

static struct error *relaxation_new(const struct diffusion *d, struct relaxation *r)
{
    *r = (struct relaxation){.components = d->components.count};
    r->own = malloc(r->components * sizeof *r->own);
    if (!d->is_operator)
        r->modes = calloc(r->components, sizeof *r->modes);
    return r->own && (d->is_operator || r->modes) ? NULL : error_memory("the relaxation time");
}

/* With several components each one's modes are those left after a RELAXATION_SPREAD-th of its own
 * time: the median is not earlier, where they are not apart. */
struct error *relaxation_find(const struct diffusion *d, struct relaxation *r)
{
    struct error *err;
    struct vote *vote = calloc(d->components.count, sizeof *vote);
    struct modes_goal goal = {.reach = d->components.count > 1 ? RELAXATION_SPREAD : 1};
    TRY(relaxation_new(d, r));
    if (!vote)
        TRY(error_memory("the relaxation time"));
    for (size_t c = 0; c < r->components; c++) {
        double gap;
        TRY(component_gap(d, c, &goal, r, &gap));
        TRY(cast_vote(d, c, gap, &vote[c]));
        r->own[c] = (size_t)vote[c].time;
    }
    count_votes(vote, r);
    for (size_t c = 0; !r->apart && c < r->components; c++)
        r->own[c] = r->t;
out:
    free(vote);
    if (err)
        relaxation_free(r);
    return err;
}

struct error *relaxation_at(const struct diffusion *d, size_t t, struct relaxation *r)
{
    struct error *err;
    struct modes_goal goal = {.time = (double)t, .reach = 1};
    TRY(relaxation_new(d, r));
    r->t = t;
    for (size_t c = 0; c < r->components; c++) {
        r->own[c] = t;
        if (!d->is_operator && components_size(&d->components, c) > 1)
            TRY(find_modes(d, c, &goal, &r->modes[c]));
    }
out:
    if (err)
        relaxation_free(r);
    return err;
}

void relaxation_free(struct relaxation *r)
{
    for (size_t c = 0; r->modes && c < r->components; c++)
        modes_free(&r->modes[c]);
    free(r->modes);
    free(r->own);
    *r = (struct relaxation){0};
}
