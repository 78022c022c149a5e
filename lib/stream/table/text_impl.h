/* How the text of a table is written; private to this folder. */
#ifndef PHATE_STREAM_TABLE_TEXT_IMPL_H
#define PHATE_STREAM_TABLE_TEXT_IMPL_H

#include "stream/table/table.h"

struct table_syntax {
    char separator; /* of fields */
    bool quotes;    /* RFC 4180's, instead of the escapes of a stream */
    bool foreign;   /* headings may be padded, lines may end in separators, and the first column may
                       lack a heading */
};

/* table_parse (table.h), of any syntax. */
struct error *table_parse_as(struct table *t, const char *text, const struct table_syntax *syntax,
                             const char *name) MUST_CHECK;

#endif
