/* diffop: affinities (or an operator) in, the powered diffusion operator out. */
#include "affinity.h"
#include "cli.h"
#include "diffusion.h"
#include "entropy.h"
#include "size.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OPTION_T_MAX = 256, OPTION_ENTROPY };

static const struct cli_option options[] = {
    {'e', "entropy-curve", "FILE", "write the entropy curve as TSV: i, H, chosen"},
    {'t', "time", "T", "power of the operator, or auto: at the entropy's knee (auto)"},
    {OPTION_ENTROPY, "entropy", "VALUES", "of singular or eigen values (singular)"},
    {OPTION_T_MAX, "t-max", "N", "points of the entropy curve (100)"},
    {0}};
static const char *const wanted[] = {"affinity", "adjacency", "operator", NULL};
static const char *const spectrum_names[] = {
    [SPECTRUM_SINGULAR] = "singular", [SPECTRUM_EIGEN] = "eigen", NULL};

struct settings {
    size_t t; /* 0: auto */
    size_t t_max;
    enum spectrum spectrum;
    const char *curve_file;
};

static struct settings read_options(struct cli *cli)
{
    struct settings s = {.t_max = 100};
    for (int c; (c = cli_option(cli)) != -1;)
        switch (c) {
        case 'e':
            s.curve_file = cli->value;
            break;
        case 't':
            s.t = strcmp(cli->value, "auto") == 0 ? 0 : cli_size(cli, 1, 1000000000);
            break;
        case OPTION_ENTROPY:
            s.spectrum = (enum spectrum)cli_choice(cli, spectrum_names);
            break;
        case OPTION_T_MAX:
            s.t_max = cli_size(cli, 3, 10000); /* the knee takes its square in time */
            break;
        }
    if (s.curve_file && strcmp(s.curve_file, "-") == 0 && !cli->output)
        cli_fail(CLI_USAGE,
                 "-e -: the operator goes to standard output too: give one of them a file");
    return s;
}

static void write_curve(const char *path, const double *entropy, size_t t_max, size_t t)
{
    struct strlist lines = {0};
    struct writer *w;
    cli_check(writer_open_text(&w, path));
    cli_check(strlist_addf(&lines, "i\tH\tchosen\n"));
    for (size_t i = 0; i < t_max; i++)
        cli_check(strlist_addf(&lines, "%zu\t%.17g\t%d\n", i, entropy[i], i == t));
    for (size_t i = 0; i < lines.count; i++)
        cli_check(writer_raw(w, lines.at[i], strlen(lines.at[i])));
    cli_check(writer_commit(w));
    strlist_free(&lines);
}

/* The power asked for; or the knee of the entropy curve. Writes the curve where that was asked. */
static size_t choose_t(const struct diffusion *d, const struct settings *s)
{
    size_t n = d->m.rows, t = s->t;
    if (t && !s->curve_file)
        return t;
    double *values = malloc(n * sizeof *values), *entropy = malloc(s->t_max * sizeof *entropy);
    if (!values || !entropy)
        cli_check(error_memory("an entropy curve"));
    cli_check(diffusion_spectrum(d, s->spectrum, values));
    entropy_curve(values, n, entropy, s->t_max);
    if (!t)
        t = entropy_knee(entropy, s->t_max);
    if (s->curve_file)
        write_curve(s->curve_file, entropy, s->t_max, t);
    free(values);
    free(entropy);
    return t;
}

/* What disconnected data mean for the picture. */
static void report_components(struct report *report, const struct components *c)
{
    enum { SHOWN = 10 };
    if (c->count < 2)
        return;
    char sizes[256] = "";
    for (size_t i = 0, used = 0; i < c->count && i < SHOWN; i++)
        used += (size_t)snprintf(sizes + used, sizeof sizes - used, "%s%zu", i ? ", " : "",
                                 components_size(c, i));
    report_line(report, REPORT_WARNING,
                "%zu connected components (of %s%s snapshots): how far they lie apart in the "
                "picture is set by the potential's floor, not by data",
                c->count, sizes, c->count > SHOWN ? ", ..." : "");
}

/* Notes the power t of what came in, which may be an operator that has been raised already. */
static void set_power(struct record *r, const struct record *in, size_t t)
{
    const char *attr = record_is(in, "operator") ? record_attr(in, "t") : NULL;
    size_t before = attr ? strtoull(attr, NULL, 10) : 1, power;
    if (!size_mul(t, size_max(before, 1), &power))
        cli_fail(CLI_FAILURE, "the power of an operator: %s times %zu is too large: a smaller -t",
                 attr, t);
    cli_check(record_attr_set(r, "t", "%zu", power));
}

int main(int argc, char *argv[])
{
    struct cli cli = {.synopsis = "The diffusion operator of affinities, raised to the power t.",
                      .operands = "[FILE]",
                      .options = options};
    cli_begin(&cli, argc, argv);
    struct settings s = read_options(&cli);

    struct filter f;
    filter_begin(&f, &cli, wanted);
    while (filter_next(&f)) {
        struct matrix m;
        struct diffusion d;
        struct record r;
        filter_matrix(&f, &m);
        if (record_is(&f.record, "adjacency"))
            affinity_from_adjacency(&m);
        if (record_is(&f.record, "operator"))
            cli_check(diffusion_from_operator(&d, &m));
        else
            cli_check(diffusion_from_affinity(&d, &m));
        size_t components = d.components.count, t = choose_t(&d, &s);
        report_components(&cli.report, &d.components);
        report_line(&cli.report, REPORT_DETAIL, "t = %zu%s, connected components: %zu", t,
                    s.t ? "" : " (the entropy's knee)", components);
        cli_check(diffusion_power(&d, t, &m));
        filter_derive(&f, &r, "operator", &m);
        set_power(&r, &f.record, t);
        cli_check(record_attr_set(&r, "components", "%zu", components));
        filter_put(&f, &r, &m);
    }
    return filter_end(&f);
}
