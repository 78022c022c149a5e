#include "public/phate.h"

#include "numbers.h"

static void good(struct phate_error *error)
{
    expect_good((struct error *)error);
}

static void bad(struct phate_error *error, const char *part)
{
    expect_error((struct error *)error, part);
}

/* ---- the defaults ---- */

/* As the manual pages of the programs say. */
static void test_defaults(void **state)
{
    (void)state;
    struct phate_options o = phate_options_default();
    assert_true(o.size == sizeof o && !o.say && !o.weights);
    assert_true(o.metric == PHATE_EUCLIDEAN && !o.center && o.components == 0);
    assert_true(o.k == 5 && o.k_max == 0 && o.bandwidth == 0 && o.bandwidth_scale == 1);
    assert_true(o.decay == 40 && o.threshold == 1e-4 && o.symmetry == PHATE_ADD && o.theta == 1);
    assert_true(o.anisotropy == 0 && o.t == 0 && o.choice == PHATE_KNEE);
    assert_true(o.spectrum == PHATE_SINGULAR && o.curve_points == 100 && !o.curve_doubling);
    assert_true(o.gamma == 1 && o.potential_metric == PHATE_EUCLIDEAN);
    assert_true(o.between == PHATE_BETWEEN_DATA && o.ground == 0 && o.magnify == 1);
    assert_true(o.dims == 2 && o.algorithm == PHATE_METRIC && o.solver == PHATE_BOTH);
    assert_true(o.seed == 0 && o.eps == 1e-8 && o.max_iter == 1000);
}

/* A caller whose header has fewer members is given no more than these. */
static void test_init_keeps_to_the_size(void **state)
{
    (void)state;
    struct phate_options o;
    memset(&o, 0x5a, sizeof o);
    phate_options_init(&o, offsetof(struct phate_options, gamma));
    assert_true(o.size == offsetof(struct phate_options, gamma) && o.k == 5);
    const unsigned char *rest = (const unsigned char *)&o.gamma;
    for (size_t i = 0; i < sizeof o.gamma; i++)
        assert_int_equal(rest[i], 0x5a);
}

/* ---- bad ones ---- */

static const double x[] = {0, 0, 3, 4, 0, 8};
static double s[9];

#define REFUSED(member, value, part)                            \
    do {                                                        \
        struct phate_options refused = phate_options_default(); \
        refused.member = (value);                               \
        bad(phate_gram(x, 3, 2, &refused, s), part);            \
    } while (0)

static void test_numbers(void **state)
{
    (void)state;
    REFUSED(k, 0, "k: expected 1 to");
    REFUSED(bandwidth, -1, "bandwidth: expected a number");
    REFUSED(bandwidth_scale, 0, "bandwidth_scale: expected");
    REFUSED(decay, 1e-4, "decay: expected a number from 0.001 to 1e+06, or 0, got");
    REFUSED(decay, NAN, "decay: expected");
    REFUSED(threshold, 1.5, "threshold: expected");
    REFUSED(theta, -0.5, "theta: expected");
    REFUSED(anisotropy, 2, "anisotropy: expected");
    REFUSED(t, (size_t)1000000001, "t: expected 0 to");
    REFUSED(curve_points, 2, "curve_points: expected 3 to 10000");
    REFUSED(gamma, -2, "gamma: expected");
    REFUSED(ground, 1.5, "ground: expected");
    REFUSED(magnify, 1e7, "magnify: expected");
    REFUSED(dims, 0, "dims: expected 1 to 1000, got 0");
    REFUSED(dims, 1001, "dims: expected");
    REFUSED(max_iter, (size_t)1 << 31, "max_iter: expected");
    REFUSED(eps, INFINITY, "eps: expected");
}

static void test_names(void **state)
{
    (void)state;
    REFUSED(metric, (enum phate_metric)3, "metric: expected 0 to 2, got 3");
    REFUSED(symmetry, (enum phate_symmetry)3, "symmetry: expected");
    REFUSED(choice, (enum phate_choice)2, "choice: expected");
    REFUSED(spectrum, (enum phate_spectrum)2, "spectrum: expected");
    REFUSED(potential_metric, (enum phate_metric)3, "potential_metric: expected");
    REFUSED(between, (enum phate_between)3, "between: expected");
    REFUSED(algorithm, (enum phate_algorithm)3, "algorithm: expected");
    REFUSED(solver, (enum phate_solver)3, "solver: expected");
}

static void test_sizes(void **state)
{
    (void)state;
    REFUSED(size, 0, "size 0: not the size of options");
    REFUSED(size, sizeof(struct phate_options) + 8, "not the size of options");
    struct phate_options o = phate_options_default();
    o.curve_doubling = true;
    o.curve_points = 31;
    bad(phate_gram(x, 3, 2, &o, s), "curve_points: expected 3 to 30, got 31");
}

static void test_combinations(void **state)
{
    (void)state;
    struct phate_options o = phate_options_default();
    o.k_max = 4;
    bad(phate_gram(x, 3, 2, &o, s), "k_max 4: expected at least k");
    o.bandwidth = 1;
    good(phate_gram(x, 3, 2, &o, s));
    o = phate_options_default();
    o.metric = PHATE_CORRELATION;
    o.components = 2;
    bad(phate_gram(x, 3, 2, &o, s), "metric and components");
    o = phate_options_default();
    o.between = PHATE_BETWEEN_CONSTANT;
    o.ground = 1;
    bad(phate_gram(x, 3, 2, &o, s), "between and ground");
    o.ground = 0;
    o.magnify = 2;
    bad(phate_gram(x, 3, 2, &o, s), "between and magnify");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        {"the defaults are the programs'", test_defaults, NULL, NULL, NULL},
        {"no more is set than there is", test_init_keeps_to_the_size, NULL, NULL, NULL},
        {"numbers out of their range are refused by name", test_numbers, NULL, NULL, NULL},
        {"so are values that no name has", test_names, NULL, NULL, NULL},
        {"and sizes of another version", test_sizes, NULL, NULL, NULL},
        {"and options that exclude each other", test_combinations, NULL, NULL, NULL},
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
