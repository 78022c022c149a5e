/* Reads a deflated stretch of a file from its beginning on, in pieces, in constant memory (some
 * 50 KB): it goes forward only, and may be started again. */
#ifndef PHATE_CHECKPOINT_ZIP_INFLATER_H
#define PHATE_CHECKPOINT_ZIP_INFLATER_H

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

struct inflater;

/* The caller frees it. */
struct error *inflater_new(struct inflater **inflater) MUST_CHECK;
void inflater_free(struct inflater *inflater); /* NULL is allowed */

/* Begins at the byte `offset` of a file. */
struct error *inflater_start(struct inflater *inflater, uint64_t offset) MUST_CHECK;

uint64_t inflater_offset(const struct inflater *inflater);   /* where it was started */
uint64_t inflater_position(const struct inflater *inflater); /* bytes given out since */

/* The next `length` bytes. Fails where the data are damaged, or end early. */
struct error *inflater_read(struct inflater *inflater, int fd, void *to, size_t length) MUST_CHECK;
struct error *inflater_skip(struct inflater *inflater, int fd, uint64_t length) MUST_CHECK;

/* Goes on to the end. Fails where the data are not of this size, or do not have this CRC-32. */
struct error *inflater_check(struct inflater *inflater, int fd, uint64_t size,
                             uint32_t crc) MUST_CHECK;

#endif
