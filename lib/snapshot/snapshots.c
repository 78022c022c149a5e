#include "snapshot/snapshots_impl.h"

#include "base/array.h"
#include "base/size.h"
#include "checkpoint/tensor_read.h"
#include "sketch/sketch.h"
#include "snapshot/rows/row_table.h"
#include "stream/record/sketch_attr.h"

#include <stdlib.h>
#include <string.h>

/* ---- the first file ---- */

/* Takes over the first checkpoint's tensors, and counts columns. */
static struct error *take_tensors(struct snapshots *s, struct checkpoint *c)
{
    s->first = strdup(c->path);
    s->starts = calloc(c->count + 1, sizeof *s->starts);
    if (!s->first || !s->starts)
        return error_memory("the names of tensors");
    for (size_t i = 0; i < c->count; i++)
        if (!size_add(s->starts[i], c->tensors[i].count, &s->starts[i + 1]))
            return error_new(
                "%s: the number of parameters overflows: leave tensors out (--exclude)", c->path);
    if (s->starts[c->count] == 0)
        return error_new("%s: the tensors chosen are all empty: is it the right file?", c->path);
    s->end = s->starts[c->count];
    s->tensors = c->tensors;
    s->tensor_count = c->count;
    s->matching.path = s->first;
    s->matching.tensors = s->tensors;
    s->matching.count = s->tensor_count;
    c->tensors = NULL;
    c->count = 0;
    return NULL;
}

/* ---- places ---- */

static void layout_release(struct layout *layout)
{
    if (!layout || --layout->users > 0)
        return;
    for (size_t i = 0; i < layout->count; i++)
        place_free(&layout->places[i]);
    free(layout);
}

static struct error *layout_new(struct layout **layout, size_t count)
{
    size_t bytes;
    *layout = NULL;
    if (size_mul(count, sizeof(struct place), &bytes) && size_add(bytes, sizeof **layout, &bytes))
        *layout = calloc(1, bytes);
    if (!*layout)
        return error_memory("the places of tensors");
    (*layout)->users = 1;
    (*layout)->count = count;
    return NULL;
}

static uint64_t lowest_offset(const struct checkpoint *c)
{
    uint64_t lowest = c->tensors[0].place.offset;
    for (size_t i = 1; i < c->count; i++)
        if (c->tensors[i].place.offset < lowest)
            lowest = c->tensors[i].place.offset;
    return lowest;
}

/* Takes the places of c's tensors, counted from the lowest; shares the previous snapshot's layout
 * if they are equal. */
static struct error *take_places(struct snapshots *s, struct snapshot *to, struct checkpoint *c)
{
    struct layout *before = s->count ? s->at[s->count - 1].layout : NULL;
    struct error *err = layout_new(&to->layout, c->count);
    if (err)
        return err;
    to->base = lowest_offset(c);
    bool same = before != NULL;
    for (size_t i = 0; i < c->count; i++) {
        struct tensor *t = &c->tensors[i];
        struct place *place = &to->layout->places[i];
        *place = t->place;
        place->offset -= to->base;
        t->place = (struct place){.type = place->type};
        same = same && place_equal(&before->places[i], place, t->dims);
        if (!dtype_fits_f32(t->place.type))
            s->type = PHM_F64;
    }
    if (same) {
        layout_release(to->layout);
        to->layout = before;
        before->users++;
    }
    return NULL;
}

static void snapshot_free(struct snapshot *snapshot)
{
    checkpoint_free(&snapshot->file);
    layout_release(snapshot->layout);
}

/* ---- the set ---- */

static struct error *make_room(struct snapshots *s)
{
    struct snapshot *at = array_grown(s->at, &s->room, s->count, sizeof *at);
    if (!at)
        return error_memory("the list of snapshots");
    s->at = at;
    return NULL;
}

struct error *snapshots_add(struct snapshots *s, struct checkpoint *c,
                            const struct tensor_choice *choice)
{
    struct error *err;
    struct snapshot new = {.file = *c};
    *c = (struct checkpoint){0};
    TRY(snapshots_choose(s, &new.file, choice));
    TRY(make_room(s));
    TRY(take_places(s, &new, &new.file));
    TRY(row_table_add(&s->rows, &new.file));
    if (s->count == 0)
        TRY(take_tensors(s, &new.file));
    checkpoint_forget(&new.file);
    s->at[s->count++] = new;
out:
    if (err)
        snapshot_free(&new);
    return err;
}

size_t snapshots_params(const struct snapshots *s)
{
    return s->starts[s->tensor_count];
}

/* ---- parts ---- */

struct error *snapshots_take_part(struct snapshots *s, const struct part *part)
{
    if (part->count == 0)
        return NULL;
    struct part_run *runs = calloc(s->tensor_count, sizeof *runs);
    if (!runs)
        return error_memory("the sizes of tensors");
    for (size_t i = 0; i < s->tensor_count; i++)
        runs[i] = (struct part_run){s->tensors[i].count, dtype_size(s->tensors[i].place.type)};
    struct error *err = part_cut(part, runs, s->tensor_count, "columns", &s->begin, &s->end);
    s->part = *part;
    free(runs);
    return err;
}

struct span snapshots_piece(const struct snapshots *s, size_t tensor)
{
    size_t start = s->starts[tensor];
    size_t begin = size_max(start, s->begin), end = size_min(s->starts[tensor + 1], s->end);
    return begin < end ? (struct span){begin - start, end - begin} : (struct span){0};
}

struct error *snapshots_put_share(const struct snapshots *s, struct record *r)
{
    struct error *err;
    const struct part_share share = {s->part, s->end - s->begin, snapshots_params(s)};
    uint64_t told = SKETCH_NO_TENSORS;
    TRY(part_share_set(r, PART_PARAMS, &share));
    for (size_t i = 0; i < s->tensor_count; i++)
        told = sketch_tell(told, s->tensors[i].name, s->tensors[i].count);
    if (s->part.count > 0)
        TRY(sketch_attr_set_tensors(r, told));
out:
    return err;
}

void snapshots_filter(struct snapshots *s, const bool *keep)
{
    size_t kept = 0;
    for (size_t i = 0; i < s->count; i++)
        if (keep[i])
            s->at[kept++] = s->at[i];
        else
            snapshot_free(&s->at[i]);
    s->count = kept;
    table_filter(&s->rows, keep);
}

struct error *snapshots_reorder(struct snapshots *s, const size_t *order)
{
    struct error *err = table_reorder(&s->rows, order);
    if (err)
        return err;
    struct snapshot *at = array_in_order(s->at, s->count, sizeof *at, order);
    if (!at)
        return error_memory("the list of snapshots");
    free(s->at);
    s->at = at;
    s->room = s->count;
    return NULL;
}

void snapshots_free(struct snapshots *s)
{
    for (size_t i = 0; i < s->count; i++)
        snapshot_free(&s->at[i]);
    for (size_t i = 0; i < s->tensor_count; i++)
        tensor_free(&s->tensors[i]);
    free(s->at);
    free(s->tensors);
    free(s->starts);
    free(s->first);
    free(s->by_order);
    matching_names_free(&s->matching.names);
    left_out_free(&s->left_out);
    table_free(&s->rows);
    *s = (struct snapshots){0};
}

/* ---- reading ---- */

/* The index of the tensor that a column belongs to: the last one that starts at or before the
 * column, which skips empty tensors. */
static size_t tensor_of(const struct snapshots *s, size_t column)
{
    size_t low = 0, high = s->tensor_count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (s->starts[middle] <= column)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* The shared description of a tensor, with its place in one file. */
static struct tensor tensor_in(const struct snapshots *s, size_t snapshot, size_t index)
{
    struct tensor t = s->tensors[index];
    t.place = s->at[snapshot].layout->places[index];
    t.place.offset += s->at[snapshot].base;
    return t;
}

/* Two loops of one form, which the compiler vectorises: the exponent bits of NaN and infinity are
 * all ones. */
#define DEFINE_ALL_FINITE(name, real, bits, exponent)    \
    static bool name(const real *x, size_t count)        \
    {                                                    \
        bits found = 0;                                  \
        for (size_t i = 0; i < count; i++) {             \
            bits value;                                  \
            memcpy(&value, &x[i], sizeof value);         \
            found |= (value & (exponent)) == (exponent); \
        }                                                \
        return !found;                                   \
    }

DEFINE_ALL_FINITE(all_finite_f32, float, uint32_t, UINT32_C(0x7f800000))
DEFINE_ALL_FINITE(all_finite_f64, double, uint64_t, UINT64_C(0x7ff0000000000000))

static bool all_finite(const void *x, size_t count, enum phm_type type)
{
    return type == PHM_F32 ? all_finite_f32(x, count) : all_finite_f64(x, count);
}

static size_t find_nonfinite(const void *x, size_t count, enum phm_type type)
{
    const unsigned char *at = x;
    size_t size = phm_type_size(type), i = 0;
    if (all_finite(x, count, type))
        return SNAPSHOT_FINITE;
    while (all_finite(at + i * size, 1, type))
        i++;
    return i;
}

static struct error *read_tensor(const struct snapshots *s, size_t snapshot, size_t index,
                                 struct cursor *cursor, size_t first, size_t count, void *to)
{
    struct tensor t = tensor_in(s, snapshot, index);
    if (s->view)
        /* cppcheck-suppress returnDanglingLifetime ; an error keeps nothing of the tensor */
        return s->view->read(s->view->context, snapshot, index, cursor, &t, first, count, to);
    return tensor_read(cursor, &t, first, count, s->type == PHM_F32 ? DTYPE_F32 : DTYPE_F64, to);
}

struct error *snapshots_read(const struct snapshots *s, size_t snapshot, struct cursor *cursor,
                             size_t first, size_t count, void *to, size_t *bad)
{
    struct error *err = NULL;
    unsigned char *at = to;
    size_t end = first + count;
    for (size_t column = first, i = tensor_of(s, first); column < end; i++) {
        size_t length = size_min(end, s->starts[i + 1]) - column;
        TRY(read_tensor(s, snapshot, i, cursor, column - s->starts[i], length, at));
        at += length * phm_type_size(s->type);
        column += length;
    }
    *bad = s->takes_nonfinite ? SNAPSHOT_FINITE : find_nonfinite(to, count, s->type);
    if (*bad != SNAPSHOT_FINITE)
        *bad += first;
out:
    return err;
}

struct error *snapshots_error_nonfinite(const struct snapshots *s, size_t snapshot, size_t column)
{
    size_t i = tensor_of(s, column);
    return error_new(
        "%s: tensor %s: element %zu: NaN or infinity: leave the file out, or use --skip-nonfinite",
        s->at[snapshot].file.path, s->tensors[i].name, column - s->starts[i]);
}
