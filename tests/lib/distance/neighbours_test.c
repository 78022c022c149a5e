#include "distance/search/neighbours.h"

#include "numbers.h"

#include <stdlib.h>

enum { N = 1500 };

/* Six blocks and a rest, in clusters of 250 that are 40 apart: some blocks lie in one, some in two;
 * most are far from each other. Within a cluster rows are up to 2 apart. */
static struct matrix clusters(void)
{
    struct matrix x;
    expect_good(matrix_new(&x, N, 2));
    for (size_t i = 0; i < N; i++) {
        x.a[2 * i] = 40.0 * (double)(i / 250) + sin((double)(i * i));
        x.a[2 * i + 1] = cos((double)(3 * i * i));
    }
    return x;
}

static double distance_of(const struct matrix *x, size_t i, size_t j)
{
    return sqrt(pow(x->a[2 * i] - x->a[2 * j], 2) + pow(x->a[2 * i + 1] - x->a[2 * j + 1], 2));
}

static int compare_numbers(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Each bandwidth is the rank-th of all distances, and the distances are those of all pairs that
 * either bandwidth, times the reach, covers. */
static void check(const struct matrix *x, size_t rank, double reach)
{
    struct matrix copy = copy_of(x);
    struct points points;
    struct neighbour_options options = {.rank = rank, .scale = 1, .reach = reach};
    static double bandwidth[N], farthest[N], sorted[N];
    struct csr found;
    expect_good(
        points_from_matrix(&copy, &(struct points_options){METRIC_EUCLIDEAN, false, 0}, &points));
    expect_good(neighbours_find(&points, &options, NULL, bandwidth, farthest, &found));
    for (size_t i = 0; i < N; i++) {
        for (size_t j = 0; j < N; j++)
            sorted[j] = distance_of(x, i, j);
        qsort(sorted, N, sizeof *sorted, compare_numbers);
        assert_near(bandwidth[i], sorted[rank], 1e-9); /* sorted[0] is the row itself */
    }
    for (size_t i = 0, e = 0; i < N; i++)
        for (size_t j = 0; j < N; j++) {
            double distance = distance_of(x, i, j),
                   limit = reach * fmax(bandwidth[i], bandwidth[j]);
            bool is_found = e < found.start[i + 1] && found.col[e] == j;
            if (fabs(distance - limit) > 1e-9)
                assert_int_equal(is_found, distance < limit);
            e += is_found;
        }
    csr_free(&found);
    points_free(&points);
}

static void test_finds_what_all_pairs_show(void **state)
{
    (void)state;
    struct matrix x = clusters();
    check(&x, 5, 1.2);
    check(&x, 5, 30);  /* reaches a little into the next cluster */
    check(&x, 260, 1); /* more than a cluster has */
    for (size_t e = 0; e < N * 2; e++)
        x.a[e] /= 256; /* squares of distances below 1 are less than these */
    check(&x, 5, 1.2);
    check(&x, 5, 300); /* far into it */
    matrix_free(&x);
}

/* ---- rows that are not in memory ---- */

/* The first rows of a matrix, as floats or doubles; fails at the reading `broken`. */
struct shelf {
    struct matrix x;
    bool single;
    size_t readings, broken;
};

static struct error *read_shelf(const void *from, size_t first, size_t count, void *rows)
{
    struct shelf *s = *(struct shelf *const *)from;
    if (++s->readings == s->broken)
        return error_new("the shelf is broken");
    for (size_t e = 0; e < count * s->x.cols; e++)
        if (s->single)
            ((float *)rows)[e] = (float)s->x.a[first * s->x.cols + e];
        else
            ((double *)rows)[e] = s->x.a[first * s->x.cols + e];
    return NULL;
}

static struct row_source source_of(struct shelf *const *shelf)
{
    return (struct row_source){.rows = (*shelf)->x.rows,
                               .cols = (*shelf)->x.cols,
                               .single = (*shelf)->single,
                               .read = read_shelf,
                               .from = shelf};
}

/* Walks of 50 rows that floats hold, a few of them far away, 300 duplicates of a row, and near the
 * end some of the first rows again. */
static struct matrix walks(size_t rows, size_t cols)
{
    struct matrix x = random_matrix(rows, cols, 11);
    for (size_t i = 0; i < rows; i++)
        for (size_t k = 0; k < cols; k++) {
            double before = i % 50 ? x.a[(i - 1) * cols + k] : 9.0 * (double)(i / 400);
            x.a[i * cols + k] = (double)(float)(before + x.a[i * cols + k] / 8);
        }
    for (size_t i = 100; i < 400 && i < rows; i++)
        memcpy(x.a + i * cols, x.a + 99 * cols, cols * sizeof *x.a);
    for (size_t i = 0; i < 9 && rows > 500; i++)
        memcpy(x.a + (rows - 30 + i) * cols, x.a + i * cols, cols * sizeof *x.a);
    return x;
}

enum { MOST = 2600 };

struct found {
    double bandwidth[MOST], farthest[MOST];
    struct csr distances;
};

static void expect_equal(const struct found *a, const struct found *b, size_t n)
{
    size_t count = a->distances.nonzeros;
    assert_memory_equal(a->bandwidth, b->bandwidth, n * sizeof *a->bandwidth);
    assert_memory_equal(a->farthest, b->farthest, n * sizeof *a->farthest);
    assert_int_equal(count, b->distances.nonzeros);
    assert_memory_equal(a->distances.start, b->distances.start, n * sizeof(size_t));
    assert_memory_equal(a->distances.col, b->distances.col, count * sizeof(size_t));
    assert_memory_equal(a->distances.value, b->distances.value, count * sizeof(double));
}

/* What a search finds among rows of which it holds so many at once; 0: all are in memory. */
static void find(const struct matrix *x, const struct points_options *options, bool single,
                 const struct neighbour_options *o, size_t most, struct found *found)
{
    struct matrix copy = copy_of(x);
    struct shelf shelf = {copy_of(x), single, 0, 0}, *at = &shelf;
    const struct row_source source = source_of(&at);
    struct points points;
    if (most > 0)
        expect_good(points_source_make(&source, options, most, &points));
    else
        expect_good(points_from_matrix(&copy, options, &points));
    expect_good(
        neighbours_find(&points, o, NULL, found->bandwidth, found->farthest, &found->distances));
    points_free(&points);
    matrix_free(&shelf.x);
    if (most > 0)
        matrix_free(&copy);
}

static void check_blocks(const struct matrix *x, const struct points_options *options,
                         const struct neighbour_options *o, const size_t *mosts, size_t count)
{
    static struct found here, there;
    find(x, options, false, o, 0, &here);
    for (size_t i = 0; i < count; i++) {
        find(x, options, i % 2 == 0, o, mosts[i], &there);
        expect_equal(&here, &there, x->rows);
        csr_free(&there.distances);
    }
    csr_free(&here.distances);
}

static const struct neighbour_options looks[] = {
    {.rank = 5, .scale = 1, .reach = 1.2},
    {.rank = 12, .scale = 0.7, .reach = 3},
    {.rank = 3, .scale = 1, .reach = INFINITY, .most = 9},
    {.fixed = 0.3, .scale = 1, .reach = 1.5},
    {.rank = 5, .scale = 1, .reach = 40}, /* so far that lists are given up */
};

static void test_rows_by_blocks_give_the_same(void **state)
{
    (void)state;
    enum { ROWS = 900 };
    struct matrix x = walks(ROWS, 5);
    const size_t mosts[] = {1, 512, 700, 800, ROWS - 1, ROWS, 9 * ROWS};
    const struct points_options plain = {.metric = METRIC_EUCLIDEAN};
    for (size_t i = 0; i < sizeof looks / sizeof *looks; i++)
        check_blocks(&x, &plain, &looks[i], mosts, sizeof mosts / sizeof *mosts);
    matrix_free(&x);
}

static void test_of_each_metric(void **state)
{
    (void)state;
    struct matrix x = walks(1100, 5);
    const size_t most = 600;
    for (size_t j = 0; j < 5; j++)
        x.a[77 * 5 + j] = 0; /* a row without direction */
    for (size_t m = METRIC_EUCLIDEAN; m <= METRIC_CORRELATION; m++)
        for (int center = 0; center < 2; center++)
            check_blocks(&x, &(struct points_options){(enum metric)m, center, 0}, &looks[m], &most,
                         1);
    matrix_free(&x);
}

static void test_of_few_rows(void **state)
{
    (void)state;
    const size_t rows[] = {7, 255, 256, 257, 512, 513, 769}, most = 512;
    const struct points_options plain = {.metric = METRIC_EUCLIDEAN};
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        struct matrix x = walks(rows[r], 3);
        check_blocks(&x, &plain, &looks[0], &most, 1);
        matrix_free(&x);
    }
}

/* Where there is room for them several pass at once: here two, beside six that are held. */
static void test_of_blocks_that_pass_together(void **state)
{
    (void)state;
    struct matrix x = walks(MOST, 3);
    const size_t most = 8 * NEIGHBOURS_BLOCK + 1;
    for (size_t e = 0; e < MOST * 3; e++) /* no block is far */
        x.a[e] = (double)(float)(x.a[e] / 64);
    check_blocks(&x, &(struct points_options){.metric = METRIC_EUCLIDEAN}, &looks[0], &most, 1);
    matrix_free(&x);
}

/* Blocks of rows that are surely too far are not read: of walks that lie apart, few are. */
static void test_far_blocks_are_not_read(void **state)
{
    (void)state;
    static struct found found;
    const struct points_options plain = {.metric = METRIC_EUCLIDEAN};
    struct shelf shelf = {clusters(), false, 0, 0}, *at = &shelf;
    const struct row_source source = source_of(&at);
    struct points points;
    expect_good(points_source_make(&source, &plain, 512, &points));
    shelf.readings = 0;
    expect_good(neighbours_find(&points, &looks[0], NULL, found.bandwidth, found.farthest,
                                &found.distances));
    assert_in_range(shelf.readings, 6, 14); /* of 6 blocks that are held, 15 that could pass */
    csr_free(&found.distances);
    points_free(&points);
    matrix_free(&shelf.x);
}

static void test_a_source_that_breaks_is_an_error(void **state)
{
    (void)state;
    static struct found found;
    const struct points_options plain = {.metric = METRIC_EUCLIDEAN};
    struct shelf shelf = {walks(N, 3), true, 0, 0}, *at = &shelf;
    const struct row_source source = source_of(&at);
    struct points points;
    expect_good(points_source_make(&source, &plain, 512, &points));
    for (shelf.broken = 1; shelf.broken < 8; shelf.broken++) {
        shelf.readings = 0;
        expect_error(neighbours_find(&points, &looks[0], NULL, found.bandwidth, found.farthest,
                                     &found.distances),
                     "broken");
        assert_null(found.distances.value);
    }
    points_free(&points);
    matrix_free(&shelf.x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_finds_what_all_pairs_show),
        cmocka_unit_test(test_rows_by_blocks_give_the_same),
        cmocka_unit_test(test_of_each_metric),
        cmocka_unit_test(test_of_few_rows),
        cmocka_unit_test(test_of_blocks_that_pass_together),
        cmocka_unit_test(test_far_blocks_are_not_read),
        cmocka_unit_test(test_a_source_that_breaks_is_an_error),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
