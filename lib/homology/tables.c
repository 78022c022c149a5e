#include "homology/tables.h"

#include <stdio.h>

/* Fills the cells of a new row from the left; the columns come with the first row. */
struct cells {
    struct table *table;
    size_t row;
};

static struct error *begin_row(struct cells *c, struct table *t)
{
    *c = (struct cells){t, t->rows};
    /* A table's first column has to be there before its first row. */
    size_t first;
    struct error *err = table_column_add(t, "record", &first);
    return err ? err : table_row_add(t);
}

static struct error *put_text(struct cells *c, const char *column, const char *text)
{
    size_t index;
    struct error *err = table_column_add(c->table, column, &index);
    return err ? err : table_set(c->table, c->row, index, text);
}

static struct error *put_number(struct cells *c, const char *column, double value)
{
    size_t index;
    struct error *err = table_column_add(c->table, column, &index);
    return err ? err : table_set_number(c->table, c->row, index, value);
}

/* ---- summary ---- */

const char *const homology_summary_names[SUMMARY_NUMBERS] = {"points", "essential", "total",
                                                             "norm-2", "norm-inf",  "entropy"};

void homology_summary_number(const struct diagram_summary *s, size_t which, char text[DECIMAL_ROOM])
{
    const double number[SUMMARY_NUMBERS] = {(double)s->points, (double)s->essential, s->total,
                                            s->norm_2,         s->norm_inf,          s->entropy};
    decimal_f64(text, number[which]);
}

struct error *homology_table_summary(struct table *t, size_t record, size_t dimension,
                                     const struct diagram_summary *s)
{
    struct error *err;
    struct cells c;
    TRY(begin_row(&c, t));
    TRY(put_number(&c, "record", (double)record));
    TRY(put_number(&c, "dimension", (double)dimension));
    for (size_t i = 0; i < SUMMARY_NUMBERS; i++) {
        char text[DECIMAL_ROOM];
        homology_summary_number(s, i, text);
        TRY(put_text(&c, homology_summary_names[i], text));
    }
out:
    return err;
}

/* ---- tree ---- */

static const char *kind_of(const struct merge_node *node, bool superlevel)
{
    return node->saddle ? "saddle" : superlevel ? "maximum" : "minimum";
}

static struct error *put_node(struct cells *c, const struct persistence *p,
                              const struct filtration *f, size_t index)
{
    struct error *err;
    const struct merge_node *node = &p->tree.node[index];
    size_t vertex = p->vertex[node->place];
    double parent = node->parent == MERGETREE_NONE ? -1 : (double)node->parent;
    TRY(put_number(c, "node", (double)index));
    TRY(put_number(c, "parent", parent));
    TRY(put_text(c, "kind", kind_of(node, f->superlevel)));
    TRY(put_number(c, "height", f->value[vertex]));
    TRY(put_number(c, "row", (double)f->row[vertex]));
    TRY(put_number(c, "size", (double)node->size));
out:
    return err;
}

struct error *homology_table_tree(struct table *t, size_t record, const struct persistence *p,
                                  const struct filtration *f, const struct table *rows)
{
    struct error *err = NULL;
    struct cells c;
    size_t file = table_column(rows, "file");
    for (size_t i = 0; i < p->tree.count; i++) {
        TRY(begin_row(&c, t));
        TRY(put_number(&c, "record", (double)record));
        TRY(put_node(&c, p, f, i));
        if (file != TABLE_NONE) {
            size_t row = f->row[p->vertex[p->tree.node[i].place]];
            TRY(put_text(&c, "file", table_cell(rows, row, file)));
        }
    }
out:
    return err;
}

/* ---- distances ---- */

struct error *homology_table_distances(struct table *t, size_t record, size_t dimension,
                                       const struct diagram_distance *distance)
{
    struct error *err;
    struct cells c;
    TRY(begin_row(&c, t));
    TRY(put_number(&c, "record", (double)record));
    TRY(put_number(&c, "dimension", (double)dimension));
    TRY(put_number(&c, "bottleneck", distance->bottleneck));
    TRY(put_number(&c, "wasserstein-1", distance->wasserstein_1));
    TRY(put_number(&c, "wasserstein-2", distance->wasserstein_2));
out:
    return err;
}
