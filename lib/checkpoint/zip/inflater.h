/* Reads a deflated part of a file from its beginning on, in pieces, in constant memory (about
 * 50 KB). An inflater only goes forward, but can be started again. */
#ifndef PHATE_CHECKPOINT_ZIP_INFLATER_H
#define PHATE_CHECKPOINT_ZIP_INFLATER_H

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

struct inflater;

/* The caller frees it. */
struct error *inflater_new(struct inflater **inflater) MUST_CHECK;
void inflater_free(struct inflater *inflater); /* accepts NULL */

/* Begins at the byte `offset` of a file. */
struct error *inflater_start(struct inflater *inflater, uint64_t offset) MUST_CHECK;

uint64_t inflater_offset(const struct inflater *inflater);   /* of the last start */
uint64_t inflater_position(const struct inflater *inflater); /* bytes unpacked since */

/* Reads or skips the next `length` unpacked bytes. Fails if the data are damaged or end early. */
struct error *inflater_read(struct inflater *inflater, int fd, void *to, size_t length) MUST_CHECK;
struct error *inflater_skip(struct inflater *inflater, int fd, uint64_t length) MUST_CHECK;

/* Unpacks the rest. Fails if the data do not have this unpacked size or this CRC-32. */
struct error *inflater_check(struct inflater *inflater, int fd, uint64_t size,
                             uint32_t crc) MUST_CHECK;

#endif
