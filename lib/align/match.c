#include "align/match_impl.h"

#include "align/inner_impl.h"

#include <math.h>
#include <stdlib.h>

/* What counts as better, as a share of |theta_a| |theta_b|: more than rounding. */
#define LEAST_GAIN 1e-12

/* ---- products and distances ---- */

struct error *match_objective(const struct spec *spec, match_network a, match_network b,
                              const struct permutations *p, double *product)
{
    float *room = calloc(inner_room(spec), sizeof *room);
    struct error *err = room ? inner_product(spec, a, b, p, SPEC_FIXED, room, product)
                             : error_memory("an aligned tensor");
    free(room);
    return err;
}

struct error *match_distance(const struct spec *spec, match_network a, match_network b,
                             const struct permutations *p, double *distance)
{
    float *room = calloc(inner_room(spec), sizeof *room);
    struct error *err =
        room ? inner_squares(spec, a, b, p, room, distance) : error_memory("an aligned tensor");
    if (!err)
        *distance = sqrt(*distance);
    free(room);
    return err;
}

/* ---- matching ---- */

static struct error *begin(const struct spec *spec, match_network a, match_network b,
                           struct permutations *p, struct match_outcome *outcome)
{
    struct error *err;
    *outcome = (struct match_outcome){0};
    TRY(inner_check_same(spec, a, b));
    TRY(error_prefix(inner_square(spec, a, &outcome->square_a), "reference"));
    TRY(error_prefix(inner_square(spec, b, &outcome->square_b), "network"));
    TRY(permutations_identity(p, spec));
    TRY(match_objective(spec, a, b, p, &outcome->before));
    outcome->objective = -INFINITY;
out:
    return err;
}

/* One ascent, kept where it is the best so far. Starts from the identity, which means nothing, and
 * from the neighbourhood of the best take turns: the first find other maxima, the others higher
 * ones beside. */
static struct error *try_start(const struct spec *spec, match_network a, match_network b,
                               uint64_t *random, size_t start, struct report *report,
                               struct permutations *p, struct match_outcome *outcome)
{
    double objective = 0, least = LEAST_GAIN * sqrt(outcome->square_a * outcome->square_b);
    struct permutations fresh = {0};
    size_t sweeps = 0;
    bool from_best = start % 2 == 1;
    struct error *err;
    TRY(from_best ? permutations_disturb(&fresh, p, random) : permutations_identity(&fresh, spec));
    TRY(match_ascend(spec, a, b, from_best, random, least, &fresh, &sweeps));
    TRY(match_objective(spec, a, b, &fresh, &objective));
    report_line(report, REPORT_DETAIL, "matching, start %zu: %.6g after %zu sweeps", start + 1,
                objective, sweeps);
    if (objective > outcome->objective) {
        struct permutations old = *p;
        *p = fresh;
        fresh = old;
        outcome->objective = objective;
    }
out:
    permutations_free(&fresh);
    return err;
}

struct error *match_weights(const struct spec *spec, match_network a, match_network b,
                            const struct match_settings *settings, struct report *report,
                            struct permutations *p, struct match_outcome *outcome)
{
    uint64_t random = settings->seed;
    struct error *err;
    *p = (struct permutations){0};
    TRY(begin(spec, a, b, p, outcome));
    for (size_t start = 0; start < settings->starts; start++) {
        TRY(try_start(spec, a, b, &random, start, report, p, outcome));
        report_progress(report, "matching", (double)(start + 1) / (double)settings->starts);
    }
out:
    if (err)
        permutations_free(p);
    return err;
}
