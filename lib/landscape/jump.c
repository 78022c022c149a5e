#include "landscape/jump.h"

#include "checkpoint/rewrite/rewrite.h"

#include <stdlib.h>

struct jump {
    const struct direction_set *directions;
    double step;
    double *d; /* a piece of the direction */
};

static struct error *move_piece(void *context, size_t index, size_t first, size_t count,
                                double *values)
{
    const struct jump *j = context;
    direction_values(&j->directions->at[index], values, first, count, j->d);
    for (size_t i = 0; i < count; i++)
        values[i] += j->step * j->d[i];
    return NULL;
}

struct error *jump_write(const struct checkpoint *c, const struct direction_set *d, double step,
                         const char *path)
{
    struct error *err;
    struct jump j = {d, step, malloc(REWRITE_PIECE * sizeof *j.d)};
    const struct rewriter rewriter = {&j, move_piece};
    /* Even a step of 0 would turn -0 into 0. */
    bool *moves = calloc(d->count + 1, sizeof *moves);
    if (!j.d || !moves)
        TRY(error_memory("a jump"));
    for (size_t i = 0; i < d->count; i++)
        moves[i] = d->moves[i] && step != 0;
    TRY(rewrite_file(c, moves, &rewriter, path));
out:
    free(moves);
    free(j.d);
    return err;
}
