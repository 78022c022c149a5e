#include "public/impl.h"

#include "stream/record/record.h"

#include <stdlib.h>
#include <string.h>

_Static_assert((int)PHATE_F32 == (int)PHM_F32, "types");
_Static_assert((int)PHATE_F64 == (int)PHM_F64, "types");
_Static_assert((int)PHATE_TEXT == (int)PHM_TEXT, "types");

/* A public record is a record. */
static const struct record *record_of(const struct phate_record *record)
{
    return (const struct record *)record;
}

static struct error *allocate(struct record **r)
{
    *r = calloc(1, sizeof **r);
    return *r ? NULL : error_memory("a record");
}

struct phate_error *phate_record_new(struct phate_record **record, const char *kind, size_t rows,
                                     size_t cols)
{
    struct error *err;
    struct record *r = NULL;
    *record = NULL;
    TRY(allocate(&r));
    TRY(record_init(r, kind, PHM_F64, rows, cols));
    *record = (struct phate_record *)r;
out:
    if (err)
        free(r);
    return public_error(err);
}

struct phate_error *phate_record_derive(struct phate_record **record,
                                        const struct phate_record *source, const char *kind,
                                        size_t rows, size_t cols)
{
    struct error *err;
    struct record *r = NULL;
    *record = NULL;
    TRY(allocate(&r));
    TRY(record_derive(r, record_of(source), kind, rows, cols));
    *record = (struct phate_record *)r;
out:
    if (err)
        free(r);
    return public_error(err);
}

void phate_record_free(struct phate_record *record)
{
    struct record *r = (struct record *)record;
    if (r)
        record_free(r);
    free(r);
}

const char *phate_record_kind(const struct phate_record *record)
{
    return record_of(record)->kind;
}

enum phate_type phate_record_type(const struct phate_record *record)
{
    return (enum phate_type)record_of(record)->type;
}

size_t phate_record_rows(const struct phate_record *record)
{
    return record_of(record)->rows;
}

size_t phate_record_cols(const struct phate_record *record)
{
    return record_of(record)->cols;
}

size_t phate_record_bytes(const struct phate_record *record)
{
    return record_of(record)->bytes;
}

const char *phate_record_attr(const struct phate_record *record, const char *key)
{
    return record_attr(record_of(record), key);
}

const char *phate_record_from(const struct phate_record *record, size_t i)
{
    const struct strlist *from = &record_of(record)->from;
    return i < from->count ? from->at[i] : NULL;
}

struct phate_error *phate_record_set_attr(struct phate_record *record, const char *key,
                                          const char *value)
{
    return public_error(record_attr_set((struct record *)record, key, "%s", value));
}

struct phate_error *phate_record_add_from(struct phate_record *record, const char *line)
{
    return public_error(record_from_add((struct record *)record, line));
}
