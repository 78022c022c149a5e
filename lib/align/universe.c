#include "align/universe.h"

#include "align/apply.h"
#include "align/assign_impl.h"
#include "align/climb_impl.h"
#include "align/inner_impl.h"
#include "align/match_impl.h"
#include "base/size.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What counts as better, as a share of the networks' squares: more than the rounding of sums in
 * float32. */
#define LEAST_GAIN 1e-9

struct universe {
    const struct spec *spec;
    const match_network *networks;
    size_t count;
    struct permutations *p;
    float **others; /* a network: the sum of all but one, in the universe */
    float *room;    /* for the largest tensor */
    uint64_t *random;
    double least; /* gain that counts */
    size_t sweeps;
};

static struct error *universe_new(struct universe *u)
{
    u->others = calloc(size_max(u->spec->count, 1), sizeof *u->others);
    u->room = calloc(inner_room(u->spec), sizeof *u->room);
    if (!u->others || !u->room)
        return error_memory("a universe");
    for (size_t i = 0; i < u->spec->count; i++)
        if (u->networks[0][i] &&
            !(u->others[i] = calloc(u->spec->tensors[i].count, sizeof **u->others)))
            return error_memory("a universe");
    return NULL;
}

static void universe_free(struct universe *u)
{
    for (size_t i = 0; i < u->spec->count && u->others; i++)
        free(u->others[i]);
    free(u->others);
    free(u->room);
}

/* ---- one network against the others ---- */

static struct error *add_tensor(struct universe *u, size_t tensor, size_t r)
{
    const struct spec_tensor *t = &u->spec->tensors[tensor];
    struct error *err =
        apply_permutations(t, &u->p[r], sizeof *u->room, u->networks[r][tensor], u->room);
    for (size_t e = 0; e < t->count && !err; e++)
        u->others[tensor][e] += u->room[e];
    return err;
}

/* Of the networks before `end`, without one. */
static struct error *sum_others(struct universe *u, size_t but, size_t end)
{
    struct error *err = NULL;
    for (size_t i = 0; i < u->spec->count; i++) {
        if (!u->others[i])
            continue;
        memset(u->others[i], 0, u->spec->tensors[i].count * sizeof **u->others);
        for (size_t r = 0; r < end && !err; r++)
            if (r != but)
                err = add_tensor(u, i, r);
    }
    return err;
}

static match_network others_of(const struct universe *u)
{
    return (match_network)u->others;
}

/* The sum over pairs. */
static struct error *objective_of(struct universe *u, double *objective)
{
    struct error *err = NULL;
    *objective = 0;
    for (size_t r = 0; r < u->count && !err; r++) {
        double product = 0;
        err = sum_others(u, r, u->count);
        if (!err)
            err = inner_product(u->spec, others_of(u), u->networks[r], &u->p[r], SPEC_FIXED,
                                u->room, &product);
        *objective += product / 2;
    }
    return err;
}

/* Rounds over the networks, until one improves nothing. */
static struct error *ascend(struct universe *u, double *objective)
{
    struct error *err = NULL;
    double before;
    TRY(objective_of(u, objective));
    do {
        before = *objective;
        for (size_t r = 0; r < u->count; r++) {
            TRY(sum_others(u, r, u->count));
            TRY(match_ascend(u->spec, others_of(u), u->networks[r], true, u->random, u->least,
                             &u->p[r], &u->sweeps));
        }
        TRY(objective_of(u, objective));
    } while (*objective > before + u->least);
out:
    return err;
}

/* Each network is matched against those in front of it. */
static struct error *line_up(struct universe *u, double *objective)
{
    struct error *err = NULL;
    for (size_t r = 1; r < u->count; r++) {
        TRY(sum_others(u, r, r));
        TRY(match_ascend(u->spec, others_of(u), u->networks[r], false, u->random, u->least,
                         &u->p[r], &u->sweeps));
    }
    err = ascend(u, objective);
out:
    return err;
}

static struct error *round_to_permutations(struct universe *u, const struct relaxed *q)
{
    size_t permutations = u->spec->permutation_count;
    struct error *err = NULL;
    for (size_t i = 0; i < u->count * permutations && !err; i++)
        err = assign_best(&q->x[i], u->p[i / permutations].at[i % permutations]);
    return err;
}

static struct error *climb_and_ascend(struct universe *u, size_t steps, struct report *report,
                                      struct universe_outcome *outcome)
{
    struct relaxed q;
    struct error *err;
    TRY(relaxed_new(&q, u->spec, u->networks, u->count));
    TRY(climb(&q, steps, report, &outcome->relaxed, &outcome->steps));
    TRY(round_to_permutations(u, &q));
    err = ascend(u, &outcome->climbed);
out:
    relaxed_free(&q);
    return err;
}

/* ---- all ---- */

/* The universe takes the labelling of the first network. */
static struct error *relabel(struct universe *u)
{
    struct permutations first = {0}, relabelled;
    struct error *err;
    TRY(permutations_inverse(&first, &u->p[0]));
    for (size_t r = 0; r < u->count; r++) {
        TRY(permutations_compose(&relabelled, &first, &u->p[r]));
        permutations_free(&u->p[r]);
        u->p[r] = relabelled;
    }
out:
    permutations_free(&first);
    return err;
}

static struct error *set_identities(struct universe *u)
{
    struct error *err = NULL;
    for (size_t r = 0; r < u->count && !err; r++) {
        permutations_free(&u->p[r]);
        err = permutations_identity(&u->p[r], u->spec);
    }
    return err;
}

static struct error *begin(struct universe *u, struct universe_outcome *outcome)
{
    struct error *err;
    TRY(universe_new(u));
    TRY(set_identities(u));
    for (size_t r = 0; r < u->count; r++) {
        double square;
        TRY(inner_check_same(u->spec, u->networks[0], u->networks[r]));
        TRY(error_prefix(inner_square(u->spec, u->networks[r], &square), "network %zu", r + 1));
        outcome->squares += square;
    }
    u->least = LEAST_GAIN * outcome->squares;
    err = objective_of(u, &outcome->before);
out:
    return err;
}

static void swap(struct permutations *p, struct permutations *q, size_t count)
{
    for (size_t r = 0; r < count; r++) {
        struct permutations old = p[r];
        p[r] = q[r];
        q[r] = old;
    }
}

/* By both ways; u->p receives the better result. */
static struct error *match_both_ways(struct universe *u, size_t steps, struct report *report,
                                     struct universe_outcome *outcome)
{
    struct permutations *climbed = calloc(u->count, sizeof *climbed);
    struct error *err = NULL;
    if (!climbed)
        return error_memory("a universe");
    TRY(climb_and_ascend(u, steps, report, outcome));
    swap(u->p, climbed, u->count);
    TRY(set_identities(u));
    TRY(line_up(u, &outcome->lined_up));
    outcome->objective = fmax(outcome->climbed, outcome->lined_up);
    if (outcome->climbed > outcome->lined_up)
        swap(u->p, climbed, u->count);
out:
    for (size_t r = 0; r < u->count; r++)
        permutations_free(&climbed[r]);
    free(climbed);
    return err;
}

struct error *universe_match(const struct spec *spec, const match_network *networks, size_t count,
                             const struct universe_settings *settings, struct report *report,
                             struct permutations *p, struct universe_outcome *outcome)
{
    uint64_t random = settings->seed;
    struct universe u = {
        .spec = spec, .networks = networks, .count = count, .p = p, .random = &random};
    struct error *err;
    *outcome = (struct universe_outcome){0};
    memset(p, 0, count * sizeof *p);
    TRY(begin(&u, outcome));
    TRY(match_both_ways(&u, settings->steps, report, outcome));
    TRY(relabel(&u));
    report_line(
        report, REPORT_DETAIL,
        "universe: %.6g, from a relaxation after %zu steps %.6g, from one network after the "
        "other %.6g",
        outcome->objective, outcome->steps, outcome->climbed, outcome->lined_up);
out:
    universe_free(&u);
    for (size_t r = 0; r < count && err; r++)
        permutations_free(&p[r]);
    return err;
}
