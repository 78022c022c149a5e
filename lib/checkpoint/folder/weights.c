#include "checkpoint/folder/weights.h"

#include "base/file/path.h"
#include "checkpoint/folder/entry.h"

#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

static bool begins_in(const char *name, const char *beginning)
{
    return strncmp(name, beginning, strlen(beginning)) == 0;
}

/* NAME.safetensors.index.json; of a variant NAME.safetensors.index.fp16.json. */
static bool is_index(const char *name, const char *of)
{
    return strstr(name, of) && path_ends_in(name, ".json");
}

static bool is_safetensors(const char *name)
{
    return is_index(name, ".safetensors.index.") ||
           (path_ends_in(name, ".safetensors") && !entry_shards(name) &&
            !entry_is_rank_shard(name));
}

static bool is_torch(const char *name)
{
    return is_index(name, ".bin.index.") ||
           ((begins_in(name, "pytorch_model") || begins_in(name, "diffusion_pytorch_model")) &&
            path_ends_in(name, ".bin") && !entry_shards(name));
}

static bool is_keras(const char *name)
{
    return path_ends_in(name, ".weights.json") || strcmp(name, "tf_model.h5") == 0 ||
           (path_ends_in(name, ".weights.h5") && !entry_keras_shard(name));
}

static bool is_distributed(const char *name)
{
    return strcmp(name, "pytorch_model_fsdp_0") == 0;
}

static bool (*const sorts[])(const char *name) = {is_safetensors, is_torch, is_keras,
                                                  is_distributed};
enum { SORTS = sizeof sorts / sizeof *sorts };

static const char *first_of(const struct strlist *names, size_t sort)
{
    for (size_t i = 0; i < names->count; i++)
        if (sorts[sort](names->at[i]))
            return names->at[i];
    return NULL;
}

bool weights_are_in(const struct strlist *names)
{
    for (size_t sort = 0; sort < SORTS; sort++)
        if (first_of(names, sort))
            return true;
    return false;
}

/* ", or all of them: FOLDER/(*).pt", where the names end alike. */
static void print_all(const struct strlist *choices, const char *folder, char *text, size_t room)
{
    const char *end = path_extension(choices->at[0]);
    bool alike = end;
    for (size_t i = 1; i < choices->count; i++)
        alike = alike && path_ends_in(choices->at[i], end);
    text[0] = '\0';
    if (alike)
        snprintf(text, room, ", or all of them: %.*s/*%s", (int)path_length(folder), folder, end);
}

static struct error *check_one(const struct strlist *names, const char *folder, size_t sort)
{
    struct error *err = NULL;
    char text[256], all[PATH_MAX];
    struct strlist choices = {0};
    for (size_t i = 0; i < names->count; i++)
        if (sorts[sort](names->at[i]))
            TRY(strlist_add(&choices, names->at[i], strlen(names->at[i])));
    if (choices.count > 1) {
        strlist_print(&choices, text, sizeof text);
        print_all(&choices, folder, all, sizeof all);
        err = error_new("holds %zu networks, %s: name the one to read, such as %.*s/%s%s",
                        choices.count, text, (int)path_length(folder), folder, choices.at[0], all);
    }
out:
    strlist_free(&choices);
    return err;
}

struct error *weights_choose(const struct strlist *names, const char *folder, struct weights *w)
{
    *w = (struct weights){0};
    for (size_t sort = 0; sort < SORTS; sort++) {
        const char *first = first_of(names, sort);
        if (first && w->name && !w->other)
            w->other = first;
        if (!first || w->name)
            continue;
        struct error *err = check_one(names, folder, sort);
        if (err)
            return err;
        w->name = first;
    }
    return w->name ? NULL : error_new("no file of weights: name the checkpoints in it");
}
