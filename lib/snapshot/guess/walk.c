#include "snapshot/guess/walk.h"

#include "base/file/identity.h"
#include "base/file/path.h"
#include "checkpoint/folder/entry.h"
#include "snapshot/guess/network_folder.h"
#include "snapshot/naming/words.h"

#include <errno.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* ---- what was visited ---- */

static int compare_identities(const void *a, const void *b)
{
    const struct file_identity *x = a, *y = b;
    if (x->device != y->device)
        return x->device < y->device ? -1 : 1;
    return (x->inode > y->inode) - (x->inode < y->inode);
}

struct walk {
    struct walk_found *found;
    struct omissions *left_out;
    struct strlist links; /* to be followed after all else */
    void *visited;        /* a tree (tsearch) of identities */
};

/* Notes that the file or folder is visited; *again: it was before. */
static struct error *visit(struct walk *w, const struct stat *status, bool *again)
{
    struct file_identity *own = malloc(sizeof *own);
    *again = false;
    if (!own)
        return error_memory("a list of files");
    *own = file_identity_of(status);
    struct file_identity **known = tsearch(own, &w->visited, compare_identities);
    *again = known && *known != own;
    if (!known || *again)
        free(own);
    return known ? NULL : error_memory("a list of files");
}

/* ---- files ---- */

static struct error *add(struct strlist *list, const char *path)
{
    return strlist_add(list, path, strlen(path));
}

static bool is_log(const char *name)
{
    static const char *const extensions[] = {".csv", ".tsv", ".jsonl", NULL};
    return path_ends_in_any(name, extensions);
}

/* The list of a file or folder whose name says that it is a checkpoint. */
static struct strlist *list_of(struct walk_found *found, const char *name)
{
    if (words_of_state(name))
        return &found->states;
    return words_of_copy(name) ? &found->copies : &found->checkpoints;
}

static struct error *take_file(struct walk *w, const char *path, const char *name,
                               const struct stat *status)
{
    bool again;
    bool log = is_log(name);
    if (!log && !network_folder_is_checkpoint(name))
        return NULL;
    struct error *err = visit(w, status, &again);
    if (err)
        return err;
    if (again)
        return omissions_add(w->left_out, OMITTED_LINK, path);
    return add(log ? &w->found->logs : list_of(w->found, name), path);
}

/* ---- folders ---- */

/* A folder that is being searched. */
struct folder {
    const char *path;
    struct strlist names;
    struct network_folder kind;
};

static struct error *search(struct walk *w, const char *path, bool given);

/* Visits an entry in the first turn, which is of folders, or the second, of files. */
static struct error *enter(struct walk *w, struct folder *f, const char *name, bool files)
{
    struct error *err = NULL;
    struct stat status;
    char *path = entry_path(f->path, name);
    if (!path)
        return error_memory("a file name");
    if (name[0] == '.' || lstat(path, &status) != 0)
        goto out;
    if (S_ISREG(status.st_mode) && files)
        TRY(take_file(w, path, name, &status));
    else if (S_ISLNK(status.st_mode) && !files)
        TRY(add(&w->links, path));
    else if (S_ISDIR(status.st_mode) && !files && f->kind.weights != name)
        TRY(search(w, path, false));
out:
    free(path);
    return err;
}

static struct error *enter_all(struct walk *w, struct folder *f, bool files)
{
    for (size_t i = 0; i < f->names.count; i++) {
        const char *name = f->names.at[i];
        struct error *err =
            strchr(name, '\n')
                ? (files ? omissions_add(w->left_out, OMITTED_CHARACTER, f->path) : NULL)
                : enter(w, f, name, files);
        if (err)
            return err;
    }
    return NULL;
}

/* The folder is one checkpoint, and a copy if its file is called so. */
static struct error *add_folder(struct walk *w, const struct folder *f)
{
    struct strlist *list = list_of(w->found, path_base(f->path));
    if (list == &w->found->checkpoints && f->kind.weights && words_of_copy(f->kind.weights))
        list = &w->found->copies;
    return add(list, f->path);
}

static struct error *search_entries(struct walk *w, struct folder *f)
{
    struct error *err = NULL;
    size_t before = w->found->checkpoints.count;
    network_folder_look(&f->kind, &f->names, f->path);
    if (f->kind.whole)
        return add_folder(w, f);
    TRY(enter_all(w, f, false));
    if (f->kind.is_network && w->found->checkpoints.count == before && f->kind.numbered < 2)
        TRY(add_folder(w, f));
    else
        TRY(enter_all(w, f, true));
out:
    return err;
}

static struct error *search(struct walk *w, const char *path, bool given)
{
    struct error *err;
    struct stat status;
    bool again;
    struct folder f = {.path = path};
    if (stat(path, &status) != 0)
        return given ? error_new("%s: cannot open: %s", path, strerror(errno)) : NULL; /* gone */
    if (S_ISREG(status.st_mode))
        return take_file(w, path, path_base(path), &status);
    if (!S_ISDIR(status.st_mode))
        return error_new("%s: neither a folder nor a file: name what --guess can look into", path);
    TRY(visit(w, &status, &again));
    if (again)
        return omissions_add(w->left_out, OMITTED_LINK, path);
    err = error_prefix(entry_list(path, &f.names), "%s", path);
    if (!err)
        err = search_entries(w, &f);
    else if (!given && !error_is_of_memory(err)) {
        error_free(err);
        err = omissions_add(w->left_out, OMITTED_CLOSED, path);
    }
out:
    strlist_free(&f.names);
    return err;
}

/* ---- the whole ---- */

static struct error *follow(struct walk *w, const char *link)
{
    struct stat status;
    if (stat(link, &status) != 0)
        return NULL;
    return S_ISDIR(status.st_mode)   ? search(w, link, false)
           : S_ISREG(status.st_mode) ? take_file(w, link, path_base(link), &status)
                                     : NULL;
}

struct error *walk_folders(const struct strlist *folders, struct walk_found *found,
                           struct omissions *left_out)
{
    struct error *err = NULL;
    struct walk w = {.found = found, .left_out = left_out};
    for (size_t i = 0; i < folders->count; i++) {
        char *path = strndup(folders->at[i], path_length(folders->at[i]));
        err = path ? search(&w, path, true) : error_memory("a file name");
        free(path);
        TRY(err);
    }
    for (size_t i = 0; i < w.links.count; i++) /* which may add more */
        TRY(follow(&w, w.links.at[i]));
out:
    tdestroy(w.visited, free);
    strlist_free(&w.links);
    return err;
}

void walk_found_free(struct walk_found *found)
{
    strlist_free(&found->checkpoints);
    strlist_free(&found->copies);
    strlist_free(&found->states);
    strlist_free(&found->logs);
}
