#include "run/between.h"

#include "base/size.h"

#include <math.h>

const char *const between_names[] = {[BETWEEN_FRECHET] = "frechet", [BETWEEN_MEAN] = "mean", NULL};

/* ---- Frechet ---- */

/* leash[j] becomes what is enough to reach snapshot i of run a and j of run b, from what was enough
 * for i - 1. */
static void advance(const struct space *space, const size_t *a, size_t i, const size_t *b,
                    size_t count, double *leash)
{
    double before = 0; /* for i - 1 and j - 1 */
    for (size_t j = 0; j < count; j++) {
        double apart = space_distance(space, a[i], b[j]), best = i > 0 ? leash[j] : INFINITY;
        if (j > 0)
            best = fmin(best, fmin(leash[j - 1], i > 0 ? before : INFINITY));
        before = leash[j];
        leash[j] = i + j > 0 ? fmax(best, apart) : apart;
    }
}

static double frechet(const struct trajectories *t, const struct space *space, const struct run *a,
                      const struct run *b, double *leash)
{
    const size_t *order = t->runs.order;
    for (size_t i = 0; i < a->count; i++)
        advance(space, order + a->first, i, order + b->first, b->count, leash);
    return leash[b->count - 1];
}

static struct error *all_frechet(const struct trajectories *t, const struct space *space,
                                 struct matrix *d)
{
    struct error *err;
    size_t runs = t->runs.count, longest = 0;
    struct matrix leashes = {0}; /* one row for each run, of room for the other's snapshots */
    *d = (struct matrix){0};
    for (size_t k = 0; k < runs; k++)
        longest = size_max(longest, t->runs.at[k].count);
    TRY(matrix_new(&leashes, runs, longest));
    TRY(matrix_new(d, runs, runs));
#pragma omp parallel for schedule(dynamic)
    for (size_t i = 0; i < runs; i++) {
        size_t k = runs - 1 - i; /* the most pairs first */
        for (size_t l = 0; l < k; l++)
            d->a[k * runs + l] =
                frechet(t, space, &t->runs.at[k], &t->runs.at[l], leashes.a + k * longest);
    }
    matrix_mirror_lower(d);
out:
    matrix_free(&leashes);
    return err;
}

/* ---- at equal progress ---- */

/* Goes from one change of a snapshot, of either run, to the next. */
static double mean_of(const struct progress *p, const struct space *space, const struct course *a,
                      const struct course *b)
{
    double sum = 0, at = p->least;
    for (size_t i = 0, j = 0; i < a->count && j < b->count;) {
        double next = fmin(a->from[i + 1], b->from[j + 1]);
        if (next > at)
            sum += (next - at) * space_distance(space, a->row[i], b->row[j]);
        at = next;
        if (a->from[i + 1] <= b->from[j + 1])
            i++;
        else
            j++;
    }
    return sum / (p->most - p->least);
}

static struct error *all_means(const struct progress *p, const struct space *space,
                               struct matrix *d)
{
    struct error *err = matrix_new(d, p->count, p->count);
    if (err)
        return err;
#pragma omp parallel for schedule(dynamic)
    for (size_t k = 0; k < p->count; k++)
        for (size_t l = 0; l < k; l++)
            d->a[k * p->count + l] = mean_of(p, space, &p->runs[k], &p->runs[l]);
    matrix_mirror_lower(d);
    return NULL;
}

/* ---- by the options ---- */

struct error *between_find(const struct trajectories *t, const struct space *space,
                           const struct between_options *options, struct report *report,
                           struct matrix *d)
{
    struct progress p;
    if (options->how == BETWEEN_FRECHET)
        return all_frechet(t, space, d);
    struct error *err = progress_find(&p, t, options->progress, report);
    if (err)
        return err;
    err = all_means(&p, space, d);
    progress_free(&p);
    return err;
}
