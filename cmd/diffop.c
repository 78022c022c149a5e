/* diffop: affinities (or an operator) in, the powered diffusion operator out. */
#include "base/size.h"
#include "filter.h"
#include "matrix/check.h"
#include "phate/affinity.h"
#include "phate/affinity_sparse.h"
#include "phate/diffusion.h"
#include "phate/entropy.h"
#include "phate/landmarks.h"
#include "phate/mixing.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    OPTION_T_MAX = 256,
    OPTION_ENTROPY,
    OPTION_LANDMARKS,
    POWERS_MAX = 100,
    MAX_POWER = 1000000000,
    DENSE_ROWS = 16384 /* n x n takes 2 GB */
};

static const struct cli_option options[] = {
    {'e', "entropy-curve", "FILE",
     "write the entropy curve as TSV: i, H, chosen; FILE.phm: the spectrum"},
    {'l', "landmark-count", "M", "diffusion between M landmarks, which all snapshots are tied to"},
    {'r', "seed", "N", "of the choice of landmarks (0)"},
    {'t', "time", "T", "power of the operator, or several: 5,10,20; or auto: the entropy's knee"},
    {OPTION_ENTROPY, "entropy", "VALUES", "of singular or eigen values (singular)"},
    {OPTION_LANDMARKS, "landmarks", "HOW", "landmarks by kmeans or at random (kmeans)"},
    {OPTION_T_MAX, "t-max", "N", "points of the entropy curve (100)"},
    {0}};
static const char *const wanted[] = {"affinity", "adjacency", "operator", NULL};
static const char *const spectrum_names[] = {
    [SPECTRUM_SINGULAR] = "singular", [SPECTRUM_EIGEN] = "eigen", NULL};

struct settings {
    size_t t[POWERS_MAX]; /* ascending */
    size_t powers;        /* how many; 0: auto */
    size_t t_max;
    struct landmark_options landmarks; /* count 0: none */
    enum spectrum spectrum;
    const char *curve_file;
};

/* "auto", or "5,10,20". */
static void read_powers(struct cli *cli, struct settings *s)
{
    char list[POWERS_MAX * 12];
    s->powers = 0;
    if (strcmp(cli->value, "auto") == 0)
        return;
    if (strlen(cli->value) >= sizeof list)
        cli_fail(CLI_USAGE, "-t: expected %d powers at the most", POWERS_MAX);
    strcpy(list, cli->value);
    for (char *rest = list, *word; (word = strsep(&rest, ",")) != NULL;) {
        if (s->powers == POWERS_MAX)
            cli_fail(CLI_USAGE, "-t: expected %d powers at the most", POWERS_MAX);
        cli->value = word;
        s->t[s->powers++] = cli_size(cli, 1, MAX_POWER);
    }
    qsort(s->t, s->powers, sizeof *s->t, size_compare);
    for (size_t i = 1; i < s->powers; i++)
        if (s->t[i] == s->t[i - 1])
            cli_fail(CLI_USAGE, "-t: %zu stands there twice: each power once", s->t[i]);
}

static struct settings read_options(struct cli *cli)
{
    struct settings s = {.t_max = 100, .landmarks = landmarks_defaults};
    for (int c; (c = cli_option(cli)) != -1;)
        switch (c) {
        case 'e':
            s.curve_file = cli->value;
            break;
        case 'l':
            s.landmarks.count = cli_size(cli, 1, SIZE_MAX);
            break;
        case 'r':
            s.landmarks.seed = cli_size(cli, 0, SIZE_MAX);
            break;
        case 't':
            read_powers(cli, &s);
            break;
        case OPTION_ENTROPY:
            s.spectrum = (enum spectrum)cli_choice(cli, spectrum_names);
            break;
        case OPTION_LANDMARKS:
            s.landmarks.choice = (enum landmark_choice)cli_choice(cli, landmarks_choice_names);
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

static bool is_chosen(const struct settings *s, size_t i)
{
    for (size_t k = 0; k < s->powers; k++)
        if (s->t[k] == i)
            return true;
    return false;
}

static void write_curve(const struct settings *s, const double *entropy)
{
    struct strlist lines = {0};
    struct writer *w;
    cli_check(writer_open_text(&w, s->curve_file));
    cli_check(strlist_addf(&lines, "i\tH\tchosen\n"));
    for (size_t i = 0; i < s->t_max; i++)
        cli_check(strlist_addf(&lines, "%zu\t%.17g\t%d\n", i, entropy[i], is_chosen(s, i)));
    for (size_t i = 0; i < lines.count; i++)
        cli_check(writer_raw(w, lines.at[i], strlen(lines.at[i])));
    cli_check(writer_commit(w));
    strlist_free(&lines);
}

/* "22", or "5,10,20". */
static void set_powers(struct record *r, const struct settings *s)
{
    char list[POWERS_MAX * 12] = "";
    size_t used = 0;
    for (size_t k = 0; k < s->powers; k++)
        used += (size_t)snprintf(list + used, sizeof list - used, "%s%zu", k ? "," : "", s->t[k]);
    cli_check(record_attr_set(r, "t", "%s", list));
}

/* The values that make the curve, as a record: trajplot draws it. */
static void write_spectrum(const struct filter *f, const struct settings *s,
                           const struct matrix *values)
{
    struct record r;
    struct writer *w;
    cli_check(record_derive(&r, &f->record, "spectrum", values->rows, 1));
    cli_check(record_from_add(&r, f->provenance));
    cli_check(record_attr_set(&r, "values", "%s", spectrum_names[s->spectrum]));
    cli_check(record_attr_set(&r, "t-max", "%zu", s->t_max));
    set_powers(&r, s);
    cli_check(writer_open(&w, s->curve_file));
    cli_check(writer_matrix(w, &r, values));
    cli_check(writer_commit(w));
    record_free(&r);
}

static bool is_stream_name(const char *file)
{
    const char *dot = strrchr(file, '.');
    return dot && strcmp(dot, ".phm") == 0;
}

/* Chooses the knee of the entropy curve where no powers were asked for. Writes the curve, or what
 * it is made of, where that was. */
static void choose_powers(const struct filter *f, const struct diffusion *d, struct settings *s)
{
    struct matrix values, spent, entropy;
    if (s->powers && !s->curve_file)
        return;
    cli_check(matrix_new(&values, d->m.rows, 1));
    cli_check(matrix_new(&spent, d->m.rows, 1));
    cli_check(matrix_new(&entropy, s->t_max, 1));
    cli_check(diffusion_spectrum(d, s->spectrum, values.a));
    memcpy(spent.a, values.a, values.rows * sizeof *spent.a);
    entropy_curve(spent.a, values.rows, entropy.a, s->t_max);
    if (!s->powers)
        s->t[s->powers++] = entropy_knee(entropy.a, s->t_max);
    if (s->curve_file && is_stream_name(s->curve_file))
        write_spectrum(f, s, &values);
    else if (s->curve_file)
        write_curve(s, entropy.a);
    matrix_free(&values);
    matrix_free(&spent);
    matrix_free(&entropy);
}

/* The number of nearest neighbours that made the affinities; 0: not known. */
static size_t neighbours_of(const struct record *r)
{
    const char *k = record_attr(r, "k");
    return k ? strtoull(k, NULL, 10) : 0;
}

/* Whether half of k would still do, and k is a large part of the snapshots. */
static bool is_large(size_t k, size_t snapshots)
{
    return k >= 4 && k > snapshots / 4;
}

/* What disconnected data mean for the picture. */
static void report_components(struct report *report, const struct components *c, size_t k)
{
    enum { SHOWN = 10 };
    if (c->count < 2)
        return;
    char sizes[256] = "";
    for (size_t i = 0, used = 0; i < c->count && i < SHOWN; i++)
        used += (size_t)snprintf(sizes + used, sizeof sizes - used, "%s%zu", i ? ", " : "",
                                 components_size(c, i));
    char now[32] = "";
    if (k)
        snprintf(now, sizeof now, ", here %zu", k);
    report_line(
        report, REPORT_WARNING,
        "%zu connected components (of %s%s snapshots): how far they lie apart in the "
        "picture is set by the potential's floor, not by data: a larger k joins more of them "
        "(knnaff -k%s)",
        c->count, sizes, c->count > SHOWN ? ", ..." : "", now);
}

/* What lets walks that have mixed tell of the data. */
static void name_remedy(const struct mixing *m, size_t k, size_t snapshots, char remedy[128])
{
    char steps[32] = "", neighbours[64] = "";
    if (m->shorter)
        snprintf(steps, sizeof steps, "-t %zu", m->shorter);
    else if (!m->mixed_at_once)
        strcpy(steps, "a smaller -t");
    if (is_large(k, snapshots))
        snprintf(neighbours, sizeof neighbours, "knnaff -k %zu in place of %zu", k / 2, k);
    else if (m->mixed_at_once)
        strcpy(neighbours, "affinities to fewer neighbours");
    snprintf(remedy, 128, "%s%s%s", steps, *steps && *neighbours ? ", or " : "", neighbours);
}

/* Walks that have mixed say nothing of the data. Whether there are any. */
static bool report_mixing(struct filter *f, const struct mixing *m, size_t components, size_t t)
{
    char where[64] = "", remedy[128];
    if (m->mixed == 0)
        return false;
    if (components > 1)
        snprintf(where, sizeof where, "in %zu of %zu components ", m->mixed, components);
    name_remedy(m, neighbours_of(&f->record), f->record.rows, remedy);
    report_line(&f->cli->report, REPORT_WARNING,
                "t = %zu: %swalks end alike wherever they begin (to %.2g %%), and the picture will "
                "show little of the data: %s",
                t, where, 100 * m->distance, remedy);
    return true;
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

/* Gives the row table a column `component`, counted from 1, and writes it. A second affinity of the
 * same rows gets a table of its own where its components are others. */
static void put_labels(struct filter *f, const struct components *c)
{
    size_t column;
    bool changed = f->rows_wait;
    if (f->rows.rows != c->rows || c->rows == 0)
        return;
    cli_check(table_column_add(&f->rows, "component", &column));
    for (size_t i = 0; i < c->rows; i++) {
        char label[24];
        snprintf(label, sizeof label, "%zu", c->label[i] + 1);
        changed = changed || strcmp(table_cell(&f->rows, i, column), label) != 0;
        cli_check(table_set(&f->rows, i, column, label));
    }
    if (changed)
        filter_put_rows(f);
}

/* The diffusion of the current record, and in how many components its snapshots are. */
struct source {
    struct diffusion diffusion;
    size_t components, landmarks; /* landmarks 0: none */
};

static void report_source(struct filter *f, const struct components *c, struct source *source)
{
    source->components = c->count;
    report_components(&f->cli->report, c, neighbours_of(&f->record));
    put_labels(f, c);
}

static void read_dense(struct filter *f, struct source *source)
{
    struct matrix m;
    filter_matrix(f, &m);
    if (record_is(&f->record, "adjacency"))
        affinity_from_adjacency(&m);
    if (record_is(&f->record, "operator"))
        cli_check(diffusion_from_operator(&source->diffusion, &m));
    else
        cli_check(diffusion_from_affinity(&source->diffusion, &m));
    source->landmarks = 0;
    report_source(f, &source->diffusion.components, source);
}

static void put_transition(struct filter *f, struct csr *transition)
{
    struct record r;
    filter_derive_csr(f, &r, "transition", transition);
    cli_check(record_attr_set(&r, "landmarks", "%zu", transition->cols));
    filter_put_csr(f, &r, transition);
}

/* Affinities are reduced to those of landmarks; the transition is written. */
static void read_with_landmarks(struct filter *f, const struct settings *s, struct source *source)
{
    struct csr k, transition;
    struct components components;
    struct landmarks landmarks;
    struct matrix affinity;
    filter_csr(f, &k);
    if (record_is(&f->record, "adjacency"))
        cli_check(affinity_sparse_from_adjacency(&k));
    cli_check(csr_check(&k, CHECK_SYMMETRIC | CHECK_NONNEGATIVE, "affinity"));
    cli_check(components_find_sparse(&components, &k));
    report_source(f, &components, source);
    cli_check(landmarks_choose(&k, &components, &s->landmarks, &landmarks));
    cli_check(landmarks_reduce(&k, &landmarks, &transition, &affinity));
    if (!landmarks.settled)
        report_line(&f->cli->report, REPORT_NOTE,
                    "%zu landmarks: their k-means did not converge: they are less even than they "
                    "could be: try another seed (-r)",
                    landmarks.count);
    source->landmarks = landmarks.count;
    components_free(&components);
    landmarks_free(&landmarks);
    csr_free(&k);
    cli_check(diffusion_from_affinity(&source->diffusion, &affinity));
    put_transition(f, &transition);
}

static void read_source(struct filter *f, const struct settings *s, struct source *source)
{
    const struct record *r = &f->record;
    if (s->landmarks.count && record_is(r, "operator"))
        cli_fail(CLI_FAILURE, "-l needs affinities, got operator: leave it out");
    if (!s->landmarks.count && r->layout == PHM_CSR && r->rows > DENSE_ROWS)
        cli_fail(CLI_FAILURE,
                 "%zu snapshots, whose sparse %s would become a dense operator of %zu GB: use "
                 "landmarks (-l 2000)",
                 r->rows, r->kind, r->rows * r->rows / (1 << 27));
    if (s->landmarks.count && s->landmarks.count < r->rows) {
        read_with_landmarks(f, s, source);
        return;
    }
    if (s->landmarks.count)
        report_line(&f->cli->report, REPORT_NOTE,
                    "no more than %zu snapshots: landmarks are left out", s->landmarks.count);
    read_dense(f, source);
}

static void put_operator(struct filter *f, const struct source *source, size_t t, struct matrix *p)
{
    struct record r;
    filter_derive(f, &r, "operator", p);
    set_power(&r, &f->record, t);
    cli_check(record_attr_set(&r, "components", "%zu", source->components));
    if (source->landmarks)
        cli_check(record_attr_set(&r, "landmarks", "%zu", source->landmarks));
    filter_put(f, &r, p);
}

/* The caller frees them. */
static double *find_mixing(const struct matrix *m, const struct components *c)
{
    double *distance = calloc(c->count, sizeof *distance);
    if (!distance)
        cli_check(error_memory("the mixing of an operator"));
    cli_check(mixing_distances(m, c, distance));
    return distance;
}

/* Whether the power t of the current record is warned of. */
static bool warn_of_mixing(struct filter *f, const struct components *c, const double *first,
                           const struct matrix *power, size_t t)
{
    double *distance = find_mixing(power, c);
    struct mixing mixing = mixing_judge(c, first, distance, t);
    free(distance);
    return report_mixing(f, &mixing, c->count, t);
}

/* `s` is a copy: each record chooses a t of its own. Of the powers that are mixed, the first is
 * warned of: those after it are no less so. */
static void put_operators(struct filter *f, struct settings s, struct source *source)
{
    struct diffusion *d = &source->diffusion;
    struct matrix p;
    bool is_auto = s.powers == 0, warned = false;
    double *first = find_mixing(&d->m, &d->components);
    choose_powers(f, d, &s);
    for (size_t i = 0; i < s.powers; i++) {
        report_line(&f->cli->report, REPORT_DETAIL, "t = %zu%s, connected components: %zu", s.t[i],
                    is_auto ? " (the entropy's knee)" : "", source->components);
        if (i + 1 < s.powers)
            cli_check(diffusion_next_power(d, s.t[i], &p));
        else
            cli_check(diffusion_power(d, s.t[i], &p));
        warned = warned || warn_of_mixing(f, &d->components, first, &p, s.t[i]);
        put_operator(f, source, s.t[i], &p);
    }
    free(first);
    diffusion_free(d);
}

int main(int argc, char *argv[])
{
    struct cli cli = {.synopsis = "The diffusion operator of affinities, raised to the power t.",
                      .operands = "[FILE]",
                      .options = options,
                      .threaded = true};
    cli_begin(&cli, argc, argv);
    struct settings s = read_options(&cli);

    struct filter f;
    filter_begin(&f, &cli, wanted);
    filter_own_rows(&f);
    while (filter_next(&f)) {
        struct source source;
        read_source(&f, &s, &source);
        put_operators(&f, s, &source);
    }
    return filter_end(&f);
}
