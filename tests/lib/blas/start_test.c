#include "blas/start.h"

#include "expect.h"

#include <stdlib.h>

static void expect_small(char *const environment[], const char *const expected[])
{
    char **small = blas_small_environment(environment);
    size_t i = 0;
    assert_non_null(small);
    for (; expected[i]; i++)
        assert_string_equal(small[i], expected[i]);
    assert_null(small[i]);
    assert_true(blas_starts_small(small));
    free(small);
}

static void test_nothing_set(void **state)
{
    (void)state;
    char *const environment[] = {NULL};
    assert_false(blas_starts_small(environment));
    expect_small(environment,
                 (const char *const[]){"OPENBLAS_NUM_THREADS=1", "OMP_WAIT_POLICY=passive",
                                       "PHATE_BLAS_THREADS=", NULL});
}

/* What the user has set stays, or is told to blas_begin. */
static void test_users_choice(void **state)
{
    (void)state;
    char *const environment[] = {"OPENBLAS_NUM_THREADS=12", "OPENBLAS_NUM_THREADS_=1",
                                 "OMP_WAIT_POLICY=active", "HOME=/", NULL};
    assert_false(blas_starts_small(environment));
    expect_small(environment, (const char *const[]){
                                  "OPENBLAS_NUM_THREADS_=1", "OMP_WAIT_POLICY=active", "HOME=/",
                                  "OPENBLAS_NUM_THREADS=1", "PHATE_BLAS_THREADS=12", NULL});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        {"BLAS starts with one thread, and the user had set nothing", test_nothing_set, NULL, NULL,
         NULL},
        {"what the user has set stays or is remembered", test_users_choice, NULL, NULL, NULL},
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
