#include "start.h"

#include "base/output.h"
#include "cli.h"
#include "matrix/blas.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
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

/* True where the variable was not set, and now is. */
static bool set_unless_chosen(const char *name, const char *value)
{
    return !getenv(name) && setenv(name, value, 1) == 0;
}

/* The libraries read their settings before main, so the program starts anew with better ones; where
 * it cannot, it goes on as it is. Idle OpenMP threads spin by default, and keep BLAS's threads from
 * their cores (a Gram matrix took 1.6 times as long). blas.h says which kernels BLAS should run.
 * The second time all is set. */
void start_with_settings(char *argv[])
{
    struct blas_facts facts = blas_facts();
    const char *kernel = blas_better_kernel(&facts);
    bool anew = set_unless_chosen("OMP_WAIT_POLICY", "passive");
    if (kernel && set_unless_chosen("OPENBLAS_CORETYPE", kernel))
        anew = true;
    if (anew)
        execv("/proc/self/exe", argv);
}
