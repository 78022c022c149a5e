#include "public/phate.h"

#include "numbers.h"

#include <omp.h>

/* What the programs set is set once, and what the user has set stays. */
static void test_prepare(void **state)
{
    (void)state;
    unsetenv("OMP_WAIT_POLICY");
    unsetenv("OPENBLAS_CORETYPE");
    assert_true(phate_prepare());
    assert_string_equal(getenv("OMP_WAIT_POLICY"), "passive");
    assert_false(phate_prepare());
    assert_int_equal(setenv("OMP_WAIT_POLICY", "active", 1), 0);
    assert_false(phate_prepare());
    assert_string_equal(getenv("OMP_WAIT_POLICY"), "active");
}

static void test_threads(void **state)
{
    (void)state;
    phate_set_threads(3);
    assert_int_equal(omp_get_max_threads(), 3);
    phate_set_threads(0);
    assert_int_equal(omp_get_max_threads(), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        {"the environment is prepared, but for what the user has chosen", test_prepare, NULL, NULL,
         NULL},
        {"there is one thread at least", test_threads, NULL, NULL, NULL},
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
