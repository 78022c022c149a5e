#include "checkpoint/libhdf5/libhdf5_impl.h"

#include "base/size.h"

#include <stdio.h>
#include <string.h>

_Static_assert(FACTS_DIMS_MAX == H5S_MAX_RANK && FACTS_DEFLATE == H5Z_FILTER_DEFLATE &&
                   FACTS_SHUFFLE == H5Z_FILTER_SHUFFLE,
               "facts.h does without hdf5.h");

enum { BITS = 8 /* of a byte */ };

/* ---- types ---- */

struct real {
    size_t size, sign_at, exponent_at, exponent_bits, mantissa_bits, bias;
    enum dtype type;
};

static const struct real reals[] = {{8, 63, 52, 11, 52, 1023, DTYPE_F64},
                                    {4, 31, 23, 8, 23, 127, DTYPE_F32},
                                    {2, 15, 10, 5, 10, 15, DTYPE_F16},
                                    {2, 15, 7, 8, 7, 127, DTYPE_BF16}};

static bool real_type(hid_t id, enum dtype *type)
{
    size_t sign_at, exponent_at, exponent_bits, mantissa_at, mantissa_bits;
    if (H5Tget_fields(id, &sign_at, &exponent_at, &exponent_bits, &mantissa_at, &mantissa_bits) < 0)
        return false;
    for (size_t i = 0; i < sizeof reals / sizeof *reals; i++) {
        const struct real *r = &reals[i];
        if (H5Tget_size(id) == r->size && sign_at == r->sign_at && exponent_at == r->exponent_at &&
            exponent_bits == r->exponent_bits && mantissa_at == 0 &&
            mantissa_bits == r->mantissa_bits && H5Tget_ebias(id) == r->bias &&
            H5Tget_norm(id) == H5T_NORM_IMPLIED) {
            *type = r->type;
            return true;
        }
    }
    return false;
}

static bool integer_type(hid_t id, enum dtype *type)
{
    static const enum dtype types[2][4] = {{DTYPE_U8, DTYPE_U16, DTYPE_U32, DTYPE_U64},
                                           {DTYPE_I8, DTYPE_I16, DTYPE_I32, DTYPE_I64}};
    size_t size = H5Tget_size(id);
    if (size == 0 || size > 8 || (size & (size - 1)) != 0 || H5Tget_precision(id) != BITS * size)
        return false;
    *type = types[H5Tget_sign(id) == H5T_SGN_2][(size_t)__builtin_ctzl(size)];
    return true;
}

/* h5py's bool: an enumeration of one byte, FALSE and TRUE. */
static bool is_bool(hid_t id)
{
    unsigned char value = 0;
    return H5Tget_size(id) == 1 && H5Tget_nmembers(id) == 2 &&
           H5Tenum_valueof(id, "TRUE", &value) >= 0 && value == 1;
}

/* h5py's complex numbers: a compound of r and i. */
static bool is_complex(hid_t id)
{
    return H5Tget_nmembers(id) == 2 && H5Tget_member_index(id, "r") == 0 &&
           H5Tget_member_index(id, "i") == 1 && H5Tget_member_class(id, 0) == H5T_FLOAT &&
           H5Tget_member_class(id, 1) == H5T_FLOAT;
}

/* Keras writes bfloat16 as two opaque bytes, with an attribute "dtype". Keras writes this attribute
 * for no other type of that size. */
static bool is_opaque_bfloat(hid_t dataset, hid_t id)
{
    return H5Tget_size(id) == 2 && H5Aexists(dataset, "dtype") > 0;
}

/* Numbers that dtype.h has, of either byte order. */
static bool is_known(hid_t id, struct facts *facts)
{
    bool known = H5Tget_class(id) == H5T_FLOAT ? real_type(id, &facts->type)
                                               : integer_type(id, &facts->type);
    H5T_order_t order = H5Tget_order(id);
    facts->swapped = order == H5T_ORDER_BE;
    return known &&
           (dtype_size(facts->type) == 1 || order == H5T_ORDER_LE || order == H5T_ORDER_BE);
}

static void name_odd(struct facts *facts, const char *kind, hid_t id)
{
    size_t bits = BITS * H5Tget_size(id);
    bool usual = bits == 16 || bits == 32 || bits == 64;
    snprintf(facts->odd, sizeof facts->odd, "%s%zu%s", kind, bits,
             usual && H5Tget_class(id) != H5T_COMPOUND ? " of an unusual form" : "");
}

/* Whether the elements are numbers, and which. */
static bool take_type(hid_t dataset, hid_t id, struct facts *facts)
{
    switch (H5Tget_class(id)) {
    case H5T_FLOAT:
        if (!is_known(id, facts))
            name_odd(facts, "float", id);
        return true;
    case H5T_INTEGER:
        if (!is_known(id, facts))
            name_odd(facts, "int", id);
        return true;
    case H5T_COMPOUND:
        if (!is_complex(id))
            return false;
        name_odd(facts, "complex", id);
        return true;
    case H5T_ENUM:
        facts->type = DTYPE_BOOL;
        return is_bool(id);
    case H5T_OPAQUE:
        facts->type = DTYPE_BF16;
        return is_opaque_bfloat(dataset, id);
    default:
        return false;
    }
}

/* ---- layouts ---- */

static bool take_filters(hid_t creation, struct facts *facts)
{
    int count = H5Pget_nfilters(creation);
    for (int i = 0; i < count && i < FACTS_FILTERS_MAX; i++) {
        struct facts_filter *filter = &facts->filters[i];
        unsigned flags, values[8] = {0}, config;
        size_t value_count = sizeof values / sizeof *values;
        H5Z_filter_t id = H5Pget_filter2(creation, (unsigned)i, &flags, &value_count, values,
                                         sizeof filter->name, filter->name, &config);
        if (id < 0)
            return false;
        filter->name[sizeof filter->name - 1] = '\0';
        filter->id = (uint64_t)id;
        filter->value = value_count > 0 ? values[0] : 0;
    }
    facts->filter_count = count < 0 ? 0 : (size_t)count;
    return count >= 0;
}

static bool take_chunks(hid_t creation, struct facts *facts)
{
    hsize_t chunk[H5S_MAX_RANK];
    unsigned options;
    int dims = H5Pget_chunk(creation, H5S_MAX_RANK, chunk);
    if (dims < 0 || dims > FACTS_DIMS_MAX || H5Pget_chunk_opts(creation, &options) < 0)
        return false;
    facts->layout = FACTS_CHUNKS;
    facts->chunk_dims = (size_t)dims;
    for (int i = 0; i < dims; i++)
        facts->chunk[i] = chunk[i];
    facts->partial_plain = (options & H5D_CHUNK_DONT_FILTER_PARTIAL_CHUNKS) != 0;
    return take_filters(creation, facts);
}

/* Whether one chunk holds the data set, and no more. */
static bool is_one_chunk(const struct facts *facts)
{
    return facts->dims > 0 && facts->chunk_dims == facts->dims &&
           memcmp(facts->chunk, facts->shape, facts->dims * sizeof *facts->shape) == 0;
}

static bool take_layout(hid_t dataset, hid_t creation, struct facts *facts)
{
    haddr_t address;
    facts->address = FACTS_NOWHERE;
    facts->stored = H5Dget_storage_size(dataset);
    switch (H5Pget_layout(creation)) {
    case H5D_CONTIGUOUS:
        facts->layout = H5Pget_external_count(creation) ? FACTS_ELSEWHERE : FACTS_CONTIGUOUS;
        address = H5Dget_offset(dataset);
        if (address != HADDR_UNDEF)
            facts->address = address;
        return true;
    case H5D_COMPACT:
        facts->layout = FACTS_COMPACT;
        return true;
    case H5D_CHUNKED:
        if (!take_chunks(creation, facts))
            return false;
        if (is_one_chunk(facts))
            libhdf5_find_chunk(dataset, (const hsize_t[H5S_MAX_RANK]){0}, &facts->only);
        return true;
    case H5D_VIRTUAL:
        facts->layout = FACTS_ELSEWHERE;
        return true;
    default:
        return false;
    }
}

/* ---- shapes ---- */

static bool take_shape(hid_t space, struct facts *facts)
{
    hsize_t sizes[H5S_MAX_RANK];
    int dims = H5Sget_simple_extent_dims(space, sizes, NULL);
    for (int i = 0; i < dims; i++)
        facts->shape[i] = sizes[i];
    facts->dims = dims < 0 ? 0 : (size_t)dims;
    return dims >= 0;
}

struct error *libhdf5_dataset_facts(hid_t dataset, const char *name, struct facts *facts,
                                    bool *is_number)
{
    hid_t type = H5Dget_type(dataset), space = H5Dget_space(dataset);
    hid_t creation = H5Dget_create_plist(dataset);
    *facts = (struct facts){.only = {.address = FACTS_NOWHERE}};
    *is_number = false;
    bool good = type >= 0 && space >= 0 && creation >= 0;
    if (good && take_type(dataset, type, facts)) {
        H5S_class_t class = H5Sget_simple_extent_type(space);
        *is_number = class != H5S_NULL;
        good = class != H5S_NO_CLASS && take_shape(space, facts) &&
               take_layout(dataset, creation, facts);
    }
    struct error *err = good ? NULL : libhdf5_error(name);
    if (creation >= 0)
        H5Pclose(creation);
    if (space >= 0)
        H5Sclose(space);
    if (type >= 0)
        H5Tclose(type);
    return err;
}
