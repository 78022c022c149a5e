/* Specifications of permutations as text. */
#include "align/spec.h"

#include "network_fixture.h"

#include <stdio.h>

static const struct shaped mlp[] = {{"fc1.weight", {4, 3}}, {"fc1.bias", {4}}, {"steps", {0}},
                                    {"fc2.weight", {2, 8}}, {"a b", {4}},      {NULL, {0}}};
static const char good[] = "fc1.weight\tA\t-\nfc1.bias\tA\nfc2.weight\t-\tA*2\na b\tA\n";

static void refuses(const char *text, const char *part)
{
    struct shapes shapes = shapes_of(mlp);
    struct spec spec;
    expect_error(spec_parse(&spec, text, "spec", shapes.at, shapes.count), part);
    assert_int_equal(spec.count, 0);
}

static void test_bad_text(void **state)
{
    (void)state;
    refuses("", "spec: tensor fc1.weight is missing");
    refuses("fc9.weight A -\n", "spec:1: the network has no tensor fc9.weight");
    refuses("fc1 A -\n", "spec:1: the network has no tensor fc1:");
    refuses("\n# x\nfc1.bias A\nfc1.bias A\n",
            "spec:4: tensor fc1.bias appears twice, first in line 3");
    refuses("fc1.weight A\n", "spec:1: tensor fc1.weight: 1 axes here, and 2 in the network");
    refuses("fc1.weight A - -\n", "3 axes here, and 2");
    refuses("steps A\n", "spec: tensor fc1.weight is missing");
    refuses("fc1.weight 3*A -\n", "cannot be divided into 3 x A x 1");
    refuses("fc1.weight A*18446744073709551615 -\n", "cannot be divided");
    refuses("fc1.weight 4294967296*A*4294967296 -\n", "cannot be divided");
    refuses("fc1.weight A B\nfc1.bias B\n", "permutation B has 4 units here, and 3 before");
    refuses("fc1.weight A -\nfc1.bias -\nfc2.weight - -\na b\t-\n",
            "spec: permutation A: on one axis");
    refuses("fc1.weight - -\nfc1.bias -\nfc2.weight - -\na b\t-\n", "spec: no axis follows");
    const char *words[] = {"*A",
                           "A*",
                           "0*A",
                           "A*0",
                           "2A",
                           "2*2",
                           "A*B",
                           "A**2",
                           "A*2*2",
                           "*",
                           "--",
                           "A-",
                           "99999999999999999999*A",
                           "2*",
                           "A*2x"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        char text[100];
        snprintf(text, sizeof text, "fc1.weight %s -\n", words[i]);
        refuses(text, "spec:1: expected a permutation");
        refuses(text, words[i]);
    }
}

static void test_no_elements(void **state)
{
    (void)state;
    size_t none[] = {3, 0}, huge[] = {(size_t)1 << 33, (size_t)1 << 33};
    struct spec_shape shape = {"w", 2, none};
    struct spec spec;
    expect_error(spec_parse(&spec, "w A -", "spec", &shape, 1), "tensor w: without elements");
    shape.shape = huge;
    expect_error(spec_parse(&spec, "w A -", "spec", &shape, 1), "tensor w: its size overflows");
}

static void assert_axis(const struct spec_axis *axis, size_t permutation, size_t outer,
                        size_t inner)
{
    assert_int_equal(axis->permutation, permutation);
    assert_int_equal(axis->outer, outer);
    assert_int_equal(axis->inner, inner);
}

static void test_good_text(void **state)
{
    (void)state;
    const char *texts[] = {good, "# by hand\r\n\r\n  a b \t A\r\nfc2.weight  -  A*2\r\n"
                                 "fc1.weight\t\tA\t-\r\nfc1.bias 1*A*1"};
    for (size_t i = 0; i < 2; i++) {
        struct spec spec = spec_of(mlp, texts[i]);
        assert_int_equal(spec.permutation_count, 1);
        assert_string_equal(spec.permutations[0].name, "A");
        assert_int_equal(spec.permutations[0].units, 4);
        assert_axis(&spec.tensors[0].axes[0], 0, 1, 1);
        assert_axis(&spec.tensors[0].axes[1], SPEC_FIXED, 1, 1);
        assert_axis(&spec.tensors[1].axes[0], 0, 1, 1);
        assert_axis(&spec.tensors[3].axes[1], 0, 1, 2);
        assert_axis(&spec.tensors[4].axes[0], 0, 1, 1);
        spec_free(&spec);
    }
}

/* What is written is read as the same, with all kinds of blocks. */
static void test_round_trip(void **state)
{
    (void)state;
    static const struct shaped blocks[] = {
        {"qkv", {24, 5}}, {"out", {5, 8}}, {"gates", {15}}, {NULL, {0}}};
    static const char text[] = "qkv\t3*H_1*2\te.2\nout\te.2\tH_1*2\ngates\t3*e.2\n";
    struct spec spec = spec_of(blocks, text);
    char *written;
    assert_int_equal(spec.permutations[0].units, 4);
    assert_axis(&spec.tensors[0].axes[0], 0, 3, 2);
    expect_good(spec_text(&spec, &written));
    assert_string_equal(written, text);
    free(written);
    spec_free(&spec);
}

static void test_unprintable(void **state)
{
    (void)state;
    const char *names[] = {"a\tb", "a\nb", "#a", " a", "a ", ""};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct shaped from[] = {{names[i], {2}}, {"b", {2, 2}}, {NULL, {0}}};
        struct shapes shapes = shapes_of(from);
        struct spec spec;
        char *text;
        shapes.at[0].name = "a";
        expect_good(spec_parse(&spec, "a A\nb A -", "spec", shapes.at, 2));
        free(spec.tensors[0].name);
        spec.tensors[0].name = strdup(names[i]);
        expect_error(spec_text(&spec, &text), "cannot begin with this name");
        spec_free(&spec);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        {"bad text is refused, with its line", test_bad_text, 0, 0, 0},
        {"tensors without elements, or with too many, are refused", test_no_elements, 0, 0, 0},
        {"text by hand and with tabs says the same", test_good_text, 0, 0, 0},
        {"what is written is read as the same", test_round_trip, 0, 0, 0},
        {"names that a line cannot begin with are not written", test_unprintable, 0, 0, 0},
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
