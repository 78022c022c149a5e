#include "landscape/direction.h"

#include "base/size.h"
#include "checkpoint/rewrite/rewrite.h"
#include "checkpoint/tensor_read.h"
#include "landscape/normal.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 4096, PIECE = TENSOR_CHUNK }; /* elements made by one thread; read at once */

const char *const direction_norm_names[] = {"filter", "layer", "weight", "none", NULL};

bool direction_moves(const struct direction_opts *opts, const struct tensor *t)
{
    return dtype_is_float(t->place.type) && (t->dims > 1 || opts->bias);
}

/* ---- values ---- */

/* Scales normal numbers to elements of d, from element `first` on. */
static void scale_block(const struct direction *d, const double *normal, const double *theta,
                        size_t first, size_t count, double *to)
{
    if (d->norm == DIRECTION_NONE)
        memcpy(to, normal, count * sizeof *to);
    else if (d->norm == DIRECTION_WEIGHT)
        for (size_t i = 0; i < count; i++)
            to[i] = normal[i] * fabs(theta[i]);
    else
        for (size_t i = 0, run; i < count; i += run) {
            size_t slice = (first + i) / d->length;
            run = size_min(count - i, (slice + 1) * d->length - (first + i));
            for (size_t k = i; k < i + run; k++)
                to[k] = normal[k] * d->scale[slice];
        }
}

void direction_values(const struct direction *d, const double *theta, size_t first, size_t count,
                      double *to)
{
#pragma omp parallel for schedule(static) if (count > BLOCK)
    for (size_t at = 0; at < count; at += BLOCK) {
        double normal[BLOCK];
        size_t length = size_min(count - at, BLOCK);
        normal_fill(normal, d->stream, first + at, length);
        scale_block(d, normal, theta + at, first + at, length, to + at);
    }
}

/* ---- scales ---- */

/* Per slice, the sums of squares of theta and of the normal numbers, and whether theta is not all
 * zero there. */
struct measures {
    double *theta, *normal;
    bool *any;
};

static void direction_begin(struct direction *d, const struct direction_opts *opts,
                            const char *name, const size_t *shape, size_t dims)
{
    size_t count = 1;
    for (size_t i = 0; i < dims; i++)
        count *= shape[i];
    bool filters = opts->norm == DIRECTION_FILTER && dims > 1 && count > 0;
    *d = (struct direction){.norm = opts->norm, .stream = normal_stream(name, opts->seed)};
    d->slices = filters ? shape[0] : 1;
    d->length = count / d->slices;
}

static bool has_scales(const struct direction *d)
{
    return d->norm == DIRECTION_FILTER || d->norm == DIRECTION_LAYER;
}

static struct error *measures_new(struct measures *m, struct direction *d)
{
    *m = (struct measures){0};
    if (!has_scales(d))
        return NULL;
    d->scale = calloc(d->slices, sizeof *d->scale);
    m->theta = calloc(d->slices, sizeof *m->theta);
    m->normal = calloc(d->slices, sizeof *m->normal);
    m->any = calloc(d->slices, sizeof *m->any);
    return d->scale && m->theta && m->normal && m->any ? NULL
                                                       : error_memory("the norms of a tensor");
}

static void measures_free(struct measures *m)
{
    free(m->theta);
    free(m->normal);
    free(m->any);
}

/* Adds one element after the other, so that the sums do not depend on how the elements are cut into
 * pieces. */
static void add_squares(double *sums, size_t length, const double *values, size_t first,
                        size_t count)
{
    for (size_t i = 0, run; i < count; i += run) {
        size_t slice = (first + i) / length;
        run = size_min(count - i, (slice + 1) * length - (first + i));
        for (size_t k = i; k < i + run; k++)
            sums[slice] += values[k] * values[k];
    }
}

static void note_any(bool *any, size_t length, const double *theta, size_t first, size_t count)
{
    for (size_t i = 0; i < count; i++)
        any[(first + i) / length] |= theta[i] != 0;
}

/* Adds elements [first, first + count) of theta to the measures; `room` holds as many numbers. */
static struct error *measure(const struct direction *d, struct measures *m, const double *theta,
                             size_t first, size_t count, double *room)
{
    struct direction plain = {.norm = DIRECTION_NONE, .stream = d->stream};
    for (size_t i = 0; i < count; i++)
        if (!isfinite(theta[i]))
            return error_new("element %zu: is %g, but the norm of a direction must be finite: take "
                             "an earlier snapshot",
                             first + i, theta[i]);
    if (!has_scales(d))
        return NULL;
    direction_values(&plain, theta, first, count, room);
    note_any(m->any, d->length, theta, first, count);
    add_squares(m->theta, d->length, theta, first, count);
    add_squares(m->normal, d->length, room, first, count);
    return NULL;
}

/* Sets the scales; a slice of zeros does not move. */
static struct error *settle(struct direction *d, const struct measures *m)
{
    for (size_t i = 0; has_scales(d) && i < d->slices; i++) {
        if (!isfinite(m->theta[i]))
            return error_new("slice %zu: its norm overflows: is this a network?", i);
        if (m->any[i] && m->theta[i] < DBL_MIN)
            return error_new("slice %zu: its numbers are below 1e-150, and their squares 0: scale "
                             "directions by each weight (--norm weight)",
                             i);
        d->scale[i] = m->normal[i] > 0 ? sqrt(m->theta[i] / m->normal[i]) : 0;
    }
    return NULL;
}

/* ---- tensors ---- */

/* A tensor, and where its values are: in memory, or in the file of a cursor. */
struct source {
    const char *name;
    const size_t *shape;
    size_t dims;
    const double *theta;
    struct cursor *cursor;
    const struct tensor *tensor;
};

static struct error *source_read(const struct source *s, size_t first, size_t count, double *to)
{
    if (s->cursor)
        return tensor_read_f64(s->cursor, s->tensor, first, count, to);
    memcpy(to, s->theta + first, count * sizeof *to);
    return NULL;
}

static struct error *error_at(struct error *err, const struct source *s)
{
    if (s->cursor)
        return error_prefix(err, "%s: tensor %s",
                            s->cursor->checkpoint->files[s->tensor->place.file].path, s->name);
    return error_prefix(err, "tensor %s", s->name);
}

static struct error *direction_make(struct direction *d, const struct direction_opts *opts,
                                    const struct source *s)
{
    struct error *err;
    struct measures m = {0};
    direction_begin(d, opts, s->name, s->shape, s->dims);
    size_t elements = d->slices * d->length;
    double *theta = malloc(PIECE * sizeof *theta), *room = malloc(PIECE * sizeof *room);
    if (!theta || !room)
        TRY(error_memory("a direction"));
    TRY(measures_new(&m, d));
    for (size_t at = 0, count; at < elements; at += count) {
        count = size_min(elements - at, PIECE);
        TRY(source_read(s, at, count, theta));
        TRY(error_at(measure(d, &m, theta, at, count, room), s));
    }
    TRY(error_at(settle(d, &m), s));
out:
    measures_free(&m);
    free(theta);
    free(room);
    if (err)
        direction_free(d);
    return err;
}

struct error *direction_of(struct direction *d, const struct direction_opts *opts, const char *name,
                           const size_t *shape, size_t dims, const double *theta)
{
    const struct source s = {.name = name, .shape = shape, .dims = dims, .theta = theta};
    return direction_make(d, opts, &s);
}

struct error *direction_read(struct direction *d, const struct direction_opts *opts,
                             struct cursor *cursor, const struct tensor *t)
{
    const struct source s = {
        .name = t->name, .shape = t->shape, .dims = t->dims, .cursor = cursor, .tensor = t};
    return direction_make(d, opts, &s);
}

void direction_free(struct direction *d)
{
    free(d->scale);
    *d = (struct direction){0};
}

/* ---- all tensors of a checkpoint ---- */

static struct error *error_none_moves(const struct checkpoint *c, size_t chosen,
                                      const struct direction_opts *opts)
{
    return error_new("%s: no tensor moves: it has %zu, of which %zu are chosen, and %s: see "
                     "snapcat -l",
                     c->path, c->count, chosen,
                     opts->bias ? "of these none holds floating-point numbers"
                                : "of these none holds floating-point numbers in two dimensions, "
                                  "without which a tensor moves only with --bias");
}

/* Which tensors move, each array once. */
static struct error *choose(struct direction_set *set, const struct checkpoint *c,
                            const struct tensor_choice *choice, const struct direction_opts *opts,
                            struct left_out *left_out)
{
    struct error *err;
    size_t chosen = 0;
    struct tensor_choice names = *choice; /* borrows its expressions */
    enum tensor_verdict *verdicts = calloc(c->count + 1, sizeof *verdicts);
    if (!verdicts)
        return error_memory("a choice of tensors");
    names.tied = true; /* an array moves under all its names */
    TRY(tensor_choice_apply(&names, c, verdicts));
    TRY(left_out_add(left_out, &names, c, verdicts));
    for (size_t i = 0; i < c->count; i++) {
        bool in = verdicts[i] == TENSOR_IN;
        chosen += in;
        set->moves[i] = in && direction_moves(opts, &c->tensors[i]);
    }
    TRY(rewrite_resolve(c, set->moves));
    for (size_t i = 0; i < c->count; i++)
        set->moved += set->moves[i];
    if (set->moved == 0)
        err = error_none_moves(c, chosen, opts);
out:
    free(verdicts);
    return err;
}

struct error *direction_set_open(struct direction_set *set, const struct checkpoint *c,
                                 const struct tensor_choice *choice,
                                 const struct direction_opts *opts, struct left_out *left_out)
{
    struct error *err;
    struct cursor cursor = {0};
    *set = (struct direction_set){.at = calloc(c->count + 1, sizeof *set->at),
                                  .moves = calloc(c->count + 1, sizeof *set->moves),
                                  .count = c->count};
    if (!set->at || !set->moves)
        TRY(error_memory("directions"));
    TRY(choose(set, c, choice, opts, left_out));
    TRY(cursor_open(&cursor, c));
    for (size_t i = 0; i < c->count; i++)
        if (set->moves[i])
            TRY(direction_read(&set->at[i], opts, &cursor, &c->tensors[i]));
    TRY(cursor_check_unchanged(&cursor));
out:
    cursor_close(&cursor);
    if (err)
        direction_set_free(set);
    return err;
}

void direction_set_free(struct direction_set *set)
{
    for (size_t i = 0; set->at && i < set->count; i++)
        direction_free(&set->at[i]);
    free(set->at);
    free(set->moves);
    *set = (struct direction_set){0};
}
