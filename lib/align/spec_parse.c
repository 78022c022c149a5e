/* A specification read from text. */
#include "align/spec_make.h"
#include "base/size.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct piece {
    const char *text;
    size_t length;
};

/* The line of a tensor. */
struct line {
    size_t number; /* from 1; 0: there is none */
    struct piece axes;
};

/* ---- lines ---- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static void skip_blanks(struct piece *rest)
{
    for (; rest->length > 0 && is_blank(*rest->text); rest->length--)
        rest->text++;
}

/* Takes the next word from the front of `rest`; an empty one if there are no more. */
static struct piece take_word(struct piece *rest)
{
    skip_blanks(rest);
    struct piece word = *rest;
    while (rest->length > 0 && !is_blank(*rest->text)) {
        rest->text++;
        rest->length--;
    }
    word.length -= rest->length;
    return word;
}

/* Likewise the name: as far as the first tab where there is one, without the blanks before it. */
static struct piece take_name(struct piece *rest)
{
    const char *tab;
    skip_blanks(rest);
    struct piece name = *rest;
    if (!(tab = memchr(rest->text, '\t', rest->length)))
        return take_word(rest);
    name.length = (size_t)(tab - name.text);
    rest->text = tab;
    rest->length -= name.length;
    while (name.length > 0 && is_blank(name.text[name.length - 1]))
        name.length--;
    return name;
}

static struct piece take_line(const char **text)
{
    struct piece line = {*text, strcspn(*text, "\n")};
    *text += line.length + ((*text)[line.length] == '\n');
    if (line.length > 0 && line.text[line.length - 1] == '\r')
        line.length--;
    return line;
}

static size_t find_tensor(const struct spec *spec, struct piece name)
{
    size_t i = 0;
    while (i < spec->count && (strncmp(spec->tensors[i].name, name.text, name.length) != 0 ||
                               spec->tensors[i].name[name.length] != '\0'))
        i++;
    return i;
}

static struct error *read_line(const struct spec *spec, struct piece text, size_t number,
                               struct line *lines)
{
    struct piece name = take_name(&text);
    if (name.length == 0 || name.text[0] == '#')
        return NULL;
    size_t at = find_tensor(spec, name);
    if (at == spec->count)
        return error_new("the network has no tensor %.*s: correct the name", (int)name.length,
                         name.text);
    if (lines[at].number)
        return error_new("tensor %s appears twice, first in line %zu: delete one",
                         spec->tensors[at].name, lines[at].number);
    lines[at] = (struct line){number, text};
    return NULL;
}

static struct error *read_lines(const struct spec *spec, const char *text, const char *file,
                                struct line *lines)
{
    struct error *err = NULL;
    for (size_t number = 1; *text && !err; number++)
        err =
            error_prefix(read_line(spec, take_line(&text), number, lines), "%s:%zu", file, number);
    return err;
}

/* ---- axes ---- */

static bool is_of_a_name(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '.';
}

/* Reads a number of at least 1 from the front. */
static bool take_number(struct piece *word, size_t *number)
{
    size_t value = 0, digits = 0;
    for (; digits < word->length && isdigit((unsigned char)word->text[digits]); digits++)
        if (!size_mul(value, 10, &value) ||
            !size_add(value, (size_t)(word->text[digits] - '0'), &value))
            return false;
    word->text += digits;
    word->length -= digits;
    *number = value;
    return value > 0;
}

static bool take_star(struct piece *word)
{
    bool is_there = word->length > 0 && *word->text == '*';
    word->text += is_there;
    word->length -= is_there;
    return is_there;
}

/* [outer*]NAME[*inner] */
static bool read_axis(struct piece word, struct piece *name, struct spec_axis *axis)
{
    *axis = (struct spec_axis){SPEC_FIXED, 1, 1};
    if (word.length > 0 && isdigit((unsigned char)*word.text) &&
        !(take_number(&word, &axis->outer) && take_star(&word)))
        return false;
    *name = (struct piece){word.text, 0};
    while (name->length < word.length && is_of_a_name(word.text[name->length]))
        name->length++;
    word.text += name->length;
    word.length -= name->length;
    if (name->length == 0 || isdigit((unsigned char)*name->text))
        return false;
    return word.length == 0 ||
           (take_star(&word) && take_number(&word, &axis->inner) && word.length == 0);
}

static struct error *bind_axis(struct spec *spec, size_t tensor, size_t axis, struct piece word)
{
    struct spec_axis as;
    struct piece name;
    if (word.length == 1 && *word.text == '-')
        return NULL;
    if (!read_axis(word, &name, &as))
        return error_new("expected a permutation, P, P*k or k*P, or -, got %.*s: see axis %zu of "
                         "tensor %s",
                         (int)word.length, word.text, axis + 1, spec->tensors[tensor].name);
    return spec_bind(spec, tensor, axis, name.text, name.length, as);
}

static size_t count_words(struct piece text)
{
    size_t count = 0;
    while (take_word(&text).length > 0)
        count++;
    return count;
}

static struct error *bind_tensor(struct spec *spec, size_t tensor, struct line line)
{
    struct spec_tensor *t = &spec->tensors[tensor];
    size_t words = count_words(line.axes);
    struct error *err = NULL;
    if (words != t->dims)
        return error_new("tensor %s: %zu axes here, and %zu in the network: name a permutation or "
                         "- for each",
                         t->name, words, t->dims);
    for (size_t d = 0; d < t->dims && !err; d++)
        err = bind_axis(spec, tensor, d, take_word(&line.axes));
    return err;
}

static struct error *bind_all(struct spec *spec, const char *file, const struct line *lines)
{
    struct error *err = NULL;
    for (size_t i = 0; i < spec->count && !err; i++) {
        if (lines[i].number)
            err = error_prefix(bind_tensor(spec, i, lines[i]), "%s:%zu", file, lines[i].number);
        else if (spec->tensors[i].dims > 0)
            err =
                error_new("%s: tensor %s is missing: give it a line", file, spec->tensors[i].name);
    }
    return err;
}

struct error *spec_parse(struct spec *spec, const char *text, const char *file,
                         const struct spec_shape *tensors, size_t count)
{
    struct error *err;
    struct line *lines = calloc(size_max(count, 1), sizeof *lines);
    *spec = (struct spec){0};
    if (!lines)
        return error_memory("a specification");
    TRY(spec_new(spec, tensors, count));
    TRY(read_lines(spec, text, file, lines));
    TRY(bind_all(spec, file, lines));
    TRY(error_prefix(spec_check(spec), "%s", file));
out:
    if (err)
        spec_free(spec);
    free(lines);
    return err;
}
