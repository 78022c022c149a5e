#include "snapshot/sketch/sketch_set.h"

#include "base/memory.h"
#include "base/size.h"
#include "sketch/sketch.h"
#include "snapshot/concat.h"
#include "stream/record/sketch_attr.h"
#include "stream/stream.h"
#include "stream/tensor_map.h"

#include <stdlib.h>

/* ---- memory ---- */

struct error *sketch_set_new(struct sketch_set *set)
{
    struct error *err;
    size_t count, bytes;
    if (!size_mul(set->group_count, set->numbers, &count) || !size_mul(count, set->rows, &count) ||
        !size_mul(count, sizeof *set->sums, &bytes)) {
        err = error_new("%zu x %zu sketches of %zu numbers do not fit any memory: use fewer",
                        set->rows, set->group_count, set->numbers);
        goto out;
    }
    TRY(memory_allows(bytes, "the sketches"));
    set->sums = calloc(count, sizeof *set->sums);
    if (!set->sums)
        err = error_memory("the sketches");
out:
    return err;
}

void sketch_set_free(struct sketch_set *set)
{
    free(set->sums);
    set->sums = NULL;
}

size_t sketch_set_columns(const struct sketch_set *set)
{
    return set->group_count * set->numbers;
}

/* ---- checking ---- */

static const char *name_of(const struct sketch_group *group)
{
    return group->name ? group->name : "sketch";
}

struct error *sketch_set_check(const struct sketch_set *set, const struct table *rows)
{
    size_t columns = sketch_set_columns(set), file = table_column(rows, "file");
    for (size_t i = 0; i < set->rows; i++) {
        size_t found = sketch_find_overflow(set->sums + i * columns, columns);
        if (found == columns)
            continue;
        return error_new("%s: %s: number %zu is %g, which does not fit float32: leave out the "
                         "tensors that are so large (--exclude)",
                         file == TABLE_NONE ? "the input" : table_cell(rows, i, file),
                         name_of(&set->groups[found / set->numbers]), found % set->numbers,
                         set->sums[i * columns + found]);
    }
    return NULL;
}

/* ---- writing ---- */

static struct error *add_line(struct table *t, const struct sketch_set *set, size_t i)
{
    enum { NAME, DTYPE, SHAPE, FIRST, COUNT, PARAMS };
    struct error *err;
    TRY(table_row_add(t));
    TRY(table_set(t, i, NAME, name_of(&set->groups[i])));
    TRY(table_set(t, i, DTYPE, "f32"));
    TRY(table_set_size(t, i, SHAPE, set->numbers));
    TRY(table_set_size(t, i, FIRST, i * set->numbers));
    TRY(table_set_size(t, i, COUNT, set->numbers));
    TRY(table_set_size(t, i, PARAMS, set->groups[i].params));
out:
    return err;
}

static struct error *write_tensors(const struct sketch_set *set, struct writer *out,
                                   const char *provenance)
{
    static const char *const headings[] = {TENSOR_MAP_NAME,
                                           TENSOR_MAP_DTYPE,
                                           TENSOR_MAP_SHAPE,
                                           TENSOR_MAP_FIRST,
                                           TENSOR_MAP_COUNT,
                                           TENSOR_MAP_PARAMS,
                                           NULL};
    struct error *err = NULL;
    struct table t = {0};
    size_t column;
    for (size_t i = 0; headings[i]; i++)
        TRY(table_column_add(&t, headings[i], &column));
    for (size_t i = 0; i < set->group_count; i++)
        TRY(add_line(&t, set, i));
    TRY(stream_put_table(out, "tensors", &t, provenance));
out:
    table_free(&t);
    return err;
}

static struct error *begin_snapshots(const struct sketch_set *set, size_t width, struct writer *out,
                                     const char *provenance)
{
    struct error *err;
    struct record r;
    TRY(record_init_panel(&r, "snapshots", PHM_F32, set->rows, sketch_set_columns(set), width));
    TRY(sketch_attr_set(&r, set->numbers, set->seed, set->tensors));
    TRY(part_share_set(&r, PART_PARAMS, &set->share));
    TRY(part_groups_set(&r, set->grouping));
    TRY(record_from_add(&r, provenance));
    TRY(writer_begin(out, &r));
out:
    record_free(&r);
    return err;
}

/* Columns [first, first + count) of all rows. */
static void round_panel(const struct sketch_set *set, size_t first, size_t count, float *panel)
{
    size_t columns = sketch_set_columns(set);
    for (size_t i = 0; i < set->rows; i++)
        for (size_t k = 0; k < count; k++)
            panel[i * count + k] = (float)set->sums[i * columns + first + k];
}

static struct error *write_panels(const struct sketch_set *set, size_t width, struct writer *out)
{
    struct error *err = NULL;
    size_t columns = sketch_set_columns(set);
    float *panel = malloc(set->rows * width * sizeof *panel); /* less than the sums */
    if (!panel)
        return error_memory("a panel of sketches");
    for (size_t first = 0; first < columns; first += width) {
        size_t count = size_min(width, columns - first);
        round_panel(set, first, count, panel);
        TRY(writer_data(out, panel, set->rows * count * sizeof *panel));
    }
out:
    free(panel);
    return err;
}

struct error *sketch_set_write(const struct sketch_set *set, const struct table *rows,
                               struct writer *out, const char *provenance)
{
    struct error *err;
    size_t width = concat_panel_width(PHM_F32, set->rows, sketch_set_columns(set));
    TRY(stream_put_table(out, "rows", rows, provenance));
    TRY(write_tensors(set, out, provenance));
    TRY(begin_snapshots(set, width, out, provenance));
    TRY(write_panels(set, width, out));
    TRY(writer_end(out));
out:
    return err;
}
