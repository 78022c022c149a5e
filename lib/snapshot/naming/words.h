/* What words in the names of files mean to those who train networks. */
#ifndef PHATE_SNAPSHOT_NAMING_WORDS_H
#define PHATE_SNAPSHOT_NAMING_WORDS_H

#include <stdbool.h>
#include <stddef.h>

/* What a number is, by the word beside it. */
enum word_kind {
    WORD_OTHER,  /* the word does not say */
    WORD_STEP,   /* "step_100", "checkpoint-500", "1000_steps" */
    WORD_EPOCH,  /* "epoch=3", "e003" */
    WORD_TOKENS, /* "tokens4B": a metric beside a step, else the step */
    WORD_METRIC, /* "val_loss=0.52" */
    WORD_RUN     /* "seed0", "lr=1e-3", "resnet18": it tells runs apart */
};
enum word_kind words_kind(const char *word, size_t length);

/* Whether one of the name's words, which are divided by other characters than letters, says that
 * the file is a copy of another ("best", "last"), and that it holds something else than a network
 * ("optimizer", "rng"). */
bool words_of_copy(const char *name);
bool words_of_state(const char *name);

#endif
