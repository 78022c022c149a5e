#include "checkpoint/format/shards.h"

#include "base/path.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { INDEX_MAX = 100000000 }; /* bytes, as for a safetensors header */

/* A tensor, and the file in which the index says it is. */
struct entry {
    const char *file, *name;
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
        err = error_new("JSON without a weight_map, not an index of a checkpoint's files: is it "
                        "the right file?");
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

/* The map's entries, sorted by file. The files must be beside the index. */
static struct error *list_entries(json_t *map, struct entry **entries, size_t *count)
{
    const char *name;
    json_t *value;
    *count = 0;
    *entries = calloc(json_object_size(map) + 1, sizeof **entries);
    if (!*entries)
        return error_memory("an index of shards");
    json_object_foreach(map, name, value)
    {
        const char *file = json_string_value(value);
        if (!file || !file[0] || strchr(file, '/'))
            return error_new("weight_map: %s: %s is not the name of a file beside the index: write "
                             "the index again",
                             name, file ? file : "its value");
        (*entries)[(*count)++] = (struct entry){file, name};
    }
    if (*count > 1)
        qsort(*entries, *count, sizeof **entries, compare_entries);
    return NULL;
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

/* Moves the tensors that the entries name from the shard to the whole. Both lists are sorted by
 * name. */
static struct error *take_tensors(struct checkpoint *c, struct checkpoint *shard,
                                  const struct entry *entries, size_t count)
{
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        int order = -1;
        while (at < shard->count && (order = strcmp(shard->tensors[at].name, entries[i].name)) < 0)
            at++;
        if (order != 0)
            return error_new("tensor %s: not in %s, where the index says it is: is that file of "
                             "another checkpoint?",
                             entries[i].name, shard->path);
        struct tensor *t = &shard->tensors[at++];
        if (t->place.packed)
            return error_new("%s: tensor %s: packed: write the shards unpacked", shard->path,
                             t->name);
        t->place.file = (uint32_t)c->file_count;
        c->tensors[c->count++] = *t;
        *t = (struct tensor){0};
    }
    return NULL;
}

/* Moves the shard's one file to the files of the whole. */
static struct error *take_file(struct checkpoint *c, struct checkpoint *shard)
{
    struct checkpoint_file *files = reallocarray(c->files, c->file_count + 1, sizeof *files);
    if (!files)
        return error_memory("a list of files");
    c->files = files;
    c->files[c->file_count++] = shard->files[0];
    shard->files[0].path = NULL;
    return NULL;
}

/* Takes the entries of one file. */
static struct error *take_shard(struct checkpoint *c, const struct opening *o,
                                const struct entry *entries, size_t count)
{
    struct error *err;
    struct checkpoint shard = {0};
    struct checkpoint_hints hints = *o->hints;
    char *path = path_beside(c->path, entries[0].file);
    if (!path)
        return error_memory("a file name");
    hints.is_shard = true;
    TRY(o->open(&shard, path, &hints));
    TRY(take_tensors(c, &shard, entries, count));
    TRY(take_file(c, &shard));
out:
    checkpoint_free(&shard);
    free(path);
    return err;
}

static struct error *shards_open(struct checkpoint *c, const struct opening *o)
{
    struct error *err;
    json_t *index = NULL, *map = NULL;
    struct entry *entries = NULL;
    size_t count = 0;
    if (o->hints->is_shard)
        return error_new(
            "itself an index, where a file of tensors was expected: write the index again");
    TRY(read_index(o, &index, &map));
    TRY(list_entries(map, &entries, &count));
    TRY(checkpoint_reserve(c, count));
    for (size_t first = 0, end; first < count; first = end) {
        for (end = first; end < count && strcmp(entries[end].file, entries[first].file) == 0;)
            end++;
        TRY(take_shard(c, o, entries + first, end - first));
    }
out:
    free(entries);
    json_decref(index);
    return err;
}

const struct checkpoint_format shards_format = {.name = "an index of shards",
                                                .rewrite = REWRITE_PARTS,
                                                .recognise = recognise,
                                                .open = shards_open};
