#include "snapshot.h"

#include "base/file/output.h"
#include "base/memstream.h"
#include "checkpoint/format/open.h"
#include "checkpoint/tensor_read.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const activation_names[] = {"relu", "tanh", NULL};
const char *const optimizer_names[] = {"sgd", "momentum", "adam", NULL};
const char *const init_names[] = {"he", "xavier", NULL};

/* ---- writing ---- */

/* Prints the JSON. Nothing in it needs quoting: mlp checks the run's name. */
static void print_header(FILE *f, const struct settings *s, const struct network *net, double epoch,
                         struct score train, struct score test)
{
    fprintf(f, "{\"__metadata__\":{\"run\":\"%s\",\"step\":\"%.9g\"", s->run, epoch);
    fprintf(f, ",\"train_loss\":\"%.9g\",\"test_loss\":\"%.9g\"", train.loss, test.loss);
    fprintf(f, ",\"train_accuracy\":\"%.9g\"", train.accuracy);
    fprintf(f, ",\"test_accuracy\":\"%.9g\"", test.accuracy);
    fprintf(f, ",\"optimizer\":\"%s\",\"rate\":\"%.9g\"", optimizer_names[s->rule.optimizer],
            s->rule.rate);
    fprintf(f, ",\"momentum\":\"%.9g\",\"batch\":\"%zu\"", s->rule.momentum, s->batch);
    fprintf(f, ",\"weight_decay\":\"%.9g\",\"seed\":\"%zu\"", s->rule.weight_decay, s->seed);
    fprintf(f, ",\"label_noise\":\"%.9g\",\"init\":\"%s\"", s->label_noise, init_names[s->init]);
    fprintf(f, ",\"init_scale\":\"%.9g\",\"residual\":\"%d\"", s->init_scale,
            s->architecture.residual);
    if (s->images > 0)
        fprintf(f, ",\"images\":\"%zu\"", s->images);
    fprintf(f, ",\"activation\":\"%s\"}", activation_names[s->architecture.activation]);
    for (size_t l = 0; l < net->layers; l++) {
        const struct layer *a = &net->layer[l];
        size_t weight = 4 * a->weight, bias = 4 * a->bias, end = 4 * (a->bias + a->out);
        fprintf(f, ",\"layers.%zu.weight\":{\"dtype\":\"F32\",\"shape\":[%zu,%zu]", l, a->out,
                a->in);
        fprintf(f, ",\"data_offsets\":[%zu,%zu]}", weight, bias);
        fprintf(f, ",\"layers.%zu.bias\":{\"dtype\":\"F32\",\"shape\":[%zu]", l, a->out);
        fprintf(f, ",\"data_offsets\":[%zu,%zu]}", bias, end);
    }
    fputc('}', f);
}

struct error *write_file(const char *path, const void *head, size_t head_length, const void *body,
                         size_t body_length)
{
    struct error *err = NULL;
    struct output out = {.fd = -1};
    TRY(output_open(&out, path));
    TRY(output_write(&out, head, head_length));
    TRY(output_write(&out, body, body_length));
    err = output_commit(&out);
out:
    output_discard(&out);
    return err;
}

/* The file is the header's length (little-endian, like all numbers here), the header, the data. */
struct error *snapshot_write(const struct settings *s, const struct network *net, double epoch,
                             struct score train, struct score test)
{
    struct error *err = NULL;
    struct strlist path = {0};
    uint64_t length = 0;
    struct memstream header;
    FILE *f = memstream_open(&header);
    if (!f)
        return error_memory("a header");
    fwrite(&length, sizeof length, 1, f); /* a placeholder; the header is padded to 8 bytes */
    print_header(f, s, net, epoch, train, test);
    fflush(f); /* now the length is known */
    fprintf(f, "%*s", (int)(-header.length % 8), "");
    if (!memstream_close(&header))
        TRY(error_memory("a header"));
    length = header.length - sizeof length;
    memcpy(header.text, &length, sizeof length);
    TRY(strlist_addf(
        &path, epoch == floor(epoch) ? "%s/%s_e%03.0f.safetensors" : "%s/%s_e%010.6f.safetensors",
        s->out, s->run, epoch));
    TRY(write_file(path.at[0], header.text, header.length, net->parameters,
                   net->count * sizeof(float)));
out:
    free(header.text);
    strlist_free(&path);
    return err;
}

/* ---- reading ---- */

static struct error *layer_read(struct cursor *cursor, struct network *net, size_t l)
{
    const struct checkpoint *c = cursor->checkpoint;
    const struct layer *layer = &net->layer[l];
    char name[64];
    snprintf(name, sizeof name, "layers.%zu.weight", l);
    const struct tensor *w = checkpoint_find(c, name);
    snprintf(name, sizeof name, "layers.%zu.bias", l);
    const struct tensor *b = checkpoint_find(c, name);
    if (!w || w->dims != 2 || w->shape[0] != layer->out || w->shape[1] != layer->in || !b ||
        b->dims != 1 || b->shape[0] != layer->out)
        return error_new("has no layers.%zu of %zu x %zu weights and a bias: give the --hidden and "
                         "--data of its training",
                         l, layer->out, layer->in);
    struct error *err = tensor_read_f32(cursor, w, 0, w->count, net->parameters + layer->weight);
    return err ? err : tensor_read_f32(cursor, b, 0, b->count, net->parameters + layer->bias);
}

/* The metadata's value of a key, or `otherwise`. */
static const char *said(const struct checkpoint *c, const char *key, const char *otherwise)
{
    size_t at = strlist_find(&c->keys, key);
    return at < c->keys.count ? c->values.at[at] : otherwise;
}

static struct error *checkpoint_load(struct cursor *cursor, const struct architecture *a,
                                     struct network *net, double *epoch)
{
    struct error *err = NULL;
    const struct checkpoint *c = cursor->checkpoint;
    const char *activation = activation_names[a->activation];
    const char *residual = a->residual ? "1" : "0";
    const char *step = said(c, "step", "0");
    char *end;
    if (strcmp(said(c, "activation", activation), activation) != 0 ||
        strcmp(said(c, "residual", residual), residual) != 0 || c->count != 2 * net->layers)
        return error_new("of another architecture: give the --hidden, --activation and --residual "
                         "of its training");
    *epoch = strtod(step, &end);
    if (end == step || *end || !(*epoch >= 0 && *epoch <= EPOCHS_MAX))
        return error_new("step %s: expected 0 to %d", step, EPOCHS_MAX);
    for (size_t l = 0; l < net->layers; l++)
        TRY(layer_read(cursor, net, l));
    if (!network_is_finite(net))
        err = error_new("holds NaN or infinite weights: take an earlier snapshot");
out:
    return err;
}

struct error *snapshot_read(const char *path, const struct architecture *a, struct network *net,
                            double *epoch)
{
    struct error *err;
    struct checkpoint c = {0};
    struct cursor cursor = {0};
    TRY(checkpoint_open(&c, path, NULL));
    TRY(cursor_open(&cursor, &c));
    TRY(error_prefix(checkpoint_load(&cursor, a, net, epoch), "%s", path));
out:
    cursor_close(&cursor);
    checkpoint_free(&c);
    return err;
}

/* ---- what a snapshot says about its network ---- */

/* Sets *choice to the index of the metadata's value of `key` among the names; without a value it
 * stays. */
static struct error *tell_choice(const struct checkpoint *c, const char *key,
                                 const char *const names[], unsigned *choice)
{
    const char *text = said(c, key, names[*choice]);
    for (unsigned i = 0; names[i]; i++)
        if (strcmp(names[i], text) == 0) {
            *choice = i;
            return NULL;
        }
    return error_new("%s %s: not a network of this trainer: name a snapshot that it left", key,
                     text);
}

/* The width of a layer; *found is false if there is no such layer. */
static struct error *tell_width(const struct checkpoint *c, size_t layer, size_t *width,
                                bool *found)
{
    char name[64];
    snprintf(name, sizeof name, "layers.%zu.weight", layer);
    const struct tensor *w = checkpoint_find(c, name);
    *found = w != NULL;
    if (w && (w->dims != 2 || w->shape[0] > NETWORK_WIDTH_MAX || layer == NETWORK_LAYERS_MAX))
        return error_new("tensor %s: not a network of this trainer: name a snapshot that it left",
                         name);
    *width = w ? w->shape[0] : 0;
    return NULL;
}

static struct error *tell_architecture(const struct checkpoint *c, struct architecture *a)
{
    static const char *const no_yes[] = {"0", "1", NULL};
    struct error *err;
    unsigned activation = a->activation, residual = a->residual;
    size_t width = 0, before = 0;
    bool found;
    TRY(tell_choice(c, "activation", activation_names, &activation));
    TRY(tell_choice(c, "residual", no_yes, &residual));
    a->activation = activation;
    a->residual = residual;
    a->hidden_count = 0;
    for (size_t l = 0;; l++, before = width) {
        TRY(tell_width(c, l, &width, &found));
        if (!found)
            break;
        if (l > 0)
            a->hidden[a->hidden_count++] = before;
    }
out:
    return err;
}

struct error *snapshot_architecture(const char *path, struct architecture *a)
{
    struct checkpoint c;
    struct error *err = checkpoint_open(&c, path, NULL);
    if (err)
        return err;
    err = error_prefix(tell_architecture(&c, a), "%s", path);
    checkpoint_free(&c);
    return err;
}
