/* The Guttman transform in single precision, half the memory and twice the numbers in a register.
 *
 * Distances are divided by the largest, so that their squares neither overflow nor, above 1e-19 of
 * it, vanish. Sums over a tile are in single precision, all longer ones in double. The errors of
 * 1e-7 of the largest distance in each force and value are independent, so a step and a stress,
 * which are sums of many, are far better. */
#define REAL float
#define ROOT sqrtf
#define COINCIDE 1e-18F /* times a difference whose square vanishes, less than 1 */
#include "mds/pull.h"

double mds_unit_scale(const struct matrix *distance)
{
    double most = 0;
    size_t n = distance->rows;
#pragma omp parallel for reduction(max : most) schedule(dynamic, 16) if (n >= MDS_PARALLEL)
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < i; j++)
            most = fmax(most, distance->a[i * n + j]);
    return most > 0 ? 1 / most : 1;
}

struct error *mds_single_new(struct mds_single *single, const struct matrix *distance)
{
    size_t n = distance->rows;
    *single = (struct mds_single){.scale = mds_unit_scale(distance)};
    struct error *err = matrix_new(&single->memory, 1, pairs_count(n) / 2 + 1);
    if (err)
        return err;
    void *room = single->memory.a;
    float *target = room;
    single->target = target;
#pragma omp parallel for schedule(dynamic, 1) if (n >= MDS_PARALLEL)
    for (size_t s = 0; s < MDS_SLICES; s++)
        pack_slice(distance, single->scale, s, target + mds_slice_start(n, s));
    return NULL;
}

void mds_single_free(struct mds_single *single)
{
    matrix_free(&single->memory);
    *single = (struct mds_single){0};
}

double mds_guttman_single(const struct mds_slices *slices, const struct mds_single *single,
                          const double *x, double *image)
{
    size_t n = slices->n, dims = slices->dims;
    double part[MDS_SLICES], stress = 0;
    float *tile = slices->part;
    for (size_t i = 0; i < n * dims; i++)
        slices->x[i] = (float)(single->scale * x[i]);
#pragma omp parallel for schedule(dynamic, 1) if (n >= MDS_PARALLEL)
    for (size_t s = 0; s < MDS_SLICES; s++)
        part[s] = pull_slice(single->target + mds_slice_start(n, s), NULL, slices->x, n, dims, s,
                             tile + s * dims * MDS_CHUNK, slices->sum + s * dims * n);
    for (size_t s = 0; s < MDS_SLICES; s++)
        stress += part[s];
    mds_slices_add(slices, 1 / ((double)n * single->scale), image);
    return stress / (single->scale * single->scale);
}
