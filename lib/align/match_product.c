/* Inner products of networks. */
#include "align/apply.h"
#include "align/match_impl.h"
#include "base/size.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

/* Sums of so many terms are added up, for less rounding. */
enum { BLOCK = 4096 };

typedef double sum_of_terms(const float *x, const float *y, size_t count);

static double dot_block(const float *x, const float *y, size_t count)
{
    double sum = 0;
#pragma omp simd reduction(+ : sum)
    for (size_t i = 0; i < count; i++)
        sum += (double)x[i] * (double)y[i];
    return sum;
}

static double squares_block(const float *x, const float *y, size_t count)
{
    double sum = 0;
#pragma omp simd reduction(+ : sum)
    for (size_t i = 0; i < count; i++) {
        double difference = (double)x[i] - (double)y[i];
        sum += difference * difference;
    }
    return sum;
}

static double sum(sum_of_terms *block, const float *x, const float *y, size_t count)
{
    double total = 0;
    for (size_t at = 0; at < count; at += BLOCK)
        total += block(x + at, y + at, size_min(BLOCK, count - at));
    return total;
}

double match_dot(const float *x, const float *y, size_t count)
{
    return sum(dot_block, x, y, count);
}

size_t match_room(const struct spec *spec)
{
    size_t room = 1;
    for (size_t i = 0; i < spec->count; i++)
        room = size_max(room, spec->tensors[i].count);
    return room;
}

struct error *match_square(const struct spec *spec, match_network network, double *square)
{
    *square = 0;
    for (size_t i = 0; i < spec->count; i++) {
        const float *x = network[i];
        double of_tensor = x ? match_dot(x, x, spec->tensors[i].count) : 0;
        if (!isfinite(of_tensor))
            return error_new("tensor %s: has elements that are not finite: align an earlier "
                             "snapshot",
                             spec->tensors[i].name);
        *square += of_tensor;
    }
    return NULL;
}

static bool follows(const struct spec_tensor *t, size_t permutation)
{
    bool found = permutation == SPEC_FIXED;
    for (size_t d = 0; d < t->dims; d++)
        found |= t->axes[d].permutation == permutation;
    return found;
}

/* The terms of the tensors that count and follow a permutation, or of all that count. */
static struct error *sum_networks(const struct spec *spec, match_network a, match_network b,
                                  const struct permutations *p, size_t permutation,
                                  sum_of_terms *block, float *room, double *total)
{
    struct error *err = NULL;
    *total = 0;
    for (size_t i = 0; i < spec->count && !err; i++) {
        const struct spec_tensor *t = &spec->tensors[i];
        if (a[i] && b[i] && follows(t, permutation)) {
            err = apply_permutations(t, p, sizeof *room, b[i], room);
            *total += err ? 0 : sum(block, a[i], room, t->count);
        }
    }
    return err;
}

struct error *match_product(const struct spec *spec, match_network a, match_network b,
                            const struct permutations *p, size_t permutation, float *room,
                            double *product)
{
    return sum_networks(spec, a, b, p, permutation, dot_block, room, product);
}

static struct error *sum_all(const struct spec *spec, match_network a, match_network b,
                             const struct permutations *p, sum_of_terms *block, double *total)
{
    float *room = calloc(match_room(spec), sizeof *room);
    struct error *err = room ? sum_networks(spec, a, b, p, SPEC_FIXED, block, room, total)
                             : error_memory("an aligned tensor");
    free(room);
    return err;
}

struct error *match_objective(const struct spec *spec, match_network a, match_network b,
                              const struct permutations *p, double *product)
{
    return sum_all(spec, a, b, p, dot_block, product);
}

struct error *match_distance(const struct spec *spec, match_network a, match_network b,
                             const struct permutations *p, double *distance)
{
    struct error *err = sum_all(spec, a, b, p, squares_block, distance);
    if (!err)
        *distance = sqrt(*distance);
    return err;
}
