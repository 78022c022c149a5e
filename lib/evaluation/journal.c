#include "evaluation/journal.h"

#include "base/clock.h"
#include "base/file/file.h"
#include "base/file/identity.h"
#include "evaluation/journal_line.h"
#include "evaluation/journal_reading.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static const char sign[] = " journal 2"; /* behind the program's name */
enum { JOURNAL_MAX = 1 << 30 };          /* bytes */
enum { SYNC_SECONDS = 1 };               /* of answers that a power cut may cost */

/* ---- writing ---- */

/* A write that fails half-way is taken back. */
static struct error *append(struct journal *j, const char *text, size_t length)
{
    ssize_t written = write(j->fd, text, length);
    int reason = errno;
    if (written == (ssize_t)length) {
        j->end += written;
        return NULL;
    }
    if (ftruncate(j->fd, j->end) != 0)
        return error_new("%s: cannot mend the journal: %s", j->path, strerror(errno));
    return error_new("%s: cannot write the journal: %s: is the disk full?", j->path,
                     written < 0 ? strerror(reason) : "cut short");
}

/* "lossgrid journal 2 file 0123456789abcdef axes ... CHECK", without a newline. The caller frees
 * *head. */
static struct error *format_head(const struct journal_request *request, char **head)
{
    struct memstream m;
    FILE *f = memstream_open(&m);
    if (!f)
        return error_memory("a journal");
    fprintf(f, "%s%s", request->program, sign);
    for (size_t i = 0; i < request->count; i++)
        fprintf(f, " %s %016" PRIx64, request->parts[i].name, request->parts[i].hash);
    journal_line_end(&m, 0);
    if (!memstream_close(&m))
        return error_memory("a journal");
    m.text[m.length - 1] = '\0';
    *head = m.text;
    return NULL;
}

static struct error *append_head(struct journal *j, const char *head)
{
    struct error *err;
    char *line;
    if (asprintf(&line, "%s\n", head) < 0)
        return error_memory("a journal");
    err = append(j, line, strlen(line));
    free(line);
    return err;
}

/* A power cut may cost what was not yet written to the disk. */
static struct error *sync_now_and_then(struct journal *j, const struct answers *answers)
{
    double now = seconds_now();
    if (now - j->synced < SYNC_SECONDS)
        return NULL;
    j->synced = now;
    if (answers->predictions && answers->predictions->fd >= 0)
        fdatasync(answers->predictions->fd);
    if (fdatasync(j->fd) != 0)
        return error_new("%s: cannot write the journal: %s: is the disk failing?", j->path,
                         strerror(errno));
    return NULL;
}

struct error *journal_add(struct journal *j, const struct answers *answers, size_t point)
{
    struct error *err;
    struct memstream m;
    if (!j->path)
        return NULL;
    FILE *f = memstream_open(&m);
    if (!f)
        return error_memory("a journal");
    journal_line_print(answers, point, f);
    journal_line_end(&m, j->seed);
    if (!memstream_close(&m))
        return error_memory("a journal");
    TRY(append(j, m.text, m.length));
    TRY(sync_now_and_then(j, answers));
out:
    free(m.text);
    return err;
}

/* ---- what becomes of it ---- */

/* The next word in *text, of *length bytes; moves *text past the word. */
static const char *take_word(const char **text, size_t *length)
{
    const char *word = *text + strspn(*text, " ");
    *length = strcspn(word, " ");
    *text = word + *length;
    return word;
}

/* Names the parts in which the first lines differ. */
static struct error *error_other_request(const struct journal *j,
                                         const struct journal_request *request, const char *head)
{
    char names[128] = "", hash[17];
    size_t used = 0, length;
    const char *rest = head + strlen(j->program) + strlen(sign);
    for (size_t i = 0; i < request->count && used < sizeof names; i++) {
        const struct journal_part *part = &request->parts[i];
        take_word(&rest, &length);
        const char *theirs = take_word(&rest, &length);
        snprintf(hash, sizeof hash, "%016" PRIx64, part->hash);
        if (length != strlen(hash) || memcmp(hash, theirs, length) != 0)
            used += (size_t)snprintf(names + used, sizeof names - used, "%s%s", used ? ", " : "",
                                     part->name);
    }
    return error_new("%s: the journal is of another request, which differs in %s: remove it, or "
                     "name another (--journal)",
                     j->path, names);
}

static bool starts_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

/* "lossgrid journal 2", with which the first line begins. */
enum { SIGNATURE_MAX = 64 };

static void format_signature(const struct journal *j, char signature[SIGNATURE_MAX])
{
    snprintf(signature, SIGNATURE_MAX, "%s%s", j->program, sign);
}

static bool has_signature(const struct journal *j, const char *text)
{
    char signature[SIGNATURE_MAX];
    format_signature(j, signature);
    return starts_with(text, signature);
}

/* Of a file without a line of this request. */
static struct error *error_not_ours(const struct journal *j, const char *text)
{
    char signature[SIGNATURE_MAX];
    if (has_signature(j, text))
        return error_new("%s: the journal is damaged in its first line, and has no point of this "
                         "request: remove it, or name another (--journal)",
                         j->path);
    format_signature(j, signature);
    signature[strlen(signature) - 1] = '\0';
    if (starts_with(text, signature))
        return error_new("%s: a journal of another version of phatetools: go on with that "
                         "version, or remove the journal",
                         j->path);
    return error_new("%s: not a journal of %s: name another file (--journal)", j->path, j->program);
}

static struct error *cut(struct journal *j, size_t end)
{
    if (ftruncate(j->fd, (off_t)end) != 0)
        return error_new("%s: cannot mend the journal: %s", j->path, strerror(errno));
    j->end = (off_t)end;
    return NULL;
}

/* Whether nothing is there but the beginning of a first line, or what a power cut leaves of it. */
static bool has_hardly_begun(const struct journal *j, const char *text, size_t length)
{
    char signature[SIGNATURE_MAX];
    size_t used = strnlen(text, length);
    format_signature(j, signature);
    for (size_t i = used; i < length; i++)
        if (text[i])
            return false;
    return has_signature(j, text) || strncmp(text, signature, used) == 0;
}

static void note_bad(const struct journal *j, const struct journal_reading *r,
                     struct report *report)
{
    if (r->bad > 0)
        report_line(report, REPORT_NOTE,
                    "%s: %zu %s damaged or contradictory and %s not count, the first is line %zu: "
                    "points that no other line has are evaluated again",
                    j->path, r->bad, r->bad > 1 ? "lines are" : "line is",
                    r->bad > 1 ? "do" : "does", r->first_bad);
}

/* A journal without points holds nothing of value: after a command that failed at its first point,
 * the corrected command may use the journal. */
static struct error *settle(struct journal *j, const struct journal_request *request,
                            const struct journal_reading *r, const char *text, size_t length)
{
    struct error *err;
    bool is_ours = r->has_head || r->points > 0;
    bool is_others = r->other && has_signature(j, r->other);
    if (!is_ours && is_others && r->lines > 1)
        TRY(error_other_request(j, request, r->other));
    if (!is_ours && !is_others && !(r->end == 0 && has_hardly_begun(j, text, length)))
        TRY(error_not_ours(j, text));
    TRY(cut(j, is_ours ? r->end : 0));
    if (!r->has_head)
        TRY(append_head(j, r->head));
out:
    return err;
}

static struct error *read_whole(const struct journal *j, char **text, size_t *length)
{
    struct stat status;
    if (fstat(j->fd, &status) != 0)
        return error_new("%s: cannot read: %s", j->path, strerror(errno));
    if (status.st_size > JOURNAL_MAX)
        return error_new("%s: longer than %d MB: is it a journal?", j->path, JOURNAL_MAX >> 20);
    *length = (size_t)status.st_size;
    *text = calloc(*length + 1, 1);
    if (!*text)
        return error_memory("a journal");
    return error_prefix(file_read(j->fd, *text, *length, 0), "%s", j->path);
}

static struct error *read_journal(struct journal *j, const struct journal_request *request,
                                  struct answers *answers, struct report *report)
{
    struct error *err;
    struct journal_reading r;
    char *text = NULL, *head = NULL;
    size_t length = 0;
    TRY(format_head(request, &head));
    j->seed = journal_line_seed(head);
    TRY(read_whole(j, &text, &length));
    TRY(error_prefix(journal_reading_take(&r, head, text, length, answers), "%s", j->path));
    TRY(settle(j, request, &r, text, length));
    note_bad(j, &r, report);
out:
    free(head);
    free(text);
    return err;
}

/* ---- opening ---- */

/* The program that had the lock before may have removed the file. */
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
    if (flock(j->fd, LOCK_EX | LOCK_NB) != 0 || !file_identity_is_at(j->fd, j->path, 0))
        return error_new("%s: another %s is at work on the journal: wait for it, or name "
                         "another file (--journal)",
                         j->path, j->program);
    return NULL;
}

struct error *journal_open(struct journal *j, const char *path,
                           const struct journal_request *request, struct answers *answers,
                           struct report *report)
{
    struct error *err;
    *j = (struct journal){.fd = -1, .program = request->program, .synced = seconds_now()};
    if (!path)
        return NULL;
    j->path = strdup(path);
    if (!j->path)
        TRY(error_memory("a file name"));
    TRY(open_file(j));
    TRY(read_journal(j, request, answers, report));
out:
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
    if (j->path && file_identity_is_at(j->fd, j->path, 0))
        unlink(j->path);
    journal_close(j);
}
