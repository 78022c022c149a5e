/* diffop: affinities (or an operator) in, the powered diffusion operator out. */
#include "computing.h"
#include "files.h"
#include "filter.h"
#include "operator/advice.h"
#include "operator/choice.h"
#include "operator/ground.h"
#include "operator/relaxed.h"
#include "operator/source.h"
#include "relaxation/factors.h"

#include <stdint.h>
#include <string.h>

static const char *const wanted[] = {"affinity", "adjacency", "operator", NULL};

struct settings {
    struct choice choice;
    struct source_plan plan;
};

static struct error *read_powers(const char *text, void *powers)
{
    return powers_read(text, powers);
}

/* "100", or "2^20". */
static struct error *read_scale(const char *text, void *scale)
{
    if (entropy_scale_read(text, scale))
        return NULL;
    return error_new("--t-max: expected %d to %d, or 2^2 to 2^%d, got %s", ENTROPY_POINTS_LEAST,
                     ENTROPY_POINTS_MOST, ENTROPY_DOUBLINGS_MOST, text);
}

static struct settings read_options(struct cli *cli)
{
    struct settings s = {.choice = {.scale = {.points = ENTROPY_POINTS_USUAL}},
                         .plan = {.landmarks = landmarks_defaults}};
    struct landmark_options *landmarks = &s.plan.landmarks;
    const struct cli_option options[] = {
        {'e', "entropy-curve", "FILE",
         "write the entropy curve as TSV: i, H, chosen; FILE.phm: the spectrum",
         CLI_TEXT(&s.choice.curve_file)},
        {'l', "landmark-count", "COUNT",
         "diffusion between COUNT landmarks, which all snapshots are tied to",
         CLI_SIZE(&landmarks->count, 1, SIZE_MAX)},
        {'r', "seed", "SEED", "of the choice of landmarks",
         CLI_SIZE(&landmarks->seed, 0, SIZE_MAX)},
        {'t', "time", "POWER[,POWER...]|auto|relaxation",
         "powers of the operator (auto: the entropy's knee; relaxation: 1 / (1 - lambda))",
         CLI_PARSED(read_powers, &s.choice.powers)},
        {0, "entropy", "VALUES", "by these values of the operator",
         CLI_CHOICE(&s.choice.spectrum, diffusion_spectrum_names)},
        {0, "factors", NULL, "write factors of the power, for many snapshots and a large -t",
         CLI_FLAG(&s.plan.factors)},
        {0, "landmarks", "HOW", "how landmarks are chosen",
         CLI_CHOICE(&landmarks->choice, landmarks_choice_names)},
        {0, "t-max", "POINTS|2^N", "of the entropy curve (2^N: powers 1, 2, 4, ...)",
         CLI_PARSED(read_scale, &s.choice.scale)},
        {0}};
    cli_options(cli, options);
    files_check_extra(cli, (const struct files_extra[]){{"-e", s.choice.curve_file}, {0}});
    s.plan.matrix = choice_needs_matrix(&s.choice);
    return s;
}

/* ---- work ---- */

/* A second affinity of the same rows gets a row table of its own where its components are others.
 */
static void put_rows(struct filter *f, const struct source *source)
{
    bool changed = f->rows_wait;
    cli_check(source_label_rows(source, &f->in.rows, &changed));
    if (changed)
        filter_put_rows(f);
}

/* What the operator's rows were made from. */
static void put_companion(struct filter *f, const struct source *source)
{
    struct record r;
    struct matrix m;
    if (!source->landmarks || !companion_is_known(&f->companion)) {
        filter_put_companion(f);
        return;
    }
    cli_check(ground_of_landmarks(&f->companion, &f->in, source->of_row, source->landmarks,
                                  f->provenance, &r, &m));
    f->companion_waits = false;
    filter_put(f, &r, &m);
}

static void put_transition(struct filter *f, struct source *source)
{
    struct record r;
    filter_derive_csr(f, &r, "transition", &source->transition);
    cli_check(record_attr_set(&r, "landmarks", "%zu", source->landmarks));
    filter_put_csr(f, &r, &source->transition);
}

static void put_power(struct filter *f, const struct source *source,
                      const struct relaxation *chosen, size_t t, struct matrix *p,
                      const struct factors *factors)
{
    struct record r;
    filter_derive(f, &r, factors ? "factors" : "operator", p);
    cli_check(powers_note(&r, &f->in.record, t));
    if (chosen->own)
        cli_check(relaxed_note(chosen, &f->in.record, &r));
    cli_check(record_attr_set(&r, "components", "%zu", source_components(source)->count));
    if (source->landmarks)
        cli_check(record_attr_set(&r, "landmarks", "%zu", source->landmarks));
    if (factors)
        cli_check(record_attr_set(&r, "negative", "%zu", factors->negative));
    filter_put(f, &r, p);
}

/* The power t as factors: by the modes of the relaxation where it was asked for. */
static void put_factors(struct filter *f, const struct source *source,
                        const struct relaxation *chosen, size_t t)
{
    struct factors factors;
    struct relaxation given = {0};
    if (!chosen->own)
        cli_check(relaxation_at(&source->diffusion, t, &given));
    cli_check(relaxation_factors(&source->diffusion, chosen->own ? chosen : &given, &factors));
    relaxation_free(&given);
    put_power(f, source, chosen, t, &factors.m, &factors);
}

static void put_operators(struct filter *f, struct source *source, const struct powers *powers,
                          const struct relaxation *chosen)
{
    struct diffusion *d = &source->diffusion;
    struct advice_watch watch;
    cli_check(advice_watch_begin(&watch, d, &f->in.record));
    for (size_t i = 0; i < powers->count; i++) {
        struct matrix p;
        size_t t = powers->t[i];
        if (chosen->own)
            cli_check(relaxation_power(d, chosen, &p));
        else
            cli_check(i + 1 == powers->count ? diffusion_power(d, t, &p)
                                             : diffusion_next_power(d, t, &p));
        cli_check(advice_watch_power(&watch, &p, t, &f->cli->report));
        put_power(f, source, chosen, t, &p, NULL);
    }
    advice_watch_free(&watch);
}

static void put_powers(struct filter *f, const struct settings *s, struct source *source,
                       struct writer **curve)
{
    struct powers powers;
    struct relaxation chosen;
    cli_check(choice_make(&s->choice, &source->diffusion, &f->in.record, f->provenance, &powers,
                          &chosen, curve));
    for (size_t i = 0; i < powers.count; i++)
        report_line(&f->cli->report, REPORT_DETAIL, "t = %zu%s, connected components: %zu",
                    powers.t[i], choice_reason(&s->choice), source_components(source)->count);
    if (chosen.own)
        relaxed_report(&chosen, &f->cli->report);
    if (!s->plan.factors)
        put_operators(f, source, &powers, &chosen);
    for (size_t i = 0; s->plan.factors && i < powers.count; i++)
        put_factors(f, source, &chosen, powers.t[i]);
    relaxation_free(&chosen);
}

int main(int argc, char *argv[])
{
    struct cli cli = {.synopsis = "The diffusion operator of affinities, raised to the power t.",
                      .operands = "[FILE]",
                      .computing = &computing};
    cli_begin(&cli, argc, argv);
    struct settings s = read_options(&cli);

    struct filter f;
    struct writer *curve = NULL; /* shown when the whole input has been read */
    filter_begin(&f, &cli, wanted);
    filter_own_rows(&f);
    filter_own_companions(&f, false);
    while (filter_next(&f)) {
        struct source source;
        cli_check(source_read(&source, &f.in, &s.plan, &cli.report));
        put_rows(&f, &source);
        put_companion(&f, &source);
        if (source.landmarks)
            put_transition(&f, &source);
        cli_check(source_check_memory(&source, s.choice.powers.count > 1, &cli.report));
        put_powers(&f, &s, &source, &curve);
        source_free(&source);
    }
    if (curve)
        cli_check(writer_commit(curve));
    return filter_end(&f);
}
