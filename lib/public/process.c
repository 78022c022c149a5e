#include "base/size.h"
#include "matrix/blas.h"
#include "public/phate.h"

const char *phate_version(void)
{
    return PHATE_VERSION;
}

bool phate_prepare(void)
{
    return blas_prepare_environment();
}

void phate_set_threads(size_t count)
{
    enum { MOST = 1024 };
    blas_set_threads(size_max(1, size_min(count, MOST)));
}
