#include "checkpoint/dcp/dcpfolder.h"

#include "base/file/file.h"
#include "base/file/path.h"
#include "checkpoint/assembly.h"
#include "checkpoint/dcp/choose.h"
#include "checkpoint/dcp/item.h"
#include "checkpoint/dcp/record.h"
#include "checkpoint/dcp/tied.h"
#include "checkpoint/torch/describe.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { NAME_ROOM = 4096 };

static const char index_name[] = ".metadata";

bool dcpfolder_recognise(const struct strlist *names)
{
    for (size_t i = 0; i < names->count; i++)
        if (strcmp(names->at[i], index_name) == 0 || path_ends_in(names->at[i], ".distcp"))
            return true;
    return false;
}

/* ---- files of the folder ---- */

/* Adds a file of the folder to the checkpoint, and opens it. */
static struct error *open_file(struct checkpoint *c, const char *name, struct dcp_file *file)
{
    struct error *err;
    char *path;
    if (asprintf(&path, "%s/%s", c->path, name) < 0)
        return error_memory("a file name");
    file->fd = -1;
    file->number = c->file_count;
    TRY(checkpoint_add_file(c, path));
    TRY(checkpoint_file_open(&c->files[file->number], &file->fd));
    file->size = c->files[file->number].size;
out:
    free(path);
    return err;
}

static void close_file(struct dcp_file *file)
{
    if (file->fd >= 0)
        close(file->fd);
    file->fd = -1;
}

/* Reads .metadata, which the caller frees. */
static struct error *read_index(struct checkpoint *c, struct pickle *p)
{
    struct error *err;
    struct dcp_file file;
    unsigned char *bytes = NULL;
    TRY(open_file(c, index_name, &file));
    if (file.size > TORCH_PICKLE_MAX)
        TRY(error_new("%" PRIu64 " bytes are too many for an index: damaged, or made up: write the "
                      "checkpoint again",
                      file.size));
    bytes = malloc((size_t)file.size + 1);
    if (!bytes)
        TRY(error_memory("the index of a checkpoint"));
    TRY(file_read(file.fd, bytes, (size_t)file.size, 0));
    TRY(pickle_parse(p, bytes, (size_t)file.size));
out:
    free(bytes);
    close_file(&file);
    return error_prefix(err, "%s", index_name);
}

/* ---- items ---- */

struct folder {
    struct checkpoint *c;
    struct dcp_metadata m;
    struct dcp_choice choice;
    struct tensor **tensors; /* per item; NULL: not a tensor */
};

/* The keys of an item's path from `from` on, joined by dots. */
static struct error *join(const struct dcp_item *item, size_t from, char name[NAME_ROOM])
{
    size_t used = 0;
    for (size_t i = from; i < item->depth && used < NAME_ROOM; i++)
        used += (size_t)snprintf(name + used, NAME_ROOM - used, "%s%s", i > from ? "." : "",
                                 item->path[i]);
    if (used < NAME_ROOM)
        return NULL;
    return error_new("%.60s: a tensor's name is longer than %d bytes: give it a shorter one",
                     item->name, NAME_ROOM - 1);
}

static struct error *describe_tensor(struct folder *f, size_t item)
{
    struct error *err;
    char name[NAME_ROOM];
    struct tensor *t = &f->c->tensors[f->c->count++];
    bool inside = dcp_is_inside(&f->choice, &f->m, item);
    size_t from = inside ? f->choice.depth : 0;
    f->tensors[item] = t;
    TRY(join(&f->m.items[item], from, name));
    TRY(tensor_init(t, name, f->m.items[item].shape, f->m.items[item].dims));
    if (dcp_is_optimiser(&f->m, item, from))
        t->role = TENSOR_OPTIMISER;
    else if (!inside)
        t->role = TENSOR_BESIDE;
out:
    return err;
}

static bool is_beside(const struct tensor *t)
{
    return t->role == TENSOR_OPTIMISER || t->role == TENSOR_BESIDE;
}

/* By name; of one name, the tensors of the state_dict first. */
static int compare_names(const void *a, const void *b)
{
    const struct tensor *s = *(struct tensor *const *)a, *t = *(struct tensor *const *)b;
    int order = strcmp(s->name, t->name);
    return order ? order : is_beside(s) - is_beside(t);
}

static struct error *number_name(struct tensor *t, size_t number)
{
    char *name;
    if (asprintf(&name, "%s (beside, %zu)", t->name, number) < 0)
        return error_memory("the name of a tensor");
    free(t->name);
    t->name = name;
    return NULL;
}

/* A name that begins at the root may be that of a tensor in the state_dict, whose names begin
 * there: a number tells them apart. */
static struct error *tell_apart(struct checkpoint *c)
{
    struct error *err = NULL;
    struct tensor **sorted = calloc(c->count + 1, sizeof(struct tensor *));
    if (!sorted)
        return error_memory("the tensors of a checkpoint");
    for (size_t i = 0; i < c->count; i++)
        sorted[i] = &c->tensors[i];
    qsort(sorted, c->count, sizeof(struct tensor *), compare_names);
    for (size_t i = 1; i < c->count; i++)
        if (is_beside(sorted[i]) && strcmp(sorted[i - 1]->name, sorted[i]->name) == 0)
            TRY(number_name(sorted[i], i));
out:
    free(sorted);
    return err;
}

static struct error *describe_tensors(struct folder *f)
{
    struct error *err;
    f->tensors = calloc(f->m.count + 1, sizeof *f->tensors);
    if (!f->tensors)
        return error_memory("the tensors of a checkpoint");
    TRY(checkpoint_reserve(f->c, f->m.count));
    for (size_t i = 0; i < f->m.count; i++)
        if (f->m.items[i].is_tensor)
            TRY(describe_tensor(f, i));
    TRY(tell_apart(f->c));
out:
    return err;
}

/* ---- records ---- */

static struct error *take_scalar(struct folder *f, const struct dcp_record *record,
                                 const struct dcp_file *file)
{
    struct error *err;
    char text[TORCH_SCALAR_ROOM];
    const struct dcp_item *item = &f->m.items[record->item];
    const char *key = item->path[item->depth - 1];
    if (!dcp_is_near(&f->choice, &f->m, record->item) || strlen(key) >= TORCH_SCALAR_ROOM)
        return NULL;
    TRY(dcp_record_scalar(record, file, text));
    if (!text[0] || strlist_find(&f->c->keys, key) != (size_t)-1)
        goto out;
    TRY(strlist_add(&f->c->keys, key, strlen(key)));
    TRY(strlist_add(&f->c->values, text, strlen(text)));
out:
    return err;
}

static struct error *take_record(struct folder *f, const struct dcp_record *record,
                                 const struct dcp_file *file)
{
    struct tensor *t = f->tensors[record->item];
    if (t)
        return dcp_record_tensor(record, file, t);
    return error_prefix(take_scalar(f, record, file), "item %.200s", f->m.items[record->item].name);
}

/* The records are sorted by file: one file is open at a time. */
static struct error *take_records(struct folder *f)
{
    struct error *err = NULL;
    struct dcp_file file = {.fd = -1};
    for (size_t i = 0; i < f->m.record_count; i++) {
        const struct dcp_record *r = &f->m.records[i];
        if (i == 0 || strcmp(r->file, r[-1].file) != 0) {
            close_file(&file);
            TRY(open_file(f->c, r->file, &file));
        }
        TRY(take_record(f, r, &file));
    }
out:
    close_file(&file);
    return err;
}

static struct error *finish_tensors(struct checkpoint *c)
{
    struct error *err = NULL;
    for (size_t i = 0; i < c->count; i++) {
        struct tensor *t = &c->tensors[i];
        TRY(t->unreadable ? tensor_measure(t, &(uint64_t){0}) : assembly_finish(t));
    }
out:
    return err;
}

static struct error *read_folder(struct folder *f, const char *key)
{
    struct error *err;
    TRY(dcp_choose(&f->choice, &f->m, key));
    TRY(describe_tensors(f));
    TRY(take_records(f));
    TRY(finish_tensors(f->c));
    TRY(tied_find(f->c));
out:
    return err;
}

static struct error *dcpfolder_open(struct checkpoint *c, const struct opening *o)
{
    struct error *err;
    struct folder f = {.c = c};
    struct pickle p = {0};
    char path[NAME_ROOM];
    snprintf(path, sizeof path, "%s/%s", c->path, index_name);
    if (access(path, F_OK) != 0)
        return error_new("not complete yet: %s is missing: wait until "
                         "torch.distributed.checkpoint has written it",
                         index_name);
    TRY(read_index(c, &p));
    TRY(error_prefix(dcp_metadata_read(&f.m, &p), "%s", index_name));
    TRY(read_folder(&f, o->hints->key));
out:
    dcp_metadata_free(&f.m);
    free(f.tensors);
    pickle_free(&p);
    return err;
}

const struct checkpoint_format dcpfolder_format = {
    .name = "a PyTorch DCP folder", .rewrite = REWRITE_NONE, .open = dcpfolder_open};
