#include "base/memory.h"

#include "base/array.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

/* Where the kernel grants no more than it has, as vm.overcommit_memory = 2 asks for. */
static bool accounts_strictly(void)
{
    char mode = '\0';
    int fd = open("/proc/sys/vm/overcommit_memory", O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    bool strictly = read(fd, &mode, 1) == 1 && mode == '2';
    close(fd);
    return strictly;
}

bool memory_is_limited(void)
{
    static const int limits[] = {RLIMIT_AS, RLIMIT_DATA};
    for (size_t i = 0; i < ARRAY_LENGTH(limits); i++) {
        struct rlimit limit;
        if (getrlimit(limits[i], &limit) == 0 && limit.rlim_cur != RLIM_INFINITY)
            return true;
    }
    return accounts_strictly();
}

bool memory_fits(size_t bytes)
{
    /* Without MAP_NORESERVE the kernel may refuse one large block and grant as much in small. */
    void *block = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return block != MAP_FAILED && munmap(block, bytes) == 0;
}

void memory_text(size_t bytes, char text[MEMORY_TEXT_MAX])
{
    if (bytes < 1000000000)
        snprintf(text, MEMORY_TEXT_MAX, "%zu MB", (bytes + 500000) / 1000000);
    else
        snprintf(text, MEMORY_TEXT_MAX, "%.1f GB", (double)bytes / 1e9);
}
