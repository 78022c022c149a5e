/* What a picture that knows nothing of the data would score: the null of permutation tests (Mantel
 * 1967, for correlations of distances). Its points are those of the picture, but which row each of
 * them stands for is drawn at random. */
#ifndef PHATE_EMBEDDING_SCORE_NULL_H
#define PHATE_EMBEDDING_SCORE_NULL_H

#include "embedding/neighbourhood.h"
#include "embedding/score_pairs.h"

enum score_measure {
    SCORE_TRUSTWORTHINESS,
    SCORE_CONTINUITY,
    SCORE_RANK_CORRELATION,
    SCORE_DEMAP,
    SCORE_MEASURES
};

/* So many shuffles. A score above the largest of them has p at most 1 in 20: chance puts each of 20
 * numbers first equally often. */
enum { SCORE_SHUFFLES = 19 };

struct score_null {
    double mean, most; /* of the shuffles; NaN where the score itself is */
};

/* pairs  the ranks of the distances; overwritten.
 * null   receives those of all measures. Its shuffles are always the same for as many rows. */
struct error *score_null_find(struct score_pairs *pairs, const struct neighbourhood_ranks *ranks,
                              struct score_null null[SCORE_MEASURES]) MUST_CHECK;

#endif
