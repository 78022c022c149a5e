/* What workers do with an HDF5 file: all questions that checkpoint/hdf5 asks, answered in this
 * process. Findings inside libhdf5 are foreseen (run.sh passes over them), those in the code around
 * it are not. */
#include "fuzz.h"

#include "base/size.h"
#include "checkpoint/libhdf5/facts.h"
#include "checkpoint/libhdf5/libhdf5.h"

#include <unistd.h>

enum { DATA_SETS = 16, CHUNKS = 64 };

const char *__lsan_default_suppressions(void);

/* libhdf5 1.10.8 keeps 128 bytes of each good file of its newer format that it has closed. */
const char *__lsan_default_suppressions(void)
{
    return "leak:libhdf5*.so";
}

static void put_request(struct wire *request, enum facts_request what, size_t size)
{
    wire_put_number(request, what);
    wire_put_number(request, 0);
    wire_put_number(request, size);
}

/* Answers a request, which is freed. False if that is an error; limits on memory are a worker's. */
static bool answer(struct wire *request, int fd, struct wire *to)
{
    *to = (struct wire){0};
    struct error *err = libhdf5_service.answer(request, fd, to);
    bool good = !err && !to->failed;
    error_free(err);
    wire_free(request);
    return good;
}

static void ask_elements(uint64_t object, uint64_t element, int fd, size_t size)
{
    const struct facts_question question = {object, element, element % 3, CHUNKS};
    struct wire request = {0}, told;
    struct facts facts;
    put_request(&request, FACTS_ELEMENTS, size);
    facts_put_question(&request, &question);
    if (answer(&request, fd, &told)) {
        facts_take(&told, &facts);
        fuzz_must(!told.failed);
    }
    wire_free(&told);
}

/* Every answer has the form that facts.h says. */
static void follow(struct wire *told, int fd, size_t size)
{
    struct facts facts;
    uint64_t item;
    for (size_t i = 0; (item = wire_number(told)) != FACTS_END; i++) {
        wire_text(told);
        if (item == FACTS_TEXT) {
            wire_text(told);
            continue;
        }
        fuzz_must(item == FACTS_DATASET);
        facts_take(told, &facts);
        if (i < DATA_SETS) {
            ask_elements(facts.object, 0, fd, size);
            ask_elements(facts.object, facts.dims ? facts.shape[0] / 2 : 1, fd, size);
        }
    }
    fuzz_must(wire_finished(told));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bool started;
    char path[FUZZ_PATH];
    struct wire request = {0}, told;
    int fd = fuzz_file(data, size, path);
    if (!started)
        libhdf5_service.start();
    started = true;
    put_request(&request, FACTS_ALL, size);
    if (answer(&request, fd, &told))
        follow(&told, fd, size);
    wire_free(&told);
    close(fd);
    return 0;
}
