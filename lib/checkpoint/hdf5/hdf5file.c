#include "checkpoint/hdf5/hdf5_impl.h"
#include "checkpoint/hdf5/roles.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum {
    SIGNATURE = 8,
    SUPERBLOCK_NEXT = 512,  /* the second place where the file may begin; each next one doubles */
    DEPTH_MAX = 64,         /* nested groups */
    PATH_LENGTH_MAX = 1024, /* bytes */
    LINK_LEAST = 16         /* bytes that a link to an object takes in the file */
};

static const unsigned char signature[SIGNATURE] = {0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};

/* A file that is being described. */
struct listing {
    struct checkpoint *c;
    uint64_t offset, size; /* of the HDF5 file in the file, from its superblock on */
    size_t room;           /* of c->tensors */
    uint64_t objects;      /* visited */
    uint64_t address;      /* of the object that is visited */
    struct error *err;
};

/* ---- where the HDF5 file begins: a user block may come first ---- */

static size_t superblock_after(size_t at)
{
    return at ? 2 * at : SUPERBLOCK_NEXT;
}

static bool recognise(const unsigned char *head, size_t length)
{
    for (size_t at = 0; at + SIGNATURE <= length; at = superblock_after(at))
        if (memcmp(head + at, signature, SIGNATURE) == 0)
            return true;
    return false;
}

static struct error *find_superblock(struct listing *l, const struct opening *o)
{
    unsigned char bytes[SIGNATURE];
    for (size_t at = 0; at < l->size && l->size - at >= SIGNATURE; at = superblock_after(at)) {
        struct error *err = checkpoint_read(o, bytes, sizeof bytes, l->offset + at);
        if (err)
            return err;
        if (memcmp(bytes, signature, SIGNATURE) == 0) {
            l->offset += at;
            l->size -= at;
            return NULL;
        }
    }
    return error_new("no HDF5 signature: cut short or damaged: write the file again");
}

/* ---- types ---- */

enum sort { NO_NUMBER, NUMBER, UNKNOWN_NUMBER };

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
    if (size == 0 || size > 8 || (size & (size - 1)) != 0 || H5Tget_precision(id) != 8 * size)
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

/* Keras writes bfloat16 as two opaque bytes, with an attribute "dtype". Keras writes this attribute
 * for no other type of that size. */
static bool is_opaque_bfloat(hid_t dataset, hid_t id)
{
    return H5Tget_size(id) == 2 && H5Aexists(dataset, "dtype") > 0;
}

static enum sort number_type(hid_t dataset, hid_t id, struct place *place)
{
    bool known, has_order = true;
    switch (H5Tget_class(id)) {
    case H5T_FLOAT:
        known = real_type(id, &place->type);
        break;
    case H5T_INTEGER:
        known = integer_type(id, &place->type);
        break;
    case H5T_ENUM:
        place->type = DTYPE_BOOL;
        return is_bool(id) ? NUMBER : NO_NUMBER;
    case H5T_OPAQUE:
        place->type = DTYPE_BF16;
        return is_opaque_bfloat(dataset, id) ? NUMBER : NO_NUMBER;
    default:
        return NO_NUMBER;
    }
    H5T_order_t order = H5Tget_order(id);
    if (known && dtype_size(place->type) > 1)
        has_order = order == H5T_ORDER_LE || order == H5T_ORDER_BE;
    place->swapped = order == H5T_ORDER_BE;
    return known && has_order ? NUMBER : UNKNOWN_NUMBER;
}

/* ---- data sets ---- */

static struct error *add_tensor(struct listing *l, const char *name, hid_t space)
{
    hsize_t sizes[H5S_MAX_RANK];
    size_t shape[H5S_MAX_RANK];
    struct checkpoint *c = l->c;
    int dims = H5Sget_simple_extent_dims(space, sizes, NULL);
    if (dims < 0)
        return hdf5_error(name);
    if (c->count == l->room) {
        size_t room = l->room ? 2 * l->room : 64;
        struct tensor *tensors = reallocarray(c->tensors, room, sizeof *tensors);
        if (!tensors)
            return error_memory("the description of tensors");
        c->tensors = tensors;
        l->room = room;
    }
    for (int i = 0; i < dims; i++)
        shape[i] = sizes[i];
    c->tensors[c->count] = (struct tensor){0};
    return tensor_init(&c->tensors[c->count++], name, shape, (size_t)dims);
}

static struct error *place_contiguous(const struct listing *l, hid_t dataset, struct tensor *t)
{
    haddr_t address = H5Dget_offset(dataset);
    if (address == HADDR_UNDEF && t->count > 0)
        return error_new("tensor %s: never written: leave the file out", t->name);
    t->place.offset = address == HADDR_UNDEF ? 0 : address;
    struct error *err = tensor_check(t, l->size, NULL);
    t->place.offset += l->offset;
    return err;
}

static struct error *place_tensor(const struct listing *l, hid_t dataset, H5D_layout_t layout,
                                  struct tensor *t)
{
    uint64_t bytes;
    struct error *err;
    TRY(tensor_measure(t, &bytes));
    if (layout == H5D_CONTIGUOUS || t->count == 0) {
        TRY(place_contiguous(l, dataset, t));
        goto out;
    }
    t->place.packed = true;
    t->place.offset = l->offset;
    t->place.skip = l->size;
    t->place.size = l->address;
    TRY(hdf5_check_packed(dataset, t, l->size));
out:
    return err;
}

/* Takes a data set of numbers, whose type is in `place`. */
static struct error *take_numbers(struct listing *l, hid_t dataset, const char *name,
                                  const struct place *place, H5D_layout_t layout)
{
    struct error *err = NULL;
    hid_t space = H5Dget_space(dataset);
    H5S_class_t class = space < 0 ? H5S_NO_CLASS : H5Sget_simple_extent_type(space);
    if (class == H5S_NO_CLASS)
        TRY(hdf5_error(name));
    if (class == H5S_NULL)
        goto out;
    if (class == H5S_SCALAR && layout != H5D_CHUNKED && !strchr(name, '/')) {
        TRY(hdf5_take_scalar(l->c, dataset, name));
        goto out;
    }
    TRY(add_tensor(l, name, space));
    struct tensor *t = &l->c->tensors[l->c->count - 1];
    t->place = *place;
    TRY(place_tensor(l, dataset, layout, t));
out:
    if (space >= 0)
        H5Sclose(space);
    return err;
}

/* Finds the data set's layout. Fails if the elements are in other files. */
static struct error *find_layout(hid_t dataset, const char *name, H5D_layout_t *layout)
{
    struct error *err = NULL;
    hid_t creation = H5Dget_create_plist(dataset);
    *layout = creation < 0 ? H5D_LAYOUT_ERROR : H5Pget_layout(creation);
    if (*layout == H5D_LAYOUT_ERROR)
        err = hdf5_error(name);
    else if (*layout == H5D_VIRTUAL || H5Pget_external_count(creation) != 0)
        err = error_new("tensor %s: its elements are in other files: h5repack it into one", name);
    if (creation >= 0)
        H5Pclose(creation);
    return err;
}

static struct error *take_dataset(struct listing *l, hid_t root, const char *name)
{
    struct error *err = NULL;
    struct place place = {0};
    H5D_layout_t layout;
    hid_t dataset = H5Dopen2(root, name, H5P_DEFAULT);
    hid_t type = dataset < 0 ? dataset : H5Dget_type(dataset);
    if (type < 0)
        TRY(hdf5_error(name));
    enum sort sort = number_type(dataset, type, &place);
    if (sort == UNKNOWN_NUMBER)
        TRY(error_new("tensor %s: numbers of %zu bytes in an unknown form: convert it to float32",
                      name, H5Tget_size(type)));
    if (sort == NO_NUMBER && strchr(name, '/'))
        goto out;
    TRY(find_layout(dataset, name, &layout));
    if (sort == NUMBER)
        TRY(take_numbers(l, dataset, name, &place, layout));
    else if (layout != H5D_CHUNKED)
        TRY(hdf5_take_scalar(l->c, dataset, name));
out:
    if (type >= 0)
        H5Tclose(type);
    if (dataset >= 0)
        H5Dclose(dataset);
    return err;
}

/* ---- the file ---- */

static struct error *take_group(struct listing *l, hid_t root, const char *name)
{
    if (strcmp(name, ".") != 0 && strcmp(name, "model_weights") != 0)
        return NULL;
    hid_t group = H5Gopen2(root, name, H5P_DEFAULT);
    if (group < 0)
        return hdf5_error(name);
    struct error *err = hdf5_take_attributes(l->c, group);
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
        l->err = take_group(l, root, name);
    else if (!l->err && info->type == H5O_TYPE_DATASET)
        l->err = take_dataset(l, root, name);
    return l->err ? -1 : 0;
}

static struct error *list_objects(struct listing *l, hid_t file)
{
    if (H5Ovisit2(file, H5_INDEX_NAME, H5_ITER_INC, visit, l, H5O_INFO_BASIC) >= 0)
        return NULL;
    return l->err ? l->err : hdf5_error("HDF5 file");
}

struct error *hdf5file_describe(struct checkpoint *c, const struct opening *o, uint64_t offset,
                                uint64_t size)
{
    struct error *err;
    hid_t file = H5I_INVALID_HID;
    struct listing l = {.c = c, .offset = offset, .size = size};
    hdf5_lock();
    TRY(find_superblock(&l, o));
    TRY(hdf5_open(&file, o->fd, l.offset, l.size));
    TRY(list_objects(&l, file));
    hdf5_find_roles(c->tensors, c->count);
out:
    if (file >= 0)
        H5Fclose(file);
    hdf5_unlock();
    return err;
}

static struct error *hdf5file_open(struct checkpoint *c, const struct opening *o)
{
    return hdf5file_describe(c, o, 0, o->size);
}

const struct checkpoint_format hdf5file_format = {.name = "HDF5",
                                                  .recognise = recognise,
                                                  .open = hdf5file_open,
                                                  .read = hdf5_read_packed,
                                                  .bulky = true,
                                                  .suspend = hdf5_suspend,
                                                  .close = hdf5_close};
