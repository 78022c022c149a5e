#include "snapshot/sketch/sketched.h"

#include "base/size.h"
#include "gram/group_report.h"
#include "sketch/sketch.h"
#include "snapshot/sketch/sketch_set.h"
#include "snapshot/snapreader.h"
#include "snapshot/tensor_table.h"

#include <stdlib.h>

/* A row's sums should stay in the cache while a panel adds to each of them several times. Wider
 * panels need more memory. */
enum { PANEL_BYTES = 64 << 20, PANEL_SKETCHES = 4, PIECE_MOST = 8192 /* elements */ };

/* Successive columns of one tensor. */
struct piece {
    uint64_t key, first;  /* of the tensor; in it */
    size_t column, count; /* in the panel */
    size_t sums;          /* where the sums of the tensor's group begin in a row's */
};

struct work {
    const struct snapshots *s;
    struct gram_groups groups;
    struct sketch_group *said; /* of the groups */
    size_t *group_of;          /* each tensor */
    uint64_t *keys;            /* of the tensors */
    uint64_t tensors;          /* which ones they are */
    struct sketch_set set;
    uint32_t *places; /* of a panel's columns */
    struct piece *pieces;
    size_t piece_count, piece_room;
};

/* ---- tensors and groups ---- */

/* The columns of a span that are read. */
static size_t count_read(const struct snapshots *s, const struct span *span)
{
    size_t first = size_max(span->first, s->begin),
           end = size_min(span->first + span->count, s->end);
    return first < end ? end - first : 0;
}

/* The tensors of a group: those that begin in its spans, which go from one tensor's begin to
 * another's end. */
static void note_group(struct work *w, size_t g)
{
    const struct gram_group *group = &w->groups.at[g];
    size_t tensor = 0;
    w->said[g].name = group->name;
    for (size_t i = 0; i < group->count; i++) {
        const struct span *span = &group->spans[i];
        w->said[g].params += count_read(w->s, span);
        while (w->s->starts[tensor] < span->first)
            tensor++;
        for (; tensor < w->s->tensor_count && w->s->starts[tensor] < span->first + span->count;
             tensor++)
            w->group_of[tensor] = g;
    }
}

static struct error *find_groups(struct work *w, const struct group_choice *choice,
                                 struct report *report)
{
    struct error *err;
    struct table tensors = {0};
    struct snapshots all = *w->s; /* the groups of a part are those of the whole */
    size_t params = snapshots_params(w->s);
    all.part = (struct part){0};
    all.begin = 0;
    all.end = params;
    TRY(tensor_table_of(&all, &tensors));
    TRY(gram_groups_make(&w->groups, choice, &tensors, params));
    TRY(gram_groups_report(&w->groups, choice, &tensors, params, report));
    w->said = calloc(w->groups.count, sizeof *w->said);
    if (!w->said) {
        err = error_memory("a list of groups");
        goto out;
    }
    for (size_t g = 0; g < w->groups.count; g++)
        note_group(w, g);
out:
    table_free(&tensors);
    return err;
}

static struct error *work_begin(struct work *w, const struct sketched_request *request,
                                struct report *report)
{
    struct error *err;
    w->group_of = calloc(w->s->tensor_count, sizeof *w->group_of);
    w->keys = calloc(w->s->tensor_count, sizeof *w->keys);
    if (!w->group_of || !w->keys) {
        err = error_memory("a list of tensors");
        goto out;
    }
    w->tensors = SKETCH_NO_TENSORS;
    for (size_t i = 0; i < w->s->tensor_count; i++) {
        const char *name = w->s->tensors[i].name;
        w->keys[i] = sketch_key(name, request->seed);
        w->tensors = sketch_tell(w->tensors, name, w->s->starts[i + 1] - w->s->starts[i]);
    }
    TRY(find_groups(w, &request->groups, report));
    w->set =
        (struct sketch_set){.rows = w->s->count,
                            .numbers = request->numbers,
                            .seed = request->seed,
                            .tensors = &w->tensors,
                            .grouping = w->groups.choice,
                            .share = {w->s->part, w->s->end - w->s->begin, snapshots_params(w->s)},
                            .groups = w->said,
                            .group_count = w->groups.count};
    TRY(sketch_set_new(&w->set));
out:
    return err;
}

static void work_free(struct work *w)
{
    sketch_set_free(&w->set);
    gram_groups_free(&w->groups);
    free(w->said);
    free(w->group_of);
    free(w->keys);
    free(w->places);
    free(w->pieces);
}

/* ---- panels ---- */

static size_t panel_width(const struct work *w)
{
    const struct snapshots *s = w->s;
    size_t usual = concat_panel_width(s->type, s->count, s->end - s->begin);
    size_t most = PANEL_BYTES / phm_type_size(s->type) / s->count;
    size_t wide = size_min(PANEL_SKETCHES * w->set.numbers, most);
    return size_min(size_max(usual, wide), s->end - s->begin);
}

static struct error *begin_panels(struct work *w, size_t width)
{
    /* of each tensor a panel has one piece that is not full, at most */
    w->piece_room = width / PIECE_MOST + size_min(width, w->s->tensor_count) + 1;
    w->pieces = calloc(w->piece_room, sizeof *w->pieces);
    w->places = calloc(width, sizeof *w->places);
    return w->pieces && w->places ? NULL : error_memory("a panel of places");
}

/* Cuts the panel of columns [first, first + count) into pieces. *tensor is 0 for the first panel;
 * the caller passes it from panel to panel. */
static void cut_pieces(struct work *w, size_t first, size_t count, size_t *tensor)
{
    const size_t *starts = w->s->starts;
    w->piece_count = 0;
    for (size_t column = 0; column < count; column += w->pieces[w->piece_count++].count) {
        size_t at = first + column;
        while (starts[*tensor + 1] <= at)
            ++*tensor;
        size_t left = size_min(starts[*tensor + 1] - at, count - column);
        w->pieces[w->piece_count] = (struct piece){.key = w->keys[*tensor],
                                                   .first = at - starts[*tensor],
                                                   .column = column,
                                                   .count = size_min(left, PIECE_MOST),
                                                   .sums = w->group_of[*tensor] * w->set.numbers};
    }
}

static void find_places(struct work *w)
{
#pragma omp parallel for schedule(dynamic)
    for (size_t i = 0; i < w->piece_count; i++) {
        const struct piece *p = &w->pieces[i];
        sketch_places(w->places + p->column, p->key, p->first, p->count, w->set.numbers);
    }
}

/* Adds a row of the panel, whose elements are of the set's type. */
static void add_row(const struct work *w, const void *row, double *sums)
{
    for (size_t i = 0; i < w->piece_count; i++) {
        const struct piece *p = &w->pieces[i];
        const uint32_t *places = w->places + p->column;
        if (w->s->type == PHM_F32)
            sketch_add_f32(sums + p->sums, places, (const float *)row + p->column, p->count);
        else
            sketch_add_f64(sums + p->sums, places, (const double *)row + p->column, p->count);
    }
}

static void add_panel(const struct work *w, const void *panel, size_t cols)
{
    size_t size = cols * phm_type_size(w->s->type), columns = sketch_set_columns(&w->set);
#pragma omp parallel for schedule(dynamic)
    for (size_t i = 0; i < w->s->count; i++)
        add_row(w, (const unsigned char *)panel + i * size, w->set.sums + i * columns);
}

static struct error *read_all(struct work *w, struct report *report)
{
    struct error *err;
    struct snapreader *reader;
    const void *panel;
    size_t cols, tensor = 0, done = 0, params = w->s->end - w->s->begin, width = panel_width(w);
    TRY(snapreader_new(&reader, w->s, width));
    TRY(begin_panels(w, width));
    TRY(snapreader_next(reader, &panel, &cols));
    while (panel) {
        cut_pieces(w, w->s->begin + done, cols, &tensor);
        find_places(w);
        add_panel(w, panel, cols);
        done += cols;
        report_progress(report, "reading snapshots", (double)done / (double)params);
        TRY(snapreader_next(reader, &panel, &cols));
    }
out:
    snapreader_free(reader);
    return err;
}

/* ---- all ---- */

struct error *sketched_write_set(const struct snapshots *s, const struct sketched_request *request,
                                 struct writer *out, const char *provenance, struct report *report)
{
    struct error *err;
    struct work w = {.s = s};
    TRY(work_begin(&w, request, report));
    TRY(read_all(&w, report));
    TRY(sketch_set_check(&w.set, &s->rows));
    TRY(sketch_set_write(&w.set, &s->rows, out, provenance));
out:
    work_free(&w);
    return err;
}

struct error *sketched_write(const struct concat *work, const struct sketched_request *request,
                             struct writer *out, const char *provenance, struct report *report)
{
    struct error *err;
    struct snapshots s = {0};
    TRY(concat_describe(work, &s, report));
    if (work->skip_nonfinite)
        TRY(concat_leave_out_nonfinite(&s, report));
    TRY(sketched_write_set(&s, request, out, provenance, report));
out:
    snapshots_free(&s);
    return err;
}
