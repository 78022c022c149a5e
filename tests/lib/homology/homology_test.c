/* Graphs of neighbours, their persistent homology and merge trees, and distances of diagrams. */
#include "distance/knngraph.h"
#include "homology/bipartite.h"
#include "homology/diagram_distance.h"
#include "homology/persistence.h"
#include "numbers.h"

#include "homology/diagram.h"

/* ---- fixtures ---- */

/* Distances between points on a line. */
static struct matrix line(const double *x, size_t n)
{
    struct matrix d = zeros(n, n);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            d.a[i * n + j] = fabs(x[i] - x[j]);
    return d;
}

static struct filtration heights(const double *value, size_t n, bool superlevel)
{
    struct filtration f = {.superlevel = superlevel,
                           .count = n,
                           .row = calloc(n, sizeof *f.row),
                           .value = calloc(n, sizeof *f.value)};
    assert_non_null(f.row);
    assert_non_null(f.value);
    for (size_t i = 0; i < n; i++) {
        f.row[i] = i;
        f.value[i] = value[i];
    }
    return f;
}

static struct knngraph graph_of(const struct matrix *d, size_t k)
{
    struct knngraph g;
    size_t *row = calloc(d->rows, sizeof *row);
    for (size_t i = 0; i < d->rows; i++)
        row[i] = i;
    expect_good(knngraph_new(&g, d, row, d->rows, k));
    free(row);
    return g;
}

/* The homology of points at 0, 1, 2, ... on a line, each joined with the next. */
static struct persistence path(const double *value, size_t n, bool superlevel, struct filtration *f)
{
    struct persistence p;
    size_t start[32], neighbour[64];
    struct knngraph g = {.vertices = n, .edges = n - 1, .start = start, .neighbour = neighbour};
    assert_true(n < 32);
    for (size_t i = 0, e = 0; i <= n; i++) {
        start[i] = e;
        if (i > 0 && i < n)
            neighbour[e++] = i - 1;
        if (i + 1 < n)
            neighbour[e++] = i + 1;
    }
    *f = heights(value, n, superlevel);
    expect_good(persistence_new(&p, &g, f));
    return p;
}

static void expect_diagram(const struct matrix *diagram, const double (*expected)[DIAGRAM_COLUMNS],
                           size_t count)
{
    struct matrix m = matrix_of(count, DIAGRAM_COLUMNS, expected[0]);
    assert_all_near(diagram, &m, 0);
    matrix_free(&m);
}

/* ---- the graph ---- */

static void test_nearest(void **state)
{
    (void)state;
    const double x[] = {0, 1, 3, 10, 11.5};
    struct matrix d = line(x, 5);
    struct knngraph g = graph_of(&d, 1);
    /* 0-1 from both sides, 2 to 1, 3-4 from both sides. */
    const size_t start[] = {0, 1, 3, 4, 5, 6}, neighbour[] = {1, 0, 2, 1, 4, 3};
    assert_int_equal(g.edges, 3);
    assert_memory_equal(g.start, start, sizeof start);
    assert_memory_equal(g.neighbour, neighbour, sizeof neighbour);
    knngraph_free(&g);
    matrix_free(&d);
}

static void test_ties(void **state)
{
    (void)state;
    const double x[] = {5, 6, 4, 5, 5};
    struct matrix d = line(x, 5);
    struct knngraph g = graph_of(&d, 2);
    /* 0: 3 and 4, at 0. 3: 0 and 4. 4: 0 and 3. 1: of 0, 3, 4, all at 1, the first two. 2: too. */
    const size_t start[] = {0, 4, 6, 8, 12, 14};
    const size_t neighbour[] = {1, 2, 3, 4, 0, 3, 0, 3, 0, 1, 2, 4, 0, 3};
    assert_int_equal(g.edges, 7);
    assert_memory_equal(g.start, start, sizeof start);
    assert_memory_equal(g.neighbour, neighbour, sizeof neighbour);
    knngraph_free(&g);
    matrix_free(&d);
}

static void test_some_rows(void **state)
{
    (void)state;
    const double x[] = {0, 0.1, 1, 1.1, 5};
    const size_t row[] = {0, 2, 4}, neighbour[] = {1, 0, 2, 1};
    struct matrix d = line(x, 5);
    struct knngraph g;
    expect_good(knngraph_new(&g, &d, row, 3, 1));
    assert_int_equal(g.edges, 2);
    assert_memory_equal(g.neighbour, neighbour, sizeof neighbour);
    knngraph_free(&g);
    matrix_free(&d);
}

static void test_bad_distances(void **state)
{
    (void)state;
    const double x[] = {0, 1, 3};
    const size_t row[] = {0, 1, 2};
    struct knngraph g;
    struct matrix d = line(x, 3);
    expect_error(knngraph_new(&g, &d, row, 3, 3), "3 rows have no 3 nearest others");
    expect_error(knngraph_new(&g, &d, row, 2, 2), "2 rows have no 2 nearest others");
    d.a[1] = 2;
    expect_error(knngraph_new(&g, &d, row, 3, 1), "row 0, column 1: 2 is not symmetric");
    d.a[1] = d.a[3] = -1;
    expect_error(knngraph_new(&g, &d, row, 3, 1), "negative");
    d.a[1] = d.a[3] = NAN;
    expect_error(knngraph_new(&g, &d, row, 3, 1), "not a finite number");
    matrix_free(&d);
}

/* ---- homology ---- */

static const double hills[] = {3, 1, 4, 0, 5, 2, 6};

static void test_path(void **state)
{
    (void)state;
    struct filtration f;
    struct persistence p = path(hills, 7, false, &f);
    /* The minima 0, 1, 2 in rows 3, 1, 5. Row 2, at 4, becomes a part of the basin of 0 first, and
     * then joins that of 1 to it; row 4, at 5, joins that of 2. */
    const double expected[][DIAGRAM_COLUMNS] = {
        {0, 0, 6, 3, -1, -1, 1}, {0, 1, 4, 1, 2, 1, 0}, {0, 2, 5, 5, 4, 5, 0}};
    expect_diagram(&p.diagram, expected, 3);
    assert_int_equal(p.components, 1);
    persistence_free(&p);
    filtration_free(&f);
}

static void test_superlevel(void **state)
{
    (void)state;
    struct filtration f;
    struct persistence p = path(hills, 7, true, &f);
    const double expected[][DIAGRAM_COLUMNS] = {{0, 6, 0, 6, -1, -1, 1},
                                                {0, 5, 2, 4, 5, 4, 0},
                                                {0, 4, 0, 2, 3, 2, 0},
                                                {0, 3, 1, 0, 1, 0, 0}};
    expect_diagram(&p.diagram, expected, 4);
    persistence_free(&p);
    filtration_free(&f);
}

static void test_cycle(void **state)
{
    (void)state;
    /* A square 0-1-3-2: with the last edge of 3 it is closed. */
    size_t start[] = {0, 2, 4, 6, 8}, neighbour[] = {1, 2, 0, 3, 0, 3, 1, 2};
    const double value[] = {0, 1, 2, 3};
    struct knngraph g = {4, 4, start, neighbour};
    struct filtration f = heights(value, 4, false);
    struct persistence p;
    expect_good(persistence_new(&p, &g, &f));
    const double up[][DIAGRAM_COLUMNS] = {{0, 0, 3, 0, -1, -1, 1}, {1, 3, 3, 3, -1, -1, 1}};
    expect_diagram(&p.diagram, up, 2);
    persistence_free(&p);
    f.superlevel = true;
    expect_good(persistence_new(&p, &g, &f));
    const double down[][DIAGRAM_COLUMNS] = {{0, 3, 0, 3, -1, -1, 1}, {1, 0, 0, 0, -1, -1, 1}};
    expect_diagram(&p.diagram, down, 2);
    persistence_free(&p);
    filtration_free(&f);
}

static void test_components(void **state)
{
    (void)state;
    size_t start[] = {0, 1, 2, 3, 4}, neighbour[] = {1, 0, 3, 2};
    const double value[] = {2, 1, 5, 7};
    struct knngraph g = {4, 2, start, neighbour};
    struct filtration f = heights(value, 4, false);
    struct persistence p;
    expect_good(persistence_new(&p, &g, &f));
    const double expected[][DIAGRAM_COLUMNS] = {{0, 1, 7, 1, -1, -1, 1}, {0, 5, 7, 2, -1, -1, 1}};
    expect_diagram(&p.diagram, expected, 2);
    assert_int_equal(p.components, 2);
    assert_int_equal(p.tree.count, 2);
    assert_int_equal(p.tree.node[0].parent, MERGETREE_NONE);
    assert_int_equal(p.tree.node[1].parent, MERGETREE_NONE);
    assert_near(mergetree_smad(&p.tree), 0, 0);
    persistence_free(&p);
    filtration_free(&f);
}

/* ---- the tree ---- */

struct node {
    size_t parent, place, size;
    bool saddle;
};

static void expect_tree(const struct mergetree *tree, const struct node *expected, size_t count)
{
    assert_int_equal(tree->count, count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(tree->node[i].parent, expected[i].parent);
        assert_int_equal(tree->node[i].place, expected[i].place);
        assert_int_equal(tree->node[i].size, expected[i].size);
        assert_int_equal(tree->node[i].saddle, expected[i].saddle);
    }
}

static void test_tree(void **state)
{
    (void)state;
    struct filtration f;
    struct persistence p = path(hills, 7, false, &f);
    /* As values are 0 .. 6, places are values. Below 4: rows 0, 1 and row 3. Below 5: rows 0 .. 3
     * and row 5. */
    const struct node expected[] = {{3, 0, 1, false},
                                    {3, 1, 2, false},
                                    {4, 2, 1, false},
                                    {4, 4, 4, true},
                                    {MERGETREE_NONE, 5, 7, true}};
    expect_tree(&p.tree, expected, 5);
    assert_near(mergetree_smad(&p.tree), (4 + 3 + 3) / 3.0, 1e-15);
    persistence_free(&p);
    filtration_free(&f);
}

static void test_level_saddles(void **state)
{
    (void)state;
    /* Four basins that meet at height 5, at rows 1, 3, 5, in whichever order: one saddle. */
    const double value[] = {0, 5, 1, 5, 2, 5, 3, 4};
    struct filtration f;
    struct persistence p = path(value, 8, false, &f);
    const struct node expected[] = {{4, 0, 1, false},
                                    {4, 1, 1, false},
                                    {4, 2, 1, false},
                                    {4, 3, 2, false},
                                    {MERGETREE_NONE, 5, 8, true}};
    expect_tree(&p.tree, expected, 5);
    assert_near(mergetree_smad(&p.tree), (5 + 4 + 3 + 2) / 4.0, 1e-15);
    persistence_free(&p);
    filtration_free(&f);
}

static void test_plateau(void **state)
{
    (void)state;
    const double value[] = {2, 2, 2, 2};
    struct filtration f;
    struct persistence p = path(value, 4, false, &f);
    const double expected[][DIAGRAM_COLUMNS] = {{0, 2, 2, 0, -1, -1, 1}};
    const struct node leaf[] = {{MERGETREE_NONE, 0, 4, false}};
    expect_diagram(&p.diagram, expected, 1);
    expect_tree(&p.tree, leaf, 1);
    persistence_free(&p);
    filtration_free(&f);
}

static int compare_doubles(const void *a, const void *b)
{
    double p = *(const double *)a, q = *(const double *)b;
    return (p > q) - (p < q);
}

/* For each node its kind, height, size and its parent's height, as one number: sorted. */
static void tell_tree(const struct mergetree *tree, double *number)
{
    for (size_t i = 0; i < tree->count; i++) {
        const struct merge_node *node = &tree->node[i];
        double parent =
            node->parent == MERGETREE_NONE ? 99 : tree->height[tree->node[node->parent].place];
        number[i] = tree->height[node->place] + 100 * parent + 1e4 * (double)node->size +
                    1e6 * node->saddle;
    }
    qsort(number, tree->count, sizeof *number, compare_doubles);
}

static void tell_diagram(const struct matrix *diagram, double *number)
{
    for (size_t i = 0; i < diagram->rows; i++)
        number[i] = diagram_at(diagram, i, DIAGRAM_BIRTH) +
                    100 * diagram_at(diagram, i, DIAGRAM_DEATH) +
                    1e4 * diagram_at(diagram, i, DIAGRAM_DIMENSION);
    qsort(number, diagram->rows, sizeof *number, compare_doubles);
}

/* The homology of n random points whose row i is `order`'s element i; heights are whole numbers, so
 * that there are many ties, but distances have none. */
static struct persistence shuffled(size_t n, const size_t *order, uint64_t seed)
{
    double x[64], value[64], y[64];
    uint64_t random = seed;
    for (size_t i = 0; i < n; i++) {
        x[i] = random_number(&random);
        value[i] = floor(5 * random_number(&random));
    }
    for (size_t i = 0; i < n; i++)
        y[i] = x[order[i]];
    struct matrix d = line(y, n);
    struct knngraph g = graph_of(&d, 2);
    for (size_t i = 0; i < n; i++)
        y[i] = value[order[i]];
    struct filtration f = heights(y, n, seed % 2);
    struct persistence p;
    expect_good(persistence_new(&p, &g, &f));
    knngraph_free(&g);
    filtration_free(&f);
    matrix_free(&d);
    return p;
}

static void test_permutation(void **state)
{
    (void)state;
    enum { N = 60 };
    size_t same[N], other[N];
    for (size_t i = 0; i < N; i++) {
        same[i] = i;
        other[i] = (i * 7 + 3) % N;
    }
    for (uint64_t seed = 1; seed <= 40; seed++) {
        double a[4 * N] = {0}, b[4 * N] = {0};
        struct persistence p = shuffled(N, same, seed), q = shuffled(N, other, seed);
        assert_int_equal(p.diagram.rows, q.diagram.rows);
        tell_diagram(&p.diagram, a);
        tell_diagram(&q.diagram, b);
        assert_memory_equal(a, b, p.diagram.rows * sizeof *a);
        assert_int_equal(p.tree.count, q.tree.count);
        tell_tree(&p.tree, a);
        tell_tree(&q.tree, b);
        assert_memory_equal(a, b, p.tree.count * sizeof *a);
        persistence_free(&p);
        persistence_free(&q);
    }
}

/* ---- diagrams ---- */

static void test_summary(void **state)
{
    (void)state;
    const double points[] = {0, 1, 4, 0, 1,  2,  0, 0, 2, 6, 0, -1, -1, 1,
                             1, 5, 5, 0, -1, -1, 1, 0, 3, 3, 0, -1, -1, 1};
    struct matrix m = matrix_of(4, DIAGRAM_COLUMNS, points);
    struct diagram_summary s = diagram_summarise(&m, 0);
    assert_int_equal(s.points, 3);
    assert_int_equal(s.essential, 2);
    assert_near(s.total, 7, 0);
    assert_near(s.norm_2, 5, 1e-15);
    assert_near(s.norm_inf, 4, 0);
    assert_near(s.entropy, -(3 / 7.0 * log(3 / 7.0) + 4 / 7.0 * log(4 / 7.0)), 1e-15);
    s = diagram_summarise(&m, 1);
    assert_int_equal(s.points, 1);
    assert_near(s.total, 0, 0);
    assert_near(s.entropy, 0, 0);
    expect_good(diagram_check(&m, false));
    expect_error(diagram_check(&m, true), "point 0 (counted from 0): its death is above its birth");
    m.a[0] = 2;
    expect_error(diagram_check(&m, false), "its dimension is neither 0 nor 1");
    m.a[0] = 0;
    m.a[8] = NAN;
    expect_error(diagram_check(&m, false), "point 1 (counted from 0): its birth or death");
    m.a[8] = 7;
    expect_error(diagram_check(&m, false), "its death is below its birth");
    m.a[8] = 2;
    m.a[6] = 0.5;
    expect_error(diagram_check(&m, false), "whether it is essential");
    m.cols = 4;
    expect_error(diagram_check(&m, false), "has 4 columns, expected 7");
    matrix_free(&m);
}

/* Births in [0, 1], and persistences in [0, 1]. */
static struct matrix random_diagram(size_t points, uint64_t *seed)
{
    struct matrix m = zeros(points, DIAGRAM_COLUMNS);
    for (size_t i = 0; i < points; i++) {
        double *row = m.a + i * DIAGRAM_COLUMNS;
        row[DIAGRAM_BIRTH] = fabs(random_number(seed));
        row[DIAGRAM_DEATH] = row[DIAGRAM_BIRTH] + fabs(random_number(seed));
    }
    return m;
}

static struct diagram_distance distance_of(const struct matrix *a, const struct matrix *b)
{
    struct diagram_distance d;
    expect_good(diagram_distances(a, b, 0, NULL, &d));
    return d;
}

static double pair_cost(const struct matrix *a, size_t i, const struct matrix *b, size_t j)
{
    return fmax(fabs(diagram_at(a, i, DIAGRAM_BIRTH) - diagram_at(b, j, DIAGRAM_BIRTH)),
                fabs(diagram_at(a, i, DIAGRAM_DEATH) - diagram_at(b, j, DIAGRAM_DEATH)));
}

static double lone_cost(const struct matrix *m, size_t i)
{
    return (diagram_at(m, i, DIAGRAM_DEATH) - diagram_at(m, i, DIAGRAM_BIRTH)) / 2;
}

/* All matchings, one after the other: a's points from i on, with those of b that `used` has not.
 * `paid` has the largest cost, the sum and the sum of squares so far. */
struct paid {
    double largest, sum, squares;
};

static struct paid add_cost(struct paid paid, double cost)
{
    return (struct paid){fmax(paid.largest, cost), paid.sum + cost, paid.squares + cost * cost};
}

static void try_all(const struct matrix *a, size_t i, const struct matrix *b, unsigned used,
                    struct paid paid, struct paid *least)
{
    if (i < a->rows) {
        try_all(a, i + 1, b, used, add_cost(paid, lone_cost(a, i)), least);
        for (size_t j = 0; j < b->rows; j++)
            if (!(used >> j & 1))
                try_all(a, i + 1, b, used | 1u << j, add_cost(paid, pair_cost(a, i, b, j)), least);
        return;
    }
    for (size_t j = 0; j < b->rows; j++)
        if (!(used >> j & 1))
            paid = add_cost(paid, lone_cost(b, j));
    least->largest = fmin(least->largest, paid.largest);
    least->sum = fmin(least->sum, paid.sum);
    least->squares = fmin(least->squares, paid.squares);
}

static void test_all_matchings(void **state)
{
    (void)state;
    uint64_t seed = 5;
    for (size_t trial = 0; trial < 300; trial++) {
        struct matrix a = random_diagram(trial % 6, &seed),
                      b = random_diagram(trial / 6 % 6, &seed);
        if (trial % 3 == 0) /* of one death each: the other algorithm */
            for (size_t i = 0; i < 6; i++) {
                if (i < a.rows)
                    a.a[i * DIAGRAM_COLUMNS + DIAGRAM_DEATH] = 1.1;
                if (i < b.rows)
                    b.a[i * DIAGRAM_COLUMNS + DIAGRAM_DEATH] = 1.2;
            }
        struct paid least = {INFINITY, INFINITY, INFINITY};
        try_all(&a, 0, &b, 0, (struct paid){0}, &least);
        struct diagram_distance d = distance_of(&a, &b);
        assert_near(d.bottleneck, least.largest, 0);
        assert_near(d.wasserstein_1, least.sum, 1e-14);
        assert_near(d.wasserstein_2, sqrt(least.squares), 1e-14);
        matrix_free(&a);
        matrix_free(&b);
    }
}

/* A point that both have, far from all others, costs nothing, but then not all have one death. */
static void test_two_ways(void **state)
{
    (void)state;
    enum { N = 80 };
    uint64_t seed = 9;
    struct matrix a = random_diagram(N, &seed), b = random_diagram(N - 7, &seed);
    for (size_t i = 0; i < a.rows; i++)
        a.a[i * DIAGRAM_COLUMNS + DIAGRAM_DEATH] = 1.25;
    for (size_t i = 0; i < b.rows; i++)
        b.a[i * DIAGRAM_COLUMNS + DIAGRAM_DEATH] = 1.5;
    struct matrix more_a = zeros(a.rows + 1, a.cols), more_b = zeros(b.rows + 1, b.cols);
    memcpy(more_a.a, a.a, a.rows * a.cols * sizeof *a.a);
    memcpy(more_b.a, b.a, b.rows * b.cols * sizeof *b.a);
    more_a.a[a.rows * a.cols + DIAGRAM_DEATH] = more_b.a[b.rows * b.cols + DIAGRAM_DEATH] = 100;
    struct diagram_distance level = distance_of(&a, &b), any = distance_of(&more_a, &more_b);
    assert_near(level.bottleneck, any.bottleneck, 0);
    assert_near(level.wasserstein_1, any.wasserstein_1, 1e-12);
    assert_near(level.wasserstein_2, any.wasserstein_2, 1e-12);
    matrix_free(&a);
    matrix_free(&b);
    matrix_free(&more_a);
    matrix_free(&more_b);
}

static void test_metric(void **state)
{
    (void)state;
    uint64_t seed = 17;
    for (size_t trial = 0; trial < 20; trial++) {
        struct matrix a = random_diagram(30, &seed), b = random_diagram(17 + trial, &seed),
                      c = random_diagram(25, &seed);
        struct diagram_distance ab = distance_of(&a, &b), ba = distance_of(&b, &a),
                                bc = distance_of(&b, &c), ac = distance_of(&a, &c),
                                aa = distance_of(&a, &a);
        assert_near(ab.bottleneck, ba.bottleneck, 0);
        assert_near(ab.wasserstein_1, ba.wasserstein_1, 1e-13);
        assert_near(ab.wasserstein_2, ba.wasserstein_2, 1e-13);
        assert_near(aa.bottleneck + aa.wasserstein_1 + aa.wasserstein_2, 0, 0);
        assert_true(ac.bottleneck <= ab.bottleneck + bc.bottleneck);
        assert_true(ac.wasserstein_1 <= ab.wasserstein_1 + bc.wasserstein_1 + 1e-13);
        assert_true(ac.wasserstein_2 <= ab.wasserstein_2 + bc.wasserstein_2 + 1e-13);
        assert_true(ab.bottleneck <= ab.wasserstein_2 && ab.wasserstein_2 <= ab.wasserstein_1);
        matrix_free(&a);
        matrix_free(&b);
        matrix_free(&c);
    }
}

static void test_empty(void **state)
{
    (void)state;
    const double point[] = {0, 1, 4, 0, -1, -1, 1};
    struct matrix none = zeros(0, DIAGRAM_COLUMNS), one = matrix_of(1, DIAGRAM_COLUMNS, point);
    struct diagram_distance d = distance_of(&none, &none);
    assert_near(d.bottleneck + d.wasserstein_1 + d.wasserstein_2, 0, 0);
    d = distance_of(&none, &one);
    assert_near(d.bottleneck, 1.5, 0);
    assert_near(d.wasserstein_1, 1.5, 0);
    assert_near(d.wasserstein_2, 1.5, 0);
    d = distance_of(&one, &none);
    assert_near(d.bottleneck, 1.5, 0);
    matrix_free(&none);
    matrix_free(&one);
}

/* ---- matchings ---- */

static bool covers_by_trying(const struct bipartite *g, size_t i, unsigned used)
{
    if (i == g->left)
        return true;
    for (size_t j = 0; j < g->right; j++)
        if ((bipartite_row(g, i)[0] >> j & 1) && !(used >> j & 1) &&
            covers_by_trying(g, i + 1, used | 1u << j))
            return true;
    return false;
}

static void test_matching(void **state)
{
    (void)state;
    uint64_t seed = 3;
    size_t covered = 0;
    for (size_t trial = 0; trial < 400; trial++) {
        struct bipartite g;
        bool covers;
        expect_good(bipartite_new(&g, trial % 9, 8));
        for (size_t i = 0; i < g.left; i++)
            for (size_t j = 0; j < g.right; j++)
                if (random_number(&seed) > 0.45)
                    bipartite_row(&g, i)[0] |= (uint64_t)1 << j;
        expect_good(bipartite_covers_left(&g, &covers));
        assert_int_equal(covers, covers_by_trying(&g, 0, 0));
        covered += covers;
        bipartite_free(&g);
    }
    assert_in_range(covered, 100, 300); /* both kinds were there */
}

/* Left i has edges to i and i + 1: only the way along all of them covers the last. */
static void test_long_way(void **state)
{
    (void)state;
    enum { N = 700 };
    struct bipartite g;
    bool covers;
    expect_good(bipartite_new(&g, N, N));
    for (size_t i = 0; i < N; i++)
        for (size_t j = i ? i - 1 : 0; j <= i && j + 1 < N; j++)
            bipartite_row(&g, N - 1 - i)[j / 64] |= (uint64_t)1 << j % 64;
    expect_good(bipartite_covers_left(&g, &covers));
    assert_false(covers); /* nothing goes to the last on the right */
    bipartite_row(&g, N - 1)[(N - 1) / 64] |= (uint64_t)1 << (N - 1) % 64;
    expect_good(bipartite_covers_left(&g, &covers));
    assert_true(covers);
    bipartite_free(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        {"neighbours are the nearest, and a mutual pair is one edge", test_nearest, 0, 0, 0},
        {"of others at the same distance the smaller row is nearer", test_ties, 0, 0, 0},
        {"a graph of some rows knows nothing of the others", test_some_rows, 0, 0, 0},
        {"bad distances and a k too large are refused", test_bad_distances, 0, 0, 0},
        {"components die by the elder rule, with the edge that joins them", test_path, 0, 0, 0},
        {"a superlevel filtration goes from the top down", test_superlevel, 0, 0, 0},
        {"the edge that closes a cycle bears it", test_cycle, 0, 0, 0},
        {"each component of the graph has an essential class and a tree", test_components, 0, 0, 0},
        {"basins meet in saddles", test_tree, 0, 0, 0},
        {"basins that meet at one height meet in one saddle", test_level_saddles, 0, 0, 0},
        {"a plateau is one basin", test_plateau, 0, 0, 0},
        {"diagram and tree do not depend on the order of rows", test_permutation, 0, 0, 0},
        {"summaries are right, and rubbish is no diagram", test_summary, 0, 0, 0},
        {"distances are the least over all matchings", test_all_matchings, 0, 0, 0},
        {"cycles are aligned at the cost of a general assignment", test_two_ways, 0, 0, 0},
        {"distances are metrics, and ordered", test_metric, 0, 0, 0},
        {"to an empty diagram all goes to the diagonal", test_empty, 0, 0, 0},
        {"matchings are as large as can be", test_matching, 0, 0, 0},
        {"a matching is found whose last path is long", test_long_way, 0, 0, 0},
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
