/* Where in a zip archive the lengths, checksums and positions of its entries are written: to change
 * an entry, these numbers must be changed too (APPNOTE.TXT 6.3, sections 4.3 to 4.5, with the zip64
 * extensions). zipfile.h reads archives; this module serves to write a changed copy of an archive
 * that zipfile.h has found sound. */
#ifndef PHATE_CHECKPOINT_ZIP_ZIP_LAYOUT_H
#define PHATE_CHECKPOINT_ZIP_ZIP_LAYOUT_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A little-endian number in the file. */
struct zip_field {
    uint64_t at;  /* its first byte */
    size_t width; /* bytes: 4 or 8; 0: there is no such number */
};

/* A number may be in the directory, in the entry's own header, and after the entry's data. */
enum { ZIP_COPIES = 3 };

struct zip_slot {
    bool packed;           /* deflated */
    bool unsure;           /* the header and the directory do not agree */
    uint64_t data, length; /* the entry's bytes in the file */
    uint64_t size;         /* unpacked */
    uint32_t crc;          /* of the unpacked bytes */
    struct zip_field crcs[ZIP_COPIES], lengths[ZIP_COPIES];
};

/* A number that is a position in the file. */
struct zip_pointer {
    struct zip_field field;
    uint64_t value;
};

struct zip_layout {
    struct zip_slot *slots; /* sorted by data */
    size_t count;
    struct zip_pointer *pointers; /* to headers, the directory, and its end */
    size_t pointer_count;
};

/* Reads the archive of `size` bytes from a descriptor. On failure nothing is owed; the errors do
 * not name the file. */
struct error *zip_layout_open(struct zip_layout *z, int fd, uint64_t size) MUST_CHECK;
void zip_layout_free(struct zip_layout *z); /* accepts all zero */

/* The entry whose data hold this byte of the file, or NULL. */
struct zip_slot *zip_layout_find(const struct zip_layout *z, uint64_t byte);

/* Stores a number of `width` bytes, little-endian. */
void zip_store(unsigned char *to, size_t width, uint64_t value);

#endif
