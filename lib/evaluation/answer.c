#include "evaluation/answer.h"

#include "base/size.h"
#include "base/text/decimal.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN = 60 };

static const char blank[] = " \t\r", file_mark[] = "file:", block_mark[] = "block:";

void answer_free(struct answer *a)
{
    free(a->file);
    free(a->block);
    *a = (struct answer){0};
}

/* The beginning of what an evaluator printed, for a message of one line. */
static void quote(const char *said, size_t length, char text[SHOWN + 4])
{
    size_t shown = size_min(length, SHOWN);
    for (size_t i = 0; i < shown; i++)
        text[i] = isprint((unsigned char)said[i]) ? said[i] : '?';
    snprintf(text + shown, 4, "%s", shown < length ? "..." : "");
}

struct error *answer_error(const char *what, const char *said, size_t length)
{
    char text[SHOWN + 4];
    quote(said, length, text);
    return error_new("%s: \"%s\": let it print one line of numbers for each path, and all else on "
                     "standard error",
                     what, text);
}

/* The text behind `mark`, where the field begins with that; else NULL. */
static const char *behind(const char *field, const char *mark)
{
    size_t length = strlen(mark);
    return strncmp(field, mark, length) == 0 ? field + length : NULL;
}

/* The last field, from behind its mark: a path, which may have blanks within. */
static struct error *parse_file(struct answer *a, const char *path)
{
    size_t length = strlen(path);
    while (length > 0 && strchr(blank, path[length - 1]))
        length--;
    if (length == 0)
        return answer_error("the evaluator's answer names no file of predictions", path, length);
    a->file = strndup(path, length);
    return a->file ? NULL : error_memory("a file name");
}

static struct error *parse_block(struct answer *a, const char *bytes)
{
    char *end;
    errno = 0;
    unsigned long long count = strtoull(bytes, &end, 10);
    if (!isdigit((unsigned char)*bytes) || end[strspn(end, blank)] || errno || count == 0 ||
        count > SIZE_MAX)
        return answer_error("the evaluator's answer has a block of predictions whose size is not a "
                            "number of bytes",
                            bytes, strlen(bytes));
    a->block_bytes = (size_t)count;
    return NULL;
}

/* Takes a number; false where there is none, or one too many. */
static bool take_number(struct answer *a, const char **at)
{
    const char *end;
    double value;
    if (!decimal_scan(*at, &end, &value) || (*end && !strchr(blank, *end)) ||
        a->count == ANSWER_NUMBERS_MAX)
        return false;
    a->numbers[a->count++] = isnan(value) ? (double)NAN : value;
    *at = end;
    return true;
}

/* Takes the numbers; *at is then at the last field, of predictions, or at the end. */
static bool take_numbers(struct answer *a, const char **at)
{
    for (*at += strspn(*at, blank); **at; *at += strspn(*at, blank)) {
        if (a->count > 0 && (behind(*at, file_mark) || behind(*at, block_mark)))
            return true;
        if (!take_number(a, at))
            return false;
    }
    return a->count > 0;
}

struct error *answer_parse(struct answer *a, const char *line, size_t length)
{
    struct error *err = NULL;
    const char *at = line;
    *a = (struct answer){0};
    if (strlen(line) != length || !take_numbers(a, &at))
        TRY(answer_error("the evaluator's answer is not a line of numbers", line, length));
    if (behind(at, file_mark))
        TRY(parse_file(a, behind(at, file_mark)));
    else if (behind(at, block_mark))
        TRY(parse_block(a, behind(at, block_mark)));
out:
    if (err)
        answer_free(a);
    return err;
}
