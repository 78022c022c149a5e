/* Texts of variable length. The file stores a reference into a global heap in their place (HDF5
 * File Format Specification 3.0, III.E). libhdf5 1.10 trusts heaps and references: of a text that a
 * damaged heap does not have, it hands out memory that was never set. So libhdf5 only hands out the
 * reference, through a conversion that changes nothing, and this module reads the heap. */
#include "checkpoint/libhdf5/libhdf5_impl.h"

#include <string.h>

enum {
    HEADER = 16,       /* of a heap: "GCOL", version (1), reserved (3), size (8) */
    OBJECT = 16,       /* of an object: index (2), reserved (6), size (8) */
    HEAP_MAX = 1 << 16 /* a larger heap holds a single text, too long for a column */
};

static uint64_t load(const unsigned char *bytes, size_t length)
{
    uint64_t value = 0;
    while (length-- > 0)
        value = value << 8 | bytes[length];
    return value;
}

/* The heap's object with that index, or NULL. */
static const unsigned char *find_object(const unsigned char *heap, size_t size, uint64_t index,
                                        uint64_t *length)
{
    for (size_t at = HEADER; size - at >= OBJECT;) {
        uint64_t found = load(heap + at, 2), left = size - at - OBJECT;
        *length = load(heap + at + 8, 8);
        if (found == 0 || *length > left) /* free space, which comes last; or damage */
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

bool libhdf5_heap_text(hid_t object, const void *reference, char *text, size_t room)
{
    unsigned char heap[HEAP_MAX];
    /* length (4 bytes), the heap's address (8), index in it (4) */
    const unsigned char *bytes = reference, *found;
    uint64_t length = load(bytes, 4), address = load(bytes + 4, 8), index = load(bytes + 12, 4);
    uint64_t stored;
    text[0] = '\0';
    if (length == 0 || length >= room)
        return true;
    if (!libhdf5_read_bytes(object, address, heap, HEADER) || memcmp(heap, "GCOL\1", 5) != 0)
        return false;
    uint64_t size = load(heap + 8, 8);
    if (size > HEAP_MAX)
        return true;
    if (size < HEADER || !libhdf5_read_bytes(object, address, heap, (size_t)size))
        return false;
    found = find_object(heap, (size_t)size, index, &stored);
    if (!found || stored < length)
        return false;
    memcpy(text, found, (size_t)length);
    text[length] = '\0';
    return true;
}
