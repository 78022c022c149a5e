#include "align/match_impl.h"

#include "base/random.h"

#include <math.h>

struct error *match_check_same(const struct spec *spec, match_network a, match_network b)
{
    for (size_t i = 0; i < spec->count; i++)
        if (!a[i] != !b[i])
            return error_new("tensor %s: has values in one network only: give both or none",
                             spec->tensors[i].name);
    return NULL;
}

static struct error *begin(const struct spec *spec, match_network a, match_network b,
                           struct permutations *p, struct match_outcome *outcome)
{
    struct error *err;
    *outcome = (struct match_outcome){0};
    TRY(match_check_same(spec, a, b));
    TRY(error_prefix(match_square(spec, a, &outcome->square_a), "reference"));
    TRY(error_prefix(match_square(spec, b, &outcome->square_b), "network"));
    TRY(permutations_identity(p, spec));
    TRY(match_objective(spec, a, b, p, &outcome->before));
    outcome->objective = -INFINITY;
out:
    return err;
}

/* One descent, kept where it is the best so far. */
static struct error *try_start(const struct spec *spec, match_network a, match_network b,
                               uint64_t *random, size_t start, struct permutations *p,
                               struct match_outcome *outcome)
{
    double objective, least = MATCH_LEAST_GAIN * sqrt(outcome->square_a * outcome->square_b);
    struct permutations fresh = {0};
    size_t sweeps = 0;
    struct error *err;
    TRY(permutations_identity(&fresh, spec));
    TRY(match_ascend(spec, a, b, random, least, &fresh, &sweeps));
    TRY(match_objective(spec, a, b, &fresh, &objective));
    if (objective > outcome->objective) {
        struct permutations old = *p;
        *p = fresh;
        fresh = old;
        outcome->objective = objective;
        outcome->sweeps = sweeps;
        outcome->start = start;
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
        TRY(try_start(spec, a, b, &random, start, p, outcome));
        report_progress(report, "matching", (double)(start + 1) / (double)settings->starts);
    }
out:
    if (err)
        permutations_free(p);
    return err;
}
