#include "landscape/plane.h"

#include "base/size.h"
#include "checkpoint/format/open.h"
#include "checkpoint/rewrite/rewrite.h"
#include "landscape/principal.h"
#include "snapshot/snapshots.h"

#include <stdlib.h>
#include <string.h>

size_t plane_dims(const struct plane_opts *opts)
{
    return opts->ends.count + opts->randoms + (opts->principal ? PLANE_DIMS_MAX : 0);
}

/* ---- reading ---- */

static struct error *add_snapshot(struct snapshots *s, const char *path,
                                  const struct checkpoint_hints *hints,
                                  const struct tensor_choice *choice)
{
    struct checkpoint c;
    struct error *err = checkpoint_open(&c, path, hints);
    return err ? err : snapshots_add(s, &c, choice);
}

/* Which tensors span the plane. Borrows the options' expressions. */
static struct tensor_choice choice_of(const struct plane_opts *opts)
{
    struct tensor_choice choice = opts->choice;
    choice.buffers = opts->ends.count > 0;
    choice.tied = true; /* an array moves under all its names */
    choice.exclude_option = "--exclude";
    return choice;
}

/* Adds the trajectory, the snapshot, and the snapshots to lead to. */
static struct error *describe(struct snapshots *s, const struct plane_opts *opts,
                              struct report *report)
{
    struct error *err = NULL;
    const struct tensor_choice choice = choice_of(opts);
    s->left_out.moved = true;
    s->takes_factors = true; /* it is their numbers that move */
    for (size_t i = 0; i < opts->files.count; i++)
        TRY(add_snapshot(s, opts->files.at[i], &opts->hints, &choice));
    for (size_t i = 0; i < opts->ends.count; i++)
        TRY(add_snapshot(s, opts->ends.at[i], &opts->hints, &choice));
    TRY(left_out_report(&s->left_out, report));
    snapshots_report_order(s, report);
out:
    return err;
}

static void widen(double *to, const float *from, size_t count)
{
    for (size_t i = 0; i < count; i++)
        to[i] = (double)from[i];
}

/* Reads columns [first, first + count) of a snapshot, which must be finite. */
static struct error *read_columns(const struct snapshots *s, size_t snapshot, size_t first,
                                  size_t count, double *to)
{
    enum { STEP = 1 << 12 };
    struct error *err;
    struct cursor cursor = {0};
    float narrow[STEP];
    TRY(cursor_open(&cursor, &s->at[snapshot].file));
    for (size_t done = 0, step; done < count; done += step) {
        bool is_narrow = s->type == PHM_F32;
        void *piece = is_narrow ? (void *)narrow : to + done;
        size_t bad = SNAPSHOT_FINITE;
        step = size_min(STEP, count - done);
        TRY(snapshots_read(s, snapshot, &cursor, first + done, step, piece, &bad));
        if (bad != SNAPSHOT_FINITE)
            TRY(snapshots_error_nonfinite(s, snapshot, bad));
        if (is_narrow)
            widen(to + done, narrow, step);
    }
out:
    cursor_close(&cursor);
    return err;
}

/* ---- directions ---- */

static struct error *direction_begin(struct plane *p, size_t params, bool leads, const char *name)
{
    struct plane_direction *d = &p->direction[p->dims++];
    d->leads = leads;
    d->name = strdup(name);
    d->values = calloc(params, sizeof *d->values);
    return d->name && d->values ? NULL : error_memory("directions");
}

/* Adds the direction from the set's snapshot `origin`, which is read only to check that it is
 * finite. */
static struct error *lead_to(struct plane *p, const struct snapshots *s, size_t origin,
                             size_t snapshot)
{
    struct error *err;
    size_t params = snapshots_params(s);
    TRY(direction_begin(p, params, true, s->at[snapshot].file.path));
    double *values = p->direction[p->dims - 1].values;
    TRY(read_columns(s, origin, 0, params, values));
    TRY(read_columns(s, snapshot, 0, params, values));
out:
    return err;
}

/* Adds a random direction of the snapshot, the set's `row`; sets `moves` for the tensors that it
 * moves. */
static struct error *add_random(struct plane *p, const struct snapshots *s, size_t row,
                                const struct direction_opts *opts, bool *moves)
{
    struct error *err;
    struct direction d = {0};
    TRY(direction_begin(p, snapshots_params(s), false, "random"));
    for (size_t i = 0; i < s->tensor_count; i++) {
        const struct tensor *t = &s->tensors[i];
        double *values = p->direction[p->dims - 1].values + s->starts[i];
        if (!direction_moves(opts, t))
            continue;
        moves[i] = true;
        TRY(read_columns(s, row, s->starts[i], t->count, values));
        TRY(error_prefix(direction_of(&d, opts, t->name, t->shape, t->dims, values), "%s",
                         s->at[row].file.path));
        direction_values(&d, values, 0, t->count, values);
        direction_free(&d);
    }
out:
    direction_free(&d);
    return err;
}

static struct error *add_principal(struct plane *p, const struct snapshots *s,
                                   struct report *report)
{
    struct error *err;
    size_t params = snapshots_params(s);
    TRY(direction_begin(p, params, false, "pca-1"));
    TRY(direction_begin(p, params, false, "pca-2"));
    TRY(matrix_new(&p->coords, s->count, PLANE_DIMS_MAX));
    TRY(principal_directions(s, s->count - 1, report, &p->coords,
                             (double *[]){p->direction[0].values, p->direction[1].values},
                             &p->share));
out:
    return err;
}

/* The snapshot is at 0; the k-th snapshot to lead to is at 1 of its direction. */
static struct error *place_ends(struct plane *p, size_t ends)
{
    struct error *err = matrix_new(&p->coords, ends + 1, p->dims);
    for (size_t k = 0; !err && k < ends; k++)
        p->coords.a[(k + 1) * p->dims + k] = 1;
    return err;
}

/* Makes all directions and the places of the snapshots; `moves` (all false) has one flag per tensor
 * of s. */
static struct error *make_directions(struct plane *p, const struct plane_opts *opts,
                                     const struct snapshots *s, struct report *report, bool *moves)
{
    struct error *err = NULL;
    size_t ends = opts->ends.count, origin = opts->files.count - 1;
    for (size_t i = 0; i < ends; i++)
        TRY(lead_to(p, s, origin, origin + 1 + i));
    for (size_t i = 0; i < opts->randoms; i++) {
        struct direction_opts random = opts->random;
        random.seed += i;
        TRY(add_random(p, s, origin, &random, moves));
    }
    if (opts->principal)
        TRY(add_principal(p, s, report));
    if (ends > 0 || opts->principal)
        for (size_t i = 0; i < s->tensor_count; i++)
            moves[i] = true;
    if (ends > 0)
        TRY(place_ends(p, ends));
out:
    return err;
}

/* ---- the plane ---- */

/* Whether two tensors of the snapshot are one stored array. */
static bool is_tied(const struct tensor *a, const struct tensor *b)
{
    return a->place.offset == b->place.offset && a->place.skip == b->place.skip &&
           a->count == b->count;
}

/* Tensor `index` moves by its twin's values: if the twin leads elsewhere, the other snapshot cannot
 * be reached. */
static struct error *check_twin(const struct plane *p, size_t index)
{
    const struct tensor *t = &p->origin.tensors[index];
    for (size_t i = 0; i < p->origin.count; i++)
        for (size_t k = 0; p->moves[i] && is_tied(t, &p->origin.tensors[i]) && k < p->dims; k++) {
            const struct plane_direction *d = &p->direction[k];
            if (d->leads && memcmp(d->values + p->starts[index], d->values + p->starts[i],
                                   t->count * sizeof *d->values) != 0)
                return error_new("%s: tensors %s and %s are one array, but differ in %s: save the "
                                 "first with an array for each",
                                 p->origin.path, p->origin.tensors[i].name, t->name, d->name);
        }
    return NULL;
}

/* Among tensors that are one array, the first by name moves them all. */
static struct error *settle_ties(struct plane *p)
{
    size_t count = p->origin.count;
    bool *wanted = malloc((count + 1) * sizeof *wanted);
    if (!wanted)
        return error_memory("the list of tensors");
    memcpy(wanted, p->moves, count * sizeof *wanted);
    struct error *err = rewrite_resolve(&p->origin, p->moves);
    for (size_t i = 0; i < count && !err; i++)
        if (wanted[i] && !p->moves[i])
            err = check_twin(p, i);
    free(wanted);
    return err;
}

static struct error *error_none_moves(const struct checkpoint *c)
{
    return error_new("%s: no tensor moves: those chosen have one dimension, or hold integers: "
                     "choose others (--include), or move these too (--bias)",
                     c->path);
}

/* Sets which of the snapshot's tensors move, from the flags of the set's tensors. */
static struct error *settle_moves(struct plane *p, const struct snapshots *s,
                                  const struct plane_opts *opts, const bool *moves)
{
    struct error *err;
    struct checkpoint *c = &p->origin;
    const struct tensor_choice choice = choice_of(opts);
    size_t moved = 0, *of = calloc(s->tensor_count, sizeof *of);
    p->moves = calloc(c->count + 1, sizeof *p->moves);
    p->starts = calloc(c->count + 1, sizeof *p->starts);
    if (!of || !p->moves || !p->starts)
        TRY(error_memory("the list of tensors"));
    TRY(snapshots_match(s, c, &choice, of));
    for (size_t i = 0; i < s->tensor_count; i++) {
        p->moves[of[i]] = moves[i] && dtype_is_float(c->tensors[of[i]].place.type);
        p->starts[of[i]] = s->starts[i];
        moved += p->moves[of[i]];
    }
    TRY(moved ? settle_ties(p) : error_none_moves(c));
out:
    free(of);
    return err;
}

struct error *plane_open(struct plane *p, const struct plane_opts *opts, struct report *report)
{
    struct error *err;
    struct snapshots s = {0};
    bool *moves = NULL;
    *p = (struct plane){0};
    TRY(describe(&s, opts, report));
    TRY(checkpoint_open(&p->origin, opts->files.at[opts->files.count - 1], &opts->hints));
    moves = calloc(s.tensor_count, sizeof *moves);
    if (!moves)
        TRY(error_memory("the list of tensors"));
    TRY(make_directions(p, opts, &s, report, moves));
    TRY(settle_moves(p, &s, opts, moves));
    if (p->coords.rows > 0) {
        p->rows = s.rows;
        s.rows = (struct table){0};
    }
out:
    free(moves);
    snapshots_free(&s);
    if (err)
        plane_free(p);
    return err;
}

void plane_free(struct plane *p)
{
    checkpoint_free(&p->origin);
    free(p->moves);
    free(p->starts);
    for (size_t k = 0; k < PLANE_DIMS_MAX; k++) {
        free(p->direction[k].name);
        free(p->direction[k].values);
    }
    table_free(&p->rows);
    matrix_free(&p->coords);
    *p = (struct plane){0};
}

/* ---- points ---- */

struct point {
    const struct plane *plane;
    const double *at;
    double stay; /* the share of the snapshot's own values: 1 minus the shares of the others */
};

static struct error *move_values(void *context, size_t index, size_t first, size_t count,
                                 double *values)
{
    const struct point *point = context;
    const struct plane *p = point->plane;
    for (size_t e = 0; e < count; e++)
        values[e] *= point->stay;
    for (size_t k = 0; k < p->dims; k++) {
        const double *d = p->direction[k].values + p->starts[index] + first, at = point->at[k];
        for (size_t e = 0; e < count; e++)
            values[e] += at * d[e];
    }
    return NULL;
}

struct error *plane_write(const struct plane *p, const double *at, const char *path)
{
    struct point point = {p, at, 1};
    struct rewriter rewriter = {&point, move_values};
    for (size_t k = 0; k < p->dims; k++)
        if (p->direction[k].leads)
            point.stay -= at[k];
    return rewrite_file(&p->origin, p->moves, &rewriter, path);
}
