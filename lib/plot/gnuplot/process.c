#include "plot/gnuplot/process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* What would change messages or dates from one user to the next. */
static const char *const fixed_environment[] = {"LC_ALL=C.UTF-8", "TZ=UTC", "SOURCE_DATE_EPOCH=0"};
enum { FIXED = sizeof fixed_environment / sizeof *fixed_environment };

static bool is_fixed(const char *variable)
{
    for (size_t i = 0; i < FIXED; i++) {
        size_t name = (size_t)(strchr(fixed_environment[i], '=') - fixed_environment[i]) + 1;
        if (strncmp(variable, fixed_environment[i], name) == 0)
            return true;
    }
    return false;
}

/* The environment of this process, with the above; pointers only, NULL at the end. The caller frees
 * the array. */
static char **make_environment(void)
{
    size_t count = 0, used = 0;
    while (environ[count])
        count++;
    char **environment = calloc(count + FIXED + 1, sizeof *environment);
    if (!environment)
        return NULL;
    for (size_t i = 0; i < count; i++)
        if (!is_fixed(environ[i]))
            environment[used++] = environ[i];
    for (size_t i = 0; i < FIXED; i++)
        environment[used++] = (char *)(size_t)fixed_environment[i];
    return environment;
}

static struct error *start_error(int status)
{
    if (status == ENOENT)
        return error_new("gnuplot: not found in PATH: install it (Debian: apt-get install "
                         "gnuplot-nox), or write the script with -g and draw it elsewhere");
    return error_new("gnuplot: cannot be started: %s", strerror(status));
}

/* In the child: becomes gnuplot, or returns with errno. The shell may have had SIGINT ignored. */
static void become_gnuplot(const int fd[3], int death, pid_t parent, char **environment)
{
    /* by name: from standard input gnuplot would not count the lines of data blocks */
    static char name[] = "gnuplot", defaults[] = "--default-settings", input[] = "/dev/stdin";
    char *argv[] = {name, defaults, input, NULL};
    for (int i = 0; i < 3; i++)
        if (dup2(fd[i], i) < 0)
            return;
    signal(SIGINT, SIG_DFL);
    signal(SIGPIPE, SIG_DFL); /* these two are ignored by us */
    signal(SIGXFSZ, SIG_DFL);
    if (prctl(PR_SET_PDEATHSIG, death) != 0)
        return;
    if (getppid() != parent) /* it ended before */
        _exit(0);
    execvpe(name, argv, environment);
}

/* 0 where the child is gnuplot by now, else its errno: the pipe closes when another program takes
 * the child's place. */
static int read_status(int pipe)
{
    int status = 0;
    ssize_t got;
    do
        got = read(pipe, &status, sizeof status);
    while (got < 0 && errno == EINTR);
    return got == sizeof status ? status : 0;
}

struct error *gnuplot_start(const int fd[3], int death, pid_t *child)
{
    struct error *err = NULL;
    int ends[2] = {-1, -1};
    pid_t parent = getpid();
    char **environment = make_environment();
    if (!environment)
        return error_memory("starting gnuplot");
    *child = pipe2(ends, O_CLOEXEC) == 0 ? fork() : -1;
    if (*child == 0) {
        become_gnuplot(fd, death, parent, environment);
        int status = errno;
        ssize_t ignored = write(ends[1], &status, sizeof status);
        (void)ignored;
        _exit(127);
    }
    if (*child < 0) {
        err = start_error(errno);
        goto out;
    }
    close(ends[1]);
    ends[1] = -1;
    int status = read_status(ends[0]);
    if (status) {
        gnuplot_wait(*child);
        err = start_error(status);
    }
out:
    for (int i = 0; i < 2; i++)
        if (ends[i] >= 0)
            close(ends[i]);
    free(environment);
    return err;
}

int gnuplot_wait(pid_t child)
{
    int status;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return -1;
    return status;
}
