/* Names of layers with numbers in them; private to lib/align/chain. */
#ifndef PHATE_ALIGN_CHAIN_ORDER_IMPL_H
#define PHATE_ALIGN_CHAIN_ORDER_IMPL_H

#include <stdbool.h>

/* For sorting: numbers compare as numbers, and none comes before any: "dense", "dense_2",
 * "dense_10". */
int order_compare(const char *a, const char *b);

/* Whether the names differ in numbers alone. */
bool order_alike(const char *a, const char *b);

#endif
