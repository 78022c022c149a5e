/* Points in cells, for MDS from coarse to fine: see levels.c.
 *
 * Centres are chosen one after the other, each the farthest point of the cell that has the largest
 * sum of squared distances to its centre. Plain farthest points (Gonzalez 1985) would spend most
 * cells on outliers; this spends them where a cell's one place in the picture says least about its
 * points. */
#include "mds/impl.h"

#include "base/random.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MEANS 0x1p-30 /* of the largest mean: what the order of a sum changes is lost */
#define SCATTER 0.1   /* of the distance to the centre */

static double mass_of(const double *mass, size_t i)
{
    return mass ? mass[i] : 1;
}

static struct error *level_allocate(struct mds_level *level, size_t n, size_t most)
{
    level->cell = calloc(n, sizeof *level->cell);
    level->reach = malloc(n * sizeof *level->reach);
    level->mass = calloc(most, sizeof *level->mass);
    return level->cell && level->reach && level->mass ? NULL : error_memory("the cells of MDS");
}

void mds_level_free(struct mds_level *level)
{
    free(level->cell);
    free(level->reach);
    free(level->mass);
    matrix_free(&level->distance);
    matrix_free(&level->weight);
    *level = (struct mds_level){0};
}

/* The point with the largest sum of distances, whatever the order of the points. */
static struct error *find_outermost(const struct matrix *finer, const double *mass, size_t *point)
{
    size_t n = finer->rows, outermost = 0;
    double *sum = calloc(n, sizeof *sum);
    if (!sum)
        return error_memory("the cells of MDS");
#pragma omp parallel for schedule(static) if (n >= MDS_PARALLEL)
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            sum[i] += mass_of(mass, j) * finer->a[i * n + j];
    for (size_t i = 1; i < n; i++)
        if (sum[i] > sum[outermost])
            outermost = i;
    *point = outermost;
    free(sum);
    return NULL;
}

/* Makes `centre` the centre of a cell, of those points that it is nearest to. */
static void add_cell(struct mds_level *level, const struct matrix *finer, size_t centre)
{
    size_t n = finer->rows;
    const double *distance = finer->a + centre * n;
    for (size_t i = 0; i < n; i++)
        if (level->cells == 0 || distance[i] < level->reach[i]) {
            level->cell[i] = level->cells;
            level->reach[i] = distance[i];
        }
    level->cells++;
}

/* The farthest point of the widest cell. False where every point lies at its cell's centre. */
static bool find_next_centre(const struct mds_level *level, const double *mass, size_t n,
                             double *width, size_t *centre)
{
    size_t widest = 0;
    double farthest = 0;
    memset(width, 0, level->cells * sizeof *width);
    for (size_t i = 0; i < n; i++)
        width[level->cell[i]] += mass_of(mass, i) * level->reach[i] * level->reach[i];
    for (size_t c = 1; c < level->cells; c++)
        if (width[c] > width[widest])
            widest = c;
    for (size_t i = 0; i < n; i++)
        if (level->cell[i] == widest && level->reach[i] > farthest) {
            farthest = level->reach[i];
            *centre = i;
        }
    return farthest > 0;
}

static struct error *find_cells(struct mds_level *level, const struct matrix *finer,
                                const double *mass, size_t most)
{
    struct error *err = NULL;
    size_t n = finer->rows, centre = 0;
    double *width = calloc(most, sizeof *width);
    if (!width)
        return error_memory("the cells of MDS");
    TRY(find_outermost(finer, mass, &centre));
    do
        add_cell(level, finer, centre);
    while (level->cells < most && find_next_centre(level, mass, n, width, &centre));
    for (size_t i = 0; i < n; i++)
        level->mass[level->cell[i]] += mass_of(mass, i);
out:
    free(width);
    return err;
}

/* The points of cell c are member[start[c]] .. member[start[c + 1] - 1]. */
static void list_members(const struct mds_level *level, size_t n, size_t *start, size_t *member)
{
    memset(start, 0, (level->cells + 1) * sizeof *start);
    for (size_t i = 0; i < n; i++)
        start[level->cell[i] + 1]++;
    for (size_t c = 0; c < level->cells; c++)
        start[c + 1] += start[c];
    for (size_t i = n; i-- > 0;)
        member[--start[level->cell[i] + 1]] = i;
    memmove(start, start + 1, level->cells * sizeof *start);
    start[level->cells] = n;
}

static void average(const struct mds_level *level, const struct matrix *finer, const double *mass,
                    const size_t *start, const size_t *member, size_t c)
{
    size_t n = finer->rows;
    double *mean = level->distance.a + c * level->cells;
    for (size_t m = start[c]; m < start[c + 1]; m++) {
        size_t i = member[m];
        const double *distance = finer->a + i * n;
        double own = mass_of(mass, i);
        for (size_t j = 0; j < n; j++)
            mean[level->cell[j]] += own * mass_of(mass, j) * distance[j];
    }
    for (size_t d = 0; d < level->cells; d++)
        mean[d] /= level->mass[c] * level->mass[d];
    mean[c] = 0;
}

/* A power of two: `most` itself may differ in its last bits, too. */
double mds_grid(double most, double share)
{
    return share * exp2(ceil(log2(most)));
}

/* The means, on a grid: SGD's first passes would make different pictures of the last bits of sums,
 * which change with the order of the points. */
static struct error *find_means(struct mds_level *level, const struct matrix *finer,
                                const double *mass)
{
    struct error *err = NULL;
    size_t n = finer->rows, cells = level->cells;
    size_t *start = malloc((cells + 1 + n) * sizeof *start);
    if (!start)
        return error_memory("the cells of MDS");
    size_t *member = start + cells + 1;
    TRY(matrix_new(&level->distance, cells, cells));
    TRY(matrix_new(&level->weight, cells, cells));
    list_members(level, n, start, member);
#pragma omp parallel for schedule(dynamic, 1) if (n >= MDS_PARALLEL)
    for (size_t c = 0; c < cells; c++)
        average(level, finer, mass, start, member, c);
    double grid = mds_grid(1 / mds_unit_scale(&level->distance), MEANS);
    for (size_t c = 0; c < cells; c++)
        for (size_t d = 0; d < cells; d++) {
            level->distance.a[c * cells + d] = grid * rint(level->distance.a[c * cells + d] / grid);
            level->weight.a[c * cells + d] = level->mass[c] * level->mass[d];
        }
out:
    free(start);
    return err;
}

struct error *mds_level_new(struct mds_level *level, const struct matrix *finer, const double *mass,
                            size_t most)
{
    struct error *err = NULL;
    *level = (struct mds_level){0};
    TRY(level_allocate(level, finer->rows, most));
    TRY(find_cells(level, finer, mass, most));
    TRY(find_means(level, finer, mass));
out:
    if (err)
        mds_level_free(level);
    return err;
}

struct place {
    double reach;
    size_t point;
};

static int compare_places(const void *a, const void *b)
{
    const struct place *p = a, *q = b;
    if (p->reach != q->reach)
        return p->reach < q->reach ? -1 : 1;
    return (p->point > q->point) - (p->point < q->point);
}

/* Chance depends on the point's rank in its cell, so not on the order of points. */
struct error *mds_level_spread(const struct mds_level *level, const struct matrix *coarse,
                               struct matrix *config)
{
    size_t n = config->cols, cells = level->cells;
    struct place *places = malloc(n * sizeof *places);
    size_t *rank = calloc(cells, sizeof *rank);
    struct error *err = places && rank ? NULL : error_memory("the cells of MDS");
    for (size_t i = 0; i < n && !err; i++)
        places[i] = (struct place){level->reach[i], i};
    if (!err)
        qsort(places, n, sizeof *places, compare_places);
    for (size_t p = 0; p < n && !err; p++) {
        size_t i = places[p].point, c = level->cell[i];
        uint64_t state = random_skip(c, rank[c]++ * config->rows);
        for (size_t k = 0; k < config->rows; k++)
            config->a[k * n + i] = coarse->a[k * cells + c] +
                                   SCATTER * level->reach[i] * (2 * random_share(&state) - 1);
    }
    free(places);
    free(rank);
    return err;
}
