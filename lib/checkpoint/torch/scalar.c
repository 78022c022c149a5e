/* The scalars beside the tensors, as text. */
#include "checkpoint/torch/state_impl.h"

#include "base/text/scalar.h"
#include "base/text/utf8.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SCALARS_MAX = 256 };

bool torch_scalar_text(const struct pickle_value *v, char text[TORCH_SCALAR_ROOM])
{
    const size_t size = TORCH_SCALAR_ROOM;
    size_t length;
    const char *string;
    switch (pickle_type(v)) {
    case PICKLE_BOOL:
        snprintf(text, size, "%s", pickle_bool(v) ? "true" : "false");
        return true;
    case PICKLE_INT:
        snprintf(text, size, "%" PRId64, pickle_int(v));
        return true;
    case PICKLE_FLOAT:
        scalar_number(text, pickle_float(v), DTYPE_F64);
        return true;
    case PICKLE_STRING:
        string = pickle_text(v, &length);
        if (length >= size || !utf8_is_line(string, length))
            return false;
        memcpy(text, string, length + 1);
        return true;
    case PICKLE_CALL:
        return torch_numpy_text(v, text);
    default:
        return false;
    }
}

struct error *torch_scalars_add(struct torch_state *s, const struct pickle_value *mapping)
{
    struct error *err = NULL;
    for (size_t i = 0; i < torch_mapping_count(mapping) && s->keys.count < SCALARS_MAX; i++) {
        char text[TORCH_SCALAR_ROOM], name[TORCH_SCALAR_ROOM];
        const struct pickle_value *key = torch_mapping_key(mapping, i);
        const struct pickle_value *value = torch_mapping_value(mapping, i);
        if (!key || !value || pickle_type(key) != PICKLE_STRING || !torch_scalar_text(key, name) ||
            name[0] == '\0' || !torch_scalar_text(value, text) ||
            strlist_find(&s->keys, name) != (size_t)-1)
            continue;
        TRY(strlist_add(&s->keys, name, strlen(name)));
        TRY(strlist_add(&s->values, text, strlen(text)));
    }
out:
    return err;
}

/* Appends a tensor to the columns. */
static struct error *add_column(struct torch_state *s, struct torch_tensor *t, const char *name)
{
    struct torch_tensor *columns =
        reallocarray(s->columns, s->column_count + 1, sizeof *s->columns);
    if (!columns)
        return error_memory("the scalars of a file");
    s->columns = columns;
    t->name = arena_text(&s->arena, name, strlen(name));
    if (!t->name)
        return error_memory("the scalars of a file");
    columns[s->column_count++] = *t;
    return NULL;
}

/* Appends a tensor to the columns, if it has one number that can be read. */
static struct error *take_column(struct torch_names *names, const struct pickle_value *v,
                                 const char *name)
{
    struct torch_tensor t;
    if (!torch_charge(names, sizeof t + 2 * torch_tensor_dims(v) * sizeof(size_t)))
        return NULL;
    struct error *damage = torch_tensor_describe(&t, v, &names->state->arena);
    error_free(damage); /* the walk over what is beside lists it as unreadable */
    if (damage || t.unreadable || t.whole || t.count != 1)
        return NULL;
    names->is_column[pickle_index(v)] = true;
    return add_column(names->state, &t, name);
}

struct error *torch_columns_add(struct torch_names *names, const struct pickle_value *mapping)
{
    struct error *err = NULL;
    struct torch_state *s = names->state;
    for (size_t i = 0; i < torch_mapping_count(mapping) && s->column_count < SCALARS_MAX; i++) {
        char name[TORCH_SCALAR_ROOM], text[TORCH_SCALAR_ROOM];
        const struct pickle_value *key = torch_mapping_key(mapping, i);
        const struct pickle_value *value = torch_mapping_value(mapping, i);
        if (!key || !value || pickle_type(key) != PICKLE_STRING || !torch_is_tensor(value) ||
            !torch_scalar_text(key, name) || name[0] == '\0')
            continue;
        if (strlist_find(&s->keys, name) == (size_t)-1)
            TRY(take_column(names, value, name));
        else if (torch_scalar_text(value, text)) /* numpy's: among the scalars already */
            names->is_column[pickle_index(value)] = true;
    }
out:
    return err;
}
