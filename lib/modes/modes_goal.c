#include "modes/modes_impl.h"

#include <math.h>
#include <stdlib.h>

double modes_decay(double gap, double t)
{
    return gap >= 1 ? 0 : exp(t * log1p(-gap));
}

double modes_time(const struct modes_goal *goal, double gap)
{
    return goal->time > 0 ? goal->time : fmax(fmax(round(1 / fmax(gap, 0)), 1) / goal->reach, 1);
}

void modes_pairs_free(struct ritz_pairs *r)
{
    matrix_free(&r->x);
    free(r->gap);
    *r = (struct ritz_pairs){0};
}
