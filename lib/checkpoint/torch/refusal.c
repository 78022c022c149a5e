/* What is said of a tensor whose description is damaged, or is of a kind that is not read. */
#include "checkpoint/torch/state_impl.h"

#include <string.h>

struct error *torch_damaged(const char *what)
{
    return error_new("%s in a tensor's description: write the file again", what);
}

struct error *torch_tensor_refuse(struct torch_tensor *t, const char *why, struct arena *arena)
{
    t->unreadable = arena_text(arena, why, strlen(why));
    return t->unreadable ? NULL : error_memory("the tensors of a file");
}
