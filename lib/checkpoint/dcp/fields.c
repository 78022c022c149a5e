#include "checkpoint/dcp/dcp_impl.h"

#include "base/text/utf8.h"
#include "checkpoint/tensor.h"
#include "checkpoint/torch/state.h"

struct error *dcp_damaged(const char *what)
{
    return error_new("%s: not what torch.distributed.checkpoint writes: write the checkpoint again",
                     what);
}

bool dcp_is_object(const struct pickle_value *v, const char *class)
{
    const struct pickle_value *callee = pickle_callee(v);
    return callee && pickle_is_global(callee, class);
}

const struct pickle_value *dcp_field(const struct pickle_value *v, const char *name)
{
    const struct pickle_value *state = pickle_state(v);
    return state ? pickle_find(state, name) : NULL;
}

const struct pickle_value *dcp_dict_field(const struct pickle_value *v, const char *name)
{
    const struct pickle_value *dict = dcp_field(v, name);
    return dict && pickle_type(dict) == PICKLE_DICT ? dict : NULL;
}

const char *dcp_line(const struct pickle_value *v)
{
    size_t length;
    const char *text = v && pickle_type(v) == PICKLE_STRING ? pickle_text(v, &length) : NULL;
    return text && length > 0 && utf8_is_line(text, length) ? text : NULL;
}

/* The state of TensorProperties: (dtype, layout, requires_grad, ...). */
enum { PROPERTIES_TYPE, PROPERTIES_GRADIENT = 2 };

static const struct pickle_value *property(const struct pickle_value *v, size_t i)
{
    const struct pickle_value *state = v ? pickle_state(v) : NULL;
    return state && pickle_type(state) == PICKLE_TUPLE ? pickle_at(state, i) : NULL;
}

bool dcp_is_float(const struct pickle_value *v)
{
    enum dtype type;
    const struct pickle_value *named = property(v, PROPERTIES_TYPE);
    return !named || !torch_type_read(&type, named) || dtype_is_float(type);
}

bool dcp_is_parameter(const struct pickle_value *v)
{
    const struct pickle_value *gradient = property(v, PROPERTIES_GRADIENT);
    return gradient && pickle_bool(gradient);
}

struct error *dcp_count(const struct pickle_value *v, uint64_t *count)
{
    size_t size;
    if (!v || !pickle_size(v, &size))
        return dcp_damaged("a position in a file");
    *count = size;
    return NULL;
}

struct error *dcp_sizes(struct arena *arena, const struct pickle_value *v, const size_t **sizes,
                        size_t *dims)
{
    const struct pickle_value *tuple =
        v && dcp_is_object(v, "torch.Size") ? pickle_at(pickle_arguments(v), 0) : v;
    if (!tuple || pickle_type(tuple) != PICKLE_TUPLE || pickle_count(tuple) > TENSOR_DIMS_MAX)
        return dcp_damaged("a tensor's size or offset");
    size_t *to = arena_take(arena, (pickle_count(tuple) + 1) * sizeof *to);
    if (!to)
        return error_memory("the index of a checkpoint");
    for (*dims = 0; *dims < pickle_count(tuple); (*dims)++)
        if (!pickle_size(pickle_at(tuple, *dims), &to[*dims]))
            return dcp_damaged("a tensor's size or offset");
    *sizes = to;
    return NULL;
}
