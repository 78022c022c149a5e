/* A multi-layer perceptron: float32, one batch at a time, no input or output.
 *
 * A hidden layer computes act(W h + b), or act(W h + b) + h where it has a skip connection; the
 * last layer is linear, and the loss is the mean softmax cross-entropy of its output. */
#ifndef EXAMPLES_NETWORK_H
#define EXAMPLES_NETWORK_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { NETWORK_LAYERS_MAX = 64, NETWORK_WIDTH_MAX = 1 << 20 };
enum activation { RELU, TANH };
enum init { HE, XAVIER };
enum optimizer { SGD, MOMENTUM, ADAM };

struct architecture {
    size_t hidden[NETWORK_LAYERS_MAX - 1], hidden_count; /* widths of the hidden layers */
    enum activation activation;
    bool residual; /* skip connections between hidden layers of equal width */
};

/* As PyTorch has them: weight decay adds an L2 term to the gradient of all parameters. */
struct update_rule {
    enum optimizer optimizer;
    double rate, momentum, weight_decay;
};

struct layer {
    size_t in, out;
    bool hidden, skip;
    size_t weight, bias; /* where W (out x in) and b (out) start among the parameters */
    /* Of the batch at hand, rows x out: the output (of the last layer: logits), the activation's
     * derivative where it was evaluated, the loss's derivative by the output. */
    float *output, *slope, *delta;
};

/* All arrays are parts of one block. */
struct network {
    struct layer layer[NETWORK_LAYERS_MAX];
    size_t layers, count; /* count: of parameters, as of the three that follow them */
    float *parameters, *gradient, *mean, *square;
    float *input;          /* the batch at hand, rows x inputs: the caller fills it, */
    unsigned char *labels; /* and its labels */
    enum activation activation;
    size_t steps; /* made so far */
};

struct score {
    double loss, accuracy;
};

/* All parameters zero, room for batches of `rows`. The caller frees it. */
struct error *network_new(struct network *net, const struct architecture *a, size_t inputs,
                          size_t outputs, size_t rows) MUST_CHECK;
void network_free(struct network *net);

/* Normal weights of variance 2/in (He et al. 2015) or 2/(in + out) (Glorot and Bengio 2010), times
 * scale^2; they depend on these arguments and the layers' widths alone. Biases stay zero. */
void network_initialise(struct network *net, enum init init, double scale, uint64_t seed);

/* Whether no parameter is NaN or infinite. */
bool network_is_finite(const struct network *net);

/* The first `rows` of the batch at hand go through the network; then their losses and hits are
 * added to *sum; then the gradient of their mean loss is found; then a step is made along it. Each
 * needs the one before. */
void network_forward(struct network *net, size_t rows);
void network_score(struct network *net, size_t rows, struct score *sum);
void network_backward(struct network *net, size_t rows);
void network_step(struct network *net, const struct update_rule *rule);

#endif
