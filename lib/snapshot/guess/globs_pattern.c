#include "base/file/path.h"
#include "base/memstream.h"
#include "base/text/shell.h"
#include "snapshot/guess/globs_impl.h"

#include <stdlib.h>
#include <string.h>

/* What stands for any text, one digit, and a line feed in the name of a folder. */
static const char any[] = "\n*", digit[] = "\n0", line_feed[] = "\n\n";

static struct error *error_pattern(void)
{
    return error_memory("patterns of files");
}

/* ---- making ---- */

static bool is_field(const char *at, size_t length, const char *name)
{
    return length == strlen(name) && strncmp(at, name, length) == 0;
}

/* Prints one of the parts of the run, which slashes divide, and goes on to the next. */
static void put_run(FILE *f, const char **run)
{
    size_t length = strcspn(*run, "/");
    fwrite(*run, 1, length, f);
    *run += length + ((*run)[length] == '/');
}

static void put_number(FILE *f, const struct style *style, size_t digits)
{
    if (style->numbers == NUMBERS_EXACT)
        for (size_t i = 0; i < digits; i++)
            fputs(digit, f);
    else
        fprintf(f, "%s%s", style->numbers == NUMBERS_DIGIT ? digit : "", any);
}

static void put_template(FILE *f, const char *at, const struct target *target,
                         const struct style *style)
{
    const char *run = target->run;
    for (;;) {
        size_t length = strcspn(at, "{");
        fwrite(at, 1, length, f);
        if (!at[length])
            return;
        at += length + 1;
        length = strcspn(at, "}");
        if (style->by_run && is_field(at, length, "run"))
            put_run(f, &run);
        else if (is_field(at, length, "step"))
            put_number(f, style, target->step);
        else if (is_field(at, length, "epoch"))
            put_number(f, style, target->epoch);
        else
            fputs(any, f);
        at += length + 1;
    }
}

static void put_folders(FILE *f, const struct target *target)
{
    for (size_t i = 0; i < target->head; i++)
        if (target->path[i] == '\n')
            fputs(line_feed, f);
        else
            fputc(target->path[i], f);
}

struct error *globs_pattern(const char *name_template, const struct target *target,
                            const struct style *style, char **pattern)
{
    struct memstream text;
    FILE *f = memstream_open(&text);
    const char *extension = path_extension(target->path);
    *pattern = NULL;
    if (!f)
        return error_pattern();
    put_folders(f, target);
    if (name_template)
        put_template(f, name_template, target, style);
    else
        fprintf(f, "%s%s", any, extension ? extension : "");
    if (!memstream_close(&text))
        return error_pattern();
    *pattern = text.text;
    return NULL;
}

/* ---- translating ---- */

/* Prints text as glob(3) takes it literally. */
static void put_escaped(FILE *f, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (strchr("*?[\\", text[i]))
            fputc('\\', f);
        fputc(text[i], f);
    }
}

/* Takes the text up to what stands for other text off the pattern; its bytes go to `to`, which has
 * room for them. Returns how many they are. */
static size_t take_literal(const char **pattern, char *to)
{
    size_t length = 0;
    const char *at = *pattern;
    for (; *at && (*at != '\n' || at[1] == line_feed[1]); at++) {
        to[length++] = *at;
        at += *at == '\n';
    }
    *pattern = at;
    return length;
}

/* The pattern as text in which `put` has printed what is to be taken literally. */
static struct error *translate(const char *at, void put(FILE *f, const char *text, size_t length),
                               char **text)
{
    struct memstream m;
    char *literal = strdup(at);
    FILE *f = literal ? memstream_open(&m) : NULL;
    *text = NULL;
    while (f && *at) {
        size_t length = take_literal(&at, literal);
        if (length > 0)
            put(f, literal, length);
        if (*at)
            fputs(at[1] == digit[1] ? "[0-9]" : "*", f);
        at += *at ? strlen(any) : 0;
    }
    free(literal);
    if (!f || !memstream_close(&m))
        return error_pattern();
    *text = m.text;
    return NULL;
}

struct error *globs_pattern_shell(const char *pattern, char **text)
{
    return translate(pattern, shell_put, text);
}

struct error *globs_pattern_glob(const char *pattern, char **text)
{
    return translate(pattern, put_escaped, text);
}
