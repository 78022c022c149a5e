#include "alignment/permuted.h"

#include "align/apply.h"
#include "base/size.h"
#include "checkpoint/tensor_read.h"

#include <stdlib.h>

struct error *permuted_read(struct cursor *cursor, const struct tensor *t,
                            const struct spec_tensor *own, const struct permutations *p,
                            enum dtype type, void **data)
{
    struct error *err;
    size_t bytes, size = dtype_size(type);
    void *from = NULL;
    *data = NULL;
    if (!size_mul(t->count, size, &bytes) || !(from = malloc(size_max(bytes, 1))) ||
        !(*data = malloc(size_max(bytes, 1))))
        TRY(error_memory("a tensor whose units change places"));
    TRY(tensor_read(cursor, t, 0, t->count, type, from));
    TRY(apply_permutations(own, p, size, from, *data));
out:
    free(from);
    if (err) {
        free(*data);
        *data = NULL;
    }
    return err;
}

static bool is_identity(const struct permutations *p, size_t index)
{
    if (!p)
        return false;
    for (size_t i = 0; i < p->units[index]; i++)
        if (p->at[index][i] != i)
            return false;
    return true;
}

bool permuted_changes(const struct spec_tensor *own, const struct permutations *p)
{
    for (size_t axis = 0; axis < own->dims; axis++)
        if (own->axes[axis].permutation != SPEC_FIXED &&
            !is_identity(p, own->axes[axis].permutation))
            return true;
    return false;
}
