#include "lossgrid.h"

#include "decimal.h"
#include "filehash.h"
#include "guard.h"
#include "memstream.h"
#include "size.h"
#include "stream.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <xxhash.h>

enum { POINTS_MAX = 100000000 };

/* ---- axes ---- */

/* The range of the snapshots' coordinates, a tenth wider on either side, in numbers of few digits:
 * which are the same also where rounding was not. */
static struct axis axis_around(const struct matrix *coords, size_t k)
{
    double from = coords->a[k], to = from;
    for (size_t i = 1; i < coords->rows; i++) {
        from = fmin(from, coords->a[i * coords->cols + k]);
        to = fmax(to, coords->a[i * coords->cols + k]);
    }
    double margin = (to - from) / 10, unit = pow(10, floor(log10(to - from)) - 1);
    return (struct axis){unit * floor((from - margin) / unit), unit * ceil((to + margin) / unit),
                         0};
}

static void settle_axes(struct lossgrid *g, const struct lossgrid_opts *opts)
{
    enum { USUAL_COUNT = 51 };
    for (size_t k = 0; k < PLANE_DIMS_MAX; k++) {
        struct axis *axis = &g->axis[k];
        *axis = opts->axis[k];
        if (axis->count > 0)
            continue;
        if (k >= g->plane.dims)
            *axis = (struct axis){0, 0, 1};
        else if (opts->plane.principal)
            *axis = axis_around(&g->plane.coords, k);
        else
            *axis = (struct axis){g->plane.direction[k].leads ? 0 : -1, 1, 0};
        if (k < g->plane.dims)
            axis->count = USUAL_COUNT;
    }
}

/* ---- the request, by hashes ---- */

static uint64_t hash_text(const char *text)
{
    return XXH3_64bits(text, strlen(text));
}

static void print_list(FILE *f, const char *what, const struct strlist *list)
{
    for (size_t i = 0; i < list->count; i++)
        fprintf(f, "%s %s\n", what, list->at[i]);
}

/* The contents of files, not their names: a file that was moved is still the same. */
static struct error *print_files(FILE *f, const char *what, const struct strlist *paths,
                                 size_t count)
{
    struct error *err = NULL;
    uint64_t hash = 0;
    for (size_t i = 0; i < count; i++) {
        TRY(file_hash(paths->at[i], &hash));
        fprintf(f, "%s %016llx\n", what, (unsigned long long)hash);
    }
out:
    return err;
}

static struct error *print_directions(FILE *f, const struct plane_opts *opts)
{
    struct error *err;
    const struct direction_opts *random = &opts->random;
    TRY(print_files(f, "trajectory", &opts->files, opts->files.count - 1));
    TRY(print_files(f, "end", &opts->ends, opts->ends.count));
    if (opts->randoms > 0)
        fprintf(f, "random %zu %llu %s %d\n", opts->randoms, (unsigned long long)random->seed,
                direction_norm_names[random->norm], random->bias);
    print_list(f, "include", &opts->choice.include.texts);
    print_list(f, "exclude", &opts->choice.exclude.texts);
    fprintf(f, "principal %d key %s\n", opts->principal, opts->hints.key ? opts->hints.key : "");
out:
    return err;
}

static struct error *hash_directions(const struct plane_opts *opts, uint64_t *hash)
{
    struct error *err;
    struct memstream m;
    FILE *f = memstream_open(&m);
    if (!f)
        return error_memory("a description of directions");
    err = print_directions(f, opts);
    if (!memstream_close(&m))
        return err ? err : error_memory("a description of directions");
    *hash = XXH3_64bits(m.text, m.length);
    free(m.text);
    return err;
}

static uint64_t hash_axes(const struct axis *axis)
{
    char text[PLANE_DIMS_MAX * 3 * DECIMAL_ROOM] = "";
    for (size_t k = 0, used = 0; k < PLANE_DIMS_MAX; k++)
        used += (size_t)snprintf(text + used, sizeof text - used, "%.17g:%.17g:%zu ", axis[k].from,
                                 axis[k].to, axis[k].count);
    return hash_text(text);
}

static struct error *open_journal(struct lossgrid *g, const struct lossgrid_opts *opts)
{
    struct error *err;
    enum { FILE_PART, DIRECTIONS, AXES, COMMAND, PARTS };
    struct journal_part parts[PARTS] = {
        {"file", 0}, {"directions", 0}, {"axes", 0}, {"command", 0}};
    parts[AXES].hash = hash_axes(g->axis);
    parts[COMMAND].hash = hash_text(opts->evaluator.command);
    if (opts->journal) {
        TRY(file_hash(g->plane.origin.path, &parts[FILE_PART].hash));
        TRY(hash_directions(&opts->plane, &parts[DIRECTIONS].hash));
    }
    TRY(journal_open(&g->journal, opts->journal, parts, PARTS, &g->answers));
out:
    return err;
}

/* ---- evaluation ---- */

struct question {
    size_t point;
    char *path; /* of the snapshot; NULL where none is under way */
};

struct work {
    struct lossgrid *g;
    struct report *report;
    struct guard guard;
    struct evaluators *evaluators;
    struct question *questions; /* one an evaluator */
    size_t asked;               /* questions under way */
    size_t next;                /* points before this one are known, or have been asked for */
    size_t known_before;        /* from the journal */
    struct timespec since;
};

static void coordinates_of(const struct lossgrid *g, size_t point, double at[PLANE_DIMS_MAX])
{
    size_t nx = g->axis[0].count;
    at[0] = axis_at(&g->axis[0], point % nx);
    at[1] = g->plane.dims > 1 ? axis_at(&g->axis[1], point / nx) : 0;
}

/* "x = 0.5, y = -1". */
static void name_place(const struct lossgrid *g, size_t point, char place[EVALUATOR_PLACE_MAX])
{
    double at[PLANE_DIMS_MAX];
    coordinates_of(g, point, at);
    int used = snprintf(place, EVALUATOR_PLACE_MAX, "x = %.6g", at[0]);
    if (g->plane.dims > 1)
        snprintf(place + used, EVALUATOR_PLACE_MAX - (size_t)used, ", y = %.6g", at[1]);
}

/* The ending of a file's name, ".pt", by which some programs know its format. */
static const char *ending_of(const char *path)
{
    const char *slash = strrchr(path, '/'), *dot = strrchr(slash ? slash : path, '.');
    return dot ? dot : "";
}

static void forget_question(struct work *w, struct question *q)
{
    unlink(q->path);
    free(q->path);
    q->path = NULL;
    w->asked--;
}

/* Asks an evaluator for the next point that is not known, if there is one. */
static struct error *ask_next(struct work *w, size_t evaluator)
{
    struct error *err;
    const struct lossgrid *g = w->g;
    struct question *q = &w->questions[evaluator];
    double at[PLANE_DIMS_MAX];
    char place[EVALUATOR_PLACE_MAX];
    while (w->next < g->answers.points && g->answers.known[w->next])
        w->next++;
    if (w->next == g->answers.points)
        return NULL;
    q->point = w->next++;
    if (asprintf(&q->path, "%s/point-%zu%s", w->guard.dir, q->point,
                 ending_of(g->plane.origin.path)) < 0) {
        q->path = NULL;
        return error_memory("a file name");
    }
    w->asked++;
    coordinates_of(g, q->point, at);
    name_place(g, q->point, place);
    TRY(error_prefix(plane_write(&g->plane, at, q->path), "%s", place));
    TRY(evaluators_ask(w->evaluators, evaluator, q->path, place));
out:
    return err;
}

/* "1200 of 2601 points, 3 min left". */
static void tell_progress(const struct work *w)
{
    const struct answers *a = &w->g->answers;
    struct timespec now;
    char text[128];
    clock_gettime(CLOCK_MONOTONIC, &now);
    double seconds =
        (double)(now.tv_sec - w->since.tv_sec) + 1e-9 * (double)(now.tv_nsec - w->since.tv_nsec);
    double left = seconds / (double)(a->count - w->known_before) * (double)(a->points - a->count);
    bool is_long = left >= 120;
    snprintf(text, sizeof text, "%zu of %zu points, %.0f %s left", a->count, a->points,
             ceil(is_long ? left / 60 : left), is_long ? "min" : "s");
    report_progress(w->report, text, (double)a->count / (double)a->points);
}

static struct error *take_answer(struct work *w)
{
    struct error *err;
    struct answer answer;
    struct lossgrid *g = w->g;
    char place[EVALUATOR_PLACE_MAX], first[DECIMAL_ROOM];
    TRY(evaluators_answer(w->evaluators, &answer));
    struct question *q = &w->questions[answer.evaluator];
    name_place(g, q->point, place);
    TRY(error_prefix(answers_put(&g->answers, q->point, answer.numbers, answer.count), "%s",
                     place));
    TRY(journal_add(&g->journal, &g->answers, q->point));
    decimal_f64(first, answer.numbers[0]);
    report_line(w->report, REPORT_DETAIL, "%s: %s", place, first);
    forget_question(w, q);
    tell_progress(w);
    TRY(ask_next(w, answer.evaluator));
out:
    return err;
}

static struct error *converse(struct work *w, size_t evaluators)
{
    struct error *err = NULL;
    for (size_t i = 0; i < evaluators; i++)
        TRY(ask_next(w, i));
    while (w->asked > 0)
        TRY(take_answer(w));
    TRY(evaluators_finish(w->evaluators));
out:
    return err;
}

/* All points that are not known yet: one at least. */
static struct error *evaluate(struct lossgrid *g, const struct lossgrid_opts *opts,
                              struct report *report)
{
    struct error *err;
    struct work w = {.g = g, .report = report, .known_before = g->answers.count};
    struct evaluator_opts evaluator = opts->evaluator;
    evaluator.count = size_min(evaluator.count, g->answers.points - g->answers.count);
    clock_gettime(CLOCK_MONOTONIC, &w.since);
    TRY(guard_start(&w.guard));
    evaluator.group = w.guard.group;
    w.questions = calloc(evaluator.count, sizeof *w.questions);
    if (!w.questions)
        TRY(error_memory("the points under way"));
    TRY(evaluators_start(&w.evaluators, &evaluator));
    TRY(converse(&w, evaluator.count));
out:
    evaluators_free(w.evaluators);
    guard_end(&w.guard);
    for (size_t i = 0; w.questions && i < evaluator.count; i++)
        free(w.questions[i].path);
    free(w.questions);
    return err;
}

/* ---- the whole ---- */

static void note_beginning(const struct lossgrid *g, struct report *report)
{
    const struct answers *a = &g->answers;
    if (g->plane.share > 0)
        report_line(report, REPORT_NOTE,
                    "the plane holds %.2f %% of the snapshots' squared distances from %s",
                    100 * g->plane.share, g->plane.origin.path);
    if (a->count > 0)
        report_line(report, REPORT_NOTE, "%zu of %zu points are in %s: the others follow", a->count,
                    a->points, g->journal.path);
}

static void note_end(const struct lossgrid *g, struct report *report)
{
    size_t nonfinite = answers_nonfinite(&g->answers);
    if (nonfinite > 0)
        report_line(report, REPORT_NOTE, "at %zu of %zu points the evaluator gave NaN or infinity",
                    nonfinite, g->answers.points);
}

struct error *lossgrid_run(struct lossgrid *g, const struct lossgrid_opts *opts,
                           struct report *report)
{
    struct error *err;
    *g = (struct lossgrid){.journal.fd = -1};
    TRY(plane_open(&g->plane, &opts->plane, report));
    settle_axes(g, opts);
    size_t points = g->axis[0].count * g->axis[1].count; /* 2^40 at the most */
    if (points > POINTS_MAX)
        TRY(error_new("a grid of %zu x %zu points: ask for %d at the most", g->axis[0].count,
                      g->axis[1].count, POINTS_MAX));
    TRY(answers_new(&g->answers, points, opts->names.count));
    TRY(open_journal(g, opts));
    note_beginning(g, report);
    if (g->answers.count < points)
        TRY(evaluate(g, opts, report));
    note_end(g, report);
out:
    if (err)
        lossgrid_free(g);
    return err;
}

void lossgrid_free(struct lossgrid *g)
{
    plane_free(&g->plane);
    answers_free(&g->answers);
    journal_close(&g->journal);
}

/* ---- output ---- */

static struct error *set_axis_attrs(struct record *r, const struct lossgrid *g, size_t k)
{
    static const char letters[PLANE_DIMS_MAX] = "xy";
    struct error *err;
    char key[PHM_WORD_MAX];
    snprintf(key, sizeof key, "%c-from", letters[k]);
    TRY(record_attr_set(r, key, "%.17g", g->axis[k].from));
    snprintf(key, sizeof key, "%c-to", letters[k]);
    TRY(record_attr_set(r, key, "%.17g", g->axis[k].to));
    snprintf(key, sizeof key, "%c-direction", letters[k]);
    TRY(record_attr_set(r, key, "%s", g->plane.direction[k].name));
out:
    return err;
}

/* The grid of the answers' number `index`. */
static struct error *write_grid(const struct lossgrid *g, size_t index, const char *name,
                                struct writer *out, const char *provenance)
{
    struct error *err;
    struct record r = {0};
    struct matrix values = {0};
    TRY(matrix_new(&values, g->axis[1].count, g->axis[0].count));
    for (size_t i = 0; i < g->answers.points; i++)
        values.a[i] = g->answers.numbers[i * g->answers.width + index];
    TRY(record_init(&r, "grid", PHM_F64, values.rows, values.cols));
    TRY(record_attr_set(&r, "value", "%s", name));
    for (size_t k = 0; k < g->plane.dims; k++)
        TRY(set_axis_attrs(&r, g, k));
    TRY(record_from_add(&r, provenance));
    TRY(writer_matrix(out, &r, &values));
out:
    matrix_free(&values);
    record_free(&r);
    return err;
}

static struct error *write_snapshots(const struct plane *p, struct writer *out,
                                     const char *provenance)
{
    struct error *err;
    struct record r = {0};
    TRY(stream_put_table(out, "rows", &p->rows, provenance));
    TRY(record_init(&r, "coords", PHM_F64, p->coords.rows, p->coords.cols));
    TRY(record_from_add(&r, provenance));
    TRY(writer_matrix(out, &r, &p->coords));
out:
    record_free(&r);
    return err;
}

struct error *lossgrid_write(const struct lossgrid *g, const struct strlist *names,
                             struct writer *out, const char *provenance)
{
    struct error *err = NULL;
    size_t count = names->count ? names->count : g->answers.width;
    if (g->plane.rows.rows > 0)
        TRY(write_snapshots(&g->plane, out, provenance));
    for (size_t i = 0; i < count; i++) {
        char usual[PHM_WORD_MAX] = "loss";
        if (i > 0)
            snprintf(usual, sizeof usual, "value%zu", i + 1);
        TRY(write_grid(g, i, names->count ? names->at[i] : usual, out, provenance));
    }
out:
    return err;
}
