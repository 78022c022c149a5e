/* Tensors as matrices with a row for each unit, against the definition. */
#include "align/unfold_impl.h"

#include "network_fixture.h"

/* More columns than are multiplied at once, and blocks that end elsewhere. */
static const struct shaped shapes[] = {
    {"w", {3, 10, 250}}, {"v", {5, 1201}}, {"u", {700, 5}}, {"b", {5}}, {NULL, {0}}};
static const char text[] = "w - 2*A -\nv A -\nu - A\nb A\n";

static double at(const struct unfold *view, const float *x, size_t unit, size_t column)
{
    size_t o = column / view->inner, i = column % view->inner;
    return (double)x[(o * view->units + unit) * view->inner + i];
}

static void test_products(void **state)
{
    (void)state;
    struct spec spec = spec_of(shapes, text);
    struct weights x = random_weights(&spec, 1), y = random_weights(&spec, 2);
    for (size_t t = 0; t < spec.count; t++) {
        size_t axis = t == 0 || t == 2;
        struct unfold view = unfold_axis(&spec.tensors[t], axis);
        struct matrix got = zeros(5, 5), expected = zeros(5, 5);
        assert_int_equal(view.units, 5);
        assert_int_equal(view.outer * view.inner * 5, spec.tensors[t].count);
        got.a[7] = expected.a[7] = 3; /* the products are added */
        for (size_t i = 0; i < 5; i++)
            for (size_t j = 0; j < 5; j++)
                for (size_t c = 0; c < view.outer * view.inner; c++)
                    expected.a[i * 5 + j] += at(&view, x.at[t], i, c) * at(&view, y.at[t], j, c);
        expect_good(unfold_add_products(&view, x.at[t], y.at[t], &got));
        assert_all_near(&got, &expected, 1e-11);
        matrix_free(&got);
        matrix_free(&expected);
    }
    weights_free(&x);
    weights_free(&y);
    spec_free(&spec);
}

static void test_multiplication(void **state)
{
    (void)state;
    struct spec spec = spec_of(shapes, text);
    struct weights x = random_weights(&spec, 1), y = weights_new(&spec);
    struct matrix m = random_matrix(5, 5, 9);
    for (size_t t = 0; t < spec.count; t++) {
        struct unfold view = unfold_axis(&spec.tensors[t], t == 0 || t == 2);
        expect_good(unfold_multiply(&view, &m, x.at[t], y.at[t]));
        for (size_t i = 0; i < 5; i++)
            for (size_t c = 0; c < view.outer * view.inner; c++) {
                double sum = 0;
                for (size_t j = 0; j < 5; j++)
                    sum += m.a[i * 5 + j] * at(&view, x.at[t], j, c);
                assert_near(at(&view, y.at[t], i, c), sum, 1e-6);
            }
    }
    matrix_free(&m);
    weights_free(&x);
    weights_free(&y);
    spec_free(&spec);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        {"products are those of the rows", test_products, 0, 0, 0},
        {"a matrix multiplies along one axis", test_multiplication, 0, 0, 0},
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
