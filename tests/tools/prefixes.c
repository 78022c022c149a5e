/* prefixes STEP [-f CUT] FILE COMMAND [ARGUMENT]...: runs the command with proper prefixes of FILE,
 * each STEP bytes shorter than the one before, on standard input from a pipe, or in the file CUT.
 * Prints the length of each prefix that the command does not refuse: by status 1, or what the
 * variable FAILURE says, one line on standard error, and nothing on standard output. */
#include <err.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PIPE_MOST = 65536 }; /* what a pipe holds that nobody reads yet */

static char bytes[PIPE_MOST], said[PIPE_MOST];

static size_t read_whole(const char *path)
{
    int fd = open(path, O_RDONLY);
    ssize_t size = fd < 0 ? -1 : read(fd, bytes, sizeof bytes);
    if (size < 0 || size == PIPE_MOST)
        errx(1, "%s: cannot read, or not below %d bytes", path, PIPE_MOST);
    close(fd);
    return (size_t)size;
}

/* A descriptor from which the prefix is read. */
static int prefix_open(size_t length, const char *cut)
{
    if (cut) {
        if (truncate(cut, (off_t)length))
            err(1, "%s", cut);
        return open("/dev/null", O_RDONLY | O_CLOEXEC);
    }
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) || write(ends[1], bytes, length) != (ssize_t)length)
        err(1, "pipe");
    close(ends[1]);
    return ends[0];
}

static int memory_file(void)
{
    int fd = memfd_create("prefixes", MFD_CLOEXEC);
    if (fd < 0)
        err(1, "memfd_create");
    return fd;
}

static int run(char *command[], const int descriptors[3])
{
    posix_spawn_file_actions_t actions;
    pid_t pid;
    int status;
    posix_spawn_file_actions_init(&actions);
    for (int i = 0; i < 3; i++) {
        if (i > 0 && (ftruncate(descriptors[i], 0) || lseek(descriptors[i], 0, SEEK_SET)))
            err(1, "memory");
        posix_spawn_file_actions_adddup2(&actions, descriptors[i], i);
    }
    if (posix_spawnp(&pid, command[0], &actions, NULL, command, environ) ||
        waitpid(pid, &status, 0) != pid)
        errx(1, "%s: cannot run", command[0]);
    posix_spawn_file_actions_destroy(&actions);
    return status;
}

static bool is_one_line(int fd)
{
    ssize_t size = pread(fd, said, sizeof said, 0);
    return size > 1 && memchr(said, '\n', (size_t)size) == said + size - 1;
}

int main(int argc, char *argv[])
{
    size_t step = argc > 1 ? strtoul(argv[1], NULL, 10) : 0;
    const char *cut = argc > 3 && strcmp(argv[2], "-f") == 0 ? argv[3] : NULL;
    const char *failure = getenv("FAILURE");
    int refusal = failure ? atoi(failure) : 1;
    char **arguments = argv + (cut ? 4 : 2);
    if (step == 0 || argc - (arguments - argv) < 2)
        errx(2, "usage: prefixes STEP [-f CUT] FILE COMMAND [ARGUMENT]...");
    int descriptors[3] = {-1, memory_file(), memory_file()};
    for (size_t past = read_whole(arguments[0]); past > 0; past -= past < step ? past : step) {
        size_t length = past - 1;
        struct stat out;
        descriptors[0] = prefix_open(length, cut);
        int status = run(arguments + 1, descriptors);
        close(descriptors[0]);
        bool refused = WIFEXITED(status) && WEXITSTATUS(status) == refusal &&
                       fstat(descriptors[1], &out) == 0 && out.st_size == 0 &&
                       is_one_line(descriptors[2]);
        if (!refused)
            printf("%zu\n", length);
    }
    return fflush(stdout) == 0 ? 0 : 1;
}
