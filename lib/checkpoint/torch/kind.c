/* Which calls in a pickle make tensors, and what those make that are not read. The functions are in
 * torch/_utils.py and torch/_tensor.py, and in numpy's and JAX's own modules. */
#include "checkpoint/torch/state_impl.h"

#include "base/array.h"

#include <stdio.h>
#include <string.h>

enum { WRAPPERS_MAX = 8 };

/* Calls that wrap another: their first argument is a tensor. */
static const char *const parameters[] = {"torch._utils._rebuild_parameter",
                                         "torch._utils._rebuild_parameter_with_state",
                                         "torch.nn.parameter.Parameter"};

/* Calls that wrap another: function, type, arguments. */
static const char *const subclasses[] = {"torch._tensor._rebuild_from_type_v2",
                                         "torch._tensor._rebuild_from_type"};

static const char *const tensors[] = {"torch._utils._rebuild_tensor_v2",
                                      "torch._utils._rebuild_tensor_v3",
                                      "torch._utils._rebuild_tensor"};

static const char numpy_array[] = "a numpy array", from_numpy[] = "save torch.from_numpy(ARRAY)";

enum { ARGUMENTS, STATE };

/* Kinds that are not read. The shape is at an index of the call's arguments or of its state, or, if
 * `within` is not 0, at that index of the tuple there; at -1 it is unknown. */
static const struct kind {
    const char *function, *what, *remedy;
    int from, shape, within;
} kinds[] = {
    {"torch._utils._rebuild_sparse_tensor", "a sparse tensor", "save TENSOR.to_dense()", ARGUMENTS,
     1, 2},
    {"torch._utils._rebuild_sparse_csr_tensor", "a sparse tensor", "save TENSOR.to_dense()",
     ARGUMENTS, -1, 0},
    {"torch._utils._rebuild_qtensor", "a quantised tensor", "save TENSOR.dequantize()", ARGUMENTS,
     2, 0},
    {"torch._utils._rebuild_nested_tensor", "a nested tensor", "save TENSOR.unbind()", ARGUMENTS,
     -1, 0},
    {"torch.nested._internal.nested_tensor._rebuild_njt", "a nested tensor", "save TENSOR.unbind()",
     ARGUMENTS, -1, 0},
    {"torch._utils._rebuild_meta_tensor_no_storage",
     "a tensor of the meta device, without numbers,",
     "load the network's numbers before it is saved", ARGUMENTS, 1, 0},
    {"torch._utils._rebuild_wrapper_subclass", "a tensor that wraps others",
     "save it as a plain tensor", ARGUMENTS, 2, 0},
    {"torch._utils._rebuild_device_tensor_from_numpy", "a tensor of another device",
     "save TENSOR.cpu()", ARGUMENTS, -1, 0},
    {"torch._utils._rebuild_xla_tensor", "a tensor of another device", "save TENSOR.cpu()",
     ARGUMENTS, -1, 0},
    {"torch._utils._rebuild_device_tensor_from_cpu_tensor", "a tensor of another device",
     "save TENSOR.cpu()", ARGUMENTS, -1, 0},
    {"torch.nn.parameter.UninitializedParameter", "a lazy module's parameter, without numbers yet,",
     "use the network once before it is saved", ARGUMENTS, -1, 0},
    {"torch.nn.parameter.UninitializedBuffer", "a lazy module's buffer, without numbers yet,",
     "use the network once before it is saved", ARGUMENTS, -1, 0},
    {"numpy.core.multiarray._reconstruct", numpy_array, from_numpy, STATE, 1, 0},
    {"numpy._core.multiarray._reconstruct", numpy_array, from_numpy, STATE, 1, 0},
    {"numpy.core.numeric._frombuffer", numpy_array, from_numpy, ARGUMENTS, 2, 0},
    {"numpy._core.numeric._frombuffer", numpy_array, from_numpy, ARGUMENTS, 2, 0},
    {"jax._src.array._reconstruct_array", "a JAX array",
     "save torch.from_numpy(numpy.array(ARRAY))", ARGUMENTS, 2, 1},
};

static bool is_one_of(const struct pickle_value *v, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (pickle_is_global(v, names[i]))
            return true;
    return false;
}

static bool starts_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

static const struct kind *kind_of(const struct pickle_value *function)
{
    for (size_t i = 0; i < ARRAY_LENGTH(kinds); i++)
        if (pickle_is_global(function, kinds[i].function))
            return &kinds[i];
    return NULL;
}

bool torch_is_tensor(const struct pickle_value *v)
{
    const struct pickle_value *callee = pickle_callee(v);
    if (!callee || pickle_type(callee) != PICKLE_GLOBAL)
        return false;
    const char *name = pickle_text(callee, NULL);
    return starts_with(name, "torch._utils._rebuild_") ||
           starts_with(name, "torch._tensor._rebuild_") ||
           is_one_of(callee, parameters, ARRAY_LENGTH(parameters)) || kind_of(callee);
}

bool torch_unwrap(const struct pickle_value *v, struct torch_rebuild *r)
{
    *r = (struct torch_rebuild){pickle_callee(v), pickle_arguments(v), pickle_state(v), false};
    for (int i = 0; i < WRAPPERS_MAX; i++) {
        if (is_one_of(r->function, parameters, ARRAY_LENGTH(parameters))) {
            const struct pickle_value *inner = pickle_at(r->arguments, 0);
            if (!inner || !pickle_callee(inner))
                return false;
            *r = (struct torch_rebuild){pickle_callee(inner), pickle_arguments(inner),
                                        pickle_state(inner), true};
        } else if (is_one_of(r->function, subclasses, ARRAY_LENGTH(subclasses))) {
            if (pickle_count(r->arguments) < 3)
                return false;
            if (pickle_is_global(pickle_at(r->arguments, 1), "torch.nn.parameter.Parameter"))
                r->is_parameter = true;
            r->function = pickle_at(r->arguments, 0);
            r->arguments = pickle_at(r->arguments, 2);
        } else
            return pickle_type(r->arguments) == PICKLE_TUPLE;
    }
    return false;
}

bool torch_is_plain(const struct torch_rebuild *r)
{
    return is_one_of(r->function, tensors, ARRAY_LENGTH(tensors));
}

const struct pickle_value *torch_unread_shape(const struct torch_rebuild *r)
{
    const struct kind *kind = kind_of(r->function);
    const struct pickle_value *from = kind && kind->from == STATE ? r->state : r->arguments;
    if (!kind || kind->shape < 0 || !from)
        return NULL;
    const struct pickle_value *shape = pickle_at(from, (size_t)kind->shape);
    if (shape && kind->within)
        shape = pickle_at(shape, (size_t)kind->within);
    if (shape && pickle_callee(shape) && pickle_is_global(pickle_callee(shape), "torch.Size"))
        shape = pickle_at(pickle_arguments(shape), 0);
    return shape;
}

/* Whether the class of a tensor that wraps others is one of which each process holds a part, in
 * whatever module of torch. */
static bool is_share(const struct torch_rebuild *r)
{
    const struct pickle_value *class = pickle_at(r->arguments, 0);
    const char *name = class && pickle_type(class) == PICKLE_GLOBAL ? pickle_text(class, NULL) : "";
    const char *last = strrchr(name, '.');
    return starts_with(name, "torch.") &&
           (strcmp(last, ".DTensor") == 0 || strcmp(last, ".ShardedTensor") == 0);
}

void torch_unread_text(const struct torch_rebuild *r, char *text, size_t room)
{
    char described[PICKLE_DESCRIPTION];
    const struct kind *kind = kind_of(r->function);
    const char *type = torch_numpy_array_type(r);
    pickle_describe(r->function, described);
    if (kind && type)
        snprintf(text, room, "%s of %s is not read: %s", kind->what, type, kind->remedy);
    else if (kind && is_share(r))
        snprintf(text, room,
                 "one rank's part of a tensor is not read: save what "
                 "torch.distributed.checkpoint.state_dict.get_model_state_dict gives with "
                 "full_state_dict");
    else if (kind)
        snprintf(text, room, "%s is not read: %s", kind->what, kind->remedy);
    else
        snprintf(text, room, "a tensor that %s rebuilds is not read: save it as a plain tensor",
                 pickle_type(r->function) == PICKLE_GLOBAL ? pickle_text(r->function, NULL)
                                                           : described);
}
