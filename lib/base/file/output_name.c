#include "base/file/output_name.h"

#include "base/memstream.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_field(const char *at, const char *field)
{
    size_t length = strlen(field);
    return at[0] == '{' && strncmp(at + 1, field, length) == 0 && at[1 + length] == '}';
}

bool output_name_has(const char *name, const char *field)
{
    for (const char *at = name; (at = strchr(at, '{')); at++)
        if (is_field(at, field))
            return true;
    return false;
}

static struct error *error_field(const char *name, const struct output_field *fields, size_t count)
{
    char list[128] = "";
    for (size_t i = 0, used = 0; i < count && used < sizeof list; i++)
        used += (size_t)snprintf(list + used, sizeof list - used, "%s{%s}", i ? ", " : "",
                                 fields[i].name);
    return error_new("%s: braces stand only for %s: rename the output", name, list);
}

/* Prints the name; on failure only a part of it. */
static struct error *print(FILE *f, const char *name, const struct output_field *fields,
                           size_t count)
{
    for (const char *at = name; *at; at++) {
        size_t i = 0;
        while (i < count && !is_field(at, fields[i].name))
            i++;
        if (i < count) {
            fputs(fields[i].value, f);
            at += strlen(fields[i].name) + 1;
        } else if (*at == '{' || *at == '}')
            return error_field(name, fields, count);
        else
            fputc(*at, f);
    }
    return NULL;
}

struct error *output_name_fill(const char *name, const struct output_field *fields, size_t count,
                               char **filled)
{
    struct memstream m;
    FILE *f = memstream_open(&m);
    *filled = NULL;
    if (!f)
        return error_memory("a file name");
    struct error *err = print(f, name, fields, count);
    if (!memstream_close(&m) && !err)
        err = error_memory("a file name");
    if (err)
        free(m.text);
    else
        *filled = m.text;
    return err;
}
