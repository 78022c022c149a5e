/* Keras's layers number their variables GROUP/vars/0, GROUP/vars/1, ..., the trained ones first.
 * The role of the others follows from the group's name (that of the layer's class, or of the
 * model's attribute that holds the layer), or from the shapes. */
#include "checkpoint/hdf5/roles.h"

#include <string.h>

enum { VARIABLES_LEAST = 2, VARIABLES_MOST = 4, STATISTICS = 2, ADAPTED = 3, SPECTRAL = 2 };

static const char normalisation[] = "batch_normalization", adapted[] = "normalization",
                  wrapped[] = "layer/", vars[] = "/vars/";

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

/* The last part of GROUP, whose length is that of GROUP/vars/. */
static const char *last_part(const char *group, size_t length)
{
    size_t begin = length - (sizeof vars - 1);
    while (begin > 0 && group[begin - 1] != '/')
        begin--;
    return group + begin;
}

/* Whether the last part of GROUP begins with the name of a batch normalisation's class. */
static bool is_named_normalisation(const char *group, size_t length)
{
    return strncmp(last_part(group, length), normalisation, sizeof normalisation - 1) == 0;
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

static bool is_batch_normalisation(const struct tensor *t, size_t count, size_t length)
{
    return count >= VARIABLES_LEAST && count <= VARIABLES_MOST &&
           (is_named_normalisation(t->name, length) || is_shaped_normalisation(t, count));
}

/* Whether GROUP is normalization, normalization_1, ...: mean and variance of the data, and a count.
 * Another layer that an attribute `normalization` holds has no count. */
static bool is_adapted(const struct tensor *t, size_t count, size_t length)
{
    const char *part = last_part(t->name, length);
    if (strncmp(part, adapted, sizeof adapted - 1) != 0)
        return false;
    part += sizeof adapted - 1;
    if (*part == '_')
        part += 1 + strspn(part + 1, "0123456789");
    return *part == '/' && count == ADAPTED && t[2].dims == 0 && !dtype_is_float(t[2].place.type);
}

/* Whether the layer that GROUP wraps, GROUP/layer, has a variable of t's shape. The `before`
 * tensors in front of t end with that layer's. */
static bool is_in_wrapped(const struct tensor *t, size_t before, size_t length)
{
    size_t group = length - (sizeof vars - 2); /* with the slash */
    for (size_t i = 1; i <= before && memcmp((t - i)->name, t->name, group) == 0; i++)
        if (strncmp((t - i)->name + group, wrapped, sizeof wrapped - 1) == 0 &&
            tensor_same_shape(t - i, t))
            return true;
    return false;
}

/* Spectral normalisation's own variables: the kernel of the layer that it wraps, which that layer
 * has too, and the vector u of the power iteration. */
static bool is_spectral(const struct tensor *t, size_t count, size_t before, size_t length)
{
    return count == SPECTRAL && t[0].dims >= 2 && t[1].dims == 2 && t[1].shape[0] == 1 &&
           t[1].shape[1] == t[0].shape[t[0].dims - 1] && is_in_wrapped(t, before, length);
}

/* How many variables of one group, the last ones, are not trained. The running statistics of batch
 * normalisation are its last two. */
static size_t count_untrained(const struct tensor *t, size_t count, size_t before, size_t length)
{
    if (is_batch_normalisation(t, count, length))
        return STATISTICS;
    return is_adapted(t, count, length) || is_spectral(t, count, before, length) ? count : 0;
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
        for (size_t left = count_untrained(t, next - i, i, length); left > 0; left--)
            tensors[next - left].role = TENSOR_BUFFER;
    }
}
