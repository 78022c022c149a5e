/* Where the texts of figures go: what is abridged, which numbers axes bear, the legend, the box in
 * space. Expected values are worked out by hand. */
#include "expect.h"
#include "plot/draw/numbers.h"
#include "plot/layout/layout.h"
#include "plot/layout/text.h"
#include "plot/layout/wrap.h"
#include "plot/space/box.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* ---- texts ---- */

static void check_names(const char *const *names, size_t count, double room, const char *expected)
{
    struct strlist whole = {0}, shown = {0};
    char text[400];
    for (size_t k = 0; k < count; k++)
        expect_good(strlist_add(&whole, names[k], strlen(names[k])));
    expect_good(plot_text_abridge_names(&shown, &whole, room));
    assert_int_equal(shown.count, count);
    strlist_print(&shown, text, sizeof text);
    assert_string_equal(text, expected);
    strlist_free(&whole);
    strlist_free(&shown);
}

static void names_lose_what_they_have_in_common_and_stay_told_apart(void **state)
{
    (void)state;
    static const char *const seeds[] = {"opt=sgd seed=10 rate=0.1", "opt=sgd seed=11 rate=0.1"};
    static const char *const middles[] = {"aaaaaaaaaaaaXbbbbbbbbbbbb", "aaaaaaaaaaaaYbbbbbbbbbbbb"};
    static const char *const prefixes[] = {"run ", "run 1 of the second kind"};
    check_names(seeds, 2, 100, "opt=sgd seed=10 rate=0.1, opt=sgd seed=11 rate=0.1");
    check_names(seeds, 2, 10, "…seed=10…, …seed=11…");
    check_names(seeds, 1, 8, "opt=sg…e=0.1");
    check_names(middles, 2, 5, "aaaaaaaaaaaaXbbbbbbbbbbbb, aaaaaaaaaaaaYbbbbbbbbbbbb");
    check_names(prefixes, 2, 5, "…, …1 …nd");
}

static void an_abridged_text_has_its_room_and_no_character_is_cut(void **state)
{
    (void)state;
    static const char text[] = "überlänge WWWWiiiiMMMM 日本語 0123456789";
    for (double room = 2.5; room < 40; room += 0.5) {
        struct strlist shown = {0};
        expect_good(plot_text_abridge(&shown, text, room));
        double width = plot_text_em(shown.at[0], strlen(shown.at[0]));
        bool whole = strcmp(shown.at[0], text) == 0;
        assert_true(whole || strstr(shown.at[0], "…"));
        assert_true(width <= room + 1e-9);
        assert_true(whole == (plot_text_em(text, strlen(text)) <= room));
        strlist_free(&shown);
    }
}

/* ---- numbers ---- */

static void check_numbers(double least, double most, bool logarithmic, size_t count,
                          const char *expected)
{
    struct plot_numbers numbers;
    char all[400] = "", text[PLOT_NUMBER_TEXT];
    plot_numbers_choose(&numbers, least, most, logarithmic, count);
    for (size_t i = 0; i < numbers.levels.count; i++) {
        plot_numbers_text(&numbers, i, MARKUP_NONE, text);
        snprintf(all + strlen(all), sizeof all - strlen(all), "%s%s", i ? " " : "", text);
    }
    assert_string_equal(all, expected);
}

static void numbers_of_axes_are_round_at_most_so_many_and_have_the_ends(void **state)
{
    (void)state;
    check_numbers(-2, 2, false, 5, "-2 -1 0 1 2");
    check_numbers(-2, 2, false, 4, "-2 0 2");
    check_numbers(-0.3, 0.3, false, 3, "-0.2 0 0.2");
    check_numbers(0.1, 0.7, false, 9, "0.1 0.2 0.3 0.4 0.5 0.6 0.7");
    check_numbers(1, 9, false, 2, "2 8");
    check_numbers(0.01, 3, true, 8, "0.01 0.02 0.05 0.1 0.2 0.5 1 2");
    check_numbers(0.01, 3, true, 6, "0.01 0.03 0.1 0.3 1 3");
    check_numbers(0.01, 3, true, 4, "0.01 0.1 1");
    check_numbers(0.2, 9, true, 2, "0.3 3");
    check_numbers(1e-7, 1e-2, true, 6, "10^{-7} 10^{-6} 10^{-5} 10^{-4} 10^{-3} 10^{-2}");
    check_numbers(1e-7, 1e-2, true, 3, "10^{-6} 10^{-4} 10^{-2}");
    check_numbers(3.1, 4.2, true, 3, "3.5 4");
    check_numbers(1e6, 1e6 + 1, false, 3, "1000000 1000000.5 1000001");
    check_numbers(5, 5, false, 3, "5");
}

static void numbers_side_by_side_have_a_gap_between_them(void **state)
{
    (void)state;
    for (double length = 8; length < 60; length += 1) {
        struct plot_numbers numbers;
        plot_numbers_choose_lying(&numbers, 10000, 90000, false, length);
        double count = (double)numbers.levels.count;
        assert_true(count >= 2);
        assert_true(count == 2 || count * (numbers.widest + 1) <= length);
    }
}

/* ---- the legend ---- */

/* Fifteen runs and three more beside a picture of 12 cm: beside 8.1 cm there is room for them, 18
 * lines of 0.41 cm; but not when a caption of three lines takes 1.2 cm. */
static void a_legend_that_the_caption_leaves_no_room_beside_goes_below(void **state)
{
    (void)state;
    char line[] = "n";
    char *at[] = {line, line, line};
    struct strlist caption = {at, 3, 3}, one = {at, 1, 1};
    struct layout_parts parts = {.bar = true,
                                 .bar_numbers = 3,
                                 .shape = 0.8,
                                 .entries = 18,
                                 .widest_entry = 6,
                                 .long_legend = true,
                                 .panels = 1};
    struct plot_options options = {.page = {.width = 12, .height = 8.4}};
    struct layout l;
    parts.caption = &one;
    expect_good(plot_layout_make(&l, &parts, &options));
    assert_true(l.legend_right);
    assert_true(l.legend_left > l.bar_name + l.em / 2);
    assert_true(plot_layout_entry(&l, 17).y - l.em / 2 > l.caption_top + l.em / 2);
    plot_layout_free(&l);
    parts.caption = &caption;
    expect_good(plot_layout_make(&l, &parts, &options));
    assert_false(l.legend_right);
    plot_layout_free(&l);
}

static void entries_of_the_legend_are_on_the_page_and_apart(void **state)
{
    (void)state;
    struct strlist none = {0};
    struct layout_parts parts = {
        .shape = 0.8, .entries = 23, .widest_entry = 7.3, .caption = &none, .panels = 1};
    struct plot_options options = {.page.width = 12};
    struct layout l;
    expect_good(plot_layout_make(&l, &parts, &options));
    for (size_t i = 0; i < parts.entries; i++) {
        struct layout_entry a = plot_layout_entry(&l, i);
        assert_true(a.left >= 0 && a.text + 7.3 * l.em <= l.width);
        assert_true(a.y > l.em / 2 && a.y + l.em / 2 < plot_layout_frame(&l, 0).bottom);
        for (size_t k = 0; k < i; k++) {
            struct layout_entry b = plot_layout_entry(&l, k);
            assert_true(fabs(a.y - b.y) >= l.em || fabs(a.left - b.left) > (7.3 + 2.5) * l.em);
        }
    }
    plot_layout_free(&l);
}

/* ---- captions of panels ---- */

/* Three panels across 17 cm: in one row captions of so many lines leave room for frames on a page
 * that has none in two rows. */
static void panels_of_any_height_keep_room_for_their_captions(void **state)
{
    (void)state;
    struct strlist none = {0}, caption = {0};
    const struct strlist *captions[] = {&caption, &caption, &caption};
    for (size_t i = 0; i < 8; i++)
        expect_good(strlist_addf(&caption, "a paragraph that says at length what the panel over it "
                                           "shows, and how well it shows that"));
    const struct layout_parts parts = {.shape = 0.8,
                                       .caption = &none,
                                       .panels = 3,
                                       .panel_titles = true,
                                       .panel_captions = captions};
    struct layout l;
    for (double height = 11; height < 25; height += 0.25) {
        const struct plot_options options = {.page = {.width = 17, .height = height}};
        expect_good(plot_layout_make(&l, &parts, &options));
        struct rect frame = plot_layout_frame(&l, 2);
        double last = plot_layout_panel_caption(&l, &frame) -
                      (double)(l.caption_lines - 1) * plot_layout_caption_step(&l);
        assert_true(last > 0 && frame.top - frame.bottom >= 1);
        plot_layout_free(&l);
    }
    strlist_free(&caption);
}

/* Every width from that of a word on. */
static void no_line_of_a_caption_begins_with_a_percent_sign(void **state)
{
    (void)state;
    struct strlist text = {0};
    expect_good(strlist_addf(&text, "47.1 + 20.9 %% of the variance; explained 91.6 %% stress"));
    for (double most = 6; most < 30; most += 0.25) {
        struct strlist lines = {0};
        expect_good(plot_wrap(&lines, &text, most));
        for (size_t i = 0; i < lines.count; i++)
            assert_true(lines.at[i][0] != '%');
        strlist_free(&lines);
    }
    strlist_free(&text);
}

/* ---- the box in space ---- */

static struct plot_box cube(double tilt, double turn)
{
    struct plot_box box = {.view = {tilt, turn}};
    for (size_t axis = 0; axis < PLOT_BOX_AXES; axis++)
        box.axis[axis] = (struct plot_box_axis){
            .to = 1, .name = "a name", .least = 100, .most = 200, .at = {0, 1}};
    return box;
}

static void fit_cube(struct plot_box *box)
{
    const struct layout page = {.width = 12, .height = 9, .em = 0.3};
    const struct rect frame = {1, 11, 1, 8};
    const struct plot_options options = {0};
    expect_good(plot_box_fit(box, &page, &frame, &options));
}

static void an_axis_that_is_seen_end_on_bears_nothing(void **state)
{
    (void)state;
    struct plot_box above = cube(0, 0), beside = cube(90, 0), aslant = cube(60, 30);
    fit_cube(&above);
    assert_true(above.mark_count[0] >= 2 && above.mark_count[1] >= 2 && above.mark_count[2] == 0);
    assert_true(above.names[0].width > 0 && above.names[2].width == 0);
    fit_cube(&beside);
    assert_true(beside.mark_count[0] >= 2 && beside.mark_count[1] == 0 &&
                beside.mark_count[2] >= 2);
    fit_cube(&aslant);
    for (size_t axis = 0; axis < PLOT_BOX_AXES; axis++)
        assert_true(aslant.mark_count[axis] >= 2 && aslant.names[axis].width > 0);
}

/* From above, unturned: x to the right, y up; from the side z up. */
static void points_of_the_box_are_where_gnuplot_draws_them(void **state)
{
    (void)state;
    double page[2], middle[2];
    struct plot_box box = cube(0, 0);
    fit_cube(&box);
    double side = box.square.right - box.square.left;
    plot_box_project(&box, (const double[]){0.5, 0.5, 0.5}, middle);
    plot_box_project(&box, (const double[]){1, 0.5, 0}, page);
    assert_true(fabs(page[0] - middle[0] - side / 2) < 1e-9 && fabs(page[1] - middle[1]) < 1e-9);
    plot_box_project(&box, (const double[]){0.5, 1, 1}, page);
    assert_true(fabs(page[1] - middle[1] - side / 2) < 1e-9 && fabs(page[0] - middle[0]) < 1e-9);
    box = cube(90, 90); /* y to the right, x away from the eye */
    fit_cube(&box);
    side = box.square.right - box.square.left;
    plot_box_project(&box, (const double[]){0.5, 0.5, 0.5}, middle);
    plot_box_project(&box, (const double[]){0.3, 1, 1}, page);
    assert_true(fabs(page[0] - middle[0] - side / 2) < 1e-9);
    assert_true(fabs(page[1] - middle[1] - side / 2) < 1e-9);
}

static void a_frame_without_room_for_the_axes_is_refused(void **state)
{
    (void)state;
    struct plot_box box = cube(60, 30);
    const struct layout page = {.width = 3, .height = 3, .em = 0.3};
    const struct rect frame = {0, 3, 0, 3};
    const struct plot_options still = {0}, film = {.film = FILM_TURN};
    expect_error(plot_box_fit(&box, &page, &frame, &film), "no room for their numbers and names");
    expect_error(plot_box_fit(&box, &page, &(struct rect){0, 1, 0, 1}, &still),
                 "no room for their numbers and names");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_lose_what_they_have_in_common_and_stay_told_apart),
        cmocka_unit_test(an_abridged_text_has_its_room_and_no_character_is_cut),
        cmocka_unit_test(numbers_of_axes_are_round_at_most_so_many_and_have_the_ends),
        cmocka_unit_test(numbers_side_by_side_have_a_gap_between_them),
        cmocka_unit_test(a_legend_that_the_caption_leaves_no_room_beside_goes_below),
        cmocka_unit_test(entries_of_the_legend_are_on_the_page_and_apart),
        cmocka_unit_test(panels_of_any_height_keep_room_for_their_captions),
        cmocka_unit_test(no_line_of_a_caption_begins_with_a_percent_sign),
        cmocka_unit_test(an_axis_that_is_seen_end_on_bears_nothing),
        cmocka_unit_test(points_of_the_box_are_where_gnuplot_draws_them),
        cmocka_unit_test(a_frame_without_room_for_the_axes_is_refused),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
