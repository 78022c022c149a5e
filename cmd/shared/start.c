#include "start.h"

#include "base/file/output.h"
#include "cli.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static void die_tidily(int signal_number)
{
    output_abandon_all();
    signal(signal_number, SIG_DFL);
    raise(signal_number);
}

void start_catch_signals(void)
{
    static const int deadly[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
    for (size_t i = 0; i < sizeof deadly / sizeof *deadly; i++) {
        struct sigaction action = {.sa_handler = die_tidily};
        struct sigaction before;
        sigaction(deadly[i], NULL, &before);
        if (before.sa_handler != SIG_IGN) /* as nohup wants it */
            sigaction(deadly[i], &action, NULL);
    }
    /* A closed pipe is an error like any other: it gets a message and an exit status. */
    signal(SIGPIPE, SIG_IGN);
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
