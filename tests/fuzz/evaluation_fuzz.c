/* What an evaluator prints: answers, one after the other, with blocks of predictions. */
#include "fuzz.h"

#include "evaluation/answer_predictions.h"
#include "evaluation/evaluator.h"

/* In memory of its exact length, so that reading past it is seen. */
static void parse_block(const struct answer *a)
{
    struct answer_predictions p;
    unsigned char *block = malloc(a->block_bytes);
    fuzz_must(block != NULL);
    memcpy(block, a->block, a->block_bytes);
    if (fuzz_good(answer_predictions_parse(&p, block, a->block_bytes))) {
        fuzz_must(p.shape.count > 0 && answer_predictions_bytes(&p.shape) / 8 <= a->block_bytes);
        fuzz_good(answer_predictions_check_finite(&p));
    }
    answer_predictions_free(&p);
    free(block);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[FUZZ_PATH], place[] = "a.npy";
    int fd = fuzz_file(data, size, path);
    fuzz_must(lseek(fd, 0, SEEK_SET) == 0);
    const struct guard guard = {.channel = -1};
    struct evaluator v = {
        .guard = &guard, .to = -1, .from = fd, .asked = true, .place = strdup(place)};
    struct answer a;
    fuzz_must(v.place != NULL);
    for (bool whole; fuzz_good(evaluator_hear(&v, &a, &whole));) {
        if (!whole)
            continue;
        fuzz_must(a.count > 0 && a.count <= ANSWER_NUMBERS_MAX);
        if (a.block)
            parse_block(&a);
        answer_free(&a);
    }
    evaluator_free(&v);
    return 0;
}
