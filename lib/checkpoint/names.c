#include "checkpoint/names.h"

#include <stdlib.h>
#include <string.h>

static const char separators[] = "./";

/* No network calls a submodule of its own one of these. */
static const char *const wrappers[] = {"_orig_mod", "_fsdp_wrapped_module",
                                       "_checkpoint_wrapped_module"};

enum { DEPTH_MAX = 64 }; /* parts of a name that are looked at */

/* A new name of a tensor. */
struct renaming {
    char *name;
    const struct tensor *tensor;
};

struct renamings {
    struct renaming *at;
    size_t count;
};

/* ---- wrappers ---- */

/* The length of a part that is `name` and has more behind it, with its separator; else 0. */
static size_t part_length(const char *part, const char *name)
{
    size_t length = strlen(name);
    bool is_it = strncmp(part, name, length) == 0 && part[length] &&
                 strchr(separators, part[length]) && part[length + 1];
    return is_it ? length + 1 : 0;
}

static size_t wrapper_length(const char *part)
{
    size_t length = 0;
    for (size_t i = 0; i < sizeof wrappers / sizeof *wrappers && length == 0; i++)
        length = part_length(part, wrappers[i]);
    return length;
}

/* Whether a name ends with this part, and the tensor is a single number: wrappers count in such. */
static bool is_counter(const struct renaming *r, const char *part)
{
    return r->tensor->dims == 0 && !part[strcspn(part, separators)];
}

/* The length of `module.` where it is the only child of the names' common beginning, else 0. */
static size_t only_module_length(const struct renaming *at, size_t count, size_t offset)
{
    const char *found = NULL;
    for (size_t i = 0; i < count; i++) {
        const char *part = at[i].name + offset;
        size_t length = part_length(part, "module");
        if (length == 0 && is_counter(&at[i], part))
            continue;
        if (length == 0 || (found && found[length - 1] != part[length - 1]))
            return 0;
        found = part;
    }
    return found ? part_length(found, "module") : 0;
}

static void cut(char *from, size_t length)
{
    memmove(from, from + length, strlen(from + length) + 1);
}

/* How many names, from the first on, continue with one child of their common beginning. */
static size_t family(const struct renaming *at, size_t count, size_t offset, size_t length)
{
    size_t members = 1;
    while (members < count && strncmp(at[0].name + offset, at[members].name + offset, length) == 0)
        members++;
    return members;
}

/* The names are sorted and have their first `offset` bytes in common, which end with a separator.
 * Parts behind those are seen to first: what stands before a part still tells families apart. */
static void unwrap(struct renaming *at, size_t count, size_t offset, size_t depth)
{
    if (depth == DEPTH_MAX)
        return;
    for (size_t i = 0, members; i < count; i += members) {
        size_t length = strcspn(at[i].name + offset, separators) + 1;
        members = family(at + i, count - i, offset, length);
        if (at[i].name[offset + length - 1])
            unwrap(at + i, members, offset + length, depth + 1);
    }
    size_t module = only_module_length(at, count, offset);
    for (size_t i = 0; i < count; i++) {
        char *part = at[i].name + offset;
        cut(part, module && part_length(part, "module") ? module : wrapper_length(part));
    }
}

/* ---- renaming ---- */

static int compare_names(const void *a, const void *b)
{
    return strcmp(((const struct renaming *)a)->name, ((const struct renaming *)b)->name);
}

/* Sorts the new names. Returns the first of two that are equal, or NULL. */
static const struct renaming *find_collision(struct renamings *r)
{
    if (r->count > 1)
        qsort(r->at, r->count, sizeof *r->at, compare_names);
    for (size_t i = 1; i < r->count; i++)
        if (compare_names(&r->at[i - 1], &r->at[i]) == 0)
            return &r->at[i - 1];
    return NULL;
}

/* Gives the tensors their new names, which differ. */
static struct error *rename_tensors(struct checkpoint *c, struct renamings *r)
{
    for (size_t i = 0; i < r->count; i++) {
        struct tensor *t = &c->tensors[r->at[i].tensor - c->tensors];
        char *old = t->name;
        t->name = r->at[i].name;
        r->at[i].name = old;
    }
    return checkpoint_sort(c);
}

static void renamings_free(struct renamings *r)
{
    for (size_t i = 0; i < r->count; i++)
        free(r->at[i].name);
    free(r->at);
}

static struct error *error_names(void)
{
    return error_memory("the names of tensors");
}

static struct error *renamings_new(struct renamings *r, const struct checkpoint *c)
{
    *r = (struct renamings){.at = calloc(c->count + 1, sizeof *r->at)};
    return r->at ? NULL : error_names();
}

static bool is_of_network(const struct tensor *t)
{
    return t->role == TENSOR_UNKNOWN || t->role == TENSOR_PARAMETER || t->role == TENSOR_BUFFER;
}

/* Adds copies of names: of the network's tensors, or of the others. */
static struct error *add_names(struct renamings *r, const struct checkpoint *c, bool of_network)
{
    for (size_t i = 0; i < c->count; i++) {
        const struct tensor *t = &c->tensors[i];
        if (is_of_network(t) != of_network)
            continue;
        r->at[r->count] = (struct renaming){strdup(t->name), t};
        if (!r->at[r->count++].name)
            return error_names();
    }
    return NULL;
}

/* Most checkpoints have no wrapper's part in any name. */
static bool any_wrapped(const struct checkpoint *c)
{
    for (size_t i = 0; i < c->count; i++)
        for (const char *part = c->tensors[i].name; *part; part += strspn(part, separators)) {
            if (part_length(part, "module") || wrapper_length(part))
                return true;
            part += strcspn(part, separators);
        }
    return false;
}

static struct error *clean(struct checkpoint *c)
{
    struct error *err;
    struct renamings r;
    if (!any_wrapped(c))
        return NULL;
    TRY(renamings_new(&r, c));
    TRY(add_names(&r, c, true));
    unwrap(r.at, r.count, 0, 0);
    TRY(add_names(&r, c, false));
    if (!find_collision(&r))
        TRY(rename_tensors(c, &r));
out:
    renamings_free(&r);
    return err;
}

static struct error *substitute(struct checkpoint *c, const struct substitution_list *list)
{
    struct error *err;
    struct renamings r;
    TRY(renamings_new(&r, c));
    for (size_t i = 0; i < c->count; i++, r.count++) {
        r.at[i].tensor = &c->tensors[i];
        TRY(substitution_apply(list, c->tensors[i].name, &r.at[i].name));
    }
    const struct renaming *twin = find_collision(&r);
    if (twin)
        TRY(error_new("--rename makes %s of tensor %s and of tensor %s: give each a name of its "
                      "own",
                      twin[0].name, twin[0].tensor->name, twin[1].tensor->name));
    TRY(rename_tensors(c, &r));
out:
    renamings_free(&r);
    return err;
}

struct error *names_settle(struct checkpoint *c, const struct checkpoint_hints *hints)
{
    struct error *err = NULL;
    if (hints->is_shard)
        return NULL;
    TRY(clean(c));
    if (hints->renames && hints->renames->count > 0)
        TRY(substitute(c, hints->renames));
out:
    return err;
}
