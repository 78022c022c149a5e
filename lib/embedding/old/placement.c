#include "embedding/old/placement.h"

#include "gram/gram.h"
#include "phate/kernel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- how the old picture was made ---- */

static struct error *read_number(const struct record *coords, const char *key, double *value)
{
    struct error *err = record_attr_number(coords, key, value);
    if (!err && *value < 0)
        err = error_new("coords record: attribute %s: %g is less than 0", key, *value);
    return err;
}

struct error *placement_read(struct placement *placement, const struct record *coords)
{
    struct error *err = NULL;
    const char *decay = record_attr(coords, "decay"), *metric = record_attr(coords, "metric");
    struct affinity_options *kernel = &placement->kernel;
    *placement = (struct placement){.kernel = affinity_defaults, .of_snapshots = true};
    if (!record_attr(coords, "k") && !record_attr(coords, "bandwidth"))
        TRY(error_new("coords record: has no attribute k or bandwidth, which say how its "
                      "affinities were made: use a picture that knnaff began"));
    if (metric)
        placement->of_snapshots = distance_metric_find(metric, &placement->metric);
    placement->center = record_attr(coords, "centered") != NULL;
    TRY(record_attr_size(coords, "pca", 1, &placement->components));
    TRY(record_attr_size(coords, "k", 1, &kernel->k));
    TRY(record_attr_size(coords, "knn-max", 1, &kernel->k_max));
    TRY(read_number(coords, "bandwidth", &kernel->bandwidth));
    TRY(read_number(coords, "bandwidth-scale", &kernel->bandwidth_scale));
    TRY(read_number(coords, "threshold", &kernel->threshold));
    if (decay && strcmp(decay, "none") == 0)
        kernel->decay = 0;
    else
        TRY(read_number(coords, "decay", &kernel->decay));
out:
    return err;
}

/* ---- distances ---- */

struct error *placement_distances(const struct placement *placement, struct matrix *g,
                                  const size_t *at, size_t count, struct report *report)
{
    struct error *err = NULL;
    if (placement->components)
        TRY(gram_project_by(g, placement->components, at, count));
    else if (placement->center)
        TRY(gram_center_by(g, at, count));
    gram_distances(g, placement->metric, report);
out:
    return err;
}

/* ---- places ---- */

static double bandwidth_of(const struct affinity_options *kernel, const double *distance,
                           double *scratch, size_t m)
{
    if (kernel->bandwidth > 0)
        return kernel->bandwidth * kernel->bandwidth_scale;
    memcpy(scratch, distance, m * sizeof *scratch);
    return kernel_select_smallest(scratch, m, kernel->k - 1) * kernel->bandwidth_scale;
}

static double farthest_of(const struct affinity_options *kernel, const double *distance,
                          double *scratch, size_t m)
{
    if (kernel->k_max == 0 || kernel->k_max >= m)
        return INFINITY;
    memcpy(scratch, distance, m * sizeof *scratch);
    return kernel_select_smallest(scratch, m, kernel->k_max - 1);
}

static size_t index_of_least(const double *x, size_t count)
{
    size_t least = 0;
    for (size_t i = 1; i < count; i++)
        if (x[i] < x[least])
            least = i;
    return least;
}

/* The distances of a new row to the m old ones become the transition to them, which sums to 1.
 * False where all were too far; then the transition leads to the nearest. */
static bool make_transition(const struct affinity_options *options, double *row, double *scratch,
                            size_t m)
{
    struct kernel kernel = kernel_make(options->decay, options->threshold);
    double bandwidth = bandwidth_of(options, row, scratch, m), sum = 0;
    double farthest = farthest_of(options, row, scratch, m);
    size_t nearest = index_of_least(row, m);
    kernel_row(&kernel, row, m, bandwidth, farthest);
    for (size_t j = 0; j < m; j++)
        sum += row[j];
    if (sum == 0)
        row[nearest] = 1;
    else
        for (size_t j = 0; j < m; j++)
            row[j] /= sum;
    return sum > 0;
}

static void place_row(const double *transition, const struct matrix *old, double *place)
{
    memset(place, 0, old->cols * sizeof *place);
    for (size_t j = 0; j < old->rows; j++)
        for (size_t k = 0; transition[j] != 0 && k < old->cols; k++)
            place[k] += transition[j] * old->a[j * old->cols + k];
}

static void warn_of_stranded(struct report *report, size_t stranded)
{
    if (stranded)
        report_line(
            report, REPORT_WARNING,
            "%zu new snapshots are too far from all old ones for the kernel: each is drawn on "
            "its nearest: for places of their own draw all anew, without mds --onto",
            stranded);
}

struct error *placement_embed(const struct placement *placement, const struct matrix *distance,
                              const size_t *at, const struct matrix *old, struct report *report,
                              struct matrix *all)
{
    struct error *err = NULL;
    size_t n = distance->rows, m = old->rows, stranded = 0;
    double *row = calloc(2 * m + 1, sizeof *row);
    *all = (struct matrix){0};
    if (!row)
        TRY(error_memory("the places of new snapshots"));
    if (placement->kernel.bandwidth == 0 && m < placement->kernel.k)
        TRY(error_new("old picture: has %zu snapshots, but its affinities took %zu neighbours", m,
                      placement->kernel.k));
    TRY(matrix_new(all, n, old->cols));
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < m; j++)
            row[j] = distance->a[i * n + at[j]];
        if (!make_transition(&placement->kernel, row, row + m, m))
            stranded++;
        place_row(row, old, all->a + i * old->cols);
    }
    for (size_t j = 0; j < m; j++)
        memcpy(all->a + at[j] * old->cols, old->a + j * old->cols, old->cols * sizeof *old->a);
    warn_of_stranded(report, stranded);
out:
    free(row);
    return err;
}
