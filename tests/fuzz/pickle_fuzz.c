/* Pickles, one behind the other, and the tensors that each describes. */
#include "fuzz.h"

#include "checkpoint/pickle/pickle.h"
#include "checkpoint/torch/state.h"

/* What is promised of every tensor that can be read: its last element is in the storage. */
static void check_tensor(const struct torch_tensor *t)
{
    size_t last = t->offset;
    if (t->unreadable)
        return;
    for (size_t i = 0; i < t->dims; i++)
        if (t->count > 0)
            last += (t->shape[i] - 1) * t->stride[i];
    fuzz_must(t->count == 0 || last < t->storage_count);
}

static void find(const struct pickle *p, const char *key)
{
    struct torch_state s;
    if (!fuzz_good(torch_state_find(&s, p, key)))
        return;
    for (size_t i = 0; i < s.count; i++)
        check_tensor(&s.tensors[i]);
    for (size_t i = 0; i < s.column_count; i++) {
        check_tensor(&s.columns[i]);
        fuzz_must(s.columns[i].count == 1 && !s.columns[i].unreadable);
    }
    torch_state_free(&s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct pickle p;
    for (size_t at = 0, consumed; at < size; at += consumed) {
        if (!fuzz_good(pickle_parse(&p, data + at, size - at)))
            break;
        consumed = p.consumed;
        find(&p, NULL);
        find(&p, "model.state_dict");
        find(&p, ".");
        pickle_free(&p);
    }
    return 0;
}
