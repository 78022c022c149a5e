#include "checkpoint/folder/trainer_state.h"

#include "base/memstream.h"
#include "base/text/decimal.h"
#include "base/text/text_file.h"
#include "checkpoint/folder/entry.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char file_name[] = "trainer_state.json";

/* Python writes these where JSON has no number. */
static const char *const not_finite[] = {"NaN", "Infinity", "-Infinity"};
enum { NOT_FINITE = sizeof not_finite / sizeof *not_finite };

/* The length of such a word at the beginning of the text, or 0. */
static size_t word_length(const char *text)
{
    for (size_t i = 0; i < NOT_FINITE; i++)
        if (strncmp(text, not_finite[i], strlen(not_finite[i])) == 0)
            return strlen(not_finite[i]);
    return 0;
}

/* The length of the string that begins at a quote, as far as there is text. */
static size_t string_length(const char *text)
{
    size_t n = 1;
    while (text[n] && text[n] != '"')
        n += text[n] == '\\' && text[n + 1] ? 2 : 1;
    return n + (text[n] == '"');
}

/* The text with these words in quotes, so that it is JSON. The caller frees it; NULL where memory is
 * short. */
static char *quote_words(const char *text)
{
    struct memstream quoted;
    FILE *f = memstream_open(&quoted);
    if (!f)
        return NULL;
    for (size_t length; *text; text += length) {
        size_t word = word_length(text);
        length = word ? word : *text == '"' ? string_length(text) : 1 + strcspn(text + 1, "\"NI-");
        fputs(word ? "\"" : "", f);
        fwrite(text, 1, length, f);
        fputs(word ? "\"" : "", f);
    }
    if (memstream_close(&quoted))
        return quoted.text;
    free(quoted.text);
    return NULL;
}

static struct error *parse(const char *text, json_t **state)
{
    json_error_t fault;
    char *quoted = quote_words(text);
    if (!quoted)
        return error_memory("the state of a training");
    *state = json_loads(quoted, JSON_REJECT_DUPLICATES, &fault);
    free(quoted);
    if (!*state)
        return error_new("line %d: not JSON (%s): cut short or damaged: write the file again",
                         fault.line, fault.text);
    return NULL;
}

/* ---- numbers ---- */

/* The text of a number; false if the value is not one. */
static bool format_number(const json_t *value, char text[DECIMAL_ROOM])
{
    const char *word = json_string_value(value);
    if (json_is_integer(value))
        snprintf(text, DECIMAL_ROOM, "%" PRId64, (int64_t)json_integer_value(value));
    else if (json_is_real(value))
        decimal_f64(text, json_real_value(value));
    else if (word && word_length(word) && word_length(word) == strlen(word))
        decimal_f64(text, strtod(word, NULL));
    else
        return false;
    return true;
}

static struct error *take_number(struct checkpoint *c, const char *key, const json_t *value)
{
    struct error *err = NULL;
    char text[DECIMAL_ROOM];
    if (!key[0] || strpbrk(key, "\t\r\n") || !format_number(value, text))
        return NULL;
    TRY(strlist_add(&c->keys, key, strlen(key)));
    TRY(strlist_add(&c->values, text, strlen(text)));
out:
    return err;
}

static struct error *take_entry(struct checkpoint *c, json_t *entry)
{
    const char *key;
    json_t *value;
    json_object_foreach(entry, key, value)
    {
        struct error *err = strcmp(key, "step") == 0 ? NULL : take_number(c, key, value);
        if (err)
            return err;
    }
    return NULL;
}

static struct error *take_state(struct checkpoint *c, json_t *state)
{
    struct error *err;
    size_t i;
    json_t *entry, *step = json_object_get(state, "global_step");
    if (!json_is_integer(step))
        return error_new("no global_step, a whole number: is it a Trainer's?");
    TRY(take_number(c, "step", step));
    TRY(take_number(c, "epoch", json_object_get(state, "epoch")));
    json_array_foreach(json_object_get(state, "log_history"), i, entry)
    {
        if (json_equal(json_object_get(entry, "step"), step))
            TRY(take_entry(c, entry));
    }
out:
    return err;
}

/* ---- the file ---- */

static struct error *describe(struct checkpoint *c, const char *text)
{
    struct error *err;
    json_t *state = NULL;
    TRY(parse(text, &state));
    TRY(take_state(c, state));
out:
    json_decref(state);
    return error_prefix(err, "%s", file_name);
}

/* *text is NULL if there is no such file. Only a regular file is read: a pipe is not waited for. */
static struct error *read_text(const char *path, char **text)
{
    struct stat status;
    *text = NULL;
    if (stat(path, &status) != 0)
        return errno == ENOENT ? NULL : error_new("%s: cannot open: %s", path, strerror(errno));
    if (!S_ISREG(status.st_mode))
        return error_new("%s: not a regular file: remove it", path);
    return text_file_read(path, text);
}

struct error *trainer_state_take(struct checkpoint *c, const char *folder)
{
    struct error *err;
    char *text = NULL, *path = entry_path(folder, file_name);
    if (!path)
        return error_memory("a file name");
    TRY(read_text(path, &text));
    if (text)
        TRY(describe(c, text));
out:
    free(text);
    free(path);
    return err;
}
