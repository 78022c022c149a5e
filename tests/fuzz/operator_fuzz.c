/* knnaff (k), diffop (d) and potdist (q) on streams that are wrong though their checksums are
 * right. The input is a line, the stage's letter and digits that stand for options, and streams as
 * described.h has them. A stage fails, or what it has written is a stream of numbers. */
#include "stage.h"

#include "operator/advice.h"
#include "operator/affinities.h"
#include "operator/choice.h"
#include "operator/factored.h"
#include "operator/ground.h"
#include "operator/relaxed.h"
#include "operator/source.h"
#include "phate/potential.h"
#include "phate/potential_distance.h"
#include "relaxation/factors.h"
#include "stream/companion.h"

/* ---- knnaff ---- */

static const char *const knnaff_kinds[] = {"snapshots", "gram",      "squares", "distance",
                                           "affinity",  "adjacency", NULL};

static struct affinity_recipe knnaff_recipe(const struct stage_run *run)
{
    struct affinity_recipe recipe = {.kernel = affinity_defaults};
    struct affinity_options *a = &recipe.kernel;
    a->k = 1 + run->option[0] % 3;
    recipe.points.metric = stage_choice(run, 1, distance_metric_names);
    recipe.points.center = run->option[2] & 1;
    recipe.points.components = run->option[2] / 2;
    a->symmetry = stage_choice(run, 3, affinity_symmetry_names);
    a->anisotropy = run->option[4] / 9.0;
    a->k_max = run->option[5] & 1 ? a->k : 0;
    a->decay = run->option[5] & 2 ? 0 : affinity_defaults.decay;
    a->bandwidth = run->option[5] & 4 ? 0.5 : 0;
    return recipe;
}

static struct error *knnaff_put_companion(struct stage_run *run,
                                          const struct affinity_recipe *recipe,
                                          const struct affinity_source *source)
{
    struct error *err;
    struct record r = {0};
    const struct matrix *m = affinities_companion(source);
    if (!m)
        return NULL;
    TRY(record_derive(&r, &run->in.record, m == &source->dense ? "distance" : "snapshots", m->rows,
                      m->cols));
    TRY(affinities_note_companion(recipe, &run->in.record, source, &r));
    return stage_put(run, &r, m);
out:
    record_free(&r);
    return err;
}

static struct error *knnaff_put_dense(struct stage_run *run, const struct affinity_recipe *recipe,
                                      struct affinity_source *source)
{
    struct error *err;
    struct matrix k = {0};
    struct record r = {0};
    TRY(affinities_dense(source, recipe, &run->in.rows, &run->report, &k));
    TRY(record_derive(&r, &run->in.record, "affinity", k.rows, k.cols));
    TRY(affinities_note(recipe, &run->in.record, &r));
    TRY(writer_matrix(run->out, &r, &k));
out:
    record_free(&r);
    matrix_free(&k);
    return err;
}

static struct error *knnaff_put_sparse(struct stage_run *run, const struct affinity_recipe *recipe,
                                       struct affinity_source *source)
{
    struct error *err;
    struct csr k = {0};
    struct record r = {0};
    TRY(affinities_sparse(source, recipe, &run->in.rows, &run->report, &k));
    TRY(record_init_csr(&r, "affinity", PHM_F64, k.rows, k.cols, k.nonzeros));
    TRY(record_inherit(&r, &run->in.record));
    TRY(affinities_note(recipe, &run->in.record, &r));
    TRY(writer_csr(run->out, &r, &k));
out:
    record_free(&r);
    csr_free(&k);
    return err;
}

static struct error *knnaff_take(struct stage_run *run)
{
    struct affinity_source source = {0};
    const struct affinity_recipe recipe = knnaff_recipe(run);
    bool sparse = run->option[6] & 1;
    if (recipe.points.metric == METRIC_CORRELATION && !record_is(&run->in.record, "snapshots"))
        return NULL;
    struct error *err = affinities_read(&run->in, &recipe, sparse, &run->report, &source);
    if (err)
        return err;
    TRY(knnaff_put_companion(run, &recipe, &source));
    TRY((sparse ? knnaff_put_sparse : knnaff_put_dense)(run, &recipe, &source));
out:
    affinities_free(&source);
    return err;
}

static struct error *run_knnaff(struct stage_run *run)
{
    return stage_filter(run, knnaff_kinds, NULL, knnaff_take);
}

/* ---- diffop ---- */

static const char *const diffop_kinds[] = {"affinity", "adjacency", "operator", NULL};

static struct error *diffop_choice(const struct stage_run *run, struct choice *choice,
                                   struct source_plan *plan)
{
    static const char *const powers[] = {"auto", "relaxation", "1", "2,5", "1000000000", NULL};
    static const char *const scales[] = {"100", "4", "2^4", NULL};
    *plan = (struct source_plan){.landmarks = landmarks_defaults};
    plan->landmarks.count = run->option[2];
    plan->landmarks.choice = stage_choice(run, 3, landmarks_choice_names);
    plan->factors = run->option[4] & 1;
    *choice = (struct choice){.spectrum = stage_choice(run, 1, diffusion_spectrum_names)};
    choice->curve_file = run->option[4] & 2 ? "/dev/null" : NULL;
    fuzz_must(entropy_scale_read(scales[stage_choice(run, 5, scales)], &choice->scale));
    plan->matrix = choice_needs_matrix(choice);
    return powers_read(powers[stage_choice(run, 0, powers)], &choice->powers);
}

static struct error *diffop_put_power(struct stage_run *run, const struct source *source,
                                      const struct relaxation *chosen, size_t t,
                                      const struct matrix *p, const struct factors *factors)
{
    struct error *err;
    struct record r = {0};
    TRY(record_derive(&r, &run->in.record, factors ? "factors" : "operator", p->rows, p->cols));
    TRY(powers_note(&r, &run->in.record, t));
    if (chosen->own)
        TRY(relaxed_note(chosen, &run->in.record, &r));
    TRY(record_attr_set(&r, "components", "%zu", source_components(source)->count));
    return stage_put(run, &r, p);
out:
    record_free(&r);
    return err;
}

static struct error *diffop_put_factors(struct stage_run *run, const struct source *source,
                                        const struct relaxation *chosen, size_t t)
{
    struct error *err = NULL;
    struct factors factors = {0};
    struct relaxation given = {0};
    if (!chosen->own)
        TRY(relaxation_at(&source->diffusion, t, &given));
    TRY(relaxation_factors(&source->diffusion, chosen->own ? chosen : &given, &factors));
    TRY(diffop_put_power(run, source, chosen, t, &factors.m, &factors));
out:
    relaxation_free(&given);
    matrix_free(&factors.m);
    return err;
}

static struct error *diffop_make(struct diffusion *d, const struct relaxation *chosen, size_t t,
                                 bool last, struct matrix *p)
{
    if (chosen->own)
        return relaxation_power(d, chosen, p);
    return last ? diffusion_power(d, t, p) : diffusion_next_power(d, t, p);
}

static struct error *diffop_put_operators(struct stage_run *run, struct source *source,
                                          const struct powers *powers,
                                          const struct relaxation *chosen)
{
    struct matrix p = {0};
    struct advice_watch watch;
    struct error *err = advice_watch_begin(&watch, &source->diffusion, &run->in.record);
    if (err)
        return err;
    for (size_t i = 0; i < powers->count; i++) {
        size_t t = powers->t[i];
        TRY(diffop_make(&source->diffusion, chosen, t, i + 1 == powers->count, &p));
        TRY(advice_watch_power(&watch, &p, t, &run->report));
        TRY(diffop_put_power(run, source, chosen, t, &p, NULL));
        matrix_free(&p);
    }
out:
    matrix_free(&p);
    advice_watch_free(&watch);
    return err;
}

static struct error *diffop_put_transition(struct stage_run *run, struct source *source)
{
    struct error *err;
    struct record r = {0};
    const struct csr *t = &source->transition;
    TRY(record_init_csr(&r, "transition", PHM_F64, t->rows, t->cols, t->nonzeros));
    TRY(record_inherit(&r, &run->in.record));
    TRY(record_attr_set(&r, "landmarks", "%zu", source->landmarks));
    return stage_put_csr(run, &r, t);
out:
    record_free(&r);
    return err;
}

/* What the landmarks' operator is grounded on. */
static struct error *diffop_put_companion(struct stage_run *run, const struct source *source)
{
    struct error *err;
    struct record r = {0};
    struct matrix m = {0};
    if (!source->landmarks || !companion_is_known(&run->companion))
        return NULL;
    TRY(ground_of_landmarks(&run->companion, &run->in, source->of_row, source->landmarks, "diffop",
                            &r, &m));
    TRY(writer_matrix(run->out, &r, &m));
out:
    record_free(&r);
    matrix_free(&m);
    return err;
}

static struct error *diffop_put_all(struct stage_run *run, const struct choice *choice,
                                    const struct source_plan *plan, struct source *source)
{
    struct error *err;
    struct powers powers;
    struct relaxation chosen = {0};
    struct writer *curve = NULL;
    bool changed = false;
    TRY(source_label_rows(source, &run->in.rows, &changed));
    TRY(diffop_put_companion(run, source));
    if (source->landmarks)
        TRY(diffop_put_transition(run, source));
    TRY(choice_make(choice, &source->diffusion, &run->in.record, "diffop", &powers, &chosen,
                    &curve));
    if (chosen.own)
        relaxed_report(&chosen, &run->report);
    if (!plan->factors)
        TRY(diffop_put_operators(run, source, &powers, &chosen));
    for (size_t i = 0; plan->factors && i < powers.count; i++)
        TRY(diffop_put_factors(run, source, &chosen, powers.t[i]));
out:
    writer_discard(curve);
    relaxation_free(&chosen);
    return err;
}

static struct error *diffop_take(struct stage_run *run)
{
    struct error *err;
    struct choice choice;
    struct source_plan plan;
    struct source source;
    TRY(diffop_choice(run, &choice, &plan));
    TRY(source_read(&source, &run->in, &plan, &run->report));
    err = diffop_put_all(run, &choice, &plan, &source);
    source_free(&source);
out:
    return err;
}

static struct error *run_diffop(struct stage_run *run)
{
    return stage_filter(run, diffop_kinds, NULL, diffop_take);
}

/* ---- potdist ---- */

static const char *const potdist_kinds[] = {"operator", "factors", NULL};

static struct error *potdist_put(struct stage_run *run, double gamma, struct matrix *p)
{
    static const double shares[] = {0, 0.5, 1}, magnified[] = {1, 0, 3};
    struct ground_request q = {.grounding = grounding_defaults};
    struct error *err;
    struct matrix d = {0};
    struct record r = {0};
    struct components c = {0};
    q.grounding.between = stage_choice(run, 2, grounding_between_names);
    q.grounding.ground = shares[run->option[3] % 3];
    q.grounding.magnify = magnified[run->option[4] % 3];
    q.between_given = run->option[5] & 1;
    q.magnify_given = run->option[5] & 2;
    TRY(ground_check(&q));
    TRY(potential_distances(p, gamma, stage_choice(run, 1, distance_metric_names), &run->report, &d,
                            &c));
    TRY(record_derive(&r, &run->in.record, "distance", d.rows, d.cols));
    TRY(ground_distances(&q, &run->companion, &run->in, &c, &run->report, &d, &r));
    TRY(writer_matrix(run->out, &r, &d));
out:
    record_free(&r);
    components_free(&c);
    matrix_free(&d);
    return err;
}

static struct error *potdist_take(struct stage_run *run)
{
    static const double gammas[] = {1, -1, 0, 0.5, 0.999999};
    double gamma = gammas[run->option[0] % (sizeof gammas / sizeof *gammas)];
    struct error *err;
    struct matrix p = {0};
    TRY(reader_matrix(run->in.reader, &run->in.record, &p));
    TRY(factored_operator(&run->in.record, &p));
    TRY(run->option[6] & 1 ? potential_transform(&p, gamma) : potdist_put(run, gamma, &p));
out:
    matrix_free(&p);
    return err;
}

static struct error *run_potdist(struct stage_run *run)
{
    return stage_filter(run, potdist_kinds, NULL, potdist_take);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct stage_named stages[] = {
        {'k', run_knnaff}, {'d', run_diffop}, {0, run_potdist}};
    stage_fuzz(data, size, stages);
    return 0;
}
