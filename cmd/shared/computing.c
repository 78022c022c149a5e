#include "computing.h"

#include "base/file/path.h"
#include "blas/start.h"
#include "cli.h"

#include <stdio.h>
#include <sys/auxv.h>
#include <unistd.h>

/* A program does not run twice in vain: the second time all is set. Where /proc is not mounted it
 * starts by the path that it was started by. Where it cannot start anew, it goes on as it is. */
static void start_anew(char *argv[], char *environment[])
{
    execve("/proc/self/exe", argv, environment);
    const char *path = (const char *)getauxval(AT_EXECFN);
    if (path)
        execve(path, argv, environment);
}

/* Before the constructors of all libraries, that of the C library among them. */
static void start_small(int argc, char *argv[], char *environment[])
{
    if (!blas_is_limited())
        return;
    if (!blas_starts_small(environment)) {
        char **small = blas_small_environment(environment);
        if (small)
            start_anew(argv, small);
    }
    if (!blas_start_fits()) {
        dprintf(STDERR_FILENO, "%s: %s\n", argc > 0 ? path_base(argv[0]) : cli_program(),
                "memory: no room for OpenBLAS to start (134 MB of address space): raise the limit "
                "(ulimit -v)");
        _exit(CLI_FAILURE);
    }
}

__attribute__((section(".preinit_array"),
               used)) static void (*const before_libraries)(int, char *[], char *[]) = start_small;

static void start_with_settings(char *argv[])
{
    if (blas_prepare_environment())
        start_anew(argv, environ);
}

const struct computing computing = {true, start_with_settings, blas_begin, blas_describe};
const struct computing computing_aside = {false, start_with_settings, blas_begin, blas_describe};
