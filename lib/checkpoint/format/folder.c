#include "checkpoint/format/folder.h"

#include "checkpoint/dcp/dcpfolder.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A kind of folder: `recognise` looks at the sorted names of its entries. */
struct kind {
    bool (*recognise)(const struct strlist *names);
    const struct checkpoint_format *format;
};

static const struct kind kinds[] = {{dcpfolder_recognise, &dcpfolder_format}, {NULL, NULL}};

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The names of the folder's entries, sorted. The caller frees them. */
static struct error *list_entries(const char *path, struct strlist *names)
{
    struct error *err = NULL;
    DIR *dir = opendir(path);
    if (!dir)
        return error_new("cannot read the folder: %s", strerror(errno));
    for (struct dirent *entry; (entry = readdir(dir));)
        TRY(strlist_add(names, entry->d_name, strlen(entry->d_name)));
    qsort(names->at, names->count, sizeof *names->at, compare_names);
out:
    closedir(dir);
    return err;
}

struct error *folder_find(struct checkpoint *c)
{
    struct error *err;
    struct strlist names = {0};
    TRY(list_entries(c->path, &names));
    for (size_t i = 0; kinds[i].recognise && !c->format; i++)
        if (kinds[i].recognise(&names))
            c->format = kinds[i].format;
    if (!c->format)
        err = error_new("a folder of no known kind: name the checkpoints in it");
out:
    strlist_free(&names);
    return err;
}
