/* losshom: distances and a column of the row table in, the persistent homology of that column out.
 */
#include "base/file/path.h"
#include "computing.h"
#include "distance/knngraph.h"
#include "distance/rounding.h"
#include "files.h"
#include "filter.h"
#include "homology/diagram_list.h"
#include "homology/diagram_record.h"
#include "homology/tables.h"
#include "stream/table/column.h"
#include "stream/tsv.h"

#include <stdint.h>

static const char *const wanted[] = {"distance", NULL};

struct settings {
    const char *other, *column, *summary_file, *tree_file;
    size_t k;
    bool superlevel, skip;
    bool makes_diagram; /* an option was given that does not go with -B */
};

static struct settings read_options(struct cli *cli)
{
    struct settings s = {.column = "test_loss", .k = 20};
    const struct cli_option options[] = {
        {'B', "between", "OTHER", "print the distances between FILE's diagram and OTHER's",
         CLI_TEXT(&s.other), CLI_READS},
        {'c', "column", "COLUMN", "the number that makes the heights", CLI_TEXT(&s.column),
         CLI_GIVEN(&s.makes_diagram)},
        {'k', "knn", "NEIGHBOURS", "join each snapshot with so many nearest others",
         CLI_SIZE(&s.k, 1, SIZE_MAX), CLI_GIVEN(&s.makes_diagram)},
        {'S', "summary", "FILE", "write the numbers of each dimension as TSV",
         CLI_TEXT(&s.summary_file), CLI_GIVEN(&s.makes_diagram)},
        {0, "skip", NULL, "leave out snapshots that have no number in the column",
         CLI_FLAG(&s.skip), CLI_GIVEN(&s.makes_diagram)},
        {0, "superlevel", NULL, "from the top down: hills in place of basins",
         CLI_FLAG(&s.superlevel), CLI_GIVEN(&s.makes_diagram)},
        {0, "tree", "FILE", "write the merge tree of the basins as TSV", CLI_TEXT(&s.tree_file),
         CLI_GIVEN(&s.makes_diagram)},
        {0}};
    cli_options(cli, options);
    if (s.other && s.makes_diagram)
        cli_fail(CLI_USAGE, "-B: compares existing diagrams: give the other options to the losshom "
                            "that makes them");
    files_check_extra(
        cli, (const struct files_extra[]){{"-S", s.summary_file}, {"--tree", s.tree_file}, {0}});
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
    if (f->in.rows.columns.count == 0)
        cli_fail(CLI_FAILURE,
                 "column '%s': no table of rows comes before the distances: pipe them from snapcat "
                 "on, or put a table before them (tsv2phm)",
                 s->column);
    if (f->in.rows.rows != f->in.record.rows)
        cli_fail(CLI_FAILURE,
                 "table of rows: has %zu rows, the distances have %zu (of landmarks?): give the "
                 "distances between all snapshots of the table",
                 f->in.rows.rows, f->in.record.rows);
    cli_check(filtration_new(heights, &f->in.rows, s->column));
    heights->superlevel = s->superlevel;
    char name[COLUMN_ROW_NAME_MAX];
    column_row_name(&f->in.rows, heights->missing, name);
    if (heights->left_out && !s->skip)
        cli_fail(CLI_FAILURE,
                 "column '%s': has no finite number for %zu snapshots, the first is %s (row %zu): "
                 "choose another column, or leave such snapshots out with --skip",
                 s->column, heights->left_out, name, heights->missing);
    if (heights->left_out)
        report_line(&f->cli->report, REPORT_NOTE,
                    "column '%s': %zu snapshots without a number are left out, as --skip asks",
                    s->column, heights->left_out);
}

static void add_to_tables(struct results *results, const struct settings *s,
                          const struct persistence *p, const struct filtration *heights,
                          const struct table *rows)
{
    results->records++;
    for (size_t dimension = 0; dimension < DIAGRAM_DIMENSIONS; dimension++) {
        struct diagram_summary summary = diagram_summarise(&p->diagram, dimension);
        cli_check(homology_table_summary(&results->summary, results->records, dimension, &summary));
    }
    if (s->tree_file)
        cli_check(homology_table_tree(&results->tree, results->records, p, heights, rows));
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
    distance_round(&d);
    cli_check(knngraph_new(&graph, &d, heights.row, heights.count, s->k));
    matrix_free(&d);
    cli_check(persistence_new(&p, &graph, &heights));
    diagram_record_tell(&f->cli->report, &p, s->k);
    add_to_tables(results, s, &p, &heights, &f->in.rows);
    filter_derive(f, &r, "diagram", &p.diagram);
    cli_check(diagram_record_set_origin(&r, s->column, s->superlevel, s->k, &graph, &p));
    cli_check(diagram_record_set_numbers(&r, &p.diagram));
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

static int compare_diagrams(struct cli *cli, const char *other)
{
    struct table t = {0};
    struct diagram_list a, b;
    const char *file = cli_file(cli);
    if (path_is_standard(other) && path_is_standard(file))
        cli_fail(CLI_USAGE, "-B -: both diagrams would come from standard input: name a file");
    cli_check(diagram_list_read(&a, file));
    cli_check(diagram_list_read(&b, other));
    cli_check(diagram_list_compare(&a, &b, &cli->report, &t));
    write_table(cli->output, &t);
    table_free(&t);
    diagram_list_free(&a);
    diagram_list_free(&b);
    strlist_free(&cli->provenance);
    return 0;
}

int main(int argc, char *argv[])
{
    struct cli cli = {.synopsis = "Persistent homology of a column, over the graph of nearest "
                                  "neighbours of a distance record.",
                      .operands = "[FILE]",
                      .computing = &computing};
    cli_begin(&cli, argc, argv);
    struct settings s = read_options(&cli);
    return s.other ? compare_diagrams(&cli, s.other) : make_diagrams(&cli, &s);
}
