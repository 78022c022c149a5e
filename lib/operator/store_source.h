/* The rows of a record (stream/row_store.h) for searches among rows (distance/row_source.h). */
#ifndef PHATE_OPERATOR_STORE_SOURCE_H
#define PHATE_OPERATOR_STORE_SOURCE_H

#include "distance/row_source.h"
#include "stream/row_store.h"

/* The store must live as long, at the same place. */
struct row_source store_source(const struct row_store *store);

#endif
