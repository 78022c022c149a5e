/* embscore: distances and the coordinates of a picture in, numbers on how far to trust it out. */
#include "base/file/path.h"
#include "computing.h"
#include "embedding/picture.h"
#include "embedding/procrustes.h"
#include "embedding/score.h"
#include "embedding/score_measures.h"
#include "filter.h"
#include "run/row_pairs.h"
#include "stream/table/column.h"
#include "stream/tsv.h"

#include <stdint.h>
#include <stdlib.h>

static const char *const distance_kinds[] = {"distance", "gram", "squares", NULL};
static const char *const coords_kinds[] = {"coords", NULL};
static const char the_coords[] = "the coords"; /* their name in messages about other files */

struct settings {
    const char *distance, *other; /* files; other may be NULL */
    size_t k;
    bool attrs;
};

static struct settings read_options(struct cli *cli)
{
    struct settings s = {.k = 12};
    const struct cli_option options[] = {
        {'B', "other", "OTHER", "compare with the coords in OTHER too, by Procrustes disparity",
         CLI_TEXT(&s.other), CLI_READS},
        {'k', "knn", "NEIGHBOURS", "of the neighbourhoods and of the graph of geodesics",
         CLI_SIZE(&s.k, 1, SIZE_MAX)},
        {0, "attrs", NULL, "pass the coords on, with the numbers as attributes",
         CLI_FLAG(&s.attrs)},
        {0}};
    cli_options(cli, options);
    return s;
}

static void check_inputs(const struct settings *s, const char *file)
{
    bool other = s->other && path_is_standard(s->other);
    if (path_is_standard(s->distance) + path_is_standard(file) + other > 1)
        cli_fail(
            CLI_USAGE,
            "%s -: more than one input would come from standard input: name files for all but one",
            other ? "-B" : "DISTANCE");
}

/* ---- the other picture ---- */

/* Whether rows are paired by their runs and steps, not by their places: where both tables tell runs
 * and steps, and their rows are not of the same files. */
static bool is_paired_by_step(const struct picture *coords, const struct picture *other)
{
    bool ours, theirs;
    if (!picture_has_table(coords) || !picture_has_table(other) ||
        picture_same_files(coords, other))
        return false;
    cli_check(row_pairs_known(&coords->rows, &ours));
    cli_check(row_pairs_known(&other->rows, &theirs));
    return ours && theirs;
}

static void report_alone(struct cli *cli, const struct row_pairs *pairs,
                         const struct row_side sides[2], size_t side)
{
    char name[COLUMN_ROW_NAME_MAX];
    column_row_name(sides[side].table, pairs->first_alone[side], name);
    if (pairs->alone[side])
        report_line(&cli->report, REPORT_NOTE,
                    "%s: %zu of %zu rows have no row of their run and step in %s, the first is %s: "
                    "the Procrustes disparity leaves them out",
                    sides[side].name, pairs->alone[side], sides[side].table->rows,
                    sides[!side].name, name);
}

static void compare_pairs(struct cli *cli, const struct picture *coords,
                          const struct picture *other, double *disparity)
{
    const struct row_side sides[] = {{&coords->rows, coords->name}, {&other->rows, other->name}};
    struct row_pairs pairs;
    struct matrix ours, theirs;
    cli_check(row_pairs_find(&pairs, sides));
    report_alone(cli, &pairs, sides, 0);
    report_alone(cli, &pairs, sides, 1);
    cli_check(row_pairs_take(&pairs, 0, &coords->matrix, &ours));
    cli_check(row_pairs_take(&pairs, 1, &other->matrix, &theirs));
    cli_check(procrustes_disparity(&ours, coords->signature, &theirs, other->signature, disparity));
    matrix_free(&ours);
    matrix_free(&theirs);
    row_pairs_free(&pairs);
}

static void compare_pictures(struct cli *cli, const struct picture *coords, const char *path,
                             double *disparity)
{
    struct picture other;
    cli_check(picture_read(&other, path, coords_kinds, &cli->report));
    if (is_paired_by_step(coords, &other)) {
        compare_pairs(cli, coords, &other, disparity);
    } else {
        cli_check(picture_check_rows(
            &other, coords,
            ", or runs and steps in both tables, to pair rows by: snapcat -n makes them"));
        cli_check(procrustes_disparity(&coords->matrix, coords->signature, &other.matrix,
                                       other.signature, disparity));
    }
    picture_free(&other);
}

/* ---- scores ---- */

struct result {
    struct score score;
    double disparity;
    bool compared;
};

/* The other files are read after the coords: where the coords come out of a pipe, their maker has
 * then read all its input, and a tee before it has written its copy. */
static void score_coords(struct cli *cli, const struct settings *s, const struct picture *coords,
                         struct result *result)
{
    struct picture distance;
    *result = (struct result){.compared = s->other != NULL};
    cli_check(picture_read(&distance, s->distance, distance_kinds, &cli->report));
    cli_check(picture_check_rows(&distance, coords, ""));
    cli_check(score_embedding(&distance.matrix, &coords->matrix, coords->signature, s->k,
                              &cli->report, &result->score));
    picture_free(&distance);
    if (s->other)
        compare_pictures(cli, coords, s->other, &result->disparity);
}

static const double *disparity_of(const struct result *result)
{
    return result->compared ? &result->disparity : NULL;
}

static int print_scores(struct cli *cli, const struct settings *s, const char *file)
{
    struct picture coords;
    struct result result;
    struct table t;
    struct writer *out;
    cli_check(writer_open_text(&out, cli->output));
    cli_check(picture_read(&coords, file, coords_kinds, &cli->report));
    coords.name = the_coords;
    score_coords(cli, s, &coords, &result);
    cli_check(score_measures_table(&result.score, disparity_of(&result), &t));
    cli_check(tsv_write_table(out, &t));
    cli_check(writer_commit(out));
    table_free(&t);
    score_free(&result.score);
    picture_free(&coords);
    strlist_free(&cli->provenance);
    return 0;
}

static int pass_scored(struct cli *cli, const struct settings *s)
{
    struct filter f;
    filter_begin(&f, cli, coords_kinds);
    while (filter_next(&f)) {
        struct picture coords = {.rows = f.in.rows,
                                 .name = the_coords}; /* the table is the filter's */
        struct record r;
        struct result result;
        filter_matrix(&f, &coords.matrix);
        cli_check(picture_take_signature(&coords, &f.in.record));
        score_coords(cli, s, &coords, &result);
        filter_derive(&f, &r, "coords", &coords.matrix);
        cli_check(score_measures_set_attrs(&result.score, disparity_of(&result), &r));
        filter_put(&f, &r, &coords.matrix);
        score_free(&result.score);
        free(coords.signature);
    }
    return filter_end(&f);
}

int main(int argc, char *argv[])
{
    struct cli cli = {.synopsis = "How far to trust a picture: what coordinates keep of distances.",
                      .operands = "DISTANCE [COORDS]",
                      .leading = 1,
                      .computing = &computing};
    cli_begin(&cli, argc, argv);
    struct settings s = read_options(&cli);
    const char *file = cli_file(&cli);
    s.distance = cli_operand(&cli, 0);
    check_inputs(&s, file);
    return s.attrs ? pass_scored(&cli, &s) : print_scores(&cli, &s, file);
}
