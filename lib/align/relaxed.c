#include "align/relaxed_impl.h"

#include "align/inner_impl.h"
#include "align/unfold_impl.h"
#include "base/size.h"

#include <stdlib.h>
#include <string.h>

/* ---- making ---- */

/* The identity, or all units of the universe spread evenly over the network's. */
static void set_start(struct matrix *x, bool is_first)
{
    for (size_t i = 0; i < x->rows; i++)
        for (size_t j = 0; j < x->cols; j++)
            x->a[i * x->cols + j] = is_first ? i == j : 1 / (double)x->rows;
}

static struct error *new_matrices(struct relaxed *q)
{
    size_t permutations = q->spec->permutation_count;
    struct error *err = NULL;
    for (size_t i = 0; i < q->count * permutations; i++) {
        size_t units = q->spec->permutations[i % permutations].units;
        TRY(matrix_new(&q->x[i], units, units));
        TRY(matrix_new(&q->slope[i], units, units));
        set_start(&q->x[i], i < permutations);
    }
out:
    return err;
}

struct error *relaxed_new(struct relaxed *q, const struct spec *spec, const match_network *networks,
                          size_t count)
{
    size_t matrices, room = inner_room(spec);
    *q = (struct relaxed){.spec = spec, .networks = networks, .count = count};
    if (!size_mul(count, spec->permutation_count, &matrices))
        return error_memory("a universe");
    q->x = calloc(size_max(matrices, 1), sizeof *q->x);
    q->slope = calloc(size_max(matrices, 1), sizeof *q->slope);
    q->at = calloc(count, sizeof *q->at);
    q->sum = calloc(room, sizeof *q->sum);
    q->room[0] = calloc(room, sizeof **q->room);
    q->room[1] = calloc(room, sizeof **q->room);
    if (!q->x || !q->slope || !q->at || !q->sum || !q->room[0] || !q->room[1])
        return error_memory("a universe");
    for (size_t r = 0; r < count; r++)
        if (!(q->at[r] = calloc(room, sizeof *q->at[r])))
            return error_memory("a universe");
    return new_matrices(q);
}

void relaxed_free(struct relaxed *q)
{
    size_t matrices = q->spec ? q->count * q->spec->permutation_count : 0;
    for (size_t i = 0; i < matrices && q->x; i++)
        matrix_free(&q->x[i]);
    for (size_t i = 0; i < matrices && q->slope; i++)
        matrix_free(&q->slope[i]);
    for (size_t r = 0; r < q->count && q->at; r++)
        free(q->at[r]);
    free(q->x);
    free(q->slope);
    free(q->at);
    free(q->sum);
    free(q->room[0]);
    free(q->room[1]);
    *q = (struct relaxed){0};
}

/* ---- evaluating ---- */

static struct matrix *find(const struct relaxed *q, struct matrix *of, size_t network,
                           size_t permutation)
{
    return &of[network * q->spec->permutation_count + permutation];
}

/* A tensor of network r in the universe along all its axes but one, or all; it stays until the next
 * call. */
static struct error *transform(struct relaxed *q, size_t tensor, size_t r, size_t but,
                               const float **result)
{
    const struct spec_tensor *t = &q->spec->tensors[tensor];
    struct error *err = NULL;
    size_t turn = 0;
    *result = q->networks[r][tensor];
    for (size_t d = 0; d < t->dims && !err; d++) {
        if (t->axes[d].permutation == SPEC_FIXED || d == but)
            continue;
        struct unfold view = unfold_axis(t, d);
        err = unfold_multiply(&view, find(q, q->x, r, t->axes[d].permutation), *result,
                              q->room[turn]);
        *result = q->room[turn];
        turn = !turn;
    }
    return err;
}

/* q->at receives the tensor of each network in the universe, q->sum their sum. */
static struct error *transform_all(struct relaxed *q, size_t tensor)
{
    size_t count = q->spec->tensors[tensor].count;
    struct error *err = NULL;
    memset(q->sum, 0, count * sizeof *q->sum);
    for (size_t r = 0; r < q->count && !err; r++) {
        const float *result;
        err = transform(q, tensor, r, SPEC_FIXED, &result);
        for (size_t e = 0; e < count && !err; e++)
            q->sum[e] += q->at[r][e] = result[e];
    }
    return err;
}

/* `others` is the sum of the other networks in the universe. */
static struct error *add_slopes(struct relaxed *q, size_t tensor, size_t r, const float *others)
{
    const struct spec_tensor *t = &q->spec->tensors[tensor];
    struct error *err = NULL;
    for (size_t d = 0; d < t->dims && !err; d++) {
        const float *own;
        if (t->axes[d].permutation == SPEC_FIXED)
            continue;
        struct unfold view = unfold_axis(t, d);
        err = transform(q, tensor, r, d, &own);
        if (!err)
            err = unfold_add_products(&view, others, own,
                                      find(q, q->slope, r, t->axes[d].permutation));
    }
    return err;
}

static struct error *evaluate_tensor(struct relaxed *q, size_t tensor, bool slopes,
                                     double *objective)
{
    size_t count = q->spec->tensors[tensor].count;
    struct error *err = transform_all(q, tensor);
    for (size_t r = 0; r < q->count && !err; r++) {
        float *own = q->at[r];
        *objective += (inner_dot(q->sum, own, count) - inner_dot(own, own, count)) / 2;
        if (!slopes)
            continue;
        for (size_t e = 0; e < count; e++)
            own[e] = q->sum[e] - own[e];
        err = add_slopes(q, tensor, r, own);
    }
    return err;
}

static void clear_slopes(struct relaxed *q)
{
    for (size_t i = 0; i < q->count * q->spec->permutation_count; i++)
        memset(q->slope[i].a, 0, q->slope[i].rows * q->slope[i].cols * sizeof *q->slope[i].a);
}

struct error *relaxed_evaluate(struct relaxed *q, bool slopes, double *objective)
{
    struct error *err = NULL;
    *objective = 0;
    if (slopes)
        clear_slopes(q);
    for (size_t i = 0; i < q->spec->count && !err; i++)
        if (q->networks[0][i])
            err = evaluate_tensor(q, i, slopes, objective);
    return err;
}
