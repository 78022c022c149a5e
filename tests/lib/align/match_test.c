/* Weight matching, and tensors moved by permutations: networks stay the same functions. */
#include "align/match.h"

#include "align/chain/spec_derive.h"
#include "network_fixture.h"

/* ---- networks that compute ---- */

/* y = w x + b, w out x in. */
static void dense(const float *w, const float *b, const double *x, size_t in, size_t out, double *y)
{
    for (size_t i = 0; i < out; i++) {
        y[i] = b ? (double)b[i] : 0;
        for (size_t j = 0; j < in; j++)
            y[i] += (double)w[i * in + j] * x[j];
    }
}

static void rectify(double *x, size_t count)
{
    for (size_t i = 0; i < count; i++)
        x[i] = fmax(x[i], 0);
}

enum { SIDE = 4, PIXELS = SIDE * SIDE };

static double pixel(const double *x, size_t row, size_t col)
{
    return row < SIDE && col < SIDE ? x[row * SIDE + col] : 0; /* -1 wraps */
}

/* 3 x 3, with zeros around: w out x in x 3 x 3. */
static void convolve(const float *w, const double *x, size_t in, size_t out, double *y)
{
    for (size_t o = 0; o < out; o++)
        for (size_t p = 0; p < PIXELS; p++) {
            double sum = 0;
            for (size_t i = 0; i < in; i++)
                for (size_t k = 0; k < 9; k++)
                    sum += (double)w[(o * in + i) * 9 + k] *
                           pixel(x + i * PIXELS, p / SIDE + k / 3 - 1, p % SIDE + k % 3 - 1);
            y[o * PIXELS + p] = sum;
        }
}

/* By gamma, beta, mean, and variance, whose size alone counts here. */
static void normalise(float *const *w, double *x, size_t units)
{
    for (size_t u = 0; u < units; u++)
        for (size_t p = 0; p < PIXELS; p++) {
            double centred = x[u * PIXELS + p] - (double)w[2][u];
            double deviation = sqrt(fabs((double)w[3][u]) + 0.1);
            x[u * PIXELS + p] = (double)w[0][u] * centred / deviation + (double)w[1][u];
        }
}

enum { OUTPUTS = 5, LARGEST = 64 * PIXELS };

struct model {
    const struct shaped *shapes;
    const char *spec; /* NULL: derived */
    void (*run)(float *const *w, const double *x, double *y);
};

static const struct shaped mlp_shapes[] = {
    {"fc1.weight", {40, 30}}, {"fc1.bias", {40}},       {"fc2.weight", {32, 40}},
    {"fc2.bias", {32}},       {"fc3.weight", {24, 32}}, {"fc3.bias", {24}},
    {"fc4.weight", {5, 24}},  {"fc4.bias", {5}},        {NULL, {0}}};

static void run_mlp(float *const *w, const double *x, double *y)
{
    double h[3][40];
    dense(w[0], w[1], x, 30, 40, h[0]);
    rectify(h[0], 40);
    dense(w[2], w[3], h[0], 40, 32, h[1]);
    rectify(h[1], 32);
    dense(w[4], w[5], h[1], 32, 24, h[2]);
    rectify(h[2], 24);
    dense(w[6], w[7], h[2], 24, OUTPUTS, y);
}

static const struct shaped convolutional_shapes[] = {{"conv1.weight", {20, 3, 3, 3}},
                                                     {"bn1.weight", {20}},
                                                     {"bn1.bias", {20}},
                                                     {"bn1.running_mean", {20}},
                                                     {"bn1.running_var", {20}},
                                                     {"conv2.weight", {16, 20, 3, 3}},
                                                     {"bn2.weight", {16}},
                                                     {"bn2.bias", {16}},
                                                     {"bn2.running_mean", {16}},
                                                     {"bn2.running_var", {16}},
                                                     {"fc1.weight", {12, 16 * PIXELS}},
                                                     {"fc1.bias", {12}},
                                                     {"fc2.weight", {5, 12}},
                                                     {"fc2.bias", {5}},
                                                     {NULL, {0}}};

static void run_convolutional(float *const *w, const double *x, double *y)
{
    double h[2][LARGEST], f[12];
    convolve(w[0], x, 3, 20, h[0]);
    normalise(w + 1, h[0], 20);
    rectify(h[0], 20 * PIXELS);
    convolve(w[5], h[0], 20, 16, h[1]);
    normalise(w + 6, h[1], 16);
    rectify(h[1], 16 * PIXELS);
    dense(w[10], w[11], h[1], 16 * PIXELS, 12, f);
    rectify(f, 12);
    dense(w[12], w[13], f, 12, OUTPUTS, y);
}

/* Two blocks on one stream, and a square layer between them that the stream goes through. */
static const struct shaped residual_shapes[] = {
    {"stem", {24, 30}},  {"a.in", {32, 24}}, {"a.bias", {32}},
    {"a.out", {24, 32}}, {"mix", {24, 24}},  {"b.in", {28, 24}},
    {"b.out", {24, 28}}, {"head", {5, 24}},  {NULL, {0}}};
static const char residual_spec[] = "stem S -\na.in A S\na.bias A\na.out S A\nmix S S\nb.in B S\n"
                                    "b.out S B\nhead - S\n";

static void add(double *x, const double *y, size_t count)
{
    for (size_t i = 0; i < count; i++)
        x[i] += y[i];
}

static void run_residual(float *const *w, const double *x, double *y)
{
    double s[24], h[32], out[24];
    dense(w[0], NULL, x, 30, 24, s);
    dense(w[1], w[2], s, 24, 32, h);
    rectify(h, 32);
    dense(w[3], NULL, h, 32, 24, out);
    add(s, out, 24);
    dense(w[4], NULL, s, 24, 24, out);
    rectify(out, 24);
    add(s, out, 24);
    dense(w[5], NULL, s, 24, 28, h);
    rectify(h, 28);
    dense(w[6], NULL, h, 28, 24, out);
    add(s, out, 24);
    dense(w[7], NULL, s, 24, OUTPUTS, y);
}

static const struct model models[] = {{mlp_shapes, NULL, run_mlp},
                                      {convolutional_shapes, NULL, run_convolutional},
                                      {residual_shapes, residual_spec, run_residual}};
enum { MODELS = sizeof models / sizeof *models };

static struct spec model_spec(const struct model *m)
{
    struct shapes shapes = shapes_of(m->shapes);
    struct spec spec;
    if (m->spec)
        return spec_of(m->shapes, m->spec);
    expect_good(spec_derive(&spec, shapes.at, shapes.count, NULL));
    return spec;
}

static void assert_same_outputs(const struct model *m, const struct weights *a,
                                const struct weights *b)
{
    double x[3 * PIXELS], y[2][OUTPUTS];
    uint64_t seed = 9;
    for (size_t i = 0; i < 3 * PIXELS; i++)
        x[i] = random_number(&seed);
    m->run(a->at, x, y[0]);
    m->run(b->at, x, y[1]);
    for (size_t i = 0; i < OUTPUTS; i++)
        assert_near(y[1][i], y[0][i], 1e-10 * (1 + fabs(y[0][i])));
}

/* ---- applying ---- */

static void test_same_function(void **state)
{
    (void)state;
    for (size_t i = 0; i < MODELS; i++) {
        struct spec spec = model_spec(&models[i]);
        struct weights a = random_weights(&spec, 1 + i);
        struct permutations p = random_permutations(&spec, 5 + i), q;
        struct weights b = permuted(&spec, &a, &p);
        assert_true(permutations_moved(&p) > 20);
        assert_same_outputs(&models[i], &a, &b);
        assert_true(memcmp(a.at[0], b.at[0], spec.tensors[0].count * sizeof(float)) != 0);
        expect_good(permutations_inverse(&q, &p));
        struct weights back = permuted(&spec, &b, &q);
        for (size_t t = 0; t < spec.count; t++)
            assert_memory_equal(back.at[t], a.at[t], spec.tensors[t].count * sizeof(float));
        weights_free(&a);
        weights_free(&b);
        weights_free(&back);
        permutations_free(&p);
        permutations_free(&q);
        spec_free(&spec);
    }
}

/* Elements of any size, and blocks on both sides of the units, against the definition. */
static void test_blocks(void **state)
{
    (void)state;
    static const struct shaped shapes[] = {{"w", {2, 24, 3}}, {"v", {4}}, {NULL, {0}}};
    struct spec spec = spec_of(shapes, "w - 3*A*2 -\nv A\n");
    struct permutations p = random_permutations(&spec, 3);
    enum { COUNT = 2 * 24 * 3 };
    for (size_t size = 1; size <= 16; size++) {
        unsigned char from[COUNT * 16], to[COUNT * 16];
        for (size_t b = 0; b < sizeof from; b++)
            from[b] = (unsigned char)(b * 7 + b / 251);
        expect_good(apply_permutations(&spec.tensors[0], &p, size, from, to));
        for (size_t e = 0; e < COUNT; e++) {
            size_t axis = e / 3 % 24, unit = axis / 2 % 4;
            size_t source = e + 3 * 2 * p.at[0][unit] - 3 * 2 * unit;
            assert_memory_equal(to + e * size, from + source * size, size);
        }
    }
    permutations_free(&p);
    spec_free(&spec);
}

static void test_composition(void **state)
{
    (void)state;
    struct spec spec = model_spec(&models[0]);
    struct permutations p = random_permutations(&spec, 1), q = random_permutations(&spec, 2), both;
    struct weights a = random_weights(&spec, 1), b = permuted(&spec, &a, &q);
    struct weights c = permuted(&spec, &b, &p);
    expect_good(permutations_compose(&both, &p, &q));
    struct weights at_once = permuted(&spec, &a, &both);
    for (size_t t = 0; t < spec.count; t++)
        assert_memory_equal(at_once.at[t], c.at[t], spec.tensors[t].count * sizeof(float));
    weights_free(&a);
    weights_free(&b);
    weights_free(&c);
    weights_free(&at_once);
    permutations_free(&p);
    permutations_free(&q);
    permutations_free(&both);
    spec_free(&spec);
}

/* ---- matching ---- */

static void match(const struct spec *spec, const struct weights *a, const struct weights *b,
                  size_t starts, struct permutations *p, struct match_outcome *outcome)
{
    struct match_settings settings = {7, starts};
    expect_good(match_weights(spec, network_of(a), network_of(b), &settings, NULL, p, outcome));
}

/* Planted permutations are found, under noise too; statistics follow without being seen. */
static void test_planted(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2 * MODELS; i++) {
        struct spec spec = model_spec(&models[i / 2]);
        struct weights a = random_weights(&spec, 11 + i);
        struct permutations planted = random_permutations(&spec, 21 + i), expected, found;
        struct weights b = permuted(&spec, &a, &planted);
        struct match_outcome outcome;
        double distance, noise = i % 2 ? 0.2 : 0;
        add_noise(&spec, &b, noise, 31 + i);
        float *hidden[] = {a.at[3], b.at[3]};
        if (i / 2 == 1)
            a.at[3] = b.at[3] = NULL; /* running means */
        expect_good(permutations_inverse(&expected, &planted));
        match(&spec, &a, &b, 1, &found, &outcome);
        assert_same_permutations(&found, &expected);
        expect_good(match_distance(&spec, network_of(&a), network_of(&b), &found, &distance));
        double square = outcome.square_a + outcome.square_b - 2 * outcome.objective;
        assert_near(square, distance * distance, 1e-9 * outcome.square_a);
        if (noise == 0)
            assert_true(distance == 0);
        a.at[3] = hidden[0];
        b.at[3] = hidden[1];
        struct weights aligned = permuted(&spec, &b, &found);
        assert_same_outputs(&models[i / 2], &b, &aligned);
        weights_free(&a);
        weights_free(&b);
        weights_free(&aligned);
        permutations_free(&planted);
        permutations_free(&expected);
        permutations_free(&found);
        spec_free(&spec);
    }
}

/* Under noise twice as large as the network, where what is not matched yet misleads: with all
 * tensors from the first sweep on 7 of the 20 end as high as what was planted, else 17. */
static void test_first_sweep(void **state)
{
    (void)state;
    struct spec spec = model_spec(&models[0]);
    size_t found_all = 0;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct weights a = random_weights(&spec, seed);
        struct permutations planted = random_permutations(&spec, 100 + seed), expected, found;
        struct weights b = permuted(&spec, &a, &planted);
        struct match_outcome outcome;
        double product;
        add_noise(&spec, &b, 2, 200 + seed);
        expect_good(permutations_inverse(&expected, &planted));
        match(&spec, &a, &b, 1, &found, &outcome);
        expect_good(match_objective(&spec, network_of(&a), network_of(&b), &expected, &product));
        found_all += outcome.objective >= product;
        weights_free(&a);
        weights_free(&b);
        permutations_free(&planted);
        permutations_free(&expected);
        permutations_free(&found);
    }
    spec_free(&spec);
    assert_true(found_all >= 15);
}

static double best_of_all(const struct spec *spec, const struct weights *a, const struct weights *b,
                          struct permutations *p, size_t k, size_t i)
{
    double best = -INFINITY, product;
    if (k == p->count) {
        expect_good(match_objective(spec, network_of(a), network_of(b), p, &product));
        return product;
    }
    if (i == p->units[k])
        return best_of_all(spec, a, b, p, k + 1, 0);
    for (size_t j = i; j < p->units[k]; j++) {
        size_t *u = p->at[k], old = u[i];
        u[i] = u[j];
        u[j] = old;
        best = fmax(best, best_of_all(spec, a, b, p, k, i + 1));
        u[j] = u[i];
        u[i] = old;
    }
    return best;
}

/* Of unrelated networks the best of enough starts is the best of all there are. */
static void test_best(void **state)
{
    (void)state;
    static const struct shaped shapes[] = {
        {"a", {4, 3}}, {"b", {3, 4}}, {"c", {4, 3}}, {"d", {2, 4}}, {NULL, {0}}};
    struct spec spec = spec_of(shapes, "a A -\nb B A\nc C B\nd - C\n");
    for (uint64_t seed = 1; seed <= 4; seed++) {
        struct weights a = random_weights(&spec, seed), b = random_weights(&spec, seed + 100);
        struct permutations p, all;
        struct match_outcome one, many;
        expect_good(permutations_identity(&all, &spec));
        match(&spec, &a, &b, 1, &p, &one);
        permutations_free(&p);
        match(&spec, &a, &b, 60, &p, &many);
        assert_true(many.objective >= one.objective && one.objective >= one.before);
        assert_near(many.objective, best_of_all(&spec, &a, &b, &all, 0, 0), 1e-12);
        weights_free(&a);
        weights_free(&b);
        permutations_free(&p);
        permutations_free(&all);
    }
    spec_free(&spec);
}

/* No permutation by itself can do better than the result. */
static void test_local_maximum(void **state)
{
    (void)state;
    for (size_t i = 0; i < MODELS; i++) {
        struct spec spec = model_spec(&models[i]);
        struct weights a = random_weights(&spec, 41 + i), b = random_weights(&spec, 51 + i);
        struct permutations p;
        struct match_outcome outcome;
        double product;
        match(&spec, &a, &b, 1, &p, &outcome);
        assert_true(outcome.objective > outcome.before);
        for (size_t k = 0; k < p.count; k++)
            for (size_t u = 1; u < p.units[k]; u++) {
                size_t old = p.at[k][u];
                p.at[k][u] = p.at[k][u - 1];
                p.at[k][u - 1] = old;
                expect_good(match_objective(&spec, network_of(&a), network_of(&b), &p, &product));
                /* Where two axes of a tensor follow S a step sees the change of one at a time. */
                assert_true(product <= outcome.objective || models[i].spec);
                p.at[k][u - 1] = p.at[k][u];
                p.at[k][u] = old;
            }
        expect_good(match_objective(&spec, network_of(&a), network_of(&b), &p, &product));
        assert_true(product == outcome.objective);
        weights_free(&a);
        weights_free(&b);
        permutations_free(&p);
        spec_free(&spec);
    }
}

/* Where both axes of a tensor follow one permutation an assignment is best for a linear function,
 * which is not the objective: it is kept only where the objective rises. */
static void test_never_falls(void **state)
{
    (void)state;
    static const struct shaped shapes[] = {{"mix", {6, 6}}, {NULL, {0}}};
    struct spec spec = spec_of(shapes, "mix S S\n");
    for (uint64_t seed = 1; seed <= 100; seed++) {
        struct weights a = random_weights(&spec, seed),
                       b = permuted(
                           &spec, &a,
                           &(struct permutations){1, (size_t[]){6},
                                                  (size_t *[]){(size_t[]){0, 2, 1, 3, 4, 5}}});
        struct permutations p;
        struct match_outcome outcome;
        add_noise(&spec, &b, 0.5, seed);
        match(&spec, &a, &b, 2, &p, &outcome);
        assert_true(outcome.objective >= outcome.before);
        weights_free(&a);
        weights_free(&b);
        permutations_free(&p);
    }
    spec_free(&spec);
}

static void test_repeatable(void **state)
{
    (void)state;
    struct spec spec = model_spec(&models[0]);
    struct weights a = random_weights(&spec, 1), b = random_weights(&spec, 2);
    struct permutations p, q;
    struct match_outcome first, second;
    match(&spec, &a, &b, 3, &p, &first);
    match(&spec, &a, &b, 3, &q, &second);
    assert_same_permutations(&p, &q);
    assert_true(first.objective == second.objective);
    weights_free(&a);
    weights_free(&b);
    permutations_free(&p);
    permutations_free(&q);
    spec_free(&spec);
}

static void test_bad_networks(void **state)
{
    (void)state;
    struct spec spec = model_spec(&models[0]);
    struct weights a = random_weights(&spec, 1), b = random_weights(&spec, 2);
    struct match_settings settings = {1, 1};
    struct match_outcome outcome;
    struct permutations p;
    float *held = b.at[3];
    b.at[3] = NULL;
    expect_error(
        match_weights(&spec, network_of(&a), network_of(&b), &settings, NULL, &p, &outcome),
        "tensor fc2.bias: has values in one network only");
    b.at[3] = held;
    b.at[3][1] = NAN;
    expect_error(
        match_weights(&spec, network_of(&a), network_of(&b), &settings, NULL, &p, &outcome),
        "network: tensor fc2.bias: has elements that are not finite");
    a.at[2][1] = INFINITY;
    expect_error(
        match_weights(&spec, network_of(&a), network_of(&b), &settings, NULL, &p, &outcome),
        "reference: tensor fc2.weight: has elements that are not finite");
    weights_free(&a);
    weights_free(&b);
    spec_free(&spec);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        {"networks that differ in tensors or are not finite are refused", test_bad_networks, 0, 0,
         0},
        {"a network with its units in another order is the same function", test_same_function, 0, 0,
         0},
        {"elements of any size move in blocks", test_blocks, 0, 0, 0},
        {"permutations one after the other are one", test_composition, 0, 0, 0},
        {"planted permutations are found", test_planted, 0, 0, 0},
        {"the first sweep sees through noise", test_first_sweep, 0, 0, 0},
        {"the best of many starts is the best of all", test_best, 0, 0, 0},
        {"no permutation alone does better", test_local_maximum, 0, 0, 0},
        {"the objective never falls", test_never_falls, 0, 0, 0},
        {"the same seed gives the same result", test_repeatable, 0, 0, 0},
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
