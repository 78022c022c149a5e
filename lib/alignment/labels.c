#include "alignment/labels.h"

#include <stdlib.h>

/* What all steps need. */
struct work {
    struct labels *labels;
    const struct roster *roster;
    const struct network *network;
    const struct labels_opts *opts;
    struct report *report;
};

/* ---- numbers ---- */

static struct error *measure(const struct work *w, size_t run, const struct weights *reference,
                             const struct weights *own)
{
    struct error *err;
    const struct spec *spec = &w->network->spec;
    const struct permutations *p = &w->labels->of[run];
    struct labels_run *at = &w->labels->at[run];
    struct permutations identity = {0};
    TRY(permutations_identity(&identity, spec));
    TRY(match_distance(spec, reference->at, own->at, &identity, &at->distance));
    TRY(match_distance(spec, reference->at, own->at, p, &at->aligned));
    TRY(match_objective(spec, reference->at, own->at, &identity, &at->product));
    TRY(match_objective(spec, reference->at, own->at, p, &at->aligned_product));
    at->moved = permutations_moved(p);
    report_line(w->report, REPORT_DETAIL,
                "run %s: %zu of %zu units change places, distance %.6g, before %.6g",
                roster_name(w->roster, run), at->moved, w->labels->units, at->aligned,
                at->distance);
out:
    permutations_free(&identity);
    return err;
}

/* ---- each run with the reference ---- */

static struct error *match_run(const struct work *w, size_t run, const struct weights *reference)
{
    struct error *err;
    struct weights own = {0};
    struct match_outcome outcome;
    TRY(weights_read(&own, w->roster, w->network, run));
    if (run == w->roster->reference)
        TRY(permutations_identity(&w->labels->of[run], &w->network->spec));
    else
        TRY(match_weights(&w->network->spec, reference->at, own.at, &w->opts->match, w->report,
                          &w->labels->of[run], &outcome));
    TRY(measure(w, run, reference, &own));
out:
    weights_free(&own);
    return err;
}

static struct error *match_each(const struct work *w)
{
    struct error *err;
    struct weights reference = {0};
    TRY(weights_read(&reference, w->roster, w->network, w->roster->reference));
    for (size_t run = 0; run < w->labels->count; run++)
        TRY(match_run(w, run, &reference));
out:
    weights_free(&reference);
    return err;
}

/* ---- all at once ---- */

/* The networks of the universe: the reference, which gives the labelling, then the other runs. */
struct party {
    size_t count;
    size_t *run; /* of the roster; runs.count: the outside file */
    struct weights *weights;
    match_network *at;
    struct permutations *p;
};

static struct error *party_gather(struct party *party, const struct work *w)
{
    struct error *err = NULL;
    size_t runs = w->labels->count, reference = w->roster->reference;
    *party = (struct party){.run = calloc(runs + 1, sizeof *party->run),
                            .weights = calloc(runs + 1, sizeof *party->weights),
                            .at = calloc(runs + 1, sizeof *party->at),
                            .p = calloc(runs + 1, sizeof *party->p)};
    if (!party->run || !party->weights || !party->at || !party->p)
        return error_memory("the networks of a universe");
    party->run[party->count++] = reference;
    for (size_t run = 0; run < runs; run++)
        if (run != reference)
            party->run[party->count++] = run;
    for (size_t i = 0; i < party->count; i++) {
        TRY(weights_read(&party->weights[i], w->roster, w->network, party->run[i]));
        party->at[i] = party->weights[i].at;
    }
out:
    return err;
}

static void party_free(struct party *party)
{
    for (size_t i = 0; i < party->count && party->weights && party->p; i++) {
        weights_free(&party->weights[i]);
        permutations_free(&party->p[i]);
    }
    free(party->run);
    free(party->weights);
    free(party->at);
    free(party->p);
}

static struct error *match_all(const struct work *w)
{
    struct error *err;
    struct party party = {0};
    struct universe_outcome outcome;
    TRY(party_gather(&party, w));
    TRY(universe_match(&w->network->spec, party.at, party.count, &w->opts->rounds, w->report,
                       party.p, &outcome));
    report_line(w->report, REPORT_DETAIL,
                "universe: the sum of products over pairs is %.8g, before %.8g", outcome.objective,
                outcome.before);
    for (size_t i = 0; i < party.count; i++) {
        size_t run = party.run[i];
        if (run == w->labels->count)
            continue;
        w->labels->of[run] = party.p[i];
        party.p[i] = (struct permutations){0};
        TRY(measure(w, run, &party.weights[0], &party.weights[i]));
    }
out:
    party_free(&party);
    return err;
}

/* ---- the whole ---- */

struct error *labels_find(struct labels *l, const struct roster *r, const struct network *n,
                          const struct labels_opts *opts, struct report *report)
{
    struct error *err;
    const struct work work = {l, r, n, opts, report};
    *l = (struct labels){.count = r->runs.count};
    l->of = calloc(l->count, sizeof *l->of);
    l->at = calloc(l->count, sizeof *l->at);
    if (!l->of || !l->at)
        TRY(error_memory("the permutations of runs"));
    for (size_t i = 0; i < n->spec.permutation_count; i++)
        l->units += n->spec.permutations[i].units;
    TRY(opts->universe ? match_all(&work) : match_each(&work));
out:
    if (err)
        labels_free(l);
    return err;
}

void labels_free(struct labels *l)
{
    for (size_t i = 0; l->of && i < l->count; i++)
        permutations_free(&l->of[i]);
    free(l->of);
    free(l->at);
    *l = (struct labels){0};
}
