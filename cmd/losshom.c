/* losshom: distances and a column of the row table in, the persistent homology of that column out.
 */
#include "distance/knngraph.h"
#include "filter.h"
#include "homology/diagram_distance.h"
#include "homology/tables.h"
#include "stream/tsv.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OPTION_SKIP = 256, OPTION_SUPERLEVEL, OPTION_TREE };

static const struct cli_option options[] = {
    {'B', "between", "OTHER", "print the distances between FILE's diagram and OTHER's"},
    {'c', "column", "COLUMN", "the number that makes the heights (test_loss)"},
    {'k', "knn", "K", "join each snapshot with its K nearest others (20)"},
    {'S', "summary", "FILE", "write the numbers of each dimension as TSV"},
    {OPTION_SKIP, "skip", NULL, "leave out snapshots that have no number in the column"},
    {OPTION_SUPERLEVEL, "superlevel", NULL, "from the top down: hills in place of basins"},
    {OPTION_TREE, "tree", "FILE", "write the merge tree of the basins as TSV"},
    {0}};
static const char *const wanted[] = {"distance", NULL};
static const char *const wanted_diagram[] = {"diagram", NULL};
static const char *const filtration_names[] = {"sublevel", "superlevel"};

struct settings {
    const char *other, *column, *summary_file, *tree_file;
    size_t k;
    bool superlevel, skip;
    bool makes_diagram; /* an option was given that -B has no use for */
};

static void check_destinations(const struct cli *cli, const struct settings *s)
{
    bool summary = s->summary_file && strcmp(s->summary_file, "-") == 0;
    bool tree = s->tree_file && strcmp(s->tree_file, "-") == 0;
    bool diagram = !cli->output || strcmp(cli->output, "-") == 0;
    if (summary + tree + diagram > 1)
        cli_fail(CLI_USAGE,
                 "%s -: more than one of the results would go to standard output: give "
                 "all but one of them a file",
                 summary ? "-S" : "--tree");
}

static struct settings read_options(struct cli *cli)
{
    struct settings s = {.column = "test_loss", .k = 20};
    for (int c; (c = cli_option(cli)) != -1;) {
        s.makes_diagram = s.makes_diagram || c != 'B';
        switch (c) {
        case 'B':
            s.other = cli->value;
            break;
        case 'c':
            s.column = cli->value;
            break;
        case 'k':
            s.k = cli_size(cli, 1, SIZE_MAX);
            break;
        case 'S':
            s.summary_file = cli->value;
            break;
        case OPTION_SKIP:
            s.skip = true;
            break;
        case OPTION_SUPERLEVEL:
            s.superlevel = true;
            break;
        case OPTION_TREE:
            s.tree_file = cli->value;
            break;
        }
    }
    if (s.other && s.makes_diagram)
        cli_fail(CLI_USAGE, "-B compares diagrams that there are: give the other options to the "
                            "losshom that makes them");
    check_destinations(cli, &s);
    return s;
}

static void write_table(const char *path, const struct table *t)
{
    struct writer *w;
    cli_check(writer_open_text(&w, path));
    cli_check(tsv_write_table(w, t));
    cli_check(writer_commit(w));
}

/* ---- a diagram from distances ---- */

/* What the records of a stream came to. */
struct results {
    struct table summary, tree;
    size_t records;
};

static void read_heights(struct filter *f, const struct settings *s, struct filtration *heights)
{
    if (f->rows.columns.count == 0)
        cli_fail(CLI_FAILURE,
                 "no table of rows before the distances, so no column '%s': pipe them "
                 "from snapcat on, or put one before them (tsv2phm)",
                 s->column);
    if (f->rows.rows != f->record.rows)
        cli_fail(CLI_FAILURE,
                 "the table of rows has %zu rows, the distances have %zu (of landmarks?): expected "
                 "the distances between all snapshots of the table",
                 f->rows.rows, f->record.rows);
    cli_check(filtration_new(heights, &f->rows, s->column));
    heights->superlevel = s->superlevel;
    char name[FILTER_NAME_MAX];
    filter_row_name(&f->rows, heights->missing, name);
    if (heights->left_out && !s->skip)
        cli_fail(CLI_FAILURE,
                 "column '%s': %zu snapshots have no finite number in it, the first is %s (row "
                 "%zu): choose another column, or leave such snapshots out with --skip",
                 s->column, heights->left_out, name, heights->missing);
    if (heights->left_out)
        report_line(&f->cli->report, REPORT_NOTE, "%zu snapshots without a number are left out",
                    heights->left_out);
}

static void report_graph(struct filter *f, const struct persistence *p)
{
    if (p->components > 1)
        report_line(&f->cli->report, REPORT_WARNING,
                    "the graph of nearest neighbours has %zu connected components: each has a "
                    "component of its own that never dies, and nothing is known of what lies "
                    "between them",
                    p->components);
}

static void set_attrs(struct record *r, const struct settings *s, const struct knngraph *graph,
                      const struct persistence *p)
{
    cli_check(record_attr_set(r, "column", "%s", s->column));
    cli_check(record_attr_set(r, "filtration", "%s", filtration_names[s->superlevel]));
    cli_check(record_attr_set(r, "k", "%zu", s->k));
    cli_check(record_attr_set(r, "edges", "%zu", graph->edges));
    cli_check(record_attr_set(r, "graph-components", "%zu", p->components));
    cli_check(record_attr_set(r, "smad", "%.17g", mergetree_smad(&p->tree)));
}

/* The numbers of one dimension: as attrs, as a note, and in the table. */
static void summarise(struct filter *f, struct record *r, struct results *results, size_t dimension,
                      const struct matrix *diagram)
{
    struct diagram_summary s = diagram_summarise(diagram, dimension);
    for (size_t i = 0; i < SUMMARY_NUMBERS; i++) {
        char key[PHM_WORD_MAX], text[DECIMAL_ROOM];
        snprintf(key, sizeof key, "%s-%zu", homology_summary_names[i], dimension);
        homology_summary_number(&s, i, text);
        cli_check(record_attr_set(r, key, "%s", text));
    }
    report_line(&f->cli->report, REPORT_NOTE,
                "dimension %zu: %zu points, %zu of them essential; persistence %g in all, 2-norm "
                "%g, largest %g, entropy %g",
                dimension, s.points, s.essential, s.total, s.norm_2, s.norm_inf, s.entropy);
    cli_check(homology_table_summary(&results->summary, results->records, dimension, &s));
}

static void put_diagram(struct filter *f, const struct settings *s, struct results *results)
{
    struct filtration heights;
    struct matrix d;
    struct knngraph graph;
    struct persistence p;
    struct record r;
    read_heights(f, s, &heights);
    filter_matrix(f, &d);
    cli_check(knngraph_new(&graph, &d, heights.row, heights.count, s->k));
    matrix_free(&d);
    cli_check(persistence_new(&p, &graph, &heights));
    results->records++;
    filter_derive(f, &r, "diagram", &p.diagram);
    set_attrs(&r, s, &graph, &p);
    report_graph(f, &p);
    for (size_t dimension = 0; dimension < DIAGRAM_DIMENSIONS; dimension++)
        summarise(f, &r, results, dimension, &p.diagram);
    report_line(&f->cli->report, REPORT_NOTE, "saddles over minima: %g on average (SMAD)",
                mergetree_smad(&p.tree));
    if (s->tree_file)
        cli_check(homology_table_tree(&results->tree, results->records, &p, &heights, &f->rows));
    filter_put(f, &r, &p.diagram);
    persistence_free(&p);
    knngraph_free(&graph);
    filtration_free(&heights);
}

static int make_diagrams(struct cli *cli, const struct settings *s)
{
    struct filter f;
    struct results results = {0};
    filter_begin(&f, cli, wanted);
    while (filter_next(&f))
        put_diagram(&f, s, &results);
    if (s->summary_file)
        write_table(s->summary_file, &results.summary);
    if (s->tree_file)
        write_table(s->tree_file, &results.tree);
    table_free(&results.summary);
    table_free(&results.tree);
    return filter_end(&f);
}

/* ---- distances between diagrams ---- */

struct diagram {
    struct record record;
    struct matrix points;
};

struct diagrams {
    const char *name; /* of the stream, for messages */
    struct diagram *at;
    size_t count;
};

static const char *filtration_of(const struct record *r)
{
    const char *filtration = record_attr(r, "filtration");
    return filtration ? filtration : filtration_names[0];
}

/* Takes over `r`. */
static void take_diagram(struct diagrams *list, struct reader *in, struct record *r)
{
    struct diagram *larger = realloc(list->at, (list->count + 1) * sizeof *larger);
    if (!larger)
        cli_check(error_memory("diagrams"));
    list->at = larger;
    struct diagram *d = &larger[list->count++];
    d->record = *r;
    cli_check(reader_matrix(in, r, &d->points));
    bool superlevel = strcmp(filtration_of(r), "superlevel") == 0;
    struct error *err = diagram_check(&d->points, superlevel);
    if (err)
        cli_check(error_prefix(err, "%s", list->name));
}

static struct diagrams read_diagrams(const char *path)
{
    struct reader *in;
    struct record r, other = {0};
    bool got;
    cli_check(reader_open(&in, path, wanted_diagram[0]));
    struct diagrams list = {.name = path ? path : "standard input"};
    for (;;) {
        cli_check(reader_next(in, &r, &got));
        if (!got)
            break;
        if (record_is(&r, "diagram")) {
            take_diagram(&list, in, &r);
            continue;
        }
        record_free(&other);
        other = r;
    }
    if (list.count == 0)
        filter_wrong_kind(in, &other, wanted_diagram);
    record_free(&other);
    reader_close(in);
    return list;
}

static void free_diagrams(struct diagrams *list)
{
    for (size_t i = 0; i < list->count; i++) {
        record_free(&list->at[i].record);
        matrix_free(&list->at[i].points);
    }
    free(list->at);
}

static void check_comparable(struct cli *cli, const struct diagram *a, const struct diagram *b)
{
    const char *column = record_attr(&a->record, "column"),
               *other = record_attr(&b->record, "column");
    if (strcmp(filtration_of(&a->record), filtration_of(&b->record)) != 0)
        cli_fail(CLI_FAILURE,
                 "one diagram is of a %s filtration, the other of a %s one: basins are not to be "
                 "compared with hills: make both with --superlevel, or neither",
                 filtration_of(&a->record), filtration_of(&b->record));
    if (column && other && strcmp(column, other) != 0)
        report_line(&cli->report, REPORT_WARNING,
                    "the diagrams are of different columns: '%s' and '%s'", column, other);
}

static void compare(struct cli *cli, size_t record, const struct diagram *a,
                    const struct diagram *b, struct table *t)
{
    check_comparable(cli, a, b);
    for (size_t dimension = 0; dimension < DIAGRAM_DIMENSIONS; dimension++) {
        struct diagram_distance distance;
        cli_check(diagram_distances(&a->points, &b->points, dimension, &cli->report, &distance));
        cli_check(homology_table_distances(t, record, dimension, &distance));
    }
}

static int compare_diagrams(struct cli *cli, const char *other)
{
    struct table t = {0};
    const char *file = cli_file(cli);
    if (strcmp(other, "-") == 0 && (!file || strcmp(file, "-") == 0))
        cli_fail(CLI_USAGE, "-B -: both diagrams would come from standard input: name a file");
    struct diagrams a = read_diagrams(file), b = read_diagrams(other);
    if (b.count != 1 && b.count != a.count)
        cli_fail(CLI_FAILURE,
                 "%s has %zu diagrams, %s has %zu: expected one there, or as many as here", b.name,
                 b.count, a.name, a.count);
    for (size_t i = 0; i < a.count; i++)
        compare(cli, i + 1, &a.at[i], &b.at[b.count == 1 ? 0 : i], &t);
    write_table(cli->output, &t);
    table_free(&t);
    free_diagrams(&a);
    free_diagrams(&b);
    strlist_free(&cli->provenance);
    return 0;
}

int main(int argc, char *argv[])
{
    struct cli cli = {.synopsis = "Persistent homology of a column, over the graph of nearest "
                                  "neighbours of a distance record.",
                      .operands = "[FILE]",
                      .options = options,
                      .threaded = true};
    cli_begin(&cli, argc, argv);
    struct settings s = read_options(&cli);
    return s.other ? compare_diagrams(&cli, s.other) : make_diagrams(&cli, &s);
}
