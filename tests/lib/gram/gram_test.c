#include "gram/gram.h"

#include "numbers.h"
#include "sums.h"

#include <lapacke.h>
#include <stdbool.h>

/* ---- helpers ---- */

static double *random_rows(size_t rows, size_t cols, uint64_t seed)
{
    return random_matrix(rows, cols, seed).a;
}

static float *as_floats(const double *x, size_t count)
{
    float *f = malloc(count * sizeof *f);
    assert_non_null(f);
    for (size_t i = 0; i < count; i++)
        f[i] = (float)x[i];
    return f;
}

static struct matrix gram_of(const double *x, size_t rows, size_t cols)
{
    struct sums gram;
    struct matrix g;
    sums_begin(&gram, rows);
    sums_add_f64(&gram, x, cols);
    sums_finish(&gram, &g);
    return g;
}

static double product(const double *x, size_t cols, size_t i, size_t j)
{
    double sum = 0;
    for (size_t c = 0; c < cols; c++)
        sum += x[i * cols + c] * x[j * cols + c];
    return sum;
}

static long double squared_apart(const double *x, size_t cols, size_t i, size_t j)
{
    long double sum = 0;
    for (size_t c = 0; c < cols; c++) {
        long double apart = (long double)x[i * cols + c] - (long double)x[j * cols + c];
        sum += apart * apart;
    }
    return sum;
}

static long double length(const double *x, size_t cols, size_t i)
{
    long double sum = 0;
    for (size_t c = 0; c < cols; c++)
        sum += (long double)x[i * cols + c] * (long double)x[i * cols + c];
    return sqrtl(sum);
}

static void assert_products(const struct matrix *g, const double *x, size_t cols)
{
    for (size_t i = 0; i < g->rows; i++)
        for (size_t j = 0; j < g->rows; j++)
            assert_near(sums_product(g, i, j), product(x, cols, i, j), 1e-12 * (double)cols);
}

/* Columns [first, first + width) of x. */
static double *columns(const double *x, size_t rows, size_t cols, size_t first, size_t width)
{
    double *part = malloc(rows * width * sizeof *part);
    assert_non_null(part);
    for (size_t i = 0; i < rows; i++)
        memcpy(part + i * width, x + i * cols + first, width * sizeof *part);
    return part;
}

static void center_columns(double *x, size_t rows, size_t cols)
{
    for (size_t c = 0; c < cols; c++) {
        double mean = 0;
        for (size_t i = 0; i < rows; i++)
            mean += x[i * cols + c] / (double)rows;
        for (size_t i = 0; i < rows; i++)
            x[i * cols + c] -= mean;
    }
}

struct heard {
    struct report report;
    int warnings;
};

static void hear(struct report *report, enum report_level level, const char *text)
{
    (void)text;
    if (level == REPORT_WARNING)
        ((struct heard *)(void *)report)->warnings++;
}

/* ---- sums ---- */

static void test_products(void **state)
{
    (void)state;
    static const size_t shapes[][2] = {{1, 1}, {2, 3}, {7, 1}, {33, 65}, {5, 5000}, {130, 300}};
    for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++) {
        double *x = random_rows(shapes[s][0], shapes[s][1], s);
        struct matrix g = gram_of(x, shapes[s][0], shapes[s][1]);
        assert_products(&g, x, shapes[s][1]);
        matrix_free(&g);
        free(x);
    }
}

/* 5 rows are multiplied in blocks of 8 MB / 5 / 8 = 209,715 columns: 500,000 are more than two. */
static void test_blocks(void **state)
{
    (void)state;
    enum { ROWS = 5, COLS = 500000 };
    double *x = random_rows(ROWS, COLS, 1);
    float *f = as_floats(x, ROWS * COLS);
    for (size_t i = 0; i < ROWS * COLS; i++)
        x[i] = (double)f[i];
    struct sums gram;
    struct matrix g, g32;
    sums_begin(&gram, ROWS);
    sums_add_f32(&gram, f, COLS);
    sums_finish(&gram, &g32);
    g = gram_of(x, ROWS, COLS);
    for (size_t i = 0; i < ROWS; i++)
        for (size_t j = 0; j < ROWS; j++)
            assert_near(sums_product(&g, i, j), product(x, COLS, i, j), 1e-6);
    assert_all_near(&g, &g32, 1e-8);
    matrix_free(&g);
    matrix_free(&g32);
    free(x);
    free(f);
}

static void test_panels(void **state)
{
    (void)state;
    enum { ROWS = 9, COLS = 100 };
    static const size_t widths[] = {1, 7, 64, 99, 100};
    double *x = random_rows(ROWS, COLS, 2);
    for (size_t w = 0; w < sizeof widths / sizeof *widths; w++) {
        struct sums gram;
        struct matrix g;
        sums_begin(&gram, ROWS);
        for (size_t first = 0; first < COLS; first += widths[w]) {
            size_t width = first + widths[w] > COLS ? COLS - first : widths[w];
            double *panel = columns(x, ROWS, COLS, first, width);
            sums_add_f64(&gram, panel, width);
            free(panel);
        }
        sums_finish(&gram, &g);
        assert_products(&g, x, COLS);
        matrix_free(&g);
    }
    free(x);
}

/* Sums of integers below 2^53 are exact in float64; in float32 this one would lose the 1. */
static void test_float32_columns_are_summed_in_float64(void **state)
{
    (void)state;
    const float x[] = {8192, 1}; /* 2^26 + 1 */
    struct sums gram;
    struct matrix g;
    sums_begin(&gram, 1);
    sums_add_f32(&gram, x, 2);
    sums_finish(&gram, &g);
    assert_true(g.a[0] == 67108865);
    matrix_free(&g);
}

static void test_accumulate(void **state)
{
    (void)state;
    double a[] = {1, 2, 3, 4}, b[] = {10, 20, 30, 40};
    struct matrix sum = {a, 2, 2}, g = {b, 2, 2};
    gram_accumulate(&sum, &g);
    assert_true(a[0] == 11 && a[1] == 22 && a[2] == 33 && a[3] == 44);
}

static void test_no_columns(void **state)
{
    (void)state;
    struct sums gram;
    struct matrix g;
    sums_begin(&gram, 3);
    sums_finish(&gram, &g);
    for (size_t i = 0; i < 9; i++)
        assert_true(g.a[i] == 0);
    matrix_free(&g);
}

static void test_too_many_rows(void **state)
{
    (void)state;
    struct gram_plan plan;
    expect_error(gram_plan_new(&plan, SIZE_MAX / 2, 0), "out of memory");
}

/* ---- centring and projection ---- */

static void test_center(void **state)
{
    (void)state;
    enum { ROWS = 12, COLS = 40 };
    double *x = random_rows(ROWS, COLS, 3);
    struct matrix g = gram_of(x, ROWS, COLS);
    expect_good(gram_center(&g));
    center_columns(x, ROWS, COLS);
    assert_products(&g, x, COLS);
    matrix_free(&g);
    free(x);
}

/* The scores on the leading principal components by an explicit singular value decomposition of
 * the centred rows. */
static void test_project(void **state)
{
    (void)state;
    enum { ROWS = 10, COLS = 25 };
    double *x = random_rows(ROWS, COLS, 4), *copy = malloc(ROWS * COLS * sizeof *copy);
    double s[ROWS], u[ROWS * ROWS], superb[ROWS];
    assert_non_null(copy);
    memcpy(copy, x, ROWS * COLS * sizeof *copy);
    center_columns(copy, ROWS, COLS);
    assert_int_equal(LAPACKE_dgesvd(LAPACK_ROW_MAJOR, 'S', 'N', ROWS, COLS, copy, COLS, s, u, ROWS,
                                    NULL, COLS, superb),
                     0);
    for (size_t kept = 1; kept <= ROWS + 3; kept++) {
        struct matrix g = gram_of(x, ROWS, COLS);
        expect_good(gram_project(&g, kept));
        for (size_t i = 0; i < ROWS; i++)
            for (size_t j = 0; j < ROWS; j++) {
                double expected = 0;
                for (size_t c = 0; c < kept && c < ROWS; c++)
                    expected += u[i * ROWS + c] * s[c] * s[c] * u[j * ROWS + c];
                assert_near(sums_product(&g, i, j), expected, 1e-12);
            }
        matrix_free(&g);
    }
    free(copy);
    free(x);
}

/* Rows (0, 0), (4, 0), (0, 1), (4, 1): the centred scores on the first component are -2, 2, -2, 2.
 */
static void test_project_by_hand(void **state)
{
    (void)state;
    const double x[] = {0, 0, 4, 0, 0, 1, 4, 1}, score[] = {-2, 2, -2, 2};
    struct matrix g = gram_of(x, 4, 2);
    expect_good(gram_project(&g, 1));
    for (size_t i = 0; i < 4; i++)
        for (size_t j = 0; j < 4; j++)
            assert_near(sums_product(&g, i, j), score[i] * score[j], 1e-14);
    matrix_free(&g);
}

/* ---- rows less their means ---- */

/* Panel by panel, float32 where `single` is set. */
static struct matrix centered_gram_of(const double *x, size_t rows, size_t cols, bool single)
{
    struct sums gram;
    struct matrix g;
    sums_begin_centered_rows(&gram, rows);
    for (size_t first = 0, width; first < cols; first += width) {
        width = cols - first < 700 ? cols - first : 700;
        double *panel = zeros(rows, width).a;
        for (size_t i = 0; i < rows; i++)
            memcpy(panel + i * width, x + i * cols + first, width * sizeof *panel);
        if (single) {
            float *floats = as_floats(panel, rows * width);
            sums_add_f32(&gram, floats, width);
            free(floats);
        } else {
            sums_add_f64(&gram, panel, width);
        }
        free(panel);
    }
    sums_finish(&gram, &g);
    return g;
}

static void subtract_row_mean(double *row, size_t cols)
{
    double mean = 0;
    for (size_t c = 0; c < cols; c++)
        mean += row[c] / (double)cols;
    for (size_t c = 0; c < cols; c++)
        row[c] -= mean;
}

static void test_centered_rows(void **state)
{
    (void)state;
    enum { ROWS = 9, COLS = 2000 };
    double *x = random_rows(ROWS, COLS, 21);
    for (size_t i = 0; i < ROWS * COLS; i++)
        x[i] = (double)(float)(x[i] + (double)(i / COLS)); /* means from 0 to 8 */
    struct matrix doubles = centered_gram_of(x, ROWS, COLS, false);
    struct matrix singles = centered_gram_of(x, ROWS, COLS, true);
    for (size_t i = 0; i < ROWS; i++)
        subtract_row_mean(x + i * COLS, COLS);
    for (size_t i = 0; i < ROWS; i++)
        for (size_t j = 0; j < ROWS; j++) {
            assert_near(sums_product(&doubles, i, j), product(x, COLS, i, j), 1e-9);
            assert_near(sums_product(&singles, i, j), product(x, COLS, i, j), 1e-9);
        }
    matrix_free(&doubles);
    matrix_free(&singles);
    free(x);
}

static void test_constant_rows(void **state)
{
    (void)state;
    enum { COLS = 1000 };
    double *x = random_rows(3, COLS, 22);
    for (size_t c = 0; c < COLS; c++)
        x[c] = c % 3 ? 0.1 : nextafter(0.1, 1);
    struct matrix g = centered_gram_of(x, 3, COLS, false);
    for (size_t j = 0; j < 3; j++)
        assert_true(sums_product(&g, 0, j) == 0 && sums_product(&g, j, 0) == 0);
    assert_true(g.a[4] > 0 && g.a[8] > 0);
    matrix_free(&g);
    free(x);
}

/* Means ten times the spread, so that rounding would show. */
static void test_equal_rows_correlate_wholly(void **state)
{
    (void)state;
    enum { ROWS = 41, COLS = 777 };
    double *x = random_rows(ROWS, COLS, 23);
    for (size_t i = 0; i < ROWS * COLS; i++)
        x[i] += 10;
    for (size_t i = 20; i < ROWS; i++)
        memcpy(x + i * COLS, x + i % 20 * COLS, COLS * sizeof *x);
    struct matrix g = centered_gram_of(x, ROWS, COLS, false);
    gram_distances(&g, METRIC_CORRELATION, NULL);
    for (size_t i = 0; i < ROWS; i++)
        for (size_t j = 0; j < ROWS; j++)
            assert_true((g.a[i * ROWS + j] == 0) == (i % 20 == j % 20));
    matrix_free(&g);
    free(x);
}

static void test_no_columns_to_centre(void **state)
{
    (void)state;
    struct matrix g = centered_gram_of(NULL, 2, 0, false), none = zeros(2, 2);
    assert_all_near(&g, &none, 0);
    matrix_free(&g);
    matrix_free(&none);
}

/* ---- distances ---- */

static void test_euclidean(void **state)
{
    (void)state;
    const double x[] = {0, 0, 3, 4, 3, 0}; /* a right triangle of sides 3, 4, 5 */
    const double d[] = {0, 5, 3, 5, 0, 4, 3, 4, 0};
    struct matrix g = gram_of(x, 3, 2), expected = {(double *)d, 3, 3};
    gram_distances(&g, METRIC_EUCLIDEAN, NULL);
    assert_all_near(&g, &expected, 1e-15);
    matrix_free(&g);
}

static void test_cosine(void **state)
{
    (void)state;
    const double x[] = {1, 0, 0, 2, 3, 3, -5, 0};
    const double h = 0.29289321881345254; /* 1 - 1 / sqrt(2) */
    const double d[] = {0, 1, h, 2, 1, 0, h, 1, h, h, 0, 2 - h, 2, 1, 2 - h, 0};
    struct matrix g = gram_of(x, 4, 2), expected = {(double *)d, 4, 4};
    gram_distances(&g, METRIC_COSINE, NULL);
    assert_all_near(&g, &expected, 1e-15);
    matrix_free(&g);
}

static void test_zero_rows(void **state)
{
    (void)state;
    const double x[] = {0, 0, 1, 2, 0, 0};
    const double d[] = {0, 1, 0, 1, 0, 1, 0, 1, 0};
    struct matrix g = gram_of(x, 3, 2), expected = {(double *)d, 3, 3};
    gram_distances(&g, METRIC_COSINE, NULL);
    assert_all_near(&g, &expected, 0);
    matrix_free(&g);
}

/* `copies` rows of x become copies of others; which[i] is the row that row i is equal to. */
static void make_duplicates(double *x, size_t rows, size_t cols, size_t copies, size_t *which)
{
    for (size_t i = 0; i < rows; i++)
        which[i] = i;
    for (size_t c = 0; c < copies; c++) {
        size_t from = which[(c * 7) % rows], to = rows - 1 - (c * 3) % rows;
        if (from >= to || which[to] != to)
            continue;
        memcpy(x + to * cols, x + from * cols, cols * sizeof *x);
        which[to] = from;
    }
}

/* Distances are zero between equal rows and there only. */
static void assert_zeros(const struct matrix *d, const size_t *which)
{
    size_t n = d->rows;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            if (which[i] == which[j])
                assert_true(d->a[i * n + j] == 0);
            else
                assert_true(d->a[i * n + j] > 0);
            assert_true(d->a[i * n + j] == d->a[j * n + i]);
        }
}

enum treatment { RAW, CENTERED, PROJECTED };

static void check_duplicates(size_t rows, size_t cols, enum treatment treatment, enum metric metric)
{
    double *x = random_rows(rows, cols, rows * 1000003 + cols);
    size_t *which = malloc(rows * sizeof *which);
    assert_non_null(which);
    make_duplicates(x, rows, cols, rows / 2, which);
    float *f = as_floats(x, rows * cols);
    for (int wide = 0; wide <= 1; wide++) {
        struct sums gram;
        struct matrix g;
        sums_begin(&gram, rows);
        if (wide)
            sums_add_f64(&gram, x, cols);
        else
            sums_add_f32(&gram, f, cols);
        sums_finish(&gram, &g);
        if (treatment == CENTERED)
            expect_good(gram_center(&g));
        if (treatment == PROJECTED)
            expect_good(gram_project(&g, 3));
        gram_distances(&g, metric, NULL);
        assert_zeros(&g, which);
        matrix_free(&g);
    }
    free(f);
    free(which);
    free(x);
}

static void test_duplicates(void **state)
{
    (void)state;
    static const size_t rows[] = {2, 3, 5, 8, 17, 40, 63, 100}, cols[] = {2, 7, 64, 1001, 20000};
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++)
        for (size_t c = 0; c < sizeof cols / sizeof *cols; c++) {
            check_duplicates(rows[r], cols[c], RAW, METRIC_EUCLIDEAN);
            check_duplicates(rows[r], cols[c], RAW, METRIC_COSINE);
        }
}

static void test_duplicates_centered(void **state)
{
    (void)state;
    static const size_t rows[] = {5, 17, 40, 100};
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++)
        for (int treatment = CENTERED; treatment <= PROJECTED; treatment++) {
            check_duplicates(rows[r], 333, (enum treatment)treatment, METRIC_EUCLIDEAN);
            check_duplicates(rows[r], 333, (enum treatment)treatment, METRIC_COSINE);
        }
}

/* The more columns, the more the sums of equal rows drift apart by rounding. */
static void test_duplicates_of_many_columns(void **state)
{
    (void)state;
    enum { ROWS = 40, WIDTH = 4096, PANELS = 600 };
    struct sums gram;
    struct matrix g;
    size_t which[ROWS];
    sums_begin(&gram, ROWS);
    for (size_t p = 0; p < PANELS; p++) {
        double *x = random_rows(ROWS, WIDTH, p);
        make_duplicates(x, ROWS, WIDTH, ROWS / 2, which);
        sums_add_f64(&gram, x, WIDTH);
        free(x);
    }
    sums_finish(&gram, &g);
    gram_distances(&g, METRIC_EUCLIDEAN, NULL);
    assert_zeros(&g, which);
    matrix_free(&g);
}

/* The first columns, by which parents are chosen, tell nothing, as those of a frozen layer. */
static void test_duplicates_behind_frozen_columns(void **state)
{
    (void)state;
    enum { ROWS = 40, FROZEN = 100, COLS = 500 };
    struct sums gram;
    struct matrix g, frozen = zeros(ROWS, FROZEN);
    size_t which[ROWS];
    double *x = random_rows(ROWS, COLS, 11);
    make_duplicates(x, ROWS, COLS, ROWS / 2, which);
    for (size_t e = 0; e < ROWS * FROZEN; e++)
        frozen.a[e] = 0.1 * (double)(e % FROZEN);
    sums_begin(&gram, ROWS);
    sums_add_f64(&gram, frozen.a, FROZEN);
    sums_add_f64(&gram, x, COLS);
    sums_finish(&gram, &g);
    gram_distances(&g, METRIC_EUCLIDEAN, NULL);
    assert_zeros(&g, which);
    matrix_free(&frozen);
    matrix_free(&g);
    free(x);
}

/* A large common offset: duplicates' differences drown in the norms, but they are duplicates. */
static void test_duplicates_far_from_the_origin(void **state)
{
    (void)state;
    enum { ROWS = 30, COLS = 500 };
    size_t which[ROWS];
    for (int treatment = RAW; treatment <= PROJECTED; treatment++) {
        double *x = random_rows(ROWS, COLS, 5);
        for (size_t i = 0; i < ROWS * COLS; i++)
            x[i] += 1000;
        make_duplicates(x, ROWS, COLS, ROWS / 2, which);
        struct matrix g = gram_of(x, ROWS, COLS);
        if (treatment == CENTERED)
            expect_good(gram_center(&g));
        if (treatment == PROJECTED)
            expect_good(gram_project(&g, 4));
        gram_distances(&g, METRIC_EUCLIDEAN, NULL);
        assert_zeros(&g, which);
        matrix_free(&g);
        free(x);
    }
}

static void test_scaled_rows_have_cosine_zero(void **state)
{
    (void)state;
    enum { COLS = 1001 };
    double *x = random_rows(2, COLS, 6);
    for (size_t c = 0; c < COLS; c++)
        x[COLS + c] = 3 * x[c];
    struct matrix g = gram_of(x, 2, COLS);
    gram_distances(&g, METRIC_COSINE, NULL);
    assert_true(g.a[1] == 0);
    matrix_free(&g);
    free(x);
}

/* Distances from 1e-9 to 1e-11 of the length, in three places, against differences summed in long
 * double: euclidean to the last digits, cosine to those that the lengths leave. */
static void test_close_rows_keep_their_digits(void **state)
{
    (void)state;
    enum { ROWS = 30, COLS = 400 };
    double *x = random_rows(ROWS, COLS, 7), *start = random_rows(3, COLS, 8);
    for (size_t i = 0; i < ROWS; i++)
        for (size_t c = 0; c < COLS; c++)
            x[i * COLS + c] =
                start[i % 3 * COLS + c] + pow(10, -9 - (double)(i / 10)) * x[i * COLS + c];
    struct matrix euclidean = gram_of(x, ROWS, COLS), cosine = gram_of(x, ROWS, COLS);
    gram_distances(&euclidean, METRIC_EUCLIDEAN, NULL);
    gram_distances(&cosine, METRIC_COSINE, NULL);
    for (size_t i = 0; i < ROWS; i++)
        for (size_t j = 0; j < i; j++) {
            long double apart = squared_apart(x, COLS, i, j), li = length(x, COLS, i),
                        lj = length(x, COLS, j), turned = apart - (li - lj) * (li - lj);
            assert_near(euclidean.a[i * ROWS + j], (double)sqrtl(apart),
                        1e-14 * (double)sqrtl(apart));
            assert_near(cosine.a[i * ROWS + j], (double)(turned / (2 * li * lj)),
                        1e-5 * (double)(turned / (2 * li * lj)));
        }
    matrix_free(&euclidean);
    matrix_free(&cosine);
    free(start);
    free(x);
}

/* Centring moves lengths alone, so that close rows stay as exact. */
static void test_centring_keeps_digits(void **state)
{
    (void)state;
    enum { ROWS = 20, COLS = 50 };
    double *x = random_rows(ROWS, COLS, 9);
    for (size_t i = 0; i < ROWS * COLS; i++)
        x[i] = 1000 + 1e-6 * x[i];
    struct matrix g = gram_of(x, ROWS, COLS), before = copy_of(&g);
    expect_good(gram_center(&g));
    for (size_t i = 0; i < ROWS * COLS; i++)
        x[i] -= 1000;
    center_columns(x, ROWS, COLS);
    for (size_t i = 0; i < ROWS; i++)
        for (size_t j = 0; j < ROWS; j++)
            if (i == j)
                assert_near(g.a[i * ROWS + i], product(x, COLS, i, i), 1e-19);
            else
                assert_true(g.a[i * ROWS + j] == before.a[i * ROWS + j]);
    matrix_free(&g);
    matrix_free(&before);
    free(x);
}

/* A mean of 1e6 beside a spread of 1e-3. */
static void test_means_of_rows_cost_no_digits(void **state)
{
    (void)state;
    enum { ROWS = 12, COLS = 2000 };
    double *x = random_rows(ROWS, COLS, 10);
    for (size_t i = 0; i < ROWS * COLS; i++)
        x[i] = 1e6 * (double)(1 + i / COLS) + 1e-3 * floor(0x1p10 * x[i]) * 0x1p-10;
    struct matrix g = centered_gram_of(x, ROWS, COLS, false);
    for (size_t i = 0; i < ROWS; i++)
        for (size_t c = 0, shift = i * COLS + COLS - 1; c < COLS; c++)
            x[i * COLS + c] -= c == COLS - 1 ? 0 : x[shift];
    for (size_t i = 0; i < ROWS; i++) {
        x[i * COLS + COLS - 1] = 0;
        subtract_row_mean(x + i * COLS, COLS);
    }
    for (size_t i = 0; i < ROWS; i++)
        for (size_t j = 0; j < ROWS; j++)
            assert_near(sums_product(&g, i, j), product(x, COLS, i, j), 1e-14);
    matrix_free(&g);
    free(x);
}

/* Two rows that differ in length by 1e-3, and across by 1e-8: a millionth of a share that lengths,
 * to 16 digits, do not resolve. */
static void test_vague_cosines_are_warned_of(void **state)
{
    (void)state;
    const double longer = 1 + 1e-3, turned = 1e-16;
    const double squares[] = {1, 1e-6 + turned, 1e-6 + turned, longer * longer};
    struct heard heard = {.report.line = hear};
    struct matrix g = matrix_of(2, 2, squares), plain = matrix_of(2, 2, squares);
    plain.a[1] = plain.a[2] = 1e-3;
    gram_distances(&plain, METRIC_COSINE, &heard.report);
    assert_int_equal(heard.warnings, 0);
    gram_distances(&g, METRIC_COSINE, &heard.report);
    assert_int_equal(heard.warnings, 1);
    matrix_free(&g);
    matrix_free(&plain);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        {"a Gram matrix holds the products of all rows", test_products, NULL, NULL, NULL},
        {"so it does of more columns than a block has, float32 or float64", test_blocks, NULL, NULL,
         NULL},
        {"panels of any width give the same sum", test_panels, NULL, NULL, NULL},
        {"float32 columns are summed in float64", test_float32_columns_are_summed_in_float64, NULL,
         NULL, NULL},
        {"Gram matrices add", test_accumulate, NULL, NULL, NULL},
        {"without columns all products are 0", test_no_columns, NULL, NULL, NULL},
        {"more rows than memory holds are an error", test_too_many_rows, NULL, NULL, NULL},
        {"a centred Gram matrix holds the products of the centred rows", test_center, NULL, NULL,
         NULL},
        {"projection agrees with an explicit singular value decomposition", test_project, NULL,
         NULL, NULL},
        {"projection of a rectangle's corners agrees with a calculation by hand",
         test_project_by_hand, NULL, NULL, NULL},
        {"a Gram matrix of centred rows holds their products", test_centered_rows, NULL, NULL,
         NULL},
        {"a constant row has products 0 once centred", test_constant_rows, NULL, NULL, NULL},
        {"equal rows, and only they, have correlation distance 0", test_equal_rows_correlate_wholly,
         NULL, NULL, NULL},
        {"without columns the products of centred rows are 0", test_no_columns_to_centre, NULL,
         NULL, NULL},
        {"a triangle of sides 3, 4, 5 has these distances", test_euclidean, NULL, NULL, NULL},
        {"cosine distances agree with a calculation by hand", test_cosine, NULL, NULL, NULL},
        {"a row of zeros has cosine distance 1 to others and 0 to its like", test_zero_rows, NULL,
         NULL, NULL},
        {"duplicates, and only they, have distance 0", test_duplicates, NULL, NULL, NULL},
        {"also after centring and projection", test_duplicates_centered, NULL, NULL, NULL},
        {"also in 2.4 million columns", test_duplicates_of_many_columns, NULL, NULL, NULL},
        {"also behind columns that are all the same", test_duplicates_behind_frozen_columns, NULL,
         NULL, NULL},
        {"also far from the origin", test_duplicates_far_from_the_origin, NULL, NULL, NULL},
        {"rows that differ by a factor have cosine distance 0", test_scaled_rows_have_cosine_zero,
         NULL, NULL, NULL},
        {"rows 1e-9 of their length apart keep all digits of their distance",
         test_close_rows_keep_their_digits, NULL, NULL, NULL},
        {"also centred", test_centring_keeps_digits, NULL, NULL, NULL},
        {"rows' means cost their correlations no digits", test_means_of_rows_cost_no_digits, NULL,
         NULL, NULL},
        {"cosine distances of few digits are warned of", test_vague_cosines_are_warned_of, NULL,
         NULL, NULL},
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
