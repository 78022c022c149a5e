#include "embedding/consensus.h"

#include "embedding/similarity.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The search ends when an iteration takes less than this off the disagreement. */
#define DISAGREEMENT_EPS 1e-14
enum { ITERATIONS_MAX = 1000 };

/* ---- the means ---- */

/* Of the places of each row. */
static void find_means(struct consensus *c, const struct consensus_picture *pictures, size_t count)
{
    size_t dims = c->mean.cols;
    memset(c->mean.a, 0, c->mean.rows * dims * sizeof *c->mean.a);
    for (size_t s = 0; s < count; s++)
        for (size_t p = 0; p < pictures[s].coords.rows; p++) {
            size_t row = pictures[s].row[p];
            for (size_t j = 0; j < dims; j++)
                c->mean.a[row * dims + j] +=
                    pictures[s].coords.a[p * dims + j] / (double)c->seen[row];
        }
}

/* What brings the mean of all places to 0. */
static struct similarity to_origin(const struct consensus *c)
{
    struct similarity move = {.dims = c->mean.cols, .scale = 1};
    double places = 0;
    for (size_t i = 0; i < c->mean.rows; i++)
        places += (double)c->seen[i];
    for (size_t i = 0; i < c->mean.rows; i++)
        for (size_t j = 0; j < move.dims; j++)
            move.from[j] += (double)c->seen[i] / places * c->mean.a[i * move.dims + j];
    for (size_t j = 0; j < move.dims; j++)
        move.turn[j * move.dims + j] = 1;
    return move;
}

static double sum_of_squares(const struct consensus_picture *p, const double *origin)
{
    double sum = 0;
    for (size_t i = 0; i < p->coords.rows; i++)
        for (size_t j = 0; j < p->coords.cols; j++)
            sum += pow(p->coords.a[i * p->coords.cols + j] - origin[j], 2);
    return sum;
}

static double sum_about_means(const struct consensus *c, const struct consensus_picture *p)
{
    size_t dims = c->mean.cols;
    double sum = 0;
    for (size_t i = 0; i < p->coords.rows; i++)
        for (size_t j = 0; j < dims; j++)
            sum += pow(p->coords.a[i * dims + j] - c->mean.a[p->row[i] * dims + j], 2);
    return sum;
}

static void apply_to_all(const struct similarity *s, struct consensus *c,
                         struct consensus_picture *pictures, size_t count)
{
    for (size_t i = 0; i < count; i++)
        similarity_apply(s, &pictures[i].coords);
    similarity_apply(s, &c->mean);
}

/* The means, then all of it with its origin at 0 and a sum of squares of 1, and the part of that
 * sum which is disagreement. */
static void take_stock(struct consensus *c, struct consensus_picture *pictures, size_t count)
{
    double total = 0;
    find_means(c, pictures, count);
    struct similarity move = to_origin(c);
    for (size_t s = 0; s < count; s++)
        total += sum_of_squares(&pictures[s], move.from);
    move.scale = 1 / sqrt(total);
    apply_to_all(&move, c, pictures, count);
    c->disagreement = 0;
    for (size_t s = 0; s < count; s++)
        c->disagreement += sum_about_means(c, &pictures[s]);
}

/* ---- the pictures ---- */

/* The means of the picture's rows; the caller frees them. */
static struct error *gather_means(const struct consensus *c, const struct consensus_picture *p,
                                  struct matrix *means)
{
    size_t dims = c->mean.cols;
    struct error *err = matrix_new(means, p->coords.rows, dims);
    for (size_t i = 0; i < p->coords.rows && !err; i++)
        memcpy(means->a + i * dims, c->mean.a + p->row[i] * dims, dims * sizeof *means->a);
    return err;
}

static struct error *lay_on_means(const struct consensus *c, struct consensus_picture *p,
                                  size_t number)
{
    struct error *err;
    struct matrix means = {0};
    struct similarity fit;
    TRY(gather_means(c, p, &means));
    TRY(similarity_fit(&fit, &p->coords, &means));
    similarity_apply(&fit, &p->coords);
    if (!(fit.scale > 0))
        err = error_new("picture %zu: all its points coincide: check that the snapshots differ, or "
                        "leave its setting out",
                        number);
out:
    matrix_free(&means);
    return err;
}

static struct error *lay_all_on_means(const struct consensus *c, struct consensus_picture *pictures,
                                      size_t count)
{
    struct error *err = NULL;
    for (size_t s = 0; s < count && !err; s++)
        err = lay_on_means(c, &pictures[s], s + 1);
    return err;
}

/* ---- the whole ---- */

static struct error *begin(struct consensus *c, const struct consensus_picture *pictures,
                           size_t count)
{
    size_t rows = pictures[0].coords.rows;
    *c = (struct consensus){.seen = calloc(rows + 1, sizeof *c->seen)};
    if (!c->seen)
        return error_memory("the mean of pictures");
    for (size_t s = 0; s < count; s++)
        for (size_t p = 0; p < pictures[s].coords.rows; p++)
            c->seen[pictures[s].row[p]]++;
    return matrix_copy(&c->mean, &pictures[0].coords);
}

/* Each picture laid on the means, and the means taken anew, in turn, is the power method for the
 * scales (ten Berge 1977 has the eigenproblem), and the disagreement never rises. */
static struct error *iterate(struct consensus *c, struct consensus_picture *pictures, size_t count)
{
    struct error *err = NULL;
    double before = INFINITY;
    TRY(lay_all_on_means(c, pictures, count)); /* which are the first picture */
    take_stock(c, pictures, count);
    while (before - c->disagreement > DISAGREEMENT_EPS && c->iterations < ITERATIONS_MAX) {
        before = c->disagreement;
        TRY(lay_all_on_means(c, pictures, count));
        take_stock(c, pictures, count);
        c->iterations++;
    }
out:
    return err;
}

struct error *consensus_find(struct consensus *c, struct consensus_picture *pictures, size_t count)
{
    struct error *err;
    struct matrix first = {0};
    struct similarity back;
    TRY(begin(c, pictures, count));
    TRY(matrix_copy(&first, &pictures[0].coords));
    TRY(iterate(c, pictures, count));
    TRY(similarity_fit(&back, &pictures[0].coords, &first));
    apply_to_all(&back, c, pictures, count);
out:
    matrix_free(&first);
    if (err)
        consensus_free(c);
    return err;
}

void consensus_free(struct consensus *c)
{
    matrix_free(&c->mean);
    free(c->seen);
    *c = (struct consensus){0};
}
