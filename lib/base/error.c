#include "base/error.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

struct error {
    char *text;
    bool of_memory;
};

/* The error that is returned when there is no memory left for another. */
static struct error no_memory = {"out of memory: use fewer snapshots or a machine with more", true};

static struct error *error_format(const char *format, va_list args)
{
    struct error *err = malloc(sizeof *err);
    if (!err)
        return &no_memory;
    err->of_memory = false;
    if (vasprintf(&err->text, format, args) < 0) {
        free(err);
        return &no_memory;
    }
    return err;
}

struct error *error_new(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    struct error *err = error_format(format, args);
    va_end(args);
    return err;
}

struct error *error_prefix(struct error *err, const char *format, ...)
{
    if (!err || err == &no_memory)
        return err;
    va_list args;
    va_start(args, format);
    struct error *where = error_format(format, args);
    va_end(args);
    struct error *both = error_new("%s: %s", error_text(where), error_text(err));
    both->of_memory = both->of_memory || err->of_memory;
    error_free(where);
    error_free(err);
    return both;
}

struct error *error_memory(const char *what)
{
    struct error *err =
        error_new("%s: out of memory: use fewer snapshots or a machine with more", what);
    err->of_memory = true;
    return err;
}

bool error_is_of_memory(const struct error *err)
{
    return err->of_memory;
}

const char *error_text(const struct error *err)
{
    return err->text;
}

void error_free(struct error *err)
{
    if (!err || err == &no_memory)
        return;
    free(err->text);
    free(err);
}
