#include "blas/start.h"

#include "base/memory.h"
#include "base/size.h"
#include "matrix/blas.h"

#include <cblas.h>
#include <malloc.h>
#include <omp.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/sysinfo.h>

/* What an OpenBLAS with several kernels asks malloc for (BUFFER_SIZE + FIXED_PAGESIZE), and what
 * malloc adds. */
enum { BUFFER_BYTES = (128 << 20) + (16 << 10) };

static const char blas_threads[] = "OPENBLAS_NUM_THREADS";
static const char users_threads[] = "PHATE_BLAS_THREADS"; /* what the user has set that to */
static const char omp_policy[] = "OMP_WAIT_POLICY";

/* OpenBLAS's own functions for a buffer, which its other functions begin and end with. */
void *blas_memory_alloc(int purpose) __attribute__((weak));
void blas_memory_free(void *buffer) __attribute__((weak));

/* ---- before main ---- */

/* Whether the user may start so few more threads that BLAS or OpenMP could lack one. */
static bool threads_are_scarce(void)
{
    struct rlimit limit;
    struct sysinfo system;
    if (getrlimit(RLIMIT_NPROC, &limit) != 0 || sysinfo(&system) != 0)
        return false;
    if (limit.rlim_cur >= system.procs + (rlim_t)4 * CPU_SETSIZE) /* also RLIM_INFINITY */
        return false;
    return limit.rlim_cur < system.procs + 4 * (rlim_t)get_nprocs(); /* slow: reads a file */
}

bool blas_is_limited(void)
{
    return memory_is_limited() || threads_are_scarce();
}

/* The value of "NAME=VALUE"; NULL where this sets another variable. */
static const char *value_of(const char *setting, const char *name)
{
    size_t length = strlen(name);
    return strncmp(setting, name, length) == 0 && setting[length] == '=' ? setting + length + 1
                                                                         : NULL;
}

static const char *find(char *const environment[], const char *name)
{
    const char *value = NULL;
    for (; *environment && !value; environment++)
        value = value_of(*environment, name);
    return value;
}

bool blas_starts_small(char *const environment[])
{
    const char *count = find(environment, blas_threads);
    return count && strcmp(count, "1") == 0;
}

bool blas_start_fits(void)
{
    return memory_fits(BUFFER_BYTES);
}

char **blas_small_environment(char *const environment[])
{
    enum { ADDED = 3 };
    static char one_thread[] = "OPENBLAS_NUM_THREADS=1", passive[] = "OMP_WAIT_POLICY=passive";
    const char *users = find(environment, blas_threads);
    size_t count = 0, text = sizeof users_threads + 1 + (users ? strlen(users) : 0);
    while (environment[count])
        count++;
    char **small = malloc((count + ADDED + 1) * sizeof *small + text), **end = small;
    if (!small)
        return NULL;
    for (size_t i = 0; i < count; i++)
        if (!value_of(environment[i], blas_threads))
            *end++ = environment[i];
    *end++ = one_thread;
    if (!find(environment, omp_policy))
        *end++ = passive;
    *end++ = (char *)(small + count + ADDED + 1);
    snprintf(end[-1], text, "%s=%s", users_threads, users ? users : "");
    *end = NULL;
    return small;
}

/* ---- in main ---- */

/* The threads that call BLAS (OpenMP's), and BLAS's, with the one of main among each. */
struct team {
    size_t callers, workers;
};

/* As many as there are at first, or would be had BLAS not started with one. */
static struct team usual_team(void)
{
    struct team team = {(size_t)omp_get_max_threads(), (size_t)openblas_get_num_threads()};
    const char *users = getenv(users_threads);
    if (users) {
        long wanted = strtol(users, NULL, 10);
        team.workers =
            size_min(wanted > 0 ? (size_t)wanted : team.callers, (size_t)openblas_get_num_procs());
    }
    return team;
}

static void restore_environment(void)
{
    const char *users = getenv(users_threads);
    if (!users)
        return;
    if (*users)
        setenv(blas_threads, users, 1); /* as long as a value before: no error */
    else
        unsetenv(blas_threads);
    unsetenv(users_threads);
}

/* How many OpenBLAS has a place for: two for each thread that it was built for. */
static size_t most_buffers(void)
{
    static const char name[] = "MAX_THREADS=";
    const char *most = strstr(openblas_get_config(), name);
    return most ? 2 * (size_t)strtoul(most + strlen(name), NULL, 10) : SIZE_MAX;
}

/* Each thread that calls may do so at the same time, while all of BLAS's work. */
static size_t buffers_of(struct team team)
{
    return size_min(team.callers + team.workers - 1, most_buffers());
}

/* Beside main's, with one that reads ahead. */
static size_t threads_of(struct team team)
{
    return team.callers - 1 + team.workers - 1 + 1;
}

static size_t stack_bytes(void)
{
    pthread_attr_t usual;
    size_t stack = 0, guard = 0;
    if (pthread_getattr_default_np(&usual) != 0)
        return 0;
    pthread_attr_getstacksize(&usual, &stack);
    pthread_attr_getguardsize(&usual, &guard);
    pthread_attr_destroy(&usual);
    return stack + guard;
}

static size_t bytes_of(struct team team)
{
    return buffers_of(team) * BUFFER_BYTES + threads_of(team) * stack_bytes();
}

/* Has BLAS take its buffers, which it keeps for all later calls; an OpenBLAS that hides these
 * functions takes them as it needs them. */
static struct error *take_buffers(size_t count)
{
    if (!blas_memory_alloc || !blas_memory_free)
        return NULL;
    void **buffers = malloc(count * sizeof *buffers);
    if (!buffers)
        return error_memory("the buffers of BLAS");
    for (size_t i = 0; i < count; i++)
        buffers[i] = blas_memory_alloc(0);
    for (size_t i = 0; i < count; i++)
        blas_memory_free(buffers[i]);
    free(buffers);
    return NULL;
}

static void *wait_for_all(void *gate)
{
    pthread_mutex_lock(gate);
    pthread_mutex_unlock(gate);
    return NULL;
}

/* Whether so many threads can be there at once. */
static bool threads_start(size_t count)
{
    pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
    pthread_t *threads = calloc(count, sizeof *threads);
    size_t started = 0;
    if (!threads)
        return false;
    pthread_mutex_lock(&gate);
    while (started < count && pthread_create(&threads[started], NULL, wait_for_all, &gate) == 0)
        started++;
    pthread_mutex_unlock(&gate);
    for (size_t i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
    free(threads);
    return started == count;
}

/* OpenMP's threads start with the first parallel region, which this is. */
static void start_threads(struct team team)
{
    omp_set_num_threads((int)team.callers);
    openblas_set_num_threads((int)team.workers);
#pragma omp parallel
    sched_yield(); /* compilers leave out an empty region */
}

/* As many threads, fewer than count, as there is room for. */
static size_t most_threads(size_t count)
{
    do
        count--;
    while (count > 0 && !memory_fits(bytes_of((struct team){count, count})));
    return count;
}

static struct error *no_room(struct team team)
{
    char bytes[MEMORY_TEXT_MAX];
    size_t threads = size_max(team.callers, team.workers), most = most_threads(threads);
    memory_text(bytes_of(team), bytes);
    if (most == 0)
        return error_new("memory: OpenBLAS needs %s of address space: raise its limit (ulimit -v)",
                         bytes);
    return error_new("memory: OpenBLAS needs %s of address space for %zu threads: use -j %zu, or "
                     "raise the limit (ulimit -v)",
                     bytes, threads, most);
}

static struct error *begin_under_limits(struct team team)
{
    struct error *err;
    mallopt(M_ARENA_MAX, 1); /* else malloc would take 64 MB of address space for each thread */
    if (!memory_fits(bytes_of(team)))
        return no_room(team);
    TRY(take_buffers(buffers_of(team)));
    if (!threads_start(threads_of(team)))
        return error_new("threads: %zu more cannot be started: use -j 1, or raise the limit "
                         "(ulimit -u)",
                         threads_of(team));
    start_threads(team);
out:
    return err;
}

struct error *blas_begin(size_t count)
{
    struct team team = count ? (struct team){count, count} : usual_team();
    restore_environment();
    if (blas_is_limited())
        return begin_under_limits(team);
    if (count)
        blas_set_threads(count);
    return NULL;
}
