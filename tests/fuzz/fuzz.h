/* What the fuzzing harnesses share: input as a file, and the bound on memory.
 *
 * A harness reads all that an input can hold, as the programs would. Findings are crashes, reports
 * of the sanitizers, leaks, inputs that take more than seconds, and errors that are about memory:
 * no input is longer than FUZZ_INPUT_MAX, so no reader has a reason to ask for FUZZ_MEMORY_MB. */
#ifndef PHATE_FUZZ_H
#define PHATE_FUZZ_H

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { FUZZ_PATH = 32 };
#define FUZZ_INPUT_MAX 65536
#define FUZZ_MEMORY_MB "64"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
const char *__asan_default_options(void);

/* An allocation beyond the bound fails, as it might without sanitizers, and is then seen. */
const char *__asan_default_options(void)
{
    return "allocator_may_return_null=1:quarantine_size_mb=8:max_allocation_size_"
           "mb=" FUZZ_MEMORY_MB;
}

/* What cannot fail in a harness. */
static inline void fuzz_must(bool good)
{
    if (!good)
        abort();
}

/* A file in memory that holds the input; the caller closes the descriptor. */
static inline int fuzz_file(const uint8_t *data, size_t size, char path[FUZZ_PATH])
{
    int fd = memfd_create("input", MFD_CLOEXEC);
    fuzz_must(fd >= 0 && write(fd, data, size) == (ssize_t)size);
    snprintf(path, FUZZ_PATH, "/proc/self/fd/%d", fd);
    return fd;
}

/* By how it ends: what stands before may be of the input. */
static inline bool is_about_memory(const struct error *err)
{
    static const char remedy[] = "a machine with more";
    size_t length = strlen(error_text(err));
    return length >= strlen(remedy) &&
           strcmp(error_text(err) + length - strlen(remedy), remedy) == 0;
}

/* Whether the call went well. The error is freed; one about memory is a finding. */
static inline bool fuzz_good(struct error *err)
{
    bool good = !err;
    fuzz_must(good || !is_about_memory(err));
    error_free(err);
    return good;
}

#endif
