#include "evaluate.h"

#include "base/npy.h"
#include "base/size.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct score evaluate_network(struct network *net, const struct dataset *data, float *logits)
{
    struct score sum = {0, 0};
    const float *output = net->layer[net->layers - 1].output;
    for (size_t i = 0; i < data->count; i += EVALUATE_ROWS) {
        size_t rows = size_min(EVALUATE_ROWS, data->count - i);
        dataset_batch(data, NULL, i, rows, net->input, net->labels);
        network_forward(net, rows);
        network_score(net, rows, &sum);
        if (logits)
            memcpy(logits + i * DATA_CLASSES, output, rows * DATA_CLASSES * sizeof *logits);
    }
    return (struct score){sum.loss / (double)data->count, sum.accuracy / (double)data->count};
}

struct evaluator {
    const struct settings *settings;
    const struct dataset *test;
    char *header; /* of the .npy of the logits; NULL if no predictions are wanted */
    size_t header_length;
    float *logits;
};

static struct error *evaluator_prepare(struct evaluator *e)
{
    size_t samples = e->test->count;
    e->logits = calloc(samples, DATA_CLASSES * sizeof *e->logits);
    if (!e->logits)
        return error_memory("the predictions");
    return npy_format(DTYPE_F32, samples, DATA_CLASSES, false, &e->header, &e->header_length);
}

static struct error *print_answer(const struct evaluator *e, struct score test)
{
    size_t length = e->test->count * DATA_CLASSES * sizeof *e->logits;
    printf("%.9g %.9g", test.loss, test.accuracy);
    if (e->logits) {
        printf(" block:%zu\n", e->header_length + length);
        fwrite(e->header, 1, e->header_length, stdout);
        fwrite(e->logits, 1, length, stdout);
    } else
        putchar('\n');
    if (fflush(stdout) != 0 || ferror(stdout))
        return error_new("standard output: cannot write: %s", strerror(errno));
    return NULL;
}

static struct error *answer(const struct evaluator *e, const char *path)
{
    struct error *err = NULL;
    struct architecture a = e->settings->architecture;
    struct network net = {0};
    double epoch;
    TRY(snapshot_architecture(path, &a));
    TRY(network_new(&net, &a, e->test->width, DATA_CLASSES, EVALUATE_ROWS));
    TRY(snapshot_read(path, &a, &net, &epoch));
    err = print_answer(e, evaluate_network(&net, e->test, e->logits));
out:
    network_free(&net);
    return err;
}

struct error *evaluate_paths(const struct settings *s, const struct dataset *test)
{
    struct error *err = NULL;
    struct evaluator e = {.settings = s, .test = test};
    char *line = NULL;
    size_t room = 0;
    if (s->predictions)
        TRY(evaluator_prepare(&e));
    while (getline(&line, &room, stdin) > 0) {
        line[strcspn(line, "\n")] = '\0';
        TRY(answer(&e, line));
    }
out:
    free(line);
    free(e.header);
    free(e.logits);
    return err;
}
