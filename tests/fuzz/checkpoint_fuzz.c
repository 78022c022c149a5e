/* A checkpoint of any format, in one file. HDF5 files are described by workers, in which nothing is
 * a finding here: hdf5_fuzz.c does in this process what they do. */
#include "checkpoint_read.h"

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
