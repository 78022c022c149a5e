/* Keras's layers number their variables GROUP/vars/0, GROUP/vars/1, ..., the trained ones first.
 * The role of the others follows from the group's name (that of the layer's class, or of the
 * model's attribute that holds the layer), or from the shapes. */
#include "checkpoint/hdf5/roles.h"

#include <string.h>

enum { VARIABLES_LEAST = 2, VARIABLES_MOST = 4, STATISTICS = 2 };

static const char normalisation[] = "batch_normalization", vars[] = "/vars/";

/* The length of GROUP/vars/ if a tensor's name is GROUP/vars/NUMBER, else 0. */
static size_t group_length(const struct tensor *t)
{
    size_t part = sizeof vars - 1;
    const char *last = strrchr(t->name, '/');
    if (!last || (size_t)(last + 1 - t->name) < part || !last[1] ||
        last[1 + strspn(last + 1, "0123456789")] != '\0')
        return 0;
    return memcmp(last + 1 - part, vars, part) == 0 ? (size_t)(last + 1 - t->name) : 0;
}

/* Whether the last part of GROUP begins with the name of a batch normalisation's class. */
static bool is_named_normalisation(const char *group, size_t length)
{
    size_t begin = length - (sizeof vars - 1);
    while (begin > 0 && group[begin - 1] != '/')
        begin--;
    return strncmp(group + begin, normalisation, sizeof normalisation - 1) == 0;
}

/* Scale, shift, mean and variance: vectors of one length. No other layer of Keras has four
 * variables. */
static bool is_shaped_normalisation(const struct tensor *t, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (t[i].dims != 1 || t[i].shape[0] != t[0].shape[0])
            return false;
    return count == VARIABLES_MOST;
}

/* Sets the roles in one group: the last two variables of batch normalisation are its running
 * statistics. */
static void find_statistics(struct tensor *t, size_t count, size_t length)
{
    if (count < VARIABLES_LEAST || count > VARIABLES_MOST)
        return;
    if (!is_named_normalisation(t->name, length) && !is_shaped_normalisation(t, count))
        return;
    for (size_t i = count - STATISTICS; i < count; i++)
        t[i].role = TENSOR_BUFFER;
}

/* An optimiser's variables are numbered too; the group's name tells that it is an optimiser. */
static bool is_optimiser(const struct tensor *t)
{
    return strncmp(t->name, "optimizer", sizeof "optimizer" - 1) == 0;
}

void hdf5_find_roles(struct tensor *tensors, size_t count)
{
    for (size_t i = 0, next; i < count; i = next) {
        struct tensor *t = &tensors[i];
        size_t length = group_length(t);
        next = i + 1;
        if (!length || is_optimiser(t))
            continue;
        while (next < count && group_length(&tensors[next]) == length &&
               memcmp(tensors[next].name, t->name, length) == 0)
            next++;
        find_statistics(t, next - i, length);
    }
}
