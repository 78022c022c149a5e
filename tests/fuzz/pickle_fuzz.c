/* libFuzzer: a pickle, and the tensors that it describes. Seeds: tests/data/pickle.
 *   clang -fsanitize=fuzzer,address,undefined ... && pickle_fuzz -max_len=65536 CORPUS SEEDS */
#include "pickle.h"
#include "torchstate.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is promised of every tensor: its last element is in the storage. */
static void check_tensor(const struct torch_tensor *t)
{
    size_t last = t->offset;
    for (size_t i = 0; i < t->dims; i++)
        if (t->count > 0)
            last += (t->shape[i] - 1) * t->stride[i];
    if (t->count > 0 && last >= t->storage_count)
        abort();
}

static void find(const struct pickle *p, const char *key)
{
    struct torch_state s;
    struct error *err = torch_state_find(&s, p, key);
    if (err) {
        error_free(err);
        return;
    }
    for (size_t i = 0; i < s.count; i++)
        check_tensor(&s.tensors[i]);
    torch_state_free(&s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct pickle p;
    for (size_t at = 0; at < size; at += p.consumed) {
        struct error *err = pickle_parse(&p, data + at, size - at);
        if (err) {
            error_free(err);
            return 0;
        }
        size_t consumed = p.consumed;
        find(&p, NULL);
        find(&p, "model.state_dict");
        pickle_free(&p);
        p.consumed = consumed;
    }
    return 0;
}
