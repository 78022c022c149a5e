/* Small networks for the tests of lib/align: tensors of random numbers, and planted
 * permutations. */
#ifndef PHATE_NETWORK_FIXTURE_H
#define PHATE_NETWORK_FIXTURE_H

#include "align/apply.h"
#include "align/match.h"
#include "numbers.h"

enum { NETWORK_TENSORS = 32, NETWORK_DIMS = 5 };

/* A tensor's name and shape; 0 ends the shape. */
struct shaped {
    const char *name;
    size_t shape[NETWORK_DIMS];
};

struct shapes {
    struct spec_shape at[NETWORK_TENSORS];
    size_t count;
};

/* As many as have names. */
static inline struct shapes shapes_of(const struct shaped *from)
{
    struct shapes shapes = {.count = 0};
    for (; from[shapes.count].name; shapes.count++) {
        struct spec_shape *s = &shapes.at[shapes.count];
        *s = (struct spec_shape){from[shapes.count].name, 0, from[shapes.count].shape};
        while (s->dims < NETWORK_DIMS && s->shape[s->dims])
            s->dims++;
    }
    return shapes;
}

static inline struct spec spec_of(const struct shaped *from, const char *text)
{
    struct shapes shapes = shapes_of(from);
    struct spec spec;
    expect_good(spec_parse(&spec, text, "spec", shapes.at, shapes.count));
    return spec;
}

struct weights {
    float *at[NETWORK_TENSORS];
    size_t count;
};

static inline struct weights weights_new(const struct spec *spec)
{
    struct weights w = {.count = spec->count};
    for (size_t i = 0; i < w.count; i++) {
        w.at[i] = calloc(spec->tensors[i].count, sizeof(float));
        assert_non_null(w.at[i]);
    }
    return w;
}

/* Uniform in [-1, 1]. */
static inline struct weights random_weights(const struct spec *spec, uint64_t seed)
{
    struct weights w = weights_new(spec);
    for (size_t i = 0; i < w.count; i++)
        for (size_t e = 0; e < spec->tensors[i].count; e++)
            w.at[i][e] = (float)random_number(&seed);
    return w;
}

static inline struct weights permuted(const struct spec *spec, const struct weights *from,
                                      const struct permutations *p)
{
    struct weights w = weights_new(spec);
    for (size_t i = 0; i < w.count; i++)
        expect_good(apply_permutations(&spec->tensors[i], p, sizeof(float), from->at[i], w.at[i]));
    return w;
}

static inline void add_noise(const struct spec *spec, struct weights *w, double size, uint64_t seed)
{
    for (size_t i = 0; i < w->count; i++)
        for (size_t e = 0; e < spec->tensors[i].count; e++)
            w->at[i][e] += (float)(size * random_number(&seed));
}

static inline void weights_free(struct weights *w)
{
    for (size_t i = 0; i < w->count; i++)
        free(w->at[i]);
}

static inline match_network network_of(const struct weights *w)
{
    return (match_network)w->at;
}

static inline struct permutations random_permutations(const struct spec *spec, uint64_t seed)
{
    struct permutations p;
    expect_good(permutations_identity(&p, spec));
    for (size_t k = 0; k < p.count; k++)
        for (size_t i = p.units[k]; i > 1; i--) {
            double share = (random_number(&seed) + 1) / 2;
            size_t j = (size_t)(share * (double)i) % i, old = p.at[k][i - 1];
            p.at[k][i - 1] = p.at[k][j];
            p.at[k][j] = old;
        }
    return p;
}

static inline void assert_same_permutations(const struct permutations *got,
                                            const struct permutations *expected)
{
    assert_int_equal(got->count, expected->count);
    for (size_t k = 0; k < got->count; k++)
        for (size_t i = 0; i < got->units[k]; i++)
            if (got->at[k][i] != expected->at[k][i])
                fail_msg("permutation %zu, unit %zu: got %zu, expected %zu", k, i, got->at[k][i],
                         expected->at[k][i]);
}

#endif
