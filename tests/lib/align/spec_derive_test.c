/* Specifications from names and shapes alone. */
#include "align/chain/spec_derive.h"

#include "network_fixture.h"

#include <stdio.h>

static size_t notes;

static void count_note(struct report *report, enum report_level level, const char *text)
{
    (void)report;
    (void)text;
    notes += level == REPORT_NOTE;
}

static void derives(const struct shaped *from, const char *expected)
{
    struct shapes shapes = shapes_of(from);
    struct report report = {count_note, NULL};
    struct spec spec;
    char *text;
    notes = 0;
    expect_good(spec_derive(&spec, shapes.at, shapes.count, &report));
    expect_good(spec_text(&spec, &text));
    assert_string_equal(text, expected);
    free(text);
    spec_free(&spec);
}

static void refuses(const struct shaped *from, const char *part)
{
    struct shapes shapes = shapes_of(from);
    struct spec spec;
    expect_error(spec_derive(&spec, shapes.at, shapes.count, NULL), part);
    assert_int_equal(spec.count, 0);
}

#define SHAPED (const struct shaped[])
#define END   \
    {         \
        NULL, \
        {     \
            0 \
        }     \
    }

static void test_dense(void **state)
{
    (void)state;
    derives(SHAPED{{"net.0.weight", {7, 5}},
                   {"net.0.bias", {7}},
                   {"net.2.weight", {6, 7}},
                   {"net.2.bias", {6}},
                   {"net.4.weight", {3, 6}},
                   {"net.4.bias", {3}},
                   END},
            "net.0.weight\tP0\t-\nnet.0.bias\tP0\nnet.2.weight\tP1\tP0\nnet.2.bias\tP1\n"
            "net.4.weight\t-\tP1\nnet.4.bias\t-\n");
    assert_int_equal(notes, 0);
}

/* Batch normalisation has running statistics, which follow, and a counter, which has no axis. */
static void test_convolutions(void **state)
{
    (void)state;
    derives(SHAPED{{"conv1.weight", {8, 3, 3, 3}},
                   {"bn1.weight", {8}},
                   {"bn1.bias", {8}},
                   {"bn1.running_mean", {8}},
                   {"bn1.running_var", {8}},
                   {"bn1.num_batches_tracked", {0}},
                   {"conv2.weight", {6, 8, 3, 3}},
                   {"conv2.bias", {6}},
                   {"fc.weight", {10, 24}},
                   {"fc.bias", {10}},
                   END},
            "conv1.weight\tP0\t-\t-\t-\nbn1.weight\tP0\nbn1.bias\tP0\nbn1.running_mean\tP0\n"
            "bn1.running_var\tP0\nconv2.weight\tP1\tP0\t-\t-\nconv2.bias\tP1\n"
            "fc.weight\t-\tP1*4\nfc.bias\t-\n");
}

/* Keras flattens position by position, and numbers the tensors of a layer. */
static void test_keras(void **state)
{
    (void)state;
    derives(SHAPED{{"c/kernel", {3, 3, 1, 8}},
                   {"c/bias", {8}},
                   {"n/gamma", {8}},
                   {"n/beta", {8}},
                   {"n/moving_mean", {8}},
                   {"n/moving_variance", {8}},
                   {"d/kernel", {32, 6}},
                   {"d/bias", {6}},
                   {"e/kernel", {6, 2}},
                   {"e/bias", {2}},
                   END},
            "c/kernel\t-\t-\t-\tP0\nc/bias\tP0\nn/gamma\tP0\nn/beta\tP0\nn/moving_mean\tP0\n"
            "n/moving_variance\tP0\nd/kernel\t4*P0\tP1\nd/bias\tP1\ne/kernel\tP1\t-\n"
            "e/bias\t-\n");
    derives(SHAPED{{"layers/batch_normalization/vars/0", {8}},
                   {"layers/batch_normalization/vars/1", {8}},
                   {"layers/batch_normalization/vars/2", {8}},
                   {"layers/batch_normalization/vars/3", {8}},
                   {"layers/conv2d/vars/0", {3, 3, 1, 8}},
                   {"layers/conv2d/vars/1", {8}},
                   {"layers/dense/vars/0", {32, 6}},
                   {"layers/dense/vars/1", {6}},
                   {"layers/dense_1/vars/0", {6, 2}},
                   {"layers/dense_1/vars/1", {2}},
                   END},
            "layers/batch_normalization/vars/0\tP0\nlayers/batch_normalization/vars/1\tP0\n"
            "layers/batch_normalization/vars/2\tP0\nlayers/batch_normalization/vars/3\tP0\n"
            "layers/conv2d/vars/0\t-\t-\t-\tP0\nlayers/conv2d/vars/1\tP0\n"
            "layers/dense/vars/0\t4*P0\tP1\nlayers/dense/vars/1\tP1\n"
            "layers/dense_1/vars/0\tP1\t-\nlayers/dense_1/vars/1\t-\n");
    derives(SHAPED{{"m/dense/dense/bias:0", {6}},
                   {"m/dense/dense/kernel:0", {5, 6}},
                   {"m/dense_1/dense_1/bias:0", {2}},
                   {"m/dense_1/dense_1/kernel:0", {6, 2}},
                   END},
            "m/dense/dense/bias:0\tP0\nm/dense/dense/kernel:0\t-\tP0\n"
            "m/dense_1/dense_1/bias:0\t-\nm/dense_1/dense_1/kernel:0\tP0\t-\n");
}

static void test_flax(void **state)
{
    (void)state;
    derives(SHAPED{{"batch_stats/BatchNorm_0/mean", {6}},
                   {"batch_stats/BatchNorm_0/var", {6}},
                   {"params/BatchNorm_0/bias", {6}},
                   {"params/BatchNorm_0/scale", {6}},
                   {"params/Dense_0/kernel", {5, 6}},
                   {"params/Dense_1/kernel", {6, 2}},
                   END},
            "batch_stats/BatchNorm_0/mean\tP0\nbatch_stats/BatchNorm_0/var\tP0\n"
            "params/BatchNorm_0/bias\tP0\nparams/BatchNorm_0/scale\tP0\n"
            "params/Dense_0/kernel\t-\tP0\nparams/Dense_1/kernel\tP0\t-\n");
}

/* Words are put one after the other before a dense layer takes them. */
static void test_embedding(void **state)
{
    (void)state;
    derives(SHAPED{{"embed.weight", {100, 6}},
                   {"fc1.weight", {5, 18}},
                   {"ln.weight", {5}},
                   {"ln.bias", {5}},
                   {"fc2.weight", {2, 5}},
                   END},
            "embed.weight\t-\tP0\nfc1.weight\tP1\t3*P0\nln.weight\tP1\nln.bias\tP1\n"
            "fc2.weight\t-\tP1\n");
}

/* A file with sorted names: layers go by numbers, kinds of layers by what their sizes allow. */
static void test_sorted(void **state)
{
    (void)state;
    derives(SHAPED{{"0.weight", {9, 9}}, {"10.weight", {3, 9}}, {"2.weight", {9, 9}}, END},
            "0.weight\tP0\t-\n10.weight\t-\tP1\n2.weight\tP1\tP0\n");
    derives(SHAPED{{"bn1.bias", {8}},
                   {"bn1.running_mean", {8}},
                   {"bn1.weight", {8}},
                   {"bn2.bias", {8}},
                   {"bn2.running_mean", {8}},
                   {"bn2.weight", {8}},
                   {"conv1.weight", {8, 1, 3, 3}},
                   {"conv2.weight", {8, 8, 3, 3}},
                   {"fc.weight", {3, 72}},
                   END},
            "bn1.bias\tP0\nbn1.running_mean\tP0\nbn1.weight\tP0\nbn2.bias\tP1\n"
            "bn2.running_mean\tP1\nbn2.weight\tP1\nconv1.weight\tP0\t-\t-\t-\n"
            "conv2.weight\tP1\tP0\t-\t-\nfc.weight\t-\tP1*9\n");
    derives(SHAPED{{"classifier.0.weight", {7, 6}},
                   {"classifier.3.weight", {3, 7}},
                   {"features.0.weight", {8, 3, 3, 3}},
                   {"features.1.running_var", {8}},
                   {"features.4.weight", {6, 8, 3, 3}},
                   {"features.5.running_var", {6}},
                   END},
            "classifier.0.weight\tP2\tP1\nclassifier.3.weight\t-\tP2\n"
            "features.0.weight\tP0\t-\t-\t-\nfeatures.1.running_var\tP0\n"
            "features.4.weight\tP1\tP0\t-\t-\nfeatures.5.running_var\tP1\n");
    refuses(SHAPED{{"a.weight", {9, 9}}, {"b.weight", {9, 9}}, {"c.weight", {3, 9}}, END},
            "leave more than one order");
    refuses(SHAPED{{"a.weight", {9, 9}}, {"b.weight", {8, 8}}, END}, "leave not one order");
    refuses(SHAPED{{"bn.running_mean", {8}},
                   {"conv1.weight", {8, 1, 3, 3}},
                   {"conv2.weight", {8, 8, 3, 3}},
                   {"fc.weight", {3, 8}},
                   END},
            "layer bn: could normalise 2 activations of 8");
}

/* The first two layers may change places, which is tried last: behind more looks than allowed. */
static void test_many_orders(void **state)
{
    enum { LAYERS = 340, LETTERS = 26, FIRST = 5 };
    static char names[LAYERS][16];
    static size_t sizes[LAYERS][2];
    struct spec_shape shapes[LAYERS];
    struct spec spec;
    (void)state;
    for (size_t i = 0; i < LAYERS; i++) {
        snprintf(names[i], sizeof names[i], "l%c%c.weight", (char)('a' + i / LETTERS),
                 (char)('a' + i % LETTERS));
        sizes[i][0] = FIRST + (i > 1 ? i - 1 : 0);
        sizes[i][1] = FIRST + (i > 2 ? i - 2 : 0);
        shapes[i] = (struct spec_shape){names[i], 2, sizes[i]};
    }
    expect_error(spec_derive(&spec, shapes, LAYERS, NULL), "leave more orders than can be tried");
}

/* Equal widths allow a connection past a layer: a note without blocks, an error with them. */
static void test_bridges(void **state)
{
    (void)state;
    derives(SHAPED{{"fc1.weight", {6, 5}},
                   {"fc1.bias", {6}},
                   {"fc2.weight", {6, 6}},
                   {"fc2.bias", {6}},
                   {"fc3.weight", {2, 6}},
                   END},
            "fc1.weight\tP0\t-\nfc1.bias\tP0\nfc2.weight\tP1\tP0\nfc2.bias\tP1\n"
            "fc3.weight\t-\tP1\n");
    assert_int_equal(notes, 1);
    refuses(SHAPED{{"stem.weight", {6, 5}},
                   {"b1.fc1.weight", {8, 6}},
                   {"b1.fc2.weight", {6, 8}},
                   {"b2.fc1.weight", {8, 6}},
                   {"b2.fc2.weight", {6, 8}},
                   {"head.weight", {2, 6}},
                   END},
            "layer b1/fc2: has 6 units, as many as an activation before it, and in networks with");
    refuses(SHAPED{{"stem.0.weight", {6, 5}},
                   {"layer1.0.weight", {6, 6}},
                   {"layer1.1.a.weight", {6, 6}},
                   {"head.weight", {2, 6}},
                   END},
            "in networks with blocks");
}

static void test_doubts(void **state)
{
    (void)state;
    const struct {
        struct shaped from[NETWORK_TENSORS];
        const char *part;
    } cases[] = {
        {{END}, "the network has no hidden layer"},
        {{{"fc.weight", {3, 4}}, {"fc.bias", {3}}, END}, "the network has no hidden layer"},
        {{{"w1", {3, 4}}, END}, "tensor w1: of a layer that is not"},
        {{{"lstm.weight_ih_l0", {3, 4}}, END}, "tensor lstm.weight_ih_l0: of a layer that is not"},
        {{{"i2h.weight", {3, 7}}, {"h2o.weight", {2, 3}}, END}, "tensor i2h.weight: of a layer"},
        {{{"h2h.weight", {3, 3}}, {"out.weight", {2, 3}}, END}, "tensor h2h.weight: of a layer"},
        {{{"attn.q.weight", {4, 4}}, {"fc.weight", {3, 4}}, END}, "by its name attn"},
        {{{"gn1.weight", {4}}, {"fc.weight", {3, 4}}, END}, "by its name gn"},
        {{{"a.weight", {3, 4}}, {"a.kernel", {3, 4}}, END}, "tensor a.kernel: not the weights"},
        {{{"a.weight", {3, 4, 1, 1, 1}}, {"a.bias", {3, 1}}, END}, "tensor a.bias: has 2 axes"},
        {{{"a.weight", {3, 4}}, {"a.bias", {4}}, END}, "layer a: its vectors are not biases"},
        {{{"a.weight", {3, 4}}, {"a.gamma", {3}}, END}, "layer a: its vectors are not biases"},
        {{{"b.weight", {3}}, {"b.bias", {4}}, END}, "tensor b.bias: has 4 entries"},
        {{{"b.bias", {4}}, {"a.weight", {3, 4}}, END}, "layer b: has a bias and no weights"},
        {{{"b.weight", {4, 5}}, {"a.weight", {3, 8}}, END}, "layer a: takes 8 entries"},
        {{{"b.weight", {4, 5, 3}}, {"a.weight", {3, 8}}, END}, "layer a: takes 8 entries"},
        {{{"b.weight", {4, 5}}, {"a.kernel", {4, 8}}, END}, "layer a: takes 4 entries"},
        {{{"b.weight", {4, 5}}, {"a.weight", {3, 4, 3}}, END}, "layer a: takes 4 entries"},
        {{{"b.weight", {4, 5}}, {"a.embedding", {4, 6}}, END}, "layer a: takes 4 entries"},
        {{{"b.weight", {4, 5}}, {"n.weight", {7}}, {"a.weight", {3, 4}}, END},
         "layer n: has 7 entries"},
        {{{"b.weight", {4, 5, 3}}, {"n.weight", {4}}, {"a.weight", {3, 4}}, END},
         "layer n: may normalise groups"},
        {{{"q.a.weight", {9, 5}},
          {"q.b.weight", {5, 9}},
          {"p.a.weight", {8, 5}},
          {"p.b.weight", {5, 8}},
          END},
         "layer p/a: takes as many entries as the first layer (5)"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        refuses(cases[i].from, cases[i].part);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        {"what leaves a doubt is refused", test_doubts, 0, 0, 0},
        {"dense layers make a chain", test_dense, 0, 0, 0},
        {"so do convolutions with batch normalisation", test_convolutions, 0, 0, 0},
        {"Keras has its own order of axes", test_keras, 0, 0, 0},
        {"Flax has statistics apart", test_flax, 0, 0, 0},
        {"words of an embedding come one after the other", test_embedding, 0, 0, 0},
        {"sorted names are put in order where there is one order", test_sorted, 0, 0, 0},
        {"an order is not taken where others cannot all be tried", test_many_orders, 0, 0, 0},
        {"equal widths are a doubt among blocks", test_bridges, 0, 0, 0},
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
