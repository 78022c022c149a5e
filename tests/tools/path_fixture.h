/* A file of the test's own, for the C tests: group fixtures that make it, empty, and remove it. */
#ifndef PHATE_PATH_FIXTURE_H
#define PHATE_PATH_FIXTURE_H

#include <stdlib.h>
#include <unistd.h>

static char path[] = "/tmp/phatetools.XXXXXX";

static int make_path(void **state)
{
    (void)state;
    int fd = mkstemp(path);
    return fd < 0 ? -1 : close(fd);
}

static int remove_path(void **state)
{
    (void)state;
    return unlink(path);
}

#endif
