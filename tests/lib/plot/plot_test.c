/* Pictures: runs, colours, quoting, the script, gnuplot. Expected values are worked out by hand
 * from small tables, or follow from what the script must satisfy. */
#include "expect.h"
#include "plot/draw/color.h"
#include "plot/gnuplot/gnuplot.h"
#include "plot/layout/layout.h"
#include "plot/layout/text.h"
#include "plot/script.h"
#include "run/runs.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* ---- helpers ---- */

static struct table table(const char *text)
{
    struct table t;
    expect_good(table_parse(&t, text, false, "test"));
    return t;
}

/* Keeps what is reported. */
struct notes {
    struct report report;
    char text[512];
};

static void keep_line(struct report *report, enum report_level level, const char *text)
{
    (void)level;
    struct notes *notes = (struct notes *)(void *)report;
    snprintf(notes->text, sizeof notes->text, "%s", text);
}

static void check_order(const struct runs *runs, const size_t *expected)
{
    for (size_t i = 0; i < runs->rows; i++)
        assert_int_equal(runs->order[i], expected[i]);
}

static size_t count(const char *text, const char *what)
{
    size_t n = 0;
    for (; (text = strstr(text, what)); text += strlen(what))
        n++;
    return n;
}

/* The number after the only occurrence of `what`. */
static double number_after(const char *text, const char *what)
{
    const char *at = strstr(text, what);
    if (!at)
        fail_msg("no %s in the script", what);
    return strtod(at + strlen(what), NULL);
}

static char *script_of(double *coords, size_t rows, size_t cols, const char *table_text,
                       struct plot_options options)
{
    struct record r = {.kind = "coords"};
    struct matrix m = {coords, rows, cols};
    struct table t = {0};
    char *script = NULL;
    size_t length;
    if (table_text)
        t = table(table_text);
    struct plot_input input = {&m, &r, table_text ? &t : NULL, "test"};
    expect_good(plot_script(&input, 1, &options, NULL, &script, &length));
    assert_int_equal(strlen(script), length);
    table_free(&t);
    return script;
}

/* ---- runs ---- */

static void runs_come_in_order_of_appearance_and_their_rows_in_order_of_steps(void **state)
{
    (void)state;
    struct table t = table("run\tstep\nb\t2\na\t10\nb\t1\na\t9\nb\t\n");
    struct runs runs;
    expect_good(runs_find(&runs, &t, 5, NULL, NULL, NULL));
    assert_int_equal(runs.count, 2);
    assert_string_equal(runs.at[0].name, "b");
    assert_int_equal(runs.at[0].count, 3);
    assert_string_equal(runs.at[1].name, "a");
    assert_int_equal(runs.at[1].first, 3);
    check_order(&runs, (size_t[]){2, 0, 4, 3, 1}); /* the row without a step is its run's last */
    runs_free(&runs);
    table_free(&t);
}

static void rows_with_an_empty_name_are_in_no_run(void **state)
{
    (void)state;
    struct table t = table("run\tstep\n\t0\na\t0\n\t1\na\t1\n");
    struct runs runs;
    expect_good(runs_find(&runs, &t, 4, NULL, NULL, NULL));
    assert_int_equal(runs.count, 1);
    assert_int_equal(runs.joined, 2);
    check_order(&runs, (size_t[]){1, 3, 0, 2});
    runs_free(&runs);
    table_free(&t);
}

static void without_a_column_of_runs_rows_of_different_steps_are_one_run(void **state)
{
    (void)state;
    struct table t = table("file\tstep\nx\t2\ny\t1\nz\t3\n");
    struct runs runs;
    expect_good(runs_find(&runs, &t, 3, NULL, NULL, NULL));
    assert_int_equal(runs.count, 1);
    assert_null(runs.at[0].name);
    check_order(&runs, (size_t[]){1, 0, 2});
    runs_free(&runs);
    table_free(&t);
}

static void without_a_column_of_runs_a_repeated_step_makes_no_run_and_a_note(void **state)
{
    (void)state;
    struct table t = table("file\tstep\nx\t0\ny\t1\nz\t0\n");
    struct notes notes = {.report.line = keep_line};
    struct runs runs;
    expect_good(runs_find(&runs, &t, 3, NULL, NULL, &notes.report));
    assert_int_equal(runs.count, 0);
    assert_non_null(strstr(notes.text, "step appears twice"));
    assert_non_null(strstr(notes.text, "snapcat -n"));
    runs_free(&runs);
    table_free(&t);
}

static void any_columns_can_be_runs_and_steps(void **state)
{
    (void)state;
    struct table t = table("seed\tepoch\trun\n1\t5\tx\n1\t4\ty\n2\t0\tz\n");
    struct runs runs;
    expect_good(runs_find(&runs, &t, 3, "seed", "epoch", NULL));
    assert_int_equal(runs.count, 2);
    check_order(&runs, (size_t[]){1, 0, 2});
    assert_string_equal(runs.place_name, "epoch");
    runs_free(&runs);
    table_free(&t);
}

static void a_named_column_that_is_not_there_is_refused_with_a_list(void **state)
{
    (void)state;
    struct table t = table("run\tstep\na\t0\n");
    struct runs runs;
    struct plot_color color;
    expect_error(runs_find(&runs, &t, 1, "seed", NULL, NULL),
                 "column 'seed': not in the "
                 "table of rows: choose one of run, step");
    expect_error(runs_find(&runs, &t, 1, "seed", NULL, NULL), "snapcat -n");
    expect_error(runs_find(&runs, &t, 1, NULL, "epoch", NULL), "choose one of run, step");
    expect_error(runs_find(&runs, &t, 1, NULL, "run", NULL), "column 'run'");
    expect_error(plot_color_find(&color, &t, 1, "loss"), "choose one of run, step");
    expect_error(plot_color_find(&color, NULL, 1, "loss"), "no table of rows");
    table_free(&t);
}

/* ---- colours ---- */

/* The colours of a table of `rows` rows, alone in their picture. */
static struct error *colors_of(struct plot_color *color, const struct table *t, size_t rows,
                               const struct plot_color_options *options, struct report *report)
{
    const char *name = options->column ? options->column : plot_color_usual(t);
    struct error *err = plot_color_find(color, t, rows, name);
    if (!err)
        err = plot_color_settle((struct plot_color *[]){color}, 1, options, report);
    return err;
}

static void check_color(const char *text, size_t rows, const char *name,
                        struct plot_color_options options, bool logarithmic)
{
    struct table t = table(text);
    struct plot_color color;
    expect_good(colors_of(&color, &t, rows, &options, NULL));
    assert_string_equal(color.name, name);
    assert_int_equal(color.ramp.logarithmic, logarithmic);
    plot_color_free(&color);
    table_free(&t);
}

static void the_usual_colour_is_a_loss_then_step_then_the_row(void **state)
{
    (void)state;
    struct plot_color_options usual = {0};
    check_color("step\ttrain_loss\tloss\teval_loss\tval_loss\ttest_loss\n0\t1\t2\t3\t4\t5\n", 1,
                "test_loss", usual, false);
    check_color("step\ttrain_loss\tloss\teval_loss\tval_loss\n0\t1\t2\t3\t4\n", 1, "val_loss",
                usual, false);
    check_color("step\ttrain_loss\tloss\teval_loss\n0\t1\t2\t3\n", 1, "eval_loss", usual, false);
    check_color("step\ttrain_loss\tloss\n0\t1\t2\n", 1, "loss", usual, false);
    check_color("step\ttrain_loss\n0\t1\n", 1, "train_loss", usual, false);
    check_color("step\ttest_loss\ttrain_loss\n0\tnan\t1\n", 1, "train_loss", usual, false);
    check_color("step\ttest_loss\n0\tnan\n", 1, "step", usual, false);
    check_color("file\nx\n", 1, "row", usual, false);
}

static void colours_are_logarithmic_where_the_median_is_in_the_lowest_tenth(void **state)
{
    (void)state;
    struct plot_color_options usual = {0}, linear = {.scale = SCALE_LINEAR},
                              logarithmic = {.scale = SCALE_LOGARITHMIC},
                              narrow = {.has_most = true, .most = 20},
                              positive = {.has_least = true, .least = 0.5};
    check_color("test_loss\n1\n10.8\n101\n", 3, "test_loss", usual, true);
    check_color("test_loss\n1\n11.2\n101\n", 3, "test_loss", usual, false);
    check_color("test_loss\n0.01\n60\n100\n", 3, "test_loss", usual, false);
    check_color("test_loss\n0\n1\n1000\n", 3, "test_loss", usual, false);
    check_color("test_loss\n-1\n1\n1000\n", 3, "test_loss", usual, false);
    check_color("test_loss\n1\n2\n1000\n", 3, "test_loss", linear, false);
    check_color("test_loss\n1\n5\n101\n", 3, "test_loss", narrow, false);
    check_color("test_loss\n0\n1\n1000\n", 3, "test_loss", positive, false);
    check_color("test_loss\n1\n2\n", 2, "test_loss", logarithmic, true);
    check_color("test_loss\n1\n1\n1\n", 3, "test_loss", usual, false);
}

/* ---- ramps ---- */

/* Sorted, from least to most. */
static struct plot_ramp ramp_of(double *values, size_t count)
{
    struct plot_sample numbers = {values, count};
    struct plot_ramp ramp = {.least = values[0], .most = values[count - 1]};
    plot_ramp_follow(&ramp, &numbers);
    return ramp;
}

/* Nine of such losses as nine runs have: they fall fast to where they stay. */
static void every_quarter_of_crowded_numbers_has_a_quarter_of_the_ramp(void **state)
{
    (void)state;
    double losses[] = {0.08, 0.1, 0.11, 0.12, 0.13, 0.14, 0.15, 0.5, 2.6};
    struct plot_ramp ramp = ramp_of(losses, 9);
    assert_true(ramp.logarithmic && ramp.by_quartiles);
    for (size_t i = 0; i < 5; i++)
        assert_true(fabs(plot_ramp_share(&ramp, losses[2 * i]) - (double)i / 4) < 1e-12);
    assert_true(fabs(plot_ramp_share(&ramp, sqrt(0.15 * 2.6)) - 0.875) < 1e-12);
    assert_true(plot_ramp_share(&ramp, 0.01) == 0 && plot_ramp_share(&ramp, 9) == 1);
    assert_true(isnan(plot_ramp_share(&ramp, NAN)));
    assert_string_equal(plot_ramp_remark(&ramp), "by quartiles");
}

static void crowded_numbers_that_are_not_positive_have_linear_quarters(void **state)
{
    (void)state;
    double numbers[] = {-90, -2, -1, 0, 1, 2, 3, 4, 110};
    struct plot_ramp ramp = ramp_of(numbers, 9);
    assert_true(!ramp.logarithmic && ramp.by_quartiles);
    assert_true(fabs(plot_ramp_share(&ramp, -1) - 0.25) < 1e-12);
    assert_true(fabs(plot_ramp_share(&ramp, 0) - 0.375) < 1e-12);
    assert_true(fabs(plot_ramp_share(&ramp, 3) - 0.75) < 1e-12);
}

static void equal_quartiles_leave_the_others_their_quarters(void **state)
{
    (void)state;
    double accuracies[] = {0.1, 0.97, 0.98, 1, 1}, errors[] = {0, 0, 0.01, 0.02, 5};
    struct plot_ramp ramp = ramp_of(accuracies, 5);
    assert_true(ramp.by_quartiles);
    assert_true(plot_ramp_share(&ramp, 0.97) == 0.25 && plot_ramp_share(&ramp, 1) == 1);
    assert_true(fabs(plot_ramp_share(&ramp, 0.99) - 0.625) < 1e-12);
    ramp = ramp_of(errors, 5);
    assert_true(ramp.by_quartiles);
    assert_true(plot_ramp_share(&ramp, 0) == 0.25 && plot_ramp_share(&ramp, 0.01) == 0.5);
}

static void numbers_that_spread_have_a_plain_ramp(void **state)
{
    (void)state;
    double even[] = {0, 1, 2, 3, 4}, decades[] = {1, 10, 100, 1e3, 1e4}, few[] = {0, 1, 1, 1, 9};
    struct plot_ramp ramp = ramp_of(even, 5);
    assert_true(!ramp.logarithmic && !ramp.by_quartiles && plot_ramp_share(&ramp, 1) == 0.25);
    assert_null(plot_ramp_remark(&ramp));
    ramp = ramp_of(decades, 5);
    assert_true(ramp.logarithmic && !ramp.by_quartiles);
    assert_true(fabs(plot_ramp_share(&ramp, 10) - 0.25) < 1e-12);
    assert_string_equal(plot_ramp_remark(&ramp), "log scale");
    ramp = ramp_of(few, 5); /* quarters that are of no width */
    assert_true(!ramp.by_quartiles);
}

static void the_numbers_of_a_bar_are_round_apart_and_in_order(void **state)
{
    (void)state;
    double sets[][5] = {{0.08, 0.11, 0.13, 0.15, 2.6},
                        {1e-9, 2e-9, 2.1e-9, 2.3e-9, 1e3},
                        {-90, -1, 0, 2, 110},
                        {-3e6, -2.1, -2, -1.9, -1e-3},
                        {1, 1000.1, 1000.2, 1000.3, 1e6}};
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
        struct plot_levels levels;
        struct plot_ramp ramp = ramp_of(sets[i], 5);
        ramp.by_quartiles = true;
        memcpy(ramp.quartile, sets[i] + 1, sizeof ramp.quartile);
        plot_ramp_levels(&ramp, 0.06, &levels);
        assert_in_range(levels.count, 3, 17);
        bool has_zero = false;
        for (size_t k = 0; k < levels.count; k++) {
            has_zero = has_zero || levels.at[k] == 0;
            char number[32];
            snprintf(number, sizeof number, "%.3g", levels.at[k]);
            assert_true(fabs(strtod(number, NULL) - levels.at[k]) <= 1e-12 * fabs(levels.at[k]));
            double share = plot_ramp_share(&ramp, levels.at[k]);
            assert_true(share >= 0 && share <= 1);
            if (k > 0)
                assert_true(share - plot_ramp_share(&ramp, levels.at[k - 1]) >= 0.06);
        }
        assert_int_equal(has_zero, ramp.least < 0 && ramp.most > 0);
    }
}

static void a_bar_without_round_numbers_has_the_ends_of_its_quarters(void **state)
{
    (void)state;
    double narrow[] = {12345.1, 12345.2, 12345.3, 12345.35, 12345.9};
    struct plot_levels levels;
    struct plot_ramp ramp = {.least = narrow[0], .most = narrow[4], .by_quartiles = true};
    memcpy(ramp.quartile, narrow + 1, sizeof ramp.quartile);
    plot_ramp_levels(&ramp, 0.06, &levels);
    assert_in_range(levels.count, 2, 5);
    assert_true(levels.at[0] == narrow[0]);
}

static void what_is_not_positive_is_off_a_logarithmic_scale(void **state)
{
    (void)state;
    struct plot_color_options options = {.scale = SCALE_LOGARITHMIC};
    struct table t = table("test_loss\n-1\n0\n2\n8\n");
    struct table none = table("test_loss\n-1\n0\n");
    struct notes notes = {.report.line = keep_line};
    struct plot_color color;
    expect_good(colors_of(&color, &t, 4, &options, &notes.report));
    assert_true(color.known == 2 && color.ramp.least == 2 && color.ramp.most == 8);
    assert_true(isnan(color.value[0]) && isnan(color.value[1]) && color.value[2] == 2);
    assert_string_equal(notes.text, "column 'test_loss': 2 of 4 rows have no finite and "
                                    "positive value: drawn as 'no value'");
    plot_color_free(&color);
    expect_error(colors_of(&color, &none, 2, &options, NULL), "no positive value");
    plot_color_free(&color);
    options = (struct plot_color_options){
        .scale = SCALE_LOGARITHMIC, .has_least = true, .least = 0, .has_most = true, .most = 1};
    expect_error(colors_of(&color, &t, 4, &options, NULL), "cannot begin at 0");
    plot_color_free(&color);
    table_free(&t);
    table_free(&none);
}

static void panels_share_one_scale(void **state)
{
    (void)state;
    struct plot_color_options options = {0};
    struct table one = table("test_loss\n1\n2\n"), two = table("test_loss\n5\nnan\n");
    struct plot_color a, b;
    expect_good(plot_color_find(&a, &one, 2, "test_loss"));
    expect_good(plot_color_find(&b, &two, 2, "test_loss"));
    expect_good(plot_color_settle((struct plot_color *[]){&a, &b}, 2, &options, NULL));
    assert_true(a.ramp.least == 1 && a.ramp.most == 5);
    assert_true(b.ramp.least == 1 && b.ramp.most == 5);
    plot_color_free(&a);
    plot_color_free(&b);
    table_free(&one);
    table_free(&two);
}

static void the_ends_of_a_scale_are_those_given_and_never_equal(void **state)
{
    (void)state;
    static const struct {
        const char *values, *range;
        double least, most;
    } cases[] = {{"1\n2\n", "0.5:", 0.5, 2},  {"1\n2\n", ":1.5", 1, 1.5},
                 {"1\n2\n", "-3:7", -3, 7},   {"2\n2\n", NULL, 1.8, 2.2},
                 {"0\n0\n", NULL, -0.5, 0.5}, {"1\n2\n", "10:", 10, 11},
                 {"1\n2\n", ":-10", -11, -10}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct plot_color_options options = {0};
        char text[64];
        struct plot_color color;
        snprintf(text, sizeof text, "step\n%s", cases[i].values);
        struct table t = table(text);
        if (cases[i].range)
            expect_good(plot_color_range_of(cases[i].range, &options));
        expect_good(colors_of(&color, &t, 2, &options, NULL));
        assert_true(fabs(color.ramp.least - cases[i].least) < 1e-12);
        assert_true(fabs(color.ramp.most - cases[i].most) < 1e-12);
        plot_color_free(&color);
        table_free(&t);
    }
}

static void what_is_no_range_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"",    ":",     "1",     "1:1",  "2:1",  "a:2",
                                      "1:b", "1:2:3", "1:nan", "inf:", "1 :2", "1:2 "};
    struct plot_color_options options;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        expect_error(plot_color_range_of(bad[i], &options), "not a range of colours");
}

static void values_that_are_missing_or_not_finite_have_no_colour(void **state)
{
    (void)state;
    struct table t = table("test_loss\n1\n\nnan\ninf\nsoon\n3\n");
    struct plot_color_options options = {0};
    struct notes notes = {.report.line = keep_line};
    struct plot_color color;
    expect_good(colors_of(&color, &t, 6, &options, &notes.report));
    assert_int_equal(color.known, 2);
    assert_true(color.ramp.least == 1 && color.ramp.most == 3);
    for (size_t i = 1; i < 5; i++)
        assert_true(isnan(color.value[i]));
    assert_non_null(strstr(notes.text, "4 of 6 rows have no finite value"));
    plot_color_free(&color);
    table_free(&t);
}

/* ---- quoting ---- */

static char *quoted(const char *text, size_t most)
{
    char *result;
    size_t length;
    FILE *f = open_memstream(&result, &length);
    plot_quote(f, text, most);
    fclose(f);
    return result;
}

/* Helvetica's metrics (Adobe's AFM): m .833, o, e, n, u .556, t .278; i, l .222, j .222. */
static void the_width_of_a_text_is_that_of_its_letters_and_no_less_than_in_helvetica(void **state)
{
    (void)state;
    double momentum = 3 * 0.833 + 4 * 0.556 + 0.278, illi = 4 * 0.222;
    assert_true(plot_text_em("momentum", strlen("momentum")) >= momentum &&
                plot_text_em("momentum", strlen("momentum")) < 1.25 * momentum);
    assert_true(plot_text_em("illi", strlen("illi")) >= illi &&
                plot_text_em("illi", strlen("illi")) < 1.3 * illi);
    assert_true(plot_text_em("", strlen("")) == 0);
    assert_true(plot_text_em("\u6f22\u5b57", strlen("\u6f22\u5b57")) > 1.9 &&
                plot_text_em("\u6f22\u5b57", strlen("\u6f22\u5b57")) < 3);
}

/* What gnuplot reads in a double-quoted string of octal escapes. */
static void unquote(const char *string, char *text)
{
    for (string++; *string != '"'; string++)
        if (*string == '\\') {
            unsigned value;
            sscanf(string + 1, "%3o", &value);
            *text++ = (char)value;
            string += 3;
        } else {
            *text++ = *string;
        }
    *text = '\0';
}

static void every_character_is_shown_as_it_is_and_none_can_act(void **state)
{
    (void)state;
    for (int c = 0x20; c < 0x7f; c++) {
        char text[] = {'a', (char)c, (char)c, '\0'}, back[32];
        char *string = quoted(text, 100);
        assert_int_equal(string[strlen(string) - 1], '"');
        string[strlen(string) - 1] = '\0';
        assert_null(strpbrk(string + 1, "\"'`@{}#$!^&~"));
        string[strlen(string)] = '"';
        unquote(string, back);
        assert_string_equal(back, text);
        free(string);
    }
}

static void control_characters_are_shown_as_escapes(void **state)
{
    (void)state;
    char back[64], *string = quoted("a\nb\tc\x1b", 100);
    unquote(string, back);
    assert_string_equal(back, "a\\nb\\tc\\x1b");
    free(string);
}

static void long_texts_lose_their_middle_between_characters(void **state)
{
    (void)state;
    char *string = quoted("äöüßÄÖÜ", 5);
    assert_string_equal(string, "\"äö…ÖÜ\"");
    free(string);
    string = quoted("abcde", 5);
    assert_string_equal(string, "\"abcde\"");
    free(string);
}

static void no_character_can_act_in_tex(void **state)
{
    (void)state;
    static const struct {
        const char *text, *tex;
    } cases[] = {{"\\input{a}", "\\textbackslash{}input\\{a\\}"},
                 {"50% $x_1^2$ #&", "50\\% \\$x\\_1\\textasciicircum{}2\\$ \\#\\&"},
                 {"~<|>", "\\textasciitilde{}\\textless{}\\textbar{}\\textgreater{}"},
                 {"a\nb", "a\\textbackslash{}nb"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *result, back[256];
        size_t length;
        FILE *f = open_memstream(&result, &length);
        plot_quote_for(f, cases[i].text, 100, MARKUP_TEX);
        fclose(f);
        unquote(result, back);
        assert_string_equal(back, cases[i].tex);
        free(result);
    }
}

/* ---- pages ---- */

static void lengths_have_units(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double cm;
    } cases[] = {{"8.5cm", 8.5}, {"85mm", 8.5}, {"2in", 5.08}, {"72pt", 2.54}, {"12", 12}};
    static const char *const bad[] = {"",    "cm",   "8.5 cm", "8.5km", "1",
                                      "201", "-3cm", "nan",    "inf"};
    double length;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        expect_good(plot_length_of(cases[i].text, &length));
        assert_true(fabs(length - cases[i].cm) < 1e-12);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        expect_error(plot_length_of(bad[i], &length), "not a length");
    expect_good(plot_font_size_of("8pt", &length));
    assert_true(length == 8);
    expect_good(plot_font_size_of("9.5", &length));
    expect_error(plot_font_size_of("8px", &length), "not a size of type");
    expect_error(plot_font_size_of("2", &length), "not a size of type");
    expect_error(plot_font_size_of("", &length), "not a size of type");
    expect_good(plot_font_check("Nimbus Sans L-Bold"));
    expect_error(plot_font_check("Arial,12"), "not a font name");
    expect_error(plot_font_check(""), "not a font name");
}

/* The parts of a figure lie on the page, and no two on each other. */
static void check_layout(struct layout_parts parts, double width)
{
    struct layout l;
    struct plot_options options = {.page.width = width};
    parts.panels = 1;
    expect_good(plot_layout_make(&l, &parts, &options));
    struct rect frame = plot_layout_frame(&l, 0);
    assert_true(frame.left > 0 && frame.left < frame.right && frame.right < l.width);
    assert_true(frame.bottom > 0 && frame.bottom < frame.top && frame.top < l.height);
    double caption_end = l.caption_top + plot_layout_caption_step(&l) / 2;
    assert_true(frame.bottom >= caption_end);
    if (parts.bar)
        assert_true(l.bar.left > frame.right && l.bar.right < l.width);
    if (parts.entries && l.legend_left < frame.right) {
        assert_true(l.legend_top < frame.bottom);
        assert_true(l.legend_top - (double)l.legend_rows * l.em > caption_end);
    } else if (parts.entries) {
        assert_true(!parts.bar || l.legend_left > l.bar_name + l.em / 2);
    }
    if (parts.title)
        assert_true(l.title > frame.top && l.title < l.height);
    plot_layout_free(&l);
}

static void the_parts_of_a_figure_do_not_lie_on_each_other(void **state)
{
    (void)state;
    char long_text[] = "n = 12345, k = 5, t = 12, euclidean, stress = 0.123, 12 components",
         word[] = "n";
    char *at[] = {long_text, word};
    struct strlist caption = {at, 2, 2}, none = {0};
    for (unsigned i = 0; i < 64; i++)
        for (double width = 8; width < 18; width += 4)
            check_layout((struct layout_parts){.title = i & 1,
                                               .bar = i & 2,
                                               .axes.bottom = i & 4 ? 2.4 : 0,
                                               .shape = i & 4 ? 0.55 : 0.8,
                                               .entries = i & 8 ? 11 : 0,
                                               .widest_entry = 6,
                                               .long_legend = i & 16,
                                               .caption = i & 32 ? &caption : &none},
                         width);
}

static void captions_are_wrapped_after_commas_and_else_at_spaces(void **state)
{
    (void)state;
    char text[] = "one two three, four five six, seven eight nine, ten", words[] =
                                                                             "aaaaaaaaaaaaaaaaaaa "
                                                                             "bbbbbbbbbbbbbbbbbbb";
    char *at[] = {text, words};
    struct strlist caption = {at, 2, 2};
    struct layout_parts parts = {.panels = 1, .caption = &caption};
    struct plot_options options = {.page = {.width = 6, .font_size = 10}};
    struct layout l;
    expect_good(
        plot_layout_make(&l, &parts, &options)); /* 5.7 cm: 18 sizes of the caption's type */
    assert_int_equal(l.caption.count, 4);
    assert_string_equal(l.caption.at[0], "one two three, four five six,");
    assert_string_equal(l.caption.at[1], "seven eight nine, ten");
    assert_string_equal(l.caption.at[2], "aaaaaaaaaaaaaaaaaaa");
    assert_string_equal(l.caption.at[3], "bbbbbbbbbbbbbbbbbbb");
    plot_layout_free(&l);
}

static void a_page_without_room_is_refused(void **state)
{
    (void)state;
    struct strlist none = {0};
    struct layout_parts parts = {.panels = 1, .bar = true, .bar_numbers = 3, .caption = &none};
    struct plot_options narrow = {.page.width = 3}, low = {.page = {.width = 20, .height = 2}};
    struct layout l;
    expect_error(plot_layout_make(&l, &parts, &narrow), "no room for the picture");
    parts.title = true;
    parts.axes.bottom = 2.4;
    expect_error(plot_layout_make(&l, &parts, &low), "no room for the picture");
}

/* ---- scripts ---- */

static const char two_runs[] = "run\tstep\ttest_loss\na\t0\t1\na\t1\t\nb\t0\t3\nb\t1\t4\nb\t2\t5\n";

static void a_script_has_a_line_a_run_and_a_point_a_snapshot(void **state)
{
    (void)state;
    double coords[] = {0, 0, 1, 2, 0, 0, 4, 3, 5, 5};
    char *script = script_of(coords, 5, 2, two_runs, (struct plot_options){0});
    assert_int_equal(count(script, "with lines "), 2);
    assert_non_null(strstr(script, "\"a\" at screen"));
    assert_non_null(strstr(script, "\"b\" at screen"));
    assert_non_null(strstr(script, "$best << END\n0 0 1\nEND\n"));
    assert_non_null(strstr(script, "$snapshots << END\n# run 0: \"a\"\n0 0 1\n1 2 NaN\n\n\n"
                                   "# run 1: \"b\"\n0 0 3\n4 3 4\n5 5 5\nEND\n"));
    assert_non_null(strstr(script, "$starts << END\n0 0 1\n0 0 3\nEND\n"));
    assert_non_null(strstr(script, "$ends << END\n1 2 NaN\n5 5 5\nEND\n"));
    assert_non_null(strstr(script, "\"no value (1)\" at screen"));
    free(script);
}

static void both_axes_of_a_plane_have_one_scale_and_show_all_points(void **state)
{
    (void)state;
    double coords[] = {-1, 7, 9, 8, 3, 7.5};
    char *script = script_of(coords, 3, 2, NULL,
                             (struct plot_options){.format = PLOT_PDF, .page.height = 8.4});
    double x0 = number_after(script, "set xrange ["), x1, y0 = number_after(script, "set yrange ["),
           y1;
    sscanf(strstr(script, "set xrange ["), "set xrange [%*[^:]:%lf", &x1);
    sscanf(strstr(script, "set yrange ["), "set yrange [%*[^:]:%lf", &y1);
    assert_true(x0 < -1 && x1 > 9 && y0 < 7 && y1 > 8);
    double width = 12 * (number_after(script, "set rmargin at screen ") -
                         number_after(script, "set lmargin at screen "));
    double height = 8.4 * (number_after(script, "set tmargin at screen ") -
                           number_after(script, "set bmargin at screen "));
    assert_true(fabs((x1 - x0) / width / ((y1 - y0) / height) - 1) < 1e-3); /* 4 decimals */
    assert_non_null(strstr(script, "set size ratio -1"));
    free(script);
}

static void three_coordinates_are_drawn_in_space_and_one_over_the_step(void **state)
{
    (void)state;
    double coords[] = {0, 0, 1, 2, 0, 3, 4, 3, 5, 5, 1, 2, 3, 4, 5};
    char *script = script_of(coords, 5, 3, two_runs, (struct plot_options){0});
    assert_non_null(strstr(script, "set view equal xyz"));
    assert_non_null(strstr(script, "splot"));
    free(script);
    script = script_of(coords, 5, 1, two_runs, (struct plot_options){0});
    assert_non_null(strstr(script, "\"step\" at screen"));
    assert_null(strstr(script, "set size ratio"));
    free(script);
}

static void of_more_dimensions_three_are_drawn_and_a_note_says_so(void **state)
{
    (void)state;
    double coords[] = {0, 0, 1, 2, 0, 3, 4, 3};
    struct record r = {.kind = "coords"};
    struct matrix m = {coords, 2, 4};
    struct plot_options options = {0};
    struct notes notes = {.report.line = keep_line};
    char *script;
    size_t length;
    struct plot_input input = {&m, &r, NULL, "test"};
    expect_good(plot_script(&input, 1, &options, &notes.report, &script, &length));
    assert_non_null(strstr(notes.text, "4 dimensions: the first 3"));
    assert_non_null(strstr(script, "\n0 3 4 2\n")); /* the second row's, and its number */
    free(script);
}

static void many_runs_have_one_grey_line_style_and_no_names(void **state)
{
    (void)state;
    char *text = NULL;
    size_t length;
    double coords[84];
    FILE *f = open_memstream(&text, &length);
    fputs("run\n", f);
    for (int k = 0; k < 42; k++) {
        fprintf(f, "r%d\n", k / 2);
        coords[2 * k] = coords[2 * k + 1] = k;
    }
    fclose(f);
    char *script = script_of(coords, 42, 2, text, (struct plot_options){0});
    assert_non_null(strstr(script, "\"21 runs\" at screen"));
    assert_non_null(strstr(script, "$snapshots index 0:20 using 1:2 with lines"));
    assert_null(strstr(script, "\"r0\" at screen"));
    free(script);
    free(text);
}

static void refuse_to_draw(double *coords, size_t rows, const struct table *t, const char *facet,
                           const char *message)
{
    struct record r = {.kind = "coords"};
    struct matrix m = {coords, rows, 2};
    struct plot_options options = {.facet = facet};
    struct plot_input input = {&m, &r, t, "test"};
    char *script;
    size_t length;
    expect_error(plot_script(&input, 1, &options, NULL, &script, &length), message);
}

static void what_cannot_be_drawn_is_refused(void **state)
{
    (void)state;
    static const char *const facets_too[] = {NULL, "run"};
    double coords[] = {0, 1, 2, 3, 4, 5};
    struct table t = table("run\na\nb\n");
    for (size_t i = 0; i < 2; i++) {
        const char *facet = facets_too[i];
        coords[3] = NAN;
        refuse_to_draw(coords, 2, &t, facet, "row 1, column 1");
        coords[3] = INFINITY;
        refuse_to_draw(coords, 2, &t, facet, "row 1, column 1");
        coords[3] = 3;
        refuse_to_draw(coords, 0, &t, facet, "expected at least one row and one column");
        refuse_to_draw(coords, 1, &t, facet, "table of rows: has 2 rows, the coordinates have 1");
        refuse_to_draw(coords, 3, &t, facet, "table of rows: has 2 rows, the coordinates have 3");
    }
    table_free(&t);
}

static void the_kind_of_image_follows_from_the_file_name(void **state)
{
    (void)state;
    enum plot_format format;
    expect_good(plot_format_of("a/b.c.PDF", &format));
    assert_int_equal(format, PLOT_PDF);
    expect_good(plot_format_of(".svg", &format));
    assert_int_equal(format, PLOT_SVG);
    expect_error(plot_format_of("a.png/picture", &format), ".tex or .html");
    expect_error(plot_format_of("png", &format), ".tex or .html");
}

/* ---- panels ---- */

static const char facets[] = "run\tseed\ttest_loss\tcomponent\na\t10\t1\t1\na\t10\t2\t1\n"
                             "b\t9\t4\t2\nb\t9\t8\t2\n";

static void a_facet_for_each_value_shares_colours_limits_and_looks(void **state)
{
    (void)state;
    double coords[] = {0, 0, 1, 1, 5, 9, 6, 6};
    char *script = script_of(coords, 4, 2, facets, (struct plot_options){.facet = "seed"});
    assert_int_equal(count(script, "\nplot "), 2);
    assert_int_equal(count(script, "set cbrange [1:8]"), 1);
    assert_non_null(strstr(script, "$snapshots1 << END\n# run 0: \"b\"\n5 9 4\n6 6 8\nEND"));
    assert_non_null(strstr(script, "$snapshots2 << END\n# run 0: \"a\"\n0 0 1\n1 1 2\nEND"));
    assert_true(strstr(script, "\"seed = 9\"") < strstr(script, "\"seed = 10\""));
    const char *first = strstr(script, "set yrange [");
    const char *second = strstr(first + 1, "set yrange [");
    assert_true(strtod(first + 12, NULL) == strtod(second + 12, NULL));
    assert_int_equal(count(script, "set style line"), 2);
    assert_int_equal(count(script, "with lines ls 1 "), 1);
    assert_int_equal(count(script, "with lines ls 2 "), 1);
    assert_int_equal(count(script, "\"n = 4\""), 1);
    free(script);
    script = script_of(coords, 4, 2, facets,
                       (struct plot_options){.facet = "seed", .free_limits = true});
    first = strstr(script, "set yrange [");
    second = strstr(first + 1, "set yrange [");
    assert_true(strtod(first + 12, NULL) != strtod(second + 12, NULL));
    free(script);
}

/* A figure that turns finds them in a block; a flat one has labels, and no block. */
static void facets_keep_the_numbers_of_the_components(void **state)
{
    (void)state;
    double coords[] = {0, 0, 0, 1, 1, 1, 5, 9, 9, 6, 6, 6}, flat[] = {0, 0, 1, 1, 5, 9, 6, 6};
    struct record r = {.kind = "coords"};
    expect_good(record_attr_set(&r, "components", "2"));
    struct matrix m = {coords, 4, 3}, plane = {flat, 4, 2};
    struct table t = table(facets);
    struct plot_options options = {.facet = "seed", .film = FILM_TURN};
    struct plot_input input = {&m, &r, &t, "test"};
    char *script;
    size_t length;
    expect_good(plot_script(&input, 1, &options, NULL, &script, &length));
    assert_non_null(strstr(script, "$components1 << END\n5 9 9 2\nEND"));
    assert_non_null(strstr(script, "$components2 << END\n1 1 1 1\nEND"));
    free(script);
    input.coords = &plane;
    options.film = FILM_NONE;
    expect_good(plot_script(&input, 1, &options, NULL, &script, &length));
    assert_null(strstr(script, "$components"));
    assert_true(strstr(script, "set label 100 \"2\"") < strstr(script, "set label 100 \"1\""));
    free(script);
    table_free(&t);
    record_free(&r);
}

static void several_streams_are_panels_with_titles_and_captions(void **state)
{
    (void)state;
    double coords[] = {0, 0, 1, 1, 5, 9, 6, 6}, line[] = {1, 2, 3, 4};
    struct record r = {.kind = "coords"};
    struct matrix m = {coords, 4, 2}, curve = {line, 4, 1};
    struct table t = table(facets);
    struct plot_options options = {0};
    struct plot_input inputs[] = {{&m, &r, &t, "phate"}, {&curve, &r, NULL, "p'ca"}};
    char *script, name[] = "A, b";
    size_t length;
    expect_good(plot_script(inputs, 2, &options, NULL, &script, &length));
    assert_non_null(strstr(script, "\"phate\""));
    assert_non_null(strstr(script, "\"p\\047ca\""));
    assert_int_equal(count(script, "\"n = 4\""), 2);
    free(script);
    struct strlist one = {(char *[]){name}, 1, 1};
    options.titles = &one;
    expect_error(plot_script(inputs, 2, &options, NULL, &script, &length), "1 titles for 2 panels");
    options.titles = NULL;
    options.facet = "seed";
    expect_error(plot_script(inputs, 2, &options, NULL, &script, &length), "no table of rows");
    table_free(&t);
}

static void too_many_facets_are_refused(void **state)
{
    (void)state;
    char *text;
    size_t length;
    double coords[2 * (PLOT_PANELS_MAX + 1)] = {0};
    FILE *f = open_memstream(&text, &length);
    fputs("seed\n", f);
    for (int i = 0; i <= PLOT_PANELS_MAX; i++)
        fprintf(f, "%d\n", i);
    fclose(f);
    struct table t = table(text);
    struct record r = {.kind = "coords"};
    struct matrix m = {coords, PLOT_PANELS_MAX + 1, 2};
    struct plot_options options = {.facet = "seed"};
    struct plot_input input = {&m, &r, &t, "test"};
    char *script;
    expect_error(plot_script(&input, 1, &options, NULL, &script, &length),
                 "more than 400 different values");
    table_free(&t);
    free(text);
}

static void the_panels_of_a_figure_have_one_size_and_do_not_lie_on_each_other(void **state)
{
    (void)state;
    struct strlist none = {0};
    const char *titles[36];
    for (size_t i = 0; i < 36; i++)
        titles[i] = "title";
    for (size_t panels = 1; panels <= 36; panels++)
        for (double height = 0; height <= 24; height += 12) {
            struct layout_parts parts = {.bar = true,
                                         .caption = &none,
                                         .panels = panels,
                                         .panel_titles = titles,
                                         .title_size = 1,
                                         .shape = 0.8};
            struct plot_options options = {.page = {.width = 24, .height = height, .font_size = 6}};
            struct layout l;
            expect_good(plot_layout_make(&l, &parts, &options));
            struct rect first = plot_layout_frame(&l, 0);
            for (size_t i = 0; i < panels; i++) {
                struct rect a = plot_layout_frame(&l, i);
                assert_true(a.left >= 0 && a.right < l.bar.left);
                assert_true(a.bottom > 0 && plot_layout_panel_title(&l, &a, 0) < l.height);
                assert_true(fabs(a.right - a.left - (first.right - first.left)) < 1e-9);
                assert_true(fabs(a.top - a.bottom - (first.top - first.bottom)) < 1e-9);
                for (size_t j = 0; j < i; j++) {
                    struct rect b = plot_layout_frame(&l, j);
                    assert_true(a.left > b.right || b.left > a.right || a.top < b.bottom);
                }
            }
            plot_layout_free(&l);
        }
}

/* ---- gnuplot ---- */

static void run(const char *script, const char *message)
{
    char *image;
    size_t length;
    struct error *err = gnuplot_run(script, strlen(script), NULL, &image, &length);
    if (message) {
        expect_error(err, message);
        return;
    }
    expect_good(err);
    assert_true(length > 0);
    free(image);
}

static void gnuplot_draws_every_shape_of_data_without_a_word(void **state)
{
    (void)state;
    static double coords[] = {1000, 0, 1000, 0, 1000, 0, 1000, 0, 1000, 0, 1000, 0, 1000, 0, 1000};
    static double spread[] = {1e-310, 3, 2, -4, 1e100, 5, 6, 7, 8, 9, 1, 2, 3, 4, 5};
    struct notes notes = {.report.line = keep_line};
    static const enum plot_format formats[] = {PLOT_CHARACTERS, PLOT_SVG, PLOT_SIXEL};
    for (size_t cols = 1; cols <= 3; cols++)
        for (int variant = 0; variant < 12; variant++) {
            struct plot_options options = {.format = formats[variant / 4],
                                           .columns = 60,
                                           .lines = 20,
                                           .room = {300, 300},
                                           .ansi = variant & 2};
            char *script = script_of(variant & 1 ? spread : coords, 5, cols,
                                     variant & 2 ? two_runs : NULL, options);
            char *image;
            size_t length;
            expect_good(gnuplot_run(script, strlen(script), &notes.report, &image, &length));
            assert_string_equal(notes.text, "");
            free(image);
            free(script);
        }
}

static void gnuplots_errors_name_the_line_of_the_script_and_what_stands_there(void **state)
{
    (void)state;
    run("set term svg\n$d << END\n1 2\nEND\nplot $d with nonsense\n",
        "script:5: unrecognized plot type: plot $d with nonsense");
    run("set term svg\nplot x with nonsense, x\n", "unrecognized plot type: plot x with nonsense");
    run("set term svg\nplot nosuch\n", "script:2: undefined variable: nosuch: plot nosuch");
    run("set term svg\n", "wrote nothing");
    run("x = 1\nif (x) exit error 'no luck: try again'\n", "no luck: try again");
}

static void a_missing_gnuplot_is_named_with_the_package_to_install(void **state)
{
    (void)state;
    char *path = strdup(getenv("PATH"));
    setenv("PATH", "/nonexistent", 1);
    run("set term svg\n", "install it (Debian: apt-get install gnuplot-nox)");
    setenv("PATH", path, 1);
    free(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_width_of_a_text_is_that_of_its_letters_and_no_less_than_in_helvetica),
        cmocka_unit_test(runs_come_in_order_of_appearance_and_their_rows_in_order_of_steps),
        cmocka_unit_test(rows_with_an_empty_name_are_in_no_run),
        cmocka_unit_test(without_a_column_of_runs_rows_of_different_steps_are_one_run),
        cmocka_unit_test(without_a_column_of_runs_a_repeated_step_makes_no_run_and_a_note),
        cmocka_unit_test(any_columns_can_be_runs_and_steps),
        cmocka_unit_test(a_named_column_that_is_not_there_is_refused_with_a_list),
        cmocka_unit_test(the_usual_colour_is_a_loss_then_step_then_the_row),
        cmocka_unit_test(colours_are_logarithmic_where_the_median_is_in_the_lowest_tenth),
        cmocka_unit_test(every_quarter_of_crowded_numbers_has_a_quarter_of_the_ramp),
        cmocka_unit_test(crowded_numbers_that_are_not_positive_have_linear_quarters),
        cmocka_unit_test(equal_quartiles_leave_the_others_their_quarters),
        cmocka_unit_test(numbers_that_spread_have_a_plain_ramp),
        cmocka_unit_test(the_numbers_of_a_bar_are_round_apart_and_in_order),
        cmocka_unit_test(a_bar_without_round_numbers_has_the_ends_of_its_quarters),
        cmocka_unit_test(what_is_not_positive_is_off_a_logarithmic_scale),
        cmocka_unit_test(panels_share_one_scale),
        cmocka_unit_test(the_ends_of_a_scale_are_those_given_and_never_equal),
        cmocka_unit_test(what_is_no_range_is_refused),
        cmocka_unit_test(values_that_are_missing_or_not_finite_have_no_colour),
        cmocka_unit_test(every_character_is_shown_as_it_is_and_none_can_act),
        cmocka_unit_test(control_characters_are_shown_as_escapes),
        cmocka_unit_test(long_texts_lose_their_middle_between_characters),
        cmocka_unit_test(no_character_can_act_in_tex),
        cmocka_unit_test(lengths_have_units),
        cmocka_unit_test(the_parts_of_a_figure_do_not_lie_on_each_other),
        cmocka_unit_test(captions_are_wrapped_after_commas_and_else_at_spaces),
        cmocka_unit_test(a_page_without_room_is_refused),
        cmocka_unit_test(a_script_has_a_line_a_run_and_a_point_a_snapshot),
        cmocka_unit_test(both_axes_of_a_plane_have_one_scale_and_show_all_points),
        cmocka_unit_test(three_coordinates_are_drawn_in_space_and_one_over_the_step),
        cmocka_unit_test(of_more_dimensions_three_are_drawn_and_a_note_says_so),
        cmocka_unit_test(many_runs_have_one_grey_line_style_and_no_names),
        cmocka_unit_test(what_cannot_be_drawn_is_refused),
        cmocka_unit_test(the_kind_of_image_follows_from_the_file_name),
        cmocka_unit_test(a_facet_for_each_value_shares_colours_limits_and_looks),
        cmocka_unit_test(facets_keep_the_numbers_of_the_components),
        cmocka_unit_test(several_streams_are_panels_with_titles_and_captions),
        cmocka_unit_test(too_many_facets_are_refused),
        cmocka_unit_test(the_panels_of_a_figure_have_one_size_and_do_not_lie_on_each_other),
        cmocka_unit_test(gnuplot_draws_every_shape_of_data_without_a_word),
        cmocka_unit_test(gnuplots_errors_name_the_line_of_the_script_and_what_stands_there),
        cmocka_unit_test(a_missing_gnuplot_is_named_with_the_package_to_install),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
