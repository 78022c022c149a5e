/* Elapsed time, which changes of the calendar's clock do not affect. */
#ifndef PHATE_BASE_CLOCK_H
#define PHATE_BASE_CLOCK_H

#include <time.h>

/* Seconds since an arbitrary moment: only differences mean anything. */
static inline double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

#endif
