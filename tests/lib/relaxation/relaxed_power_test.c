#include "relaxation/relaxation.h"

#include "numbers.h"

/* A path of 40 rows, whose modes are known, and a sparse random graph of 520, after whose short
 * relaxation too many modes are left. */
enum { PATH = 40, CLOUD = 520, ROWS = PATH + CLOUD };

static void join(struct matrix *k, size_t i, size_t j, double value)
{
    k->a[i * k->cols + j] = k->a[j * k->cols + i] = value;
}

static struct matrix path_and_cloud(void)
{
    struct matrix k = zeros(ROWS, ROWS);
    uint64_t seed = 1;
    for (size_t i = 0; i < ROWS; i++) {
        join(&k, i, i, 1);
        if (i > 0 && i != PATH)
            join(&k, i, i - 1, 1);
        for (size_t e = 0; i > PATH && e < 4; e++)
            join(&k, i, PATH + (size_t)(fabs(random_number(&seed)) * (double)(i - PATH)), 0.5);
    }
    return k;
}

static struct diffusion diffusion_of(struct matrix k)
{
    struct diffusion d;
    expect_good(diffusion_from_affinity(&d, &k));
    return d;
}

/* P^t by squaring, of the component that begins with row `first` alone. */
static void expect_component(const struct matrix *power, size_t first, size_t count, size_t t)
{
    struct diffusion d = diffusion_of(path_and_cloud());
    struct matrix expected;
    expect_good(diffusion_power(&d, t, &expected));
    for (size_t i = first; i < first + count; i++)
        for (size_t j = 0; j < ROWS; j++)
            assert_near(power->a[i * ROWS + j], expected.a[i * ROWS + j], 1e-13);
    matrix_free(&expected);
    diffusion_free(&d);
}

static void check_power(struct diffusion *d)
{
    struct relaxation r;
    struct matrix power;
    expect_good(relaxation_find(d, &r));
    assert_true(r.apart && r.modes[0].complete && !r.modes[1].complete);
    assert_int_equal(r.t, r.own[1]); /* the time of most rows */
    expect_good(relaxation_power(d, &r, &power));
    expect_component(&power, 0, PATH, r.own[0]);
    expect_component(&power, PATH, CLOUD, r.own[1]);
    matrix_free(&power);
    relaxation_free(&r);
    diffusion_free(d);
}

static void test_known_and_unknown(void **state)
{
    (void)state;
    struct diffusion d = diffusion_of(path_and_cloud());
    check_power(&d);
}

/* Rows that are little joined to themselves: walks go to and fro, and odd powers have modes with a
 * negative sign. */
static void test_odd_and_even(void **state)
{
    (void)state;
    for (size_t t = 7; t <= 8; t++) {
        struct matrix k = zeros(PATH, PATH), power, expected;
        struct relaxation r;
        for (size_t i = 0; i < PATH; i++) {
            join(&k, i, i, 0.05);
            if (i > 0)
                join(&k, i, i - 1, 1);
        }
        struct diffusion d = diffusion_of(copy_of(&k)), plain = diffusion_of(k);
        expect_good(diffusion_power(&plain, t, &expected));
        expect_good(relaxation_at(&d, t, &r));
        assert_true(r.modes[0].complete);
        expect_good(relaxation_power(&d, &r, &power));
        for (size_t e = 0; e < PATH * PATH; e++)
            assert_near(power.a[e], expected.a[e], 1e-13);
        matrix_free(&power);
        matrix_free(&expected);
        relaxation_free(&r);
        diffusion_free(&d);
        diffusion_free(&plain);
    }
}

/* The power that was reached before is above the own power of one component. */
static void test_after_a_power(void **state)
{
    (void)state;
    struct diffusion d = diffusion_of(path_and_cloud());
    struct matrix before;
    expect_good(diffusion_next_power(&d, 50, &before));
    matrix_free(&before);
    check_power(&d);
}

/* Of an operator no modes are known, and its powers are the same. */
static void test_operator(void **state)
{
    (void)state;
    struct diffusion affinity = diffusion_of(path_and_cloud()), d;
    struct relaxation r;
    struct matrix p, power;
    expect_good(diffusion_power(&affinity, 1, &p));
    expect_good(diffusion_from_operator(&d, &p));
    expect_good(relaxation_find(&d, &r));
    expect_good(relaxation_power(&d, &r, &power));
    expect_component(&power, 0, PATH, r.own[0]);
    expect_component(&power, PATH, CLOUD, r.own[1]);
    matrix_free(&power);
    relaxation_free(&r);
    diffusion_free(&d);
    diffusion_free(&affinity);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        {"components with and without known modes", test_known_and_unknown, NULL, NULL, NULL},
        {"odd powers of walks that go to and fro", test_odd_and_even, NULL, NULL, NULL},
        {"the same after another power", test_after_a_power, NULL, NULL, NULL},
        {"operators have no known modes", test_operator, NULL, NULL, NULL},
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
