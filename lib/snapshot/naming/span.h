/* Parts of names, and what varies in them. */
#ifndef PHATE_SNAPSHOT_NAMING_SPAN_H
#define PHATE_SNAPSHOT_NAMING_SPAN_H

#include <stdbool.h>
#include <stddef.h>

/* A text that is not terminated. */
struct span {
    const char *at;
    size_t length;
};

int span_compare(const struct span *a, const struct span *b); /* bytewise */
bool spans_are_same(const struct span *spans, size_t count);

/* So many bytes at the beginning and the end that all spans have in common; they end and begin
 * where words do, so that "sgd_" and "sgdm_" have "_" in common. False if nothing varies, or if
 * nothing is left of one of the spans. */
struct frame {
    size_t before, after;
};
bool span_frame(const struct span *spans, size_t count, struct frame *frame);

#endif
