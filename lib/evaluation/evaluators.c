#include "evaluation/evaluators.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/size.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { LINE_ROOM = 8192, SHOWN = 60 };
enum { LAST_WORDS_MS = 1000, FAREWELL_MS = 5000, LOOK_MS = 10 };

struct evaluator {
    pid_t pid; /* 0 after waitpid */
    int to, from;
    bool asked;
    double deadline; /* of the answer; INFINITY: none */
    char *place;     /* in messages; NULL before the first question */
    size_t length;   /* bytes in `said` */
    char said[LINE_ROOM];
};

struct evaluators {
    const struct evaluator_opts *opts;
    struct evaluator *at;
    struct pollfd *polls;
};

/* ---- starting ---- */

static int spawn(struct evaluator *v, const struct evaluator_opts *opts, int input, int output)
{
    extern char **environ;
    char shell[] = "sh", dash_c[] = "-c", *command = strdup(opts->command);
    char *argv[] = {shell, dash_c, command, NULL};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t defaults;
    if (!command)
        return ENOMEM;
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGPIPE);
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    posix_spawnattr_setpgroup(&attributes, opts->group);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF);
    int status = posix_spawn(&v->pid, "/bin/sh", &actions, &attributes, argv, environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    free(command);
    return status;
}

static struct error *start(struct evaluator *v, const struct evaluator_opts *opts)
{
    int input[2] = {-1, -1}, output[2] = {-1, -1}, status = 0;
    if (pipe2(input, O_CLOEXEC) != 0 || pipe2(output, O_CLOEXEC) != 0)
        status = errno;
    v->to = input[1];
    v->from = output[0];
    if (status == 0)
        status = spawn(v, opts, input[0], output[1]);
    if (input[0] >= 0)
        close(input[0]);
    if (output[1] >= 0)
        close(output[1]);
    if (status != 0)
        return error_new("cannot start an evaluator: %s: start fewer of them (-j)",
                         strerror(status));
    return NULL;
}

struct error *evaluators_start(struct evaluators **e, const struct evaluator_opts *opts)
{
    struct error *err = NULL;
    *e = calloc(1, sizeof **e);
    if (!*e)
        return error_memory("evaluators");
    (*e)->opts = opts;
    (*e)->at = calloc(opts->count, sizeof *(*e)->at);
    (*e)->polls = calloc(opts->count, sizeof *(*e)->polls);
    if (!(*e)->at || !(*e)->polls)
        TRY(error_memory("evaluators"));
    for (size_t i = 0; i < opts->count; i++)
        (*e)->at[i].to = (*e)->at[i].from = -1;
    for (size_t i = 0; i < opts->count; i++)
        TRY(start(&(*e)->at[i], opts));
out:
    if (err) {
        evaluators_free(*e);
        *e = NULL;
    }
    return err;
}

static void close_end(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

void evaluators_free(struct evaluators *e)
{
    if (!e)
        return;
    for (size_t i = 0; e->at && i < e->opts->count; i++) {
        close_end(&e->at[i].to);
        close_end(&e->at[i].from);
        free(e->at[i].place);
    }
    free(e->at);
    free(e->polls);
    free(e);
}

/* ---- errors ---- */

/* Waits at most `most` milliseconds for the evaluator to exit; true if it did, with its status. */
static bool has_ended(struct evaluator *v, int most, int *status)
{
    for (int waited = 0;; waited += LOOK_MS) {
        pid_t got = waitpid(v->pid, status, WNOHANG);
        if (got == v->pid)
            v->pid = 0;
        if (got != 0 || waited >= most)
            return got > 0;
        nanosleep(&(struct timespec){.tv_nsec = LOOK_MS * 1000000L}, NULL);
    }
}

/* The evaluator reads no more questions, or gives no more answers. */
static struct error *error_gone(struct evaluator *v)
{
    static const char remedy[] = "read what it said on standard error";
    int status;
    if (!has_ended(v, LAST_WORDS_MS, &status))
        return error_new("%s: the evaluator has closed its input or output: %s", v->place, remedy);
    if (WIFSIGNALED(status))
        return error_new("%s: the evaluator was killed (%s): %s", v->place,
                         strsignal(WTERMSIG(status)), remedy);
    return error_new("%s: the evaluator ended with status %d: %s", v->place, WEXITSTATUS(status),
                     remedy);
}

/* The beginning of what an evaluator printed, for a message of one line. */
static void quote(const char *said, size_t length, char text[SHOWN + 4])
{
    size_t shown = size_min(length, SHOWN);
    for (size_t i = 0; i < shown; i++)
        text[i] = isprint((unsigned char)said[i]) ? said[i] : '?';
    snprintf(text + shown, 4, "%s", shown < length ? "..." : "");
}

static struct error *error_answer(const struct evaluator *v, const char *what, const char *said,
                                  size_t length)
{
    char text[SHOWN + 4];
    quote(said, length, text);
    return error_new("%s: %s: \"%s\": let it print one line of numbers for each path, and all else "
                     "on standard error",
                     v->place, what, text);
}

static struct error *error_unasked(const struct evaluator *v)
{
    const char *end = memchr(v->said, '\n', v->length);
    return error_answer(v, "the evaluator says more than one line for each path", v->said,
                        end ? (size_t)(end - v->said) : v->length);
}

/* ---- talking ---- */

/* Reads what there is; *got is 0 at the end. Fails if a line is too long. */
static struct error *hear(struct evaluator *v, size_t *got)
{
    *got = 0;
    if (v->length == sizeof v->said)
        return error_answer(v, "the evaluator's line is too long", v->said, v->length);
    ssize_t length = read(v->from, v->said + v->length, sizeof v->said - v->length);
    if (length > 0) {
        *got = (size_t)length;
        v->length += *got;
    }
    return NULL;
}

/* Fails if the evaluator has printed anything, or has ended, without being asked. */
static struct error *check_silent(struct evaluator *v)
{
    struct error *err = NULL;
    struct pollfd p = {.fd = v->from, .events = POLLIN};
    size_t got;
    if (v->length == 0 && poll(&p, 1, 0) == 1) {
        TRY(hear(v, &got));
        if (got == 0)
            return error_gone(v);
    }
    if (v->length > 0)
        err = error_unasked(v);
out:
    return err;
}

static struct error *set_place(struct evaluator *v, const char *place)
{
    free(v->place);
    v->place = strdup(place);
    return v->place ? NULL : error_memory("the name of a snapshot");
}

struct error *evaluators_ask(struct evaluators *e, size_t evaluator, const char *path,
                             const char *place)
{
    struct error *err;
    struct evaluator *v = &e->at[evaluator];
    if (!v->place)
        TRY(set_place(v, place));
    TRY(check_silent(v)); /* its errors name the previous place */
    TRY(set_place(v, place));
    if (!file_write_all(v->to, path, strlen(path)) || !file_write_all(v->to, "\n", 1))
        return error_gone(v);
    v->asked = true;
    v->deadline = e->opts->timeout > 0 ? seconds_now() + e->opts->timeout : INFINITY;
out:
    return err;
}

/* Parses a NUL-terminated line of `length` bytes. */
static struct error *parse(const struct evaluator *v, const char *line, size_t length,
                           struct answer *answer)
{
    static const char blank[] = " \t\r";
    answer->count = 0;
    for (const char *at = line + strspn(line, blank); *at; at += strspn(at, blank)) {
        char *end;
        double value = strtod(at, &end);
        if (end == at || (*end && !strchr(blank, *end)) || answer->count == EVALUATOR_NUMBERS_MAX)
            return error_answer(v, "the evaluator's answer is not a line of numbers", line, length);
        answer->numbers[answer->count++] = isnan(value) ? (double)NAN : value;
        at = end;
    }
    if (answer->count == 0 || strlen(line) != length)
        return error_answer(v, "the evaluator's answer is not a line of numbers", line, length);
    return NULL;
}

/* Takes the line that the evaluator has printed; *got is false if it is not complete yet. */
static struct error *take_line(struct evaluator *v, struct answer *answer, bool *got)
{
    struct error *err = NULL;
    char *end = memchr(v->said, '\n', v->length);
    *got = end != NULL;
    if (!end)
        return NULL;
    size_t length = (size_t)(end - v->said);
    *end = '\0';
    TRY(parse(v, v->said, length, answer));
    v->asked = false;
    v->length -= length + 1;
    memmove(v->said, end + 1, v->length);
out:
    return err;
}

/* Milliseconds until the first deadline, for poll. */
static int patience(const struct evaluators *e)
{
    double first = INFINITY;
    for (size_t i = 0; i < e->opts->count; i++)
        if (e->at[i].asked)
            first = fmin(first, e->at[i].deadline);
    double left = 1000 * (first - seconds_now());
    return first == INFINITY ? -1 : (int)fmin(fmax(left + 1, 0), 1e9);
}

/* Checks the deadlines of the evaluators from which poll had nothing. */
static struct error *check_deadlines(const struct evaluators *e)
{
    double now = seconds_now();
    for (size_t i = 0; i < e->opts->count; i++)
        if (e->at[i].asked && !e->polls[i].revents && e->at[i].deadline <= now)
            return error_new("%s: no answer from the evaluator within %g s: let it flush its "
                             "output, or give it longer (--timeout)",
                             e->at[i].place, e->opts->timeout);
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
    struct error *err = NULL;
    for (bool whole = false; !whole;) {
        TRY(wait_for_words(e));
        for (size_t i = 0, got; i < e->opts->count && !whole; i++) {
            if (!e->polls[i].revents)
                continue;
            TRY(hear(&e->at[i], &got));
            if (got == 0)
                return error_gone(&e->at[i]);
            TRY(take_line(&e->at[i], answer, &whole));
            answer->evaluator = i;
        }
    }
out:
    return err;
}

/* ---- the end ---- */

/* Drains the evaluator's output, waiting at most `most` ms for each read. */
static struct error *hear_out(struct evaluator *v, int most)
{
    struct error *err = NULL;
    struct pollfd p = {.fd = v->from, .events = POLLIN};
    size_t got = 1;
    while (got > 0 && v->length == 0 && poll(&p, 1, most) == 1)
        TRY(hear(v, &got));
    if (v->length > 0)
        err = error_unasked(v);
out:
    return err;
}

struct error *evaluators_finish(struct evaluators *e)
{
    struct error *err = NULL;
    int status;
    for (size_t i = 0; i < e->opts->count; i++)
        close_end(&e->at[i].to);
    for (size_t i = 0; i < e->opts->count; i++) {
        TRY(hear_out(&e->at[i], FAREWELL_MS));
        has_ended(&e->at[i], LAST_WORDS_MS, &status);
    }
out:
    return err;
}
