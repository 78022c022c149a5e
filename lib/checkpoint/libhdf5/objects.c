#include "checkpoint/libhdf5/libhdf5_impl.h"

#include <inttypes.h>
#include <string.h>

enum {
    DEPTH_MAX = 64,         /* nested groups */
    PATH_LENGTH_MAX = 1024, /* bytes */
    LINK_LEAST = 16         /* bytes that a link to an object takes in the file */
};

struct listing {
    struct wire *answer;
    uint64_t size;    /* of the HDF5 file */
    uint64_t objects; /* visited */
    uint64_t address; /* of the one that is visited */
    struct error *err;
};

/* A scalar of the root is metadata. (libhdf5 1.10 loops for ever on a scalar that a damaged file
 * has in chunks.) */
static bool is_metadata(const char *name, bool is_number, const struct facts *facts)
{
    return !strchr(name, '/') && (!is_number || facts->dims == 0) && facts->layout != FACTS_CHUNKS;
}

/* Metadata may be a weight too. Of odd numbers the type is not known. */
static bool may_be_weight(const struct facts *facts)
{
    return facts->odd[0] || dtype_is_float(facts->type);
}

static struct error *put_dataset(struct listing *l, hid_t root, const char *name)
{
    struct error *err = NULL;
    struct facts facts;
    bool is_number;
    hid_t dataset = H5Dopen2(root, name, H5P_DEFAULT);
    if (dataset < 0)
        return libhdf5_error(name);
    TRY(libhdf5_dataset_facts(dataset, name, &facts, &is_number));
    bool metadata = is_metadata(name, is_number, &facts);
    if (metadata)
        TRY(libhdf5_put_scalar(l->answer, dataset, name));
    if (is_number && (!metadata || may_be_weight(&facts))) {
        facts.object = l->address;
        wire_put_number(l->answer, FACTS_DATASET);
        wire_put_text(l->answer, name);
        facts_put(l->answer, &facts);
    }
out:
    H5Dclose(dataset);
    return err;
}

static struct error *put_group(struct listing *l, hid_t root, const char *name)
{
    if (strcmp(name, ".") != 0 && strcmp(name, "model_weights") != 0)
        return NULL;
    hid_t group = H5Gopen2(root, name, H5P_DEFAULT);
    if (group < 0)
        return libhdf5_error(name);
    struct error *err = libhdf5_put_attributes(l->answer, group);
    H5Gclose(group);
    return err;
}

/* libhdf5 walks over groups by recursion, and trusts the file's claim that an object has no second
 * link. So the depth is limited, and the number of objects is limited by the file's size, which
 * must hold as many links. */
static struct error *check_path(struct listing *l, const char *name)
{
    size_t depth = 0;
    for (const char *at = name; (at = strchr(at, '/')) != NULL; at++)
        depth++;
    if (depth > DEPTH_MAX || strlen(name) > PATH_LENGTH_MAX)
        return error_new("%.64s...: groups in more than %d groups, or a name of more than %d "
                         "bytes: damaged, or made up: write the file again",
                         name, DEPTH_MAX, PATH_LENGTH_MAX);
    if (++l->objects > l->size / LINK_LEAST)
        return error_new("more objects than %" PRIu64
                         " bytes have room for: damaged, or made up: write the file again",
                         l->size);
    return NULL;
}

static herr_t visit(hid_t root, const char *name, const H5O_info_t *info, void *listing)
{
    struct listing *l = listing;
    l->address = info->addr;
    l->err = check_path(l, name);
    if (!l->err && info->type == H5O_TYPE_GROUP)
        l->err = put_group(l, root, name);
    else if (!l->err && info->type == H5O_TYPE_DATASET)
        l->err = put_dataset(l, root, name);
    return l->err ? -1 : 0;
}

struct error *libhdf5_put_objects(struct wire *answer, hid_t file, uint64_t size)
{
    struct listing l = {.answer = answer, .size = size};
    if (H5Ovisit2(file, H5_INDEX_NAME, H5_ITER_INC, visit, &l, H5O_INFO_BASIC) < 0)
        return l.err ? l.err : libhdf5_error("HDF5 file");
    wire_put_number(answer, FACTS_END);
    return NULL;
}
