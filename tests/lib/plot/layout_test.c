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
    static const char *const layers[] = {"net.layers.1.weight", "net.layers.12.weight"};
    static const char *const rates[] = {"rate 0.15 of the first", "rate 0.17 of the first"};
    static const char *const prefixes[] = {"run ", "run 1 of the second kind"};
    check_names(seeds, 2, 100, "opt=sgd seed=10 rate=0.1, opt=sgd seed=11 rate=0.1");
    check_names(seeds, 2, 10, "…seed=10…, …seed=11…");
    check_names(seeds, 1, 8, "opt=sg…e=0.1");
    check_names(middles, 2, 5, "aaaaaaaaaaaaXbbbbbbbbbbbb, aaaaaaaaaaaaYbbbbbbbbbbbb");
    check_names(prefixes, 2, 5, "…, …1 …nd");
    check_names(layers, 2, 5, "…1…, …12…");
    check_names(rates, 2, 8, "…0.15…, …0.17…");
}

static void paths_lose_their_beginning(void **state)
{
    (void)state;
    static const char *const tensors[] = {"model.layers.0.self_attn.q_proj.bias",
                                          "model.layers.1.self_attn.q_proj.bias",
                                          "model.layers.1.mlp.up_proj.weight", "lm_head.weight"};
    static const char *const folders[] = {"a/first/seed 0.5.pt", "b/first/seed 0.7.pt", "b/"};
    check_names(tensors, 4, 15,
                "…0.self_attn.q_proj.bias, …1.self_attn.q_proj.bias, …1.mlp.up_proj.weight, "
                "lm_head.weight");
    check_names(tensors, 3, 15,
                "…0.self_attn.q_proj.bias, …1.self_attn.q_proj.bias, …1.mlp.up_proj.weight");
    check_names(tensors, 4, 10,
                "…0.self_a…oj.bias, …1.self_a…oj.bias, …up_proj.weight, lm_head.weight");
    check_names(tensors, 1, 8, "…q_proj.bias");
    check_names(folders, 3, 7, "…seed 0.5.pt, …seed 0.7.pt, b/");
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
    const char *titles[] = {"one", "two", "three"};
    const struct layout_parts parts = {.shape = 0.8,
                                       .caption = &none,
                                       .panels = 3,
                                       .panel_titles = titles,
                                       .title_size = 1,
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

/* ---- sheets of panels ---- */

/* `across` of them in a row, or any number; on a page of that width, or of the usual one. */
static struct layout sheet_of(size_t panels, size_t across, size_t columns, double width,
                              const char *title)
{
    struct strlist none = {0};
    const char *titles[PLOT_PANELS_MAX];
    struct layout l;
    for (size_t i = 0; i < panels; i++)
        titles[i] = title;
    const struct layout_parts parts = {.bar = true,
                                       .caption = &none,
                                       .panels = panels,
                                       .columns = columns,
                                       .across = across,
                                       .panel_titles = titles,
                                       .title_size = 8.0 / 9,
                                       .shape = 0.8};
    const struct plot_options options = {.page = {.width = width}};
    expect_good(plot_layout_make(&l, &parts, &options));
    return l;
}

/* A4 and its larger sisters are 1.41 times as high as wide; a row more than fits is allowed. */
static void a_sheet_of_many_panels_has_the_shape_of_paper(void **state)
{
    (void)state;
    for (size_t panels = 2; panels <= PLOT_PANELS_MAX; panels++) {
        struct layout l = sheet_of(panels, 0, 0, 0, "a title of two lines");
        struct rect frame = plot_layout_frame(&l, panels - 1);
        assert_true(frame.right - frame.left >= 1.8);
        assert_true(l.height < 1.5 * l.width);
        assert_true(frame.bottom > 0);
        plot_layout_free(&l);
    }
}

static void check_grid(size_t panels, size_t across, size_t columns, double width, size_t expected)
{
    struct layout l = sheet_of(panels, across, columns, width, "t");
    assert_int_equal(l.columns, expected);
    assert_int_equal(l.rows, (panels + expected - 1) / expected);
    plot_layout_free(&l);
}

static void what_belongs_in_a_row_stands_in_one(void **state)
{
    (void)state;
    check_grid(12, 0, 0, 0, 4);
    check_grid(12, 3, 0, 0, 3);
    check_grid(12, 6, 0, 0, 6);
    check_grid(6, 2, 0, 0, 2);
    check_grid(40, 2, 0, 0, 6); /* three pairs in a row: of one or two the page would be too high */
    check_grid(24, 12, 0, 0, 5); /* there is no room for twelve */
    check_grid(24, 12, 0, 40, 12);
}

static void the_user_has_the_last_word_on_columns(void **state)
{
    (void)state;
    check_grid(10, 0, 8, 30, 8); /* not five, which would fill both rows */
    check_grid(12, 4, 3, 0, 3);
    check_grid(3, 0, 9, 0, 3);
    check_grid(40, 0, 1, 0, 1);
}

static void check_title(const char *title, size_t allowed, double most, const char *expected)
{
    struct strlist lines = {0};
    char text[200];
    expect_good(plot_wrap_title(&lines, title, allowed, most));
    strlist_print(&lines, text, sizeof text);
    assert_string_equal(text, expected);
    strlist_free(&lines);
}

/* 13 sizes of type are some 22 letters. */
static void a_title_is_broken_where_it_reads_best(void **state)
{
    (void)state;
    check_title("layers.0.weight", 2, 13, "layers.0.weight");
    check_title("layers.10.self_attn.q_proj.weight", 2, 13, "layers.10.self_attn., q_proj.weight");
    check_title("layers.0.down_projection.bias", 2, 10, "layers.0.down_, projection.bias");
    check_title("run one of two, k 5, t 20", 2, 8, "run one of two,, k 5, t 20");
    check_title("run one of two, k 5, t 20", 1, 8, "run one…, t 20");
    check_title("Wordwithoutanyend", 2, 5, "Wor…nd");
}

static void titles_of_two_lines_have_room(void **state)
{
    (void)state;
    struct layout one = sheet_of(4, 0, 2, 17, "short");
    struct layout two = sheet_of(4, 0, 2, 17,
                                 "a title that is far too long for the one line that "
                                 "it would have over a panel");
    struct rect a = plot_layout_frame(&two, 0), b = plot_layout_frame(&two, 2);
    double line = plot_layout_caption_step(&two);
    assert_int_equal(one.title_lines, 1);
    assert_int_equal(two.title_lines, 2);
    assert_true(fabs(two.height - one.height - 2 * line) < 1e-9);
    assert_true(plot_layout_panel_title(&two, &a, 1) + line / 2 < two.height);
    assert_true(plot_layout_panel_title(&two, &b, 1) + line / 2 < a.bottom);
    plot_layout_free(&one);
    plot_layout_free(&two);
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
        cmocka_unit_test(paths_lose_their_beginning),
        cmocka_unit_test(an_abridged_text_has_its_room_and_no_character_is_cut),
        cmocka_unit_test(numbers_of_axes_are_round_at_most_so_many_and_have_the_ends),
        cmocka_unit_test(numbers_side_by_side_have_a_gap_between_them),
        cmocka_unit_test(a_legend_that_the_caption_leaves_no_room_beside_goes_below),
        cmocka_unit_test(entries_of_the_legend_are_on_the_page_and_apart),
        cmocka_unit_test(panels_of_any_height_keep_room_for_their_captions),
        cmocka_unit_test(no_line_of_a_caption_begins_with_a_percent_sign),
        cmocka_unit_test(a_sheet_of_many_panels_has_the_shape_of_paper),
        cmocka_unit_test(what_belongs_in_a_row_stands_in_one),
        cmocka_unit_test(the_user_has_the_last_word_on_columns),
        cmocka_unit_test(a_title_is_broken_where_it_reads_best),
        cmocka_unit_test(titles_of_two_lines_have_room),
        cmocka_unit_test(an_axis_that_is_seen_end_on_bears_nothing),
        cmocka_unit_test(points_of_the_box_are_where_gnuplot_draws_them),
        cmocka_unit_test(a_frame_without_room_for_the_axes_is_refused),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
