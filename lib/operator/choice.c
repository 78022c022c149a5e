#include "operator/choice.h"

#include "operator/curve.h"

static bool needs_knee(const struct choice *c)
{
    return c->powers.count == 0 && c->powers.choice == POWERS_KNEE;
}

static bool needs_relaxation(const struct choice *c)
{
    return c->powers.count == 0 && c->powers.choice == POWERS_RELAXATION;
}

bool choice_needs_matrix(const struct choice *c)
{
    return needs_knee(c) || c->curve_file;
}

static struct error *take_knee(const struct choice *c, const struct diffusion *d,
                               const struct record *source, const char *provenance,
                               struct powers *powers, struct writer **w)
{
    struct error *err;
    struct curve curve = {0};
    TRY(curve_make(&curve, d, c->spectrum, &c->scale));
    if (powers->count == 0)
        powers->t[powers->count++] = curve_knee(&curve);
    if (c->curve_file)
        TRY(curve_write(&curve, powers, source, provenance, c->curve_file, w));
out:
    curve_free(&curve);
    return err;
}

struct error *choice_make(const struct choice *c, const struct diffusion *d,
                          const struct record *source, const char *provenance,
                          struct powers *powers, struct relaxation *r, struct writer **curve)
{
    struct error *err = NULL;
    *powers = c->powers;
    *r = (struct relaxation){0};
    if (needs_relaxation(c)) {
        TRY(relaxation_find(d, r));
        powers->t[powers->count++] = r->t;
    }
    if (choice_needs_matrix(c))
        TRY(take_knee(c, d, source, provenance, powers, curve));
out:
    return err;
}

const char *choice_reason(const struct choice *c)
{
    if (c->powers.count)
        return "";
    return needs_knee(c) ? " (the entropy's knee)" : " (the relaxation time)";
}
