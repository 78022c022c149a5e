#include "checkpoint/lora/factors.h"

#include "checkpoint/lowrank.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- names ---- */

static const char linear[] = ".lora_", embedding[] = ".lora_embedding_";

/* A factor by its name. */
struct factor {
    size_t module;     /* the length of the module's name */
    size_t letter;     /* where 'A' or 'B' stands */
    bool is_embedding; /* of an embedding, or of a linear layer */
};

/* "NAME.lora_A.weight", "NAME.lora_embedding_A", either with an adapter's name behind the
 * letter. */
static bool parse_factor(const char *name, struct factor *f)
{
    const char *at = strstr(name, embedding);
    f->is_embedding = at;
    if (!at)
        at = strstr(name, linear);
    if (!at)
        return false;
    f->module = (size_t)(at - name);
    f->letter = f->module + strlen(f->is_embedding ? embedding : linear);
    const char *rest = name + f->letter;
    if ((*rest != 'A' && *rest != 'B') || (rest[1] && rest[1] != '.'))
        return false;
    const char *last = strrchr(rest, '.');
    return f->is_embedding || (last && strcmp(last, ".weight") == 0);
}

static bool is_factor(const struct tensor *t, char letter)
{
    struct factor f;
    return parse_factor(t->name, &f) && t->name[f.letter] == letter;
}

/* ---- products ---- */

/* The network's own name of a module, which the description's patterns match. */
static const char *module_in_network(const char *module)
{
    static const char wrapper[] = "base_model.model.";
    return strncmp(module, wrapper, strlen(wrapper)) == 0 ? module + strlen(wrapper) : module;
}

/* The factor B that belongs to A. */
static struct error *find_other(struct checkpoint *c, const struct tensor *a,
                                const struct factor *f, struct tensor **b)
{
    struct error *err = NULL;
    char *name = strdup(a->name);
    if (!name)
        return error_memory("a tensor's name");
    name[f->letter] = 'B';
    const struct tensor *found = checkpoint_find(c, name);
    *b = found ? &c->tensors[found - c->tensors] : NULL;
    if (!found)
        err = error_new("tensor %s: there is no %s: cut short or damaged: save the adapter again",
                        a->name, name);
    free(name);
    return err;
}

/* Why the product of two factors is not read, with the remedy; NULL if it is. */
static const char *why_unread(const struct tensor *a, const struct tensor *b)
{
    if (a->unreadable || b->unreadable)
        return a->unreadable ? a->unreadable : b->unreadable;
    if (a->dims > 2 || b->dims > 2)
        return "LoRA of a convolution is not read: merge the adapter (merge_and_unload) and save "
               "the network";
    if (a->dims < 2 || b->dims < 2)
        return "a factor of LoRA that is not a matrix is not read: save the adapter again";
    if (a->place.assembly || b->place.assembly)
        return "LoRA in parts is not read: gather the adapter before it is saved";
    return NULL;
}

/* `module` is the network's own name, and product->name is set. */
static struct error *multiply(struct tensor *product, const char *module, struct tensor *a,
                              struct tensor *b, bool transposed, const struct lora_config *config)
{
    struct error *err;
    double scale;
    TRY(lora_config_scale(config, module, a->shape[0], &scale));
    if (transposed) {
        TRY(lowrank_transpose(a));
        TRY(lowrank_transpose(b));
    }
    err = lowrank_init(product, transposed ? a : b, transposed ? b : a, scale);
out:
    return err;
}

/* Describes the product of a and b, whose names lose their use. */
static struct error *describe(struct tensor *product, struct tensor *a, struct tensor *b,
                              const struct factor *f, const struct lora_config *config)
{
    struct error *err = NULL;
    const char *why = why_unread(a, b);
    char *module = strndup(a->name, f->module);
    if (!module || asprintf(&product->name, "%s.weight", module) < 0) {
        product->name = NULL;
        err = error_memory("a tensor's name");
        goto out;
    }
    if (!why) {
        err = multiply(product, module_in_network(module), a, b,
                       f->is_embedding || config->transposed, config);
        goto out;
    }
    product->shape = calloc(1, sizeof *product->shape); /* the module's is not known */
    product->unreadable = strdup(why);
    if (!product->shape || !product->unreadable)
        err = error_memory("the description of tensors");
out:
    free(module);
    return err;
}

/* Removes tensors without names. */
static void compact(struct checkpoint *c)
{
    size_t kept = 0;
    for (size_t i = 0; i < c->count; i++)
        if (c->tensors[i].name)
            c->tensors[kept++] = c->tensors[i];
    c->count = kept;
}

struct pair {
    struct tensor *a, *b;
    struct factor name; /* of a */
};

/* Finds all pairs while the names are still in order. */
static struct error *find_pairs(struct checkpoint *c, struct pair *pairs, size_t *count)
{
    struct error *err = NULL;
    size_t others = 0;
    for (size_t i = 0; i < c->count; i++) {
        struct tensor *t = &c->tensors[i];
        others += is_factor(t, 'B');
        if (!is_factor(t, 'A'))
            continue;
        struct pair *pair = &pairs[(*count)++];
        pair->a = t;
        (void)parse_factor(t->name, &pair->name);
        TRY(find_other(c, t, &pair->name, &pair->b));
    }
    if (others > *count)
        err = error_new("%zu factors B, but %zu factors A: cut short or damaged: save the adapter "
                        "again",
                        others, *count);
out:
    return err;
}

/* The product takes the place of A. */
static struct error *multiply_pair(const struct pair *pair, const struct lora_config *config)
{
    struct tensor product = {0};
    struct error *err = describe(&product, pair->a, pair->b, &pair->name, config);
    if (err) {
        tensor_free(&product);
        return err;
    }
    tensor_free(pair->a);
    tensor_free(pair->b);
    *pair->a = product;
    return NULL;
}

struct error *lora_multiply(struct checkpoint *c, const struct lora_config *config, size_t *count)
{
    struct error *err;
    struct pair *pairs = calloc(c->count + 1, sizeof *pairs);
    *count = 0;
    if (!pairs)
        return error_memory("a list of tensors");
    TRY(find_pairs(c, pairs, count));
    for (size_t i = 0; i < *count; i++)
        TRY(multiply_pair(&pairs[i], config));
    compact(c);
out:
    free(pairs);
    return err;
}

/* ---- adapters without their description ---- */

struct error *lora_check_alone(const struct checkpoint *c, const struct checkpoint_hints *hints)
{
    const char *factor = NULL;
    if (hints->raw_factors || hints->is_shard)
        return NULL;
    for (size_t i = 0; i < c->count; i++) {
        if (strstr(c->tensors[i].name, ".base_layer."))
            return NULL;
        if (is_factor(&c->tensors[i], 'A'))
            factor = c->tensors[i].name;
    }
    if (!factor)
        return NULL;
    return error_new("tensor %s: a factor of LoRA, of which the network has only products: name "
                     "the folder that also has adapter_config.json, or compare the factors as they "
                     "are (snapcat --raw-factors)",
                     factor);
}

/* ---- factors among the tensors that are compared ---- */

/* Where a part of a name, between dots or slashes, begins; or NULL. */
static const char *find_part(const char *name, const char *part)
{
    static const char separators[] = "./";
    size_t length = strlen(part);
    for (const char *at = strstr(name, part); at; at = strstr(at + 1, part))
        if ((at == name || strchr(separators, at[-1])) && strchr(separators, at[length]))
            return at;
    return NULL;
}

/* The tensor whose name has `other` in place of the part at `at`, of `length` bytes, if it is
 * in. */
static struct error *find_partner(const struct checkpoint *c, const enum tensor_verdict *verdicts,
                                  const char *name, const char *at, size_t length,
                                  const char *other, const struct tensor **partner)
{
    char *wanted;
    if (asprintf(&wanted, "%.*s%s%s", (int)(at - name), name, other, at + length) < 0)
        return error_memory("a tensor's name");
    const struct tensor *found = checkpoint_find(c, wanted);
    *partner = found && verdicts[found - c->tensors] == TENSOR_IN ? found : NULL;
    free(wanted);
    return NULL;
}

/* The factor B that belongs to this tensor, if the tensor is a factor A; else NULL. */
static struct error *find_factor(const struct checkpoint *c, const enum tensor_verdict *verdicts,
                                 const char *name, const struct tensor **partner)
{
    static const char *const factors[][2] = {
        {"lora_A", "lora_B"}, {"lora_embedding_A", "lora_embedding_B"}, {"lora_down", "lora_up"}};
    *partner = NULL;
    for (size_t i = 0; i < sizeof factors / sizeof *factors; i++) {
        const char *at = find_part(name, factors[i][0]);
        if (at)
            return find_partner(c, verdicts, name, at, strlen(factors[i][0]), factors[i][1],
                                partner);
    }
    return NULL;
}

struct error *lora_check_compared(const struct checkpoint *c, const enum tensor_verdict *verdicts)
{
    struct error *err = NULL;
    for (size_t i = 0; i < c->count; i++) {
        const struct tensor *b;
        const char *a = c->tensors[i].name;
        if (verdicts[i] != TENSOR_IN)
            continue;
        TRY(find_factor(c, verdicts, a, &b));
        if (b)
            TRY(error_new("%s: tensors %s and %s: factors of LoRA, whose product counts: name the "
                          "adapter's folder, or compare them raw: snapcat --raw-factors",
                          c->path, a, b->name));
    }
out:
    return err;
}
