#include "distance/search/slab.h"

#include "base/size.h"

#include <stdlib.h>

size_t slab_row_bytes(const struct points *points)
{
    if (!points->remote)
        return 0;
    return points->x.cols * (points_read_as_floats(points) ? sizeof(float) : sizeof(double));
}

struct error *slab_new(struct slab *slab, const struct points *points, size_t most)
{
    size_t bytes;
    *slab = (struct slab){.points = points};
    if (!points->remote || most == 0)
        return NULL;
    void *rows = size_mul(most, slab_row_bytes(points), &bytes) ? malloc(bytes) : NULL;
    if (points_read_as_floats(points))
        slab->narrow = rows;
    else
        slab->wide = rows;
    return rows ? NULL : error_memory("a search for neighbours");
}

void slab_free(struct slab *slab)
{
    free(slab->wide);
    free(slab->narrow);
    *slab = (struct slab){0};
}

struct error *slab_load(struct slab *slab, size_t first, size_t count)
{
    struct error *err = NULL;
    if (slab->first == first && slab->count == count)
        return NULL;
    slab->count = 0;
    if (slab->narrow)
        TRY(points_read_floats(slab->points, first, count, slab->narrow));
    else if (slab->wide)
        TRY(points_read(slab->points, first, count, slab->wide));
    slab->first = first;
    slab->count = count;
out:
    return err;
}

const double *slab_rows(const struct slab *slab, size_t first, size_t count, double *room)
{
    size_t p = slab->points->x.cols, place = (first - slab->first) * p;
    if (slab->wide)
        return slab->wide + place;
    if (!slab->narrow)
        return slab->points->x.a + first * p;
    for (size_t e = 0; e < count * p; e++)
        room[e] = slab->narrow[place + e];
    return room;
}
