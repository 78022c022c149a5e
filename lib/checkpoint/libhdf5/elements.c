#include "checkpoint/libhdf5/libhdf5_impl.h"

#include "base/size.h"

enum { COMPACT_MAX = 1 << 16 }; /* bytes: HDF5 has no longer message in an object's header */

static struct error *put_compact(struct wire *answer, hid_t dataset)
{
    struct error *err = NULL;
    unsigned char bytes[COMPACT_MAX];
    hid_t type = H5Dget_type(dataset), space = H5Dget_space(dataset);
    hssize_t count = space < 0 ? -1 : H5Sget_simple_extent_npoints(space);
    size_t size = type < 0 ? 0 : H5Tget_size(type), length = 0;
    if (count < 0 || !size_mul((size_t)count, size, &length) || length > sizeof bytes ||
        H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, bytes) < 0)
        err = libhdf5_error("elements");
    else
        wire_put_bytes(answer, bytes, length);
    if (space >= 0)
        H5Sclose(space);
    if (type >= 0)
        H5Tclose(type);
    return err;
}

/* ---- chunks ---- */

/* How a data set is cut. */
struct cut {
    size_t dims;
    uint64_t chunk[FACTS_DIMS_MAX]; /* elements */
    uint64_t along[FACTS_DIMS_MAX]; /* chunks */
    uint64_t row;                   /* elements per index of the first dimension */
    uint64_t band, count;           /* chunks of a band, and of all */
};

/* False if that makes no sense: the facts are told, and no chunks. */
static bool make_cut(const struct facts *facts, struct cut *cut)
{
    bool good = facts->chunk_dims == facts->dims && facts->dims > 0;
    *cut = (struct cut){.dims = facts->dims, .row = 1, .band = 1, .count = 1};
    for (size_t i = 0; i < facts->dims && good; i++) {
        if (facts->chunk[i] == 0 || facts->shape[i] == 0)
            return false;
        cut->chunk[i] = facts->chunk[i];
        cut->along[i] = (facts->shape[i] - 1) / facts->chunk[i] + 1;
        good = size_mul(cut->count, cut->along[i], &cut->count) &&
               (i == 0 || size_mul(cut->row, facts->shape[i], &cut->row));
    }
    cut->band = good ? cut->count / cut->along[0] : 1;
    return good;
}

/* Sets `at` to the index-th chunk's first element. */
static void chunk_begin(const struct cut *cut, uint64_t index, hsize_t *at)
{
    for (size_t i = cut->dims; i-- > 0; index /= cut->along[i])
        at[i] = index % cut->along[i] * cut->chunk[i];
}

static void put_chunks(struct wire *answer, hid_t dataset, const struct cut *cut,
                       const struct facts_question *question)
{
    struct facts_chunk chunk;
    hsize_t at[FACTS_DIMS_MAX];
    uint64_t first = question->element / cut->row / cut->chunk[0] * cut->band + question->skip;
    uint64_t count = first < cut->count ? size_min(question->most, cut->count - first) : 0;
    wire_put_number(answer, first);
    wire_put_number(answer, count);
    for (uint64_t i = 0; i < count; i++) {
        chunk_begin(cut, first + i, at);
        libhdf5_find_chunk(dataset, at, &chunk);
        facts_put_chunk(answer, &chunk);
    }
}

struct error *libhdf5_put_elements(struct wire *answer, hid_t file,
                                   const struct facts_question *question)
{
    struct error *err = NULL;
    struct facts facts;
    struct cut cut;
    bool is_number;
    hid_t dataset = H5Oopen_by_addr(file, question->object);
    if (dataset < 0)
        return libhdf5_error("a data set");
    TRY(libhdf5_dataset_facts(dataset, "a data set", &facts, &is_number));
    facts_put(answer, &facts);
    if (facts.layout == FACTS_COMPACT)
        TRY(put_compact(answer, dataset));
    else if (facts.layout == FACTS_CHUNKS && make_cut(&facts, &cut))
        put_chunks(answer, dataset, &cut, question);
out:
    H5Oclose(dataset);
    return err;
}
