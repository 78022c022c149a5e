/* Clusters, diffusion coordinates, landmarks and the neighbour search, against definitions. */
#include "base/random.h"
#include "base/size.h"
#include "distance/rows.h"
#include "numbers.h"
#include "phate/affinity_sparse.h"
#include "phate/diffusion.h"
#include "phate/diffusion_map.h"
#include "phate/kmeans.h"
#include "phate/landmarks.h"
#include "phate/potential.h"
#include "phate/potential_distance.h"

/* ---- k-means ---- */

static double row_squared_distance(const struct matrix *a, size_t i, const struct matrix *b,
                                   size_t j)
{
    double sum = 0;
    for (size_t c = 0; c < a->cols; c++)
        sum += (a->a[i * a->cols + c] - b->a[j * b->cols + c]) *
               (a->a[i * a->cols + c] - b->a[j * b->cols + c]);
    return sum;
}

static void far_groups_are_told_apart(void **state)
{
    (void)state;
    struct matrix x = random_matrix(60, 2, 3);
    size_t label[60];
    struct kmeans_result result;
    for (size_t i = 0; i < 60; i++)
        x.a[2 * i] += 100 * (double)(i % 3);
    struct kmeans_options options = {.clusters = 3, .iterations = 10, .seed = 1};
    expect_good(kmeans(&x, &options, label, &result));
    assert_int_equal(result.count, 3);
    for (size_t i = 3; i < 60; i++)
        assert_int_equal(label[i], label[i % 3]);
    assert_true(label[0] != label[1] && label[1] != label[2] && label[0] != label[2]);
    matrix_free(&x);
}

static void no_cluster_is_empty_where_points_coincide(void **state)
{
    (void)state;
    struct matrix x = zeros(30, 2);
    size_t label[30];
    struct kmeans_result result;
    for (size_t i = 0; i < 30; i++)
        x.a[2 * i] = (double)(i % 4);
    for (int uniform = 0; uniform < 2; uniform++) {
        struct kmeans_options options = {
            .clusters = 10, .iterations = 5, .uniform_seeds = uniform, .seed = 7};
        expect_good(kmeans(&x, &options, label, &result));
        assert_in_range(result.count, 1, 4);
        bool used[4] = {false};
        for (size_t i = 0; i < 30; i++) {
            assert_in_range(label[i], 0, result.count - 1);
            used[label[i]] = true;
        }
        for (size_t k = 0; k < result.count; k++)
            assert_true(used[k]);
    }
    matrix_free(&x);
}

/* Where Lloyd's iterations end each point is with the nearest mean, of all means. */
static void each_point_ends_with_the_nearest_mean(void **state)
{
    (void)state;
    enum { N = 1500, P = 3, CLUSTERS = 300 };
    struct matrix x = random_matrix(N, P, 12), mean = zeros(CLUSTERS, P);
    size_t label[N], size[CLUSTERS] = {0};
    struct kmeans_options options = {.clusters = CLUSTERS, .iterations = 200, .seed = 4};
    struct kmeans_result result;
    expect_good(kmeans(&x, &options, label, &result));
    assert_true(result.converged);
    assert_in_range(result.iterations, 2, 199);
    for (size_t i = 0; i < N; i++)
        size[label[i]]++;
    for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j < P; j++)
            mean.a[label[i] * P + j] += x.a[i * P + j] / (double)size[label[i]];
    for (size_t i = 0; i < N; i++) {
        double own = row_squared_distance(&x, i, &mean, label[i]);
        for (size_t k = 0; k < result.count; k++)
            assert_true(row_squared_distance(&x, i, &mean, k) >= own - 1e-14);
    }
    options.iterations = 1;
    expect_good(kmeans(&x, &options, label, &result));
    assert_false(result.converged);
    matrix_free(&x);
    matrix_free(&mean);
}

/* ---- diffusion maps ---- */

/* The path of three with loops: K = [1 1 0; 1 1 1; 0 1 1], D = (2, 3, 2). P has the eigenvalues 1,
 * 1/2, -1/6 (trace 1/2 + 1/3 + 1/2, and (1, 0, -1) for 1/2). */
static struct csr path_of_three(void)
{
    static const double values[] = {1, 1, 0, 1, 1, 1, 0, 1, 1};
    struct matrix dense = matrix_of(3, 3, values);
    struct csr k;
    expect_good(csr_from_dense(&k, &dense));
    matrix_free(&dense);
    return k;
}

/* D^-1/2 S^(2 time) D^-1/2 = P^(2 time) D^-1 has the coordinates' products, of unit length here. */
static void coordinates_have_the_angles_of_the_diffusion_map(void **state)
{
    (void)state;
    enum { COUNT = 200000 };
    static const double p_values[] = {1.0 / 2, 1.0 / 2, 0, 1.0 / 3, 1.0 / 3, 1.0 / 3, 0, 0.5, 0.5};
    static const double degree[] = {2, 3, 2};
    static const size_t times[] = {4, 5};
    struct csr k = path_of_three();
    struct matrix p = matrix_of(3, 3, p_values), power = matrix_of(3, 3, p_values), y;
    for (size_t t = 0, reached = 1; t < 2; t++) {
        for (; reached < 2 * times[t]; reached++) {
            struct matrix next = naive_product(&power, &p);
            matrix_free(&power);
            power = next;
        }
        expect_good(diffusion_map_coordinates(&k, times[t], COUNT, 5, &y));
        for (size_t i = 0; i < 3; i++)
            for (size_t j = 0; j <= i; j++) {
                double product = 0, cosine = power.a[i * 3 + j] / degree[j] /
                                             sqrt(power.a[i * 3 + i] / degree[i] *
                                                  power.a[j * 3 + j] / degree[j]);
                for (size_t c = 0; c < COUNT; c++)
                    product += y.a[i * COUNT + c] * y.a[j * COUNT + c];
                assert_near(product, cosine, i == j ? 1e-11 : 5e-4);
            }
        matrix_free(&y);
    }
    csr_free(&k);
    matrix_free(&p);
    matrix_free(&power);
}

/* A ring of n rows with loops, K_ii = K_i,i+1 = 1: P has the eigenvalues (1 + 2 cos(2 pi c / n))
 * / 3.
 */
static struct csr ring(size_t n)
{
    struct matrix dense = zeros(n, n);
    struct csr k;
    for (size_t i = 0; i < n; i++)
        dense.a[i * n + i] = dense.a[i * n + (i + 1) % n] = dense.a[(i + 1) % n * n + i] = 1;
    expect_good(csr_from_dense(&k, &dense));
    matrix_free(&dense);
    return k;
}

static double ring_trace(size_t n, size_t time)
{
    double trace = 0;
    for (size_t c = 0; c < n; c++)
        trace += pow((1 + 2 * cos(2 * acos(-1) * (double)c / (double)n)) / 3, 2 * (double)time);
    return trace;
}

static void the_time_leaves_as_many_places_as_were_asked_for(void **state)
{
    (void)state;
    enum { N = 1000 };
    struct csr k = ring(N);
    size_t time;
    for (double cells = 160; cells >= 10; cells /= 2) {
        expect_good(diffusion_map_time(&k, cells, 3, &time));
        assert_near(ring_trace(N, time), cells, 0.1 * cells);
    }
    expect_good(diffusion_map_time(&k, 900, 3, &time));
    assert_int_equal(time, 4);
    csr_free(&k);
}

/* Twenty rings of 50 with links of 1e-9 between them: after some thousand steps the walk has mixed
 * in each, and five places are never reached. */
static void the_time_ends_where_the_walk_mixes_no_further(void **state)
{
    (void)state;
    enum { N = 1000, RING = 50 };
    struct matrix dense = zeros(N, N);
    struct csr k;
    size_t time;
    for (size_t i = 0; i < N; i++) {
        size_t next = i % RING + 1 < RING ? i + 1 : i + 1 - RING;
        dense.a[i * N + i] = dense.a[i * N + next] = dense.a[next * N + i] = 1;
        if (i % RING == 0 && i > 0)
            dense.a[i * N + i - 1] = dense.a[(i - 1) * N + i] = 1e-9;
    }
    expect_good(csr_from_dense(&k, &dense));
    expect_good(diffusion_map_time(&k, 5, 3, &time));
    assert_in_range(time, 256, 4096);
    csr_free(&k);
    matrix_free(&dense);
}

/* ---- landmarks ---- */

static struct matrix random_affinity(size_t n, uint64_t seed)
{
    struct matrix k = random_matrix(n, n, seed);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++) {
            double x = i == j ? 1 : k.a[i * n + j] > 0.5 ? k.a[i * n + j] : 0;
            k.a[i * n + j] = k.a[j * n + i] = x;
        }
    return k;
}

static void divide_rows(struct matrix *m)
{
    for (size_t i = 0; i < m->rows; i++) {
        double sum = matrix_row_sum(m, i);
        for (size_t j = 0; j < m->cols; j++)
            m->a[i * m->cols + j] /= sum;
    }
}

/* P_mn P_nm by dense products of the cluster sums. */
static void the_operator_is_the_product_of_both_transitions(void **state)
{
    (void)state;
    enum { N = 40, M = 7 };
    size_t of_row[N];
    struct matrix k = random_affinity(N, 11), nm = zeros(N, M), mn = zeros(M, N), affinity, dense,
                  p;
    struct landmarks landmarks = {.count = M, .rows = N, .of_row = of_row};
    struct csr sparse, transition;
    struct diffusion d;
    for (size_t i = 0; i < N; i++)
        of_row[i] = i % M;
    for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j < N; j++) {
            nm.a[i * M + of_row[j]] += k.a[i * N + j];
            mn.a[of_row[j] * N + i] += k.a[i * N + j];
        }
    divide_rows(&nm);
    divide_rows(&mn);
    struct matrix expected = naive_product(&mn, &nm);
    expect_good(csr_from_dense(&sparse, &k));
    expect_good(landmarks_reduce(&sparse, &landmarks, &transition, &affinity));
    expect_good(csr_to_dense(&transition, &dense));
    assert_all_near(&dense, &nm, 1e-15);
    for (size_t i = 0; i < M; i++)
        for (size_t j = 0; j < M; j++)
            assert_true(affinity.a[i * M + j] == affinity.a[j * M + i]);
    expect_good(diffusion_from_affinity(&d, &affinity));
    expect_good(diffusion_power(&d, 1, &p));
    diffusion_free(&d);
    assert_all_near(&p, &expected, 1e-15);
    matrix_free(&k);
    matrix_free(&nm);
    matrix_free(&mn);
    matrix_free(&dense);
    matrix_free(&p);
    matrix_free(&expected);
    csr_free(&sparse);
    csr_free(&transition);
}

/* Two blocks, one of them a single row, and a row without any affinity. */
static void components_keep_landmarks_of_their_own(void **state)
{
    (void)state;
    enum { N = 32 };
    struct matrix k = zeros(N, N), affinity;
    struct csr sparse, transition;
    struct components c;
    struct landmarks landmarks;
    for (size_t i = 0; i < 30; i++)
        for (size_t j = 0; j < 30; j++)
            k.a[i * N + j] = i == j ? 1 : i + 1 == j || j + 1 == i ? 0.5 : 0;
    k.a[30 * N + 30] = 1;
    expect_good(csr_from_dense(&sparse, &k));
    expect_good(components_find_sparse(&c, &sparse));
    assert_int_equal(c.count, 3);
    for (int random = 0; random < 2; random++) {
        struct landmark_options options = {.count = 8,
                                           .choice = random ? LANDMARKS_RANDOM : LANDMARKS_KMEANS,
                                           .iterations = 30,
                                           .seed = 2};
        expect_good(landmarks_choose(&sparse, &c, &options, &landmarks));
        assert_int_equal(landmarks.count, 8);
        assert_true(landmarks.settled);
        assert_true(landmarks.of_row[30] != landmarks.of_row[31]);
        for (size_t i = 0; i < 30; i++)
            assert_true(landmarks.of_row[i] < landmarks.of_row[30]);
        expect_good(landmarks_reduce(&sparse, &landmarks, &transition, &affinity));
        for (size_t i = 0; i < N; i++)
            assert_near(csr_row_sum(&transition, i), 1, 1e-15);
        csr_free(&transition);
        matrix_free(&affinity);
        landmarks_free(&landmarks);
    }
    struct landmark_options hasty = {.count = 8, .iterations = 1, .seed = 2};
    expect_good(landmarks_choose(&sparse, &c, &hasty, &landmarks));
    assert_false(landmarks.settled);
    landmarks_free(&landmarks);
    struct landmark_options few = {.count = 2};
    expect_error(landmarks_choose(&sparse, &c, &few, &landmarks),
                 "2 landmarks: fewer than the 3 connected components");
    components_free(&c);
    csr_free(&sparse);
    matrix_free(&k);
}

/* Random walks of LENGTH steps that set out from one another's ends. */
enum { BRANCHES = 60, LENGTH = 100, DIMENSIONS = 50, TREE_ROWS = BRANCHES * LENGTH };

struct tree {
    struct matrix x;
    size_t parent[BRANCHES]; /* the root is its own */
    size_t depth[BRANCHES];  /* how many branches end before it sets out */
};

static void make_tree(struct tree *tree, uint64_t seed)
{
    tree->x = random_matrix(TREE_ROWS, DIMENSIONS, seed);
    for (size_t b = 0; b < BRANCHES; b++) {
        tree->parent[b] = b ? random_below(&seed, b) : 0;
        tree->depth[b] = b ? tree->depth[tree->parent[b]] + 1 : 0;
        for (size_t i = 0; i < LENGTH; i++) {
            size_t row = b * LENGTH + i;
            size_t before = i ? row - 1 : tree->parent[b] * LENGTH + LENGTH - 1;
            for (size_t j = 0; row > 0 && j < DIMENSIONS; j++)
                tree->x.a[row * DIMENSIONS + j] += tree->x.a[before * DIMENSIONS + j];
        }
    }
}

static size_t difference(size_t a, size_t b)
{
    return a > b ? a - b : b - a;
}

/* Steps from one row to another along the tree: those of different branches meet at the end of the
 * last branch that both come from. */
static size_t tree_steps(const struct tree *tree, size_t i, size_t j)
{
    size_t a = i / LENGTH, b = j / LENGTH;
    size_t from_root_i = tree->depth[a] * LENGTH + i % LENGTH;
    size_t from_root_j = tree->depth[b] * LENGTH + j % LENGTH;
    if (a == b)
        return difference(i, j);
    while (a != b)
        if (tree->depth[a] > tree->depth[b])
            a = tree->parent[a];
        else
            b = tree->parent[b];
    size_t meeting = tree->depth[a] * LENGTH + LENGTH - 1;
    return difference(from_root_i, meeting) + difference(from_root_j, meeting);
}

/* 400 landmarks for 60 branches of 100. A cluster of 15 successive rows, one step apart each, is 14
 * steps long, and 28 around a place where many set out; the rows of such a piece lie
 * sqrt((15^2 - 1) / (6 x 15) x DIMENSIONS x the variance of a coordinate's step) from their mean.
 */
static void landmarks_keep_branches_apart_and_are_alike_in_length(void **state)
{
    (void)state;
    enum { LANDMARKS = 400, FAR = 40 };
    struct landmark_options options = {.count = LANDMARKS, .iterations = 300, .seed = 1};
    struct points_options points_options = {.metric = METRIC_EUCLIDEAN};
    static double bandwidth[TREE_ROWS];
    static struct tree tree;
    struct matrix mean = zeros(LANDMARKS, DIMENSIONS);
    struct points points;
    struct components components;
    struct landmarks landmarks;
    struct csr k;
    make_tree(&tree, 17);
    struct matrix copy = copy_of(&tree.x);
    expect_good(points_from_matrix(&copy, &points_options, &points));
    expect_good(affinity_sparse_from_points(&points, &affinity_defaults, NULL, bandwidth, &k));
    expect_good(components_find_sparse(&components, &k));
    expect_good(landmarks_choose(&k, &components, &options, &landmarks));
    size_t size[LANDMARKS] = {0}, first[LANDMARKS] = {0}, steps[LANDMARKS] = {0}, far = 0;
    for (size_t i = 0; i < TREE_ROWS; i++) {
        size_t l = landmarks.of_row[i];
        first[l] = size[l]++ ? first[l] : i;
        steps[l] = size_max(steps[l], tree_steps(&tree, first[l], i));
        for (size_t j = 0; j < DIMENSIONS; j++)
            mean.a[l * DIMENSIONS + j] += tree.x.a[i * DIMENSIONS + j];
    }
    double squares = 0, step = 0;
    for (size_t l = 0; l < LANDMARKS; l++) {
        far += steps[l] > FAR;
        for (size_t j = 0; j < DIMENSIONS; j++)
            mean.a[l * DIMENSIONS + j] /= (double)size[l];
    }
    for (size_t i = 0; i < TREE_ROWS; i++) {
        squares += row_squared_distance(&tree.x, i, &mean, landmarks.of_row[i]);
        step += i % LENGTH ? row_squared_distance(&tree.x, i, &tree.x, i - 1) : 0;
    }
    step /= BRANCHES * (LENGTH - 1);
    double ideal = sqrt((15 * 15 - 1) / (6 * 15.0) * step);
    print_message("# far: %zu of 400; rms %g of %g\n", far, sqrt(squares / TREE_ROWS), ideal);
    assert_true(landmarks.settled);
    assert_int_equal(far, 0);
    assert_true(sqrt(squares / TREE_ROWS) < 1.05 * ideal);
    points_free(&points);
    components_free(&components);
    landmarks_free(&landmarks);
    csr_free(&k);
    matrix_free(&tree.x);
    matrix_free(&mean);
}

/* ---- sparse affinities ---- */

/* Distances by definition, into the dense affinity. */
static struct matrix dense_affinity(const struct matrix *x, enum metric metric,
                                    const struct affinity_options *options)
{
    size_t n = x->rows, p = x->cols;
    struct matrix d = zeros(n, n);
    double *bandwidth = malloc(n * sizeof *bandwidth);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < i; j++) {
            double squared = 0, ii = 0, jj = 0, ij = 0;
            for (size_t k = 0; k < p; k++) {
                double a = x->a[i * p + k], b = x->a[j * p + k];
                squared += (a - b) * (a - b);
                ii += a * a;
                jj += b * b;
                ij += a * b;
            }
            double cosine = squared == 0 ? 0 : ii == 0 || jj == 0 ? 1 : 1 - ij / sqrt(ii * jj);
            d.a[i * n + j] = d.a[j * n + i] = metric == METRIC_COSINE ? cosine : sqrt(squared);
        }
    expect_good(affinity_from_distances(&d, options, bandwidth));
    free(bandwidth);
    return d;
}

static void assert_same_affinity(const struct matrix *x, enum metric metric,
                                 const struct affinity_options *options)
{
    struct matrix expected = dense_affinity(x, metric, options), copy = copy_of(x), got;
    struct points_options points_options = {.metric = metric};
    struct points points;
    struct csr k;
    double *bandwidth = malloc(x->rows * sizeof *bandwidth);
    expect_good(points_from_matrix(&copy, &points_options, &points));
    expect_good(affinity_sparse_from_points(&points, options, NULL, bandwidth, &k));
    expect_good(csr_check_structure(&k));
    expect_good(csr_to_dense(&k, &got));
    assert_all_near(&got, &expected, 1e-12);
    free(bandwidth);
    points_free(&points);
    csr_free(&k);
    matrix_free(&expected);
    matrix_free(&got);
}

/* 1100 rows: more than a tile; with duplicates, and rows of zeros. */
static void a_search_by_tiles_gives_the_dense_affinity(void **state)
{
    (void)state;
    struct matrix x = random_matrix(1100, 3, 21);
    for (size_t i = 0; i < 40; i++)
        memcpy(x.a + (1000 + i) * 3, x.a + (i % 5) * 3, 3 * sizeof *x.a);
    memset(x.a + 500 * 3, 0, 9 * 3 * sizeof *x.a);
    struct affinity_options options = affinity_defaults;
    assert_same_affinity(&x, METRIC_EUCLIDEAN, &options);
    assert_same_affinity(&x, METRIC_COSINE, &options);
    options.k_max = 7;
    options.anisotropy = 0.5;
    options.decay = 2;
    assert_same_affinity(&x, METRIC_EUCLIDEAN, &options);
    options = affinity_defaults;
    options.decay = 0;
    options.symmetry = SYMMETRY_MNN;
    options.theta = 0.3;
    assert_same_affinity(&x, METRIC_EUCLIDEAN, &options);
    options.bandwidth = 0.2;
    assert_same_affinity(&x, METRIC_EUCLIDEAN, &options);
    matrix_free(&x);
}

/* With a decay of 2 the kernel reaches three bandwidths: 800 points in space see some 5 x 27
 * others each, and those of a tight group its 400; the reach of a fixed bandwidth of 1 is all. */
static void rows_with_many_in_reach_get_the_dense_affinity(void **state)
{
    (void)state;
    struct matrix x = random_matrix(800, 3, 22);
    for (size_t i = 300; i < 700; i++)
        for (size_t k = 0; k < 3; k++)
            x.a[i * 3 + k] *= 1e-3;
    struct affinity_options options = affinity_defaults;
    options.decay = 2;
    assert_same_affinity(&x, METRIC_EUCLIDEAN, &options);
    assert_same_affinity(&x, METRIC_COSINE, &options);
    options.threshold = 0;
    options.k_max = 200;
    assert_same_affinity(&x, METRIC_EUCLIDEAN, &options);
    options.bandwidth = 1;
    assert_same_affinity(&x, METRIC_EUCLIDEAN, &options);
    options.k_max = 0;
    options.threshold = 1e-4;
    assert_same_affinity(&x, METRIC_EUCLIDEAN, &options);
    matrix_free(&x);
}

/* Along a line each row is nearer than the one before; squares of the distances are subnormal. */
static void the_order_and_the_scale_of_rows_do_not_matter(void **state)
{
    (void)state;
    enum { N = 1000 };
    static const double scales[] = {1, 1e-150, 1e120};
    for (size_t c = 0; c < 3; c++)
        for (size_t stride = 1; stride < N; stride += 506) {
            struct matrix x = zeros(N, 1);
            for (size_t i = 0; i < N; i++)
                x.a[i] = scales[c] * (double)(i * stride % N);
            assert_same_affinity(&x, METRIC_EUCLIDEAN, &affinity_defaults);
            matrix_free(&x);
        }
}

static void scores_keep_the_distances_in_their_plane(void **state)
{
    (void)state;
    enum { N = 50 };
    struct matrix plane = random_matrix(N, 2, 4), x = zeros(N, 5);
    static const double u[] = {0.5, 0.5, 0.5, 0.5, 0}, v[] = {0.5, -0.5, 0.5, -0.5, 0};
    for (size_t i = 0; i < N; i++)
        for (size_t k = 0; k < 5; k++)
            x.a[i * 5 + k] = 7 + plane.a[2 * i] * u[k] + plane.a[2 * i + 1] * v[k];
    struct points_options options = {.metric = METRIC_EUCLIDEAN, .components = 2};
    struct points points;
    expect_good(points_from_matrix(&x, &options, &points));
    assert_int_equal(points.x.cols, 2);
    for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j < i; j++) {
            double a = plane.a[2 * i] - plane.a[2 * j], b = plane.a[2 * i + 1] - plane.a[2 * j + 1];
            assert_near(points_squared(&points, i, j), a * a + b * b, 1e-13);
        }
    points_free(&points);
    matrix_free(&plane);
}

static void points_that_will_not_do_are_refused(void **state)
{
    (void)state;
    struct affinity_options options = affinity_defaults;
    struct points_options points_options = {.metric = METRIC_EUCLIDEAN};
    struct points points;
    struct matrix x = random_matrix(5, 2, 1);
    expect_good(points_from_matrix(&x, &points_options, &points));
    expect_error(affinity_sparse_check_points(&points, &options),
                 "k = 5: needs at least 6 snapshots, got 5");
    options.k = 2;
    options.threshold = 0;
    expect_error(affinity_sparse_check_points(&points, &options), "threshold 0");
    points_free(&points);
    x = zeros(9, 2);
    expect_good(points_from_matrix(&x, &points_options, &points));
    expect_error(affinity_sparse_check_points(&points, &affinity_defaults),
                 "all 9 snapshots are equal");
    points_free(&points);
    x = zeros(9, 2);
    x.a[5] = INFINITY;
    expect_error(points_from_matrix(&x, &points_options, &points), "row 2 holds NaN, Inf");
}

/* ---- potentials by component ---- */

/* Blocks of 3, 1 and 4 rows, interleaved; the potential as a whole is the reference. */
static void distances_by_component_are_those_of_the_whole_potential(void **state)
{
    (void)state;
    enum { N = 8 };
    static const int block[N] = {0, 1, 2, 0, 2, 2, 0, 2};
    static const double gammas[] = {1, 0, -1};
    struct matrix p = random_matrix(N, N, 9);
    for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j < N; j++)
            p.a[i * N + j] = block[i] == block[j] ? fabs(p.a[i * N + j]) + 0.01 : 0;
    divide_rows(&p);
    for (size_t g = 0; g < 3; g++)
        for (int metric = METRIC_EUCLIDEAN; metric <= METRIC_CORRELATION; metric++) {
            struct matrix whole = copy_of(&p), expected, mine = copy_of(&p), got;
            struct components c;
            expect_good(potential_transform(&whole, gammas[g]));
            expect_good(distance_between_rows(&whole, (enum metric)metric, &expected));
            expect_good(potential_distances(&mine, gammas[g], (enum metric)metric, NULL, &got, &c));
            assert_int_equal(c.count, 3);
            assert_int_equal(c.label[4], 2);
            components_free(&c);
            for (size_t e = 0; e < N * N; e++)
                assert_near(got.a[e], expected.a[e], 1e-13 * (1 + expected.a[e]));
            matrix_free(&whole);
            matrix_free(&mine);
            matrix_free(&expected);
            matrix_free(&got);
        }
    matrix_free(&p);
}

/* ---- several powers ---- */

static void powers_in_a_row_are_those_made_alone(void **state)
{
    (void)state;
    static const size_t t[] = {1, 2, 5, 6, 15, 40};
    struct matrix k = random_affinity(20, 31);
    struct diffusion d;
    for (int is_operator = 0; is_operator < 2; is_operator++) {
        struct matrix source = copy_of(&k);
        if (is_operator)
            divide_rows(&source);
        struct matrix copy = copy_of(&source);
        expect_good(is_operator ? diffusion_from_operator(&d, &copy)
                                : diffusion_from_affinity(&d, &copy));
        for (size_t i = 0; i < 6; i++) {
            struct diffusion alone;
            struct matrix power, expected, again = copy_of(&source);
            expect_good(is_operator ? diffusion_from_operator(&alone, &again)
                                    : diffusion_from_affinity(&alone, &again));
            expect_good(diffusion_power(&alone, t[i], &expected));
            diffusion_free(&alone);
            expect_good(diffusion_next_power(&d, t[i], &power));
            assert_all_near(&power, &expected, 1e-14);
            matrix_free(&power);
            matrix_free(&expected);
        }
        diffusion_free(&d);
        matrix_free(&source);
    }
    matrix_free(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(far_groups_are_told_apart),
        cmocka_unit_test(no_cluster_is_empty_where_points_coincide),
        cmocka_unit_test(each_point_ends_with_the_nearest_mean),
        cmocka_unit_test(coordinates_have_the_angles_of_the_diffusion_map),
        cmocka_unit_test(the_time_leaves_as_many_places_as_were_asked_for),
        cmocka_unit_test(the_time_ends_where_the_walk_mixes_no_further),
        cmocka_unit_test(the_operator_is_the_product_of_both_transitions),
        cmocka_unit_test(components_keep_landmarks_of_their_own),
        cmocka_unit_test(landmarks_keep_branches_apart_and_are_alike_in_length),
        cmocka_unit_test(a_search_by_tiles_gives_the_dense_affinity),
        cmocka_unit_test(rows_with_many_in_reach_get_the_dense_affinity),
        cmocka_unit_test(the_order_and_the_scale_of_rows_do_not_matter),
        cmocka_unit_test(scores_keep_the_distances_in_their_plane),
        cmocka_unit_test(points_that_will_not_do_are_refused),
        cmocka_unit_test(distances_by_component_are_those_of_the_whole_potential),
        cmocka_unit_test(powers_in_a_row_are_those_made_alone),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("landmarks", tests, NULL, NULL);
}
