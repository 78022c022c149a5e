/* mlp: trains a multi-layer perceptron on IDX data (MNIST's format) and leaves a safetensors
 * snapshot at initialisation and after every epoch, or ever more rarely, as data for phatetools.
 *
 * Random numbers come from one stream per purpose: seed and architecture alone determine the
 * initial network, seed and epoch the order of an epoch's images. So three optimisers start from
 * one point, and plain SGD continued from a snapshot goes on as if it had never stopped. (Snapshots
 * do not keep the running means of momentum and Adam: they start again from zero.) */
#include "base/size.h"
#include "cli.h"
#include "computing.h"
#include "data.h"
#include "evaluate.h"
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
    double start;  /* epochs before this training */
    size_t left;   /* steps of this training when it left its last snapshot */
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

static size_t steps_per_epoch(const struct run *r)
{
    return (r->train.count + r->settings->batch - 1) / r->settings->batch;
}

/* Epochs since the initialisation. */
static double now(const struct run *r)
{
    return r->start + (double)r->net.steps / (double)steps_per_epoch(r);
}

/* Leaves a snapshot, unless the training has diverged. */
static struct error *leave_snapshot(struct run *r)
{
    const char *name = r->settings->run;
    struct score a = evaluate_network(&r->net, &r->train, NULL);
    struct score b = evaluate_network(&r->net, &r->test, NULL);
    if (!network_is_finite(&r->net) || !isfinite(a.loss) || !isfinite(b.loss))
        return error_new("%s: epoch %.9g: the training diverged: try a smaller --rate", name,
                         now(r));
    report_line(r->report, REPORT_DETAIL,
                "%s, epoch %.4g: loss %.4f (test %.4f), accuracy %.3f (%.3f)", name, now(r), a.loss,
                b.loss, a.accuracy, b.accuracy);
    r->left = r->net.steps;
    return snapshot_write(r->settings, &r->net, now(r), a, b);
}

/* Whether the step just made is one that a snapshot follows. */
static bool is_due(const struct run *r)
{
    const struct settings *s = r->settings;
    size_t epoch = steps_per_epoch(r), steps = r->net.steps;
    if (s->growth == 0 || steps == s->epochs * epoch)
        return steps % epoch == 0;
    return (double)steps >= s->growth * (double)r->left;
}

static void train_batch(struct run *r, size_t first)
{
    const struct settings *s = r->settings;
    struct score ignored = {0, 0};
    size_t rows = size_min(s->batch, r->train.count - first);
    dataset_batch(&r->train, r->order, first, rows, r->net.input, r->net.labels);
    network_forward(&r->net, rows);
    network_score(&r->net, rows, &ignored);
    network_backward(&r->net, rows);
    network_step(&r->net, &s->rule);
}

static struct error *train_epoch(struct run *r)
{
    struct error *err = NULL;
    const struct settings *s = r->settings;
    shuffle(r->order, r->train.count, s->seed, (size_t)now(r) + 1);
    for (size_t i = 0; i < r->train.count; i += s->batch) {
        train_batch(r, i);
        if (is_due(r))
            TRY(leave_snapshot(r));
    }
out:
    return err;
}

static struct error *train(struct run *r)
{
    struct error *err = NULL;
    size_t epochs = r->settings->epochs;
    TRY(leave_snapshot(r));
    for (size_t i = 1; i <= epochs; i++) {
        TRY(train_epoch(r));
        report_progress(r->report, r->settings->run, (double)i / (double)epochs);
    }
out:
    return err;
}

/* Prints one line of KEY=VALUE. */
static struct error *print_scores(struct run *r)
{
    char line[160];
    struct score a = evaluate_network(&r->net, &r->train, NULL);
    struct score b = evaluate_network(&r->net, &r->test, NULL);
    int length = snprintf(line, sizeof line,
                          "train_loss=%.9g test_loss=%.9g train_accuracy=%.9g test_accuracy=%.9g\n",
                          a.loss, b.loss, a.accuracy, b.accuracy);
    return write_file(r->settings->out, line, (size_t)length, NULL, 0);
}

static struct error *read_data(struct run *r)
{
    struct error *err;
    const struct settings *s = r->settings;
    TRY(dataset_read(&r->train, s->data, "train"));
    TRY(dataset_read(&r->test, s->data, "t10k"));
    if (r->train.width != r->test.width)
        TRY(error_new(
            "%s: %zu pixels per image for training, %zu for the test: are they of one kind?",
            s->data, r->train.width, r->test.width));
    r->test.white = r->train.white;
    if (s->images > r->train.count)
        TRY(error_new("--images %zu: %s has %zu to train on: give at most that many", s->images,
                      s->data, r->train.count));
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
        err = evaluate_paths(s, &r.test);
        goto out;
    }
    TRY(network_new(&r.net, &s->architecture, r.train.width, DATA_CLASSES,
                    size_max(EVALUATE_ROWS, size_min(s->batch, r.train.count))));
    network_initialise(&r.net, s->init, s->init_scale, s->seed);
    if (snapshot)
        TRY(snapshot_read(snapshot, &s->architecture, &r.net, &r.start));
    if (s->from && r.start != floor(r.start))
        TRY(error_new("%s: of epoch %.9g: an epoch is never continued: give a snapshot between two",
                      s->from, r.start));
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
static const double default_rates[] = {[SGD] = 0.1, [MOMENTUM] = 0.05, [ADAM] = 0.003};
static const struct settings default_settings = {
    .architecture = {.hidden = {64, 32}, .hidden_count = 2},
    .rule = {.rate = -1 /* the optimiser's own */, .momentum = 0.9},
    .init_scale = 1, .batch = 64, .epochs = 40, .run = "mlp", .data = "examples/data"
};
/* clang-format on */

static struct error *set_hidden(const char *text, void *architecture)
{
    struct architecture *a = architecture;
    const char *rest = text;
    char *end;
    for (a->hidden_count = 0;; rest = end + 1) {
        unsigned long width = *rest == '-' ? 0 : strtoul(rest, &end, 10);
        if (width < 1 || width > NETWORK_WIDTH_MAX || a->hidden_count == NETWORK_LAYERS_MAX - 1 ||
            (*end && *end != ','))
            return error_new("--hidden %s: expected widths such as 64,32", text);
        a->hidden[a->hidden_count++] = width;
        if (!*end)
            return NULL;
    }
}

static struct error *check_run(const char *name)
{
    static const char plain[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._+=-";
    if (!*name || name[strspn(name, plain)])
        return error_new("--run %s: expected letters, digits, and ._+=-", name);
    return NULL;
}

/* clang-format off */
static void read_options(struct cli *cli, struct settings *s)
{
    const struct cli_option options[] = {
        {0, "activation", "NAME", "of the hidden layers",
         CLI_CHOICE(&s->architecture.activation, activation_names)},
        {0, "batch", "N", "images per step", CLI_SIZE(&s->batch, 1, 1 << 20)},
        {0, "data", "DIR", "where the four IDX files are, gzip or not", CLI_TEXT(&s->data)},
        {0, "epochs", "N", "passes over the training images", CLI_SIZE(&s->epochs, 0, EPOCHS_MAX)},
        {0, "eval", "SNAPSHOT", "print its losses and accuracies; do not train. -: of each path "
            "on standard input, loss and accuracy of the test", CLI_TEXT(&s->eval)},
        {0, "from", "SNAPSHOT", "continue from it", CLI_TEXT(&s->from)},
        {0, "growth", "X",
         "leave a snapshot whenever the steps made have grown X times, and at the end; not one per "
         "epoch", CLI_NUMBER(&s->growth, 1, 1e6)},
        {0, "hidden", "N,N...", "widths of the hidden layers (64,32)",
         CLI_PARSED(set_hidden, &s->architecture)},
        {0, "images", "N", "train on the first N images (all)", CLI_SIZE(&s->images, 1, SIZE_MAX)},
        {0, "init", "NAME", "initial weights", CLI_CHOICE(&s->init, init_names)},
        {0, "init-scale", "X", "multiply the initial weights", CLI_NUMBER(&s->init_scale, 0, 1e6)},
        {0, "label-noise", "SHARE", "give this share of the training images a random label",
         CLI_NUMBER(&s->label_noise, 0, 1)},
        {0, "momentum", "X", "of --optimizer momentum", CLI_NUMBER(&s->rule.momentum, 0, 1)},
        {0, "optimizer", "NAME", "how it learns", CLI_CHOICE(&s->rule.optimizer, optimizer_names)},
        {0, "predictions", NULL, "with --eval -: the test's logits too, as a .npy after each line",
         CLI_FLAG(&s->predictions)},
        {0, "rate", "X", "learning rate (sgd 0.1, momentum 0.05, adam 0.003)",
         CLI_NUMBER(&s->rule.rate, 0, 1e6)},
        {0, "residual", NULL, "skip connections between hidden layers of equal width",
         CLI_FLAG(&s->architecture.residual)},
        {0, "run", "NAME", "snapshots are DIR/NAME_eNNN.safetensors", CLI_TEXT(&s->run)},
        {0, "seed", "N", "of everything random", CLI_SIZE(&s->seed, 0, SIZE_MAX)},
        {0, "weight-decay", "X", "L2 penalty in the gradient",
            CLI_NUMBER(&s->rule.weight_decay, 0, 1e6)},
        {0}
    };
    cli_options(cli, options);
    cli_check_usage(check_run(s->run));
}
/* clang-format on */

int main(int argc, char *argv[])
{
    struct settings s = default_settings;
    struct cli cli = {.synopsis = "Trains a multi-layer perceptron; leaves one snapshot per epoch "
                                  "in the directory that -o (--out) names [.].",
                      .operands = "",
                      .manual = "In training FILE is the directory of the snapshots.",
                      .computing = &computing};
    cli_begin(&cli, argc, argv);
    read_options(&cli, &s);
    if (cli_operands(&cli) > 0)
        cli_fail(CLI_USAGE, "%s: no operand is expected: see mlp -h", cli_operand(&cli, 0));
    bool answers = s.eval && strcmp(s.eval, "-") == 0;
    if (cli.output && answers)
        cli_fail(CLI_USAGE, "--eval -: answers on standard output: leave -o out");
    if (s.predictions && !answers)
        cli_fail(CLI_USAGE, "--predictions: are part of an answer: give --eval - too");
    s.out = cli.output ? cli.output : s.eval ? "-" : ".";
    s.rule.rate = s.rule.rate < 0 ? default_rates[s.rule.optimizer] : s.rule.rate;
    openblas_set_num_threads(1); /* small matrices, and the same bytes on any number of cores */
    cli_check(work(&s, &cli.report));
    strlist_free(&cli.provenance);
    return 0;
}
