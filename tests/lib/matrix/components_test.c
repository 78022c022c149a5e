#include "matrix/components.h"

#include "numbers.h"

#include <stdbool.h>

static struct components components_of(const struct matrix *m)
{
    struct components c;
    expect_good(components_find(&c, m));
    return c;
}

/* 0 - 2 - 4, 1 - 5, 3 */
static struct matrix example(void)
{
    struct matrix m = zeros(6, 6);
    m.a[0 * 6 + 2] = m.a[2 * 6 + 0] = 1;
    m.a[2 * 6 + 4] = m.a[4 * 6 + 2] = 1;
    m.a[1 * 6 + 5] = m.a[5 * 6 + 1] = 1;
    return m;
}

static void test_labels(void **state)
{
    (void)state;
    const size_t label[] = {0, 1, 0, 2, 0, 1}, start[] = {0, 3, 5, 6},
                 member[] = {0, 2, 4, 1, 5, 3};
    struct matrix m = example();
    struct components c = components_of(&m);
    assert_int_equal(c.count, 3);
    assert_int_equal(c.rows, 6);
    assert_memory_equal(c.label, label, sizeof label);
    assert_memory_equal(c.start, start, sizeof start);
    assert_memory_equal(c.member, member, sizeof member);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(components_size(&c, i), 3 - i);
    components_free(&c);
    matrix_free(&m);
}

static void test_one_way_edges(void **state)
{
    (void)state;
    struct matrix m = zeros(4, 4);
    m.a[0 * 4 + 3] = 1e-300;
    m.a[2 * 4 + 1] = -1;
    struct components c = components_of(&m);
    assert_int_equal(c.count, 2);
    assert_int_equal(c.label[3], c.label[0]);
    assert_int_equal(c.label[2], c.label[1]);
    components_free(&c);
    matrix_free(&m);
}

static void test_extremes(void **state)
{
    (void)state;
    static const size_t sizes[] = {1, 2, 50};
    for (size_t s = 0; s < 3; s++) {
        size_t n = sizes[s];
        struct matrix m = zeros(n, n);
        struct components c = components_of(&m);
        assert_int_equal(c.count, n);
        components_free(&c);
        for (size_t i = 0; i < n * n; i++)
            m.a[i] = 1;
        c = components_of(&m);
        assert_int_equal(c.count, 1);
        assert_int_equal(components_size(&c, 0), n);
        components_free(&c);
        matrix_free(&m);
    }
}

/* Paths whose rows are shuffled: the longest way through a union-find. Row (i * 37) % 101 is the
 * i-th place; places that are 3 apart are joined, so that there are 3 paths. */
static void test_paths(void **state)
{
    (void)state;
    enum { N = 101, PATHS = 3 };
    struct matrix m = zeros(N, N);
    for (size_t i = 0; i + PATHS < N; i++)
        m.a[(i * 37) % N * N + (i + PATHS) * 37 % N] = 1;
    struct components c = components_of(&m);
    assert_int_equal(c.count, PATHS);
    for (size_t i = 0; i < N; i++)
        assert_int_equal(c.label[i * 37 % N], c.label[i % PATHS * 37 % N]);
    components_free(&c);
    matrix_free(&m);
}

static void test_gather_scatter(void **state)
{
    (void)state;
    struct matrix m = example(), other = zeros(6, 6), block;
    struct components c = components_of(&m);
    for (size_t i = 0; i < 36; i++)
        other.a[i] = (double)i;
    expect_good(components_gather(&c, 0, &other, &block));
    struct matrix expected = matrix_of(3, 3, (const double[]){0, 2, 4, 12, 14, 16, 24, 26, 28});
    assert_all_near(&block, &expected, 0);
    for (size_t i = 0; i < 9; i++)
        block.a[i] = -1;
    components_scatter(&c, 0, &block, &other);
    for (size_t i = 0; i < 36; i++) {
        bool inside = c.label[i / 6] == 0 && c.label[i % 6] == 0;
        assert_true(other.a[i] == (inside ? -1 : (double)i));
    }
    matrix_free(&block);
    matrix_free(&expected);
    matrix_free(&m);
    matrix_free(&other);
    components_free(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        {"components are numbered by their first rows, members ascend", test_labels, NULL, NULL,
         NULL},
        {"an entry on either side of the diagonal joins", test_one_way_edges, NULL, NULL, NULL},
        {"without edges every row is one, with all edges there is one", test_extremes, NULL, NULL,
         NULL},
        {"shuffled paths are found", test_paths, NULL, NULL, NULL},
        {"a component's entries are gathered and scattered, others left alone", test_gather_scatter,
         NULL, NULL, NULL},
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
