/* Texts of variable length. What stands in their place is a reference into a global heap (HDF5 File
 * Format Specification 3.0, III.E). libhdf5 1.10 believes what heaps and references say: damaged
 * ones end it by a fault, or never. So it hands out the reference alone, by a conversion that
 * changes nothing, and the heap is read here. */
#include "checkpoint/hdf5/hdf5_impl.h"

#include <string.h>

enum {
    HEADER = 16,       /* of a heap: "GCOL", version (1), reserved (3), size (8) */
    OBJECT = 16,       /* what begins one: index (2), reserved (6), size (8) */
    HEAP_MAX = 1 << 16 /* a larger one holds a single text, longer than any column's */
};

static uint64_t load(const unsigned char *bytes, size_t length)
{
    uint64_t value = 0;
    while (length-- > 0)
        value = value << 8 | bytes[length];
    return value;
}

/* Converts from a text of variable length to the bytes of its reference: they stay as they are. */
static herr_t keep_reference(hid_t from, hid_t to, H5T_cdata_t *state, size_t count, size_t stride,
                             size_t background_stride, void *bytes, void *background,
                             hid_t transfer)
{
    (void)from;
    (void)count;
    (void)stride;
    (void)background_stride;
    (void)bytes;
    (void)background;
    (void)transfer;
    if (state->command == H5T_CONV_INIT) {
        state->need_bkg = H5T_BKG_NO;
        return H5Tget_size(to) == HDF5_REFERENCE ? 0 : -1;
    }
    return 0;
}

hid_t hdf5_reference_type(void)
{
    hid_t text = H5Tcopy(H5T_C_S1), reference = H5Tcreate(H5T_OPAQUE, HDF5_REFERENCE);
    if (text >= 0 && reference >= 0 && H5Tset_size(text, H5T_VARIABLE) >= 0)
        H5Tregister(H5T_PERS_SOFT, "reference", text, reference, keep_reference);
    if (text >= 0)
        H5Tclose(text);
    return reference;
}

/* The heap's object of that index, or NULL. */
static const unsigned char *find_object(const unsigned char *heap, size_t size, uint64_t index,
                                        uint64_t *length)
{
    for (size_t at = HEADER; size - at >= OBJECT;) {
        uint64_t found = load(heap + at, 2), left = size - at - OBJECT;
        *length = load(heap + at + 8, 8);
        if (found == 0 || *length > left) /* free space, which is the last, or damage */
            return NULL;
        if (found == index)
            return heap + at + OBJECT;
        uint64_t padded = (*length + 7) / 8 * 8;
        if (padded > left)
            return NULL;
        at += OBJECT + (size_t)padded;
    }
    return NULL;
}

bool hdf5_heap_text(hid_t object, const void *reference, char *text, size_t room)
{
    unsigned char heap[HEAP_MAX];
    /* length (4 bytes), the heap's address (8), index in it (4) */
    const unsigned char *bytes = reference, *found;
    uint64_t length = load(bytes, 4), address = load(bytes + 4, 8), index = load(bytes + 12, 4);
    uint64_t stored;
    text[0] = '\0';
    if (length == 0 || length >= room)
        return true;
    if (!hdf5_read_bytes(object, address, heap, HEADER) || memcmp(heap, "GCOL\1", 5) != 0)
        return false;
    uint64_t size = load(heap + 8, 8);
    if (size > HEAP_MAX)
        return true;
    if (size < HEADER || !hdf5_read_bytes(object, address, heap, (size_t)size))
        return false;
    found = find_object(heap, (size_t)size, index, &stored);
    if (!found || stored < length)
        return false;
    memcpy(text, found, (size_t)length);
    text[length] = '\0';
    return true;
}
