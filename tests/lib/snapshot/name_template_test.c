/* Templates for file names. */
#include "expect.h"
#include "snapshot/rows/name_template.h"

#include <stdlib.h>
#include <string.h>

/* `expected` is the fields' values joined by '|', or NULL where the path does not fit. */
static void check(const char *template, const char *path, const char *expected)
{
    struct name_template *t;
    struct strlist values = {0};
    char joined[256] = "";
    expect_good(name_template_new(&t, template));
    struct error *err = name_template_match(t, path, &values);
    if (expected) {
        expect_good(err);
        assert_int_equal(values.count, name_template_fields(t)->count);
        for (size_t i = 0; i < values.count; i++)
            strcat(strcat(joined, i ? "|" : ""), values.at[i]);
        assert_string_equal(joined, expected);
    } else {
        assert_non_null(err);
        assert_non_null(strstr(error_text(err), path));
        assert_non_null(strstr(error_text(err), template));
        error_free(err);
    }
    strlist_free(&values);
    name_template_free(t);
}

static void malformed(const char *template, const char *message)
{
    struct name_template *t;
    expect_error(name_template_new(&t, template), message);
    assert_null(t);
}

static void fields_take_what_stands_in_their_place(void **state)
{
    (void)state;
    check("{run}_e{step}.safetensors", "adam0_e007.safetensors", "adam0|007");
    check("{run}_e{step}.safetensors", "out/x/adam0_e007.safetensors", "adam0|007");
    check("{step}", "12", "12");
    check("{a}.{b}", "x.y.z", "x.y|z");
    check("{run}_e{step}", "a_e1_e2", "a_e1|2");
}

static void fields_side_by_side_meet_where_digits_begin_or_end(void **state)
{
    (void)state;
    check("{optimizer}{seed}_e{step}.pt", "adam0_e012.pt", "adam|0|012");
    check("{optimizer}{seed}_e{step}.pt", "out/rms_prop-17_e3.pt", "rms_prop-|17|3");
    check("{layers}{optimizer}", "32adam", "32|adam");
    check("{a}{b}{c}_{d}{e}", "x1y_22z", "x|1|y|22|z");
    check("{run}/{model}{size}.npy", "out/a/net8.npy", "a|net|8");
}

static void a_name_that_leaves_open_where_fields_meet_is_refused(void **state)
{
    (void)state;
    check("{optimizer}{seed}_e{step}.pt", "adam8bit3_e012.pt", NULL);
    check("{optimizer}{seed}_e{step}.pt", "adam_e012.pt", NULL);
    check("{optimizer}{seed}_e{step}.pt", "7_e012.pt", NULL);
    check("{a}{b}{c}", "adam0", NULL);

    struct name_template *t;
    struct strlist values = {0};
    expect_good(name_template_new(&t, "{lab}{run}_{optimizer}{seed}_e{step}"));
    expect_error(name_template_match(t, "x1_adam8bit3_e1", &values),
                 "'adam8bit3' leaves open where optimizer, seed meet");
    strlist_free(&values);
    name_template_free(t);
}

static void directories_in_a_template_are_matched_with_those_of_the_path(void **state)
{
    (void)state;
    check("{run}/{step}.npy", "out/sgd/3.npy", "sgd|3");
    check("{run}/{step}.npy", "sgd/3.npy", "sgd|3");
    check("{run}/{step}.npy", "3.npy", NULL);
    check("{run}/ckpt/{step}", "/data/a/ckpt/7", "a|7");
    check("{run}/ckpt/{step}", "/data/a/other/7", NULL);
}

static void a_name_that_does_not_fit_is_refused_with_both(void **state)
{
    (void)state;
    check("{run}_e{step}.safetensors", "adam0_007.safetensors", NULL);
    check("{run}_e{step}.safetensors", "adam0_e007.safetensors.bak", NULL);
    check("{run}_e{step}.safetensors", "_e007.safetensors", NULL);
    check("{run}_e{step}.safetensors", "adam0_e.safetensors", NULL);
}

static void characters_special_in_expressions_stand_for_themselves(void **state)
{
    (void)state;
    check("a.b+(c)[d]*^$|?\\{n}", "a.b+(c)[d]*^$|?\\5", "5");
    check("x.{n}", "xy5", NULL);
}

static void the_field_run_may_be_in_several_places(void **state)
{
    (void)state;
    check("{run}/{run}_e{step}.pt", "x/adam/seed0_e1.pt", "adam/seed0|1");
    check("{run}_e{step}_{run}.pt", "x/a_e1_b.pt", "a/b|1");
    check("{run}{step}_{run}.pt", "a1_b.pt", "a/b|1");
    check("{run}/{run}_e{step}.pt", "seed0_e1.pt", NULL);
}

static void malformed_templates_are_refused(void **state)
{
    (void)state;
    malformed("", "no fields");
    malformed("model.npy", "no fields");
    malformed("{run", "in braces");
    malformed("{}", "in braces");
    malformed("{run-id}", "in braces");
    malformed("{a{b}}", "in braces");
    malformed("run}", "closing brace");
    malformed("{a}_{a}", "appears twice");
    malformed("{a}{a}", "appears twice");
    malformed("{a}{b", "in braces");
    malformed("{file}_{a}", "file");
}

static void narrowed(const char *template, const char *value, const char *expected)
{
    struct name_template *t;
    char *text;
    expect_good(name_template_new(&t, template));
    expect_good(name_template_narrow(t, "step", value, &text));
    if (expected)
        assert_string_equal(text, expected);
    else
        assert_null(text);
    free(text);
    name_template_free(t);
}

static void a_field_is_narrowed_to_its_digits(void **state)
{
    (void)state;
    narrowed("{run}_{step}.npz", "e10", "{run}_e{step}.npz");
    narrowed("{run}_{step}.npz", "10k", "{run}_{step}k.npz");
    narrowed("{step}", "x7y", "x{step}y");
    narrowed("{step}", "last", NULL);
    narrowed("{step}", "e1s2", NULL);
    narrowed("{step}", "{1", NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_take_what_stands_in_their_place),
        cmocka_unit_test(fields_side_by_side_meet_where_digits_begin_or_end),
        cmocka_unit_test(a_name_that_leaves_open_where_fields_meet_is_refused),
        cmocka_unit_test(directories_in_a_template_are_matched_with_those_of_the_path),
        cmocka_unit_test(a_name_that_does_not_fit_is_refused_with_both),
        cmocka_unit_test(characters_special_in_expressions_stand_for_themselves),
        cmocka_unit_test(the_field_run_may_be_in_several_places),
        cmocka_unit_test(malformed_templates_are_refused),
        cmocka_unit_test(a_field_is_narrowed_to_its_digits),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
