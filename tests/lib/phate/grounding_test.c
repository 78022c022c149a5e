#include "phate/grounding.h"

#include "numbers.h"

enum { N = 6 };

/* Three components of rows on a line: 0, 1 and 3; 10 and x4; 20. Their potential distances are 2, 2
 * and 4; 1; and 9 between components, so that f = (1 2 + 2 2 + 3 4) / (4 + 4 + 16) = 0.75 in the
 * first, and x4 - 10 in the second. */
struct example {
    struct matrix snapshots, distance;
    struct components c;
};

static struct example example_new(double x4)
{
    const double x[N] = {0, 1, 3, 10, x4, 20}, potential[] = {0, 2, 4, 0, 1, 0};
    const size_t label[N] = {0, 0, 0, 1, 1, 2};
    struct example e = {.snapshots = zeros(N, N), .distance = zeros(N, N)};
    struct matrix same = zeros(N, N);
    for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j < N; j++) {
            e.snapshots.a[i * N + j] = fabs(x[i] - x[j]);
            same.a[i * N + j] = label[i] == label[j];
            e.distance.a[i * N + j] = label[i] == label[j] ? fabs(potential[i] - potential[j]) : 9;
        }
    expect_good(components_find(&e.c, &same));
    matrix_free(&same);
    return e;
}

static void example_free(struct example *e)
{
    matrix_free(&e->snapshots);
    matrix_free(&e->distance);
    components_free(&e->c);
}

static struct grounding_facts apply(struct example *e, struct grounding g)
{
    struct grounding_facts facts;
    expect_good(grounding_apply(&e->distance, &e->snapshots, &e->c, &g, &facts));
    return facts;
}

static void expect_entry(const struct matrix *m, size_t i, size_t j, double value, double tolerance)
{
    assert_near(m->a[i * m->cols + j], value, tolerance);
    assert_near(m->a[j * m->cols + i], value, tolerance);
}

static void expect_inside(const struct example *e, const double value[4], double tolerance)
{
    expect_entry(&e->distance, 0, 1, value[0], tolerance);
    expect_entry(&e->distance, 1, 2, value[1], tolerance);
    expect_entry(&e->distance, 0, 2, value[2], tolerance);
    expect_entry(&e->distance, 3, 4, value[3], tolerance);
}

static void expect_data_between(const struct example *e)
{
    for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j < N; j++)
            if (e->c.label[i] != e->c.label[j])
                assert_near(e->distance.a[i * N + j], e->snapshots.a[i * N + j], 0);
}

static void test_scale(void **state)
{
    (void)state;
    struct example e = example_new(14);
    struct grounding_facts facts = apply(&e, grounding_defaults);
    expect_inside(&e, (const double[]){1.5, 1.5, 3, 4}, 0);
    expect_data_between(&e);
    assert_near(facts.magnify, 1, 0);
    example_free(&e);
}

/* d of 1, 2, 3 and 4, f D of 1.5, 1.5, 3 and 4. */
static void test_ground(void **state)
{
    (void)state;
    struct grounding g = grounding_defaults;
    g.ground = 0.25;
    struct example e = example_new(14);
    apply(&e, g);
    expect_inside(&e, (const double[]){pow(1.5, 0.75), pow(2, 0.25) * pow(1.5, 0.75), 3, 4}, 1e-15);
    expect_data_between(&e);
    example_free(&e);
    g.ground = 1;
    e = example_new(14);
    apply(&e, g);
    assert_all_near(&e.distance, &e.snapshots, 0);
    example_free(&e);
}

/* With x4 = 10.5 the medians inside are 1.5 and 0.5; between the first two components the distances
 * are 7, 7.5, 9, 9.5, 10, 10.5 and their (lower) median 9, which is nearer than the third one:
 * 9 / 2 / 1.5 = 3. With x4 = 14 the second is 4 long and has the third, at 10 and 6, beside it:
 * 6 / 2 / 4 = 0.75, but auto draws nothing smaller. */
static void test_magnify(void **state)
{
    (void)state;
    struct grounding g = grounding_defaults;
    g.magnify = 0;
    struct example e = example_new(10.5);
    struct grounding_facts facts = apply(&e, g);
    assert_near(facts.room, 3, 1e-15);
    assert_near(facts.magnify, 3, 1e-15);
    expect_inside(&e, (const double[]){4.5, 4.5, 9, 1.5}, 1e-14);
    expect_data_between(&e);
    example_free(&e);
    e = example_new(14);
    facts = apply(&e, g);
    assert_near(facts.room, 0.75, 1e-15);
    assert_near(facts.magnify, 1, 0);
    example_free(&e);
    g.magnify = 2;
    e = example_new(14);
    facts = apply(&e, g);
    assert_near(facts.room, 0.75, 1e-15);
    assert_near(facts.magnify, 2, 0);
    expect_inside(&e, (const double[]){3, 3, 6, 8}, 0);
    expect_data_between(&e);
    example_free(&e);
}

/* Pairs at (0, 0), (1, 0); (11, 0), (11, 1); (11, 11), (12, 11), each joined by its nearest
 * neighbours: the spanning tree adds two edges of length 10. */
static void test_geodesic(void **state)
{
    (void)state;
    const double x[N] = {0, 1, 11, 11, 11, 12}, y[N] = {0, 0, 0, 1, 11, 11};
    struct grounding g = {.between = BETWEEN_GEODESIC, .ground = 1, .magnify = 1, .neighbours = 1};
    struct matrix same = zeros(N, N);
    struct example e = {.snapshots = zeros(N, N), .distance = zeros(N, N)};
    for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j < N; j++) {
            e.snapshots.a[i * N + j] = hypot(x[i] - x[j], y[i] - y[j]);
            same.a[i * N + j] = i / 2 == j / 2;
        }
    expect_good(components_find(&e.c, &same));
    e.distance.a[1] = e.distance.a[N] = 1;
    apply(&e, g);
    expect_entry(&e.distance, 0, 5, 23, 1e-14);
    expect_entry(&e.distance, 1, 2, 10, 0);
    expect_entry(&e.distance, 1, 3, 11, 1e-14);
    expect_entry(&e.distance, 3, 4, 10, 0);
    expect_entry(&e.distance, 0, 1, 1, 0);
    matrix_free(&same);
    example_free(&e);
}

/* Potentials all alike have no scale, and snapshots all alike no size: no distance is NaN. */
static void test_points(void **state)
{
    (void)state;
    struct grounding g = grounding_defaults;
    g.magnify = 0;
    for (int way = 0; way < 3; way++) {
        struct example e = example_new(10); /* rows 3 and 4 are equal */
        g.ground = way / 2.0;
        for (size_t i = 0; i < 3; i++)
            for (size_t j = 0; j < 3; j++)
                e.distance.a[i * N + j] = 0;
        struct grounding_facts facts = apply(&e, g);
        if (way < 2) {
            expect_inside(&e, (const double[]){0, 0, 0, 0}, 0);
            assert_true(isinf(facts.room));
            assert_near(facts.magnify, 1, 0);
        } else {
            expect_inside(
                &e, (const double[]){facts.magnify, 2 * facts.magnify, 3 * facts.magnify, 0}, 0);
        }
        expect_data_between(&e);
        example_free(&e);
    }
}

static void test_void(void **state)
{
    (void)state;
    struct grounding constant = grounding_defaults, grounded = grounding_defaults;
    struct components one = {.count = 1}, two = {.count = 2};
    constant.between = BETWEEN_CONSTANT;
    grounded.ground = 0.1;
    assert_true(grounding_is_void(&grounding_defaults, &one));
    assert_false(grounding_is_void(&grounding_defaults, &two));
    assert_false(grounding_is_void(&grounded, &one));
    assert_true(grounding_is_void(&constant, &two));
}

static void refuses(double value, double mirrored, const char *part)
{
    struct grounding_facts facts;
    struct example e = example_new(14);
    e.snapshots.a[2] = value;
    e.snapshots.a[2 * N] = mirrored;
    expect_error(grounding_apply(&e.distance, &e.snapshots, &e.c, &grounding_defaults, &facts),
                 part);
    example_free(&e);
}

static void test_bad_distances(void **state)
{
    (void)state;
    refuses(NAN, NAN, "row 0, column 2: nan is not a finite number");
    refuses(INFINITY, INFINITY, "not a finite number");
    refuses(-1, -1, "negative");
    refuses(3, 3.1, "not symmetric");
    refuses(1e308, 1e308, "overflow");
    struct grounding_facts facts;
    struct example e = example_new(14);
    struct matrix small = zeros(5, 5);
    expect_error(grounding_apply(&e.distance, &small, &e.c, &grounding_defaults, &facts),
                 "distances of 5 snapshots, but potentials of 6");
    matrix_free(&small);
    example_free(&e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        {"components get the scale of the data", test_scale, NULL, NULL, NULL},
        {"ground leads to the snapshots' distances", test_ground, NULL, NULL, NULL},
        {"components are drawn larger by one factor", test_magnify, NULL, NULL, NULL},
        {"geodesics lead along a spanning tree", test_geodesic, NULL, NULL, NULL},
        {"components of equal rows stay points", test_points, NULL, NULL, NULL},
        {"of one component nothing changes, nor with the constant", test_void, NULL, NULL, NULL},
        {"distances that are none are refused", test_bad_distances, NULL, NULL, NULL},
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
