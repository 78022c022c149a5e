#include "checkpoint/worker/life.h"

#include "checkpoint/worker/channel.h"

#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

enum { MEGABYTE = 1 << 20 };

void life_keep_only(int socket)
{
    if (socket != LIFE_SOCKET && dup2(socket, LIFE_SOCKET) < 0)
        _exit(1);
    closefrom(LIFE_SOCKET + 1); /* by /proc where the kernel has no call for that */
}

/* ---- limits ---- */

static void limit(__rlimit_resource_t resource, rlim_t most)
{
    struct rlimit limit;
    if (getrlimit(resource, &limit) != 0)
        _exit(1);
    limit.rlim_cur = most < limit.rlim_max ? most : limit.rlim_max;
    setrlimit(resource, &limit);
}

/* Bytes of addresses that are taken already; with a sanitizer, also those of all it may take. */
static rlim_t addresses(void)
{
    unsigned long pages = 0;
    FILE *file = fopen("/proc/self/statm", "re");
    if (!file || fscanf(file, "%lu", &pages) != 1)
        _exit(1);
    fclose(file);
    return (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE);
}

static void limit_memory(size_t megabytes)
{
    limit(RLIMIT_AS, addresses() + (rlim_t)megabytes * MEGABYTE);
}

/* SIGXCPU ends the worker. */
static void limit_time(unsigned seconds)
{
    struct rusage used;
    if (getrusage(RUSAGE_SELF, &used) != 0)
        _exit(1);
    limit(RLIMIT_CPU, (rlim_t)used.ru_utime.tv_sec + (rlim_t)used.ru_stime.tv_sec + seconds + 1);
}

/* ---- requests ---- */

static void tell_failure(struct wire *answer, const struct error *err)
{
    wire_free(answer);
    wire_put_number(answer, error_is_of_memory(err) ? WORKER_MEMORY : WORKER_FAILED);
    wire_put_text(answer, error_text(err));
}

static bool answer_one(const struct worker_service *service, struct wire *request, int fd)
{
    struct wire answer = {0};
    wire_put_number(&answer, WORKER_GOOD);
    struct error *err = service->answer(request, fd, &answer);
    if (!err && answer.failed)
        err = error_memory("an answer");
    if (err)
        tell_failure(&answer, err);
    bool good = channel_send(LIFE_SOCKET, &answer, -1);
    error_free(err);
    wire_free(&answer);
    return good;
}

_Noreturn void life_of_worker(const struct worker_service *service, int socket, pid_t forker)
{
    struct wire request;
    int fd;
    bool good = true;
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != forker)
        _exit(1);
    prctl(PR_SET_DUMPABLE, 0); /* its crashes are foreseen: no core files */
    life_keep_only(socket);
    limit_memory(service->limits.megabytes);
    while (good && channel_receive(LIFE_SOCKET, &request, &fd, CHANNEL_FOREVER) == CHANNEL_GOOD) {
        limit_time(service->limits.cpu_seconds);
        good = answer_one(service, &request, fd);
        wire_free(&request);
        if (fd >= 0)
            close(fd);
    }
    _exit(0);
}
