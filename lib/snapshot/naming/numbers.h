/* The numbers in a path, with the words beside them. */
#ifndef PHATE_SNAPSHOT_NAMING_NUMBERS_H
#define PHATE_SNAPSHOT_NAMING_NUMBERS_H

#include "base/error.h"
#include "snapshot/naming/words.h"

/* Places are bytes of the path. */
struct number {
    size_t at, length;     /* its text: "003", "0.52", "1e-3" */
    size_t component, end; /* the part between slashes that it is in: [component, end) */
    size_t word;           /* where the word before it begins; `at` where there is none */
    enum word_kind kind;
};

struct numbers {
    struct number *at;
    size_t count, room;
};

/* Appends the numbers, in their order; the caller frees them. */
struct error *numbers_find(struct numbers *n, const char *path) MUST_CHECK;
void numbers_free(struct numbers *n);

#endif
