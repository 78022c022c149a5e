/* A checkpoint of any format, in one file. */
#include "checkpoint_read.h"

const char *__lsan_default_suppressions(void);

/* libhdf5 1.10.8 keeps 128 bytes of each good file of its newer format that it has closed. */
const char *__lsan_default_suppressions(void)
{
    return "leak:libhdf5";
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct checkpoint_hints hints[] = {
        {0}, {.key = "model"}, {.raw = true, .raw_type = DTYPE_F16}};
    char path[FUZZ_PATH];
    int fd = fuzz_file(data, size, path);
    for (size_t i = 0; i < sizeof hints / sizeof *hints; i++)
        read_checkpoint(path, &hints[i]);
    close(fd);
    return 0;
}
