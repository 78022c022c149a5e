#include "evaluation/conversation.h"

#include "base/clock.h"
#include "base/file/path.h"
#include "base/size.h"
#include "base/text/decimal.h"
#include "evaluation/answer_file.h"
#include "evaluation/guard.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct question {
    size_t point;
    char *name;
    char *path; /* of the snapshot; NULL: no question is open */
    struct timespec asked;
};

struct work {
    const struct conversation *c;
    struct report *report;
    struct guard guard;
    struct evaluators *evaluators;
    struct question *questions;  /* one per evaluator */
    struct file_identity *files; /* likewise */
    size_t count;                /* evaluators */
    size_t asked;                /* open questions */
    size_t next;                 /* earlier points are known, or have been asked for */
    size_t known_before;         /* points from the journal */
    double since;                /* start, by seconds_now */
};

static void question_free(struct question *q)
{
    free(q->name);
    free(q->path);
    *q = (struct question){0};
}

/* Asks an evaluator for the next point that is not known, if there is one. */
static struct error *ask_next(struct work *w, size_t evaluator)
{
    struct error *err;
    const struct conversation *c = w->c;
    struct question *q = &w->questions[evaluator];
    while (w->next < c->answers->points && c->answers->known[w->next])
        w->next++;
    if (w->next == c->answers->points)
        return NULL;
    q->point = w->next++;
    TRY(c->name(c->context, q->point, &q->name));
    if (c->temporary)
        TRY(error_prefix(guard_check(&w->guard), "%s", q->name));
    TRY(error_prefix(c->snapshot(c->context, q->point, w->guard.dir, &q->path), "%s", q->name));
    w->asked++;
    q->asked = answer_file_clock();
    TRY(evaluators_ask(w->evaluators, evaluator, q->path, q->name));
out:
    return err;
}

/* "1200 of 2601 points, 3 min left". */
static void tell_progress(const struct work *w)
{
    const struct answers *a = w->c->answers;
    char text[128];
    double seconds = seconds_now() - w->since;
    double left = seconds / (double)(a->count - w->known_before) * (double)(a->points - a->count);
    bool is_long = left >= 120;
    snprintf(text, sizeof text, "%zu of %zu %s, %.0f %s left", a->count, a->points, w->c->points,
             ceil(is_long ? left / 60 : left), is_long ? "min" : "s");
    report_progress(w->report, text, (double)a->count / (double)a->points);
}

/* By its name in the folder that is held. */
static void close_question(struct work *w, struct question *q)
{
    if (w->c->temporary)
        unlinkat(w->guard.folder, path_base(q->path), 0);
    question_free(q);
    w->asked--;
}

/* Reads what the answer has of predictions. */
static struct error *read_predictions(struct work *w, const struct question *q,
                                      const struct answer *answer, struct answer_predictions *p)
{
    struct error *err = NULL;
    int fd;
    if (answer->file) {
        TRY(answer_file_open(w->files, w->count, answer->evaluator, answer->file, &q->asked, &fd));
        err = answer_predictions_read(p, fd, answer->file);
        close(fd);
    } else if (answer->block)
        err = error_prefix(answer_predictions_parse(p, answer->block, answer->block_bytes),
                           "predictions");
out:
    return err;
}

static struct error *keep_answer(struct work *w, const struct question *q,
                                 const struct answer *answer)
{
    struct error *err = NULL;
    struct answers *answers = w->c->answers;
    struct answer_predictions p = {0};
    bool has_any = answer->file || answer->block;
    if (answers->predictions) { /* they are wanted */
        TRY(read_predictions(w, q, answer, &p));
        TRY(prediction_store_put(answers->predictions, q->point, has_any ? &p : NULL));
    }
    TRY(answers_put(answers, q->point, answer->numbers, answer->count));
out:
    answer_predictions_free(&p);
    return err;
}

static struct error *take_answer(struct work *w)
{
    struct error *err;
    struct answer answer = {0};
    char first[DECIMAL_ROOM];
    TRY(evaluators_answer(w->evaluators, &answer));
    struct question *q = &w->questions[answer.evaluator];
    TRY(error_prefix(keep_answer(w, q, &answer), "%s", q->name));
    TRY(journal_add(w->c->journal, w->c->answers, q->point));
    decimal_f64(first, answer.numbers[0]);
    report_line(w->report, REPORT_DETAIL, "%s: %s", q->name, first);
    close_question(w, q);
    tell_progress(w);
    TRY(ask_next(w, answer.evaluator));
out:
    answer_free(&answer);
    return err;
}

static struct error *converse(struct work *w)
{
    struct error *err = NULL;
    for (size_t i = 0; i < w->count; i++)
        TRY(ask_next(w, i));
    while (w->asked > 0)
        TRY(take_answer(w));
    TRY(evaluators_finish(w->evaluators));
out:
    return err;
}

struct error *conversation_hold(const struct conversation *c, const struct evaluator_opts *opts,
                                struct report *report)
{
    struct error *err;
    struct work w = {
        .c = c, .report = report, .known_before = c->answers->count, .since = seconds_now()};
    struct evaluator_opts evaluator = *opts;
    evaluator.count = size_min(opts->count, c->answers->points - c->answers->count);
    TRY(guard_start(&w.guard, evaluator.command));
    w.count = evaluator.count;
    w.questions = calloc(w.count, sizeof *w.questions);
    w.files = calloc(w.count, sizeof *w.files);
    if (!w.questions || !w.files)
        TRY(error_memory("the points under way"));
    TRY(evaluators_start(&w.evaluators, &evaluator, &w.guard));
    TRY(converse(&w));
out:
    evaluators_free(w.evaluators);
    guard_end(&w.guard);
    for (size_t i = 0; w.questions && i < w.count; i++)
        question_free(&w.questions[i]);
    free(w.questions);
    free(w.files);
    return err;
}
