#include "checkpoint/dcp/rankfiles.h"

#include "base/file/path.h"
#include "base/size.h"
#include "checkpoint/assembly.h"
#include "checkpoint/dcp/elements.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Takes a text off the front of *at; false, where that begins otherwise. */
static bool take_text(const char **at, const char *text)
{
    size_t length = strlen(text);
    bool begins = strncmp(*at, text, length) == 0;
    *at += begins ? length : 0;
    return begins;
}

/* Takes a whole number off, as Python writes it. */
static bool take_number(const char **at, size_t *number)
{
    enum { DIGITS_MOST = 9 };
    size_t length = strspn(*at, "0123456789");
    if (length == 0 || length > DIGITS_MOST || (length > 1 && **at == '0'))
        return false;
    *number = strtoul(*at, NULL, 10);
    *at += length;
    return true;
}

/* Whether a name is that of a process's file; *world is then the number of processes. */
static bool is_rank_file(const char *name, size_t *world)
{
    size_t rank;
    return take_text(&name, "model_world_size_") && take_number(&name, world) &&
           take_text(&name, "_rank_") && take_number(&name, &rank) && strcmp(name, ".pt") == 0;
}

bool rankfiles_recognise(const struct strlist *names)
{
    size_t world;
    for (size_t i = 0; i < names->count; i++)
        if (is_rank_file(names->at[i], &world))
            return true;
    return false;
}

/* Sets *world, which is 0, to the number of processes, on which all names must agree. */
static struct error *find_world(const char *folder, size_t *world)
{
    struct error *err = NULL;
    size_t other;
    DIR *dir = opendir(folder);
    if (!dir)
        return error_new("cannot read the folder: %s", strerror(errno));
    for (struct dirent *entry; (entry = readdir(dir)) && !err;) {
        if (!is_rank_file(entry->d_name, &other))
            continue;
        if (*world && other != *world)
            err = error_new("files of %zu ranks and of %zu ranks: keep one set in the folder",
                            size_min(*world, other), size_max(*world, other));
        *world = other;
    }
    closedir(dir);
    return err;
}

struct error *rankfiles_check_lone(const char *path)
{
    size_t world;
    if (!is_rank_file(path_base(path), &world) || world == 1)
        return NULL;
    return error_new("one of the files of %zu ranks, each with a share of the network: name the "
                     "folder that has them all",
                     world);
}

/* ---- tensors ---- */

struct pair {
    struct checkpoint *c;
    struct cursor whole, copy; /* of c, and of another rank's file */
};

static struct error *compare_copies(struct pair *p, struct tensor *t, const struct tensor *copy)
{
    bool same = t->place.type == copy->place.type;
    struct error *err = same ? dcp_same_elements(&p->whole, t, &p->copy, copy, &same) : NULL;
    if (err || same)
        return err;
    t->unreadable = strdup("differs between the ranks' files, which do not say how it is cut, and "
                           "is not read: save it as a DTensor");
    return t->unreadable ? NULL : error_memory("the description of a tensor");
}

/* What one of the files does not read is not read. */
static void merge_unreadable(struct tensor *t, struct tensor *from)
{
    if (t->unreadable)
        return;
    t->unreadable = from->unreadable;
    from->unreadable = NULL;
}

static struct error *merge_tensor(struct pair *p, struct tensor *t, struct tensor *from)
{
    bool unread = t->unreadable || from->unreadable;
    if (strcmp(t->name, from->name) != 0 || !tensor_same_shape(t, from) ||
        (!unread && !t->place.assembly != !from->place.assembly))
        return error_new("tensor %s: is not what %s has: the files of one checkpoint have the same "
                         "tensors: write the folder again",
                         from->name, p->c->files[0].path);
    if (unread) {
        merge_unreadable(t, from);
        return NULL;
    }
    return t->place.assembly ? assembly_move(t, from, p->c->file_count)
                             : compare_copies(p, t, from);
}

static struct error *merge_tensors(struct checkpoint *c, struct checkpoint *rank)
{
    struct error *err = NULL;
    struct pair p = {.c = c};
    if (rank->count != c->count)
        return error_new("%s: has %zu tensors, but %s has %zu: write the folder again", rank->path,
                         rank->count, c->files[0].path, c->count);
    TRY(cursor_open(&p.whole, c));
    TRY(cursor_open(&p.copy, rank));
    for (size_t i = 0; i < c->count; i++)
        TRY(error_prefix(merge_tensor(&p, &c->tensors[i], &rank->tensors[i]), "%s", rank->path));
out:
    if (p.whole.checkpoint)
        cursor_close(&p.whole);
    if (p.copy.checkpoint)
        cursor_close(&p.copy);
    return err;
}

static struct error *check_unpacked(const struct checkpoint *rank)
{
    for (size_t i = 0; i < rank->count; i++) {
        const struct place *place = &rank->tensors[i].place;
        if (place->packed || (place->assembly && place->assembly->count > 0 &&
                              place->assembly->parts[0].place.packed))
            return error_new("%s: tensor %s: packed: write the files unpacked", rank->path,
                             rank->tensors[i].name);
    }
    return NULL;
}

/* ---- files ---- */

/* The first file gives the tensors, and the scalars beside them. */
static struct error *take_first(struct checkpoint *c, struct checkpoint *rank)
{
    c->tensors = rank->tensors;
    c->count = rank->count;
    c->keys = rank->keys;
    c->values = rank->values;
    rank->tensors = NULL;
    rank->count = 0;
    rank->keys = rank->values = (struct strlist){0};
    return checkpoint_take_file(c, rank);
}

static struct error *take_rank(struct checkpoint *c, const struct opening *o, size_t world,
                               size_t number)
{
    struct error *err;
    struct checkpoint rank = {0};
    struct checkpoint_hints hints = *o->hints;
    char *path;
    hints.is_shard = hints.is_rank = true;
    if (asprintf(&path, "%s/model_world_size_%zu_rank_%zu.pt", c->path, world, number) < 0)
        return error_memory("a file name");
    if (access(path, F_OK) != 0)
        TRY(error_new("rank %zu of %zu is missing (model_world_size_%zu_rank_%zu.pt): copy the "
                      "files of all ranks into the folder",
                      number, world, world, number));
    TRY(o->open(&rank, path, &hints));
    TRY(check_unpacked(&rank));
    if (number == 0)
        TRY(take_first(c, &rank));
    else {
        TRY(merge_tensors(c, &rank));
        TRY(checkpoint_take_file(c, &rank));
    }
out:
    checkpoint_free(&rank);
    free(path);
    return err;
}

static struct error *finish(struct checkpoint *c)
{
    struct error *err = NULL;
    for (size_t i = 0; i < c->count; i++) {
        struct tensor *t = &c->tensors[i];
        if (!t->place.assembly)
            continue;
        assembly_drop_copies(t);
        TRY(t->unreadable ? tensor_measure(t, &(uint64_t){0}) : assembly_finish(t));
    }
out:
    return err;
}

static struct error *rankfiles_open(struct checkpoint *c, const struct opening *o)
{
    struct error *err;
    size_t world = 0;
    TRY(find_world(c->path, &world));
    for (size_t i = 0; i < world; i++)
        TRY(take_rank(c, o, world, i));
    TRY(finish(c));
out:
    return err;
}

const struct checkpoint_format rankfiles_format = {
    .name = "the files of a network's ranks", .rewrite = REWRITE_NONE, .open = rankfiles_open};
