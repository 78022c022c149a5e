/* Zip archives, as torch.save and numpy.savez write them: the list of entries, and where the bytes
 * of each lie. minizip reads the directory and the headers; entries that are stored are then read
 * in place, those that are deflated through an inflater.
 *
 * Everything the archive says is checked against the file: entries lie in it and do not overlap,
 * none claims to unpack to more than its packed bytes can, and all together to no more than numbers
 * do. */
#ifndef PHATE_CHECKPOINT_ZIP_ZIPFILE_H
#define PHATE_CHECKPOINT_ZIP_ZIPFILE_H

#include "checkpoint/checkpoint.h"

struct zip_entry {
    char *name;
    bool packed;            /* deflated */
    uint64_t offset;        /* of its first byte, packed or not, in the file */
    uint64_t length;        /* bytes in the file */
    uint64_t size;          /* bytes unpacked; of a stored entry the same */
    uint32_t crc;           /* CRC-32 of what is unpacked */
    const char *unreadable; /* NULL, or why its bytes cannot be had ("encrypted") */
};

struct zipfile {
    struct zip_entry *entries; /* sorted by name (bytewise), no name twice; no directories */
    size_t count;
};

/* On failure nothing is owed. */
struct error *zipfile_open(struct zipfile *z, const struct opening *o) MUST_CHECK;
void zipfile_free(struct zipfile *z);

/* The entry of that name, or NULL. */
const struct zip_entry *zipfile_find(const struct zipfile *z, const char *name);

/* Fails where an entry's bytes cannot be had, with the reason. Errors of this and of reading do not
 * name the entry. */
struct error *zip_entry_check(const struct zip_entry *e) MUST_CHECK;

/* The first `length` bytes of an entry, which has as many. */
struct error *zip_entry_read(const struct zip_entry *e, const struct opening *o, void *to,
                             size_t length) MUST_CHECK;

/* Where the elements that begin `skip` bytes into an entry's unpacked bytes are. */
struct place zip_entry_place(const struct zip_entry *e, enum dtype type, uint64_t skip);

/* What a format puts in for reading packed tensors, those of zip_entry_place. */
struct error *zip_read(struct cursor *cursor, const struct tensor *t, size_t first, size_t count,
                       void *to) MUST_CHECK;
void zip_close(void *state);

#endif
