#include "matrix/matrix.h"

#include "expect.h"

#include <stdlib.h>
#include <sys/resource.h>

/* Of 16 MB on a matrix asks first: a control group ends the program where it writes to pages that
 * malloc has granted. Smaller ones, of which there are many, are left to malloc. */
static void test_large_asks(void **state)
{
    (void)state;
    struct rlimit before, none;
    struct matrix m;
#ifdef __SANITIZE_ADDRESS__
    return; /* the sanitizer's own memory would lack room */
#endif
    assert_int_equal(getrlimit(RLIMIT_DATA, &before), 0);
    none = (struct rlimit){.rlim_cur = 0, .rlim_max = before.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_DATA, &none), 0);
    struct error *large = matrix_new(&m, 2048, 1024);
    assert_int_equal(setrlimit(RLIMIT_DATA, &before), 0);
    expect_error(large, "memory: a matrix of 2048 x 1024: 25 MB more are needed, and the limit of "
                        "ulimit -d leaves 0 MB");
    assert_null(m.a);
}

static void test_bytes(void **state)
{
    (void)state;
    assert_int_equal(matrix_bytes(3, 5, 7), 3 * 5 * 7 * sizeof(double));
    assert_int_equal(matrix_bytes(0, SIZE_MAX, SIZE_MAX), 0);
    assert_int_equal(matrix_bytes(2, SIZE_MAX / 16, 1), SIZE_MAX / 16 * 16);
    assert_int_equal(matrix_bytes(1, SIZE_MAX / 8, 2), SIZE_MAX);
}

/* With a cycle of three rows, one of two, and a row that stays. */
static void test_reorder(void **state)
{
    (void)state;
    enum { N = 6 };
    const size_t order[N] = {2, 4, 5, 3, 1, 0};
    struct matrix m;
    expect_good(matrix_new(&m, N, N));
    for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j < N; j++)
            m.a[i * N + j] = (double)(10 * i + j);
    expect_good(matrix_reorder(&m, order));
    for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j < N; j++)
            assert_true(m.a[order[i] * N + order[j]] == (double)(10 * i + j));
    matrix_free(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        {"a large matrix asks for its memory", test_large_asks, NULL, NULL, NULL},
        {"the bytes of matrices, which may be more than there are", test_bytes, NULL, NULL, NULL},
        {"rows and columns come into another order", test_reorder, NULL, NULL, NULL},
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
