#include "align/chain/layers_impl.h"

#include "base/size.h"
#include "base/text/name.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* What the last part of a tensor's name says. */
enum role {
    ROLE_UNKNOWN,
    ROLE_WEIGHT, /* out, in, height, width */
    ROLE_KERNEL, /* height, width, in, out */
    ROLE_TABLE,  /* words, out */
    ROLE_BIAS,
    ROLE_SCALE,
    ROLE_STATISTIC,
    /* Keras 3 numbers a layer's tensors: kernel, bias; or gamma, beta, mean, variance. */
    ROLE_NUMBER
};

static const struct {
    const char *word;
    enum role role;
} roles[] = {
    {"weight", ROLE_WEIGHT},
    {"kernel", ROLE_KERNEL},
    {"embeddings", ROLE_TABLE},
    {"embedding", ROLE_TABLE},
    {"bias", ROLE_BIAS},
    {"gamma", ROLE_SCALE},
    {"scale", ROLE_SCALE},
    {"beta", ROLE_SCALE},
    {"running_mean", ROLE_STATISTIC},
    {"running_var", ROLE_STATISTIC},
    {"moving_mean", ROLE_STATISTIC},
    {"moving_variance", ROLE_STATISTIC},
    {"mean", ROLE_STATISTIC},
    {"var", ROLE_STATISTIC},
};

/* Of layers that are not in a plain chain, or whose units have an order. */
static const char *const foreign[] = {"attn",      "attention",  "lstm",  "gru",       "rnn",
                                      "shortcut",  "downsample", "skip",  "residual",  "deconv",
                                      "transpose", "depthwise",  "group", "recurrent", "i2h",
                                      "h2h",       "gn"};

/* ---- names ---- */

static bool is_number(const struct name_part *part)
{
    for (size_t i = 0; i < part->length; i++)
        if (!isdigit((unsigned char)part->text[i]))
            return false;
    return part->length > 0;
}

static enum role role_of(const struct name *name)
{
    const struct name_part *last = &name->at[name->count - 1];
    if (name->count > 1 && is_number(last) && name_part_is(last - 1, "vars"))
        return ROLE_NUMBER;
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        if (name_part_is(last, roles[i].word))
            return roles[i].role;
    return ROLE_UNKNOWN;
}

static bool same_part(const struct name_part *a, const struct name_part *b)
{
    return a->length == b->length && memcmp(a->text, b->text, a->length) == 0;
}

/* The name of a tensor's layer: without the last part, without Flax's collection in front, and once
 * where Keras has a name twice. */
static struct error *path_of(const struct name *name, enum role role, struct strlist *path)
{
    size_t first = name->count > 1 && (name_part_is(&name->at[0], "params") ||
                                       name_part_is(&name->at[0], "batch_stats"));
    size_t end = name->count - (role == ROLE_NUMBER ? 2 : 1);
    struct error *err = strlist_add(path, "", 0);
    for (size_t i = first; i < end && !err; i++) {
        if (i > first && same_part(&name->at[i], &name->at[i - 1]))
            continue;
        err = strlist_addf(path, "%s%s%.*s", path->at[0], *path->at[0] ? "/" : "",
                           (int)name->at[i].length, name->at[i].text);
        if (!err)
            strlist_remove(path, 0);
    }
    return err;
}

/* A word of two letters is a part of its own, perhaps with a number: "gn1". */
static bool is_foreign(const char *path, const char *at, const char *word)
{
    size_t length = strlen(word);
    if (strncasecmp(at, word, length) != 0)
        return false;
    const char *end = at + length + strspn(at + length, "_0123456789");
    return length > 2 || ((at == path || at[-1] == '/') && (*end == '\0' || *end == '/'));
}

static const char *find_foreign(const char *path)
{
    for (const char *at = path; *at; at++)
        for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++)
            if (is_foreign(path, at, foreign[i]))
                return foreign[i];
    return NULL;
}

/* ---- one layer ---- */

static bool says_embedding(const char *path)
{
    return strcasestr(path, "emb") != NULL;
}

static struct error *set_weights(struct layer *l, const char *path, const struct spec_shape *t,
                                 enum role role)
{
    bool first = role == ROLE_WEIGHT;
    bool table = role == ROLE_TABLE || (first && t->dims == 2 && says_embedding(path));
    if (role == ROLE_BIAS || role == ROLE_SCALE || role == ROLE_STATISTIC)
        return error_new("has %zu axes, and by its name is a vector: " LAYERS_REMEDY, t->dims);
    if (l->weights != LAYERS_NONE || t->dims > 5)
        return error_new("not the weights of a dense or convolutional layer: " LAYERS_REMEDY);
    l->channels_last = !first;
    l->out_axis = first && !table ? 0 : t->dims - 1;
    l->in_axis = first && !table ? 1 : t->dims - 2;
    l->out = t->shape[l->out_axis];
    l->in = t->shape[l->in_axis];
    l->kind = table ? LAYER_EMBEDDING : t->dims == 2 ? LAYER_DENSE : LAYER_CONVOLUTION;
    return NULL;
}

static struct error *set_vector(struct layer *l, const struct spec_shape *t, enum role role)
{
    if (l->vector && l->vector != t->shape[0])
        return error_new("has %zu entries, and another tensor of its layer %zu: " LAYERS_REMEDY,
                         t->shape[0], l->vector);
    l->vector = t->shape[0];
    l->only_bias &= role == ROLE_BIAS || role == ROLE_NUMBER;
    l->running |= role == ROLE_STATISTIC;
    return NULL;
}

static struct error *add_to_layer(struct layers *layers, struct layer *l, size_t tensor,
                                  const struct spec_shape *t, enum role role)
{
    const char *path = layers->paths.at[l - layers->at], *word = find_foreign(path);
    struct error *err;
    if (role == ROLE_UNKNOWN || word)
        return error_new("of a layer that is not dense, convolutional or a normalisation of "
                         "units%s%s: " LAYERS_REMEDY,
                         word ? ", by its name " : "", word ? word : "");
    if (t->dims == 1)
        return set_vector(l, t, role);
    err = set_weights(l, path, t, role);
    if (!err)
        l->weights = tensor;
    return err;
}

/* What can be said when all its tensors are there. Keras 3's batch normalisation has four vectors,
 * all numbered. */
static struct error *finish_layer(struct layer *l, const char *path)
{
    bool has_weights = l->weights != LAYERS_NONE;
    if (has_weights && l->vector && (l->vector != l->out || !l->only_bias))
        return error_new("layer %s: its vectors are not biases of its %zu units: " LAYERS_REMEDY,
                         path, l->out);
    if (!has_weights && l->only_bias && l->tensors == 1)
        return error_new("layer %s: has a bias and no weights: " LAYERS_REMEDY, path);
    if (!has_weights) {
        l->in = l->out = l->vector;
        l->kind = LAYER_VECTORS;
        l->running |= l->only_bias && l->tensors == 4;
    }
    return NULL;
}

/* ---- all layers ---- */

/* The layer of a path, which the list receives; it is new where the path is. */
static struct error *find_layer(struct layers *layers, const char *path, size_t *at)
{
    *at = strlist_find(&layers->paths, path);
    if (*at != LAYERS_NONE)
        return NULL;
    *at = layers->count;
    layers->at[layers->count++] = (struct layer){.weights = LAYERS_NONE, .only_bias = true};
    return strlist_add(&layers->paths, path, strlen(path));
}

static struct error *add_tensor(struct layers *layers, const struct spec_shape *tensors,
                                size_t tensor)
{
    const struct spec_shape *t = &tensors[tensor];
    struct strlist path = {0};
    struct name name;
    struct error *err;
    name_split(&name, t->name);
    if (name.count == 0)
        return error_new("a tensor without a name: " LAYERS_REMEDY);
    enum role role = role_of(&name);
    TRY(path_of(&name, role, &path));
    TRY(find_layer(layers, path.at[0], &layers->of_tensor[tensor]));
    struct layer *l = &layers->at[layers->of_tensor[tensor]];
    l->tensors++;
    TRY(error_prefix(add_to_layer(layers, l, tensor, t, role), "tensor %s", t->name));
out:
    strlist_free(&path);
    return err;
}

static bool are_sorted(const struct spec_shape *tensors, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (strcmp(tensors[i - 1].name, tensors[i].name) > 0)
            return false;
    return true;
}

struct error *layers_read(struct layers *layers, const struct spec_shape *tensors, size_t count)
{
    struct error *err = NULL;
    *layers = (struct layers){.at = calloc(size_max(count, 1), sizeof *layers->at),
                              .of_tensor = calloc(size_max(count, 1), sizeof *layers->of_tensor),
                              .sorted = are_sorted(tensors, count)};
    if (!layers->at || !layers->of_tensor)
        TRY(error_memory("layers"));
    for (size_t i = 0; i < count; i++) {
        layers->of_tensor[i] = LAYERS_NONE;
        if (tensors[i].dims > 0)
            TRY(add_tensor(layers, tensors, i));
    }
    for (size_t i = 0; i < layers->count; i++)
        TRY(finish_layer(&layers->at[i], layers->paths.at[i]));
out:
    if (err)
        layers_free(layers);
    return err;
}

void layers_free(struct layers *layers)
{
    strlist_free(&layers->paths);
    free(layers->at);
    free(layers->of_tensor);
    *layers = (struct layers){0};
}
