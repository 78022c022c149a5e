#include "checkpoint/worker/workers.h"

#include "checkpoint/worker/channel.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- workers come and go; the lock is held ---- */

/* Starts the forker if there is none, and has it start a worker; *good tells whether it has. */
static struct error *spawn(struct workers *w, struct worker *worker, bool *good)
{
    struct error *err = w->forker.pid ? NULL : forker_start(&w->forker, w->service);
    *worker = (struct worker){.forker = w->forker.pid};
    *good = !err && forker_spawn(&w->forker, &worker->process, w->service->limits.seconds);
    return err;
}

static struct error *start(struct workers *w, struct worker *worker)
{
    bool good;
    struct error *err = spawn(w, worker, &good);
    if (!err && !good && !w->forker.pid) /* the forker had ended */
        err = spawn(w, worker, &good);
    if (!err && !good)
        err = error_new("%s: a process for it cannot be started: try again when there are fewer",
                        w->service->library);
    if (good)
        w->count++;
    return err;
}

/* Ends a worker; its status is as waitpid gives it. */
static int end(struct workers *w, struct worker *worker)
{
    int status = 0;
    if (worker->forker == w->forker.pid)
        status = forker_reap(&w->forker, &worker->process, w->service->limits.seconds);
    else /* it has ended with its forker */
        close(worker->process.socket);
    w->count--;
    pthread_cond_signal(&w->changed);
    return status;
}

/* ---- requests ---- */

/* Takes an idle worker; if there is none, or it must be new, starts one. */
static struct error *take(struct workers *w, bool new, struct worker *worker)
{
    struct error *err = NULL;
    pthread_mutex_lock(&w->lock);
    while (w->idle_count == 0 && w->count == WORKERS_MOST)
        pthread_cond_wait(&w->changed, &w->lock);
    bool idle = w->idle_count > 0;
    if (idle)
        *worker = w->idle[--w->idle_count];
    if (idle && new)
        end(w, worker);
    if (!idle || new)
        err = start(w, worker);
    pthread_mutex_unlock(&w->lock);
    return err;
}

static void give_back(struct workers *w, struct worker *worker)
{
    pthread_mutex_lock(&w->lock);
    worker->used = true;
    w->idle[w->idle_count++] = *worker;
    pthread_cond_signal(&w->changed);
    pthread_mutex_unlock(&w->lock);
}

static int give_up(struct workers *w, struct worker *worker)
{
    pthread_mutex_lock(&w->lock);
    int status = end(w, worker);
    pthread_mutex_unlock(&w->lock);
    return status;
}

#define REMEDY "damaged, or made to do harm: write the file again"

static struct error *error_needs_memory(const struct worker_service *service)
{
    return error_new("%s needs more than %zu MB: " REMEDY, service->library,
                     service->limits.megabytes);
}

/* The worker did not answer; its status is as waitpid gives it. */
static struct error *error_silent(const struct worker_service *service, enum channel_result result,
                                  int status)
{
    if (result == CHANNEL_MEMORY)
        return error_needs_memory(service);
    if (result == CHANNEL_LATE)
        return error_new("%s took longer than %u seconds: damaged, or on a disk that does not "
                         "answer: write the file again, or copy it",
                         service->library, service->limits.seconds);
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
        return error_new("%s took more than %u seconds of processor time: " REMEDY,
                         service->library, service->limits.cpu_seconds);
    if (!WIFSIGNALED(status))
        return error_new("%s: the process for it ended without an answer: try again",
                         service->library);
    const char *name = sigdescr_np(WTERMSIG(status));
    return error_new("%s crashed on it (%s): " REMEDY, service->library,
                     name ? name : "a signal without a name");
}

/* What the answer says of the request. */
static struct error *error_told(const struct worker_service *service, struct wire *answer)
{
    enum worker_status status = (enum worker_status)wire_number_upto(answer, WORKER_MEMORY);
    if (answer->failed)
        return error_new("%s gave an answer that makes no sense: " REMEDY, service->library);
    if (status == WORKER_GOOD)
        return NULL;
    const char *text = wire_text(answer);
    if (status == WORKER_MEMORY || answer->failed)
        return error_needs_memory(service);
    return error_new("%s", text);
}

static struct error *ask_once(struct workers *w, struct worker *worker, const struct wire *request,
                              int fd, struct wire *answer)
{
    int socket = worker->process.socket, none = -1;
    enum channel_result result = CHANNEL_CLOSED;
    *answer = (struct wire){0};
    if (channel_send(socket, request, fd))
        result = channel_receive(socket, answer, &none, w->service->limits.seconds);
    if (none >= 0) /* which no answer has */
        close(none);
    struct error *err = result == CHANNEL_GOOD ? error_told(w->service, answer) : NULL;
    if (result == CHANNEL_GOOD && !err) {
        give_back(w, worker);
        return NULL;
    }
    int status = give_up(w, worker);
    wire_free(answer);
    return err ? err : error_silent(w->service, result, status);
}

struct error *workers_ask(struct workers *w, const struct wire *request, int fd,
                          struct wire *answer)
{
    struct error *err = NULL;
    bool used = true;
    *answer = (struct wire){0};
    for (bool new = false; used; new = true) {
        struct worker worker;
        error_free(err);
        TRY(take(w, new, &worker));
        used = worker.used;
        err = ask_once(w, &worker, request, fd, answer);
        if (!err)
            return NULL;
    }
out:
    return err;
}

void workers_end(struct workers *w)
{
    pthread_mutex_lock(&w->lock);
    while (w->idle_count > 0)
        end(w, &w->idle[--w->idle_count]);
    forker_end(&w->forker);
    pthread_mutex_unlock(&w->lock);
}
