/* mlp: trains a multi-layer perceptron on IDX data (MNIST's format) and leaves a safetensors
 * snapshot at initialisation and after every epoch, so that there is something to look at.
 *
 * What is random is drawn from one stream a purpose: seed and architecture alone settle the initial
 * network, seed and epoch the order of an epoch's images. So three optimisers leave one point, and
 * plain SGD continued from a snapshot walks on as if it had never stopped. (The running means of
 * momentum and Adam are not kept: they start from zero.) */
#include "../cmd/cli.h"
#include "base/size.h"
#include "data.h"
#include "network.h"
#include "random.h"
#include "snapshot.h"

#include <cblas.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

static struct error *make_network(struct run *r, const struct architecture *a)
{
    return network_new(&r->net, a, r->train.width, DATA_CLASSES,
                       size_max(SCORE_ROWS, size_min(r->settings->batch, r->train.count)));
}

/* One line: the test's loss and accuracy. The first snapshot settles the architecture. */
static struct error *answer(struct run *r, struct architecture *a, const char *path)
{
    struct error *err = NULL;
    if (r->net.layers == 0) {
        TRY(snapshot_architecture(path, a));
        TRY(make_network(r, a));
    }
    TRY(snapshot_read(path, a, &r->net, &r->step));
    struct score test = evaluate(&r->net, &r->test);
    if (printf("%.9g %.9g\n", test.loss, test.accuracy) < 0 || fflush(stdout) != 0)
        err = error_new("cannot write to standard output: %s", strerror(errno));
out:
    return err;
}

/* The evaluator that lossgrid asks: paths in, a line each, until their end. */
static struct error *answer_all(struct run *r)
{
    struct error *err = NULL;
    struct architecture a = r->settings->architecture;
    char *line = NULL;
    size_t room = 0;
    while (getline(&line, &room, stdin) > 0) {
        line[strcspn(line, "\n")] = '\0';
        TRY(answer(r, &a, line));
    }
out:
    free(line);
    return err;
}

static struct error *read_data(struct run *r)
{
    struct error *err;
    const struct settings *s = r->settings;
    TRY(dataset_read(&r->train, s->data, "train"));
    TRY(dataset_read(&r->test, s->data, "t10k"));
    if (r->train.width != r->test.width)
        TRY(error_new("%s: %zu pixels an image for training, %zu for the test: other data?",
                      s->data, r->train.width, r->test.width));
    r->test.white = r->train.white;
    if (s->images > r->train.count)
        TRY(error_new("--images %zu: %s has %zu to train on", s->images, s->data, r->train.count));
    r->train.count = s->images > 0 ? s->images : r->train.count;
    dataset_corrupt(&r->train, s->label_noise, s->seed);
out:
    return err;
}

static struct error *work(const struct settings *s, struct report *report)
{
    struct error *err = NULL;
    struct run r = {.settings = s, .report = report};
    const char *snapshot = s->eval ? s->eval : s->from;
    TRY(read_data(&r));
    if (s->eval && strcmp(s->eval, "-") == 0) {
        err = answer_all(&r);
        goto out;
    }
    TRY(make_network(&r, &s->architecture));
    network_initialise(&r.net, s->init, s->init_scale, s->seed);
    if (snapshot)
        TRY(snapshot_read(snapshot, &s->architecture, &r.net, &r.step));
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
    {EVAL, "eval", "SNAPSHOT", "print its losses and accuracies; do not train. -: of each path "
                              "on standard input, loss and accuracy of the test"},
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
    if (cli.output && s.eval && strcmp(s.eval, "-") == 0)
        cli_fail(CLI_USAGE, "--eval - answers on standard output: leave -o out");
    s.out = cli.output ? cli.output : s.eval ? "-" : ".";
    s.rule.rate = s.rule.rate < 0 ? default_rates[s.rule.optimizer] : s.rule.rate;
    openblas_set_num_threads(1); /* small matrices; and the same bytes on any number of cores */
    cli_check(work(&s, &cli.report));
    strlist_free(&cli.provenance);
    return 0;
}
