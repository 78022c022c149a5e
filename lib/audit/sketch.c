#include "audit/sketch.h"

#include "base/random.h"
#include "base/size.h"

#include <math.h>
#include <stdlib.h>

enum {
    BLOCK = 16,          /* columns: a cache line of float32 */
    TAKEN_MOST = 1 << 15 /* columns, about: more would not make distances truer */
};

struct error *audit_sketch_new(struct audit_sketch *s, size_t rows, size_t cols)
{
    size_t count;
    *s = (struct audit_sketch){.stride = cols / TAKEN_MOST + 1};
    if (size_mul(rows, AUDIT_SKETCH, &count))
        s->numbers = calloc(size_max(count, 1), sizeof *s->numbers);
    return s->numbers ? NULL : error_memory("sketches of the snapshots");
}

void audit_sketch_free(struct audit_sketch *s)
{
    free(s->numbers);
    *s = (struct audit_sketch){0};
}

/* Of each `stride` blocks, the one that is taken: its first column. */
static size_t taken_block(const struct audit_sketch *s, size_t group)
{
    uint64_t state = random_skip(0, group);
    return (group * s->stride + random_below(&state, s->stride)) * BLOCK;
}

/* Adds the columns [first, end) of the matrix to the sketch of a row of the panel. */
static void add_columns(const struct panel *panel, size_t row, size_t first, size_t end,
                        double *sketch)
{
    for (size_t column = first; column < end; column++) {
        uint64_t state = random_skip(1, column), bits = random_bits(&state);
        size_t at = row * panel->cols + column - panel->first;
        double value = panel->type == PHM_F32 ? (double)panel->f[at] : panel->d[at];
        sketch[bits % AUDIT_SKETCH] += bits & AUDIT_SKETCH ? -value : value;
    }
}

void audit_sketch_add_row(const struct audit_sketch *s, const struct panel *panel, size_t row)
{
    size_t end = panel->first + panel->cols, group = panel->first / (s->stride * BLOCK);
    for (; group * s->stride * BLOCK < end; group++) {
        size_t first = taken_block(s, group);
        add_columns(panel, row, size_max(first, panel->first), size_min(first + BLOCK, end),
                    s->numbers + row * AUDIT_SKETCH);
    }
}

double audit_sketch_distance(const struct audit_sketch *s, size_t a, size_t b)
{
    const double *x = s->numbers + a * AUDIT_SKETCH, *y = s->numbers + b * AUDIT_SKETCH;
    double sum = 0;
#pragma omp simd reduction(+ : sum)
    for (size_t i = 0; i < AUDIT_SKETCH; i++)
        sum += (x[i] - y[i]) * (x[i] - y[i]);
    return sqrt(sum);
}
