#include "public/impl.h"

#include "distance/rounding.h"
#include "phate/grounding.h"
#include "phate/potential.h"
#include "phate/potential_distance.h"

struct phate_error *phate_potential(const double *p, size_t n, const struct phate_options *options,
                                    double *u)
{
    struct error *err;
    struct call call;
    struct matrix m = {0};
    TRY(options_take(&call, options));
    TRY(array_check(u, n, n, sizeof *u, "potential"));
    TRY(array_take(&m, p, n, n, "operator"));
    TRY(potential_transform(&m, call.options.gamma));
    array_give(&m, u);
out:
    matrix_free(&m);
    return public_error(err);
}

/* Without distances of snapshots several components are a constant apart, unless that was not the
 * default. */
static void settle(struct grounding *g, const double *snapshots, const struct components *c,
                   size_t k, struct report *report)
{
    if (snapshots || c->count == 1 || g->between != BETWEEN_DATA || g->ground > 0 ||
        g->magnify != 1)
        return;
    g->between = BETWEEN_CONSTANT;
    report_line(report, REPORT_WARNING,
                "%zu connected components, without the snapshots' distances: a constant, not the "
                "data, sets how far apart they lie in the picture: give those of "
                "phate_gram_distances, or join more of them by k = %zu",
                c->count, 2 * k);
}

static struct error *put_on_ground(const struct phate_options *o, const double *snapshots,
                                   const struct components *c, struct report *report,
                                   struct matrix *distance)
{
    struct error *err;
    struct matrix d = {0};
    struct grounding_facts facts;
    struct grounding g = {.between = (enum between)o->between,
                          .ground = o->ground,
                          .magnify = o->magnify,
                          .neighbours = o->k};
    settle(&g, snapshots, c, o->k, report);
    if (grounding_is_void(&g, c))
        return NULL;
    TRY(array_take(&d, snapshots, distance->rows, distance->cols, "distances of snapshots"));
    distance_round(&d);
    TRY(grounding_apply(distance, &d, c, &g, &facts));
out:
    matrix_free(&d);
    return err;
}

struct phate_error *phate_potential_distances(const double *p, const double *snapshots, size_t n,
                                              const struct phate_options *options, double *distance)
{
    struct error *err;
    struct call call;
    struct matrix m = {0}, d = {0};
    struct components c = {0};
    TRY(options_take(&call, options));
    TRY(array_check(distance, n, n, sizeof *distance, "potential distances"));
    TRY(array_take(&m, p, n, n, "operator"));
    TRY(potential_distances(&m, call.options.gamma, (enum metric)call.options.potential_metric,
                            &call.report, &d, &c));
    TRY(put_on_ground(&call.options, snapshots, &c, &call.report, &d));
    array_give(&d, distance);
out:
    matrix_free(&m);
    matrix_free(&d);
    components_free(&c);
    return public_error(err);
}
