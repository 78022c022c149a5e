/* mlp: trains a multi-layer perceptron on IDX data (MNIST's format) and leaves a safetensors
 * snapshot at initialisation and after every epoch, so that there is something to look at.
 *
 * What is random is drawn from one stream a purpose: seed and architecture alone settle the initial
 * network, seed and epoch the order of an epoch's images. So three optimisers leave one point, and
 * plain SGD continued from a snapshot walks on as if it had never stopped. (The running means of
 * momentum and Adam are not kept: they start from zero.) */
#include "../cmd/cli.h"
#include "data.h"
#include "memstream.h"
#include "network.h"
#include "output.h"
#include "random.h"
#include "size.h"
#include "tensorread.h"

#include <cblas.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { EPOCHS_MAX = 1 << 20 };
static const char *const activation_names[] = {"relu", "tanh", NULL};
static const char *const optimizer_names[] = {"sgd", "momentum", "adam", NULL};
static const char *const init_names[] = {"he", "xavier", NULL};

struct settings {
    struct architecture architecture;
    enum init init;
    double init_scale; /* multiplies the initial weights */
    struct update_rule rule;
    double label_noise; /* share of the training labels that become a random class */
    size_t images;      /* to train on, the first so many; 0: all */
    size_t batch, epochs, seed;
    const char *run, *data, *out;
    const char *from, *eval; /* a snapshot to continue from, to evaluate; or NULL */
};

/* ---- snapshots: safetensors ---- */

/* The JSON. Nothing in it needs quoting: parse_run sees to the run's name. */
static void print_header(FILE *f, const struct settings *s, const struct network *net, size_t step,
                         struct score train, struct score test)
{
    fprintf(f, "{\"__metadata__\":{\"run\":\"%s\",\"step\":\"%zu\"", s->run, step);
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

/* Two pieces to a file (or "-") that appears whole or not at all. */
static struct error *write_file(const char *path, const void *head, size_t head_length,
                                const void *body, size_t body_length)
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

/* OUT/RUN_eNNN.safetensors: the header's length (little-endian, as all here), header, data. */
static struct error *snapshot_write(const struct settings *s, const struct network *net,
                                    size_t step, struct score train, struct score test)
{
    struct error *err = NULL;
    struct strlist path = {0};
    uint64_t length = 0;
    struct memstream header;
    FILE *f = memstream_open(&header);
    if (!f)
        return error_memory("a header");
    fwrite(&length, sizeof length, 1, f); /* its place; the header is padded to a multiple of 8 */
    print_header(f, s, net, step, train, test);
    fflush(f); /* now the length is known */
    fprintf(f, "%*s", (int)(-header.length % 8), "");
    if (!memstream_close(&header))
        TRY(error_memory("a header"));
    length = header.length - sizeof length;
    memcpy(header.text, &length, sizeof length);
    TRY(strlist_addf(&path, "%s/%s_e%03zu.safetensors", s->out, s->run, step));
    TRY(write_file(path.at[0], header.text, header.length, net->parameters,
                   net->count * sizeof(float)));
out:
    free(header.text);
    strlist_free(&path);
    return err;
}

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

/* What a snapshot's metadata say, or `otherwise`. */
static const char *said(const struct checkpoint *c, const char *key, const char *otherwise)
{
    size_t at = strlist_find(&c->keys, key);
    return at < c->keys.count ? c->values.at[at] : otherwise;
}

/* Fails where the checkpoint is of another architecture; the step is 0 where it does not say. */
static struct error *checkpoint_load(struct cursor *cursor, const struct settings *s,
                                     struct network *net, size_t *step)
{
    struct error *err = NULL;
    const struct checkpoint *c = cursor->checkpoint;
    const char *activation = activation_names[s->architecture.activation];
    const char *residual = s->architecture.residual ? "1" : "0";
    const char *epoch = said(c, "step", "0");
    char *end;
    if (strcmp(said(c, "activation", activation), activation) != 0 ||
        strcmp(said(c, "residual", residual), residual) != 0 || c->count != 2 * net->layers)
        return error_new("of another architecture: give the --hidden, --activation and --residual "
                         "of its training");
    *step = strtoul(epoch, &end, 10);
    if (end == epoch || *end || *step > EPOCHS_MAX)
        return error_new("its step is %s: expected 0 to %d", epoch, EPOCHS_MAX);
    for (size_t l = 0; l < net->layers; l++)
        TRY(layer_read(cursor, net, l));
    if (!network_is_finite(net))
        err = error_new("holds NaN or infinite weights: of a training that diverged?");
out:
    return err;
}

static struct error *snapshot_read(const char *path, const struct settings *s, struct network *net,
                                   size_t *step)
{
    struct error *err;
    struct checkpoint c = {0};
    struct cursor cursor = {0};
    TRY(checkpoint_open(&c, path, NULL));
    TRY(cursor_open(&cursor, &c));
    TRY(error_prefix(checkpoint_load(&cursor, s, net, step), "%s", path));
out:
    cursor_close(&cursor);
    checkpoint_free(&c);
    return err;
}

/* ---- training ---- */

struct run {
    const struct settings *settings;
    struct report *report;
    struct dataset train, test;
    struct network net;
    size_t *order; /* of the training images in this epoch */
    size_t step;   /* epochs since the initialisation */
};

/* Fisher and Yates. */
static void shuffle(size_t *order, size_t count, uint64_t seed, size_t epoch)
{
    uint64_t random = random_stream(seed, FOR_ORDER, epoch);
    for (size_t i = 0; i < count; i++) {
        size_t j = random_below(&random, i + 1);
        order[i] = order[j];
        order[j] = i;
    }
}

static void train_epoch(struct run *r)
{
    const struct settings *s = r->settings;
    struct score ignored = {0, 0};
    shuffle(r->order, r->train.count, s->seed, ++r->step);
    for (size_t i = 0, rows; i < r->train.count; i += rows) {
        rows = size_min(s->batch, r->train.count - i);
        dataset_batch(&r->train, r->order, i, rows, r->net.input, r->net.labels);
        network_forward(&r->net, rows);
        network_score(&r->net, rows, &ignored);
        network_backward(&r->net, rows);
        network_step(&r->net, &s->rule);
    }
}

/* In batches of a size of their own: the last digits do not depend on the training's. */
enum { SCORE_ROWS = 256 };

static struct score evaluate(struct network *net, const struct dataset *data)
{
    struct score sum = {0, 0};
    for (size_t i = 0; i < data->count; i += SCORE_ROWS) {
        size_t rows = size_min(SCORE_ROWS, data->count - i);
        dataset_batch(data, NULL, i, rows, net->input, net->labels);
        network_forward(net, rows);
        network_score(net, rows, &sum);
    }
    return (struct score){sum.loss / (double)data->count, sum.accuracy / (double)data->count};
}

/* Leaves a snapshot, unless the training has diverged. */
static struct error *leave_snapshot(struct run *r)
{
    const char *name = r->settings->run;
    struct score a = evaluate(&r->net, &r->train), b = evaluate(&r->net, &r->test);
    if (!network_is_finite(&r->net) || !isfinite(a.loss) || !isfinite(b.loss))
        return error_new("diverged: %s, epoch %zu: try a smaller --rate", name, r->step);
    report_line(r->report, REPORT_DETAIL,
                "%s, epoch %zu: loss %.4f (test %.4f), accuracy %.3f (%.3f)", name, r->step, a.loss,
                b.loss, a.accuracy, b.accuracy);
    return snapshot_write(r->settings, &r->net, r->step, a, b);
}

static struct error *train(struct run *r)
{
    struct error *err = NULL;
    size_t epochs = r->settings->epochs;
    TRY(leave_snapshot(r));
    for (size_t i = 1; i <= epochs; i++) {
        train_epoch(r);
        TRY(leave_snapshot(r));
        report_progress(r->report, r->settings->run, (double)i / (double)epochs);
    }
out:
    return err;
}

/* One line of KEY=VALUE. */
static struct error *print_scores(struct run *r)
{
    char line[160];
    struct score a = evaluate(&r->net, &r->train), b = evaluate(&r->net, &r->test);
    int length = snprintf(line, sizeof line,
                          "train_loss=%.9g test_loss=%.9g train_accuracy=%.9g test_accuracy=%.9g\n",
                          a.loss, b.loss, a.accuracy, b.accuracy);
    return write_file(r->settings->out, line, (size_t)length, NULL, 0);
}

static struct error *work(const struct settings *s, struct report *report)
{
    struct error *err = NULL;
    struct run r = {.settings = s, .report = report};
    const char *snapshot = s->eval ? s->eval : s->from;
    TRY(dataset_read(&r.train, s->data, "train"));
    TRY(dataset_read(&r.test, s->data, "t10k"));
    if (r.train.width != r.test.width)
        TRY(error_new("%s: %zu pixels an image for training, %zu for the test: other data?",
                      s->data, r.train.width, r.test.width));
    r.test.white = r.train.white;
    if (s->images > r.train.count)
        TRY(error_new("--images %zu: %s has %zu to train on", s->images, s->data, r.train.count));
    r.train.count = s->images > 0 ? s->images : r.train.count;
    dataset_corrupt(&r.train, s->label_noise, s->seed);
    TRY(network_new(&r.net, &s->architecture, r.train.width, DATA_CLASSES,
                    size_max(SCORE_ROWS, size_min(s->batch, r.train.count))));
    network_initialise(&r.net, s->init, s->init_scale, s->seed);
    if (snapshot)
        TRY(snapshot_read(snapshot, s, &r.net, &r.step));
    r.order = calloc(r.train.count, sizeof *r.order);
    if (!r.order)
        TRY(error_memory("the order of the images"));
    err = s->eval ? print_scores(&r) : train(&r);
out:
    dataset_free(&r.train);
    dataset_free(&r.test);
    network_free(&r.net);
    free(r.order);
    return err;
}

/* ---- options ---- */

/* clang-format off */
enum {
    ACTIVATION = 256, BATCH, DATA, EPOCHS, EVAL, FROM, HIDDEN, IMAGES, INIT, INIT_SCALE, LABEL_NOISE,
    POLYAK, OPTIMIZER, RATE, RESIDUAL, RUN, SEED, WEIGHT_DECAY
};

static const struct cli_option options[] = {
    {ACTIVATION, "activation", "NAME", "relu or tanh [relu]"},
    {BATCH, "batch", "N", "images a step [64]"},
    {DATA, "data", "DIR", "where the four IDX files are, gzip or not [examples/data]"},
    {EPOCHS, "epochs", "N", "passes over the training images [40]"},
    {EVAL, "eval", "SNAPSHOT", "print its losses and accuracies; do not train"},
    {FROM, "from", "SNAPSHOT", "continue from it"},
    {HIDDEN, "hidden", "N,N...", "widths of the hidden layers [64,32]"},
    {IMAGES, "images", "N", "train on the first N images [all]"},
    {INIT, "init", "NAME", "he or xavier [he]"},
    {INIT_SCALE, "init-scale", "X", "multiply the initial weights [1]"},
    {LABEL_NOISE, "label-noise", "SHARE", "give so many training images a random label [0]"},
    {POLYAK, "momentum", "X", "of --optimizer momentum [0.9]"},
    {OPTIMIZER, "optimizer", "NAME", "sgd, momentum or adam [sgd]"},
    {RATE, "rate", "X", "learning rate [sgd 0.1, momentum 0.05, adam 0.003]"},
    {RESIDUAL, "residual", NULL, "skip connections between hidden layers of equal width"},
    {RUN, "run", "NAME", "snapshots are DIR/NAME_eNNN.safetensors [mlp]"},
    {SEED, "seed", "N", "of everything random [0]"},
    {WEIGHT_DECAY, "weight-decay", "X", "L2 penalty in the gradient [0]"},
    {0}
};

static const double default_rates[] = {[SGD] = 0.1, [MOMENTUM] = 0.05, [ADAM] = 0.003};
static const struct settings default_settings = {
    .architecture = {.hidden = {64, 32}, .hidden_count = 2},
    .rule = {.rate = -1 /* the optimiser's own */, .momentum = 0.9},
    .init_scale = 1, .batch = 64, .epochs = 40, .run = "mlp", .data = "examples/data"
};
/* clang-format on */

static void parse_hidden(struct cli *cli, struct architecture *a)
{
    const char *rest = cli->value;
    char *end;
    for (a->hidden_count = 0;; rest = end + 1) {
        unsigned long width = *rest == '-' ? 0 : strtoul(rest, &end, 10);
        if (width < 1 || width > NETWORK_WIDTH_MAX || a->hidden_count == NETWORK_LAYERS_MAX - 1 ||
            (*end && *end != ','))
            cli_fail(CLI_USAGE, "--hidden %s: expected widths such as 64,32", cli->value);
        a->hidden[a->hidden_count++] = width;
        if (!*end)
            return;
    }
}

static void parse_run(struct cli *cli, struct settings *s)
{
    static const char plain[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._+=-";
    s->run = cli->value;
    if (!*s->run || s->run[strspn(s->run, plain)])
        cli_fail(CLI_USAGE, "--run %s: expected letters, digits, and ._+=-", s->run);
}

int main(int argc, char *argv[])
{
    struct settings s = default_settings;
    struct cli cli = {.synopsis = "Trains a multi-layer perceptron; leaves a snapshot an epoch in "
                                  "the directory that -o (--out) names [.].",
                      .operands = "",
                      .manual = "In training FILE is the directory of the snapshots.",
                      .options = options,
                      .threaded = true};
    cli_begin(&cli, argc, argv);
    for (int letter; (letter = cli_option(&cli)) != -1;)
        /* clang-format off */
        switch (letter) {
        case ACTIVATION: s.architecture.activation = (unsigned)cli_choice(&cli, activation_names); break;
        case BATCH: s.batch = cli_size(&cli, 1, 1 << 20); break;
        case DATA: s.data = cli.value; break;
        case EPOCHS: s.epochs = cli_size(&cli, 0, EPOCHS_MAX); break;
        case EVAL: s.eval = cli.value; break;
        case FROM: s.from = cli.value; break;
        case HIDDEN: parse_hidden(&cli, &s.architecture); break;
        case IMAGES: s.images = cli_size(&cli, 1, SIZE_MAX); break;
        case INIT: s.init = (unsigned)cli_choice(&cli, init_names); break;
        case INIT_SCALE: s.init_scale = cli_double(&cli, 0, 1e6); break;
        case LABEL_NOISE: s.label_noise = cli_double(&cli, 0, 1); break;
        case POLYAK: s.rule.momentum = cli_double(&cli, 0, 1); break;
        case OPTIMIZER: s.rule.optimizer = (unsigned)cli_choice(&cli, optimizer_names); break;
        case RATE: s.rule.rate = cli_double(&cli, 0, 1e6); break;
        case RESIDUAL: s.architecture.residual = true; break;
        case RUN: parse_run(&cli, &s); break;
        case SEED: s.seed = cli_size(&cli, 0, SIZE_MAX); break;
        case WEIGHT_DECAY: s.rule.weight_decay = cli_double(&cli, 0, 1e6); break;
        }
    /* clang-format on */
    if (cli_operands(&cli) > 0)
        cli_fail(CLI_USAGE, "no operand wanted: %s: see mlp -h", cli_operand(&cli, 0));
    s.out = cli.output ? cli.output : s.eval ? "-" : ".";
    s.rule.rate = s.rule.rate < 0 ? default_rates[s.rule.optimizer] : s.rule.rate;
    openblas_set_num_threads(1); /* small matrices; and the same bytes on any number of cores */
    cli_check(work(&s, &cli.report));
    strlist_free(&cli.provenance);
    return 0;
}
