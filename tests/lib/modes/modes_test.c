#include "modes/modes.h"

#include "modes/walk.h"
#include "numbers.h"

#include <lapacke.h>

static const double pi = 3.14159265358979323846;

/* ---- helpers ---- */

struct graph {
    struct csr k;
    double *root;
    struct walk walk;
};

static struct graph graph_of(struct matrix *k)
{
    struct graph g = {0};
    expect_good(csr_from_dense(&g.k, k));
    g.root = calloc(k->rows, sizeof *g.root);
    for (size_t i = 0; i < k->rows; i++)
        g.root[i] = sqrt(matrix_row_sum(k, i));
    matrix_free(k);
    return g;
}

/* A path with a loop at each row, and a second one at both ends: every degree is 3, S's eigenvalues
 * are (1 + 2 cos(q pi / n)) / 3, and its eigenvectors cos(q pi (i + 1/2) / n). */
static struct graph path(size_t n)
{
    struct graph g = {0};
    expect_good(csr_new(&g.k, n, n, 3 * n));
    g.root = calloc(n, sizeof *g.root);
    size_t entry = 0;
    for (size_t i = 0; i < n; i++) {
        for (size_t j = i ? i - 1 : 0; j <= i + 1 && j < n; j++) {
            g.k.col[entry] = j;
            g.k.value[entry++] = j == i && (i == 0 || i + 1 == n) ? 2 : 1;
        }
        g.k.start[i + 1] = entry;
        g.root[i] = sqrt(3);
    }
    g.k.nonzeros = entry;
    return g;
}

static double path_gap(size_t n, size_t q)
{
    double half = sin((double)q * pi / (2 * (double)n));
    return 4 * half * half / 3;
}

/* Each row has `near` random neighbours, and the row before it. */
static struct graph random_graph(size_t n, size_t near, double loop, uint64_t seed)
{
    struct matrix k = zeros(n, n);
    for (size_t i = 0; i < n; i++) {
        k.a[i * n + i] = loop;
        for (size_t e = 0; i > 0 && e <= near; e++) {
            size_t j = e ? (size_t)(fabs(random_number(&seed)) * (double)i) : i - 1;
            k.a[i * n + j] = k.a[j * n + i] = 0.1 + fabs(random_number(&seed));
        }
    }
    return graph_of(&k);
}

/* `arms` chains of `length` rows whose first rows are neighbours of row 0. */
static struct graph star(size_t arms, size_t length)
{
    struct matrix k = zeros(arms * length + 1, arms * length + 1);
    k.a[0] = 1;
    for (size_t i = 1; i < k.rows; i++) {
        size_t back = (i - 1) % length ? i - 1 : 0;
        k.a[i * k.rows + i] = k.a[i * k.rows + back] = k.a[back * k.rows + i] = 1;
    }
    return graph_of(&k);
}

static struct modes modes_of(struct graph *g, double time)
{
    struct modes m;
    const struct modes_goal goal = {time, 1};
    g->walk = (struct walk){&g->k, g->root};
    expect_good(modes_find(&g->walk, &goal, &m));
    return m;
}

static void graph_free(struct graph *g)
{
    csr_free(&g->k);
    free(g->root);
}

static int descending_size(const void *a, const void *b)
{
    double x = fabs(*(const double *)a), y = fabs(*(const double *)b);
    return (x < y) - (x > y);
}

/* S's eigenvalues by LAPACK, by size, without the first. */
static double *dense_values(const struct graph *g)
{
    size_t n = g->k.rows;
    struct matrix s;
    double *value = calloc(n, sizeof *value);
    expect_good(csr_to_dense(&g->k, &s));
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            s.a[i * n + j] /= g->root[i] * g->root[j];
    assert_int_equal(
        LAPACKE_dsyevd(LAPACK_ROW_MAJOR, 'N', 'L', (lapack_int)n, s.a, (lapack_int)n, value), 0);
    qsort(value, n, sizeof *value, descending_size);
    memmove(value, value + 1, (n - 1) * sizeof *value);
    matrix_free(&s);
    return value;
}

/* Exactly those with |lambda|^t above the floor, each with its sign. LAPACK knows lambda to some
 * 1e-14. */
static void assert_all_found(struct graph *g, double time)
{
    struct modes m = modes_of(g, time);
    double *expected = dense_values(g), t = time > 0 ? time : modes_relaxation(&m);
    size_t wanted = 1; /* the first always */
    assert_true(m.complete);
    while (wanted + 1 < g->k.rows && pow(fabs(expected[wanted]), t) > MODES_FLOOR)
        wanted++;
    assert_int_equal(m.count, wanted);
    for (size_t k = 0; k < m.count; k++) {
        assert_near(modes_decay(m.gap[k], t), pow(fabs(expected[k]), t), 1e-12 + 1e-14 * t);
        assert_int_equal(m.negative[k], expected[k] < 0);
    }
    free(expected);
    modes_free(&m);
}

/* Each vector counts as much as it does in P^t: one that has nearly decayed need not be exact. */
static void assert_orthonormal(const struct graph *g, const struct modes *m, double t,
                               double tolerance)
{
    for (size_t a = 0; a < m->count; a++) {
        double rest = 0, length = 0;
        for (size_t i = 0; i < g->k.rows; i++) {
            rest += g->root[i] * m->vector.a[i * m->count + a];
            length += g->root[i] * g->root[i];
        }
        assert_near(rest / sqrt(length), 0, tolerance);
        for (size_t b = 0; b <= a; b++) {
            double product = 0;
            for (size_t i = 0; i < g->k.rows; i++)
                product += m->vector.a[i * m->count + a] * m->vector.a[i * m->count + b];
            double weight = sqrt(modes_decay(m->gap[a], t) * modes_decay(m->gap[b], t));
            assert_near(weight * (product - (a == b)), 0, tolerance);
        }
    }
}

/* ---- chains ---- */

static void test_path(void **state)
{
    (void)state;
    static const size_t rows[] = {100, 3000, 50000};
    for (size_t r = 0; r < 3; r++) {
        size_t n = rows[r];
        struct graph g = path(n);
        struct modes m = modes_of(&g, 0);
        assert_int_equal(m.count, 5); /* exp(-36) is below the floor, exp(-25) above it */
        for (size_t k = 0; k < m.count; k++)
            assert_near(m.gap[k] / path_gap(n, k + 1), 1, 1e-12);
        assert_near(modes_relaxation(&m), round(1 / path_gap(n, 1)), 1e-3);
        assert_orthonormal(&g, &m, 0, 1e-13);
        modes_free(&m);
        graph_free(&g);
    }
}

/* The first mode of 50,000 rows, whose gap is 1.3e-9, to rounding. */
static void test_path_vector(void **state)
{
    (void)state;
    enum { ROWS = 50000 };
    struct graph g = path(ROWS);
    struct modes m = modes_of(&g, 0);
    double sign = m.vector.a[0] > 0 ? 1 : -1;
    for (size_t i = 0; i < ROWS; i++)
        assert_near(sign * m.vector.a[i * m.count] * sqrt(ROWS / 2.),
                    cos(pi * ((double)i + 0.5) / ROWS), 1e-12);
    modes_free(&m);
    graph_free(&g);
}

/* Of 12 arms 11 modes are equal. */
static void test_equal_modes(void **state)
{
    (void)state;
    struct graph g = star(12, 60);
    assert_all_found(&g, 0);
    struct modes m = modes_of(&g, 0);
    assert_true(m.count > 30);
    for (size_t k = 1; k < 11; k++)
        assert_near(m.gap[k] / m.gap[0], 1, 1e-10);
    assert_orthonormal(&g, &m, 0, 1e-12);
    modes_free(&m);
    graph_free(&g);
}

/* Two cliques joined by 1e-20, of which I - S holds nothing beside its diagonal's 1. For the
 * indicator of one of them the quotient is 2e-20 / 6, so nearly is the gap. */
static void test_weak_link(void **state)
{
    (void)state;
    struct matrix k = zeros(6, 6);
    for (size_t i = 0; i < 6; i++)
        for (size_t j = 0; j < 6; j++)
            k.a[i * 6 + j] = i / 3 == j / 3 ? 1 : 0;
    k.a[2 * 6 + 3] = k.a[3 * 6 + 2] = 1e-20;
    struct graph g = graph_of(&k);
    struct modes m = modes_of(&g, 0);
    assert_near(m.gap[0] * 9 / 2e-20, 1, 1e-9);
    modes_free(&m);
    graph_free(&g);
}

/* ---- other graphs ---- */

static void test_random_graphs(void **state)
{
    (void)state;
    struct graph wide = random_graph(900, 3, 1, 1), full = random_graph(700, 600, 1, 2),
                 small = random_graph(60, 2, 1, 3);
    assert_all_found(&wide, 100); /* by damping */
    assert_all_found(&full, 0);
    assert_all_found(&full, 3);
    assert_all_found(&small, 0);
    assert_all_found(&small, 1);
    graph_free(&wide);
    graph_free(&full);
    graph_free(&small);
}

/* Without loops modes are negative too, and a path alternates between its halves. */
static void test_negative(void **state)
{
    (void)state;
    struct graph g = random_graph(900, 2, 0, 4);
    assert_all_found(&g, 100);
    struct modes m = modes_of(&g, 100);
    size_t negative = 0;
    for (size_t k = 0; k < m.count; k++)
        negative += m.negative[k];
    assert_true(negative > 0 && negative < m.count);
    assert_orthonormal(&g, &m, 100, 1e-12);
    modes_free(&m);
    graph_free(&g);

    struct matrix k = zeros(5, 5);
    for (size_t i = 0; i + 1 < 5; i++)
        k.a[i * 5 + i + 1] = k.a[(i + 1) * 5 + i] = 1;
    g = graph_of(&k);
    m = modes_of(&g, 0);
    assert_true(m.negative[0]);
    assert_near(m.gap[0], 0, 1e-28);
    modes_free(&m);
    graph_free(&g);
}

/* Of a large graph after few steps nearly all are left. */
static void test_too_many(void **state)
{
    (void)state;
    struct graph g = random_graph(900, 3, 1, 5);
    struct modes m = modes_of(&g, 3);
    double *expected = dense_values(&g);
    assert_false(m.complete);
    assert_int_equal(m.count, 1);
    assert_near(1 - m.gap[0], fabs(expected[0]), 1e-12);
    free(expected);
    modes_free(&m);
    graph_free(&g);
}

static void test_few_rows(void **state)
{
    (void)state;
    struct graph one = path(1), two;
    struct matrix k = zeros(2, 2);
    k.a[0] = k.a[3] = 3;
    k.a[1] = k.a[2] = 1;
    two = graph_of(&k);
    struct modes m = modes_of(&one, 0);
    assert_int_equal(m.count, 0);
    assert_near(modes_relaxation(&m), 1, 0);
    modes_free(&m);
    m = modes_of(&two, 0); /* S = (3 1; 1 3) / 4 */
    assert_int_equal(m.count, 1);
    assert_near(m.gap[0], 0.5, 1e-15);
    assert_near(modes_relaxation(&m), 2, 0);
    modes_free(&m);
    graph_free(&one);
    graph_free(&two);
}

static void test_decay(void **state)
{
    (void)state;
    assert_near(modes_decay(1e-20, 1e20), exp(-1), 1e-15);
    assert_near(modes_decay(0.5, 3), 0.125, 1e-16);
    assert_near(modes_decay(1, 1), 0, 0);
    assert_near(modes_decay(1 + 1e-16, 5), 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        {"the gaps of chains of up to 50,000 rows are those of theory, to 12 digits", test_path,
         NULL, NULL, NULL},
        {"so is a long chain's slowest mode", test_path_vector, NULL, NULL, NULL},
        {"equal modes are all found", test_equal_modes, NULL, NULL, NULL},
        {"a gap of 1e-21 has all of its digits", test_weak_link, NULL, NULL, NULL},
        {"the modes of random graphs are those of LAPACK", test_random_graphs, NULL, NULL, NULL},
        {"negative eigenvalues are found too, and -1 itself", test_negative, NULL, NULL, NULL},
        {"where too many are left, the first is known", test_too_many, NULL, NULL, NULL},
        {"one row has no mode, two have one", test_few_rows, NULL, NULL, NULL},
        {"the decay of small gaps is exact", test_decay, NULL, NULL, NULL},
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
