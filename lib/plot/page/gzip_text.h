/* Bytes as text: gzip (RFC 1952), then base64 (RFC 4648). The same bytes always give the same text:
 * the gzip header has neither time nor name. */
#ifndef PHATE_PLOT_PAGE_GZIP_TEXT_H
#define PHATE_PLOT_PAGE_GZIP_TEXT_H

#include "base/error.h"

#include <stddef.h>
#include <stdio.h>

/* Prints the text, without line ends. The caller checks `to` for errors when closing it. */
struct error *gzip_text_write(FILE *to, const void *bytes, size_t length) MUST_CHECK;

#endif
