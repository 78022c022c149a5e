#include "checkpoint/format/archive.h"

#include "checkpoint/format/kerasfile.h"
#include "checkpoint/format/npzfile.h"
#include "checkpoint/format/sb3file.h"
#include "checkpoint/torch/torchzip.h"
#include "checkpoint/zip/zipfile.h"

#include <string.h>

static const struct kind {
    bool (*recognise)(const struct zipfile *z);
    struct error *(*open)(struct checkpoint *c, const struct opening *o, const struct zipfile *z);
} kinds[] = {{torchzip_recognise, torchzip_open},
             {kerasfile_recognise, kerasfile_open},
             {sb3file_recognise, sb3file_open},
             {npzfile_recognise, npzfile_open}};

static bool recognise(const unsigned char *head, size_t length)
{
    return length >= 4 && memcmp(head, "PK\3\4", 4) == 0;
}

/* Names what there is: one of the entries may be a checkpoint. */
static struct error *error_unknown(const struct zipfile *z)
{
    struct error *err = NULL;
    struct strlist names = {0};
    char text[256];
    if (z->count == 0)
        return error_new("an empty zip archive: write the file again");
    for (size_t i = 0; i < z->count; i++)
        TRY(strlist_add(&names, z->entries[i].name, strlen(z->entries[i].name)));
    strlist_print(&names, text, sizeof text);
    err = error_new("a zip archive that is not a checkpoint; it holds %s: if one of these is a "
                    "checkpoint, unzip brings it out",
                    text);
out:
    strlist_free(&names);
    return err;
}

static struct error *archive_open(struct checkpoint *c, const struct opening *o)
{
    struct zipfile z;
    struct error *err = zipfile_open(&z, o);
    if (err)
        return err;
    const struct kind *kind = NULL;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds && !kind; i++)
        if (kinds[i].recognise(&z))
            kind = &kinds[i];
    err = kind ? kind->open(c, o, &z) : error_unknown(&z);
    zipfile_free(&z);
    return err;
}

const struct checkpoint_format archive_format = {.name = "PyTorch, .keras and .npz",
                                                 .rewrite = REWRITE_ZIP,
                                                 .recognise = recognise,
                                                 .open = archive_open,
                                                 .read = zip_read,
                                                 .close = zip_close};
