#include "checkpoint/python_json.h"

#include "base/memstream.h"
#include "base/text/decimal.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

/* The text with these words in quotes, so that it is JSON. The caller frees it; NULL where memory
 * is short. */
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

struct error *python_json_parse(const char *text, json_t **json)
{
    json_error_t fault;
    char *quoted = quote_words(text);
    if (!quoted)
        return error_memory("a JSON file");
    *json = json_loads(quoted, JSON_REJECT_DUPLICATES, &fault);
    free(quoted);
    if (!*json)
        return error_new("line %d: not JSON (%s): cut short or damaged: write the file again",
                         fault.line, fault.text);
    return NULL;
}

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

struct error *python_json_take_number(struct checkpoint *c, const char *key, const json_t *value)
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
