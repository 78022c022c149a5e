#include "start.h"

#include "base/file/temporary.h"
#include "base/signals.h"
#include "cli.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static pid_t owner; /* of the files: a child has the handler until it becomes another program */

/* Raised again, the signal comes when the handler has returned. */
static void die_tidily(int number)
{
    if (getpid() == owner)
        temporary_remove_at_death();
    signal(number, SIG_DFL);
    raise(number);
}

/* What is ignored stays so, as nohup wants it; what a sanitizer or a profiler handles is theirs. */
static void catch_signal(int number)
{
    struct sigaction action = {.sa_handler = die_tidily}, before;
    sigfillset(&action.sa_mask);
    if (sigaction(number, NULL, &before) == 0 && before.sa_handler == SIG_DFL)
        sigaction(number, &action, NULL);
}

void start_catch_signals(void)
{
    owner = getpid();
    /* A closed pipe and a file that may not grow are errors like any other: they get a message and
     * an exit status. */
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    for (int number = 1; number < NSIG; number++)
        if (signals_is_deadly(number))
            catch_signal(number);
}

/* Were a standard descriptor closed, the next file opened would take its place. It is opened the
 * wrong way round, so that using it is an error. */
void start_occupy_standard_descriptors(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) == -1 && errno == EBADF)
            if (open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) < 0)
                exit(CLI_FAILURE);
}
