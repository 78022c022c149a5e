#include "align/inner_impl.h"

#include "align/apply.h"
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

double inner_dot(const float *x, const float *y, size_t count)
{
    return sum(dot_block, x, y, count);
}

size_t inner_room(const struct spec *spec)
{
    size_t room = 1;
    for (size_t i = 0; i < spec->count; i++)
        room = size_max(room, spec->tensors[i].count);
    return room;
}

struct error *inner_square(const struct spec *spec, match_network network, double *square)
{
    *square = 0;
    for (size_t i = 0; i < spec->count; i++) {
        const float *x = network[i];
        double of_tensor = x ? inner_dot(x, x, spec->tensors[i].count) : 0;
        if (!isfinite(of_tensor))
            return error_new("tensor %s: has elements that are not finite: align an earlier "
                             "snapshot",
                             spec->tensors[i].name);
        *square += of_tensor;
    }
    return NULL;
}

struct error *inner_check_same(const struct spec *spec, match_network a, match_network b)
{
    for (size_t i = 0; i < spec->count; i++)
        if (!a[i] != !b[i])
            return error_new("tensor %s: has values in one network only: give both or none",
                             spec->tensors[i].name);
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

struct error *inner_product(const struct spec *spec, match_network a, match_network b,
                            const struct permutations *p, size_t permutation, float *room,
                            double *product)
{
    return sum_networks(spec, a, b, p, permutation, dot_block, room, product);
}

struct error *inner_squares(const struct spec *spec, match_network a, match_network b,
                            const struct permutations *p, float *room, double *squares)
{
    return sum_networks(spec, a, b, p, SPEC_FIXED, squares_block, room, squares);
}
