#include "base/memory.h"

#include "base/array.h"
#include "base/memory_group.h"
#include "base/size.h"

#include <fcntl.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

/* The limits of address space and of data; RLIM_INFINITY where there is none. */
struct limits {
    rlim_t space, data;
};

static struct limits limits_now(void)
{
    struct rlimit space, data;
    bool known = getrlimit(RLIMIT_AS, &space) == 0 && getrlimit(RLIMIT_DATA, &data) == 0;
    return known ? (struct limits){space.rlim_cur, data.rlim_cur}
                 : (struct limits){RLIM_INFINITY, RLIM_INFINITY};
}

bool memory_is_limited(void)
{
    struct limits limits = limits_now();
    return limits.space != RLIM_INFINITY || limits.data != RLIM_INFINITY || accounts_strictly();
}

bool memory_fits(size_t bytes)
{
    /* Without MAP_NORESERVE the kernel may refuse one large block and grant as much in small. */
    void *block = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return block != MAP_FAILED && munmap(block, bytes) == 0;
}

/* ---- a stage's need ---- */

/* What libraries' buffers and small arrays take beside the large ones. */
enum { BESIDE = 8 << 20 };

/* The pages of the process: "SIZE RESIDENT SHARED TEXT LIB DATA DT" (proc(5)). */
struct pages {
    size_t size, resident, data;
};

static struct pages pages_now(void)
{
    struct pages p = {0};
    FILE *f = fopen("/proc/self/statm", "re");
    if (!f)
        return p;
    if (fscanf(f, "%zu %zu %*s %*s %*s %zu", &p.size, &p.resident, &p.data) != 3)
        p = (struct pages){0};
    fclose(f);
    return p;
}

static size_t left_of(rlim_t limit, size_t pages)
{
    size_t used = pages * (size_t)sysconf(_SC_PAGESIZE);
    return limit == RLIM_INFINITY ? SIZE_MAX : limit - size_min(limit, used);
}

/* The bytes that a line "NAME: 1234 kB" of a file of /proc tells; `otherwise` where none does. */
static size_t bytes_in(const char *path, const char *name, size_t otherwise)
{
    char line[128];
    size_t bytes = otherwise, length = strlen(name);
    FILE *f = fopen(path, "re");
    while (f && fgets(line, sizeof line, f))
        if (strncmp(line, name, length) == 0 && line[length] == ':') {
            bytes = strtoull(line + length + 1, NULL, 10) << 10;
            break;
        }
    if (f)
        fclose(f);
    return bytes;
}

struct error *memory_allows(size_t bytes, const char *what)
{
    struct pages now = pages_now();
    struct limits set = limits_now();
    const struct {
        const char *name;
        size_t left;
    } limits[] = {{"the limit of ulimit -v", left_of(set.space, now.size)},
                  {"the limit of ulimit -d", left_of(set.data, now.data)},
                  {"the control group's limit", memory_group_left()}};
    char needed[MEMORY_TEXT_MAX], left[MEMORY_TEXT_MAX];
    bytes = size_sum(bytes, BESIDE);
    for (size_t i = 0; i < ARRAY_LENGTH(limits); i++) {
        if (bytes <= limits[i].left)
            continue;
        memory_text(bytes, needed);
        memory_text(limits[i].left, left);
        return error_new("memory: %s: %s more are needed, and %s leaves %s: use fewer snapshots, "
                         "or raise the limit",
                         what, needed, limits[i].name, left);
    }
    return NULL;
}

size_t memory_left(void)
{
    struct pages now = pages_now();
    struct limits set = limits_now();
    size_t space = left_of(set.space, now.size), data = left_of(set.data, now.data);
    size_t machine =
        size_min(memory_group_left(), bytes_in("/proc/meminfo", "MemAvailable", SIZE_MAX));
    return size_min(size_min(space, data), machine);
}

size_t memory_taken(void)
{
    /* With the linear algebra's buffers and threads' stacks, which come when they are used. */
    enum { WORKING = 72 << 20 };
#ifdef __GLIBC__
    malloc_trim(0); /* what has been freed, and would be taken again */
#endif
    return size_max(pages_now().resident * (size_t)sysconf(_SC_PAGESIZE) + BESIDE, WORKING);
}

struct error *memory_read_size(const char *text, void *bytes)
{
    static const char units[] = "KMGT";
    char *end = NULL;
    double number = text && *text >= '0' && *text <= '9' ? strtod(text, &end) : 0;
    const char *unit = end && *end ? strchr(units, *end) : NULL;
    if (!unit || end[1] || strspn(text, "0123456789.") != (size_t)(end - text))
        return error_new("expected a size such as 500M or 2G, got %s", text ? text : "nothing");
    for (const char *u = units; u <= unit; u++)
        number *= 1024;
    if (!(number >= 1024) || number > 0x1p60)
        return error_new("expected a size from 1K to 1048576T, got %s", text);
    *(size_t *)bytes = (size_t)number;
    return NULL;
}

struct error *memory_check(size_t bytes, size_t rows, struct report *report)
{
    struct pages now = pages_now();
    size_t resident = now.resident * (size_t)sysconf(_SC_PAGESIZE);
    size_t most = size_sum(resident, size_sum(bytes, BESIDE));
    size_t there = bytes_in("/proc/meminfo", "MemAvailable", SIZE_MAX);
    char peak[MEMORY_TEXT_MAX], needed[MEMORY_TEXT_MAX], left[MEMORY_TEXT_MAX], what[64];
    memory_text(size_max(most, bytes_in("/proc/self/status", "VmHWM", 0)), peak);
    report_line(report, REPORT_DETAIL, "memory: %s at most for %zu rows", peak, rows);
    snprintf(what, sizeof what, "%zu rows", rows);
    struct error *err = memory_allows(bytes, what);
    if (err || bytes <= there)
        return err;
    memory_text(bytes, needed);
    memory_text(there, left);
    report_line(report, REPORT_NOTE,
                "memory: %s: %s more are needed, and the machine has %s left: expect it to swap, "
                "or the system to end the program",
                what, needed, left);
    return NULL;
}

void memory_text(size_t bytes, char text[MEMORY_TEXT_MAX])
{
    if (bytes < 1000000000)
        snprintf(text, MEMORY_TEXT_MAX, "%zu MB", (bytes + 500000) / 1000000);
    else
        snprintf(text, MEMORY_TEXT_MAX, "%.1f GB", (double)bytes / 1e9);
}
