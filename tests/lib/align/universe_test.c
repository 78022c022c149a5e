/* Several networks brought to one labelling. */
#include "align/universe.h"

#include "network_fixture.h"

static const struct shaped shapes[] = {{"fc1.weight", {12, 9}},
                                       {"fc1.bias", {12}},
                                       {"fc2.weight", {10, 12}},
                                       {"fc2.bias", {10}},
                                       {"fc3.weight", {4, 10}},
                                       {"mean", {12}},
                                       {NULL, {0}}};
static const char text[] =
    "fc1.weight A -\nfc1.bias A\nfc2.weight B A\nfc2.bias B\nfc3.weight - B\nmean A\n";

enum { NETWORKS = 4 };

struct family {
    struct spec spec;
    struct weights w[NETWORKS];
    match_network networks[NETWORKS];
    struct permutations p[NETWORKS];
    struct universe_outcome outcome;
};

static void free_family(struct family *f)
{
    for (size_t r = 0; r < NETWORKS; r++) {
        weights_free(&f->w[r]);
        permutations_free(&f->p[r]);
    }
    spec_free(&f->spec);
}

/* The mean follows, and does not count. */
static void make_unrelated(struct family *f, uint64_t seed)
{
    *f = (struct family){.spec = spec_of(shapes, text)};
    for (size_t r = 0; r < NETWORKS; r++) {
        f->w[r] = random_weights(&f->spec, seed + r);
        free(f->w[r].at[5]);
        f->w[r].at[5] = NULL;
        f->networks[r] = network_of(&f->w[r]);
    }
}

static void match(struct family *f, size_t steps)
{
    struct universe_settings settings = {3, steps};
    expect_good(
        universe_match(&f->spec, f->networks, NETWORKS, &settings, NULL, f->p, &f->outcome));
}

/* Of network s in the labelling of network r. */
static double pair_product(const struct family *f, size_t r, size_t s)
{
    struct permutations back, way;
    double product;
    expect_good(permutations_inverse(&back, &f->p[r]));
    expect_good(permutations_compose(&way, &back, &f->p[s]));
    expect_good(match_objective(&f->spec, f->networks[r], f->networks[s], &way, &product));
    permutations_free(&back);
    permutations_free(&way);
    return product;
}

static void test_planted(void **state)
{
    (void)state;
    struct family f = {.spec = spec_of(shapes, text)};
    struct weights root = random_weights(&f.spec, 1);
    struct permutations planted[NETWORKS];
    for (size_t r = 0; r < NETWORKS; r++) {
        planted[r] = random_permutations(&f.spec, 10 + r);
        f.w[r] = permuted(&f.spec, &root, &planted[r]);
        add_noise(&f.spec, &f.w[r], 0.1, 20 + r);
        f.networks[r] = network_of(&f.w[r]);
    }
    match(&f, 100);
    for (size_t r = 0; r < NETWORKS; r++) { /* from the first network to the root, and on */
        struct permutations back, way;
        expect_good(permutations_inverse(&back, &planted[r]));
        expect_good(permutations_compose(&way, &planted[0], &back));
        assert_same_permutations(&f.p[r], &way);
        permutations_free(&back);
        permutations_free(&way);
    }
    for (size_t r = 0; r < NETWORKS; r++)
        permutations_free(&planted[r]);
    weights_free(&root);
    free_family(&f);
}

/* The sum over pairs, by the definition; the first network keeps its labels; each stage gains. */
static void test_objective(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 5; seed++) {
        struct family f;
        double sum = 0, squares = 0;
        make_unrelated(&f, 100 * seed);
        match(&f, 100);
        assert_int_equal(permutations_moved(&f.p[0]), 0);
        for (size_t r = 0; r < NETWORKS; r++) {
            double square;
            struct permutations same;
            expect_good(permutations_identity(&same, &f.spec));
            expect_good(match_objective(&f.spec, f.networks[r], f.networks[r], &same, &square));
            permutations_free(&same);
            squares += square;
            for (size_t s = 0; s < r; s++)
                sum += pair_product(&f, r, s);
        }
        assert_near(f.outcome.objective, sum, 1e-7 * squares);
        assert_near(f.outcome.squares, squares, 1e-12 * squares);
        assert_true(f.outcome.relaxed > f.outcome.before && f.outcome.steps > 1);
        assert_true(f.outcome.climbed > f.outcome.before);
        assert_true(f.outcome.lined_up > f.outcome.before);
        assert_true(f.outcome.objective == fmax(f.outcome.climbed, f.outcome.lined_up));
        free_family(&f);
    }
}

/* All pairs at once: better than what matching each with the first gives the other pairs; and the
 * relaxation is better than an ascent from where it starts. */
static void test_against_others(void **state)
{
    (void)state;
    double together = 0, climbed = 0, not_climbed = 0, star = 0;
    for (uint64_t seed = 1; seed <= 10; seed++) {
        struct family f;
        struct match_settings settings = {1, 10};
        struct match_outcome ignored;
        make_unrelated(&f, 1000 * seed);
        match(&f, 100);
        together += f.outcome.objective;
        climbed += f.outcome.climbed;
        for (size_t r = 0; r < NETWORKS; r++)
            permutations_free(&f.p[r]);
        match(&f, 0);
        not_climbed += f.outcome.climbed;
        for (size_t r = 0; r < NETWORKS; r++) {
            permutations_free(&f.p[r]);
            expect_good(match_weights(&f.spec, f.networks[0], f.networks[r], &settings, NULL,
                                      &f.p[r], &ignored));
            for (size_t s = 0; s < r; s++)
                star += pair_product(&f, r, s);
        }
        free_family(&f);
    }
    assert_true(climbed > not_climbed);
    assert_true(together > 1.1 * star);
}

static void test_repeatable(void **state)
{
    (void)state;
    struct family f, g;
    make_unrelated(&f, 7);
    make_unrelated(&g, 7);
    match(&f, 100);
    match(&g, 100);
    for (size_t r = 0; r < NETWORKS; r++)
        assert_same_permutations(&f.p[r], &g.p[r]);
    free_family(&f);
    free_family(&g);
}

static void test_bad_networks(void **state)
{
    (void)state;
    struct family f;
    struct universe_settings settings = {3, 10};
    make_unrelated(&f, 7);
    float *held = f.w[2].at[1];
    f.w[2].at[1] = NULL;
    expect_error(universe_match(&f.spec, f.networks, NETWORKS, &settings, NULL, f.p, &f.outcome),
                 "tensor fc1.bias: has values in one network only");
    f.w[2].at[1] = held;
    held[3] = INFINITY;
    expect_error(universe_match(&f.spec, f.networks, NETWORKS, &settings, NULL, f.p, &f.outcome),
                 "network 3: tensor fc1.bias: has elements that are not finite");
    for (size_t r = 0; r < NETWORKS; r++)
        assert_null(f.p[r].at);
    free_family(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        {"networks that differ in tensors or are not finite are refused", test_bad_networks, 0, 0,
         0},
        {"planted permutations are found", test_planted, 0, 0, 0},
        {"the objective is the sum over pairs, and grows", test_objective, 0, 0, 0},
        {"all pairs at once do better than one after the other", test_against_others, 0, 0, 0},
        {"the same seed gives the same result", test_repeatable, 0, 0, 0},
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
