#include "checkpoint/hdf5/hdf5file.h"

#include "checkpoint/hdf5/hdf5_impl.h"

#include <string.h>

enum {
    SIGNATURE = 8,
    SUPERBLOCK_NEXT = 512 /* the second place where the file may begin; each next one doubles */
};

static const unsigned char signature[SIGNATURE] = {0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};

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

static struct error *find_superblock(struct hdf5_stretch *s, const struct opening *o)
{
    unsigned char bytes[SIGNATURE];
    for (size_t at = 0; at < s->size && s->size - at >= SIGNATURE; at = superblock_after(at)) {
        struct error *err = checkpoint_read(o, bytes, sizeof bytes, s->offset + at);
        if (err)
            return err;
        if (memcmp(bytes, signature, SIGNATURE) == 0) {
            s->offset += at;
            s->size -= at;
            return NULL;
        }
    }
    return error_new("no HDF5 signature: cut short or damaged: write the file again");
}

/* ---- the format's functions ---- */

struct error *hdf5file_describe(struct checkpoint *c, const struct opening *o, uint64_t offset,
                                uint64_t size)
{
    struct error *err;
    struct hdf5_stretch at = {o->fd, offset, size};
    struct wire answer = {0};
    TRY(find_superblock(&at, o));
    TRY(hdf5_ask_all(&at, &answer));
    TRY(hdf5_take_all(c, &at, &answer));
out:
    wire_free(&answer);
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
