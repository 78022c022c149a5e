#include "base/file/temporary.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>

enum { SUFFIX = 6, ATTEMPTS = 100 };

struct temporary {
    int dir;
    char name[NAME_MAX + 1];
    struct temporary *next;
};

/* ---- signals wait ---- */

/* The lock keeps out the handler of a signal that another thread gets; in this thread signals are
 * blocked. So whoever waits for the lock, even in a handler, waits for a thread that goes on. */
static atomic_flag locked = ATOMIC_FLAG_INIT;

static void lock(void)
{
    while (atomic_flag_test_and_set(&locked))
        sched_yield();
}

static void begin(sigset_t *before)
{
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, before);
    lock();
}

static void end(const sigset_t *before)
{
    int saved = errno;
    atomic_flag_clear(&locked);
    pthread_sigmask(SIG_SETMASK, before, NULL);
    errno = saved;
}

/* ---- names ---- */

static struct temporary *all;

static void add(struct temporary *t)
{
    t->next = all;
    all = t;
}

static void drop(const struct temporary *t)
{
    struct temporary **at = &all;
    while (*at != t)
        at = &(*at)->next;
    *at = t->next;
}

/* A long base is cut, so that the name is not too long. */
static void make_name(char name[NAME_MAX + 1], const char *base)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
    unsigned char random[SUFFIX];
    if (getrandom(random, sizeof random, GRND_NONBLOCK) != sizeof random)
        for (size_t i = 0; i < sizeof random; i++)
            random[i] = (unsigned char)rand();
    int length = snprintf(name, NAME_MAX + 1, "%.*s.", NAME_MAX - SUFFIX - 1, base);
    for (size_t i = 0; i < sizeof random; i++)
        name[(size_t)length + i] = letters[random[i] % (sizeof letters - 1)];
    name[length + SUFFIX] = '\0';
}

static void remove_all(void)
{
    for (const struct temporary *t = all; t; t = t->next)
        unlinkat(t->dir, t->name, 0);
}

void temporary_remove_all(void)
{
    sigset_t before;
    begin(&before);
    remove_all();
    end(&before);
}

void temporary_remove_at_death(void)
{
    lock();
    remove_all();
}

/* ---- files that have one ---- */

struct temporary *temporary_create(int dir, const char *base, int *fd)
{
    sigset_t before;
    struct temporary *t = calloc(1, sizeof *t);
    *fd = -1;
    if (!t)
        return NULL;
    t->dir = dir;
    begin(&before);
    for (int i = 0; i < ATTEMPTS && *fd < 0 && (i == 0 || errno == EEXIST); i++) {
        make_name(t->name, base);
        *fd = openat(dir, t->name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    }
    if (*fd >= 0)
        add(t);
    end(&before);
    if (*fd >= 0)
        return t;
    free(t);
    return NULL;
}

bool temporary_rename(struct temporary *temporary, const char *base)
{
    sigset_t before;
    begin(&before);
    bool renamed = renameat(temporary->dir, temporary->name, temporary->dir, base) == 0;
    if (renamed)
        drop(temporary);
    end(&before);
    if (renamed)
        free(temporary);
    return renamed;
}

void temporary_remove(struct temporary *temporary)
{
    sigset_t before;
    begin(&before);
    unlinkat(temporary->dir, temporary->name, 0);
    drop(temporary);
    end(&before);
    free(temporary);
}

/* ---- files that have none ---- */

int temporary_open_nameless(int dir)
{
#ifdef O_TMPFILE
    if (access("/proc/self/fd", X_OK) == 0) /* linking goes through it */
        return openat(dir, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
#endif
    (void)dir;
    return -1;
}

static bool link_to(int fd, int dir, const char *name)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    return linkat(AT_FDCWD, path, dir, name, AT_SYMLINK_FOLLOW) == 0;
}

static bool link_and_rename(int fd, int dir, const char *base)
{
    char name[NAME_MAX + 1];
    bool linked = false;
    for (int i = 0; i < ATTEMPTS && !linked && (i == 0 || errno == EEXIST); i++) {
        make_name(name, base);
        linked = link_to(fd, dir, name);
    }
    if (!linked || renameat(dir, name, dir, base) == 0)
        return linked;
    int saved = errno;
    unlinkat(dir, name, 0);
    errno = saved;
    return false;
}

bool temporary_name(int fd, int dir, const char *base)
{
    sigset_t before;
    begin(&before);
    bool named = link_to(fd, dir, base);
    if (!named && errno == EEXIST)
        named = link_and_rename(fd, dir, base);
    end(&before);
    return named;
}
