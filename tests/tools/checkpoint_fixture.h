/* Small checkpoint files, written byte by byte from the formats' descriptions. */
#ifndef PHATE_CHECKPOINT_FIXTURE_H
#define PHATE_CHECKPOINT_FIXTURE_H

#include "checkpoint/tensor_read.h"
#include "expect.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A file of that content; its name is `path`, which ends in XXXXXX. */
static inline void write_file(char *path, const void *content, size_t length)
{
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, content, length), (ssize_t)length);
    close(fd);
}

/* A length as the formats store it, little-endian. */
static inline void store_length(unsigned char *to, size_t bytes, uint64_t length)
{
    for (size_t i = 0; i < bytes; i++)
        to[i] = (unsigned char)(length >> 8 * i);
}

/* A safetensors file: header and data as given, the header's length in front. */
static inline void write_safetensors(char *path, const char *header, const void *data,
                                     size_t length)
{
    size_t header_length = strlen(header);
    unsigned char *content = malloc(8 + header_length + length);
    assert_non_null(content);
    store_length(content, 8, header_length);
    memcpy(content + 8, header, header_length);
    if (length > 0)
        memcpy(content + 8 + header_length, data, length);
    write_file(path, content, 8 + header_length + length);
    free(content);
}

/* A .npy file of version 1.0. */
static inline void write_npy(char *path, const char *header, const void *data, size_t length)
{
    size_t header_length = strlen(header);
    unsigned char *content = malloc(10 + header_length + length);
    assert_non_null(content);
    memcpy(content, "\x93NUMPY\1\0", 8);
    store_length(content + 8, 2, header_length);
    memcpy(content + 10, header, header_length);
    memcpy(content + 10 + header_length, data, length);
    write_file(path, content, 10 + header_length + length);
    free(content);
}

static inline void check_f64(const struct checkpoint *c, const char *name, size_t first,
                             size_t count, const double *expected)
{
    struct cursor cursor;
    double got[64];
    const struct tensor *t = checkpoint_find(c, name);
    assert_non_null(t);
    expect_good(cursor_open(&cursor, c));
    expect_good(tensor_read_f64(&cursor, t, first, count, got));
    for (size_t i = 0; i < count; i++)
        if (got[i] != expected[i])
            fail_msg("%s[%zu]: got %g, expected %g", name, first + i, got[i], expected[i]);
    cursor_close(&cursor);
}

#endif
