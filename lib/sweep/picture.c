#include "sweep/picture.h"

#include "base/size.h"
#include "embedding/score.h"
#include "mds/mds.h"
#include "operator/curve.h"
#include "phate/affinity.h"
#include "phate/diffusion.h"
#include "phate/grounding.h"
#include "phate/potential_distance.h"
#include "relaxation/relaxation.h"

#include <stdlib.h>
#include <string.h>

enum { NEIGHBOURS = 12 /* embscore's */ };

/* The work on one operator. */
struct work {
    const struct picture_maker *maker;
    struct picture_result *results; /* of its settings, */
    struct error **errors;          /* and theirs */
    struct matrix snapshots;        /* distances of the subset's rows */
    struct diffusion diffusion;
};

/* ---- a picture ---- */

static struct error *score(const struct work *w, struct picture_result *r)
{
    struct score s;
    size_t k = size_min(NEIGHBOURS, (r->coords.rows - 1) / 2);
    struct error *err = score_embedding(&w->snapshots, &r->coords, NULL, k, NULL, &s);
    if (err)
        return err;
    r->trustworthiness = s.neighbourhood.trustworthiness;
    r->rank_correlation = s.ranking_correlation;
    r->demap = s.demap;
    score_free(&s);
    return NULL;
}

static struct error *embed(const struct work *w, const struct matrix *distance,
                           struct picture_result *r)
{
    struct mds_opts opts = mds_defaults;
    struct mds_result picture;
    opts.dims = w->maker->dims;
    opts.seed = r->setting.seed;
    struct error *err = mds_embed(distance, &opts, NULL, &picture);
    if (err)
        return err;
    r->coords = picture.coords;
    r->stress = picture.stress;
    return score(w, r);
}

/* The pictures of all seeds. */
static void embed_all(const struct work *w, const struct matrix *distance, size_t first)
{
    for (size_t i = first; i < first + grid_per_distance(w->maker->grid); i++) {
#pragma omp task
        {
            w->errors[i] = embed(w, distance, &w->results[i]);
            if (w->maker->made)
                w->maker->made(w->maker->context);
        }
    }
#pragma omp taskwait
}

/* ---- distances ---- */

/* A copy of the potential's distances, on the ground of the snapshots'. */
static struct error *ground_distances(const struct work *w, const struct matrix *potential,
                                      double ground, struct matrix *distance)
{
    struct grounding g = grounding_defaults;
    struct grounding_facts facts;
    struct error *err = matrix_copy(distance, potential);
    g.ground = ground;
    if (err || grounding_is_void(&g, &w->diffusion.components))
        return err;
    return grounding_apply(distance, &w->snapshots, &w->diffusion.components, &g, &facts);
}

static struct error *make_grounded(const struct work *w, const struct matrix *potential,
                                   size_t first)
{
    struct matrix distance = {0};
    struct error *err = ground_distances(w, potential, w->results[first].setting.ground, &distance);
    if (!err)
        embed_all(w, &distance, first);
    matrix_free(&distance);
    return err;
}

/* P^t, n x n, is used up. */
static struct error *make_power(const struct work *w, struct matrix *power, size_t first)
{
    struct matrix potential = {0};
    struct components c; /* those of the affinities */
    const struct grid *grid = w->maker->grid;
    struct error *err = potential_distances(power, 1, METRIC_EUCLIDEAN, NULL, &potential, &c);
    matrix_free(power);
    for (size_t i = 0; i < grid_per_power(grid) && !err; i += grid_per_distance(grid))
        err = make_grounded(w, &potential, first + i);
    matrix_free(&potential);
    components_free(&c);
    return err;
}

/* ---- powers ---- */

static struct error *find_knee(const struct diffusion *d, size_t *t)
{
    static const struct entropy_scale usual = {.points = ENTROPY_POINTS_USUAL};
    struct curve curve;
    struct error *err = curve_make(&curve, d, SPECTRUM_SINGULAR, &usual);
    if (err)
        return err;
    *t = curve_knee(&curve);
    curve_free(&curve);
    return NULL;
}

/* A power that is asked for, and the first of its settings. */
struct wanted_power {
    size_t asked, t, first;
};

/* Ascending, as diffusion_next_power takes them; the relaxed power last, which uses the diffusion
 * up. */
static int by_order(const void *a, const void *b)
{
    const struct wanted_power *x = a, *y = b;
    bool relaxed_x = x->asked == GRID_RELAXATION, relaxed_y = y->asked == GRID_RELAXATION;
    return relaxed_x != relaxed_y ? relaxed_x - relaxed_y : size_compare(&x->t, &y->t);
}

static struct error *find_power(const struct work *w, struct wanted_power *power,
                                struct relaxation *relaxation)
{
    struct error *err = NULL;
    power->t = power->asked;
    if (power->asked == GRID_KNEE)
        return find_knee(&w->diffusion, &power->t);
    if (power->asked != GRID_RELAXATION)
        return NULL;
    err = relaxation_find(&w->diffusion, relaxation);
    power->t = relaxation->t;
    return err;
}

static struct error *choose_powers(const struct work *w, struct wanted_power *wanted,
                                   struct relaxation *relaxation)
{
    const struct grid *grid = w->maker->grid;
    struct error *err = NULL;
    for (size_t p = 0; p < grid->powers.count; p++) {
        wanted[p] =
            (struct wanted_power){.asked = grid->powers.at[p], .first = p * grid_per_power(grid)};
        TRY(find_power(w, &wanted[p], relaxation));
        for (size_t i = 0; i < grid_per_power(grid); i++)
            w->results[wanted[p].first + i].t = wanted[p].t;
    }
    qsort(wanted, grid->powers.count, sizeof *wanted, by_order);
out:
    return err;
}

static struct error *raise_operator(struct work *w, const struct wanted_power *wanted, bool last,
                                    const struct relaxation *relaxation, struct matrix *power)
{
    struct diffusion *d = &w->diffusion;
    if (wanted->asked == GRID_RELAXATION)
        return relaxation_power(d, relaxation, power);
    return last ? diffusion_power(d, wanted->t, power) : diffusion_next_power(d, wanted->t, power);
}

static struct error *make_powers(struct work *w)
{
    struct error *err;
    struct matrix power;
    struct relaxation relaxation = {0};
    struct wanted_power wanted[GRID_LIST_MAX];
    size_t count = w->maker->grid->powers.count;
    TRY(choose_powers(w, wanted, &relaxation));
    for (size_t p = 0; p < count; p++) {
        TRY(raise_operator(w, &wanted[p], p + 1 == count, &relaxation, &power));
        TRY(make_power(w, &power, wanted[p].first));
    }
out:
    relaxation_free(&relaxation);
    return err;
}

/* ---- the operator ---- */

static struct error *find_affinities(const struct matrix *distance, size_t k,
                                     struct matrix *affinity)
{
    struct error *err = NULL;
    struct affinity_options options = affinity_defaults;
    double *bandwidth = calloc(distance->rows, sizeof *bandwidth);
    options.k = k;
    if (!bandwidth)
        TRY(error_memory("bandwidths"));
    TRY(matrix_copy(affinity, distance));
    TRY(affinity_from_distances(affinity, &options, bandwidth));
out:
    free(bandwidth);
    return err;
}

static struct error *make_operator(struct work *w)
{
    struct error *err;
    struct matrix affinity = {0};
    size_t settings = grid_per_operator(w->maker->grid);
    TRY(subset_gather(w->maker->rows, w->maker->distance, &w->snapshots));
    TRY(find_affinities(&w->snapshots, w->results[0].setting.k, &affinity));
    TRY(diffusion_from_affinity(&w->diffusion, &affinity));
    for (size_t i = 0; i < settings; i++)
        w->results[i].components = w->diffusion.components.count;
    if (w->maker->component)
        memcpy(w->maker->component, w->diffusion.components.label,
               w->diffusion.components.rows * sizeof *w->maker->component);
out:
    matrix_free(&affinity);
    return err;
}

void picture_make_all(const struct picture_maker *maker, size_t first,
                      struct picture_result *results, struct error **errors)
{
    struct work w = {.maker = maker, .results = results, .errors = errors};
    for (size_t i = 0; i < grid_per_operator(maker->grid); i++)
        results[i] = (struct picture_result){.setting = grid_setting(maker->grid, first + i),
                                             .rows = maker->rows};
    struct error *err = make_operator(&w);
    if (!err)
        err = make_powers(&w);
    if (err && errors[0])
        error_free(err); /* of a later picture, or of what it has in common with the first */
    else if (err)
        errors[0] = err;
    matrix_free(&w.snapshots);
    diffusion_free(&w.diffusion);
}
