#include "base/file/scratch.h"

#include "base/file/temporary.h"

#include <errno.h>
#include <fcntl.h>
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
    struct temporary *named = NULL;
    int dir = open(scratch_directory(), O_PATH | O_DIRECTORY | O_CLOEXEC);
    *fd = dir >= 0 ? temporary_open_nameless(dir) : -1;
    if (dir >= 0 && *fd < 0)
        named = temporary_create(dir, "phatetools", fd);
    if (named)
        temporary_remove(named);
    struct error *err = NULL;
    if (*fd < 0)
        err = error_new("%s: cannot make a temporary file: %s: set TMPDIR to a directory that may "
                        "be written to",
                        scratch_directory(), strerror(errno));
    if (dir >= 0)
        close(dir);
    return err;
}
