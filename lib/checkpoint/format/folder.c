#include "checkpoint/format/folder.h"

#include "checkpoint/dcp/dcpfolder.h"
#include "checkpoint/dcp/rankfiles.h"
#include "checkpoint/folder/entry.h"
#include "checkpoint/folder/model_folder.h"
#include "checkpoint/folder/refusal.h"
#include "checkpoint/lora/lorafolder.h"

#include <stddef.h>

/* A kind of folder: `recognise` looks at the sorted names of its entries. */
struct kind {
    bool (*recognise)(const struct strlist *names);
    const struct checkpoint_format *format;
};

static const struct kind kinds[] = {{dcpfolder_recognise, &dcpfolder_format},
                                    {rankfiles_recognise, &rankfiles_format},
                                    {lorafolder_recognise, &lorafolder_format},
                                    {model_folder_recognise, &model_folder_format}};

const struct checkpoint_format *folder_format(const struct strlist *names)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (kinds[i].recognise(names))
            return kinds[i].format;
    return NULL;
}

struct error *folder_find(struct checkpoint *c)
{
    struct error *err;
    struct strlist names = {0};
    TRY(entry_list(c->path, &names));
    c->format = folder_format(&names);
    if (!c->format)
        err = folder_refusal(&names, c->path);
out:
    strlist_free(&names);
    return err;
}
