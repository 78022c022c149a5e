/* Films and three dimensions: views, moments of training, rows of PNG images. Expected values are
 * worked out by hand. */
#include "expect.h"
#include "plot/draw/moments.h"
#include "plot/gnuplot/film.h"
#include "plot/gnuplot/png_frames.h"
#include "plot/space/view.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* ---- views ---- */

static void a_view_is_a_tilt_and_a_turn(void **state)
{
    (void)state;
    struct plot_view view;
    expect_good(plot_view_of("0,-360", &view));
    assert_true(view.tilt == 0 && view.turn == -360);
    expect_good(plot_view_of("62.5,30", &view));
    assert_true(view.tilt == 62.5 && view.turn == 30);
    static const char *const others[] = {"",      "60",    "60,",    ",30",    "60,30,0", "-1,0",
                                         "181,0", "0,361", "nan,30", "60,nan", "60 30"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        expect_error(plot_view_of(others[i], &view), "not a view: expected a tilt");
}

/* A box of 3 x 4 x 2, seen from above, is 3 x 4; from the side, turned by 90 degrees, 4 x 2; its
 * floor's diagonal is 5. */
static void the_box_fits_its_frame(void **state)
{
    (void)state;
    const double side[3] = {3, 4, 2};
    const struct rect frame = {.left = 11, .right = 21, .bottom = 12, .top = 20};
    const struct layout page = {.width = 40, .height = 40}, low = {.width = 40, .height = 21};
    static const struct {
        struct plot_view view;
        bool all_around;
        double unit;
    } cases[] = {
        {{0, 0}, false, 8.0 / 4},   /* 3 x 4: the height decides */
        {{90, 0}, false, 10.0 / 3}, /* 3 x 2: the width does */
        {{90, 90}, false, 10.0 / 4}, {{180, 180}, false, 8.0 / 4},
        {{0, 0}, true, 8.0 / 5},     {{90, 0}, true, 10.0 / 5},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct rect square =
            plot_view_square(&cases[i].view, cases[i].all_around, side, &frame, &page);
        assert_true(fabs(square.right - square.left - 4 * cases[i].unit) < 1e-12);
        assert_true(fabs(square.top - square.bottom - 4 * cases[i].unit) < 1e-12);
        assert_true(fabs(square.left + square.right - 32) < 1e-12);
        assert_true(fabs(square.bottom + square.top - 32) < 1e-12);
    }
    struct rect square = plot_view_square(&(struct plot_view){90, 0}, false, side, &frame, &page);
    assert_true(fabs(plot_view_upright(&(struct plot_view){90, 0}, side, &square) - 20.0 / 3) <
                1e-12);
    square = plot_view_square(&(struct plot_view){90, 0}, false, side, &frame, &low);
    assert_true(fabs(square.top - 21) < 1e-12 &&
                fabs(square.bottom - 11) < 1e-12); /* not off the page */
}

/* ---- moments ---- */

static struct runs runs_of(const char *text, struct table *t)
{
    struct runs runs;
    expect_good(table_parse(t, text, false, "test"));
    expect_good(runs_find(&runs, t, t->rows, NULL, NULL, NULL));
    return runs;
}

static void moments_are_the_steps_of_all_runs_and_of_many_as_many_as_asked_for(void **state)
{
    (void)state;
    struct table a, b;
    struct runs first = runs_of("run\tstep\nx\t0\nx\t1\nx\t10\ny\t1\ny\t100\n", &a);
    struct runs second = runs_of("run\tstep\nz\t5\nz\t1\n", &b);
    const struct runs *const runs[] = {&first, &second};
    struct plot_moments moments;
    static const struct {
        size_t frames, count;
        double at[5];
    } cases[] = {{0, 5, {0, 1, 5, 10, 100}},
                 {9, 5, {0, 1, 5, 10, 100}},
                 {3, 3, {0, 5, 100}},
                 {2, 2, {0, 100}},
                 {1, 1, {100}}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        expect_good(plot_moments_choose(&moments, runs, 2, cases[i].frames));
        assert_int_equal(moments.count, cases[i].count);
        for (size_t k = 0; k < moments.count; k++)
            assert_true(moments.at[k] == cases[i].at[k]);
        plot_moments_free(&moments);
    }
    assert_int_equal(plot_moment_row(&first, &first.at[0], 9.5), 1);
    assert_int_equal(plot_moment_row(&first, &first.at[0], 10), 2);
    assert_int_equal(plot_moment_row(&first, &first.at[1], 0.5), (size_t)-1);
    runs_free(&first);
    runs_free(&second);
    table_free(&a);
    table_free(&b);
}

static void a_film_of_many_steps_has_a_hundred_frames_unless_more_are_asked_for(void **state)
{
    (void)state;
    enum { STEPS = 1000 };
    double place[STEPS];
    for (size_t i = 0; i < STEPS; i++)
        place[i] = (double)(i * i);
    struct runs all = {.rows = STEPS, .place = place};
    const struct runs *const runs[] = {&all};
    struct plot_moments moments;
    expect_good(plot_moments_choose(&moments, runs, 1, 0));
    assert_int_equal(moments.count, 100);
    assert_true(moments.at[0] == 0 && moments.at[99] == 999.0 * 999);
    plot_moments_free(&moments);
    expect_good(plot_moments_choose(&moments, runs, 1, 400));
    assert_int_equal(moments.count, 400);
    plot_moments_free(&moments);
}

/* ---- images ---- */

/* One black pixel. */
static const char png[] =
    "\211\120\116\107\015\012\032\012\000\000\000\015\111\110\104\122\000\000\000\001"
    "\000\000\000\001\010\002\000\000\000\220\167\123\336\000\000\000\014\111\104\101"
    "\124\170\234\143\140\140\140\000\000\000\004\000\001\366\027\070\125\000\000\000"
    "\000\111\105\116\104\256\102\140\202";
enum { PNG_LENGTH = sizeof png - 1 };

static void a_png_ends_with_its_last_chunk(void **state)
{
    (void)state;
    char two[2 * PNG_LENGTH];
    memcpy(two, png, PNG_LENGTH);
    memcpy(two + PNG_LENGTH, png, PNG_LENGTH);
    assert_int_equal(png_frames_first(two, sizeof two), PNG_LENGTH);
    for (size_t length = 0; length < PNG_LENGTH; length++)
        assert_int_equal(png_frames_first(png, length), 0);
    two[8] = '\xff'; /* a chunk of 4 GB */
    assert_int_equal(png_frames_first(two, sizeof two), 0);
    two[0] = 'P';
    assert_int_equal(png_frames_first(two, sizeof two), 0);
}

static void what_is_no_row_of_images_makes_no_film(void **state)
{
    (void)state;
    char folder[] = "/tmp/film_test.XXXXXX", path[64];
    const struct film_options options = {.rate = 10};
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/a.gif", folder);
    char broken[PNG_LENGTH];
    memcpy(broken, png, PNG_LENGTH);
    broken[PNG_LENGTH - 30] ^= 1; /* within the pixels */
    expect_error(film_write(path, "no image", 8, &options),
                 "something other than a row of PNG images");
    expect_error(film_write(path, png, PNG_LENGTH - 1, &options), "something other than");
    expect_error(film_write(path, broken, PNG_LENGTH, &options), "film: frame 1");
    assert_int_equal(access(path, F_OK), -1);
    expect_good(film_write(path, png, PNG_LENGTH, &options));
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(folder), 0);
}

static void a_films_name_tells_what_it_is(void **state)
{
    (void)state;
    static const char *const good_names[] = {"a.gif",        "A.GIF",       "folder", "folder/",
                                             "./a.b/folder", "folder.mp4/", "../x",   ".hidden"};
    static const char *const others[] = {"", "-", "a.mp4", "x/a.png"};
    for (size_t i = 0; i < sizeof good_names / sizeof *good_names; i++)
        expect_good(film_check_name(good_names[i]));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        expect_error(film_check_name(others[i]), "not a film name");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_view_is_a_tilt_and_a_turn),
        cmocka_unit_test(the_box_fits_its_frame),
        cmocka_unit_test(moments_are_the_steps_of_all_runs_and_of_many_as_many_as_asked_for),
        cmocka_unit_test(a_film_of_many_steps_has_a_hundred_frames_unless_more_are_asked_for),
        cmocka_unit_test(a_png_ends_with_its_last_chunk),
        cmocka_unit_test(what_is_no_row_of_images_makes_no_film),
        cmocka_unit_test(a_films_name_tells_what_it_is),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
