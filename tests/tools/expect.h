/* What the C tests say of errors. */
#ifndef PHATE_EXPECT_H
#define PHATE_EXPECT_H

#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static inline void expect_good(struct error *err)
{
    if (err)
        fail_msg("%s", error_text(err));
}

/* There is an error, and its text has `part` in it. Frees it. */
static inline void expect_error(struct error *err, const char *part)
{
    if (!err)
        fail_msg("no error where one with '%s' was expected", part);
    if (!strstr(error_text(err), part))
        fail_msg("'%s' lacks '%s'", error_text(err), part);
    error_free(err);
}

#endif
