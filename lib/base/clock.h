/* Time that has passed, whatever the calendar does. */
#ifndef PHATE_BASE_CLOCK_H
#define PHATE_BASE_CLOCK_H

#include <time.h>

/* From some moment on: for differences. */
static inline double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

#endif
