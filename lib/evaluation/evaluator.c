#include "evaluation/evaluator.h"

#include "base/file/file.h"
#include "base/size.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { LAST_WORDS_MS = 1000, FAREWELL_MS = 5000, LOOK_MS = 10 };
enum { BLOCK_ROOM = 1 << 16 }; /* as much as a pipe holds */

/* ---- starting ---- */

struct error *evaluator_start(struct evaluator *v, const struct guard *guard)
{
    int input[2] = {-1, -1}, output[2] = {-1, -1};
    struct error *err = NULL;
    if (pipe2(input, O_CLOEXEC) != 0 || pipe2(output, O_CLOEXEC) != 0)
        err = error_new("cannot make a pipe: %s: start fewer evaluators (-j)", strerror(errno));
    *v = (struct evaluator){.guard = guard, .to = input[1], .from = output[0]};
    if (!err)
        err = guard_run(guard, input[0], output[1], &v->program);
    if (input[0] >= 0)
        close(input[0]);
    if (output[1] >= 0)
        close(output[1]);
    return err;
}

static void close_end(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

void evaluator_free(struct evaluator *v)
{
    close_end(&v->to);
    close_end(&v->from);
    answer_free(&v->answer);
    free(v->place);
    v->place = NULL;
}

/* ---- errors ---- */

void evaluator_print_so_far(const struct evaluator *v, char text[EVALUATOR_SO_FAR])
{
    text[0] = '\0';
    if (v->in_block)
        snprintf(text, EVALUATOR_SO_FAR, " after %zu of %zu bytes of predictions", v->block_got,
                 v->answer.block_bytes);
}

/* Waits at most `most` milliseconds for the evaluator to exit; true if it did, with its status. */
static bool has_ended(const struct evaluator *v, int most, int *status)
{
    for (int waited = 0;; waited += LOOK_MS) {
        bool ended = false;
        if (!guard_look(v->guard, v->program, &ended, status) || ended || waited >= most)
            return ended;
        nanosleep(&(struct timespec){.tv_nsec = LOOK_MS * 1000000L}, NULL);
    }
}

/* The evaluator reads no more questions, or gives no more answers. */
static struct error *error_gone(struct evaluator *v)
{
    static const char remedy[] = "read what it said on standard error";
    char so_far[EVALUATOR_SO_FAR];
    int status;
    evaluator_print_so_far(v, so_far);
    if (!has_ended(v, LAST_WORDS_MS, &status))
        return error_new("%s: the evaluator has closed its input or output%s: %s", v->place, so_far,
                         remedy);
    if (WIFSIGNALED(status))
        return error_new("%s: the evaluator was killed (%s)%s: %s", v->place,
                         strsignal(WTERMSIG(status)), so_far, remedy);
    return error_new("%s: the evaluator ended with status %d%s: %s", v->place, WEXITSTATUS(status),
                     so_far, remedy);
}

static struct error *error_unasked(const struct evaluator *v)
{
    const char *end = memchr(v->said, '\n', v->length);
    return error_prefix(answer_error("the evaluator says more than one line for each path", v->said,
                                     end ? (size_t)(end - v->said) : v->length),
                        "%s", v->place);
}

/* ---- hearing ---- */

/* Reads what there is into `said`; *got is 0 at the end. Fails if a line is too long. */
static struct error *read_words(struct evaluator *v, size_t *got)
{
    *got = 0;
    if (v->length == sizeof v->said)
        return error_prefix(answer_error("the evaluator's line is too long", v->said, v->length),
                            "%s", v->place);
    ssize_t length = read(v->from, v->said + v->length, sizeof v->said - v->length);
    if (length > 0) {
        *got = (size_t)length;
        v->length += *got;
    }
    return NULL;
}

/* Reads what there is of a block into its place, which grows with what has come: an announcement
 * alone takes no memory. */
static struct error *read_block(struct evaluator *v, size_t *got)
{
    struct answer *a = &v->answer;
    *got = 0;
    if (v->block_got == v->block_room) {
        size_t room = size_min(size_max(v->block_room, BLOCK_ROOM / 2) * 2, a->block_bytes);
        unsigned char *block = realloc(a->block, room);
        if (!block)
            return error_prefix(error_memory("predictions"), "%s", v->place);
        a->block = block;
        v->block_room = room;
    }
    ssize_t length = read(v->from, a->block + v->block_got, v->block_room - v->block_got);
    if (length > 0) {
        *got = (size_t)length;
        v->block_got += *got;
    }
    return NULL;
}

/* Drops the first bytes of `said`. */
static void drop_words(struct evaluator *v, size_t length)
{
    v->length -= length;
    memmove(v->said, v->said + length, v->length);
}

/* Moves what came behind the answer's line to its block. */
static struct error *begin_block(struct evaluator *v)
{
    struct answer *a = &v->answer;
    v->block_got = size_min(v->length, a->block_bytes);
    v->block_room = size_min(size_max(v->block_got, BLOCK_ROOM), a->block_bytes);
    a->block = malloc(v->block_room);
    if (!a->block)
        return error_prefix(error_memory("predictions"), "%s", v->place);
    memcpy(a->block, v->said, v->block_got);
    drop_words(v, v->block_got);
    v->in_block = true;
    return NULL;
}

/* Takes the line that the evaluator has printed; *got is false if it is not complete yet. */
static struct error *take_line(struct evaluator *v, bool *got)
{
    struct error *err = NULL;
    char *end = memchr(v->said, '\n', v->length);
    *got = end != NULL;
    if (!end)
        return NULL;
    size_t length = (size_t)(end - v->said);
    *end = '\0';
    TRY(error_prefix(answer_parse(&v->answer, v->said, length), "%s", v->place));
    drop_words(v, length + 1);
    if (v->answer.block_bytes > 0)
        TRY(begin_block(v));
out:
    return err;
}

struct error *evaluator_hear(struct evaluator *v, struct answer *answer, bool *whole)
{
    struct error *err;
    size_t got;
    *whole = false;
    TRY(v->in_block ? read_block(v, &got) : read_words(v, &got));
    if (got == 0)
        return error_gone(v);
    bool has_line = v->in_block;
    if (!has_line)
        TRY(take_line(v, &has_line));
    *whole = has_line && v->block_got == v->answer.block_bytes;
    if (*whole) {
        *answer = v->answer;
        v->answer = (struct answer){0};
        v->asked = v->in_block = false;
        v->block_got = v->block_room = 0;
    }
out:
    return err;
}

/* ---- asking ---- */

/* Fails if the evaluator has printed anything, or has ended, without being asked. */
static struct error *check_silent(struct evaluator *v)
{
    struct error *err = NULL;
    struct pollfd p = {.fd = v->from, .events = POLLIN};
    size_t got;
    if (v->length == 0 && poll(&p, 1, 0) == 1) {
        TRY(read_words(v, &got));
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

struct error *evaluator_ask(struct evaluator *v, const char *path, const char *place)
{
    struct error *err;
    if (!v->place)
        TRY(set_place(v, place));
    TRY(check_silent(v)); /* its errors name the previous place */
    TRY(set_place(v, place));
    if (!file_write_all(v->to, path, strlen(path)) || !file_write_all(v->to, "\n", 1))
        return error_gone(v);
    v->asked = true;
out:
    return err;
}

/* ---- the end ---- */

void evaluator_dismiss(struct evaluator *v)
{
    close_end(&v->to);
}

/* Drains the evaluator's output, waiting at most `most` ms for each read. */
static struct error *hear_out(struct evaluator *v, int most)
{
    struct error *err = NULL;
    struct pollfd p = {.fd = v->from, .events = POLLIN};
    size_t got = 1;
    while (got > 0 && v->length == 0 && poll(&p, 1, most) == 1)
        TRY(read_words(v, &got));
    if (v->length > 0)
        err = error_unasked(v);
out:
    return err;
}

struct error *evaluator_await_end(struct evaluator *v)
{
    int status;
    struct error *err = hear_out(v, FAREWELL_MS);
    if (!err)
        has_ended(v, LAST_WORDS_MS, &status);
    return err;
}
