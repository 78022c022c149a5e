/* Zip archives, as torch.save and numpy.savez write them: the list of entries, and where the bytes
 * of each lie. minizip reads the directory and the headers. Stored entries are then read in place,
 * deflated entries through an inflater.
 *
 * Everything the archive says is checked against the file: entries lie in the file and do not
 * overlap, no entry claims to unpack to more than its packed bytes can, and all together do not
 * claim more than a network's numbers would. */
#ifndef PHATE_CHECKPOINT_ZIP_ZIPFILE_H
#define PHATE_CHECKPOINT_ZIP_ZIPFILE_H

#include "checkpoint/checkpoint.h"

struct zip_entry {
    char *name;
    bool packed;            /* deflated */
    uint64_t offset;        /* of its first byte, packed or not, in the file */
    uint64_t length;        /* bytes in the file */
    uint64_t size;          /* bytes unpacked; equals length in a stored entry */
    uint32_t crc;           /* CRC-32 of the unpacked bytes */
    const char *unreadable; /* NULL, or why its bytes cannot be read ("encrypted") */
};

struct zipfile {
    struct zip_entry *entries; /* sorted by name (bytewise), each name once; no directories */
    size_t count;
};

/* On failure nothing is owed. */
struct error *zipfile_open(struct zipfile *z, const struct opening *o) MUST_CHECK;
void zipfile_free(struct zipfile *z);

/* The entry of that name, or NULL. */
const struct zip_entry *zipfile_find(const struct zipfile *z, const char *name);

/* Fails if an entry's bytes cannot be read, with the reason. The errors of zip_entry_check and
 * zip_entry_read do not name the entry. */
struct error *zip_entry_check(const struct zip_entry *e) MUST_CHECK;

/* Reads the first `length` unpacked bytes of an entry, which has at least as many. */
struct error *zip_entry_read(const struct zip_entry *e, const struct opening *o, void *to,
                             size_t length) MUST_CHECK;

/* The place of elements that begin `skip` bytes into an entry's unpacked bytes. */
struct place zip_entry_place(const struct zip_entry *e, enum dtype type, uint64_t skip);

/* `read` and `close` of struct checkpoint_format, for packed tensors placed by zip_entry_place. */
struct error *zip_read(struct cursor *cursor, const struct tensor *t, size_t first, size_t count,
                       void *to) MUST_CHECK;
void zip_close(void *state);

#endif
