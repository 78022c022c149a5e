#include "public/impl.h"

#include "matrix/components.h"
#include "operator/advice.h"
#include "operator/choice.h"
#include "operator/relaxed.h"
#include "phate/diffusion.h"
#include "relaxation/relaxation.h"

#include <string.h>

struct phate_error *phate_components(const double *m, size_t n, size_t *label, size_t *count)
{
    struct error *err;
    struct components c = {0};
    const struct matrix given = {(double *)m, n, n};
    TRY(array_check(m, n, n, sizeof *m, "matrix"));
    TRY(array_check(label, n, 1, sizeof *label, "labels"));
    TRY(array_check(count, 1, 1, sizeof *count, "number of components"));
    TRY(components_find(&c, &given));
    memcpy(label, c.label, n * sizeof *label);
    *count = c.count;
out:
    components_free(&c);
    return public_error(err);
}

static struct choice choice_of(const struct phate_options *o)
{
    return (struct choice){
        .powers = {.t = {o->t}, .count = o->t > 0, .choice = (enum powers_choice)o->choice},
        .spectrum = (enum spectrum)o->spectrum,
        .scale = {.points = o->curve_points, .doubling = o->curve_doubling}};
}

/* What advice is told of the affinities. */
static struct error *describe(struct record *r, size_t n)
{
    return record_init(r, "affinity", PHM_F64, n, n);
}

/* P^t, or the components' own powers where those were chosen; d is used up. */
static struct error *take_power(struct diffusion *d, const struct relaxation *chosen, size_t t,
                                const struct record *r, struct report *report, struct matrix *power)
{
    struct error *err;
    struct advice_watch watch = {0};
    TRY(advice_watch_begin(&watch, d, r));
    if (chosen->own)
        TRY(relaxation_power(d, chosen, power));
    else
        TRY(diffusion_power(d, t, power));
    TRY(advice_watch_power(&watch, power, t, report));
out:
    advice_watch_free(&watch);
    return err;
}

static struct error *choose_power(struct diffusion *d, struct call *call, const struct record *r,
                                  struct matrix *power, size_t *t)
{
    struct error *err;
    struct report *report = &call->report;
    struct powers powers;
    struct relaxation chosen = {0};
    const struct choice choice = choice_of(&call->options);
    TRY(choice_make(&choice, d, r, "", &powers, &chosen, NULL));
    report_line(report, REPORT_DETAIL, "t = %zu%s, connected components: %zu", powers.t[0],
                choice_reason(&choice), d->components.count);
    if (chosen.own)
        relaxed_report(&chosen, report);
    *t = powers.t[0];
    TRY(take_power(d, &chosen, *t, r, report, power));
out:
    relaxation_free(&chosen);
    return err;
}

struct phate_error *phate_operator(const double *k, size_t n, const struct phate_options *options,
                                   double *p, size_t *t)
{
    struct error *err;
    struct call call;
    struct matrix affinity = {0}, power = {0};
    struct diffusion diffusion = {0};
    struct record r = {0};
    size_t taken;
    TRY(options_take(&call, options));
    TRY(array_check(p, n, n, sizeof *p, "operator"));
    TRY(array_take(&affinity, k, n, n, "affinities"));
    TRY(describe(&r, n));
    TRY(diffusion_from_affinity(&diffusion, &affinity));
    TRY(advice_on_components(&call.report, &diffusion.components, &r));
    TRY(choose_power(&diffusion, &call, &r, &power, &taken));
    array_give(&power, p);
    if (t)
        *t = taken;
out:
    record_free(&r);
    diffusion_free(&diffusion);
    matrix_free(&power);
    return public_error(err);
}
