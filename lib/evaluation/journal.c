#include "evaluation/journal.h"

#include "base/memstream.h"
#include "base/text/decimal.h"
#include "base/text/text_file.h"
#include "evaluation/evaluators.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static const char sign[] = " journal 1"; /* behind the program's name */

/* ---- writing ---- */

/* A write that fails half-way leaves a line without an end, which the next reader drops. */
static struct error *append(struct journal *j, const char *text, size_t length)
{
    ssize_t written = write(j->fd, text, length);
    if (written == (ssize_t)length)
        return NULL;
    return error_new("%s: cannot write the journal: %s: is the disk full?", j->path,
                     written < 0 ? strerror(errno) : "cut short");
}

/* "lossgrid journal 1 file 0123456789abcdef axes ...". The caller frees *text. */
static struct error *format_head(const struct journal_request *request, char **text)
{
    struct memstream m;
    FILE *f = memstream_open(&m);
    if (!f)
        return error_memory("a journal");
    fprintf(f, "%s%s", request->program, sign);
    for (size_t i = 0; i < request->count; i++)
        fprintf(f, " %s %016" PRIx64, request->parts[i].name, request->parts[i].hash);
    fputc('\n', f);
    if (!memstream_close(&m))
        return error_memory("a journal");
    *text = m.text;
    return NULL;
}

struct error *journal_add(struct journal *j, const struct answers *answers, size_t point)
{
    struct error *err;
    char number[DECIMAL_ROOM];
    struct memstream m;
    if (!j->path)
        return NULL;
    FILE *f = memstream_open(&m);
    if (!f)
        return error_memory("a journal");
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
    fputc('\n', f);
    if (!memstream_close(&m))
        return error_memory("a journal");
    err = append(j, m.text, m.length);
    free(m.text);
    return err;
}

/* ---- reading ---- */

/* The next word in *text, of *length bytes; moves *text past the word. */
static const char *take_word(const char **text, size_t *length)
{
    const char *word = *text + strspn(*text, " ");
    *length = strcspn(word, " \n");
    *text = word + *length;
    return word;
}

/* "lossgrid journal 1", with which the first line begins. */
enum { SIGNATURE_MAX = 64 };

static void format_signature(const struct journal *j, char signature[SIGNATURE_MAX])
{
    snprintf(signature, SIGNATURE_MAX, "%s%s", j->program, sign);
}

/* The names of the parts in which two first lines differ. */
static struct error *error_other_request(const struct journal *j, const char *head,
                                         const char *wanted)
{
    char names[128] = "";
    size_t used = 0, a, b, length;
    const char *rest = head + strlen(j->program) + strlen(sign);
    const char *other = wanted + strlen(j->program) + strlen(sign);
    while (*other != '\n' && used < sizeof names) {
        const char *name = take_word(&other, &length);
        take_word(&rest, &a);
        const char *hash = take_word(&other, &b), *theirs = take_word(&rest, &a);
        if (a != b || memcmp(hash, theirs, a) != 0)
            used += (size_t)snprintf(names + used, sizeof names - used, "%s%.*s", used ? ", " : "",
                                     (int)length, name);
    }
    return error_new("%s: the journal is of another request, which differs in %s: remove it, or "
                     "name another (--journal)",
                     j->path, names);
}

/* What the lines of a journal are read into. */
struct book {
    struct answers *answers;
    size_t *order; /* the points by their keys; NULL: they have none */
};

static int compare_keys(const void *a, const void *b, void *keys)
{
    uint64_t p = ((uint64_t *)keys)[*(const size_t *)a], q = ((uint64_t *)keys)[*(const size_t *)b];
    return (p > q) - (p < q);
}

static struct error *book_open(struct book *b, struct answers *answers)
{
    *b = (struct book){.answers = answers};
    if (!answers->keys)
        return NULL;
    b->order = calloc(answers->points, sizeof *b->order);
    if (!b->order)
        return error_memory("a journal");
    for (size_t i = 0; i < answers->points; i++)
        b->order[i] = i;
    qsort_r(b->order, answers->points, sizeof *b->order, compare_keys,
            (void *)(uintptr_t)answers->keys);
    return NULL;
}

/* The point with that key, or one that there is not. */
static size_t find_key(const struct book *b, uint64_t key)
{
    size_t low = 0, high = b->answers->points;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (b->answers->keys[b->order[middle]] < key)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < b->answers->points && b->answers->keys[b->order[low]] == key;
    return found ? b->order[low] : b->answers->points;
}

/* Takes a point's number or key. False where it is neither; *point is answers->points where the key
 * is another's. */
static bool take_point(const struct book *b, const char *line, size_t *point, char **end)
{
    errno = 0;
    unsigned long long word = strtoull(line, end, b->order ? 16 : 10);
    if (!isxdigit((unsigned char)*line) || errno || **end != ' ')
        return false;
    *point = b->order ? find_key(b, word) : word;
    return b->order || *point < b->answers->points;
}

/* Takes numbers; *end is behind them. False where there is none, or one too many. */
static bool take_numbers(double numbers[ANSWER_NUMBERS_MAX], size_t *count, char **end)
{
    *count = 0;
    while (**end == ' ' && *count < ANSWER_NUMBERS_MAX) {
        char *at = *end + 1, *behind;
        double value = strtod(at, &behind);
        if (behind == at || strchr(" \n", *at))
            return *count > 0;
        numbers[(*count)++] = value;
        *end = behind;
    }
    return *count > 0;
}

/* Parses the line of a point, up to its newline. */
static struct error *parse_line(const char *line, const struct book *b)
{
    static const char damaged[] = "not a point and its numbers: remove the line";
    struct error *err = NULL;
    struct answers *a = b->answers;
    struct prediction_words words;
    double numbers[ANSWER_NUMBERS_MAX];
    size_t point, count;
    char *end;
    bool taken = true;
    if (!take_point(b, line, &point, &end) || !take_numbers(numbers, &count, &end) ||
        !prediction_store_parse(&words, end, &end) || *end != '\n')
        return error_new("%s", damaged);
    if (a->predictions)
        prediction_store_spare(a->predictions, &words);
    if (point == a->points)
        return NULL;
    if (a->predictions)
        TRY(prediction_store_take(a->predictions, point, &words, &taken));
    if (taken)
        TRY(answers_put(a, point, numbers, count));
out:
    return err;
}

static struct error *parse_points(const struct journal *j, const char *text,
                                  struct answers *answers)
{
    struct error *err;
    struct book book;
    TRY(book_open(&book, answers));
    for (size_t line = 2; *text; line++) {
        TRY(error_prefix(parse_line(text, &book), "%s:%zu: the journal is damaged", j->path, line));
        text = strchr(text, '\n') + 1;
    }
out:
    free(book.order);
    return err;
}

/* Drops a last line that has no end, from the text and from the file. */
static struct error *drop_torn_line(const struct journal *j, char *text)
{
    char *last = strrchr(text, '\n'), *end = last ? last + 1 : text;
    if (!*end)
        return NULL;
    *end = '\0';
    if (ftruncate(j->fd, end - text) != 0)
        return error_new("%s: cannot mend the journal: %s", j->path, strerror(errno));
    return NULL;
}

/* A journal without points holds nothing of value: after a command that failed at its first point,
 * the corrected command may use the journal. */
static bool has_points(const char *text)
{
    const char *end = strchr(text, '\n');
    return end && end[1];
}

static struct error *begin_anew(struct journal *j, const char *head)
{
    if (ftruncate(j->fd, 0) != 0)
        return error_new("%s: cannot mend the journal: %s", j->path, strerror(errno));
    return append(j, head, strlen(head));
}

static bool starts_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

static struct error *read_journal(struct journal *j, const char *head, struct answers *answers)
{
    struct error *err;
    char *text, signature[SIGNATURE_MAX];
    format_signature(j, signature);
    TRY(text_file_read(j->path, &text));
    if (!starts_with(text, signature) && !starts_with(signature, text)) {
        err = error_new("%s: not a journal of %s: name another file (--journal)", j->path,
                        j->program);
        goto out;
    }
    TRY(drop_torn_line(j, text));
    if (starts_with(text, head))
        TRY(parse_points(j, text + strlen(head), answers));
    else if (has_points(text))
        TRY(error_other_request(j, text, head));
    else
        TRY(begin_anew(j, head));
out:
    free(text);
    return err;
}

/* ---- opening ---- */

static struct error *open_file(struct journal *j)
{
    struct stat status;
    j->fd = open(j->path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK, 0666);
    if (j->fd < 0 || fstat(j->fd, &status) != 0)
        return error_new("%s: cannot open the journal: %s: name another file (--journal)", j->path,
                         strerror(errno));
    if (!S_ISREG(status.st_mode))
        return error_new("%s: the journal is not a regular file: name another (--journal)",
                         j->path);
    if (flock(j->fd, LOCK_EX | LOCK_NB) != 0)
        return error_new("%s: another %s is at work on the journal: wait for it, or name "
                         "another file (--journal)",
                         j->path, j->program);
    return NULL;
}

struct error *journal_open(struct journal *j, const char *path,
                           const struct journal_request *request, struct answers *answers)
{
    struct error *err;
    char *head = NULL;
    *j = (struct journal){.fd = -1, .program = request->program};
    if (!path)
        return NULL;
    j->path = strdup(path);
    if (!j->path)
        TRY(error_memory("a file name"));
    TRY(format_head(request, &head));
    TRY(open_file(j));
    TRY(read_journal(j, head, answers));
out:
    free(head);
    if (err)
        journal_close(j);
    return err;
}

void journal_close(struct journal *j)
{
    if (j->path && j->fd >= 0)
        close(j->fd);
    free(j->path);
    *j = (struct journal){.fd = -1};
}

void journal_remove(struct journal *j)
{
    if (j->path)
        unlink(j->path);
    journal_close(j);
}
