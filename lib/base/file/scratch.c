#include "base/file/scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *scratch_directory(void)
{
    const char *directory = getenv("TMPDIR");
    return directory && *directory ? directory : "/tmp";
}

struct error *scratch_open(int *fd)
{
    char *path;
    struct error *err = NULL;
    *fd = -1;
    if (asprintf(&path, "%s/phatetools.XXXXXX", scratch_directory()) < 0)
        return error_memory("a file name");
    *fd = mkostemp(path, O_CLOEXEC);
    if (*fd < 0)
        err = error_new("%s: cannot make a temporary file: %s: set TMPDIR to a directory that may "
                        "be written to",
                        path, strerror(errno));
    else
        unlink(path);
    free(path);
    return err;
}
