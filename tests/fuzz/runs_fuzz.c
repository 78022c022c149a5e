/* losshom (h), losshom -B (B) and trajstat (t) on streams that are wrong though their checksums
 * are right. The input is a line, the stage's letter and digits that stand for options, and
 * streams as described.h has them. A stage fails, or what it has written is a stream of numbers. */
#include "stage.h"

#include "distance/knngraph.h"
#include "distance/rounding.h"
#include "homology/diagram_list.h"
#include "homology/diagram_record.h"
#include "homology/tables.h"
#include "run/between_stream.h"
#include "run/movement_input.h"
#include "run/tables.h"
#include "stream/tsv.h"

/* ---- losshom ---- */

static const char *const losshom_kinds[] = {"distance", NULL};

static struct error *losshom_put(struct stage_run *run, const struct knngraph *graph,
                                 const struct persistence *p, const struct filtration *f)
{
    struct error *err;
    struct record r = {0};
    struct table summary = {0}, tree = {0};
    size_t k = graph->edges;
    for (size_t dimension = 0; dimension < DIAGRAM_DIMENSIONS; dimension++) {
        struct diagram_summary s = diagram_summarise(&p->diagram, dimension);
        TRY(homology_table_summary(&summary, 1, dimension, &s));
    }
    TRY(homology_table_tree(&tree, 1, p, f, &run->in.rows));
    TRY(record_derive(&r, &run->in.record, "diagram", p->diagram.rows, p->diagram.cols));
    TRY(diagram_record_set_origin(&r, "loss", f->superlevel, k, graph, p));
    TRY(diagram_record_set_numbers(&r, &p->diagram));
    fuzz_must(fuzz_good(diagram_check(&p->diagram, f->superlevel)));
    TRY(writer_matrix(run->out, &r, &p->diagram));
out:
    record_free(&r);
    table_free(&summary);
    table_free(&tree);
    return err;
}

static struct error *losshom_take(struct stage_run *run)
{
    size_t k = 1 + run->option[0] % 4;
    struct error *err;
    struct filtration f = {0};
    struct matrix d = {0};
    struct knngraph graph = {0};
    struct persistence p = {0};
    if (run->in.rows.columns.count == 0 || run->in.rows.rows != run->in.record.rows)
        return NULL;
    TRY(filtration_new(&f, &run->in.rows, "loss"));
    f.superlevel = run->option[1] & 1;
    TRY(reader_matrix(run->in.reader, &run->in.record, &d));
    distance_round(&d);
    TRY(knngraph_new(&graph, &d, f.row, f.count, k));
    TRY(persistence_new(&p, &graph, &f));
    diagram_record_tell(&run->report, &p, k);
    TRY(losshom_put(run, &graph, &p, &f));
out:
    persistence_free(&p);
    knngraph_free(&graph);
    matrix_free(&d);
    filtration_free(&f);
    return err;
}

static struct error *run_losshom(struct stage_run *run)
{
    return stage_filter(run, losshom_kinds, NULL, losshom_take);
}

/* Two streams. */
static struct error *run_between(struct stage_run *run)
{
    char path[FUZZ_PATH];
    struct error *err;
    struct table t = {0};
    struct diagram_list a = {0}, b = {0};
    int fd = described_file(&run->input, path);
    TRY(diagram_list_read(&a, run->path));
    TRY(diagram_list_read(&b, path));
    TRY(diagram_list_compare(&a, &b, &run->report, &t));
    for (size_t cell = 0; cell < t.cells.count; cell++)
        fuzz_must(strcmp(t.cells.at[cell], "nan") != 0);
out:
    close(fd);
    table_free(&t);
    diagram_list_free(&a);
    diagram_list_free(&b);
    return err;
}

/* ---- trajstat ---- */

struct trajstat {
    struct trajectories_options runs;
    enum run_table kind;
    bool is_between;
    struct between_options between;
    struct run_input input;
    struct table table, tensors;
    struct movements movements;
    struct between_stream stream;
};

static struct trajstat trajstat_options(const struct stage_run *run)
{
    static const char *const columns[] = {NULL, "loss", "step", "run"};
    struct trajstat s = {.kind = run->option[0] % 5, .is_between = run->option[0] / 5 == 1};
    s.runs = (struct trajectories_options){.value = columns[run->option[1] % 4],
                                           .step = columns[run->option[2] % 4],
                                           .highest = run->option[3] & 1};
    s.runs.unranked = s.is_between || s.kind == RUN_TABLE_ENDS || s.kind == RUN_TABLE_LAYERS;
    s.between.how = stage_choice(run, 4, between_names);
    s.between.progress = columns[run->option[5] % 4];
    s.movements.by_run = run->option[3] & 2;
    s.stream = (struct between_stream){.writer = run->out, .provenance = "trajstat"};
    return s;
}

static struct error *trajstat_line(struct stage_run *run, struct trajstat *s)
{
    const struct record *r = &s->input.in.record;
    const struct run_table_source source = {s->input.in.number, record_attr(r, "name")};
    struct error *err;
    struct matrix grid = {0};
    struct barrier barrier;
    (void)run;
    TRY(reader_matrix(s->input.in.reader, r, &grid));
    TRY(barrier_find(r, &grid, s->runs.highest, &barrier));
    TRY(run_table_add_barrier(&s->table, &source, record_attr(r, "value"), &barrier));
out:
    matrix_free(&grid);
    return err;
}

static struct error *trajstat_runs(struct stage_run *run, struct trajstat *s)
{
    const struct record *r = &s->input.in.record;
    const struct run_table_source source = {s->input.in.number, record_attr(r, "name")};
    struct space space;
    struct error *err = space_read(s->input.in.reader, r, &run->report, &space);
    if (err)
        return err;
    TRY(run_input_find(&s->input, &s->runs, &run->report));
    if (s->is_between)
        TRY(between_stream_put(&s->stream, &s->input, &space, &s->between, &run->report));
    else
        TRY(run_table_add(&s->table, s->kind, &source, &s->input.runs, &space));
out:
    space_free(&space);
    return err;
}

static struct error *trajstat_take(struct stage_run *run, struct trajstat *s)
{
    if (s->kind == RUN_TABLE_LAYERS)
        return movement_input_read(&s->movements, &s->input, &s->tensors, &s->runs, &run->report);
    return s->kind == RUN_TABLE_BARRIER ? trajstat_line(run, s) : trajstat_runs(run, s);
}

static struct error *trajstat_open(struct stage_run *run, struct trajstat *s)
{
    static const char *const lines[] = {"grid", NULL};
    const char *const *kinds = s->kind == RUN_TABLE_BARRIER  ? lines
                               : s->kind == RUN_TABLE_LAYERS ? movement_input_kinds
                                                             : space_kinds;
    struct error *err = intake_open(&s->input.in, run->path, kinds[0], kinds);
    if (!err && s->kind == RUN_TABLE_LAYERS)
        s->input.in.aside = movement_input_aside;
    return err ? err : s->kind == RUN_TABLE_LAYERS ? NULL : run_table_begin(&s->table, s->kind);
}

static struct error *run_trajstat(struct stage_run *run)
{
    struct trajstat s = trajstat_options(run);
    struct error *err;
    TRY(trajstat_open(run, &s));
    for (bool got = true;;) {
        TRY(intake_next_wanted(&s.input.in, &got));
        if (!got)
            break;
        TRY(trajstat_take(run, &s));
    }
    if (s.kind == RUN_TABLE_LAYERS) {
        movements_finish(&s.movements);
        TRY(movements_table(&s.movements, &s.table));
    }
out:
    run_input_free(&s.input);
    intake_close(&s.input.in);
    table_free(&s.table);
    table_free(&s.tensors);
    movements_free(&s.movements);
    return err;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct stage_named stages[] = {
        {'h', run_losshom}, {'B', run_between}, {0, run_trajstat}};
    stage_fuzz(data, size, stages);
    return 0;
}
