/* Errors as values. A function that can fail returns NULL when all went well, else an error that
 * the caller owns: the caller returns it in turn, or frees it with error_free.
 *
 * The text is one line of the form "where: what: remedy". First come the places, from large to
 * small (file, record, row), each followed by ": "; of a line in a text file the place is
 * FILE:LINE. Then what is wrong, and last what to do about it. A caller that knows a larger place
 * puts it in front with error_prefix; the command that prints the text begins with its own name. */
#ifndef PHATE_BASE_ERROR_H
#define PHATE_BASE_ERROR_H

#include <stdbool.h>

#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF_LIKE(text, first) __attribute__((format(printf, text, first)))

/* For a function that ends in `out:` and returns `err`. */
#define TRY(call)     \
    do {              \
        err = (call); \
        if (err)      \
            goto out; \
    } while (0)

struct error;

struct error *error_new(const char *format, ...) PRINTF_LIKE(1, 2) MUST_CHECK;

/* Puts a text (usually the place) and ": " in front of an error's own text. Takes ownership of
 * `err` and returns the new error; NULL stays NULL. */
struct error *error_prefix(struct error *err, const char *format, ...) PRINTF_LIKE(2, 3) MUST_CHECK;

/* Memory for `what` is short. Never fails itself. */
struct error *error_memory(const char *what) MUST_CHECK;

bool error_is_of_memory(const struct error *err);
const char *error_text(const struct error *err);
void error_free(struct error *err);

#endif
