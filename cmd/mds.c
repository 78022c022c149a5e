/* mds: distances in, the coordinates of a picture out; or, with --onto, snapshots in, and their
 * places in an existing picture. */
#include "mds/mds.h"
#include "computing.h"
#include "embedding/old/old_picture.h"
#include "embedding/old/orientation.h"
#include "filter.h"
#include "gram/gram.h"
#include "gram/snapgram.h"

#include <stdint.h>
#include <stdio.h>

enum { LISTED = 100 /* axes in an attribute */ };

static const char *const wanted[] = {"distance", "gram", "squares", NULL};
static const char *const aside[] = {"transition", NULL};
static const char *const wanted_onto[] = {"snapshots", "gram", "squares", "distance", NULL};

struct settings {
    struct mds_opts mds;
    const char *like, *onto, *weights; /* files, or NULL */
};

static struct settings read_options(struct cli *cli)
{
    struct settings s = {.mds = mds_defaults};
    const struct cli_option options[] = {
        {'a', "algorithm", "ALGORITHM", "of the embedding",
         CLI_CHOICE(&s.mds.algorithm, mds_algorithm_names)},
        {'d', "dimensions", "DIMENSIONS", "of the picture",
         CLI_SIZE(&s.mds.dims, 1, MDS_DIMS_MOST)},
        {'r', "seed", "SEED", "of SGD's random order", CLI_SIZE(&s.mds.seed, 0, SIZE_MAX)},
        {'s', "solver", "SOLVER", "of metric MDS, or both for the lower stress",
         CLI_CHOICE(&s.mds.solver, mds_solver_names)},
        {0, "eps", "SHARE", "end when a step would lower stress by less than this share",
         CLI_NUMBER(&s.mds.eps, 0, 1)},
        {0, "like", "COORDS", "turn the picture so that it lies as this one does",
         CLI_TEXT(&s.like), CLI_READS},
        {0, "max-iter", "COUNT", "iterations of SMACOF at most",
         CLI_SIZE(&s.mds.max_iter, 0, MDS_ITERATIONS_MOST)},
        {0, "onto", "COORDS", "place new snapshots in this picture instead", CLI_TEXT(&s.onto),
         CLI_READS},
        {0, "weights", "FILE", "of the pairs in metric MDS, a square matrix", CLI_TEXT(&s.weights),
         CLI_READS},
        {0}};
    cli_options(cli, options);
    return s;
}

/* The first record of the file that is a matrix. */
static void read_weights(const char *path, struct matrix *weight)
{
    struct intake in;
    bool got;
    cli_check(intake_open(&in, path, "weight", NULL));
    do {
        cli_check(intake_next(&in, &got));
        if (!got)
            cli_fail(CLI_FAILURE, "%s: not a matrix, as --weights needs", path);
    } while (in.record.type == PHM_TEXT);
    cli_check(reader_matrix(in.reader, &in.record, weight));
    cli_check(intake_finish(&in));
    intake_close(&in);
}

/* The rows that are not landmarks are placed among them: `coords` of the landmarks become those of
 * all rows. */
static void place_rows(const struct csr *transition, struct matrix *coords)
{
    struct matrix placed;
    cli_check(matrix_new(&placed, transition->rows, coords->cols));
    csr_multiply(transition, coords, &placed);
    matrix_free(coords);
    *coords = placed;
}

/* Whether the current distances are those of landmarks, so that `transition` leads to all rows. */
static bool has_landmarks(const struct filter *f, const struct csr *transition)
{
    if (transition->rows > 0 && transition->cols == f->in.record.rows)
        return true;
    if (record_attr(&f->in.record, "landmarks"))
        cli_fail(CLI_FAILURE,
                 "distances of %zu landmarks: no transition record of as many columns comes before "
                 "them: pass on what diffop -l writes",
                 f->in.record.rows);
    return false;
}

/* Of InPCA: which axes are imaginary, and how much the axes hold. */
static struct error *set_spectrum(struct record *r, const struct mds_spectrum *s, size_t dims)
{
    struct error *err;
    char signature[MDS_DIMS_MOST + 1] = "", explained[LISTED * 25] = "";
    size_t used = 0;
    for (size_t k = 0; k < dims; k++)
        signature[k] = s->eigenvalue[k] < 0 ? MDS_IMAGINARY : '+';
    for (size_t k = 0; k < dims && k < LISTED; k++)
        used += (size_t)snprintf(explained + used, sizeof explained - used, "%s%.17g", k ? " " : "",
                                 s->explained[k]);
    TRY(record_attr_set(r, "signature", "%s", signature));
    TRY(record_attr_set(r, "explained-stress", "%s", explained));
    TRY(record_attr_set(r, "negative-share", "%.17g", s->negative));
out:
    return err;
}

/* The picture of the current record; `transition` leads from its rows to all, if it is of
 * landmarks. */
static void put_picture(struct filter *f, const struct mds_opts *opts, const struct csr *transition,
                        const struct orientation *like)
{
    struct matrix distance;
    struct mds_result picture;
    struct record r;
    cli_check(snapgram_read_distances(f->in.reader, &f->in.record, &f->cli->report, &distance));
    cli_check(mds_embed(&distance, opts, &f->cli->report, &picture));
    matrix_free(&distance);
    if (has_landmarks(f, transition))
        place_rows(transition, &picture.coords);
    if (like)
        cli_check(orientation_turn(like, &f->in.rows, &picture.coords, &f->cli->report));
    filter_derive(f, &r, "coords", &picture.coords);
    if (!record_is(&f->in.record, "distance"))
        cli_check(record_attr_set(&r, "metric", "%s", distance_metric_names[METRIC_EUCLIDEAN]));
    cli_check(record_attr_set(&r, "mds", "%s", mds_algorithm_names[opts->algorithm]));
    if (opts->algorithm == MDS_INPCA)
        cli_check(set_spectrum(&r, &picture.spectrum, opts->dims));
    else
        cli_check(record_attr_set(&r, "stress", "%.9g", picture.stress));
    mds_spectrum_free(&picture.spectrum);
    filter_put(f, &r, &picture.coords);
}

static int make_pictures(struct cli *cli, const struct mds_opts *opts,
                         const struct orientation *like)
{
    struct filter f;
    struct csr transition = {0};
    filter_begin(&f, cli, wanted);
    f.in.aside = aside;
    while (filter_next(&f))
        if (record_is(&f.in.record, "transition")) {
            csr_free(&transition);
            filter_csr(&f, &transition);
        } else {
            put_picture(&f, opts, &transition, like);
        }
    csr_free(&transition);
    return filter_end(&f);
}

static int run_onto(struct cli *cli, const char *path)
{
    struct filter f;
    struct old_picture old;
    cli_check(old_picture_read(&old, path));
    filter_begin(&f, cli, wanted_onto);
    while (filter_next(&f)) {
        struct matrix coords;
        struct record r;
        cli_check(old_picture_place(&old, &f.in, &cli->report, &coords));
        filter_derive(&f, &r, "coords", &coords);
        cli_check(old_picture_set_attrs(&old, &r));
        filter_put(&f, &r, &coords);
    }
    old_picture_free(&old);
    return filter_end(&f);
}

int main(int argc, char *argv[])
{
    struct cli cli = {.synopsis =
                          "Coordinates in a few dimensions that keep distances as well as can be.",
                      .operands = "[FILE]",
                      .computing = &computing};
    struct matrix weight = {0};
    cli_begin(&cli, argc, argv);
    struct orientation like = {0};
    struct settings s = read_options(&cli);
    if (s.like && (s.onto || s.mds.algorithm == MDS_INPCA))
        cli_fail(CLI_USAGE, "--like: turns a new picture, which has no axes of its own: leave out "
                            "--onto and -a inpca");
    if (s.onto)
        return run_onto(&cli, s.onto);
    if (s.like)
        cli_check(orientation_read(&like, s.like));
    if (s.weights) {
        read_weights(s.weights, &weight);
        s.mds.weight = &weight;
    }

    int status = make_pictures(&cli, &s.mds, s.like ? &like : NULL);
    orientation_free(&like);
    matrix_free(&weight);
    return status;
}
