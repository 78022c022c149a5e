#include "evaluation/journal_line.h"

#include "base/text/decimal.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

/* ---- checks ---- */

enum { CHECK = 1 + 16 }; /* a blank and the digits */

static void print_check(char check[CHECK + 1], const char *text, size_t length, uint64_t seed)
{
    snprintf(check, CHECK + 1, " %016" PRIx64, XXH3_64bits_withSeed(text, length, seed));
}

void journal_line_end(struct memstream *m, uint64_t seed)
{
    char check[CHECK + 1];
    if (fflush(m->file) != 0)
        return; /* which memstream_close reports */
    print_check(check, m->text, m->length, seed);
    fprintf(m->file, "%s\n", check);
}

bool journal_line_check(char *line, size_t length, uint64_t seed)
{
    char check[CHECK + 1];
    if (length < CHECK)
        return false;
    char *end = line + length - CHECK;
    print_check(check, line, length - CHECK, seed);
    if (memcmp(end, check, CHECK) != 0)
        return false;
    *end = '\0';
    return true;
}

uint64_t journal_line_seed(const char *head)
{
    return XXH3_64bits(head, strlen(head));
}

/* ---- points ---- */

void journal_line_print(const struct answers *answers, size_t point, FILE *f)
{
    char number[DECIMAL_ROOM];
    if (answers->keys)
        fprintf(f, "%016" PRIx64, answers->keys[point]);
    else
        fprintf(f, "%zu", point);
    for (size_t k = 0; k < answers->width; k++) {
        decimal_f64(number, answers->numbers[point * answers->width + k]);
        fprintf(f, " %s", number);
    }
    if (answers->predictions)
        prediction_store_print(answers->predictions, point, f);
}

/* Takes a key, or a number; *end is behind it. */
static bool take_name(const char *text, bool has_key, uint64_t *name, const char **end)
{
    char *behind;
    errno = 0;
    *name = strtoull(text, &behind, has_key ? 16 : 10);
    *end = behind;
    return isxdigit((unsigned char)*text) && !errno && behind > text;
}

/* Takes numbers; *at is then behind them. False where there is none, or one too many. */
static bool take_numbers(struct journal_point *p, const char **at)
{
    for (p->count = 0; **at == ' ' && p->count < ANSWER_NUMBERS_MAX; p->count++)
        if (!decimal_scan(*at + 1, at, &p->numbers[p->count]))
            break;
    return p->count > 0;
}

bool journal_line_parse(struct journal_point *p, const char *text, bool has_key)
{
    const char *at;
    char *end;
    return take_name(text, has_key, &p->name, &at) && take_numbers(p, &at) &&
           prediction_store_parse(&p->words, at, &end) && *end == '\0';
}
