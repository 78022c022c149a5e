#include "operator/curve.h"

#include "base/file/path.h"
#include <string.h>

struct error *curve_make(struct curve *c, const struct diffusion *d, enum spectrum spectrum,
                         const struct entropy_scale *scale)
{
    struct error *err;
    struct matrix spent = {0};
    *c = (struct curve){.spectrum = spectrum, .scale = *scale};
    TRY(matrix_new(&c->values, d->m.rows, 1));
    TRY(matrix_new(&spent, d->m.rows, 1));
    TRY(matrix_new(&c->entropy, scale->points, 1));
    TRY(diffusion_spectrum(d, spectrum, c->values.a));
    memcpy(spent.a, c->values.a, spent.rows * sizeof *spent.a);
    entropy_curve(spent.a, spent.rows, scale, c->entropy.a);
out:
    matrix_free(&spent);
    if (err)
        curve_free(c);
    return err;
}

void curve_free(struct curve *c)
{
    matrix_free(&c->values);
    matrix_free(&c->entropy);
}

size_t curve_knee(const struct curve *c)
{
    return entropy_scale_time(&c->scale, entropy_knee(c->entropy.a, c->entropy.rows));
}

static struct error *write_lines(const struct curve *c, const struct powers *chosen,
                                 struct strlist *lines)
{
    struct error *err;
    TRY(strlist_addf(lines, "i\tH\tchosen\n"));
    for (size_t i = 0; i < c->entropy.rows; i++) {
        size_t t = entropy_scale_time(&c->scale, i);
        TRY(strlist_addf(lines, "%zu\t%.17g\t%d\n", t, c->entropy.a[i], powers_have(chosen, t)));
    }
out:
    return err;
}

static struct error *write_text(const struct curve *c, const struct powers *chosen,
                                const char *path, struct writer **w)
{
    struct error *err;
    struct strlist lines = {0};
    TRY(writer_open_text(w, path));
    writer_hold(*w);
    TRY(write_lines(c, chosen, &lines));
    for (size_t i = 0; i < lines.count; i++)
        TRY(writer_raw(*w, lines.at[i], strlen(lines.at[i])));
out:
    strlist_free(&lines);
    return err;
}

static struct error *write_spectrum(const struct curve *c, const struct powers *chosen,
                                    const struct record *source, const char *provenance,
                                    const char *path, struct writer **w)
{
    struct error *err;
    struct record r = {0};
    char list[POWERS_TEXT_MAX], scale[32];
    entropy_scale_print(&c->scale, scale);
    powers_print(chosen, list);
    TRY(record_derive(&r, source, "spectrum", c->values.rows, 1));
    TRY(record_from_add(&r, provenance));
    TRY(record_attr_set(&r, "values", "%s", diffusion_spectrum_names[c->spectrum]));
    TRY(record_attr_set(&r, "t-max", "%s", scale));
    TRY(record_attr_set(&r, "t", "%s", list));
    TRY(writer_open(w, path));
    writer_hold(*w);
    TRY(writer_matrix(*w, &r, &c->values));
out:
    record_free(&r);
    return err;
}

struct error *curve_write(const struct curve *c, const struct powers *chosen,
                          const struct record *source, const char *provenance, const char *path,
                          struct writer **w)
{
    writer_discard(*w);
    *w = NULL;
    struct error *err = path_ends_in(path, ".phm")
                            ? write_spectrum(c, chosen, source, provenance, path, w)
                            : write_text(c, chosen, path, w);
    if (err) {
        writer_discard(*w);
        *w = NULL;
    }
    return err;
}
