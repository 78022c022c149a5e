#include "checkpoint/format/archive.h"

#include "checkpoint/format/kerasfile.h"
#include "checkpoint/format/npzfile.h"
#include "checkpoint/torch/torchzip.h"
#include "checkpoint/zip/zipfile.h"

#include <string.h>

static const struct kind {
    bool (*recognise)(const struct zipfile *z);
    struct error *(*open)(struct checkpoint *c, const struct opening *o, const struct zipfile *z);
} kinds[] = {{torchzip_recognise, torchzip_open},
             {kerasfile_recognise, kerasfile_open},
             {npzfile_recognise, npzfile_open}};

static bool recognise(const unsigned char *head, size_t length)
{
    return length >= 4 && memcmp(head, "PK\3\4", 4) == 0;
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
    err = kind ? kind->open(c, o, &z)
               : error_new("a zip archive of %zu entries, none of them data.pkl (torch.save) or a "
                           ".npy array (numpy.savez): is it the right file?",
                           z.count);
    zipfile_free(&z);
    return err;
}

const struct checkpoint_format archive_format = {.name = "PyTorch, .keras and .npz",
                                                 .rewrite = REWRITE_ZIP,
                                                 .recognise = recognise,
                                                 .open = archive_open,
                                                 .read = zip_read,
                                                 .close = zip_close};
