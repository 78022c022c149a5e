#include "nametemplate.h"

#include "memstream.h"

#include <regex.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct name_template {
    char *text;
    size_t slashes; /* in the template */
    struct strlist fields;
    regex_t regex; /* one group a field; POSIX lets earlier groups take as much as they can */
    bool compiled;
};

static struct error *malformed(const struct name_template *t, const char *why)
{
    return error_new("malformed template %s: %s: an example is '{run}_e{step}.safetensors'",
                     t->text, why);
}

/* `name` begins behind the opening brace. */
static struct error *add_field(struct name_template *t, const char *name, size_t *length)
{
    *length = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
    if (*length == 0 || name[*length] != '}')
        return malformed(t, "a field is a name of letters, digits and _ in braces");
    struct error *err = strlist_add(&t->fields, name, *length);
    if (err)
        return err;
    const char *field = t->fields.at[t->fields.count - 1];
    if (strcmp(field, "file") == 0)
        return malformed(t, "the column file holds the whole path: rename the field");
    if (strlist_find(&t->fields, field) != t->fields.count - 1)
        return malformed(t, "a field stands twice");
    return name[*length + 1] == '{' ? malformed(t, "two fields need a text between them") : NULL;
}

static void put_literal(FILE *regex, char c)
{
    if (strchr("\\^$.[]|()*+?{}", c))
        fputc('\\', regex);
    fputc(c, regex);
}

/* Writes the template as a POSIX extended regular expression, and gathers the fields. */
static struct error *translate(struct name_template *t, FILE *regex)
{
    size_t length;
    fputc('^', regex);
    for (const char *at = t->text; *at; at++) {
        if (*at == '}')
            return malformed(t, "a closing brace without its opening one");
        if (*at == '{') {
            struct error *err = add_field(t, at + 1, &length);
            if (err)
                return err;
            fputs("([^/]+)", regex);
            at += length + 1;
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
    err = made->text ? compile(made) : error_memory("a template");
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
    strlist_free(&t->fields);
    free(t->text);
    free(t);
}

const struct strlist *name_template_fields(const struct name_template *t)
{
    return &t->fields;
}

/* The path's last slashes + 1 components, or all of it where it has no more. */
static const char *last_components(const char *path, size_t slashes)
{
    const char *at = path + strlen(path);
    while (at > path && (at[-1] != '/' || slashes-- > 0))
        at--;
    return at;
}

struct error *name_template_match(const struct name_template *t, const char *path,
                                  struct strlist *values)
{
    struct error *err = NULL;
    const char *tail = last_components(path, t->slashes);
    size_t groups = t->fields.count + 1; /* group 0 is the whole */
    regmatch_t *match = calloc(groups, sizeof *match);
    if (!match)
        return error_memory("a template's fields");
    if (regexec(&t->regex, tail, groups, match, 0) != 0) {
        err = error_new("%s does not fit the template %s: mend the template, or leave the file out",
                        path, t->text);
        goto out;
    }
    for (size_t i = 1; i < groups; i++)
        TRY(strlist_add(values, tail + match[i].rm_so, (size_t)(match[i].rm_eo - match[i].rm_so)));
out:
    free(match);
    return err;
}
