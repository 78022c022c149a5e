#include "public/impl.h"

#include "gram/form.h"
#include "gram/snapgram.h"
#include "operator/affinities.h"

static struct error *make(const struct panel *x, const struct phate_options *options, double *s)
{
    struct error *err;
    struct call call;
    struct matrix g = {0};
    TRY(options_take(&call, options));
    TRY(array_check(s, x->rows, x->rows, sizeof *s, "squares"));
    TRY(snapgram_of_panel(x, call.options.metric == PHATE_CORRELATION, &call.report, &g));
    array_give(&g, s);
out:
    matrix_free(&g);
    return err;
}

struct phate_error *phate_gram(const double *x, size_t n, size_t p,
                               const struct phate_options *options, double *s)
{
    struct error *err;
    const struct panel all = {.rows = n, .cols = p, .type = PHM_F64, .d = (double *)x};
    TRY(array_check(x, n, p, sizeof *x, "snapshots"));
    TRY(make(&all, options, s));
out:
    return public_error(err);
}

struct phate_error *phate_gram_f32(const float *x, size_t n, size_t p,
                                   const struct phate_options *options, double *s)
{
    struct error *err;
    const struct panel all = {.rows = n, .cols = p, .type = PHM_F32, .f = (float *)x};
    TRY(array_check(x, n, p, sizeof *x, "snapshots"));
    TRY(make(&all, options, s));
out:
    return public_error(err);
}

struct phate_error *phate_gram_to_products(double *m, size_t n)
{
    struct error *err;
    struct matrix g = {0};
    TRY(array_take(&g, m, n, n, "squares"));
    TRY(gram_form_settle(&g, GRAM_SQUARES));
    gram_form_to_products(&g);
    array_give(&g, m);
out:
    matrix_free(&g);
    return public_error(err);
}

struct phate_error *phate_gram_to_squares(double *m, size_t n)
{
    struct error *err;
    struct matrix g = {0};
    TRY(array_take(&g, m, n, n, "products"));
    TRY(gram_form_settle(&g, GRAM_PRODUCTS));
    (void)gram_form_to_squares(&g);
    array_give(&g, m);
out:
    matrix_free(&g);
    return public_error(err);
}

struct phate_error *phate_gram_distances(const double *s, size_t n,
                                         const struct phate_options *options, double *d)
{
    struct error *err;
    struct call call;
    struct matrix g = {0};
    TRY(options_take(&call, options));
    TRY(array_check(d, n, n, sizeof *d, "distances"));
    TRY(array_take(&g, s, n, n, "squares"));
    TRY(gram_form_settle(&g, GRAM_SQUARES));
    const struct points_options o = options_of_points(&call.options);
    TRY(affinities_distances(&g, &o, &call.report));
    array_give(&g, d);
out:
    matrix_free(&g);
    return public_error(err);
}
