#include "evaluation/guard.h"

#include "base/file/path.h"
#include "base/file/scratch.h"
#include "base/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { GRACE_MS = 100 }; /* between SIGTERM and SIGKILL */

/* ---- the guard ---- */

/* Signals that end the parent must not end the guard. */
static void ignore_signals(void)
{
    for (int number = 1; number < NSIG; number++)
        if (signals_is_deadly(number))
            signal(number, SIG_IGN);
}

/* The guard's whole life. It holds nothing open but the pipe: neither a lock nor the output of a
 * pipeline. */
static void stand_guard(int pipe, const char *dir)
{
    char byte;
    ignore_signals();
    if (setpgid(0, 0) != 0 || dup2(pipe, STDIN_FILENO) < 0)
        _exit(1);
    closefrom(STDOUT_FILENO);
    while (read(STDIN_FILENO, &byte, 1) < 0 && errno == EINTR)
        ;
    kill(0, SIGTERM);
    nanosleep(&(struct timespec){.tv_nsec = GRACE_MS * 1000000L}, NULL);
    path_remove_folder(dir);
    kill(0, SIGKILL);
}

/* ---- the parent ---- */

/* The programs may work in another directory: the path is absolute. */
static struct error *make_directory(struct guard *g)
{
    struct error *err = NULL;
    char *parent = realpath(scratch_directory(), NULL);
    if (!parent)
        return error_new("%s: no directory for temporary files: %s: set TMPDIR to another",
                         scratch_directory(), strerror(errno));
    if (strchr(parent, '\n'))
        TRY(error_new("TMPDIR: a newline in the path of the directory for temporary files: set it "
                      "to another"));
    if (asprintf(&g->dir, "%s/phatetools.XXXXXX", parent) < 0) {
        g->dir = NULL;
        TRY(error_memory("a file name"));
    }
    if (!mkdtemp(g->dir))
        err = error_new("%s: cannot make a directory: %s: set TMPDIR to another", parent,
                        strerror(errno));
out:
    free(parent);
    return err;
}

static struct error *start_process(struct guard *g)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return error_new("cannot make a pipe: %s", strerror(errno));
    g->group = fork();
    if (g->group == 0)
        stand_guard(ends[0], g->dir);
    close(ends[0]);
    g->pipe = ends[1];
    if (g->group > 0) {
        setpgid(g->group, g->group); /* parent and guard both set it: either may come first */
        return NULL;
    }
    close(ends[1]);
    return error_new("cannot start a process: %s", strerror(errno));
}

struct error *guard_start(struct guard *g)
{
    struct error *err;
    *g = (struct guard){0};
    TRY(make_directory(g));
    TRY(start_process(g));
out:
    if (err) {
        if (g->dir)
            rmdir(g->dir);
        free(g->dir);
        *g = (struct guard){0};
    }
    return err;
}

void guard_end(struct guard *g)
{
    if (!g->dir)
        return;
    close(g->pipe);
    while (waitpid(g->group, NULL, 0) < 0 && errno == EINTR)
        ;
    free(g->dir);
    *g = (struct guard){0};
}
