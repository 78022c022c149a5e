/* Clusters, diffusion coordinates, landmarks and the neighbour search, against definitions. */
#include "affinity_sparse.h"
#include "diffusion.h"
#include "distance.h"
#include "kmeans.h"
#include "landmarks.h"
#include "numbers.h"
#include "potential.h"
#include "potential_distance.h"
#include "spectral.h"

/* ---- k-means ---- */

static void far_groups_are_told_apart(void **state)
{
    (void)state;
    struct matrix x = random_matrix(60, 2, 3);
    size_t label[60], count;
    for (size_t i = 0; i < 60; i++)
        x.a[2 * i] += 100 * (double)(i % 3);
    struct kmeans_options options = {.clusters = 3, .iterations = 10, .seed = 1};
    expect_good(kmeans(&x, &options, label, &count));
    assert_int_equal(count, 3);
    for (size_t i = 3; i < 60; i++)
        assert_int_equal(label[i], label[i % 3]);
    assert_true(label[0] != label[1] && label[1] != label[2] && label[0] != label[2]);
    matrix_free(&x);
}

static void no_cluster_is_empty_where_points_coincide(void **state)
{
    (void)state;
    struct matrix x = zeros(30, 2);
    size_t label[30], count;
    for (size_t i = 0; i < 30; i++)
        x.a[2 * i] = (double)(i % 4);
    for (int uniform = 0; uniform < 2; uniform++) {
        struct kmeans_options options = {
            .clusters = 10, .iterations = 5, .uniform_seeds = uniform, .seed = 7};
        expect_good(kmeans(&x, &options, label, &count));
        assert_in_range(count, 1, 4);
        bool used[4] = {false};
        for (size_t i = 0; i < 30; i++) {
            assert_in_range(label[i], 0, count - 1);
            used[label[i]] = true;
        }
        for (size_t k = 0; k < count; k++)
            assert_true(used[k]);
    }
    matrix_free(&x);
}

/* ---- diffusion coordinates ---- */

/* The path of three with loops: K = [1 1 0; 1 1 1; 0 1 1], S with the eigenvalues 1, 1/2, -1/6 (as
 * those of P: trace 1/2 + 1/3 + 1/2, and (1, 0, -1) for 1/2). With all of them,
 * sum_c y_ic y_jc = sum_c l_c^2 u_ic u_jc / sqrt(D_i D_j) = (P^2)_ij / D_j. */
static void their_products_are_those_of_the_second_power(void **state)
{
    (void)state;
    static const double values[] = {1, 1, 0, 1, 1, 1, 0, 1, 1}, degree[] = {2, 3, 2};
    struct matrix dense = matrix_of(3, 3, values), p = zeros(3, 3), y;
    struct csr k;
    for (size_t e = 0; e < 9; e++)
        p.a[e] = values[e] / degree[e / 3];
    struct matrix squared = naive_product(&p, &p);
    expect_good(csr_from_dense(&k, &dense));
    expect_good(spectral_coordinates(&k, 100, 5, &y));
    assert_int_equal(y.cols, 3);
    for (size_t i = 0; i < 3; i++)
        for (size_t j = 0; j < 3; j++) {
            double product = 0;
            for (size_t c = 0; c < 3; c++)
                product += y.a[i * 3 + c] * y.a[j * 3 + c];
            assert_near(product, squared.a[i * 3 + j] / degree[j], 1e-14);
        }
    double squares[3] = {0}, eigenvalues[] = {1, 0.5, 1.0 / 6};
    for (size_t c = 0; c < 3; c++) {
        for (size_t i = 0; i < 3; i++)
            squares[c] += degree[i] * y.a[i * 3 + c] * y.a[i * 3 + c];
        assert_near(sqrt(squares[c]), eigenvalues[c], 1e-14);
    }
    csr_free(&k);
    matrix_free(&dense);
    matrix_free(&p);
    matrix_free(&squared);
    matrix_free(&y);
}

/* An affinity of ones has the rank 1: P^2 = P, whose entries are 1/n, D_j = n. */
static void vectors_that_depend_on_each_other_do_no_harm(void **state)
{
    (void)state;
    enum { N = 90 };
    struct matrix dense = zeros(N, N), y;
    struct csr k;
    for (size_t e = 0; e < N * N; e++)
        dense.a[e] = 1;
    expect_good(csr_from_dense(&k, &dense));
    expect_good(spectral_coordinates(&k, 50, 5, &y));
    for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j < N; j++) {
            double product = 0;
            for (size_t c = 0; c < 50; c++)
                product += y.a[i * 50 + c] * y.a[j * 50 + c];
            assert_near(product, 1.0 / N / N, 1e-15);
        }
    csr_free(&k);
    matrix_free(&dense);
    matrix_free(&y);
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
        struct landmark_options options = {
            .count = 8, .choice = random ? LANDMARKS_RANDOM : LANDMARKS_KMEANS, .seed = 2};
        expect_good(landmarks_choose(&sparse, &c, &options, &landmarks));
        assert_int_equal(landmarks.count, 8);
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
    struct landmark_options few = {.count = 2};
    expect_error(landmarks_choose(&sparse, &c, &few, &landmarks),
                 "2 landmarks for 3 connected components");
    components_free(&c);
    csr_free(&sparse);
    matrix_free(&k);
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
    expect_good(affinity_from_points(&points, options, NULL, bandwidth, &k));
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
    static const double scales[] = {1, 1e-158, 1e120};
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
    struct csr k;
    double bandwidth[9];
    struct matrix x = random_matrix(5, 2, 1);
    expect_good(points_from_matrix(&x, &points_options, &points));
    expect_error(affinity_from_points(&points, &options, NULL, bandwidth, &k),
                 "5 snapshots, but k = 5 needs at least 6");
    options.k = 2;
    options.threshold = 0;
    expect_error(affinity_from_points(&points, &options, NULL, bandwidth, &k), "threshold 0");
    points_free(&points);
    x = zeros(9, 2);
    expect_good(points_from_matrix(&x, &points_options, &points));
    expect_error(affinity_from_points(&points, &affinity_defaults, NULL, bandwidth, &k),
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
            expect_good(potential_transform(&whole, gammas[g]));
            expect_good(distance_between_rows(&whole, (enum metric)metric, &expected));
            expect_good(potential_distances(&mine, gammas[g], (enum metric)metric, NULL, &got));
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
        cmocka_unit_test(their_products_are_those_of_the_second_power),
        cmocka_unit_test(vectors_that_depend_on_each_other_do_no_harm),
        cmocka_unit_test(the_operator_is_the_product_of_both_transitions),
        cmocka_unit_test(components_keep_landmarks_of_their_own),
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
