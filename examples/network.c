#include "network.h"

#include "random.h"

#include <cblas.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static float *carve(float **block, size_t length)
{
    float *piece = *block;
    *block += length;
    return piece;
}

struct error *network_new(struct network *net, const struct architecture *a, size_t inputs,
                          size_t outputs, size_t rows)
{
    size_t width = 0; /* of all layers */
    *net = (struct network){.layers = a->hidden_count + 1, .activation = a->activation};
    for (size_t l = 0, in = inputs; l < net->layers; l++) {
        bool hidden = l < a->hidden_count;
        size_t out = hidden ? a->hidden[l] : outputs;
        net->layer[l] = (struct layer){.in = in, .out = out, .hidden = hidden};
        net->layer[l].skip = a->residual && hidden && l > 0 && in == out;
        net->layer[l].weight = net->count;
        net->layer[l].bias = net->count + in * out;
        net->count += in * out + out;
        width += out;
        in = out;
    }
    float *block = calloc(4 * net->count + rows * (3 * width + inputs + 1), sizeof *block);
    if (!block)
        return error_memory("the network");
    net->parameters = carve(&block, net->count);
    net->gradient = carve(&block, net->count);
    net->mean = carve(&block, net->count);
    net->square = carve(&block, net->count);
    net->input = carve(&block, rows * inputs);
    for (struct layer *layer = net->layer; layer < net->layer + net->layers; layer++) {
        layer->output = carve(&block, rows * layer->out);
        layer->slope = carve(&block, rows * layer->out);
        layer->delta = carve(&block, rows * layer->out);
    }
    net->labels = (unsigned char *)block;
    return NULL;
}

void network_free(struct network *net)
{
    free(net->parameters);
}

void network_initialise(struct network *net, enum init init, double scale, uint64_t seed)
{
    uint64_t random = random_stream(seed, FOR_WEIGHTS, 0);
    for (size_t l = 0; l < net->layers; l++) {
        const struct layer *layer = &net->layer[l];
        size_t fan = init == HE ? layer->in : layer->in + layer->out;
        double deviation = scale * sqrt(2 / (double)fan);
        for (size_t i = layer->weight; i < layer->bias; i++)
            net->parameters[i] = (float)(deviation * random_normal(&random));
    }
}

bool network_is_finite(const struct network *net)
{
    for (size_t i = 0; i < net->count; i++)
        if (!isfinite(net->parameters[i]))
            return false;
    return true;
}

/* Replaces z by act(z). A NaN stays a NaN, or else a diverged network would look healthy. */
static void activate(enum activation activation, float *restrict z, float *restrict slope,
                     size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (activation == RELU) {
            slope[i] = z[i] > 0 ? 1 : 0;
            z[i] *= slope[i];
        } else {
            z[i] = tanhf(z[i]);
            slope[i] = 1 - z[i] * z[i];
        }
}

static void vector_add(float *restrict to, const float *restrict from, size_t count)
{
    for (size_t i = 0; i < count; i++)
        to[i] += from[i];
}

/* C = A B + beta C for row-major matrices, C m x n; A or B may be stored transposed. */
static void multiply(CBLAS_TRANSPOSE ta, CBLAS_TRANSPOSE tb, size_t m, size_t n, size_t k,
                     const float *a, const float *b, float beta, float *c)
{
    size_t row_a = ta == CblasNoTrans ? k : m, row_b = tb == CblasNoTrans ? n : k;
    cblas_sgemm(CblasRowMajor, ta, tb, (int)m, (int)n, (int)k, 1, a, (int)row_a, b, (int)row_b,
                beta, c, (int)n);
}

void network_forward(struct network *net, size_t rows)
{
    for (size_t l = 0; l < net->layers; l++) {
        const struct layer *layer = &net->layer[l];
        const float *in = l > 0 ? layer[-1].output : net->input;
        const float *bias = net->parameters + layer->bias;
        float *out = layer->output;
        for (size_t i = 0; i < rows; i++)
            memcpy(out + i * layer->out, bias, layer->out * sizeof *out);
        multiply(CblasNoTrans, CblasTrans, rows, layer->out, layer->in, in,
                 net->parameters + layer->weight, 1, out);
        if (layer->hidden)
            activate(net->activation, out, layer->slope, rows * layer->out);
        if (layer->skip)
            vector_add(out, in, rows * layer->out);
    }
}

void network_backward(struct network *net, size_t rows)
{
    for (size_t l = net->layers; l-- > 0;) {
        const struct layer *layer = &net->layer[l], *below = l > 0 ? layer - 1 : NULL;
        float *delta = layer->delta, *bias = net->gradient + layer->bias;
        if (layer->skip)
            memcpy(below->delta, delta, rows * layer->out * sizeof *delta);
        for (size_t i = 0; layer->hidden && i < rows * layer->out; i++)
            delta[i] *= layer->slope[i];
        multiply(CblasTrans, CblasNoTrans, layer->out, layer->in, rows, delta,
                 below ? below->output : net->input, 0, net->gradient + layer->weight);
        memset(bias, 0, layer->out * sizeof *bias);
        for (size_t i = 0; i < rows; i++)
            vector_add(bias, delta + i * layer->out, layer->out);
        if (below)
            multiply(CblasNoTrans, CblasNoTrans, rows, layer->in, layer->out, delta,
                     net->parameters + layer->weight, layer->skip ? 1 : 0, below->delta);
    }
}

/* Also sets the last layer's delta to the derivative of the mean loss, (softmax - one-hot) / rows.
 */
void network_score(struct network *net, size_t rows, struct score *sum)
{
    const struct layer *last = &net->layer[net->layers - 1];
    size_t classes = last->out;
    for (size_t i = 0; i < rows; i++) {
        const float *logit = last->output + i * classes;
        size_t best = 0, label = net->labels[i];
        for (size_t j = 1; j < classes; j++)
            best = logit[j] > logit[best] ? j : best;
        double total = 1; /* sum of exp(logit - largest logit), which cannot overflow */
        for (size_t j = 0; j < classes; j++)
            total += j == best ? 0 : exp((double)logit[j] - logit[best]);
        total = logit[best] + log(total);
        for (size_t j = 0; j < classes; j++)
            last->delta[i * classes + j] =
                (float)((exp(logit[j] - total) - (j == label)) / (double)rows);
        sum->loss += total - logit[label];
        sum->accuracy += best == label;
    }
}

/* Polyak's momentum; plain SGD is the case of momentum 0. */
static void step_momentum(struct network *net, float rate, float momentum)
{
    for (size_t i = 0; i < net->count; i++) {
        net->mean[i] = momentum * net->mean[i] + net->gradient[i];
        net->parameters[i] -= rate * net->mean[i];
    }
}

/* Kingma and Ba 2015, algorithm 1. */
static void step_adam(struct network *net, double rate)
{
    const float beta1 = 0.9f, beta2 = 0.999f, epsilon = 1e-8f;
    float step = (float)(rate / (1 - pow(beta1, (double)net->steps)));
    float correction = (float)(1 / (1 - pow(beta2, (double)net->steps)));
    for (size_t i = 0; i < net->count; i++) {
        float g = net->gradient[i];
        net->mean[i] = beta1 * net->mean[i] + (1 - beta1) * g;
        net->square[i] = beta2 * net->square[i] + (1 - beta2) * g * g;
        net->parameters[i] -= step * net->mean[i] / (sqrtf(correction * net->square[i]) + epsilon);
    }
}

void network_step(struct network *net, const struct update_rule *rule)
{
    for (size_t i = 0; i < net->count; i++)
        net->gradient[i] += (float)rule->weight_decay * net->parameters[i];
    net->steps++;
    if (rule->optimizer == ADAM)
        step_adam(net, rule->rate);
    else
        step_momentum(net, (float)rule->rate,
                      rule->optimizer == MOMENTUM ? (float)rule->momentum : 0);
}
