/* What pictures are scored by: ranks, geodesics, neighbourhoods, Procrustes. */
#include "distance/geodesic.h"
#include "embedding/neighbourhood.h"
#include "embedding/procrustes.h"
#include "embedding/ranking.h"
#include "embedding/score.h"
#include "numbers.h"

static double distance_of(const struct matrix *x, size_t i, size_t j)
{
    double sum = 0;
    for (size_t k = 0; k < x->cols; k++)
        sum += pow(x->a[i * x->cols + k] - x->a[j * x->cols + k], 2);
    return sqrt(sum);
}

static struct matrix distances_of(const struct matrix *x)
{
    struct matrix d = zeros(x->rows, x->rows);
    for (size_t i = 0; i < x->rows; i++)
        for (size_t j = 0; j < x->rows; j++)
            d.a[i * x->rows + j] = distance_of(x, i, j);
    return d;
}

/* Whole numbers from 0 to 3, so that many distances are equal. */
static struct matrix coarse_points(size_t n, size_t dims, uint64_t seed)
{
    struct matrix x = random_matrix(n, dims, seed);
    for (size_t e = 0; e < n * dims; e++)
        x.a[e] = floor(2 * x.a[e] + 2);
    return x;
}

/* ---- ranks ---- */

static void assert_sorted(const double *value, size_t count)
{
    struct ranking r;
    expect_good(ranking_new(&r, count));
    ranking_sort(&r, value);
    for (size_t p = 1; p < count; p++) {
        size_t before = r.at[p - 1].index, here = r.at[p].index;
        if (value[here] < value[before] || (r.at[p - 1].key == r.at[p].key && before >= here))
            fail_msg("place %zu of %zu: %g (%zu) after %g (%zu)", p, count, value[here], here,
                     value[before], before);
    }
    ranking_free(&r);
}

static void numbers_of_both_signs_are_sorted(void **state)
{
    (void)state;
    const double value[] = {3, -0.0, 0, -1e-300, INFINITY, -2, 1e300, 3, -INFINITY, 1e-310, 0};
    assert_sorted(value, sizeof value / sizeof *value);
    assert_sorted(value, 1);
    assert_sorted(value, 0);
}

/* More than the threads' blocks of 65,536; a third of them have an equal. */
static void many_numbers_are_sorted_and_equal_ones_keep_their_order(void **state)
{
    (void)state;
    enum { COUNT = 200000 };
    struct matrix x = random_matrix(1, COUNT, 3);
    for (size_t i = 0; i < COUNT; i += 3)
        x.a[i] = floor(100 * x.a[i]);
    assert_sorted(x.a, COUNT);
    matrix_free(&x);
}

/* Numbers become ranks. */
static double correlate(double *a, double *b, size_t count)
{
    struct ranking r;
    expect_good(ranking_new(&r, count));
    ranking_replace(&r, a);
    ranking_replace(&r, b);
    ranking_free(&r);
    return ranking_correlation(a, b, count);
}

/* Ranks 1, 2.5, 2.5, 4 and 2, 1, 3.5, 3.5: centred (-1.5, 0, 0, 1.5) and (-0.5, -1.5, 1, 1), whose
 * product is 2.25 and whose squares sum to 4.5 each. */
static void equal_numbers_have_the_mean_of_their_ranks(void **state)
{
    (void)state;
    double a[] = {-3, 5, 5, 8}, b[] = {0.2, 0.1, 7, 7};
    const double ranks[] = {1, 2.5, 2.5, 4};
    assert_near(correlate(a, b, 4), 0.5, 1e-15);
    for (size_t i = 0; i < 4; i++)
        assert_near(a[i], ranks[i], 0);
}

static void no_correlation_is_more_than_1(void **state)
{
    (void)state;
    for (size_t n = 2; n < 60; n++) {
        double a[60], b[60], c[60], d[60];
        for (size_t i = 0; i < n; i++) {
            a[i] = b[i] = c[i] = (double)(i / 2);
            d[i] = -a[i];
        }
        double same = correlate(a, b, n), reverse = correlate(c, d, n);
        assert_true(n == 2 ? isnan(same) : same <= 1 && same > 1 - 1e-12);
        assert_true(n == 2 ? isnan(reverse) : reverse >= -1 && reverse < -1 + 1e-12);
    }
}

static void what_is_all_equal_correlates_with_nothing(void **state)
{
    (void)state;
    double a[] = {1, 1, 1}, b[] = {1, 2, 3};
    assert_true(isnan(correlate(a, b, 3)));
    assert_true(isnan(correlate(a, b, 0)));
}

/* ---- geodesics ---- */

static struct knngraph graph_of(const struct matrix *d, size_t k)
{
    struct knngraph graph;
    size_t *row = calloc(d->rows, sizeof *row);
    assert_non_null(row);
    for (size_t i = 0; i < d->rows; i++)
        row[i] = i;
    expect_good(knngraph_new(&graph, d, row, d->rows, k));
    free(row);
    return graph;
}

/* Floyd and Warshall's. */
static struct matrix shortest_ways(const struct knngraph *graph, const struct matrix *d)
{
    size_t n = d->rows;
    struct matrix ways = zeros(n, n);
    for (size_t e = 0; e < n * n; e++)
        ways.a[e] = e % (n + 1) == 0 ? 0 : INFINITY;
    for (size_t i = 0; i < n; i++)
        for (size_t e = graph->start[i]; e < graph->start[i + 1]; e++)
            ways.a[i * n + graph->neighbour[e]] = d->a[i * n + graph->neighbour[e]];
    for (size_t via = 0; via < n; via++)
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < n; j++)
                ways.a[i * n + j] =
                    fmin(ways.a[i * n + j], ways.a[i * n + via] + ways.a[via * n + j]);
    return ways;
}

static void assert_shortest(const struct matrix *d, size_t k)
{
    struct knngraph graph = graph_of(d, k);
    struct matrix expected = shortest_ways(&graph, d);
    size_t n = d->rows, pair = 0;
    double *geodesic = calloc(n * n, sizeof *geodesic);
    assert_non_null(geodesic);
    expect_good(geodesic_distances(&graph, d, geodesic));
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < n; j++, pair++) {
            assert_int_equal(isinf(geodesic[pair]), isinf(expected.a[i * n + j]));
            if (isfinite(geodesic[pair]))
                assert_near(geodesic[pair], expected.a[i * n + j], 1e-12);
        }
    free(geodesic);
    knngraph_free(&graph);
    matrix_free(&expected);
}

static void assert_geodesics(const struct matrix *x, size_t k)
{
    struct matrix d = distances_of(x);
    assert_shortest(&d, k);
    matrix_free(&d);
}

/* Lengths without a geometry: the way round is often the shorter, and found later. */
static void detours_are_taken_where_they_are_shorter(void **state)
{
    (void)state;
    enum { N = 40 };
    struct matrix d = random_matrix(N, N, 9);
    for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j <= i; j++)
            d.a[i * N + j] = d.a[j * N + i] = i == j ? 0 : pow(d.a[i * N + j], 4);
    assert_shortest(&d, 12);
    assert_shortest(&d, N - 1);
    matrix_free(&d);
}

static void geodesics_are_the_shortest_ways(void **state)
{
    (void)state;
    struct matrix x = random_matrix(60, 3, 5), apart = random_matrix(40, 2, 6),
                  equal = coarse_points(50, 2, 7);
    for (size_t i = 0; i < 40; i += 2)
        apart.a[2 * i] += 1000;
    assert_geodesics(&x, 1);
    assert_geodesics(&x, 4);
    assert_geodesics(&apart, 5);
    assert_geodesics(&equal, 6); /* with ways of length 0 */
    matrix_free(&x);
    matrix_free(&apart);
    matrix_free(&equal);
}

/* ---- neighbourhoods ---- */

static size_t rank_of(const struct matrix *d, size_t i, size_t j)
{
    size_t n = d->rows, rank = 1;
    for (size_t l = 0; l < n; l++) {
        double there = d->a[i * n + l], here = d->a[i * n + j];
        rank += l != i && l != j && (there < here || (there == here && l < j));
    }
    return rank;
}

/* Trustworthiness by its definition; both by their distances. */
static double trust(const struct matrix *data, const struct matrix *picture, size_t k)
{
    size_t n = data->rows;
    double sum = 0, all = (double)(n * k * (2 * n - 3 * k - 1));
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            if (j != i && rank_of(picture, i, j) <= k && rank_of(data, i, j) > k)
                sum += (double)(rank_of(data, i, j) - k);
    return 1 - 2 / all * sum;
}

static struct neighbourhood compare(const struct matrix *d, const struct matrix *picture, size_t k,
                                    const size_t *place)
{
    struct neighbourhood_ranks ranks;
    expect_good(neighbourhood_rank(&ranks, d, picture, NULL, k));
    struct neighbourhood got = neighbourhood_compare(&ranks, place);
    neighbourhood_free(&ranks);
    return got;
}

/* y with its rows in another order: row i is row place[i] of y. */
static struct matrix rows_at(const struct matrix *y, const size_t *place)
{
    struct matrix moved = zeros(y->rows, y->cols);
    for (size_t i = 0; i < y->rows; i++)
        for (size_t c = 0; c < y->cols; c++)
            moved.a[i * y->cols + c] = y->a[place[i] * y->cols + c];
    return moved;
}

static void neighbourhoods_are_compared_as_defined(void **state)
{
    (void)state;
    struct matrix x = random_matrix(31, 4, 8), y = random_matrix(31, 2, 9),
                  coarse = coarse_points(31, 2, 10), d = distances_of(&x);
    const struct matrix *pictures[] = {&y, &coarse};
    const size_t k[] = {1, 7, 15};
    for (size_t p = 0; p < 2; p++)
        for (size_t m = 0; m < 3; m++) {
            struct matrix r = distances_of(pictures[p]);
            struct neighbourhood got = compare(&d, pictures[p], k[m], NULL);
            assert_near(got.trustworthiness, trust(&d, &r, k[m]), 1e-12);
            assert_near(got.continuity, trust(&r, &d, k[m]), 1e-12);
            matrix_free(&r);
        }
    matrix_free(&x);
    matrix_free(&y);
    matrix_free(&coarse);
    matrix_free(&d);
}

static void rows_in_other_places_are_compared_as_if_drawn_there(void **state)
{
    (void)state;
    struct matrix x = random_matrix(31, 4, 17), y = random_matrix(31, 2, 18), d = distances_of(&x);
    size_t place[31];
    for (size_t i = 0; i < 31; i++)
        place[i] = 12 * i % 31;
    struct matrix moved = rows_at(&y, place);
    struct neighbourhood got = compare(&d, &y, 5, place), expected = compare(&d, &moved, 5, NULL);
    assert_near(got.trustworthiness, expected.trustworthiness, 0);
    assert_near(got.continuity, expected.continuity, 0);
    matrix_free(&x);
    matrix_free(&y);
    matrix_free(&d);
    matrix_free(&moved);
}

/* ---- Procrustes ---- */

static void what_is_moved_turned_mirrored_and_scaled_is_the_same(void **state)
{
    (void)state;
    struct matrix a = random_matrix(20, 2, 11), b = zeros(20, 2);
    double disparity;
    for (size_t i = 0; i < 20; i++) {
        double x = a.a[2 * i], y = -a.a[2 * i + 1];
        b.a[2 * i] = 7 + 5 * (0.6 * x - 0.8 * y);
        b.a[2 * i + 1] = -3 + 5 * (0.8 * x + 0.6 * y);
    }
    expect_good(procrustes_disparity(&a, NULL, &b, NULL, &disparity));
    assert_near(disparity, 0, 1e-14);
    matrix_free(&a);
    matrix_free(&b);
}

/* A square, and the same twice as high: with norms 2 sqrt 2 and 2 sqrt 5, A' B is the diagonal (1,
 * 2) / sqrt 10, whose sum is 3 / sqrt 10. */
static void disparity_is_what_no_fit_removes(void **state)
{
    (void)state;
    const double square[] = {1, 1, 1, -1, -1, 1, -1, -1}, wide[] = {1, 2, 1, -2, -1, 2, -1, -2};
    const double flat[] = {3, 3, 1, 1};
    struct matrix a = matrix_of(4, 2, square), b = matrix_of(4, 2, wide),
                  line = matrix_of(4, 1, flat);
    double disparity;
    expect_good(procrustes_disparity(&a, NULL, &b, NULL, &disparity));
    assert_near(disparity, 0.1, 1e-15);
    /* A line holds half of a square's variance. */
    expect_good(procrustes_disparity(&a, NULL, &line, NULL, &disparity));
    assert_near(disparity, 0.5, 1e-15);
    expect_good(procrustes_disparity(&line, NULL, &a, NULL, &disparity));
    assert_near(disparity, 0.5, 1e-15);
    matrix_free(&a);
    matrix_free(&b);
    matrix_free(&line);
}

/* A quarter turn, which leads an axis into the other. */
static void real_and_imaginary_axes_are_turned_apart(void **state)
{
    (void)state;
    struct matrix a = random_matrix(20, 2, 31), b = zeros(20, 2);
    double disparity, mixed;
    for (size_t i = 0; i < 20; i++) {
        b.a[2 * i] = -a.a[2 * i + 1];
        b.a[2 * i + 1] = a.a[2 * i];
    }
    expect_good(procrustes_disparity(&a, "+-", &b, "-+", &disparity));
    assert_near(disparity, 0, 1e-14);
    expect_good(procrustes_disparity(&a, "--", &b, "--", &disparity));
    assert_near(disparity, 0, 1e-14);
    expect_good(procrustes_disparity(&a, "+-", &b, "+-", &mixed));
    assert_true(mixed > 0.5);
    expect_good(procrustes_disparity(&a, NULL, &b, "+-", &mixed));
    assert_in_range((size_t)(100 * mixed), 20, 90);
    expect_good(procrustes_disparity(&a, "++", &b, "--", &mixed));
    assert_near(mixed, 1, 0);
    matrix_free(&a);
    matrix_free(&b);
}

static void single_points_and_other_rows_cannot_be_fitted(void **state)
{
    (void)state;
    struct matrix a = random_matrix(3, 2, 12), b = random_matrix(4, 2, 13), point = zeros(3, 2);
    double disparity;
    for (size_t e = 0; e < 6; e++)
        point.a[e] = 0.1;
    expect_error(procrustes_disparity(&a, NULL, &b, NULL, &disparity), "coords of 3 rows and of 4");
    expect_error(procrustes_disparity(&a, NULL, &point, NULL, &disparity), "coincide");
    expect_error(procrustes_disparity(&point, NULL, &a, NULL, &disparity), "coincide");
    matrix_free(&a);
    matrix_free(&b);
    matrix_free(&point);
}

/* ---- all together ---- */

static void components_are_counted_and_pairs_between_them_told_apart(void **state)
{
    (void)state;
    struct matrix x = random_matrix(40, 3, 14);
    for (size_t i = 0; i < 40; i++)
        x.a[3 * i] += i % 4 == 1 ? 50 : i % 4 == 3 ? -50 : 0;
    struct matrix d = distances_of(&x);
    struct score s;
    expect_good(score_embedding(&d, &x, NULL, 6, NULL, &s));
    assert_int_equal(s.components, 3);
    assert_near(s.component_share[0], 0.5, 0);
    assert_near(s.component_share[1], 0.25, 0);
    assert_near(s.component_share[2], 0.25, 0);
    /* 20 x 10 twice, and 10 x 10, of 40 x 39 / 2. */
    assert_near(s.left_out, 500.0 / 780, 1e-15);
    assert_near(s.stress, 0, 1e-12);
    assert_near(s.ranking_correlation, 1, 1e-15);
    assert_near(s.neighbourhood.trustworthiness, 1, 0);
    score_free(&s);
    matrix_free(&x);
    matrix_free(&d);
}

/* Three parts of a line, far apart. A path along the line is as long as the distance, also where
 * the spanning tree leads it from part to part. With two of the parts exchanged the picture keeps
 * what is inside the parts alone. */
static void geodesics_between_components_go_along_a_spanning_tree(void **state)
{
    (void)state;
    const double part[] = {0, 1000, 3000}, exchanged[] = {1000, 0, 3000};
    struct matrix line = zeros(30, 1), other = zeros(30, 1);
    for (size_t i = 0; i < 30; i++) {
        double along = (double)((i / 3) * (i / 3 + 1)); /* whole numbers, whose sums are exact */
        line.a[i] = part[i % 3] + along;
        other.a[i] = exchanged[i % 3] + along;
    }
    struct matrix d = distances_of(&line);
    struct score s;
    expect_good(score_embedding(&d, &line, NULL, 2, NULL, &s));
    assert_int_equal(s.components, 3);
    assert_near(s.demap, 1, 1e-12);
    assert_near(s.demap_inside, 1, 1e-12);
    score_free(&s);
    expect_good(score_embedding(&d, &other, NULL, 2, NULL, &s));
    assert_true(s.demap < 0.9);
    assert_near(s.demap_inside, 1, 1e-12);
    score_free(&s);
    matrix_free(&line);
    matrix_free(&other);
    matrix_free(&d);
}

/* ---- shuffled rows ---- */

enum { FEW = 5, ORDERS = 120 };

static void find_order(size_t number, size_t order[FEW])
{
    for (size_t i = 0; i < FEW; i++)
        order[i] = i;
    for (size_t i = 0; i < FEW; number /= FEW - i, i++) {
        size_t other = i + number % (FEW - i), moved = order[i];
        order[i] = order[other];
        order[other] = moved;
    }
}

static void measures_of(const struct score *s, double value[SCORE_MEASURES])
{
    value[SCORE_TRUSTWORTHINESS] = s->neighbourhood.trustworthiness;
    value[SCORE_CONTINUITY] = s->neighbourhood.continuity;
    value[SCORE_RANK_CORRELATION] = s->ranking_correlation;
    value[SCORE_DEMAP] = s->demap;
}

/* Of so few rows every order can be scored. */
static void the_largest_score_of_shuffled_rows_is_that_of_an_order(void **state)
{
    (void)state;
    struct matrix x = random_matrix(FEW, 3, 19), y = random_matrix(FEW, 2, 20),
                  d = distances_of(&x);
    size_t order[FEW];
    struct score s, other;
    bool found[SCORE_MEASURES] = {false};
    expect_good(score_embedding(&d, &y, NULL, 1, NULL, &s));
    for (size_t o = 0; o < ORDERS; o++) {
        find_order(o, order);
        struct matrix moved = rows_at(&y, order);
        double value[SCORE_MEASURES];
        expect_good(score_embedding(&d, &moved, NULL, 1, NULL, &other));
        measures_of(&other, value);
        for (size_t m = 0; m < SCORE_MEASURES; m++)
            found[m] = found[m] || fabs(value[m] - s.null[m].most) < 1e-12;
        score_free(&other);
        matrix_free(&moved);
    }
    for (size_t m = 0; m < SCORE_MEASURES; m++)
        assert_true(found[m]);
    score_free(&s);
    matrix_free(&x);
    matrix_free(&y);
    matrix_free(&d);
}

/* A neighbour in a shuffled picture has any rank r from 1 to n - 1 in the data with the same
 * probability, so that the mean of max(r - k, 0) is (n - k) (n - k - 1) / (2 (n - 1)). With these
 * rows a single shuffle lies within 0.02 of that, or of a correlation of 0, mostly. */
static void shuffled_rows_score_what_chance_does(void **state)
{
    (void)state;
    const double n = 300, k = 10;
    struct matrix x = random_matrix(300, 3, 21), d = distances_of(&x);
    double value[SCORE_MEASURES];
    struct score s;
    expect_good(score_embedding(&d, &x, NULL, 10, NULL, &s));
    double near = 1 - (n - k) * (n - k - 1) / ((n - 1) * (2 * n - 3 * k - 1));
    measures_of(&s, value);
    for (size_t m = 0; m < SCORE_MEASURES; m++) {
        assert_near(s.null[m].mean, m == SCORE_TRUSTWORTHINESS || m == SCORE_CONTINUITY ? near : 0,
                    0.02);
        assert_true(s.null[m].most > s.null[m].mean);
        assert_true(value[m] > s.null[m].most + 0.2);
    }
    score_free(&s);
    matrix_free(&x);
    matrix_free(&d);
}

static void a_picture_of_duplicates_is_scored(void **state)
{
    (void)state;
    struct matrix x = zeros(10, 2), d = distances_of(&x);
    struct score s;
    expect_good(score_embedding(&d, &x, NULL, 3, NULL, &s));
    assert_near(s.stress, 0, 0);
    assert_true(isnan(s.ranking_correlation) && isnan(s.demap));
    assert_true(isnan(s.null[SCORE_DEMAP].mean) && isnan(s.null[SCORE_DEMAP].most));
    assert_near(s.neighbourhood.continuity, 1, 0);
    score_free(&s);
    matrix_free(&x);
    matrix_free(&d);
}

static void shapes_that_do_not_fit_are_refused(void **state)
{
    (void)state;
    struct matrix x = random_matrix(9, 2, 15), d = distances_of(&x),
                  fewer = random_matrix(8, 2, 16), none = zeros(9, 0);
    struct score s;
    expect_error(score_embedding(&d, &fewer, NULL, 2, NULL, &s),
                 "coords of 8 rows, but distances of 9");
    expect_error(score_embedding(&d, &none, NULL, 2, NULL, &s),
                 "expected at least one row and one column");
    expect_error(score_embedding(&d, &x, NULL, 5, NULL, &s), "less than half");
    expect_good(score_embedding(&d, &x, NULL, 4, NULL, &s));
    score_free(&s);
    x.a[3] = NAN;
    expect_error(score_embedding(&d, &x, NULL, 2, NULL, &s), "row 1, column 1");
    d.a[1] = 3;
    matrix_free(&x);
    x = random_matrix(9, 2, 15);
    expect_error(score_embedding(&d, &x, NULL, 2, NULL, &s), "symmetric");
    d.a[1] = d.a[9] = 1e200;
    expect_error(score_embedding(&d, &x, NULL, 2, NULL, &s), "1e+200 is more than");
    matrix_free(&x);
    matrix_free(&d);
    matrix_free(&fewer);
    matrix_free(&none);
}

/* Points on a line, along an imaginary axis also a little apart: the distances are squares of the
 * former less squares of the latter, and the nearest ones are negative. */
static void a_picture_with_imaginary_axes_is_scored_by_its_signature(void **state)
{
    (void)state;
    enum { N = 30 };
    struct matrix x = random_matrix(N, 2, 32), d = zeros(N, N);
    struct score s, without;
    double least = 0;
    for (size_t e = 0; e < 2 * N; e++)
        x.a[e] *= 3;
    for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j < N; j++)
            least = fmin(least, d.a[i * N + j] = pow(x.a[2 * i] - x.a[2 * j], 2) -
                                                 pow(x.a[2 * i + 1] - x.a[2 * j + 1], 2));
    assert_true(least < -10);
    for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j < N; j++)
            d.a[i * N + j] += i == j ? 0 : 2 - least; /* the order is that of the picture */
    expect_good(score_embedding(&d, &x, "+-", 5, NULL, &s));
    expect_good(score_embedding(&d, &x, NULL, 5, NULL, &without));
    assert_near(s.ranking_correlation, 1, 1e-15);
    assert_near(s.neighbourhood.trustworthiness, 1, 0);
    assert_near(s.neighbourhood.continuity, 1, 0);
    assert_true(without.ranking_correlation < 0.98);
    assert_true(without.neighbourhood.trustworthiness < 0.98);
    score_free(&s);
    score_free(&without);
    matrix_free(&x);
    matrix_free(&d);
}

static void stress_is_of_the_signatures_distances(void **state)
{
    (void)state;
    enum { N = 12 };
    struct matrix x = zeros(N, 2), d = zeros(N, N);
    struct score s;
    for (size_t i = 0; i < N; i++) {
        x.a[2 * i] = (double)i;
        x.a[2 * i + 1] = 0.5 * (double)(i % 3);
    }
    for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j < N; j++)
            d.a[i * N + j] =
                7 * (pow(x.a[2 * i] - x.a[2 * j], 2) - pow(x.a[2 * i + 1] - x.a[2 * j + 1], 2));
    expect_good(score_embedding(&d, &x, "+-", 3, NULL, &s));
    assert_near(s.stress, 0, 1e-15);
    score_free(&s);
    matrix_free(&x);
    matrix_free(&d);
}

static void numbers_one_rounding_apart_have_ranks_of_their_own(void **state)
{
    (void)state;
    double one = nextafter(1, 2), value[] = {nextafter(one, 2), 1, one};
    struct ranking r;
    expect_good(ranking_new(&r, 3));
    ranking_replace(&r, value);
    assert_true(value[0] == 3 && value[1] == 1 && value[2] == 2);
    ranking_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_of_both_signs_are_sorted),
        cmocka_unit_test(many_numbers_are_sorted_and_equal_ones_keep_their_order),
        cmocka_unit_test(equal_numbers_have_the_mean_of_their_ranks),
        cmocka_unit_test(numbers_one_rounding_apart_have_ranks_of_their_own),
        cmocka_unit_test(no_correlation_is_more_than_1),
        cmocka_unit_test(what_is_all_equal_correlates_with_nothing),
        cmocka_unit_test(geodesics_are_the_shortest_ways),
        cmocka_unit_test(detours_are_taken_where_they_are_shorter),
        cmocka_unit_test(neighbourhoods_are_compared_as_defined),
        cmocka_unit_test(rows_in_other_places_are_compared_as_if_drawn_there),
        cmocka_unit_test(what_is_moved_turned_mirrored_and_scaled_is_the_same),
        cmocka_unit_test(disparity_is_what_no_fit_removes),
        cmocka_unit_test(real_and_imaginary_axes_are_turned_apart),
        cmocka_unit_test(single_points_and_other_rows_cannot_be_fitted),
        cmocka_unit_test(components_are_counted_and_pairs_between_them_told_apart),
        cmocka_unit_test(geodesics_between_components_go_along_a_spanning_tree),
        cmocka_unit_test(the_largest_score_of_shuffled_rows_is_that_of_an_order),
        cmocka_unit_test(shuffled_rows_score_what_chance_does),
        cmocka_unit_test(a_picture_of_duplicates_is_scored),
        cmocka_unit_test(a_picture_with_imaginary_axes_is_scored_by_its_signature),
        cmocka_unit_test(stress_is_of_the_signatures_distances),
        cmocka_unit_test(shapes_that_do_not_fit_are_refused),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
