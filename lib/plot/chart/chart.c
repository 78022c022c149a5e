#include "plot/chart/chart.h"

#include "base/memstream.h"
#include "plot/chart/matrix.h"

#include <stdlib.h>

/* What is done with the records of a kind. */
struct plot_stage_kind {
    const char *name;
    plot_stage_writer *write;
    bool snapshots; /* rows and columns are those of the table: drawn as a mosaic */
    bool largest;   /* of many entries the largest is what matters; else their mean */
    bool all;       /* all records are kept; without a choice the first is drawn */
    bool turns;     /* its planes are drawn in space where a surface is asked for */
};

/* Affinities and operators are sparse at heart: a mean would hide their few large entries. */
static const struct plot_stage_kind kinds[] = {
    {.name = "grid", .write = plot_grid_write, .all = true, .turns = true},
    {.name = "diagram", .write = plot_diagram_write},
    {.name = "spectrum", .write = plot_entropy_write},
    {.name = "affinity", .write = plot_matrix_write, .snapshots = true, .largest = true},
    {.name = "adjacency", .write = plot_matrix_write, .snapshots = true, .largest = true},
    {.name = "operator", .write = plot_matrix_write, .snapshots = true, .largest = true},
    {.name = "transition", .write = plot_matrix_write, .snapshots = true, .largest = true},
    {.name = "distance", .write = plot_matrix_write, .snapshots = true},
    {.name = "gram", .write = plot_matrix_write, .snapshots = true},
    {.name = "squares", .write = plot_matrix_write, .snapshots = true},
};

static const struct plot_stage_kind *kind_of(const struct record *r)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (record_is(r, kinds[i].name))
            return &kinds[i];
    return NULL;
}

bool plot_stage_takes(const struct record *r)
{
    return r->type != PHM_TEXT && kind_of(r) != NULL;
}

static void item_free(struct plot_item *item)
{
    record_free(&item->record);
    matrix_free(&item->numbers);
    mosaic_free(&item->mosaic);
    plot_order_free(&item->order);
}

static void forget_items(struct plot_stage *stage)
{
    for (size_t i = 0; i < stage->count; i++)
        item_free(&stage->items[i]);
    free(stage->items);
    stage->items = NULL;
    stage->count = 0;
}

/* "2: loss", "1: t 5". */
static struct error *add_name(struct plot_stage *stage, const struct record *r)
{
    const char *value = record_attr(r, "value"), *t = record_attr(r, "t");
    if (value)
        return strlist_addf(&stage->names, "%zu: %s", stage->seen, value);
    if (t)
        return strlist_addf(&stage->names, "%zu: t %s", stage->seen, t);
    return strlist_addf(&stage->names, "%zu", stage->seen);
}

static struct error *read_item(struct plot_item *item, const struct plot_stage_kind *kind,
                               struct reader *reader, const struct record *r,
                               const struct table *rows, const struct plot_options *options)
{
    struct error *err = NULL;
    if (!kind->snapshots)
        return reader_matrix(reader, r, &item->numbers);
    TRY(plot_order_find(&item->order, rows, r->rows, options));
    TRY(mosaic_read(&item->mosaic, reader, r, item->order.place, plot_matrix_cells(options),
                    kind->largest));
out:
    return err;
}

struct error *plot_stage_read(struct plot_stage *stage, struct reader *reader, struct record *r,
                              const struct table *rows, const struct plot_options *options)
{
    struct error *err = NULL;
    struct plot_item item = {0};
    if (stage->kind != kind_of(r)) {
        forget_items(stage);
        strlist_free(&stage->names);
        stage->kind = kind_of(r);
        stage->seen = 0;
    }
    stage->seen++;
    TRY(add_name(stage, r));
    if (!stage->kind->all && stage->seen != (stage->wanted ? stage->wanted : 1))
        goto out;
    struct plot_item *items = realloc(stage->items, (stage->count + 1) * sizeof *items);
    if (!items) {
        err = error_memory("a record to draw");
        goto out;
    }
    stage->items = items;
    TRY(read_item(&item, stage->kind, reader, r, rows, options));
    item.record = *r;
    *r = (struct record){0};
    items[stage->count++] = item;
    item = (struct plot_item){0};
out:
    item_free(&item);
    record_free(r);
    return err;
}

struct error *plot_stage_check(const struct plot_stage *stage, const char *name)
{
    char list[256];
    strlist_print(&stage->names, list, sizeof list);
    if (stage->wanted > stage->seen)
        return error_new("%s: has no record %zu of %s, only %zu (%s): choose another", name,
                         stage->wanted, stage->kind->name, stage->seen, list);
    if (stage->wanted == 0 && stage->seen > 1 && !stage->kind->all)
        return error_new("%s: has %zu records of %s (%s): choose one: -n 1", name, stage->seen,
                         stage->kind->name, list);
    return NULL;
}

static struct error *check_film(const struct plot_stage *stage, const struct plot_options *options)
{
    bool space = stage->kind->turns && options->surface && stage->items[0].numbers.rows > 1;
    if (options->film == FILM_TRAINING)
        return error_new("%s: a film of training needs coordinates: choose them by -k coords",
                         stage->kind->name);
    if (options->film == FILM_TURN && !space)
        return error_new("%s: a flat picture does not turn: draw a grid of a plane with --surface",
                         stage->kind->name);
    return NULL;
}

struct error *plot_stage_script(const struct plot_stage *stage, const struct matrix *coords,
                                const struct table *rows, const struct plot_options *options,
                                struct report *report, char **script, size_t *length)
{
    struct memstream text;
    struct plot_material material = {.items = stage->items,
                                     .count = stage->count,
                                     .wanted = stage->wanted,
                                     .coords = coords,
                                     .rows = rows};
    *script = NULL;
    struct error *err = check_film(stage, options);
    if (err)
        return err;
    FILE *f = memstream_open(&text);
    if (!f)
        return error_memory("the script of the picture");
    fputs("# A gnuplot script, made by trajplot; draw it with: gnuplot FILE\n\n"
          "set encoding utf8\n",
          f);
    err = stage->kind->write(f, &material, options, report);
    bool complete = memstream_close(&text);
    if (!err && !complete)
        err = error_memory("the script of the picture");
    if (err) {
        free(complete ? text.text : NULL);
        /* cppcheck-suppress returnDanglingLifetime ; an error keeps nothing of the material */
        return err;
    }
    *script = text.text;
    *length = text.length;
    return NULL;
}

void plot_stage_free(struct plot_stage *stage)
{
    forget_items(stage);
    strlist_free(&stage->names);
    *stage = (struct plot_stage){0};
}
