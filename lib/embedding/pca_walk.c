#include "embedding/pca_walk.h"

#include <math.h>
#include <stdlib.h>

static const double pi = 3.14159265358979323846;

static double share_about_mean(double n, double k)
{
    return 3 / (2 * (n * n - 1) * pow(sin(pi * k / (2 * n)), 2));
}

static double share_about_end(double n, double k)
{
    return 1 / (2 * n * (n - 1) * pow(sin(pi * (2 * k - 1) / (2 * (2 * n - 1))), 2));
}

struct error *pca_walk(size_t rows, size_t dims, enum pca_origin origin, struct pca *result)
{
    double n = (double)rows;
    bool mean = origin == PCA_MEAN;
    *result = (struct pca){.explained = calloc(dims, sizeof *result->explained)};
    if (!result->explained)
        return error_memory("the axes of a random walk");
    for (size_t k = 1; k <= dims && k < rows; k++) {
        double share = mean ? share_about_mean(n, (double)k) : share_about_end(n, (double)k);
        result->explained[k - 1] = share;
        result->explained_total += share;
    }
    result->participation =
        mean ? 5 * (n * n - 1) / (2 * n * n + 7) : 3 * n * (n - 1) / (2 * (n * n - n + 1));
    return NULL;
}
