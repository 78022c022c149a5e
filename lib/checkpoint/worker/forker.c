#include "checkpoint/worker/forker.h"

#include "checkpoint/worker/channel.h"
#include "checkpoint/worker/life.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- the forker's life: it is told 0 to start a worker, or the number of one to end ---- */

/* What ends the program by way of its terminal must not run the program's handlers here; the end of
 * the socket tells of the program's end. What stops the program must not stop the forker, which
 * stays stopped if the program alone is continued. */
static void reset_signals(void)
{
    static const int ignored[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGTSTP};
    for (int number = 1; number < NSIG; number++)
        if (signal(number, SIG_DFL) == SIG_IGN) /* fails for two, and for the C library's own */
            signal(number, SIG_IGN);
    for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++)
        signal(ignored[i], SIG_IGN);
}

/* A pipe of the program must not stay open because a worker has it. */
static void close_descriptors(int socket)
{
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (null < 0 || dup2(null, fd) < 0)
            _exit(1);
    life_keep_only(socket);
}

static pid_t wait_for(pid_t worker, int *status)
{
    pid_t ended;
    do
        ended = waitpid(worker, status, 0);
    while (ended < 0 && errno == EINTR);
    return ended;
}

/* Answers with the process's number, and the program's end of its socket; or with 0 alone. */
static void start_worker(const struct worker_service *service)
{
    int ends[2] = {-1, -1};
    struct wire answer = {0};
    pid_t forker = getpid(), worker = -1;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0)
        worker = fork();
    if (worker == 0)
        life_of_worker(service, ends[1], forker);
    wire_put_number(&answer, worker < 0 ? 0 : (uint64_t)worker);
    if (!channel_send(LIFE_SOCKET, &answer, worker < 0 ? -1 : ends[0]))
        _exit(0);
    for (size_t i = 0; i < 2; i++)
        if (ends[i] >= 0)
            close(ends[i]);
    wire_free(&answer);
}

static void end_worker(pid_t worker)
{
    int status = 0;
    struct wire answer = {0};
    kill(worker, SIGKILL); /* of no effect if it has ended: its status is that of its own end */
    wait_for(worker, &status);
    wire_put_number(&answer, (uint64_t)status);
    if (!channel_send(LIFE_SOCKET, &answer, -1))
        _exit(0);
    wire_free(&answer);
}

static _Noreturn void life_of_forker(const struct worker_service *service, int socket)
{
    struct wire request;
    int fd;
    reset_signals();
    close_descriptors(socket);
    if (service->start)
        service->start();
    while (channel_receive(LIFE_SOCKET, &request, &fd, CHANNEL_FOREVER) == CHANNEL_GOOD) {
        pid_t worker = (pid_t)wire_number(&request);
        if (worker)
            end_worker(worker);
        else
            start_worker(service);
        wire_free(&request);
    }
    _exit(0);
}

/* ---- in the program ---- */

struct error *forker_start(struct process *forker, const struct worker_service *service)
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return error_new("cannot make a socket: %s", strerror(errno));
    pid_t pid = fork();
    if (pid == 0)
        life_of_forker(service, ends[1]);
    close(ends[1]);
    if (pid > 0) {
        *forker = (struct process){pid, ends[0]};
        return NULL;
    }
    close(ends[0]);
    return error_new("cannot start a process: %s", strerror(errno));
}

void forker_end(struct process *forker)
{
    int status;
    if (!forker->pid)
        return;
    close(forker->socket);
    kill(forker->pid, SIGKILL); /* it may be stopped; its workers end with it */
    wait_for(forker->pid, &status);
    *forker = (struct process){0};
}

/* The number that the forker answers; 0 if it had to be ended. */
static uint64_t tell(struct process *forker, pid_t worker, int *fd, double seconds)
{
    struct wire request = {0}, answer = {0};
    *fd = -1;
    wire_put_number(&request, (uint64_t)worker);
    if (!channel_send(forker->socket, &request, -1) ||
        channel_receive(forker->socket, &answer, fd, seconds) != CHANNEL_GOOD)
        forker_end(forker);
    uint64_t number = wire_number(&answer);
    wire_free(&request);
    wire_free(&answer);
    return number;
}

bool forker_spawn(struct process *forker, struct process *worker, double seconds)
{
    *worker = (struct process){.socket = -1};
    worker->pid = (pid_t)tell(forker, 0, &worker->socket, seconds);
    if (worker->pid && worker->socket >= 0)
        return true;
    if (worker->pid) /* the program has no descriptor to spare */
        forker_reap(forker, worker, seconds);
    return false;
}

int forker_reap(struct process *forker, struct process *worker, double seconds)
{
    int fd;
    if (worker->socket >= 0)
        close(worker->socket);
    int status = (int)tell(forker, worker->pid, &fd, seconds);
    *worker = (struct process){0};
    return status;
}
