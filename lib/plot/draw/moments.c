#include "plot/draw/moments.h"

#include "base/size.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { USUAL_MOST = 100 };

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* All steps, each once, ascending. */
static struct error *collect(struct plot_moments *all, const struct runs *const runs[],
                             size_t count)
{
    size_t rows = 0;
    for (size_t i = 0; i < count; i++)
        rows += runs[i]->rows;
    all->at = calloc(size_max(rows, 1), sizeof *all->at);
    if (!all->at)
        return error_memory("the frames of the film");
    rows = 0;
    for (size_t i = 0; i < count; i++) {
        memcpy(all->at + rows, runs[i]->place, runs[i]->rows * sizeof *all->at);
        rows += runs[i]->rows;
    }
    qsort(all->at, rows, sizeof *all->at, compare);
    for (size_t i = 0; i < rows; i++)
        if (i == 0 || all->at[i] != all->at[i - 1])
            all->at[all->count++] = all->at[i];
    return NULL;
}

struct error *plot_moments_choose(struct plot_moments *moments, const struct runs *const runs[],
                                  size_t count, size_t frames)
{
    *moments = (struct plot_moments){0};
    struct error *err = collect(moments, runs, count);
    if (err)
        return err;
    size_t steps = moments->count;
    size_t wanted = size_min(frames ? frames : USUAL_MOST, steps);
    for (size_t i = 0; i < wanted; i++) {
        double share = wanted > 1 ? (double)i / (double)(wanted - 1) : 1;
        moments->at[i] = moments->at[(size_t)round(share * (double)(steps - 1))];
    }
    moments->count = wanted;
    return NULL;
}

void plot_moments_free(struct plot_moments *moments)
{
    free(moments->at);
    *moments = (struct plot_moments){0};
}

size_t plot_moment_row(const struct runs *runs, const struct run *run, double moment)
{
    size_t last = (size_t)-1;
    for (size_t i = 0; i < run->count; i++)
        if (runs->place[runs->order[run->first + i]] <= moment)
            last = runs->order[run->first + i];
    return last;
}
