#include "snapshot/follow/ending.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

static const int signals[ENDING_SIGNALS] = {SIGINT, SIGTERM};

/* Global because a signal handler gets no argument of ours. */
static volatile int wake_fd = -1;

static void wake(int signal_number)
{
    (void)signal_number;
    int saved = errno;
    uint64_t one = 1;
    if (write(wake_fd, &one, sizeof one) < 0)
        wake_fd = -1; /* an eventfd that is written to once cannot be full */
    errno = saved;
}

struct error *ending_open(struct ending *e)
{
    e->fd = wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (wake_fd < 0)
        return error_new("cannot wait for signals: %s", strerror(errno));
    for (size_t i = 0; i < ENDING_SIGNALS; i++) {
        struct sigaction action = {.sa_handler = wake, .sa_flags = SA_RESTART};
        sigaction(signals[i], NULL, &e->before[i]);
        if (e->before[i].sa_handler != SIG_IGN)
            sigaction(signals[i], &action, NULL);
    }
    return NULL;
}

void ending_close(struct ending *e)
{
    for (size_t i = 0; i < ENDING_SIGNALS; i++)
        sigaction(signals[i], &e->before[i], NULL);
    close(e->fd);
    wake_fd = -1;
}
