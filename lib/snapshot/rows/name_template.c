#include "snapshot/rows/name_template.h"

#include "base/memstream.h"

#include <ctype.h>
#include <regex.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct name_template {
    char *text;
    size_t slashes;        /* in the template */
    struct strlist places; /* the names in braces, in order */
    struct strlist fields; /* the same, each once */
    size_t *joined; /* one per group of the expression: how many adjacent places it matches */
    size_t groups;
    regex_t regex; /* POSIX lets earlier groups take as much as they can */
    bool compiled;
};

static struct error *malformed(const struct name_template *t, const char *why)
{
    return error_new("template %s: malformed: %s: an example is '{run}_e{step}.safetensors'",
                     t->text, why);
}

/* Adds the field whose name begins at `name`, after the opening brace. */
static struct error *add_field(struct name_template *t, const char *name, size_t *length)
{
    *length = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
    if (*length == 0 || name[*length] != '}')
        return malformed(t, "a field is a name of letters, digits and _ in braces");
    struct error *err = strlist_add(&t->places, name, *length);
    if (err)
        return err;
    const char *field = t->places.at[t->places.count - 1];
    if (strcmp(field, "file") == 0)
        return malformed(t, "the column file holds the whole path: rename the field");
    if (strlist_find(&t->fields, field) == (size_t)-1)
        return strlist_add(&t->fields, name, *length);
    return strcmp(field, "run") == 0 ? NULL : malformed(t, "a field other than run appears twice");
}

/* Adds the adjacent fields that begin at `at`, an opening brace, as one group; *length is their
 * total length. */
static struct error *add_group(struct name_template *t, const char *at, size_t *length)
{
    size_t before = t->places.count, name;
    *length = 0;
    while (at[*length] == '{') {
        struct error *err = add_field(t, at + *length + 1, &name);
        if (err)
            return err;
        *length += name + strlen("{}");
    }
    t->joined[t->groups++] = t->places.count - before;
    return NULL;
}

static void put_literal(FILE *regex, char c)
{
    if (strchr("\\^$.[]|()*+?{}", c))
        fputc('\\', regex);
    fputc(c, regex);
}

/* Writes the template as a POSIX extended regular expression, and collects the fields. */
static struct error *translate(struct name_template *t, FILE *regex)
{
    size_t length;
    fputc('^', regex);
    for (const char *at = t->text; *at; at++) {
        if (*at == '}')
            return malformed(t, "a closing brace without its opening one");
        if (*at == '{') {
            struct error *err = add_group(t, at, &length);
            if (err)
                return err;
            fputs("([^/]+)", regex);
            at += length - 1;
            continue;
        }
        t->slashes += *at == '/';
        put_literal(regex, *at);
    }
    fputc('$', regex);
    return t->fields.count ? NULL : malformed(t, "it has no fields");
}

static struct error *compile(struct name_template *t)
{
    struct memstream regex;
    FILE *f = memstream_open(&regex);
    if (!f)
        return error_memory("a template");
    struct error *err = translate(t, f);
    if (!memstream_close(&regex) && !err)
        err = error_memory("a template");
    if (!err && regcomp(&t->regex, regex.text, REG_EXTENDED) != 0)
        err = malformed(t, "too long");
    else if (!err)
        t->compiled = true;
    free(regex.text);
    return err;
}

struct error *name_template_new(struct name_template **t, const char *text)
{
    struct error *err;
    *t = NULL;
    struct name_template *made = calloc(1, sizeof *made);
    if (!made)
        return error_memory("a template");
    made->text = strdup(text);
    made->joined = calloc(strlen(text) + 1, sizeof *made->joined); /* at most a group per byte */
    err = made->text && made->joined ? compile(made) : error_memory("a template");
    if (err)
        name_template_free(made);
    else
        *t = made;
    return err;
}

void name_template_free(struct name_template *t)
{
    if (!t)
        return;
    if (t->compiled)
        regfree(&t->regex);
    strlist_free(&t->places);
    strlist_free(&t->fields);
    free(t->joined);
    free(t->text);
    free(t);
}

const char *name_template_text(const struct name_template *t)
{
    return t->text;
}

const struct strlist *name_template_fields(const struct name_template *t)
{
    return &t->fields;
}

const char *name_template_value(const struct name_template *t, const struct strlist *values,
                                const char *field)
{
    size_t i = strlist_find(name_template_fields(t), field);
    return i == (size_t)-1 ? NULL : values->at[i];
}

/* The path's last slashes + 1 components, or the whole path if it has fewer. */
static const char *last_components(const char *path, size_t slashes)
{
    const char *at = path + strlen(path);
    while (at > path && (at[-1] != '/' || slashes-- > 0))
        at--;
    return at;
}

static bool is_digit(char c)
{
    return isdigit((unsigned char)c);
}

/* The length of the leading digits of `text`, or, if there are none, of all up to the first digit.
 */
static size_t stretch(const char *text, size_t length)
{
    size_t n = 1;
    while (n < length && is_digit(text[n]) == is_digit(text[0]))
        n++;
    return n;
}

static size_t count_stretches(const char *text, size_t length)
{
    size_t count = 0;
    for (size_t at = 0; at < length; at += stretch(text + at, length - at))
        count++;
    return count;
}

/* Appends the values of places that are adjacent and share `text`. */
static struct error *split(const struct name_template *t, const char *path,
                           const struct strlist *places, const char *text, size_t length,
                           struct strlist *values)
{
    struct error *err = NULL;
    if (places->count == 1)
        return strlist_add(values, text, length);
    if (count_stretches(text, length) != places->count) {
        char names[256];
        strlist_print(places, names, sizeof names);
        return error_new("%s: template %s: '%.*s' leaves open where %s meet: fields side by side "
                         "are digits and other characters in turn: put text between them",
                         path, t->text, (int)length, text, names);
    }
    for (size_t at = 0, taken; at < length; at += taken) {
        taken = stretch(text + at, length - at);
        TRY(strlist_add(values, text + at, taken));
    }
out:
    return err;
}

/* Appends the values of all places in the last components of the path. */
static struct error *match_places(const struct name_template *t, const char *path,
                                  struct strlist *values)
{
    struct error *err = NULL;
    const char *tail = last_components(path, t->slashes);
    regmatch_t *match = calloc(t->groups + 1, sizeof *match); /* the first is the whole */
    if (!match)
        return error_memory("a template's fields");
    if (regexec(&t->regex, tail, t->groups + 1, match, 0) != 0) {
        err = error_new(
            "%s: does not fit the template %s: change the template, or leave the file out", path,
            t->text);
        goto out;
    }
    for (size_t i = 0, first = 0; i < t->groups; first += t->joined[i++]) {
        const struct strlist places = {.at = t->places.at + first, .count = t->joined[i]};
        regmatch_t at = match[i + 1];
        TRY(split(t, path, &places, tail + at.rm_so, (size_t)(at.rm_eo - at.rm_so), values));
    }
out:
    free(match);
    return err;
}

/* Appends the value of a field: those of its places, with slashes between. */
static struct error *add_value(const struct name_template *t, const char *field,
                               const struct strlist *values, struct strlist *joined)
{
    struct memstream text;
    FILE *f = memstream_open(&text);
    const char *between = "";
    if (!f)
        return error_memory("a template's fields");
    for (size_t i = 0; i < values->count; i++) {
        if (strcmp(t->places.at[i], field) != 0)
            continue;
        fprintf(f, "%s%s", between, values->at[i]);
        between = "/";
    }
    if (!memstream_close(&text))
        return error_memory("a template's fields");
    struct error *err = strlist_add(joined, text.text, text.length);
    free(text.text);
    return err;
}

struct error *name_template_match(const struct name_template *t, const char *path,
                                  struct strlist *values)
{
    struct error *err;
    struct strlist of_places = {0};
    TRY(match_places(t, path, &of_places));
    for (size_t i = 0; i < t->fields.count; i++)
        TRY(add_value(t, t->fields.at[i], &of_places, values));
out:
    strlist_free(&of_places);
    return err;
}

struct error *name_template_narrow(const struct name_template *t, const char *field,
                                   const char *value, char **text)
{
    static const char digits[] = "0123456789";
    size_t before = strcspn(value, digits), number = strspn(value + before, digits);
    const char *after = value + before + number;
    char *name = NULL;
    *text = NULL;
    if (number == 0 || strpbrk(after, digits) || value[strcspn(value, "{}")])
        return NULL;
    if (asprintf(&name, "{%s}", field) < 0)
        return error_memory("a template");
    const char *at = strstr(t->text, name);
    int length = asprintf(text, "%.*s%.*s%s%s%s", (int)(at - t->text), t->text, (int)before, value,
                          name, after, at + strlen(name));
    free(name);
    return length < 0 ? error_memory("a template") : NULL;
}
