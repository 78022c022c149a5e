#include "base/text/substitution.h"

#include "base/memstream.h"

#include <stdlib.h>
#include <string.h>

enum { GROUPS = 10 }; /* the whole match, and \1 to \9 */

/* ---- s/OLD/NEW/ ---- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Puts a delimiter that stands for itself: behind a backslash where it would mean more. */
static char *put_delimiter(char *to, char delimiter, const char *special)
{
    if (strchr(special, delimiter))
        *to++ = '\\';
    *to++ = delimiter;
    return to;
}

/* Copies the field at *at, and moves *at behind its delimiter. `to` has room for the whole text.
 * False if there is no delimiter. */
static bool take_field(const char **at, char delimiter, const char *special, char *to)
{
    const char *from = *at;
    for (; *from && *from != delimiter; from++) {
        if (*from == '\\' && from[1] == delimiter) {
            to = put_delimiter(to, *++from, special);
            continue;
        }
        if (*from == '\\' && from[1])
            *to++ = *from++;
        *to++ = *from;
    }
    *to = '\0';
    *at = from + (*from != '\0');
    return *from != '\0';
}

/* The highest group that NEW refers to. */
static size_t highest_group(const char *new)
{
    size_t highest = 0;
    for (; *new; new ++)
        if (*new == '\\' && *++new &&is_digit(*new) && (size_t)(*new - '0') > highest)
            highest = (size_t)(*new - '0');
    return highest;
}

static struct error *compile(struct substitution *s, const char *old)
{
    char why[128];
    int code = regcomp(&s->old, old, REG_EXTENDED);
    if (code != 0) {
        regerror(code, &s->old, why, sizeof why);
        return error_new("malformed regular expression: %s", why);
    }
    if (highest_group(s->new) <= s->old.re_nsub)
        return NULL;
    struct error *err = error_new("refers to group \\%zu, but has %zu: add parentheses",
                                  highest_group(s->new), s->old.re_nsub);
    regfree(&s->old);
    return err;
}

/* Fills *s; on failure nothing is owed. */
static struct error *parse(struct substitution *s, const char *text)
{
    static const char form[] = "not of the form s/OLD/NEW/ or s/OLD/NEW/g: see sed(1)";
    struct error *err = NULL;
    char *old = malloc(strlen(text) + 1);
    *s = (struct substitution){.new = malloc(strlen(text) + 1)};
    if (!old || !s->new)
        TRY(error_memory("a substitution"));
    if (text[0] != 's' || !text[1] || text[1] == '\\')
        TRY(error_new(form));
    const char *at = text + 2;
    if (!take_field(&at, text[1], ".[]()*+?{}|^$", old) || !*old ||
        !take_field(&at, text[1], "&", s->new))
        TRY(error_new(form));
    s->all = *at == 'g';
    if (at[s->all])
        TRY(error_new(form));
    TRY(compile(s, old));
out:
    free(old);
    if (err)
        free(s->new);
    return error_prefix(err, "substitution '%s'", text);
}

struct error *substitution_add(struct substitution_list *list, const char *text)
{
    struct substitution *at = reallocarray(list->at, list->count + 1, sizeof *at);
    if (!at)
        return error_memory("a substitution");
    list->at = at;
    struct error *err = parse(&at[list->count], text);
    if (err)
        return err;
    list->count++;
    return strlist_add(&list->texts, text, strlen(text));
}

/* ---- replacing ---- */

static void put_group(FILE *f, const char *text, const regmatch_t *group)
{
    if (group->rm_so >= 0)
        fwrite(text + group->rm_so, 1, (size_t)(group->rm_eo - group->rm_so), f);
}

static void put_new(FILE *f, const char *new, const char *text, const regmatch_t *groups)
{
    for (; *new; new ++)
        if (*new == '&')
            put_group(f, text, &groups[0]);
        else if (*new != '\\')
            putc(*new, f);
        else if (is_digit(*++new))
            put_group(f, text, &groups[*new - '0']);
        else
            putc(*new, f);
}

/* As sed does, an empty match directly behind another match is not replaced: s/a*<slash>x/g makes
 * xbx of aab. */
static void replace(FILE *f, const struct substitution *s, const char *text)
{
    regmatch_t groups[GROUPS];
    const char *at = text, *behind = NULL; /* the end of the last match */
    while (at && regexec(&s->old, at, GROUPS, groups, at == text ? 0 : REG_NOTBOL) == 0) {
        const char *begin = at + groups[0].rm_so, *end = at + groups[0].rm_eo;
        fwrite(at, 1, (size_t)(begin - at), f);
        if (end != behind)
            put_new(f, s->new, at, groups);
        behind = at = end;
        if (begin == end && *end)
            putc(*at++, f);
        else if (begin == end)
            at = NULL;
        if (!s->all)
            break;
    }
    if (at)
        fputs(at, f);
}

static struct error *apply(const struct substitution *s, const char *text, char **result)
{
    struct memstream m;
    FILE *f = memstream_open(&m);
    *result = NULL;
    if (!f)
        return error_memory("a name");
    replace(f, s, text);
    if (!memstream_close(&m))
        return error_memory("a name");
    *result = m.text;
    return NULL;
}

struct error *substitution_apply(const struct substitution_list *list, const char *text,
                                 char **result)
{
    struct error *err = NULL;
    char *before = strdup(text), *after;
    if (!before)
        TRY(error_memory("a name"));
    for (size_t i = 0; i < list->count; i++) {
        TRY(apply(&list->at[i], before, &after));
        free(before);
        before = after;
    }
out:
    if (err) {
        free(before);
        before = NULL;
    }
    *result = before;
    return err;
}

void substitution_free(struct substitution_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        regfree(&list->at[i].old);
        free(list->at[i].new);
    }
    free(list->at);
    strlist_free(&list->texts);
    *list = (struct substitution_list){0};
}
