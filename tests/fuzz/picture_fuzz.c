/* mds (m), mds --onto (o), pca (c), embscore (e), and trajplot up to its script (p), on streams
 * that are wrong though their checksums are right. The input is a line, the stage's letter and
 * digits that stand for options, and streams as described.h has them. A stage fails, or what it
 * has written is a stream of numbers. */
#include "stage.h"

#include "embedding/old/old_picture.h"
#include "embedding/pca.h"
#include "embedding/pca_walk.h"
#include "embedding/picture.h"
#include "embedding/procrustes.h"
#include "embedding/score.h"
#include "embedding/score_measures.h"
#include "gram/snapgram.h"
#include "mds/mds.h"
#include "plot/drawing.h"
#include "plot/space/view.h"
#include "run/row_pairs.h"
#include "run/runs.h"
#include "run/walks.h"

/* ---- mds ---- */

static const char *const mds_kinds[] = {"distance", "gram", "squares", NULL};
static const char *const mds_aside[] = {"transition", NULL};
static const char *const onto_kinds[] = {"snapshots", "gram", "squares", "distance", NULL};

static struct mds_opts mds_options(const struct stage_run *run)
{
    struct mds_opts opts = mds_defaults;
    opts.algorithm = stage_choice(run, 0, mds_algorithm_names);
    opts.solver = stage_choice(run, 1, mds_solver_names);
    opts.dims = 1 + run->option[2];
    opts.max_iter = run->option[3] & 1 ? 3 : 200;
    return opts;
}

/* The picture of all rows, where it is of landmarks. */
static struct error *mds_place(const struct csr *transition, const struct matrix *coords)
{
    struct matrix placed;
    struct error *err = matrix_new(&placed, transition->rows, coords->cols);
    if (err)
        return err;
    csr_multiply(transition, coords, &placed);
    matrix_free(&placed);
    return NULL;
}

static struct error *mds_take(struct stage_run *run)
{
    struct error *err;
    struct mds_opts opts = mds_options(run);
    const struct record *in = &run->in.record;
    struct matrix distance = {0};
    struct mds_result picture = {0};
    struct record r = {0};
    if (record_is(in, "transition")) {
        csr_free(&run->transition);
        return reader_csr(run->in.reader, in, &run->transition);
    }
    TRY(snapgram_read_distances(run->in.reader, in, &run->report, &distance));
    opts.weight = run->weight.a ? &run->weight : NULL;
    TRY(mds_embed(&distance, &opts, &run->report, &picture));
    if (run->transition.rows > 0 && run->transition.cols == in->rows)
        TRY(mds_place(&run->transition, &picture.coords));
    TRY(record_derive(&r, in, "coords", picture.coords.rows, picture.coords.cols));
    TRY(record_attr_set(&r, "stress", "%.9g", picture.stress));
    TRY(writer_matrix(run->out, &r, &picture.coords));
out:
    record_free(&r);
    matrix_free(&picture.coords);
    mds_spectrum_free(&picture.spectrum);
    matrix_free(&distance);
    return err;
}

static struct error *onto_take(struct stage_run *run)
{
    struct error *err;
    struct matrix coords = {0};
    struct record r = {0};
    TRY(old_picture_place(&run->old, &run->in, &run->report, &coords));
    TRY(record_derive(&r, &run->in.record, "coords", coords.rows, coords.cols));
    TRY(old_picture_set_attrs(&run->old, &r));
    TRY(writer_matrix(run->out, &r, &coords));
out:
    record_free(&r);
    matrix_free(&coords);
    return err;
}

/* The second stream is of weights, where an option asks for them. */
static struct error *run_mds(struct stage_run *run)
{
    char path[FUZZ_PATH];
    struct error *err = NULL;
    struct intake in = {0};
    bool got;
    if (run->option[4] & 1) {
        int fd = described_file(&run->input, path);
        err = intake_open(&in, path, "weight", NULL);
        close(fd);
        TRY(err);
        TRY(intake_next(&in, &got));
        if (got && in.record.type != PHM_TEXT)
            TRY(reader_matrix(in.reader, &in.record, &run->weight));
    }
    TRY(stage_filter(run, mds_kinds, mds_aside, mds_take));
out:
    intake_close(&in);
    return err;
}

/* Two streams, the first of which has the picture. */
static struct error *run_onto(struct stage_run *run)
{
    struct error *err = old_picture_read(&run->old, run->path);
    if (err)
        return err;
    int fd = described_file(&run->input, run->path);
    err = stage_filter(run, onto_kinds, NULL, onto_take);
    close(fd);
    return err;
}

/* ---- pca ---- */

static const char *const pca_kinds[] = {"snapshots", "gram", "squares", NULL};

static struct error *pca_of_walks(struct stage_run *run, const struct matrix *g, size_t dims,
                                  enum pca_origin origin)
{
    struct error *err;
    struct runs runs = {0};
    struct matrix walks = {0};
    struct pca pca = {0};
    TRY(runs_find(&runs, &run->in.rows, g->rows, NULL, NULL, NULL));
    if (runs.count > 1 && runs.joined == g->rows) {
        TRY(walks_gram(g, &runs, &walks));
        TRY(pca_of_gram(&walks, dims, origin, &pca));
    }
out:
    pca_free(&pca);
    matrix_free(&walks);
    runs_free(&runs);
    return err;
}

static struct error *pca_take(struct stage_run *run)
{
    size_t dims = 1 + run->option[0];
    enum pca_origin origin = stage_choice(run, 1, pca_origin_names);
    const struct record *in = &run->in.record;
    struct error *err;
    struct matrix g = {0};
    struct pca pca = {0}, walk = {0};
    struct record r = {0};
    TRY(snapgram_read(run->in.reader, in, false, &run->report, &g));
    if (run->in.rows.rows == g.rows)
        TRY(pca_of_walks(run, &g, dims, origin));
    TRY(pca_walk(g.rows, dims, origin, &walk));
    TRY(pca_of_gram(&g, dims, origin, &pca));
    if (run->in.rows.rows == pca.coords.rows)
        TRY(table_put_numbers(&run->in.rows, "off-plane", pca.off_plane, 1));
    TRY(record_derive(&r, in, "coords", pca.coords.rows, pca.coords.cols));
    TRY(writer_matrix(run->out, &r, &pca.coords));
out:
    record_free(&r);
    pca_free(&pca);
    pca_free(&walk);
    matrix_free(&g);
    return err;
}

static struct error *run_pca(struct stage_run *run)
{
    return stage_filter(run, pca_kinds, NULL, pca_take);
}

/* ---- embscore ---- */

static const char *const embscore_kinds[] = {"distance", "gram", "squares", NULL};
static const char *const embscore_coords[] = {"coords", NULL};

static struct error *embscore_pair(const struct picture *a, const struct picture *b)
{
    const struct row_side sides[] = {{&a->rows, "one"}, {&b->rows, "the other"}};
    struct error *err;
    struct row_pairs pairs = {0};
    struct matrix ours = {0}, theirs = {0};
    double disparity;
    TRY(row_pairs_find(&pairs, sides));
    TRY(row_pairs_take(&pairs, 0, &a->matrix, &ours));
    TRY(row_pairs_take(&pairs, 1, &b->matrix, &theirs));
    TRY(procrustes_disparity(&ours, a->signature, &theirs, b->signature, &disparity));
out:
    row_pairs_free(&pairs);
    matrix_free(&ours);
    matrix_free(&theirs);
    return err;
}

/* Three streams: distances, a picture of them, and another. */
static struct error *embscore_compare(struct stage_run *run, const struct picture *coords)
{
    char path[FUZZ_PATH];
    struct picture other = {0};
    bool ours = false, theirs = false;
    double disparity;
    int fd = described_file(&run->input, path);
    struct error *err = picture_read(&other, path, embscore_coords, &run->report);
    close(fd);
    if (err)
        return err;
    if (picture_has_table(coords) && picture_has_table(&other)) {
        TRY(row_pairs_known(&coords->rows, &ours));
        TRY(row_pairs_known(&other.rows, &theirs));
    }
    if (ours && theirs)
        TRY(embscore_pair(coords, &other));
    else
        TRY(procrustes_disparity(&coords->matrix, coords->signature, &other.matrix, other.signature,
                                 &disparity));
out:
    picture_free(&other);
    return err;
}

static struct error *embscore_score(struct stage_run *run, const struct picture *distance,
                                    const struct picture *coords)
{
    struct score score;
    struct table t = {0};
    struct error *err = score_embedding(&distance->matrix, &coords->matrix, coords->signature,
                                        1 + run->option[0], &run->report, &score);
    if (err)
        return err;
    TRY(score_measures_table(&score, NULL, &t));
    fuzz_must(!run->input.finite || isfinite(score.stress));
out:
    table_free(&t);
    score_free(&score);
    return err;
}

static struct error *run_embscore(struct stage_run *run)
{
    char path[FUZZ_PATH];
    struct error *err;
    struct picture distance = {0}, coords = {0};
    int fd = described_file(&run->input, path);
    TRY(picture_read(&distance, run->path, embscore_kinds, &run->report));
    TRY(picture_read(&coords, path, embscore_coords, &run->report));
    TRY(picture_check_rows(&distance, &coords, ""));
    TRY(embscore_score(run, &distance, &coords));
    if (run->input.left)
        TRY(embscore_compare(run, &coords));
out:
    close(fd);
    picture_free(&distance);
    picture_free(&coords);
    return err;
}

/* ---- trajplot ---- */

static struct plot_options trajplot_options(const struct stage_run *run)
{
    static const enum plot_format formats[] = {PLOT_PNG, PLOT_HTML, PLOT_CHARACTERS, PLOT_TEX};
    static const char *const columns[] = {NULL, "run", "step", "loss", NULL};
    static const struct plot_view view = {60, 30};
    return (struct plot_options){.format = formats[run->option[0] % 4],
                                 .color.column = columns[run->option[1] % 5],
                                 .color.scale = run->option[2] % 3,
                                 .facet = columns[run->option[3] % 5],
                                 .height = columns[run->option[4] % 5],
                                 .film = run->option[5] % 3,
                                 .frames = run->option[5] / 3,
                                 .surface = run->option[6] & 1,
                                 .align = run->option[6] & 2,
                                 .free_limits = run->option[6] & 4,
                                 .view = run->option[7] & 1 ? &view : NULL,
                                 .columns = 40,
                                 .lines = 12};
}

static struct error *run_trajplot(struct stage_run *run)
{
    static const char *const kinds[] = {NULL, "coords", "grid", "distance", "diagram", "spectrum"};
    const struct plot_options options = trajplot_options(run);
    const struct plot_choice choice = {.kind = kinds[run->option[7] / 2 % 6]};
    struct plot_pictures pictures = {0};
    char *script = NULL;
    size_t length;
    struct error *err;
    TRY(plot_pictures_add(&pictures, run->path, &choice, &options));
    TRY(plot_pictures_draw(&pictures, &options, &run->report, &script, &length));
    fuzz_must(length > 0 && strlen(script) == length);
out:
    free(script);
    plot_pictures_free(&pictures);
    return err;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct stage_named stages[] = {
        {'m', run_mds}, {'o', run_onto}, {'c', run_pca}, {'e', run_embscore}, {0, run_trajplot}};
    stage_fuzz(data, size, stages);
    return 0;
}
