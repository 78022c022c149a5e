/* The evaluation of a grid: each point becomes a temporary snapshot, each answer becomes numbers.
 */
#include "base/path.h"
#include "landscape/lossgrid_impl.h"

#include "base/clock.h"
#include "base/size.h"
#include "base/text/decimal.h"
#include "landscape/guard.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct question {
    size_t point;
    char *path; /* of the snapshot; NULL: no question is open */
};

struct work {
    struct lossgrid *g;
    struct report *report;
    struct guard guard;
    struct evaluators *evaluators;
    struct question *questions; /* one per evaluator */
    size_t asked;               /* open questions */
    size_t next;                /* earlier points are known, or have been asked for */
    size_t known_before;        /* points from the journal */
    double since;               /* start, by seconds_now */
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

/* The ending of a file's name, such as ".pt", by which some programs recognise the format. */
static const char *ending_of(const char *path)
{
    const char *dot = strrchr(path_base(path), '.');
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
                 ending_of(g->plane.origin.files[0].path)) < 0) {
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
    char text[128];
    double seconds = seconds_now() - w->since;
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

struct error *lossgrid_evaluate(struct lossgrid *g, const struct lossgrid_opts *opts,
                                struct report *report)
{
    struct error *err;
    struct work w = {
        .g = g, .report = report, .known_before = g->answers.count, .since = seconds_now()};
    struct evaluator_opts evaluator = opts->evaluator;
    evaluator.count = size_min(evaluator.count, g->answers.points - g->answers.count);
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
