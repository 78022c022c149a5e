/* embscore: distances and the coordinates of a picture in, numbers on how far to trust it out. */
#include "base/text/decimal.h"
#include "embedding/procrustes.h"
#include "embedding/score.h"
#include "filter.h"
#include "gram/snapgram.h"
#include "run/row_pairs.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OPTION_ATTRS = 256, LISTED = 100 /* shares in an attribute */ };

static const struct cli_option options[] = {
    {'B', "other", "FILE", "compare with the coords in FILE too, by Procrustes disparity"},
    {'k', "knn", "K", "neighbours, of the neighbourhoods and of the graph of geodesics (12)"},
    {OPTION_ATTRS, "attrs", NULL, "pass the coords on, with the numbers as attributes"},
    {0}};
static const char *const distance_kinds[] = {"distance", "gram", NULL};
static const char *const coords_kinds[] = {"coords", NULL};
static const char the_coords[] = "the coords"; /* what they are called beside the other files */

struct settings {
    const char *distance, *other; /* files; other may be NULL */
    size_t k;
    bool attrs;
};

static struct settings read_options(struct cli *cli)
{
    struct settings s = {.k = 12};
    for (int c; (c = cli_option(cli)) != -1;)
        switch (c) {
        case 'B':
            s.other = cli->value;
            break;
        case 'k':
            s.k = cli_size(cli, 1, SIZE_MAX);
            break;
        case OPTION_ATTRS:
            s.attrs = true;
            break;
        }
    return s;
}

static bool is_standard_input(const char *file)
{
    return !file || strcmp(file, "-") == 0;
}

static void check_inputs(const struct settings *s, const char *file)
{
    bool other = s->other && is_standard_input(s->other);
    if (is_standard_input(s->distance) + is_standard_input(file) + other > 1)
        cli_fail(CLI_USAGE,
                 "%s -: more than one of the inputs would come from standard input: name "
                 "files for all but one",
                 other ? "-B" : "DISTANCE");
}

/* ---- input ---- */

/* The one matrix of a stream that is wanted, and the row table before it. */
struct part {
    struct matrix matrix;
    struct table rows; /* empty where there is none */
    const char *name;
};

static void part_free(struct part *p)
{
    matrix_free(&p->matrix);
    table_free(&p->rows);
}

static void read_table(struct reader *in, const struct record *r, struct table *rows)
{
    char *text;
    cli_check(reader_text(in, r, &text));
    table_free(rows);
    cli_check(table_parse(rows, text, false, reader_name(in)));
    free(text);
}

static void read_matrix(struct reader *in, const struct record *r, struct cli *cli, struct part *p)
{
    if (p->matrix.a)
        cli_fail(CLI_FAILURE,
                 "%s: several records to choose from, the second of kind %s: give one alone "
                 "(phm2npy -n)",
                 reader_name(in), r->kind);
    if (record_is(r, "coords"))
        cli_check(reader_matrix(in, r, &p->matrix));
    else
        cli_check(snapgram_read_distances(in, r, &cli->report, &p->matrix));
}

static void read_part(struct cli *cli, const char *path, const char *const kinds[], struct part *p)
{
    struct reader *in;
    struct record r, last = {0};
    bool got;
    *p = (struct part){.name = path ? path : "standard input"};
    cli_check(reader_open(&in, path, kinds[0]));
    for (;;) {
        cli_check(reader_next(in, &r, &got));
        if (!got)
            break;
        if (record_is_one_of(&r, kinds))
            read_matrix(in, &r, cli, p);
        else if (record_is(&r, "rows") && !p->matrix.a)
            read_table(in, &r, &p->rows);
        record_free(&last);
        last = r;
    }
    if (!p->matrix.a)
        filter_wrong_kind(in, &last, kinds);
    record_free(&last);
    reader_close(in);
}

/* Whether both tables tell of files; then *row is the first that differs, or TABLE_NONE. */
static bool compare_files(const struct table *a, const struct table *b, size_t *row)
{
    size_t x = table_column(a, "file"), y = table_column(b, "file");
    *row = TABLE_NONE;
    if (x == TABLE_NONE || y == TABLE_NONE || a->rows != b->rows)
        return false;
    for (size_t i = a->rows; i-- > 0;)
        if (strcmp(table_cell(a, i, x), table_cell(b, i, y)) != 0)
            *row = i;
    return true;
}

/* Where both streams tell of their rows by file name, they must be the same ones. */
static void check_rows(const struct part *p, const struct part *coords, const char *remedy)
{
    size_t row;
    char there[FILTER_NAME_MAX], here[FILTER_NAME_MAX];
    if (!compare_files(&p->rows, &coords->rows, &row) || row == TABLE_NONE)
        return;
    filter_row_name(&p->rows, row, there);
    filter_row_name(&coords->rows, row, here);
    cli_fail(CLI_FAILURE,
             "row %zu is %s in %s, and %s in the table of the coords: expected coordinates of the "
             "same snapshots%s",
             row, there, p->name, here, remedy);
}

/* ---- the other picture ---- */

static bool has_table(const struct part *p)
{
    return p->rows.columns.count > 0 && p->rows.rows == p->matrix.rows;
}

/* Whether rows belong together by their runs and steps, and not by their places: where both tables
 * tell these, and their rows are not of the same files. */
static bool is_paired_by_step(const struct part *coords, const struct part *other)
{
    bool ours, theirs;
    size_t row;
    if (!has_table(coords) || !has_table(other) ||
        (compare_files(&coords->rows, &other->rows, &row) && row == TABLE_NONE))
        return false;
    cli_check(row_pairs_known(&coords->rows, &ours));
    cli_check(row_pairs_known(&other->rows, &theirs));
    return ours && theirs;
}

static void report_alone(struct cli *cli, const struct row_pairs *pairs,
                         const struct row_side sides[2], size_t side)
{
    char name[FILTER_NAME_MAX];
    filter_row_name(sides[side].table, pairs->first_alone[side], name);
    if (pairs->alone[side])
        report_line(&cli->report, REPORT_NOTE,
                    "%zu of %zu rows of %s have no row of their run and step in %s, the first is "
                    "%s: the Procrustes disparity is of the others",
                    pairs->alone[side], sides[side].table->rows, sides[side].name,
                    sides[!side].name, name);
}

static void compare_pairs(struct cli *cli, const struct part *coords, const struct part *other,
                          double *disparity)
{
    const struct row_side sides[] = {{&coords->rows, coords->name}, {&other->rows, other->name}};
    struct row_pairs pairs;
    struct matrix ours, theirs;
    cli_check(row_pairs_find(&pairs, sides));
    report_alone(cli, &pairs, sides, 0);
    report_alone(cli, &pairs, sides, 1);
    cli_check(row_pairs_take(&pairs, 0, &coords->matrix, &ours));
    cli_check(row_pairs_take(&pairs, 1, &other->matrix, &theirs));
    cli_check(procrustes_disparity(&ours, &theirs, disparity));
    matrix_free(&ours);
    matrix_free(&theirs);
    row_pairs_free(&pairs);
}

static void compare_pictures(struct cli *cli, const struct part *coords, const char *path,
                             double *disparity)
{
    struct part other;
    read_part(cli, path, coords_kinds, &other);
    if (is_paired_by_step(coords, &other)) {
        compare_pairs(cli, coords, &other, disparity);
    } else {
        check_rows(&other, coords,
                   ", or runs and steps in both tables, to pair rows by: snapcat -n makes them");
        cli_check(procrustes_disparity(&coords->matrix, &other.matrix, disparity));
    }
    part_free(&other);
}

/* ---- scores ---- */

struct result {
    struct score score;
    double disparity;
    bool compared;
};

/* The other files are read after the coords: where these come out of a pipe, whoever made them has
 * then read all there was, and a tee beside it has written it. */
static void score_coords(struct cli *cli, const struct settings *s, const struct part *coords,
                         struct result *result)
{
    struct part distance;
    *result = (struct result){.compared = s->other != NULL};
    read_part(cli, s->distance, distance_kinds, &distance);
    check_rows(&distance, coords, "");
    cli_check(
        score_embedding(&distance.matrix, &coords->matrix, s->k, &cli->report, &result->score));
    part_free(&distance);
    if (s->other)
        compare_pictures(cli, coords, s->other, &result->disparity);
}

/* The scores that are one number, by name. */
struct measure {
    const char *name;
    double value;
};
enum { MEASURES_MAX = 7 };

static size_t list_measures(const struct result *result, struct measure measures[MEASURES_MAX])
{
    const struct score *s = &result->score;
    const struct measure all[MEASURES_MAX] = {{"stress", s->stress},
                                              {"trustworthiness", s->neighbourhood.trustworthiness},
                                              {"continuity", s->neighbourhood.continuity},
                                              {"rank-correlation", s->ranking_correlation},
                                              {"demap", s->demap},
                                              {"demap-left-out", s->left_out},
                                              {"procrustes", result->disparity}};
    memcpy(measures, all, sizeof all);
    return result->compared ? MEASURES_MAX : MEASURES_MAX - 1;
}

static void write_measure(struct writer *out, const char *name, double value)
{
    char line[96], number[DECIMAL_ROOM];
    decimal_f64(number, value);
    int length = snprintf(line, sizeof line, "%s\t%s\n", name, number);
    cli_check(writer_raw(out, line, (size_t)length));
}

static void write_shares(struct writer *out, const char *what, const double *share, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char name[64];
        snprintf(name, sizeof name, "%s-%zu", what, i + 1);
        write_measure(out, name, share[i]);
    }
}

static void write_table(struct writer *out, const struct result *result)
{
    static const char heading[] = "measure\tvalue\n";
    const struct score *s = &result->score;
    struct measure measures[MEASURES_MAX];
    size_t count = list_measures(result, measures);
    cli_check(writer_raw(out, heading, sizeof heading - 1));
    write_measure(out, "rows", (double)s->rows);
    write_measure(out, "k", (double)s->k);
    for (size_t i = 0; i < count; i++)
        write_measure(out, measures[i].name, measures[i].value);
    write_measure(out, "components", (double)s->components);
    write_shares(out, "component", s->component_share, s->components);
    write_shares(out, "axis", s->axis_share, s->dims);
}

static int print_scores(struct cli *cli, const struct settings *s, const char *file)
{
    struct part coords;
    struct result result;
    struct writer *out;
    cli_check(writer_open_text(&out, cli->output));
    read_part(cli, file, coords_kinds, &coords);
    coords.name = the_coords;
    score_coords(cli, s, &coords, &result);
    write_table(out, &result);
    cli_check(writer_commit(out));
    score_free(&result.score);
    part_free(&coords);
    strlist_free(&cli->provenance);
    return 0;
}

/* ---- --attrs ---- */

static void set_shares(struct record *r, const char *key, const double *share, size_t count)
{
    char list[LISTED * 12] = "";
    for (size_t i = 0, used = 0; i < count && i < LISTED; i++)
        used += (size_t)snprintf(list + used, sizeof list - used, "%s%.4g", i ? " " : "", share[i]);
    cli_check(record_attr_set(r, key, "%s", list));
}

static void set_attrs(struct record *r, const struct result *result)
{
    const struct score *s = &result->score;
    struct measure measures[MEASURES_MAX];
    size_t count = list_measures(result, measures);
    cli_check(record_attr_set(r, "score-k", "%zu", s->k));
    for (size_t i = 0; i < count; i++) {
        char key[32], number[DECIMAL_ROOM];
        snprintf(key, sizeof key, "score-%s", measures[i].name);
        decimal_f64(number, measures[i].value);
        cli_check(record_attr_set(r, key, "%s", number));
    }
    set_shares(r, "score-components", s->component_share, s->components);
    set_shares(r, "score-axes", s->axis_share, s->dims);
}

static int pass_scored(struct cli *cli, const struct settings *s)
{
    struct filter f;
    filter_begin(&f, cli, coords_kinds);
    while (filter_next(&f)) {
        struct part coords = {.rows = f.rows, .name = the_coords}; /* the table is the filter's */
        struct record r;
        struct result result;
        filter_matrix(&f, &coords.matrix);
        score_coords(cli, s, &coords, &result);
        filter_derive(&f, &r, "coords", &coords.matrix);
        set_attrs(&r, &result);
        filter_put(&f, &r, &coords.matrix);
        score_free(&result.score);
    }
    return filter_end(&f);
}

int main(int argc, char *argv[])
{
    struct cli cli = {.synopsis = "How far to trust a picture: what coordinates keep of distances.",
                      .operands = "DISTANCE [COORDS]",
                      .leading = 1,
                      .options = options,
                      .threaded = true};
    cli_begin(&cli, argc, argv);
    struct settings s = read_options(&cli);
    const char *file = cli_file(&cli);
    s.distance = cli_operand(&cli, 0);
    check_inputs(&s, file);
    return s.attrs ? pass_scored(&cli, &s) : print_scores(&cli, &s, file);
}
