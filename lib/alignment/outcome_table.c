#include "alignment/outcome_table.h"

enum column {
    RUN,
    LAST,
    SNAPSHOTS,
    UNITS,
    MOVED,
    DISTANCE,
    ALIGNED_DISTANCE,
    PRODUCT,
    ALIGNED_PRODUCT,
    LOSS,
    BARRIER,
    ALIGNED_BARRIER,
    COLUMNS
};

static const char *const headings[COLUMNS] = {
    [RUN] = "run",
    [LAST] = "last",
    [SNAPSHOTS] = "snapshots",
    [UNITS] = "units",
    [MOVED] = "moved",
    [DISTANCE] = "distance",
    [ALIGNED_DISTANCE] = "aligned_distance",
    [PRODUCT] = "product",
    [ALIGNED_PRODUCT] = "aligned_product",
    [LOSS] = "loss",
    [BARRIER] = "barrier",
    [ALIGNED_BARRIER] = "aligned_barrier",
};

static struct error *set_numbers(struct table *t, size_t run, const struct labels_run *l)
{
    struct error *err;
    TRY(table_set_number(t, run, DISTANCE, l->distance));
    TRY(table_set_number(t, run, ALIGNED_DISTANCE, l->aligned));
    TRY(table_set_number(t, run, PRODUCT, l->product));
    TRY(table_set_number(t, run, ALIGNED_PRODUCT, l->aligned_product));
out:
    return err;
}

static struct error *set_barrier(struct table *t, size_t run, const struct run_barrier *b)
{
    struct error *err;
    TRY(table_set_number(t, run, LOSS, b->loss));
    TRY(table_set_number(t, run, BARRIER, b->barrier));
    TRY(table_set_number(t, run, ALIGNED_BARRIER, b->aligned));
out:
    return err;
}

struct error *outcome_table(struct table *t, const struct roster *r, const struct labels *labels,
                            const struct run_barrier *barriers)
{
    struct error *err = NULL;
    size_t column;
    *t = (struct table){0};
    for (size_t i = 0; i < (barriers ? COLUMNS : LOSS); i++)
        TRY(table_column_add(t, headings[i], &column));
    for (size_t run = 0; run < labels->count; run++) {
        TRY(table_row_add(t));
        TRY(table_set(t, run, RUN, roster_name(r, run)));
        TRY(table_set(t, run, LAST, roster_path(r, run)));
        TRY(table_set_size(t, run, SNAPSHOTS, r->runs.at[run].count));
        TRY(table_set_size(t, run, UNITS, labels->units));
        TRY(table_set_size(t, run, MOVED, labels->at[run].moved));
        TRY(set_numbers(t, run, &labels->at[run]));
        if (barriers)
            TRY(set_barrier(t, run, &barriers[run]));
    }
out:
    if (err)
        table_free(t);
    return err;
}
