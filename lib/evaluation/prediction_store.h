/* The predictions of many points, which are snapshots, kept in a file: in one beside a journal,
 * whose lines say where each point's lie, or in one without a name. All have one shape. */
#ifndef PHATE_EVALUATION_PREDICTION_STORE_H
#define PHATE_EVALUATION_PREDICTION_STORE_H

#include "evaluation/answer_predictions.h"

#include <stdbool.h>
#include <stdio.h>

/* Where a point's predictions lie. */
struct prediction_place {
    bool known;      /* the point was answered; */
    bool finite;     /* and without NaN and infinities, or without predictions */
    uint64_t offset; /* bytes from the beginning of the file */
    uint64_t hash;   /* XXH3-64 of the numbers */
};

struct prediction_store {
    char *path;           /* NULL: a file without a name */
    int fd;               /* -1: not open yet */
    bool takes_nonfinite; /* set by the caller: NaN and infinities are not an error */
    size_t points, answered;
    struct prediction_place *at; /* points */
    struct answer_shape shape;   /* count 0: no point has predictions */
    uint64_t end;                /* bytes in use */
};

/* Makes an empty store; the file is made when there is something to be kept. `beside` is the path
 * of a journal, or NULL. */
struct error *prediction_store_new(struct prediction_store *s, size_t points,
                                   const char *beside) MUST_CHECK;
void prediction_store_free(struct prediction_store *s);

/* Removes the file, if it has a name. */
void prediction_store_remove(struct prediction_store *s);

/* Keeps a point's predictions, or (NULL) that it has none. Fails, without a place, if they differ
 * in shape or type from those of other points, if some points have predictions and some have not,
 * and where they are not finite, unless the store takes that. */
struct error *prediction_store_put(struct prediction_store *s, size_t point,
                                   const struct answer_predictions *p) MUST_CHECK;

/* A point's words in a journal: " predictions 3970 10 f32 OFFSET HASH", or nothing. */
void prediction_store_print(const struct prediction_store *s, size_t point, FILE *f);

/* What such words say. *end is behind them; false if they are anything else. */
struct prediction_words {
    struct answer_shape shape;     /* count 0: no predictions */
    struct prediction_place place; /* offset and hash */
};
bool prediction_store_parse(struct prediction_words *words, const char *text, char **end);

/* Leaves these in their place in the file: nothing is written over them. */
void prediction_store_spare(struct prediction_store *s, const struct prediction_words *words);

/* Takes what a journal says of a point; *taken is false if the file has not those predictions any
 * longer, or if they are not finite and the store does not take that. Fails as prediction_store_put
 * does. */
struct error *prediction_store_take(struct prediction_store *s, size_t point,
                                    const struct prediction_words *words, bool *taken) MUST_CHECK;

/* Reads `count` numbers of a point's predictions, from the `first` on, of the shape's type. */
struct error *prediction_store_read(const struct prediction_store *s, size_t point, size_t first,
                                    size_t count, void *to) MUST_CHECK;

#endif
