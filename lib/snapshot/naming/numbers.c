#include "snapshot/naming/numbers.h"

#include "base/array.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static const char digits[] = "0123456789", separators[] = "-_=. ";

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return isalpha((unsigned char)c) != 0;
}

/* ---- words ---- */

/* Sets the word that ends before the number, and is divided from it by nothing or separators. */
static enum word_kind word_before(const char *path, struct number *n)
{
    size_t end = n->at;
    while (end > n->component && strchr(separators, path[end - 1]))
        end--;
    size_t start = end;
    while (start > n->component && is_letter(path[start - 1]))
        start--;
    n->word = start < end ? start : n->at;
    return words_kind(path + start, end - start);
}

/* "1000_steps", "3epochs": the word behind counts where it ends before another number. */
static enum word_kind word_behind(const char *path, const struct number *n)
{
    const char *word = path + n->at + n->length;
    word += strchr("-_", *word) && *word;
    size_t length = 0;
    while (is_letter(word[length]))
        length++;
    enum word_kind kind = length > 1 ? words_kind(word, length) : WORD_OTHER;
    bool counts = kind == WORD_STEP || kind == WORD_EPOCH;
    return counts && !is_digit(word[length + (word[length] && strchr(separators, word[length]))])
               ? kind
               : WORD_OTHER;
}

/* A number that goes on as "3e7f" does is a part of a word of letters and digits. */
static bool is_of_word(const char *path, const struct number *n)
{
    return is_letter(path[n->at + n->length]);
}

/* Whether two digits are there, of a number from 1 to `last`. */
static bool is_up_to(const char *at, const char *last)
{
    return strncmp(at, "01", 2) >= 0 && strncmp(at, last, 2) <= 0 && is_digit(at[1]);
}

static bool is_divided(const char *at)
{
    return *at && strchr(separators, *at) && is_digit(at[1]);
}

/* "2026-11-30", and "20261130" where a time follows: a year, a month and a day. */
static bool is_date(const char *at)
{
    if (strspn(at, digits) < 4 || (strncmp(at, "19", 2) != 0 && strncmp(at, "20", 2) != 0))
        return false;
    bool divided = is_divided(at + 4);
    const char *month = at + 4 + divided, *day = month + 2 + divided;
    return is_up_to(month, "12") && (!divided || is_divided(month + 2)) && is_up_to(day, "31") &&
           (divided ? !is_digit(day[2]) : is_divided(day + 2));
}

/* Whether a word such as checkpoint calls a date so, which is not a step. */
static bool is_time_of_checkpoint(const char *path, const struct number *n)
{
    return n->kind == WORD_STEP && tolower((unsigned char)path[n->word]) == 'c' &&
           is_date(path + n->at);
}

static void classify(const char *path, struct number *n)
{
    n->kind = word_before(path, n);
    if (n->kind == WORD_OTHER)
        n->kind = word_behind(path, n);
    if (is_time_of_checkpoint(path, n))
        n->kind = WORD_OTHER;
    if (is_of_word(path, n) && (n->kind == WORD_EPOCH || n->kind == WORD_STEP) &&
        n->at - n->word <= 2 && n->word < n->at)
        n->kind = WORD_OTHER;
}

/* ---- numbers ---- */

/* The length of what follows the digits: ".52", and "e-3"; of a parameter of training also "e3". */
static size_t fraction(const char *at)
{
    return *at == '.' && is_digit(at[1]) ? 1 + strspn(at + 1, digits) : 0;
}

static size_t exponent(const char *at, bool unsigned_too)
{
    size_t sign = at[0] && (at[1] == '-' || at[1] == '+');
    if ((*at != 'e' && *at != 'E') || !(sign || unsigned_too) || !is_digit(at[1 + sign]))
        return 0;
    return 1 + sign + strspn(at + 1 + sign, digits);
}

static void measure(const char *path, struct number *n)
{
    bool of_run = word_before(path, n) == WORD_RUN;
    n->length = strspn(path + n->at, digits);
    n->length += fraction(path + n->at + n->length);
    n->length += exponent(path + n->at + n->length, of_run);
    if (n->at >= n->component + 2 && path[n->at - 1] == '-' && path[n->at - 2] == '=') {
        n->at--;
        n->length++;
    }
}

struct error *numbers_find(struct numbers *n, const char *path)
{
    size_t component = 0;
    for (size_t at = 0; path[at];) {
        component = path[at] == '/' ? at + 1 : component;
        if (!is_digit(path[at])) {
            at++;
            continue;
        }
        struct number *list = array_grown(n->at, &n->room, n->count, sizeof *list);
        if (!list)
            return error_memory("the numbers of a name");
        n->at = list;
        struct number *one = &list[n->count++];
        *one = (struct number){
            .at = at, .component = component, .end = component + strcspn(path + component, "/")};
        measure(path, one);
        classify(path, one);
        at = one->at + one->length;
    }
    return NULL;
}

void numbers_free(struct numbers *n)
{
    free(n->at);
    *n = (struct numbers){0};
}
