#include "checkpoint/folder/model_folder.h"

#include "checkpoint/folder/entry.h"
#include "checkpoint/folder/trainer_state.h"
#include "checkpoint/folder/weights.h"

#include <stdlib.h>

bool model_folder_recognise(const struct strlist *names)
{
    return weights_are_in(names);
}

/* The user's renames are left to the folder, so that they are not done twice. */
static struct error *open_weights(struct checkpoint *c, const struct opening *o, const char *name)
{
    struct error *err;
    struct checkpoint weights = {0};
    struct checkpoint_hints hints = *o->hints;
    hints.renames = NULL;
    char *path = entry_path(c->path, name);
    if (!path)
        return error_memory("a file name");
    TRY(o->open(&weights, path, &hints));
    checkpoint_take(c, &weights);
out:
    free(path);
    return err;
}

static struct error *model_folder_open(struct checkpoint *c, const struct opening *o)
{
    struct error *err;
    struct strlist names = {0};
    struct weights weights;
    TRY(entry_list(c->path, &names));
    TRY(weights_choose(&names, c->path, &weights));
    TRY(open_weights(c, o, weights.name));
    if (weights.other)
        TRY(strlist_addf(&c->notes, "%s is read, and not %s beside it: name this file to read it",
                         weights.name, weights.other));
    TRY(trainer_state_take(c, c->path));
out:
    strlist_free(&names);
    return err;
}

const struct checkpoint_format model_folder_format = {
    .name = "a folder of one network", .rewrite = REWRITE_NONE, .open = model_folder_open};
