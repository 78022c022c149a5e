/* What an evaluator prints: answers, one after the other, with blocks of predictions. */
#include "fuzz.h"

#include "evaluation/evaluator.h"
#include "evaluation/predictions.h"

/* In memory of its exact length, so that reading past it is seen. */
static void parse_block(const struct answer *a)
{
    struct predictions p;
    unsigned char *block = malloc(a->block_bytes);
    fuzz_must(block != NULL);
    memcpy(block, a->block, a->block_bytes);
    if (fuzz_good(predictions_parse(&p, block, a->block_bytes))) {
        fuzz_must(p.shape.count > 0 && predictions_bytes(&p.shape) / 8 <= a->block_bytes);
        fuzz_good(predictions_check_finite(&p));
    }
    predictions_free(&p);
    free(block);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[FUZZ_PATH], place[] = "a.npy";
    int fd = fuzz_file(data, size, path);
    fuzz_must(lseek(fd, 0, SEEK_SET) == 0);
    struct evaluator v = {.to = -1, .from = fd, .asked = true, .place = strdup(place)};
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
