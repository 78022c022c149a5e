/* What one pass measures: squares, digests, what is not finite. */
#include "audit_fixture.h"

static const char tensors[] = "name\tdtype\tfirst\tcount\na\tf64\t0\t3\nb\tf32\t4\t2\n";

/* Rows 0, 2, 3 are a run, row 1 another. The squares are worked out by hand. */
static void squares_are_of_the_rows_before_in_the_run(void **state)
{
    (void)state;
    struct audit_fixture f;
    struct matrix x = matrix_of(4, 6, (const double[]){1, 2, 2, 0, 3, 4, /* r */
                                                       9, 9, 9, 9, 9, 9, /* s */
                                                       1, 2, 4, 7, 3, 4, /* r */
                                                       2, 4, 4, 7, 0, 0});
    for (size_t width = 1; width <= 6; width++) {
        audit_fixture_begin(&f, "run\nr\ns\nr\nr\n", tensors, 4, 6);
        audit_fixture_add(&f, &x, width);
        const struct audit_measure *m = &f.audit.measure;
        assert_int_equal(f.audit.subject.tensor_count, 3); /* a, column 3, b */
        assert_near(audit_cell(m, 0, 0)->length, 9, 0);
        assert_near(audit_cell(m, 0, 0)->one, 0, 0);
        assert_near(audit_cell(m, 2, 0)->one, 4, 0);
        assert_near(audit_cell(m, 2, 1)->one, 49, 0);
        assert_near(audit_cell(m, 2, 0)->two, 0, 0);
        assert_near(audit_cell(m, 3, 0)->one, 5, 0);
        assert_near(audit_cell(m, 3, 0)->two, 1 + 4 + 4, 0);
        assert_near(audit_cell(m, 3, 2)->one, 25, 0);
        assert_near(audit_cell(m, 1, 0)->one, 0, 0);
        struct audit_cell whole = audit_measure_whole(m, 3);
        assert_near(whole.length, 4 + 16 + 16 + 49, 0);
        assert_near(whole.two, 9 + 49 + 25, 0);
        audit_fixture_free(&f);
    }
    matrix_free(&x);
}

/* 1e8 and 1e8 + 1e-7: a difference of products would be 0 or noise. */
static void short_steps_keep_their_digits(void **state)
{
    (void)state;
    struct audit_fixture f;
    double step = (1e8 + 1e-7) - 1e8; /* as float64 has it */
    struct matrix x = matrix_of(2, 2, (const double[]){1e8, 1e8, 1e8 + 1e-7, 1e8});
    audit_fixture_begin(&f, "", "", 2, 2);
    audit_fixture_add(&f, &x, 2);
    assert_true(step > 0);
    assert_near(audit_cell(&f.audit.measure, 1, 0)->one, step * step, 0);
    audit_fixture_free(&f);
    matrix_free(&x);
}

static bool same_digest(const struct audit_fixture *f, size_t a, size_t b, size_t tensor)
{
    return audit_digest_compare(&audit_cell(&f->audit.measure, a, tensor)->digest,
                                &audit_cell(&f->audit.measure, b, tensor)->digest) == 0;
}

static void digests_are_equal_where_all_numbers_are(void **state)
{
    (void)state;
    struct audit_fixture f;
    struct matrix x = matrix_of(4, 6, (const double[]){1, 2, 2, 0, 3, 4, /* */
                                                       1, 2, 2, 0, 5, 4, /* */
                                                       1, 2, 2, 1, 3, 4, /* */
                                                       1, 2, 2, 1, 4, 3});
    for (size_t width = 1; width <= 6; width++) {
        audit_fixture_begin(&f, "", tensors, 4, 6);
        audit_fixture_add(&f, &x, width);
        assert_true(same_digest(&f, 0, 1, 0) && same_digest(&f, 0, 1, 1));
        assert_false(same_digest(&f, 0, 1, 2));
        assert_false(same_digest(&f, 0, 3, 2));
        assert_true(same_digest(&f, 0, 2, 2));
        assert_false(same_digest(&f, 0, 2, 1));
        audit_fixture_free(&f);
    }
    matrix_free(&x);
}

static void what_is_not_finite_is_counted_in_its_tensor(void **state)
{
    (void)state;
    struct audit_fixture f;
    struct matrix x = matrix_of(2, 6,
                                (const double[]){1, 2, 3, 4, 5, 6, /* */
                                                 1, NAN, INFINITY, 1e200, 5, -INFINITY});
    for (size_t width = 1; width <= 6; width++) {
        audit_fixture_begin(&f, "", tensors, 2, 6);
        audit_fixture_add(&f, &x, width);
        struct audit_measure *m = &f.audit.measure;
        audit_measure_finish(m);
        assert_int_equal(m->nonfinite_count, 2);
        assert_int_equal(m->nonfinite[0].row, 1);
        assert_int_equal(m->nonfinite[0].tensor, 0);
        assert_int_equal(m->nonfinite[0].nans, 1);
        assert_int_equal(m->nonfinite[0].infinities, 1);
        assert_int_equal(m->nonfinite[0].first, 1);
        assert_int_equal(m->nonfinite[1].tensor, 2); /* 1e200 is finite, though its square is not */
        assert_int_equal(m->nonfinite[1].nans, 0);
        assert_int_equal(m->nonfinite[1].first, 1);
        audit_fixture_free(&f);
    }
    matrix_free(&x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(squares_are_of_the_rows_before_in_the_run),
        cmocka_unit_test(short_steps_keep_their_digits),
        cmocka_unit_test(digests_are_equal_where_all_numbers_are),
        cmocka_unit_test(what_is_not_finite_is_counted_in_its_tensor),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
