/* Numbers of runs and barriers: the cases that numpy's random ones (trajstat.t) do not have.
 * Expected values are worked out by hand from a few points. */
#include "gram/form.h"
#include "gram/gram.h"
#include "numbers.h"
#include "run/barrier.h"
#include "run/tables.h"
#include "run/trajectory.h"

/* The space of points given row by row; its memory is the array's. */
static struct space points(double *x, size_t rows, size_t cols)
{
    return (struct space){.name = "picture", .rows = rows, .points.x = {x, rows, cols}};
}

static struct table table(const char *text)
{
    struct table t;
    expect_good(table_parse(&t, text, false, "test"));
    return t;
}

static struct trajectories runs_of(const struct table *rows, bool highest)
{
    struct trajectories t;
    const struct trajectories_options options = {.highest = highest};
    expect_good(run_trajectories_find(&t, rows, &options, NULL));
    return t;
}

static void assert_same(double got, double expected)
{
    if (isnan(expected) ? !isnan(got) : got != expected)
        fail_msg("got %.17g, expected %.17g", got, expected);
}

/* ---- angles ---- */

static void cosines_are_one_on_a_line_and_minus_one_on_the_way_back(void **state)
{
    (void)state;
    struct space s = points((double[]){0, 0, 3, 4, 6, 8, -5, 0}, 4, 2);
    assert_near(space_turn(&s, 0, 1, 2), 1, 1e-15);
    assert_near(space_turn(&s, 0, 1, 0), -1, 1e-15);
    /* (3, 4) and (-8, -4): -40 / (5 sqrt 80) */
    assert_near(space_turn(&s, 0, 1, 3), -8 / sqrt(80), 1e-15);
}

static void a_step_of_no_length_has_no_angle(void **state)
{
    (void)state;
    struct space s = points((double[]){0, 0, 0, 0, 1, 0}, 3, 2);
    assert_true(isnan(space_turn(&s, 0, 1, 2)));
    assert_true(isnan(space_turn(&s, 0, 2, 2)));
    assert_true(isnan(space_turn(&s, 0, 0, 0)));
}

static void angles_of_tiny_and_of_huge_steps_are_exact(void **state)
{
    (void)state;
    struct space tiny = points((double[]){0, 0, 1e-140, 0, 1e-140, 1e-140}, 3, 2);
    struct space huge = points((double[]){0, 0, 1e150, 0, 1e150, 1e150}, 3, 2);
    /* right angles whose sides are 1 and 1e6 */
    struct space uneven = points((double[]){0, 0, 1e6, 0, 1e6, 1}, 3, 2);
    assert_near(space_turn(&tiny, 0, 1, 2), 0, 1e-15);
    assert_near(space_turn(&huge, 0, 1, 2), 0, 1e-15);
    assert_near(space_turn(&uneven, 0, 1, 2), 0, 1e-9);
    assert_near(space_turn(&uneven, 2, 1, 0), 0, 1e-9);
}

static void distances_that_no_triangle_has_give_no_cosine_beyond_one(void **state)
{
    (void)state;
    struct space s = {.rows = 3, .apart = {(double[]){0, 1, 9, 1, 0, 1, 9, 1, 0}, 3, 3}};
    assert_same(space_turn(&s, 0, 1, 2), 1);
    s.apart.a[2] = s.apart.a[6] = 0.5;
    s.apart.a[5] = s.apart.a[7] = 3;
    assert_same(space_turn(&s, 0, 1, 2), -1);
}

/* ---- runs ---- */

static void a_square_walked_round_is_four_long_and_ends_where_it_began(void **state)
{
    (void)state;
    struct table rows =
        table("run\tstep\ttest_loss\na\t0\t3\na\t1\t2\na\t2\t1\na\t3\t2\na\t4\t1\n");
    struct trajectories t = runs_of(&rows, false);
    struct space s = points((double[]){0, 0, 1, 0, 1, 1, 0, 1, 0, 0}, 5, 2);
    size_t best = trajectory_best(&t, t.runs.at);
    assert_int_equal(best, 2); /* the first of two */
    struct run_numbers r = trajectory_run(&t, t.runs.at, &s, best);
    assert_same(r.length, 4);
    assert_same(r.net, 0);
    assert_same(r.straightness, 0);
    assert_same(r.mean_step, 1);
    assert_near(r.mean_cosine, 0, 1e-15);
    assert_same(r.first_to_best, sqrt(2));
    assert_same(r.best_to_final, sqrt(2));
    struct snapshot_numbers n = trajectory_snapshot(&t, t.runs.at, &s, 3, best);
    assert_same(n.step, 1);
    assert_same(n.from_first, 1);
    assert_same(n.to_final, 1);
    assert_same(n.to_best, 1);
    run_trajectories_free(&t);
    table_free(&rows);
}

static void one_snapshot_is_a_run_of_length_nothing(void **state)
{
    (void)state;
    struct table rows = table("run\tstep\ttest_loss\na\t0\t3\n");
    struct trajectories t = runs_of(&rows, false);
    struct space s = points((double[]){5, 6}, 1, 2);
    struct run_numbers r = trajectory_run(&t, t.runs.at, &s, trajectory_best(&t, t.runs.at));
    assert_same(r.length, 0);
    assert_same(r.net, 0);
    assert_same(r.straightness, NAN);
    assert_same(r.mean_step, NAN);
    assert_same(r.shortest_step, NAN);
    assert_same(r.longest_step, NAN);
    assert_same(r.mean_cosine, NAN);
    assert_same(r.first_to_best, 0);
    assert_same(r.best_to_final, 0);
    run_trajectories_free(&t);
    table_free(&rows);
}

static void a_run_that_stands_still_has_steps_and_no_direction(void **state)
{
    (void)state;
    struct table rows = table("run\tstep\na\t0\na\t1\na\t2\n");
    struct trajectories t = runs_of(&rows, false);
    struct matrix x = matrix_of(3, 2, (double[]){1e8, 1, 1e8, 1, 1e8, 1}),
                  g = naive_product(&x, &(struct matrix){(double[]){1e8, 1e8, 1e8, 1, 1, 1}, 2, 3});
    (void)gram_form_to_squares(&g);
    gram_distances(&g, METRIC_EUCLIDEAN, NULL);
    struct space s = {.name = "weights", .rows = 3, .apart = g};
    struct run_numbers r = trajectory_run(&t, t.runs.at, &s, trajectory_best(&t, t.runs.at));
    assert_same(r.length, 0);
    assert_same(r.straightness, NAN);
    assert_same(r.longest_step, 0);
    assert_same(r.mean_cosine, NAN);
    assert_same(r.first_to_best, NAN); /* no losses are known */
    matrix_free(&x);
    matrix_free(&g);
    run_trajectories_free(&t);
    table_free(&rows);
}

static void the_best_is_the_first_with_the_best_number_that_is_one(void **state)
{
    (void)state;
    struct table rows =
        table("run\tstep\ttest_loss\na\t0\tnan\na\t1\t2\na\t2\t5\na\t3\t2\na\t4\t5\n"
              "a\t5\t-inf\na\t6\tinf\na\t7\t\nb\t0\tnan\n");
    struct trajectories low = runs_of(&rows, false), high = runs_of(&rows, true);
    assert_int_equal(trajectory_best(&low, &low.runs.at[0]), 1);
    assert_int_equal(trajectory_best(&high, &high.runs.at[0]), 2);
    assert_int_equal(trajectory_best(&low, &low.runs.at[1]), 1); /* there is none */
    run_trajectories_free(&low);
    run_trajectories_free(&high);
    table_free(&rows);
}

static void tables_of_ends_have_the_same_runs(void **state)
{
    (void)state;
    struct table ab = table("run\na\nb\n"), ac = table("run\na\nc\n"), out = {0};
    struct trajectories first = runs_of(&ab, false), second = runs_of(&ac, false);
    struct space s = points((double[]){0, 7}, 2, 1);
    const struct run_table_source source = {.number = 1};
    expect_good(run_table_begin(&out, RUN_TABLE_ENDS));
    expect_good(run_table_add(&out, RUN_TABLE_ENDS, &source, &first, &s));
    assert_string_equal(out.columns.at[5], "b");
    assert_string_equal(table_cell(&out, 0, 5), "7");
    expect_good(run_table_add(&out, RUN_TABLE_ENDS, &source, &first, &s));
    expect_error(run_table_add(&out, RUN_TABLE_ENDS, &source, &second, &s), "different runs");
    table_free(&out);
    run_trajectories_free(&first);
    run_trajectories_free(&second);
    table_free(&ab);
    table_free(&ac);
}

/* ---- barriers ---- */

static struct barrier barrier_of(double *values, size_t count, const char *from, const char *to)
{
    struct barrier b;
    struct record r;
    struct matrix grid = {values, 1, count};
    expect_good(record_init(&r, "grid", PHM_F64, 1, count));
    expect_good(record_attr_set(&r, "x-from", "%s", from));
    expect_good(record_attr_set(&r, "x-to", "%s", to));
    expect_good(barrier_find(&r, &grid, false, &b));
    record_free(&r);
    return b;
}

static void a_line_below_its_chord_has_no_barrier(void **state)
{
    (void)state;
    struct barrier b = barrier_of((double[]){1, 0.1, 0.2, 0.5}, 4, "0", "1");
    assert_same(b.height, 0);
    assert_same(b.height_at, 0);
    assert_same(b.worst, 1);
    assert_same(b.over_mean, 0.25);
}

static void a_barrier_goes_over_what_interpolation_gives(void **state)
{
    (void)state;
    /* Between 0 and 4 interpolation gives 1 and 3 on the way. */
    struct barrier b = barrier_of((double[]){0, 3, 2, 5, 4}, 5, "0", "1");
    assert_same(b.height, 2);
    assert_same(b.height_at, 0.25);
    assert_same(b.worst, 5);
    assert_same(b.worst_at, 0.75);
    assert_same(b.over_mean, 3);
}

static void the_ends_are_at_zero_and_one_where_the_line_has_both(void **state)
{
    (void)state;
    struct barrier b = barrier_of((double[]){9, 1, 2, 1, 9, 9}, 6, "-0.5", "2");
    assert_same(b.from, 0);
    assert_same(b.to, 1);
    assert_int_equal(b.points, 3);
    assert_same(b.height, 1);
    b = barrier_of((double[]){9, 9, 1, 2, 1, 9}, 6, "2", "-0.5"); /* and back */
    assert_same(b.from, 1);
    assert_same(b.to, 0);
    assert_same(b.height, 1);
    b = barrier_of((double[]){1, 9, 1}, 3, "-1", "2"); /* has no point there */
    assert_same(b.from, -1);
    assert_same(b.to, 2);
    assert_same(b.height, 8);
    b = barrier_of((double[]){1, 2}, 2, "0", "1e9"); /* 0 and 1 are one point */
    assert_same(b.to, 1e9);
}

static void missing_points_are_counted_and_passed_over(void **state)
{
    (void)state;
    struct barrier b = barrier_of((double[]){1, NAN, 3, NAN, 1}, 5, "0", "1");
    assert_int_equal(b.missing, 2);
    assert_same(b.height, 2);
    b = barrier_of((double[]){NAN, 2, 1}, 3, "0", "1");
    assert_int_equal(b.missing, 1);
    assert_same(b.height, NAN);
    assert_same(b.height_at, NAN);
    assert_same(b.over_mean, NAN);
    assert_same(b.worst, 2);
}

static void a_loss_that_diverged_is_an_infinite_barrier_and_an_end_that_did_none(void **state)
{
    (void)state;
    struct barrier b = barrier_of((double[]){1, INFINITY, 1}, 3, "0", "1");
    assert_same(b.height, INFINITY);
    assert_same(b.height_at, 0.5);
    b = barrier_of((double[]){INFINITY, 1, INFINITY}, 3, "0", "1");
    assert_same(b.height, NAN);
    assert_same(b.over_mean, NAN);
    assert_same(b.worst, INFINITY);
}

static void what_is_no_line_is_refused(void **state)
{
    (void)state;
    struct barrier b;
    struct record r;
    double values[4] = {0};
    expect_good(record_init(&r, "grid", PHM_F64, 1, 2));
    expect_error(barrier_find(&r, &(struct matrix){values, 2, 2}, false, &b), "2 x 2");
    expect_error(barrier_find(&r, &(struct matrix){values, 1, 1}, false, &b), "1 points");
    expect_error(barrier_find(&r, &(struct matrix){values, 1, 0}, false, &b), "0 points");
    expect_error(barrier_find(&r, &(struct matrix){values, 0, 2}, false, &b), "0 x 2");
    struct matrix line = {values, 1, 2}, column = {values, 2, 1};
    expect_good(record_attr_set(&r, "x-from", "1"));
    expect_error(barrier_find(&r, &line, false, &b), "from 1 to 1");
    for (size_t i = 0; i < 4; i++) {
        static const char *const bad[] = {"", "x", "1 2", "inf"};
        expect_good(record_attr_set(&r, "x-from", "%s", bad[i]));
        expect_error(barrier_find(&r, &line, false, &b), "x-from");
    }
    expect_good(barrier_find(&r, &column, false, &b)); /* along y */
    record_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cosines_are_one_on_a_line_and_minus_one_on_the_way_back),
        cmocka_unit_test(a_step_of_no_length_has_no_angle),
        cmocka_unit_test(angles_of_tiny_and_of_huge_steps_are_exact),
        cmocka_unit_test(distances_that_no_triangle_has_give_no_cosine_beyond_one),
        cmocka_unit_test(a_square_walked_round_is_four_long_and_ends_where_it_began),
        cmocka_unit_test(one_snapshot_is_a_run_of_length_nothing),
        cmocka_unit_test(a_run_that_stands_still_has_steps_and_no_direction),
        cmocka_unit_test(the_best_is_the_first_with_the_best_number_that_is_one),
        cmocka_unit_test(tables_of_ends_have_the_same_runs),
        cmocka_unit_test(a_line_below_its_chord_has_no_barrier),
        cmocka_unit_test(a_barrier_goes_over_what_interpolation_gives),
        cmocka_unit_test(the_ends_are_at_zero_and_one_where_the_line_has_both),
        cmocka_unit_test(missing_points_are_counted_and_passed_over),
        cmocka_unit_test(a_loss_that_diverged_is_an_infinite_barrier_and_an_end_that_did_none),
        cmocka_unit_test(what_is_no_line_is_refused),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
