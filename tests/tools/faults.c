/* Preloaded, makes one call fail: the FAULT_AT-th (from 1) allocation, or with FAULT_CALL=write the
 * FAULT_AT-th write, has no memory or disk left. With FAULT_COUNT=FILE the number of these calls is
 * left in that file. Or it makes all calls fail that some file systems do not have: with
 * FAULT_CALL=tmpfile a file without a name cannot be made, with FAULT_CALL=linkat it can get none.
 *
 * Allocations by the loader, OpenBLAS and OpenMP go well: the first two happen before main, and the
 * third ends the program by itself. */
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* glibc's own, under the names that are left when a program takes its place. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);

enum { SPARED_MAX = 64 };
static struct range {
    uintptr_t start, end;
} spared[SPARED_MAX];
static size_t spared_count;

static atomic_long calls;
static long fails_at;
static bool counts, writes, has_no_tmpfile, has_no_linkat;

static bool is_spared_library(const char *path)
{
    static const char *const names[] = {"ld-linux", "libopenblas", "libgomp", "libgfortran",
                                        "libquadmath"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strstr(path, names[i]))
            return true;
    return false;
}

static int spare(struct dl_phdr_info *info, size_t size, void *unused)
{
    (void)size;
    (void)unused;
    for (size_t i = 0; i < info->dlpi_phnum && is_spared_library(info->dlpi_name); i++) {
        const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
        if (segment->p_type == PT_LOAD && spared_count < SPARED_MAX) {
            uintptr_t start = info->dlpi_addr + segment->p_vaddr;
            spared[spared_count++] = (struct range){start, start + segment->p_memsz};
        }
    }
    return 0;
}

__attribute__((constructor)) static void begin(void)
{
    const char *call = getenv("FAULT_CALL"), *at = getenv("FAULT_AT");
    dl_iterate_phdr(spare, NULL);
    writes = call && strcmp(call, "write") == 0;
    has_no_tmpfile = call && strcmp(call, "tmpfile") == 0;
    has_no_linkat = call && strcmp(call, "linkat") == 0;
    fails_at = at ? atol(at) : 0;
    counts = true;
}

__attribute__((destructor)) static void end(void)
{
    const char *path = getenv("FAULT_COUNT");
    counts = false;
    if (!path)
        return;
    FILE *f = fopen(path, "w");
    if (f) {
        fprintf(f, "%ld\n", calls);
        fclose(f);
    }
}

/* Whether this call, from `caller`, is the one. */
static bool fails(bool is_write, const void *caller)
{
    if (!counts || is_write != writes)
        return false;
    for (size_t i = 0; i < spared_count; i++)
        if ((uintptr_t)caller >= spared[i].start && (uintptr_t)caller < spared[i].end)
            return false;
    return ++calls == fails_at;
}

static void *no_memory(void)
{
    errno = ENOMEM;
    return NULL;
}

void *malloc(size_t size)
{
    return fails(false, __builtin_return_address(0)) ? no_memory() : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    return fails(false, __builtin_return_address(0)) ? no_memory() : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
    return fails(false, __builtin_return_address(0)) ? no_memory() : __libc_realloc(old, size);
}

ssize_t write(int fd, const void *data, size_t length)
{
    if (fails(true, __builtin_return_address(0))) {
        errno = ENOSPC;
        return -1;
    }
    return syscall(SYS_write, fd, data, length);
}

ssize_t pwrite(int fd, const void *data, size_t length, off_t offset)
{
    if (fails(true, __builtin_return_address(0))) {
        errno = ENOSPC;
        return -1;
    }
    return syscall(SYS_pwrite64, fd, data, length, offset);
}

int openat(int dir, const char *path, int flags, ...)
{
    va_list args;
    va_start(args, flags);
    mode_t mode = flags & (O_CREAT | (O_TMPFILE & ~O_DIRECTORY)) ? va_arg(args, mode_t) : 0;
    va_end(args);
    if (has_no_tmpfile && (flags & O_TMPFILE) == O_TMPFILE) {
        errno = EOPNOTSUPP;
        return -1;
    }
    return (int)syscall(SYS_openat, dir, path, flags, mode);
}

int linkat(int from, const char *path, int dir, const char *name, int flags)
{
    if (has_no_linkat) {
        errno = EXDEV;
        return -1;
    }
    return (int)syscall(SYS_linkat, from, path, dir, name, flags);
}
