#include "evaluation/evaluators.h"

#include "base/clock.h"
#include "evaluation/evaluator.h"

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

struct evaluators {
    const struct evaluator_opts *opts;
    struct evaluator *at;
    double *deadlines; /* of the answers; INFINITY: none */
    struct pollfd *polls;
};

struct error *evaluators_start(struct evaluators **e, const struct evaluator_opts *opts,
                               const struct guard *guard)
{
    struct error *err = NULL;
    *e = calloc(1, sizeof **e);
    if (!*e)
        return error_memory("evaluators");
    (*e)->opts = opts;
    (*e)->at = calloc(opts->count, sizeof *(*e)->at);
    (*e)->deadlines = calloc(opts->count, sizeof *(*e)->deadlines);
    (*e)->polls = calloc(opts->count, sizeof *(*e)->polls);
    if (!(*e)->at || !(*e)->deadlines || !(*e)->polls)
        TRY(error_memory("evaluators"));
    for (size_t i = 0; i < opts->count; i++)
        (*e)->at[i].to = (*e)->at[i].from = -1;
    for (size_t i = 0; i < opts->count; i++)
        TRY(evaluator_start(&(*e)->at[i], guard));
out:
    if (err) {
        evaluators_free(*e);
        *e = NULL;
    }
    return err;
}

void evaluators_free(struct evaluators *e)
{
    if (!e)
        return;
    for (size_t i = 0; e->at && i < e->opts->count; i++)
        evaluator_free(&e->at[i]);
    free(e->at);
    free(e->deadlines);
    free(e->polls);
    free(e);
}

struct error *evaluators_ask(struct evaluators *e, size_t evaluator, const char *path,
                             const char *place)
{
    e->deadlines[evaluator] = e->opts->timeout > 0 ? seconds_now() + e->opts->timeout : INFINITY;
    return evaluator_ask(&e->at[evaluator], path, place);
}

/* ---- waiting ---- */

/* Milliseconds until the first deadline, for poll. */
static int patience(const struct evaluators *e)
{
    double first = INFINITY;
    for (size_t i = 0; i < e->opts->count; i++)
        if (e->at[i].asked)
            first = fmin(first, e->deadlines[i]);
    double left = 1000 * (first - seconds_now());
    return first == INFINITY ? -1 : (int)fmin(fmax(left + 1, 0), 1e9);
}

static struct error *error_late(const struct evaluator *v, double timeout)
{
    char so_far[EVALUATOR_SO_FAR];
    evaluator_print_so_far(v, so_far);
    return error_new("%s: no answer from the evaluator within %g s%s: let it flush its output, or "
                     "give it longer (--timeout)",
                     v->place, timeout, so_far);
}

/* Checks the deadlines of the evaluators from which poll had nothing. */
static struct error *check_deadlines(const struct evaluators *e)
{
    double now = seconds_now();
    for (size_t i = 0; i < e->opts->count; i++)
        if (e->at[i].asked && !e->polls[i].revents && e->deadlines[i] <= now)
            return error_late(&e->at[i], e->opts->timeout);
    return NULL;
}

/* Waits until an evaluator that was asked prints something. */
static struct error *wait_for_words(struct evaluators *e)
{
    for (size_t i = 0; i < e->opts->count; i++)
        e->polls[i] = (struct pollfd){e->at[i].asked ? e->at[i].from : -1, POLLIN, 0};
    if (poll(e->polls, (nfds_t)e->opts->count, patience(e)) < 0 && errno != EINTR)
        return error_new("cannot wait for the evaluators: %s", strerror(errno));
    return check_deadlines(e);
}

struct error *evaluators_answer(struct evaluators *e, struct answer *answer)
{
    struct error *err;
    for (bool whole = false; !whole;) {
        TRY(wait_for_words(e));
        for (size_t i = 0; i < e->opts->count && !whole; i++) {
            if (!e->polls[i].revents)
                continue;
            TRY(evaluator_hear(&e->at[i], answer, &whole));
            answer->evaluator = i;
        }
    }
out:
    return err;
}

struct error *evaluators_finish(struct evaluators *e)
{
    struct error *err = NULL;
    for (size_t i = 0; i < e->opts->count; i++)
        evaluator_dismiss(&e->at[i]);
    for (size_t i = 0; i < e->opts->count; i++)
        TRY(evaluator_await_end(&e->at[i]));
out:
    return err;
}
