/* DTensor (torch/distributed/tensor): one process's share of a tensor that several processes hold.
 * It is pickled with the whole's shape, the share as an ordinary tensor, and a specification: the
 * mesh of processes, this process's coordinate in the mesh, and for each dimension of the mesh
 * whether it cuts the tensor, and along which dimension. */
#include "checkpoint/torch/state_impl.h"

#include "base/size.h"

#include <stdio.h>
#include <string.h>

/* The arguments of _rebuild_from_type_v2, and of the function that it calls. */
enum { FROM_FUNCTION, FROM_TYPE, FROM_ARGUMENTS, FROM_STATE, WRAPPER_SIZE = 2 };

enum { MESH_DIMS_MAX = 16 };

struct mesh {
    size_t dims;
    size_t size[MESH_DIMS_MAX];
    size_t coordinate[MESH_DIMS_MAX];
};

static struct error *damaged(const char *what)
{
    return error_new("%s in a DTensor's description: write the file again", what);
}

/* A share whose box is not known: what is not read of "a DTensor WHAT". */
static struct error *refuse(struct torch_share *s, struct arena *arena, const char *what)
{
    char text[2 * PICKLE_DESCRIPTION];
    int length = snprintf(text, sizeof text,
                          "a DTensor %s is not read: save the whole tensor "
                          "(DTENSOR.full_tensor())",
                          what);
    s->unreadable = arena_text(arena, text, size_min((size_t)length, sizeof text - 1));
    return s->unreadable ? NULL : error_memory("the tensors of a file");
}

/* Whether a name is that of a class of torch.distributed, whose modules move between versions. */
static bool is_class(const struct pickle_value *v, const char *class)
{
    static const char package[] = "torch.distributed.";
    const char *name = v && pickle_type(v) == PICKLE_GLOBAL ? pickle_text(v, NULL) : "";
    const char *dot = strrchr(name, '.');
    return strncmp(name, package, sizeof package - 1) == 0 && strcmp(dot + 1, class) == 0;
}

bool torch_is_dtensor(const struct pickle_value *v)
{
    const struct pickle_value *callee = pickle_callee(v), *arguments = pickle_arguments(v);
    return callee && pickle_is_global(callee, "torch._tensor._rebuild_from_type_v2") &&
           pickle_count(arguments) > FROM_STATE &&
           is_class(pickle_at(arguments, FROM_TYPE), "DTensor");
}

/* A field of an object whose state is a dictionary, or (dictionary, slots). */
static const struct pickle_value *field_of(const struct pickle_value *state, const char *name)
{
    const struct pickle_value *dict = state;
    if (state && pickle_type(state) == PICKLE_TUPLE)
        dict = pickle_at(state, 1);
    return dict ? pickle_find(dict, name) : NULL;
}

static const struct pickle_value *field(const struct pickle_value *object, const char *name)
{
    return object ? field_of(pickle_state(object), name) : NULL;
}

/* Reads a tuple or list of sizes; false if it has more than `room`, or is something else. */
static bool read_sizes(const struct pickle_value *v, size_t room, size_t *sizes, size_t *count)
{
    if (!v || !torch_is_list(v) || pickle_count(v) > room)
        return false;
    for (*count = 0; *count < pickle_count(v); (*count)++)
        if (!pickle_size(pickle_at(v, *count), &sizes[*count]))
            return false;
    return true;
}

/* The mesh's sizes where each of its axes is a layout with a shape. */
static bool read_axes(const struct pickle_value *axes, struct mesh *mesh)
{
    if (!axes || pickle_type(axes) != PICKLE_TUPLE || pickle_count(axes) > MESH_DIMS_MAX)
        return false;
    for (mesh->dims = 0; mesh->dims < pickle_count(axes); mesh->dims++) {
        size_t shape[MESH_DIMS_MAX], dims, *size = &mesh->size[mesh->dims];
        if (!read_sizes(field(pickle_at(axes, mesh->dims), "shape"), MESH_DIMS_MAX, shape, &dims))
            return false;
        *size = 1;
        for (size_t i = 0; i < dims; i++)
            if (!size_mul(*size, shape[i], size))
                return false;
    }
    return true;
}

/* Before torch 2.9 the mesh was a tensor of the processes' numbers. */
static bool read_mesh_tensor(const struct pickle_value *tensor, struct mesh *mesh)
{
    const struct pickle_value *arguments = tensor ? pickle_arguments(tensor) : NULL;
    return arguments && read_sizes(pickle_at(arguments, 2), MESH_DIMS_MAX, mesh->size, &mesh->dims);
}

static struct error *read_mesh(const struct pickle_value *v, struct mesh *mesh,
                               struct torch_share *s, struct arena *arena)
{
    size_t coordinates;
    if (!read_mesh_tensor(field(v, "mesh"), mesh) &&
        !read_axes(field(field(v, "_layout"), "axes"), mesh) &&
        !read_sizes(field(field(v, "_layout"), "shape"), MESH_DIMS_MAX, mesh->size, &mesh->dims))
        return refuse(s, arena, "on a mesh of an unknown form");
    if (!read_sizes(field(v, "_coordinate_on_dim"), MESH_DIMS_MAX, mesh->coordinate,
                    &coordinates) ||
        coordinates != mesh->dims)
        return refuse(s, arena, "without its process's coordinate");
    for (size_t i = 0; i < mesh->dims; i++)
        if (mesh->coordinate[i] >= mesh->size[i])
            return damaged("a coordinate outside of the mesh");
    return NULL;
}

/* ---- the share ---- */

/* Cuts a dimension among `parts` processes, in equal chunks but for the last ones (torch.chunk). */
static struct error *cut(struct torch_share *s, struct arena *arena,
                         const struct pickle_value *placement, size_t parts, size_t which)
{
    size_t dim;
    const struct pickle_value *v = field(placement, "dim");
    if (!v)
        v = pickle_at(pickle_arguments(placement), 0);
    if (!v || !pickle_size(v, &dim) || dim >= s->dims)
        return damaged("a cut along no dimension");
    if (s->cut[dim])
        return refuse(s, arena, "that is cut twice along one dimension");
    size_t length = s->shape[dim], chunk = length / parts + (length % parts != 0);
    s->cut[dim] = true;
    if (!size_mul(chunk, which, &s->first[dim]))
        s->first[dim] = length;
    s->first[dim] = size_min(s->first[dim], length);
    s->size[dim] = size_min(chunk, length - s->first[dim]);
    return NULL;
}

static struct error *refuse_placement(struct torch_share *s, struct arena *arena,
                                      const struct pickle_value *placement)
{
    char what[PICKLE_DESCRIPTION + 16], name[PICKLE_DESCRIPTION];
    pickle_describe(placement, name);
    snprintf(what, sizeof what, "placed by %s", name);
    return refuse(s, arena, what);
}

static struct error *place_share(struct torch_share *s, const struct pickle_value *placements,
                                 const struct mesh *mesh, struct arena *arena)
{
    struct error *err = NULL;
    if (!placements || pickle_type(placements) != PICKLE_TUPLE ||
        pickle_count(placements) != mesh->dims)
        return damaged("placements");
    for (size_t i = 0; i < mesh->dims && !s->unreadable; i++) {
        const struct pickle_value *p = pickle_at(placements, i), *class = pickle_callee(p);
        if (is_class(class, "Shard"))
            TRY(cut(s, arena, p, mesh->size[i], mesh->coordinate[i]));
        else if (!is_class(class, "Replicate"))
            TRY(refuse_placement(s, arena, p));
    }
out:
    return err;
}

static struct error *share_begin(struct torch_share *s, const struct pickle_value *shape,
                                 struct arena *arena)
{
    size_t *sizes = arena_take(arena, 3 * TENSOR_DIMS_MAX * sizeof *sizes);
    bool *cuts = arena_take(arena, TENSOR_DIMS_MAX * sizeof *cuts);
    if (!sizes || !cuts)
        return error_memory("the tensors of a file");
    *s = (struct torch_share){.shape = sizes,
                              .first = sizes + TENSOR_DIMS_MAX,
                              .size = sizes + (size_t)2 * TENSOR_DIMS_MAX,
                              .cut = cuts};
    if (!read_sizes(shape, TENSOR_DIMS_MAX, s->shape, &s->dims))
        return damaged("a bad size");
    memcpy(s->size, s->shape, s->dims * sizeof *s->size);
    return NULL;
}

struct error *torch_share_read(struct torch_share *s, const struct pickle_value *v,
                               struct arena *arena)
{
    struct error *err;
    struct mesh mesh = {0};
    const struct pickle_value *arguments = pickle_arguments(v);
    const struct pickle_value *state = pickle_at(arguments, FROM_STATE);
    const struct pickle_value *local = field_of(state, "_local_tensor"),
                              *spec = field_of(state, "_spec");
    if (!local || !pickle_arguments(local) || !spec)
        return damaged("no share");
    TRY(share_begin(s, pickle_at(pickle_at(arguments, FROM_ARGUMENTS), WRAPPER_SIZE), arena));
    TRY(read_mesh(field(spec, "mesh"), &mesh, s, arena));
    if (!s->unreadable)
        TRY(place_share(s, field(spec, "placements"), &mesh, arena));
    s->local = local;
out:
    return err;
}

struct error *torch_share_take(const struct torch_share *s, struct torch_tensor *t)
{
    if (t->dims != s->dims || memcmp(t->shape, s->size, s->dims * sizeof *s->size) != 0)
        return damaged("a share of another size than its place says");
    t->whole = s->shape;
    t->first = s->first;
    return NULL;
}
