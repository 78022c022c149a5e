#include "operator/affinity_rows.h"

#include "base/memory.h"
#include "base/size.h"
#include "distance/search/neighbours.h"
#include "gram/snapgram.h"
#include "operator/store_source.h"
#include "phate/affinity_sparse.h"

#include <stdint.h>

enum { MEGA = 1 << 20 };

/* What may be taken beside what the process has. */
static size_t budget_of(const struct affinity_recipe *recipe)
{
    size_t taken = memory_taken();
    if (recipe->memory)
        return recipe->memory - size_min(recipe->memory, taken);
    return memory_left() / 4 * 3;
}

struct error *affinity_rows_check_memory(const struct affinity_recipe *recipe, size_t bytes,
                                         const char *what, const char *remedy)
{
    enum { SLACK = 4 * MEGA }; /* so that the same program with the size that is named has it */
    if (!recipe->memory || bytes <= budget_of(recipe))
        return NULL;
    size_t least = size_sum(size_sum(bytes, memory_taken()), SLACK);
    return error_new("--memory: %zuM is too little for %s: give at least %zuM%s",
                     recipe->memory / MEGA, what, least / MEGA + 1, remedy);
}

/* Rows that are transformed have a copy for a while, where one is zero. */
static size_t bytes_in_memory(const struct record *r, const struct affinity_recipe *recipe)
{
    const struct points_options *o = &recipe->points;
    size_t copies = o->metric == METRIC_EUCLIDEAN ? 1 : 2;
    size_t project = o->components ? points_source_bytes(r->rows, r->cols, o) : 0;
    size_t search = affinity_sparse_bytes(r->rows, r->cols, &recipe->kernel);
    return size_sum(matrix_bytes(copies, r->rows, r->cols), size_max(project, search));
}

/* What is taken beside the rows that are held: for certain, and as a rule at most, with all lists
 * of neighbours. */
struct share {
    size_t certain, fixed;
    size_t row, least; /* the bytes of a row, and how many rows must be held */
};

static struct share share_of(const struct record *r, const struct affinity_recipe *recipe)
{
    const struct points_options *o = &recipe->points;
    bool few = o->components && o->components < r->cols;
    bool floats = r->type == PHM_F32 && o->metric == METRIC_EUCLIDEAN && !o->center;
    size_t making = points_source_bytes(r->rows, r->cols, o);
    size_t cols = few ? o->components : r->cols;
    size_t search = affinity_sparse_bytes(r->rows, cols, &recipe->kernel);
    size_t scores = few ? matrix_bytes(2, r->rows, cols) : 0;
    return (struct share){
        .certain = size_sum(row_store_bytes(r), making),
        .fixed = size_sum(row_store_bytes(r), size_max(making, size_sum(search, scores))),
        .row = few ? 0 : (r->cols + 1) * (floats ? sizeof(float) : sizeof(double)),
        .least = size_min(r->rows, 2 * NEIGHBOURS_BLOCK)};
}

/* How many rows may be held. Without a grant only what is certain is asked for: lists of neighbours
 * that turn out to be short fit limits that those of the rule would not. */
static struct error *find_most(const struct record *r, const struct affinity_recipe *recipe,
                               size_t *most)
{
    const struct share share = share_of(r, recipe);
    size_t budget = budget_of(recipe), left = budget - size_min(budget, share.fixed);
    size_t held = matrix_bytes(1, share.least, share.row / sizeof(double));
    *most = share.row ? size_max(left / share.row, share.least) : r->rows;
    if (recipe->memory)
        return affinity_rows_check_memory(recipe, size_sum(share.fixed, held), "these snapshots",
                                          "");
    return memory_allows(size_sum(share.certain, held), "a search for neighbours");
}

static struct error *read_by_blocks(const struct intake *in, const struct affinity_recipe *recipe,
                                    struct report *report, struct affinity_source *source)
{
    struct error *err;
    const struct record *r = &in->record;
    size_t most;
    TRY(find_most(r, recipe, &most));
    TRY(row_store_take(&source->rows, in->reader, r, 0));
    const struct row_source rows = store_source(&source->rows);
    TRY(points_source_make(&rows, &recipe->points, most, &source->points));
    if (source->points.remote)
        report_line(report, REPORT_DETAIL, "%zu of %zu snapshots are in memory at once",
                    size_min(most, r->rows), r->rows);
out:
    return err;
}

struct error *affinity_rows_read(const struct intake *in, const struct affinity_recipe *recipe,
                                 struct report *report, struct affinity_source *source)
{
    const struct record *r = &in->record;
    bool empty = r->rows == 0 || r->cols == 0;
    if (empty || bytes_in_memory(r, recipe) <= budget_of(recipe))
        return snapgram_read_points(in->reader, r, &recipe->points, &source->points);
    return read_by_blocks(in, recipe, report, source);
}
