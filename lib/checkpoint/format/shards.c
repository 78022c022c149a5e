#include "checkpoint/format/shards.h"

#include "base/file/path.h"
#include "checkpoint/hdf5/roles.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { INDEX_MAX = 100000000 }; /* bytes, as for a safetensors header */

/* A tensor, or a group of tensors, and a file in which the index says it is. */
struct entry {
    const char *file, *name;
    bool found; /* of a group: the file has tensors of it */
};

/* What the index says. Keras's groups begin with a slash. */
struct entries {
    struct entry *at; /* sorted by file, then by name */
    size_t count;
    bool are_groups;
};

static bool recognise(const unsigned char *head, size_t length)
{
    size_t at = 0;
    while (at < length && memchr(" \t\r\n", head[at], 4))
        at++;
    return at < length && head[at] == '{';
}

/* *index owns *map. */
static struct error *read_index(const struct opening *o, json_t **index, json_t **map)
{
    struct error *err;
    json_error_t fault;
    char *text;
    if (o->size > INDEX_MAX)
        return error_new("an index of %" PRIu64
                         " bytes, at most %d are allowed: is it the right file?",
                         o->size, INDEX_MAX);
    text = malloc((size_t)o->size + 1);
    if (!text)
        return error_memory("an index of shards");
    TRY(checkpoint_read(o, text, (size_t)o->size, 0));
    *index = json_loadb(text, (size_t)o->size, JSON_REJECT_DUPLICATES, &fault);
    *map = json_object_get(*index, "weight_map");
    if (!*index)
        err = error_new("byte %d: not JSON (%s): cut short or damaged: write the file again",
                        fault.position, fault.text);
    else if (!json_is_object(*map))
        err = error_new("JSON without a weight_map, not an index of a checkpoint's files: name "
                        "the weights beside it");
out:
    free(text);
    return err;
}

static int compare_entries(const void *a, const void *b)
{
    const struct entry *s = a, *t = b;
    int order = strcmp(s->file, t->file);
    return order ? order : strcmp(s->name, t->name);
}

static struct error *add_entry(struct entries *e, const char *name, const json_t *value)
{
    const char *file = json_string_value(value);
    if (!file || !file[0] || strchr(file, '/'))
        return error_new("weight_map: %s: %s is not the name of a file beside the index: write "
                         "the index again",
                         name, file ? file : "its value");
    e->at[e->count++] = (struct entry){file, name, false};
    e->are_groups = e->are_groups || name[0] == '/';
    return NULL;
}

/* Keras's and others' keys do not mix. */
static struct error *check_alike(const struct entries *e)
{
    for (size_t i = 0; i < e->count; i++)
        if ((e->at[i].name[0] == '/') != e->are_groups)
            return error_new(
                "weight_map: \"%s\" begins without a slash, and other keys with one, as "
                "Keras's groups do: write the index again",
                e->at[i].name);
    return NULL;
}

/* How many entries the map gives: one for each file that a key has. */
static size_t count_entries(json_t *map)
{
    const char *name;
    json_t *value;
    size_t count = 0;
    json_object_foreach(map, name, value) count +=
        json_is_array(value) ? json_array_size(value) : 1;
    return count;
}

/* The map's entries, sorted by file. The files must be beside the index. */
static struct error *list_entries(json_t *map, struct entries *e)
{
    struct error *err = NULL;
    const char *name;
    json_t *value, *file;
    size_t i;
    e->at = calloc(count_entries(map) + 1, sizeof *e->at);
    if (!e->at)
        return error_memory("an index of shards");
    json_object_foreach(map, name, value)
    {
        if (!json_is_array(value))
            TRY(add_entry(e, name, value));
        json_array_foreach(value, i, file) TRY(add_entry(e, name, file));
    }
    TRY(check_alike(e));
    if (e->count > 1)
        qsort(e->at, e->count, sizeof *e->at, compare_entries);
out:
    return err;
}

/* The path of a file beside another. The caller frees it. */
static char *path_beside(const char *path, const char *file)
{
    size_t directory = (size_t)(path_base(path) - path);
    char *beside = malloc(directory + strlen(file) + 1);
    if (beside) {
        memcpy(beside, path, directory);
        strcpy(beside + directory, file);
    }
    return beside;
}

/* Moves a tensor from the shard to the whole. */
static struct error *take_tensor(struct checkpoint *c, const struct checkpoint *shard,
                                 struct tensor *t)
{
    if (t->place.packed)
        return error_new("%s: tensor %s: packed: write the shards unpacked", shard->path, t->name);
    t->place.file = (uint32_t)c->file_count;
    c->tensors[c->count++] = *t;
    *t = (struct tensor){0};
    return NULL;
}

static struct error *error_missing(const struct checkpoint *shard, const char *name)
{
    return error_new("tensor %s: not in %s, where the index says it is: is that file of another "
                     "checkpoint?",
                     name, shard->path);
}

/* Takes the tensors that the entries name. Both lists are sorted by name. */
static struct error *take_named(struct checkpoint *c, struct checkpoint *shard,
                                const struct entries *e)
{
    struct error *err = NULL;
    size_t at = 0;
    for (size_t i = 0; i < e->count; i++) {
        int order = -1;
        while (at < shard->count && (order = strcmp(shard->tensors[at].name, e->at[i].name)) < 0)
            at++;
        if (order != 0)
            return error_missing(shard, e->at[i].name);
        TRY(take_tensor(c, shard, &shard->tensors[at++]));
    }
out:
    return err;
}

/* The order of the tensor's group and the entry's, which a slash precedes. */
static int compare_group(const void *tensor, const void *entry)
{
    const char *name = ((const struct tensor *)tensor)->name;
    const char *group = ((const struct entry *)entry)->name + 1, *slash = strrchr(name, '/');
    size_t length = slash ? (size_t)(slash - name) : 0;
    int order = strncmp(name, group, length);
    return order ? order : group[length] ? -1 : 0;
}

/* Takes all tensors, each of which must be in one of the groups. */
static struct error *take_groups(struct checkpoint *c, struct checkpoint *shard,
                                 const struct entries *e)
{
    struct error *err = NULL;
    for (size_t i = 0; i < shard->count; i++) {
        struct tensor *t = &shard->tensors[i];
        struct entry *group = bsearch(t, e->at, e->count, sizeof *e->at, compare_group);
        if (!group)
            return error_new("tensor %s: in %s, where the index has no such group: is that file of "
                             "another checkpoint?",
                             t->name, shard->path);
        group->found = true;
        TRY(take_tensor(c, shard, t));
    }
    for (size_t i = 0; i < e->count; i++)
        if (!e->at[i].found)
            return error_missing(shard, e->at[i].name);
out:
    return err;
}

static struct error *make_room(struct checkpoint *c, size_t more)
{
    struct tensor *tensors = reallocarray(c->tensors, c->count + more + 1, sizeof *tensors);
    if (!tensors)
        return error_memory("the description of tensors");
    c->tensors = tensors;
    return NULL;
}

/* A folder that several processes wrote has several files, by whose numbers its tensors go. */
static struct error *check_lone(const struct checkpoint *shard)
{
    if (shard->file_count == 1)
        return NULL;
    return error_new("%s: a folder of %zu files, where the index names a file: name the folder",
                     shard->path, shard->file_count);
}

/* Takes the entries of one file. */
static struct error *take_shard(struct checkpoint *c, const struct opening *o,
                                const struct entries *e)
{
    struct error *err;
    struct checkpoint shard = {0};
    struct checkpoint_hints hints = *o->hints;
    char *path = path_beside(c->path, e->at[0].file);
    if (!path)
        return error_memory("a file name");
    hints.is_shard = true;
    TRY(o->open(&shard, path, &hints));
    TRY(check_lone(&shard));
    TRY(make_room(c, shard.count));
    TRY((e->are_groups ? take_groups : take_named)(c, &shard, e));
    TRY(checkpoint_take_file(c, &shard));
out:
    checkpoint_free(&shard);
    free(path);
    return err;
}

/* A group's tensors may be in several files, each of which told their roles by what it has. */
static struct error *find_roles(struct checkpoint *c)
{
    struct error *err = checkpoint_sort(c);
    for (size_t i = 0; i < c->count; i++)
        c->tensors[i].role = TENSOR_UNKNOWN;
    if (!err)
        hdf5_find_roles(c->tensors, c->count);
    return err;
}

static struct error *shards_open(struct checkpoint *c, const struct opening *o)
{
    struct error *err;
    json_t *index = NULL, *map = NULL;
    struct entries all = {0};
    if (o->hints->is_shard)
        return error_new(
            "itself an index, where a file of tensors was expected: write the index again");
    TRY(read_index(o, &index, &map));
    TRY(list_entries(map, &all));
    for (size_t first = 0, end; first < all.count; first = end) {
        for (end = first; end < all.count && strcmp(all.at[end].file, all.at[first].file) == 0;)
            end++;
        TRY(take_shard(c, o, &(struct entries){all.at + first, end - first, all.are_groups}));
    }
    if (all.are_groups)
        TRY(find_roles(c));
out:
    free(all.at);
    json_decref(index);
    return err;
}

const struct checkpoint_format shards_format = {.name = "an index of shards",
                                                .rewrite = REWRITE_PARTS,
                                                .recognise = recognise,
                                                .open = shards_open};
