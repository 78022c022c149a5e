/* Generalised Procrustes analysis: the fit of two pictures, and of many. */
#include "embedding/consensus.h"
#include "embedding/procrustes.h"
#include "embedding/similarity.h"
#include "numbers.h"

enum { ROWS = 12 };
static const size_t all_rows[ROWS] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};

/* to + scale * R x, with R the turn by `angle` in the first two dimensions, after a reflection of
 * the first where `mirrored`. */
static struct matrix moved(const struct matrix *x, double scale, double angle, bool mirrored,
                           double to)
{
    struct matrix y = zeros(x->rows, x->cols);
    double c = cos(angle), s = sin(angle);
    for (size_t i = 0; i < x->rows; i++) {
        const double *from = x->a + i * x->cols;
        double *row = y.a + i * x->cols, a = mirrored ? -from[0] : from[0], b = from[1];
        for (size_t j = 2; j < x->cols; j++)
            row[j] = to + scale * from[j];
        row[0] = to + scale * (c * a - s * b);
        row[1] = -to + scale * (s * a + c * b);
    }
    return y;
}

static double farthest(const struct matrix *a, const struct matrix *b)
{
    double most = 0;
    for (size_t e = 0; e < a->rows * a->cols; e++)
        most = fmax(most, fabs(a->a[e] - b->a[e]));
    return most;
}

/* ---- two pictures ---- */

static void a_moved_picture_is_laid_back(void **state)
{
    (void)state;
    for (size_t dims = 2; dims <= 3; dims++)
        for (int mirrored = 0; mirrored < 2; mirrored++) {
            struct matrix x = random_matrix(ROWS, dims, 1);
            struct matrix y = moved(&x, 3, 0.7, mirrored, 5);
            struct similarity s;
            expect_good(similarity_fit(&s, &y, &x));
            similarity_apply(&s, &y);
            assert_true(farthest(&x, &y) < 1e-14);
            assert_true(fabs(s.scale - 1.0 / 3) < 1e-15);
            matrix_free(&x);
            matrix_free(&y);
        }
}

/* What remains of a fit, in units of b's own sum of squares, is the Procrustes disparity. */
static void the_remainder_is_the_disparity(void **state)
{
    (void)state;
    struct matrix a = random_matrix(ROWS, 2, 1), b = random_matrix(ROWS, 2, 2);
    struct similarity s;
    double disparity, remainder = 0, squares = 0;
    expect_good(procrustes_disparity(&a, NULL, &b, NULL, &disparity));
    expect_good(similarity_fit(&s, &a, &b));
    similarity_apply(&s, &a);
    for (size_t e = 0; e < ROWS * 2; e++) {
        remainder += pow(a.a[e] - b.a[e], 2);
        squares += pow(b.a[e] - s.to[e % 2], 2);
    }
    assert_true(fabs(remainder / squares - disparity) < 1e-14);
    matrix_free(&a);
    matrix_free(&b);
}

static void points_in_one_place_have_no_scale(void **state)
{
    (void)state;
    struct matrix a = zeros(ROWS, 2), b = random_matrix(ROWS, 2, 2);
    struct similarity s;
    expect_good(similarity_fit(&s, &a, &b));
    assert_true(s.scale == 0);
    expect_good(similarity_fit(&s, &b, &a));
    assert_true(s.scale == 0);
    matrix_free(&a);
    matrix_free(&b);
}

/* ---- many ---- */

enum { PICTURES = 5 };

/* Copies of x, moved, of which the last two lack the rows [6, 9) and [0, 3). */
static void make_copies(const struct matrix *x, struct consensus_picture *p)
{
    static const size_t without_middle[] = {0, 1, 2, 3, 4, 5, 9, 10, 11},
                        without_first[] = {3, 4, 5, 6, 7, 8, 9, 10, 11};
    for (size_t s = 0; s < PICTURES; s++) {
        p[s].coords =
            s ? moved(x, 0.5 * (double)s, (double)s, s % 2, (double)s) : moved(x, 1, 0, 0, 0);
        p[s].row = all_rows;
    }
    for (size_t s = 3; s < PICTURES; s++) {
        p[s].row = s == 3 ? without_middle : without_first;
        for (size_t i = 0; i < 9; i++)
            for (size_t j = 0; j < x->cols; j++)
                p[s].coords.a[i * x->cols + j] = p[s].coords.a[p[s].row[i] * x->cols + j];
        p[s].coords.rows = 9;
    }
}

static void free_pictures(struct consensus_picture *p)
{
    for (size_t s = 0; s < PICTURES; s++)
        matrix_free(&p[s].coords);
}

static void moved_copies_agree_on_the_first(void **state)
{
    (void)state;
    for (size_t dims = 2; dims <= 3; dims++) {
        struct matrix x = random_matrix(ROWS, dims, 3);
        struct consensus_picture p[PICTURES];
        struct consensus c;
        make_copies(&x, p);
        expect_good(consensus_find(&c, p, PICTURES));
        assert_true(farthest(&c.mean, &x) < 1e-12);
        for (size_t s = 0; s < PICTURES; s++)
            for (size_t i = 0; i < p[s].coords.rows; i++)
                for (size_t j = 0; j < dims; j++)
                    assert_true(fabs(p[s].coords.a[i * dims + j] - x.a[p[s].row[i] * dims + j]) <
                                1e-12);
        assert_true(c.disagreement >= 0 && c.disagreement < 1e-28);
        assert_true(c.seen[0] == 4 && c.seen[4] == 5 && c.seen[7] == 4);
        consensus_free(&c);
        free_pictures(p);
        matrix_free(&x);
    }
}

/* Pictures of their own, the last two without some rows. */
static void make_noise(struct consensus_picture *p)
{
    struct matrix x = random_matrix(ROWS, 2, 3);
    uint64_t seed = 9;
    make_copies(&x, p);
    for (size_t s = 0; s < PICTURES; s++)
        for (size_t e = 0; e < p[s].coords.rows * 2; e++)
            p[s].coords.a[e] += 0.3 * random_number(&seed);
    matrix_free(&x);
}

/* The means are means; the sum of squares about the origin is that of the means, each counted as
 * often as its row is seen, and the rest, whose share is the disagreement (Gower 1975, table 1). */
static void the_sum_of_squares_falls_apart(void **state)
{
    (void)state;
    struct consensus_picture p[PICTURES];
    struct consensus c;
    double origin[2] = {0}, places = 0, total = 0, between = 0, within = 0;
    make_noise(p);
    expect_good(consensus_find(&c, p, PICTURES));
    for (size_t i = 0; i < ROWS; i++) {
        places += (double)c.seen[i];
        for (size_t j = 0; j < 2; j++)
            origin[j] += (double)c.seen[i] * c.mean.a[i * 2 + j];
    }
    for (size_t i = 0; i < ROWS; i++)
        for (size_t j = 0; j < 2; j++)
            between += (double)c.seen[i] * pow(c.mean.a[i * 2 + j] - origin[j] / places, 2);
    for (size_t s = 0; s < PICTURES; s++)
        for (size_t i = 0; i < p[s].coords.rows; i++)
            for (size_t j = 0; j < 2; j++) {
                double y = p[s].coords.a[i * 2 + j];
                total += pow(y - origin[j] / places, 2);
                within += pow(y - c.mean.a[p[s].row[i] * 2 + j], 2);
            }
    assert_true(within > 0.01 * total);
    assert_true(fabs(total - between - within) < 1e-12 * total);
    assert_true(fabs(c.disagreement - within / total) < 1e-12);
    consensus_free(&c);
    free_pictures(p);
}

/* At the least no picture can be laid better on the means: the best fit, but for the scale, which
 * all share, is to stay. */
static void no_picture_wants_to_turn_or_move(void **state)
{
    (void)state;
    struct consensus_picture p[PICTURES];
    struct consensus c;
    double scale = 0;
    make_noise(p);
    expect_good(consensus_find(&c, p, PICTURES));
    for (size_t s = 0; s < PICTURES; s++) {
        struct matrix means = zeros(p[s].coords.rows, 2);
        struct similarity fit;
        for (size_t e = 0; e < means.rows * 2; e++)
            means.a[e] = c.mean.a[p[s].row[e / 2] * 2 + e % 2];
        expect_good(similarity_fit(&fit, &p[s].coords, &means));
        assert_true(fabs(fit.turn[0] - 1) < 1e-6 && fabs(fit.turn[1]) < 1e-6);
        scale = s ? scale : fit.scale;
        assert_true(fabs(fit.scale - scale) < 1e-6 * scale && scale < 1);
        matrix_free(&means);
    }
    consensus_free(&c);
    free_pictures(p);
}

static void the_first_picture_stays(void **state)
{
    (void)state;
    struct consensus_picture p[PICTURES];
    struct consensus c;
    make_noise(p);
    struct matrix before;
    expect_good(matrix_copy(&before, &p[0].coords));
    expect_good(consensus_find(&c, p, PICTURES));
    assert_true(farthest(&before, &p[0].coords) < 1e-13);
    consensus_free(&c);
    free_pictures(p);
    matrix_free(&before);
}

static void a_single_picture_is_its_own_mean(void **state)
{
    (void)state;
    struct consensus_picture p = {random_matrix(ROWS, 2, 4), all_rows};
    struct consensus c;
    expect_good(consensus_find(&c, &p, 1));
    assert_true(farthest(&c.mean, &p.coords) < 1e-15 && c.disagreement < 1e-28);
    consensus_free(&c);
    matrix_free(&p.coords);
}

static void a_picture_of_one_point_is_refused(void **state)
{
    (void)state;
    struct consensus_picture p[] = {{random_matrix(ROWS, 2, 4), all_rows},
                                    {zeros(ROWS, 2), all_rows}};
    struct consensus c;
    expect_error(consensus_find(&c, p, 2), "picture 2: all its points coincide");
    matrix_free(&p[0].coords);
    matrix_free(&p[1].coords);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_moved_picture_is_laid_back),
                                       cmocka_unit_test(the_remainder_is_the_disparity),
                                       cmocka_unit_test(points_in_one_place_have_no_scale),
                                       cmocka_unit_test(moved_copies_agree_on_the_first),
                                       cmocka_unit_test(the_sum_of_squares_falls_apart),
                                       cmocka_unit_test(no_picture_wants_to_turn_or_move),
                                       cmocka_unit_test(the_first_picture_stays),
                                       cmocka_unit_test(a_single_picture_is_its_own_mean),
                                       cmocka_unit_test(a_picture_of_one_point_is_refused)};
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
