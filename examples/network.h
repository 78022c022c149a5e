/* A multi-layer perceptron in float32, which takes one batch at a time. It does no input or output.
 *
 * A hidden layer computes act(W h + b), or act(W h + b) + h if it has a skip connection; the last
 * layer is linear, and the loss is the mean softmax cross-entropy of its output. */
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

/* The same as PyTorch's: weight decay adds an L2 term to the gradient of all parameters. */
struct update_rule {
    enum optimizer optimizer;
    double rate, momentum, weight_decay;
};

struct layer {
    size_t in, out;
    bool hidden, skip;
    size_t weight, bias; /* where W (out x in) and b (out) start among the parameters */
    /* For the current batch, rows x out: the output (in the last layer: logits), the activation's
     * derivative at the point of evaluation, and the loss's derivative by the output. */
    float *output, *slope, *delta;
};

/* All arrays are parts of one block. */
struct network {
    struct layer layer[NETWORK_LAYERS_MAX];
    size_t layers, count; /* count: elements of each of the next four arrays */
    float *parameters, *gradient, *mean, *square;
    float *input;          /* the current batch, rows x inputs; filled by the caller */
    unsigned char *labels; /* of the current batch; filled by the caller */
    enum activation activation;
    size_t steps; /* made so far */
};

struct score {
    double loss, accuracy;
};

/* Makes a network with all parameters zero and room for batches of `rows`. The caller frees it. */
struct error *network_new(struct network *net, const struct architecture *a, size_t inputs,
                          size_t outputs, size_t rows) MUST_CHECK;
void network_free(struct network *net);

/* Sets normal weights of variance 2/in (He et al. 2015) or 2/(in + out) (Glorot and Bengio 2010),
 * times scale^2; the weights depend only on these arguments and the layers' widths. Biases stay
 * zero. */
void network_initialise(struct network *net, enum init init, double scale, uint64_t seed);

/* Whether all parameters are finite. */
bool network_is_finite(const struct network *net);

/* The four parts of a training step, each of which needs the previous one: the first `rows` of the
 * current batch go through the network; their losses and hits are added to *sum; the gradient of
 * their mean loss is computed; a step is made along the gradient. */
void network_forward(struct network *net, size_t rows);
void network_score(struct network *net, size_t rows, struct score *sum);
void network_backward(struct network *net, size_t rows);
void network_step(struct network *net, const struct update_rule *rule);

#endif
