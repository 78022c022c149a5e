/* mlp: trains a multi-layer perceptron on IDX data (MNIST's format) and leaves a safetensors
 * snapshot at initialisation and after every epoch, as data for phatetools.
 *
 * Random numbers come from one stream per purpose: seed and architecture alone determine the
 * initial network, seed and epoch the order of an epoch's images. So three optimisers start from
 * one point, and plain SGD continued from a snapshot goes on as if it had never stopped. (Snapshots
 * do not keep the running means of momentum and Adam: they start again from zero.) */
#include "base/size.h"
#include "cli.h"
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

/* Scores use a batch size of their own, so that their last digits do not depend on --batch. */
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
        return error_new("%s: epoch %zu: the training diverged: try a smaller --rate", name,
                         r->step);
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

/* Prints one line of KEY=VALUE. */
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

/* Prints one line: the test's loss and accuracy. The first snapshot determines the architecture. */
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
        err = error_new("standard output: cannot write: %s", strerror(errno));
out:
    return err;
}

/* The evaluator that lossgrid asks: reads paths, and prints one line per path. */
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
        {0, "hidden", "N,N...", "widths of the hidden layers (64,32)",
         CLI_PARSED(set_hidden, &s->architecture)},
        {0, "images", "N", "train on the first N images (all)", CLI_SIZE(&s->images, 1, SIZE_MAX)},
        {0, "init", "NAME", "initial weights", CLI_CHOICE(&s->init, init_names)},
        {0, "init-scale", "X", "multiply the initial weights", CLI_NUMBER(&s->init_scale, 0, 1e6)},
        {0, "label-noise", "SHARE", "give this share of the training images a random label",
         CLI_NUMBER(&s->label_noise, 0, 1)},
        {0, "momentum", "X", "of --optimizer momentum", CLI_NUMBER(&s->rule.momentum, 0, 1)},
        {0, "optimizer", "NAME", "how it learns", CLI_CHOICE(&s->rule.optimizer, optimizer_names)},
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
                      .threaded = true};
    cli_begin(&cli, argc, argv);
    read_options(&cli, &s);
    if (cli_operands(&cli) > 0)
        cli_fail(CLI_USAGE, "%s: no operand is expected: see mlp -h", cli_operand(&cli, 0));
    if (cli.output && s.eval && strcmp(s.eval, "-") == 0)
        cli_fail(CLI_USAGE, "--eval -: answers on standard output: leave -o out");
    s.out = cli.output ? cli.output : s.eval ? "-" : ".";
    s.rule.rate = s.rule.rate < 0 ? default_rates[s.rule.optimizer] : s.rule.rate;
    openblas_set_num_threads(1); /* small matrices, and the same bytes on any number of cores */
    cli_check(work(&s, &cli.report));
    strlist_free(&cli.provenance);
    return 0;
}
