/* Equal snapshots and tensors, where the shell's test has no case: chance, and many in a row. */
#include "audit_fixture.h"

#include <stdio.h>

/* The words of all findings. */
static void assert_words(const struct audit_fixture *f, const char *expected)
{
    char text[256] = "";
    for (size_t i = 0; i < f->findings.rows; i++)
        strncat(strcat(text, i ? " " : ""), table_cell(&f->findings, i, 0),
                sizeof text - strlen(text) - 2);
    assert_string_equal(text, expected);
}

/* Eight rows of a tensor `small` of `count` numbers, which row 6 has as row 2 has it, and of a
 * large one that goes on. Steps are a hundredth of the numbers. */
static void audit_small(struct audit_fixture *f, size_t count, const char *type)
{
    enum { ROWS = 8, LARGE = 100 };
    char tensors[256];
    size_t cols = count + LARGE;
    struct matrix x = zeros(ROWS, cols);
    for (size_t i = 0; i < ROWS; i++)
        for (size_t j = 0; j < cols; j++)
            x.a[i * cols + j] =
                1 + 0.01 * (double)(i == 6 && j < count ? 2 : i) * (1 + (double)(j % 7));
    snprintf(tensors, sizeof tensors,
             "name\tdtype\tfirst\tcount\nsmall\t%s\t0\t%zu\nlarge\tf32\t%zu\t%d\n", type, count,
             count, LARGE);
    audit_fixture_begin(f, "", tensors, ROWS, cols);
    audit_fixture_add(f, &x, cols);
    audit_fixture_finish(f);
    matrix_free(&x);
}

/* A hundredth is log2(0.01 / 2^-23) = 16 bits of float32's, and about 1 of bfloat16's. */
static void a_tensor_counts_where_its_numbers_hold_30_bits(void **state)
{
    (void)state;
    static const struct {
        const char *type;
        size_t count;
        const char *expected;
    } cases[] = {{"f32", 1, ""}, {"f32", 2, "copy"}, {"bf16", 8, ""}, {"bf16", 30, "copy"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct audit_fixture f;
        audit_small(&f, cases[i].count, cases[i].type);
        assert_words(&f, cases[i].expected);
        audit_fixture_free(&f);
    }
}

/* Rows 1, 2 and 5 to 7 are one snapshot, 3 and 4 another. */
static void stretches_are_reported_once(void **state)
{
    (void)state;
    struct audit_fixture f;
    struct matrix x = matrix_of(8, 1, (const double[]){0, 1, 1, 2, 2, 1, 1, 1});
    audit_fixture_begin(&f, "", "", 8, 1);
    audit_fixture_add(&f, &x, 1);
    audit_fixture_finish(&f);
    assert_words(&f, "no-step no-step copy no-step");
    assert_string_equal(table_cell(&f.findings, 2, 3), "row 5");
    assert_string_equal(table_cell(&f.findings, 2, 6), "row 1");
    assert_string_equal(table_cell(&f.findings, 3, 3), "row 6");
    assert_string_equal(table_cell(&f.findings, 3, 6), "row 5");
    audit_fixture_free(&f);
    matrix_free(&x);
}

/* A run, and two rows of none that are equal to one of its. */
static void rows_of_no_run_have_twins_too(void **state)
{
    (void)state;
    struct audit_fixture f;
    struct matrix x = matrix_of(5, 1, (const double[]){0, 1, 3, 1, 1});
    audit_fixture_begin(&f, "run\tstep\na\t0\na\t1\na\t2\n\t0\n\t1\n", "", 5, 1);
    audit_fixture_add(&f, &x, 1);
    audit_fixture_finish(&f);
    assert_words(&f, "twin twin");
    assert_string_equal(table_cell(&f.findings, 1, 6), "row 1");
    audit_fixture_free(&f);
    matrix_free(&x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_tensor_counts_where_its_numbers_hold_30_bits),
        cmocka_unit_test(stretches_are_reported_once),
        cmocka_unit_test(rows_of_no_run_have_twins_too),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
