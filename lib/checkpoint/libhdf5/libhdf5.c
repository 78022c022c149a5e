#include "checkpoint/libhdf5/libhdf5.h"

#include "checkpoint/libhdf5/libhdf5_impl.h"

static struct error *answer(struct wire *request, int fd, struct wire *answer)
{
    struct error *err;
    hid_t file = H5I_INVALID_HID;
    uint64_t what = wire_number(request), offset = wire_number(request);
    uint64_t size = wire_number(request);
    TRY(libhdf5_open(&file, fd, offset, size));
    if (what == FACTS_ALL) {
        TRY(libhdf5_put_objects(answer, file, size));
        goto out;
    }
    struct facts_question question = facts_take_question(request);
    TRY(libhdf5_put_elements(answer, file, &question));
out:
    if (file >= 0)
        H5Fclose(file);
    return err;
}

const struct worker_service libhdf5_service = {
    .library = "the HDF5 library",
    .limits = {.megabytes = 256, .cpu_seconds = 10, .seconds = 60},
    .start = libhdf5_start,
    .answer = answer};
