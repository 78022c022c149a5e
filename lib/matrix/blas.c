#include "matrix/blas.h"

#include "base/size.h"

#include <cblas.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The kernels that OpenBLAS gives to AVX2 processors and older ones. A name that is not here
 * belongs to AVX-512, to another architecture, or to the future. */
static const char *const older_kernels[] = {"Prescott",    "Core2",     "Nehalem",
                                            "Sandybridge", "Haswell",   "Barcelona",
                                            "Bulldozer",   "Excavator", "Zen"};

static bool has_avx512(void)
{
#if defined(__x86_64__)
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512cd") &&
           __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512vl");
#else
    return false;
#endif
}

struct blas_facts blas_facts(void)
{
    return (struct blas_facts){.kernel = openblas_get_corename(),
                               .config = openblas_get_config(),
                               .chosen = getenv("OPENBLAS_CORETYPE"),
                               .avx512 = has_avx512()};
}

static bool is_older_kernel(const char *kernel)
{
    for (size_t i = 0; i < sizeof older_kernels / sizeof *older_kernels; i++)
        if (strcmp(kernel, older_kernels[i]) == 0)
            return true;
    return false;
}

/* "OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH ...": a build that has several kernels and is new
 * enough. */
static bool is_proven(const char *config)
{
    int major, minor, patch;
    if (sscanf(config, "OpenBLAS %d.%d.%d", &major, &minor, &patch) != 3)
        return false;
    bool new_enough = major > 0 || minor > 3 || (minor == 3 && patch >= 21);
    return new_enough && strstr(config, "DYNAMIC_ARCH");
}

const char *blas_better_kernel(const struct blas_facts *facts)
{
    if (facts->chosen || !facts->avx512 || !is_older_kernel(facts->kernel) ||
        !is_proven(facts->config))
        return NULL;
    return "SkylakeX";
}

/* True where the variable was not set, and now is. */
static bool set_unless_chosen(const char *name, const char *value)
{
    return !getenv(name) && setenv(name, value, 1) == 0;
}

bool blas_prepare_environment(void)
{
    struct blas_facts facts = blas_facts();
    const char *kernel = blas_better_kernel(&facts);
    bool anew = set_unless_chosen("OMP_WAIT_POLICY", "passive");
    if (kernel && set_unless_chosen("OPENBLAS_CORETYPE", kernel))
        anew = true;
    return anew;
}

void blas_set_threads(size_t count)
{
    int threads = (int)size_min(count, 1 << 16);
    omp_set_num_threads(threads);
    openblas_set_num_threads(threads);
}

size_t blas_split(void)
{
    size_t threads = (size_t)openblas_get_num_threads();
    openblas_set_num_threads(1);
    return threads;
}

void blas_rejoin(size_t threads)
{
    openblas_set_num_threads((int)threads);
}

void blas_describe(char text[BLAS_TEXT_MAX])
{
    int threads = openblas_get_num_threads();
    char version[32] = "?";
    sscanf(openblas_get_config(), "OpenBLAS %31s", version);
    snprintf(text, BLAS_TEXT_MAX, "OpenBLAS %s, kernels for %s, %d thread%s", version,
             openblas_get_corename(), threads, threads == 1 ? "" : "s");
}
