#include "snapshot/follow/action.h"

#include "snapshot/follow/ending.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FAREWELL_MS = 5000, LAST_MS = 1000 };

/* Starts sh as *child; returns a number of errno. */
static int spawn_shell(const struct action *a, pid_t *child)
{
    char *const arguments[] = {"sh", "-c", (char *)a->command, "sh", (char *)a->file, NULL};
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    int code = posix_spawn_file_actions_init(&files);
    if (code != 0)
        return code;
    code = posix_spawnattr_init(&attributes);
    if (code == 0) {
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP); /* 0: a new one */
        code = posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        if (code == 0)
            code = posix_spawn(child, "/bin/sh", &files, &attributes, arguments, environ);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&files);
    return code;
}

struct error *action_start(struct action *a)
{
    int code = spawn_shell(a, &a->running);
    if (code != 0) {
        a->running = 0;
        return error_new("--then: cannot run sh: %s: end other programs", strerror(code));
    }
    a->runs++;
    return NULL;
}

/* Whether it has ended, with its status. */
static bool has_ended(struct action *a, int *status)
{
    if (waitpid(a->running, status, WNOHANG) == 0)
        return false;
    a->running = 0;
    return true;
}

static void tell_failure(int status, struct report *report)
{
    if (WIFSIGNALED(status))
        report_line(report, REPORT_WARNING, "the command was killed (%s): see --then",
                    strsignal(WTERMSIG(status)));
    else
        report_line(report, REPORT_WARNING, "the command ended with status %d: see --then",
                    WEXITSTATUS(status));
}

bool action_is_running(struct action *a, struct report *report)
{
    int status = 0;
    if (!a->running || !has_ended(a, &status))
        return a->running;
    if (status != 0) {
        a->failed++;
        tell_failure(status, report);
    }
    return false;
}

/* Whether the command, and all that it began in its group, have ended. */
static bool is_group_gone(struct action *a, pid_t group)
{
    int status;
    return (!a->running || has_ended(a, &status)) && kill(-group, 0) != 0;
}

void action_stop(struct action *a)
{
    pid_t group = a->running;
    if (!group)
        return;
    kill(-group, SIGTERM);
    /* What is killed is waited for, but for what nobody reaps. */
    for (int waited = 0; !is_group_gone(a, group) && (a->running || waited < FAREWELL_MS + LAST_MS);
         waited += ACTION_LOOK_MS) {
        if (waited >= FAREWELL_MS)
            kill(-group, SIGKILL);
        poll(NULL, 0, ACTION_LOOK_MS);
    }
}

/* Fails if a signal came first. */
static struct error *wait_for_end(struct action *a, struct report *report)
{
    struct ending ending;
    struct error *err = ending_open(&ending);
    if (err)
        return err;
    struct pollfd fd = {.fd = ending.fd, .events = POLLIN};
    while (!err && action_is_running(a, report))
        if (poll(&fd, 1, ACTION_LOOK_MS) > 0)
            err = error_new("--then: the command was interrupted: run it once more by hand");
    action_stop(a);
    ending_close(&ending);
    return err;
}

struct error *action_finish(struct action *a, struct report *report)
{
    struct error *err;
    TRY(action_start(a));
    TRY(wait_for_end(a, report));
    if (a->failed)
        err = error_new("--then: %zu of %zu runs of the command failed: see what it said",
                        a->failed, a->runs);
out:
    return err;
}
