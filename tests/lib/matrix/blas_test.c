#include "matrix/blas.h"

#include "expect.h"

#include <cblas.h>
#include <omp.h>
#include <stdlib.h>

/* What openblas_get_config() says of Debian's library. */
static const char debian[] =
    "OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH NO_AFFINITY Haswell MAX_THREADS=64";
static const struct blas_facts zen5 = {.kernel = "Haswell", .config = debian, .avx512 = true};

static void expect_kernel(struct blas_facts facts, const char *kernel)
{
    const char *better = blas_better_kernel(&facts);
    if (!kernel)
        assert_null(better);
    else
        assert_string_equal(better, kernel);
}

static void test_repaired(void **state)
{
    (void)state;
    static const char *const kernels[] = {"Haswell", "Zen", "Sandybridge", "Nehalem", "Prescott"};
    struct blas_facts facts = zen5;
    for (size_t i = 0; i < sizeof kernels / sizeof *kernels; i++) {
        facts.kernel = kernels[i];
        expect_kernel(facts, "SkylakeX");
    }
}

static void test_no_avx512(void **state)
{
    (void)state;
    struct blas_facts facts = zen5;
    facts.avx512 = false;
    expect_kernel(facts, NULL);
}

static void test_good_kernel(void **state)
{
    (void)state;
    static const char *const kernels[] = {"SkylakeX", "Cooperlake", "SapphireRapids", "Zen9"};
    struct blas_facts facts = zen5;
    for (size_t i = 0; i < sizeof kernels / sizeof *kernels; i++) {
        facts.kernel = kernels[i];
        expect_kernel(facts, NULL);
    }
}

static void test_users_choice(void **state)
{
    (void)state;
    struct blas_facts facts = zen5;
    facts.chosen = "Haswell";
    expect_kernel(facts, NULL);
}

static void test_unproven(void **state)
{
    (void)state;
    static const char *const configs[] = {
        "OpenBLAS 0.3.20 DYNAMIC_ARCH Haswell", "OpenBLAS 0.2.99 DYNAMIC_ARCH Haswell",
        "OpenBLAS 0.3.21 Haswell MAX_THREADS=64", "another library", ""};
    struct blas_facts facts = zen5;
    for (size_t i = 0; i < sizeof configs / sizeof *configs; i++) {
        facts.config = configs[i];
        expect_kernel(facts, NULL);
    }
    facts.config = "OpenBLAS 0.4.0 DYNAMIC_ARCH Haswell";
    expect_kernel(facts, "SkylakeX");
}

static void test_facts(void **state)
{
    (void)state;
    setenv("OPENBLAS_CORETYPE", "Nehalem", 1);
    struct blas_facts facts = blas_facts();
    assert_string_equal(facts.chosen, "Nehalem");
    assert_string_equal(facts.kernel, openblas_get_corename());
    assert_string_equal(facts.config, openblas_get_config());
}

static void test_threads(void **state)
{
    (void)state;
    char text[BLAS_TEXT_MAX];
    blas_set_threads(1);
    assert_int_equal(omp_get_max_threads(), 1);
    assert_int_equal(openblas_get_num_threads(), 1);
    blas_describe(text);
    assert_non_null(strstr(text, ", 1 thread"));
    assert_non_null(strstr(text, openblas_get_corename()));
    blas_set_threads(2);
    assert_int_equal(omp_get_max_threads(), 2);
    assert_int_equal(openblas_get_num_threads(), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        {"an AVX-512 processor taken for an older one gets SkylakeX's kernels", test_repaired, NULL,
         NULL, NULL},
        {"without AVX-512 the kernel is left alone", test_no_avx512, NULL, NULL, NULL},
        {"a kernel for AVX-512, or an unknown one, is left alone", test_good_kernel, NULL, NULL,
         NULL},
        {"the user's own OPENBLAS_CORETYPE stands", test_users_choice, NULL, NULL, NULL},
        {"an OpenBLAS without a choice, or one older than was checked, is left alone",
         test_unproven, NULL, NULL, NULL},
        {"the facts are the library's and the environment's", test_facts, NULL, NULL, NULL},
        {"the number of threads is OpenMP's and BLAS's", test_threads, NULL, NULL, NULL},
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
