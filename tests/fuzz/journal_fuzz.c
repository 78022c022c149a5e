/* A journal of snapeval, of points by their keys, with predictions that its file does not have. */
#include "fuzz.h"

#include "evaluation/journal.h"

enum { POINTS = 4, PARTS = 2 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint64_t keys[POINTS] = {0x10, 0xff, 0x2, 0x123456789abcdef0};
    static const struct journal_part parts[PARTS] = {{"command", 1}, {"predictions", 1}};
    const struct journal_request request = {"snapeval", parts, PARTS};
    char path[FUZZ_PATH];
    struct answers answers;
    struct prediction_store store;
    struct journal journal;
    int fd = fuzz_file(data, size, path);
    fuzz_must(fuzz_good(answers_new(&answers, POINTS, 1)));
    fuzz_must(fuzz_good(prediction_store_new(&store, POINTS, NULL)));
    answers.keys = keys;
    answers.predictions = &store;
    if (fuzz_good(journal_open(&journal, path, &request, &answers))) {
        fuzz_must(answers.count <= POINTS);
        journal_close(&journal);
    }
    prediction_store_free(&store);
    answers_free(&answers);
    close(fd);
    return 0;
}
