/* What memory the process may still have, asked before it is needed: by the limits of the shell
 * (ulimit), of the kernel's strict accounting, and of the control group that a batch system or a
 * container puts the process into, which kills without a word. */
#ifndef PHATE_BASE_MEMORY_H
#define PHATE_BASE_MEMORY_H

#include "base/report.h"

#include <stdbool.h>
#include <stddef.h>

/* True where malloc may fail: the address space or the data have a limit, or the kernel accounts
 * strictly. */
bool memory_is_limited(void);

/* Before work on `rows` rows that takes `bytes` more than the process has: tells, as a detail, what
 * it will have at most. Fails where a limit leaves less, and notes where the machine has less. */
struct error *memory_check(size_t bytes, size_t rows, struct report *report) MUST_CHECK;

/* Fails where a limit leaves no room for so many bytes more, of `what`. */
struct error *memory_allows(size_t bytes, const char *what) MUST_CHECK;

/* Whether so many bytes could be mapped now. Nothing stays mapped. Needs no library to have
 * started. */
bool memory_fits(size_t bytes);

/* The bytes that the limits and the machine leave, of which a program that can do with less should
 * take a part. */
size_t memory_left(void);

/* The memory that the process takes now, and will with its libraries at work. */
size_t memory_taken(void);

/* "2G", "500M", "1.5G", in powers of 1024: reads the bytes into `bytes`, a size_t. */
struct error *memory_read_size(const char *text, void *bytes) MUST_CHECK;

/* "850 MB", "1.2 GB". */
enum { MEMORY_TEXT_MAX = 32 };
void memory_text(size_t bytes, char text[MEMORY_TEXT_MAX]);

#endif
