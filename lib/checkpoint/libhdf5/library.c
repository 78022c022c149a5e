/* libhdf5: its errors, and the driver through which it reads. The driver gives libhdf5 a stretch of
 * an open file and nothing else: so libhdf5 opens no files, reads an archive's entry in place, and
 * never writes. */
#include "checkpoint/libhdf5/libhdf5_impl.h"

#include "base/file/file.h"

#include <stdint.h>
#include <stdlib.h>

static hid_t driver = H5I_INVALID_HID; /* both are registered by libhdf5_start */
static hid_t reference = H5I_INVALID_HID;

/* ---- the driver ---- */

/* The argument of H5Pset_driver. */
struct stretch {
    int fd;
    uint64_t offset, size;
    struct facts_chunk *noted; /* NULL, or where elements that are to be read are said to be */
};

struct stretch_file {
    H5FD_t base; /* libhdf5's part, which must come first */
    struct stretch at;
    haddr_t end; /* of the addresses in use, as libhdf5 sets it */
};

static H5FD_t *stretch_open(const char *name, unsigned flags, hid_t access, haddr_t most)
{
    (void)name;
    (void)most;
    const struct stretch *at = H5Pget_driver_info(access);
    if (!at || flags != H5F_ACC_RDONLY)
        return NULL;
    struct stretch_file *file = calloc(1, sizeof *file);
    if (!file)
        return NULL;
    file->at = *at;
    return &file->base;
}

static herr_t stretch_close(H5FD_t *base)
{
    free(base);
    return 0;
}

static haddr_t stretch_end(const H5FD_t *base, H5FD_mem_t type)
{
    (void)type;
    return ((const struct stretch_file *)(const void *)base)->end;
}

static herr_t stretch_set_end(H5FD_t *base, H5FD_mem_t type, haddr_t end)
{
    (void)type;
    ((struct stretch_file *)(void *)base)->end = end;
    return 0;
}

static haddr_t stretch_size(const H5FD_t *base, H5FD_mem_t type)
{
    (void)type;
    return ((const struct stretch_file *)(const void *)base)->at.size;
}

static bool read_bytes(const struct stretch *at, uint64_t address, void *to, size_t length)
{
    if (address > at->size || length > at->size - address)
        return false;
    struct error *err = file_read(at->fd, to, length, at->offset + address);
    error_free(err);
    return !err;
}

static herr_t stretch_read(H5FD_t *base, H5FD_mem_t type, hid_t transfer, haddr_t address,
                           size_t length, void *to)
{
    const struct stretch *at = &((struct stretch_file *)(void *)base)->at;
    (void)transfer;
    if (type != H5FD_MEM_DRAW || !at->noted)
        return read_bytes(at, address, to, length) ? 0 : -1;
    at->noted->address = address;
    at->noted->stored = length;
    return 0;
}

/* The handle is the stretch. */
static herr_t stretch_handle(H5FD_t *base, hid_t access, void **handle)
{
    (void)access;
    *handle = &((struct stretch_file *)(void *)base)->at;
    return 0;
}

static herr_t stretch_write(H5FD_t *base, H5FD_mem_t type, hid_t transfer, haddr_t address,
                            size_t length, const void *from)
{
    (void)base;
    (void)type;
    (void)transfer;
    (void)address;
    (void)length;
    (void)from;
    return -1;
}

static const H5FD_class_t stretch_class = {
#ifdef H5FD_CLASS_VERSION /* 1.14 and later */
    .version = H5FD_CLASS_VERSION,
    .value = H5_VFD_RESERVED, /* smaller values are assigned to other drivers */
#endif
    .name = "stretch",
    .maxaddr = INT64_MAX,
    .fc_degree = H5F_CLOSE_STRONG,
    .fapl_size = sizeof(struct stretch),
    .open = stretch_open,
    .close = stretch_close,
    .get_eoa = stretch_end,
    .set_eoa = stretch_set_end,
    .get_eof = stretch_size,
    .get_handle = stretch_handle,
    .read = stretch_read,
    .write = stretch_write,
    .fl_map = H5FD_FLMAP_DICHOTOMY};

/* ---- references to texts of variable length ---- */

/* Converts a text of variable length to the bytes of its reference, which stay as they are. */
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
        return H5Tget_size(to) == LIBHDF5_REFERENCE ? 0 : -1;
    }
    return 0;
}

/* Makes the type, and registers its conversion. */
static hid_t make_reference_type(void)
{
    hid_t text = H5Tcopy(H5T_C_S1), type = H5Tcreate(H5T_OPAQUE, LIBHDF5_REFERENCE);
    if (text >= 0 && type >= 0 && H5Tset_size(text, H5T_VARIABLE) >= 0)
        H5Tregister(H5T_PERS_SOFT, "reference", text, type, keep_reference);
    if (text >= 0)
        H5Tclose(text);
    return type;
}

/* ---- set-up and errors ---- */

void libhdf5_start(void)
{
    H5open();
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
    H5PLset_loading_state(0);
    driver = H5FDregister(&stretch_class);
    reference = make_reference_type();
}

hid_t libhdf5_reference(void)
{
    return reference;
}

/* What libhdf5 says went wrong first. */
struct reason {
    struct error *text;
    bool of_memory;
};

static herr_t keep_reason(unsigned depth, const H5E_error2_t *entry, void *reason)
{
    struct reason *why = reason;
    (void)depth;
    why->text = error_new("%s", entry->desc ? entry->desc : "no reason given");
    why->of_memory = entry->maj_num == H5E_RESOURCE;
    return 1; /* stops the walk */
}

struct error *libhdf5_error(const char *doing)
{
    struct reason why = {0};
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, keep_reason, &why);
    struct error *err =
        why.of_memory
            ? error_memory(doing)
            : error_new("%s: libhdf5: %s: the file was cut short, is damaged, or is still "
                        "being written: wait, or write it again",
                        doing, why.text ? error_text(why.text) : "no reason given");
    error_free(why.text);
    H5Eclear2(H5E_DEFAULT);
    return err;
}

struct error *libhdf5_open(hid_t *file, int fd, uint64_t offset, uint64_t size)
{
    const struct stretch at = {fd, offset, size, NULL};
    hid_t access = H5Pcreate(H5P_FILE_ACCESS);
    *file = H5I_INVALID_HID;
    if (access >= 0 && H5Pset_driver(access, driver, &at) >= 0)
        *file = H5Fopen("stretch", H5F_ACC_RDONLY, access);
    struct error *err = *file >= 0 ? NULL : libhdf5_error("HDF5 file");
    if (access >= 0)
        H5Pclose(access);
    return err;
}

/* The stretch of an object's file, or NULL. */
static struct stretch *stretch_of(hid_t object)
{
    void *handle = NULL;
    hid_t file = H5Iget_file_id(object);
    if (file < 0)
        return NULL;
    if (H5Fget_vfd_handle(file, H5P_DEFAULT, &handle) < 0)
        handle = NULL;
    H5Fclose(file);
    return handle;
}

bool libhdf5_read_bytes(hid_t object, uint64_t address, void *to, size_t length)
{
    const struct stretch *at = stretch_of(object);
    return at && read_bytes(at, address, to, length);
}

/* libhdf5 1.10 tells a chunk's place (H5Dget_chunk_info) only after a search of all chunks, but
 * finds the chunk fast to read it. So it is told to read, and the driver notes the place. */
void libhdf5_find_chunk(hid_t dataset, const hsize_t *at, struct facts_chunk *chunk)
{
    unsigned char nothing;
    uint32_t mask = 0;
    struct stretch *file = stretch_of(dataset);
    *chunk = (struct facts_chunk){.address = FACTS_NOWHERE};
    if (!file)
        return;
    file->noted = chunk;
    if (H5Dread_chunk(dataset, H5P_DEFAULT, at, &mask, &nothing) < 0)
        H5Eclear2(H5E_DEFAULT);
    file->noted = NULL;
    chunk->mask = mask;
}
