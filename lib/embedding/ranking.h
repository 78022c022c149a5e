/* The order of numbers, and how well two orders agree. */
#ifndef PHATE_EMBEDDING_RANKING_H
#define PHATE_EMBEDDING_RANKING_H

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

struct ranked {
    uint64_t key; /* equal where the numbers are */
    size_t index;
};

/* Room to sort so many numbers, again and again. */
struct ranking {
    size_t count;
    struct ranked *at; /* after ranking_sort: ascending, equal numbers by their index */
    struct ranked *spare;
    size_t *places;
};

struct error *ranking_new(struct ranking *r, size_t count) MUST_CHECK;
void ranking_free(struct ranking *r);

/* By radix, a byte at a time: passes over the numbers, not comparisons. value (count) has no NaN; 0
 * and -0 are equal. Threads take part where there are very many. */
void ranking_sort(struct ranking *r, const double *value);

/* Numbers become their ranks, from 1, equal numbers the mean of theirs. value as above. */
void ranking_replace(struct ranking *r, double *value);

/* Spearman's rank correlation of pairs, of whose numbers a and b (count) are the ranks: Pearson's
 * of them. NaN where all a, or all b, are equal. */
double ranking_correlation(const double *a, const double *b, size_t count);

#endif
