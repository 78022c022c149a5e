/* diffop: affinities (or an operator) in, the powered diffusion operator out. */
#include "base/size.h"
#include "filter.h"
#include "operator/advice.h"
#include "operator/curve.h"
#include "operator/ground.h"
#include "operator/powers.h"
#include "operator/source.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { DENSE_ROWS = 16384 /* n x n takes 2 GB */ };

static const char *const wanted[] = {"affinity", "adjacency", "operator", NULL};

struct settings {
    struct powers powers; /* none: auto */
    size_t t_max;
    struct landmark_options landmarks; /* count 0: none */
    enum spectrum spectrum;
    const char *curve_file;
};

/* "auto", or "5,10,20". */
static struct error *read_powers(const char *text, void *powers)
{
    struct powers *p = powers;
    char list[POWERS_TEXT_MAX];
    p->count = 0;
    if (strcmp(text, "auto") == 0)
        return NULL;
    if (strlen(text) >= sizeof list)
        return error_new("-t: expected at most %d powers", POWERS_MAX);
    strcpy(list, text);
    for (char *rest = list, *word; (word = strsep(&rest, ",")) != NULL;) {
        if (p->count == POWERS_MAX)
            return error_new("-t: expected at most %d powers", POWERS_MAX);
        struct error *err = option_size("time", word, 1, POWERS_LARGEST, &p->t[p->count++]);
        if (err)
            return err;
    }
    qsort(p->t, p->count, sizeof *p->t, size_compare);
    for (size_t i = 1; i < p->count; i++)
        if (p->t[i] == p->t[i - 1])
            return error_new("-t: %zu appears twice: give each power once", p->t[i]);
    return NULL;
}

static struct settings read_options(struct cli *cli)
{
    struct settings s = {.t_max = 100, .landmarks = landmarks_defaults};
    const struct cli_option options[] = {
        {'e', "entropy-curve", "FILE",
         "write the entropy curve as TSV: i, H, chosen; FILE.phm: the spectrum",
         CLI_TEXT(&s.curve_file)},
        {'l', "landmark-count", "COUNT",
         "diffusion between COUNT landmarks, which all snapshots are tied to",
         CLI_SIZE(&s.landmarks.count, 1, SIZE_MAX)},
        {'r', "seed", "SEED", "of the choice of landmarks",
         CLI_SIZE(&s.landmarks.seed, 0, SIZE_MAX)},
        {'t', "time", "POWER[,POWER...]|auto", "powers of the operator (auto: the entropy's knee)",
         CLI_PARSED(read_powers, &s.powers)},
        {0, "entropy", "VALUES", "by these values of the operator",
         CLI_CHOICE(&s.spectrum, diffusion_spectrum_names)},
        {0, "landmarks", "HOW", "how landmarks are chosen",
         CLI_CHOICE(&s.landmarks.choice, landmarks_choice_names)},
        {0, "t-max", "POINTS", "of the entropy curve", /* the knee takes the square of it in time */
         CLI_SIZE(&s.t_max, 3, 10000)},
        {0}};
    cli_options(cli, options);
    if (s.curve_file && strcmp(s.curve_file, "-") == 0 && !cli->output)
        cli_fail(CLI_USAGE,
                 "-e -: the operator goes to standard output too: give one of the two a file");
    return s;
}

/* ---- work ---- */

static void check_size(const struct record *r, bool has_landmarks)
{
    if (has_landmarks && record_is(r, "operator"))
        cli_fail(CLI_FAILURE, "-l: needs affinities, got operator: leave it out");
    if (!has_landmarks && r->layout == PHM_CSR && r->rows > DENSE_ROWS)
        cli_fail(CLI_FAILURE,
                 "%zu snapshots: their sparse %s would become a dense operator of %zu GB: use "
                 "landmarks (-l 2000)",
                 r->rows, r->kind, r->rows * r->rows / (1 << 27));
}

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

static void put_operator(struct filter *f, const struct source *source, size_t t, struct matrix *p)
{
    struct record r;
    filter_derive(f, &r, "operator", p);
    cli_check(powers_note(&r, &f->in.record, t));
    cli_check(record_attr_set(&r, "components", "%zu", source_components(source)->count));
    if (source->landmarks)
        cli_check(record_attr_set(&r, "landmarks", "%zu", source->landmarks));
    filter_put(f, &r, p);
}

/* Takes the knee of the entropy curve where no powers were asked for, and writes the curve's
 * file. */
static void choose_powers(const struct filter *f, const struct diffusion *d,
                          const struct settings *s, struct powers *powers)
{
    struct curve curve;
    if (powers->count && !s->curve_file)
        return;
    cli_check(curve_make(&curve, d, s->spectrum, s->t_max));
    if (!powers->count)
        powers->t[powers->count++] = curve_knee(&curve);
    if (s->curve_file)
        cli_check(curve_write(&curve, powers, &f->in.record, f->provenance, s->curve_file));
    curve_free(&curve);
}

static void put_operators(struct filter *f, const struct settings *s, struct source *source)
{
    struct diffusion *d = &source->diffusion;
    struct powers powers = s->powers;
    struct advice_watch watch;
    cli_check(advice_watch_begin(&watch, d, &f->in.record));
    choose_powers(f, d, s, &powers);
    for (size_t i = 0; i < powers.count; i++) {
        struct matrix p;
        size_t t = powers.t[i];
        bool last = i + 1 == powers.count;
        report_line(&f->cli->report, REPORT_DETAIL, "t = %zu%s, connected components: %zu", t,
                    s->powers.count ? "" : " (the entropy's knee)",
                    source_components(source)->count);
        cli_check(last ? diffusion_power(d, t, &p) : diffusion_next_power(d, t, &p));
        cli_check(advice_watch_power(&watch, &p, t, &f->cli->report));
        put_operator(f, source, t, &p);
    }
    advice_watch_free(&watch);
}

int main(int argc, char *argv[])
{
    struct cli cli = {.synopsis = "The diffusion operator of affinities, raised to the power t.",
                      .operands = "[FILE]",
                      .threaded = true};
    cli_begin(&cli, argc, argv);
    struct settings s = read_options(&cli);

    struct filter f;
    filter_begin(&f, &cli, wanted);
    filter_own_rows(&f);
    filter_own_companions(&f, false);
    while (filter_next(&f)) {
        struct source source;
        check_size(&f.in.record, s.landmarks.count > 0);
        cli_check(source_read(&source, &f.in, &s.landmarks, &cli.report));
        put_rows(&f, &source);
        put_companion(&f, &source);
        if (source.landmarks)
            put_transition(&f, &source);
        put_operators(&f, &s, &source);
        source_free(&source);
    }
    return filter_end(&f);
}
