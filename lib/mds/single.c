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
            most = distance->a[i * n + j] > most ? distance->a[i * n + j] : most;
    return most > 0 ? 1 / most : 1;
}

static struct error *pack(const struct matrix *m, double scale, struct matrix *memory,
                          const float **packed)
{
    size_t n = m->rows;
    struct error *err = matrix_new(memory, 1, pairs_count(n) / 2 + 1);
    if (err)
        return err;
    void *room = memory->a;
    float *floats = room;
    *packed = floats;
#pragma omp parallel for schedule(dynamic, 1) if (n >= MDS_PARALLEL)
    for (size_t s = 0; s < MDS_SLICES; s++)
        pack_slice(m, scale, s, floats + mds_slice_start(n, s));
    return NULL;
}

struct error *mds_single_new(struct mds_single *single, const struct matrix *distance,
                             const struct matrix *weight)
{
    struct error *err = NULL;
    *single = (struct mds_single){.scale = mds_unit_scale(distance),
                                  .weight_scale = weight ? mds_unit_scale(weight) : 1};
    TRY(pack(distance, single->scale, &single->memory, &single->target));
    if (weight)
        TRY(pack(weight, single->weight_scale, &single->weight_memory, &single->weight));
out:
    return err;
}

void mds_single_free(struct mds_single *single)
{
    matrix_free(&single->memory);
    matrix_free(&single->weight_memory);
    *single = (struct mds_single){0};
}

double mds_pull_single(const struct mds_slices *slices, const struct mds_single *single,
                       const double *x)
{
    size_t n = slices->n, dims = slices->dims;
    double part[MDS_SLICES], stress = 0;
    float *tile = slices->part;
    for (size_t i = 0; i < n * dims; i++)
        slices->x[i] = (float)(single->scale * x[i]);
#pragma omp parallel for schedule(dynamic, 1) if (n >= MDS_PARALLEL)
    for (size_t s = 0; s < MDS_SLICES; s++) {
        size_t start = mds_slice_start(n, s);
        part[s] = pull_slice(single->target + start, single->weight ? single->weight + start : NULL,
                             slices->x, n, dims, s, tile + s * dims * MDS_CHUNK,
                             slices->sum + s * dims * n);
    }
    for (size_t s = 0; s < MDS_SLICES; s++)
        stress += part[s];
    return stress / (single->scale * single->scale * single->weight_scale);
}
