#include "snapshot/sketch/log_scan.h"

#include "base/size.h"
#include "sketch/sketch.h"
#include "stream/record/digest.h"
#include "stream/record/sketch_attr.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    BEGINNING = sizeof LOG_SCAN_BEGINNING - 1,
    HEADER_MAX = 1 << 16, /* of a log: a longer one is not looked for */
    BLOCK = 1 << 16       /* read at once where a beginning is looked for */
};

/* ---- the file ---- */

struct error *log_scan_open(struct log_scan *scan, const char *path)
{
    struct stat status;
    *scan = (struct log_scan){.path = path, .fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
    if (scan->fd < 0)
        return error_new("%s: %s: name a log that can be read", path, strerror(errno));
    if (fstat(scan->fd, &status) == 0 && S_ISREG(status.st_mode)) {
        scan->size = (uint64_t)status.st_size;
        return NULL;
    }
    log_scan_close(scan);
    return error_new("%s: not a file: logs are read in two passes: copy it to a file", path);
}

void log_scan_close(struct log_scan *scan)
{
    if (scan->path && scan->fd >= 0)
        close(scan->fd);
    free(scan->payload);
    *scan = (struct log_scan){0};
}

/* Fills `to` with bytes [at, at + length), which the file had when it was opened. */
static struct error *read_at(const struct log_scan *scan, uint64_t at, void *to, size_t length)
{
    for (size_t done = 0; done < length;) {
        ssize_t got = pread(scan->fd, (char *)to + done, length - done, (off_t)(at + done));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return error_new("%s: %s: copy the log, and read the copy", scan->path,
                             strerror(errno));
        if (got == 0)
            return error_new("%s: became shorter while it was read: read it again", scan->path);
        done += (size_t)got;
    }
    return NULL;
}

struct error *log_scan_read(const struct log_scan *scan, uint64_t payload, float *numbers,
                            size_t count)
{
    return read_at(scan, payload, numbers, count * sizeof *numbers);
}

/* ---- headers ---- */

/* A piece of the file, and what has been read around it. */
struct piece {
    const char *text;
    size_t length;
    uint64_t from; /* of what is held, */
    size_t held;   /* so many bytes */
    char room[HEADER_MAX];
};

/* At least so many bytes, of the file that has them; at most HEADER_MAX. Where damage is dense, one
 * reading serves for many pieces. */
static struct error *take_piece(const struct log_scan *scan, uint64_t at, size_t least, size_t most,
                                struct piece *piece)
{
    struct error *err = NULL;
    uint64_t rest = scan->size - at;
    size_t before = at - piece->from < piece->held ? (size_t)(at - piece->from) : piece->held;
    if (piece->held - before < least && piece->held - before < rest) {
        size_t length = (size_t)(rest < most ? rest : most);
        TRY(read_at(scan, at, piece->room, length));
        piece->from = at;
        piece->held = length;
        before = 0;
    }
    piece->text = piece->room + before;
    piece->length = size_min(piece->held - before, most);
out:
    return err;
}

/* The length of the header that the piece begins with, up to its blank line; 0: it has none.
 * *ended: no more of the file would tell, for another record begins before. */
static size_t header_length(const struct piece *piece, bool *ended)
{
    static const char another[] = "\n" LOG_SCAN_BEGINNING;
    const char *next = memmem(piece->text, piece->length, another, sizeof another - 1);
    size_t length = next ? (size_t)(next - piece->text) + 1 : piece->length;
    const char *blank = memmem(piece->text, length, "\n\n", 2);
    *ended = next || blank;
    return blank ? (size_t)(blank - piece->text) + 2 : 0;
}

/* The header that begins there; its length is 0 where there is none that is whole. Most fit into
 * the first page. */
static struct error *take_header(const struct log_scan *scan, uint64_t at, struct piece *piece,
                                 struct record *r, size_t *length)
{
    struct error *err = NULL;
    bool ended = false;
    *length = 0;
    for (size_t room = 4096; !ended && room <= HEADER_MAX; room *= 16) {
        TRY(take_piece(scan, at, room, room, piece));
        *length = header_length(piece, &ended);
    }
    if (*length == 0)
        goto out;
    struct error *bad = record_parse(r, piece->text, *length);
    if (bad && error_is_of_memory(bad))
        return bad;
    if (bad)
        *length = 0;
    error_free(bad);
out:
    return err;
}

/* ---- records of other streams ---- */

static bool has_line(const struct piece *piece, size_t length, const char *line)
{
    return memmem(piece->text, length, line, strlen(line)) != NULL;
}

static struct error *error_foreign(const struct log_scan *scan, const struct record *r)
{
    return error_new("%s: a stream of phm, with a record of kind %s, not a log of sketches: it is "
                     "ready for the next program: give it to snapgram or knnaff",
                     scan->path, r->kind);
}

/* A header whose digest is right says what its writer meant. */
static struct error *describe(const struct log_scan *scan, struct log_record *record)
{
    struct error *err;
    struct record *r = &record->header;
    record->numbers = record->seed = 0;
    TRY(record_attr_size(r, SKETCH_ATTR_NUMBERS, SKETCH_LEAST, &record->numbers));
    TRY(sketch_attr_seed(r, &record->seed));
    TRY(sketch_attr_tensors(r, &record->tensors, &record->tensors_given));
    TRY(part_share_of(r, PART_PARAMS, &record->share));
    TRY(record_attr_size(r, PART_PARAMS, 0, &record->share.held));
    record->times = (struct log_times){NAN, NAN};
    TRY(record_attr_number(r, "begun", &record->times.begun));
    TRY(record_attr_number(r, "time", &record->times.written));
    if (record->numbers != r->cols || record->numbers > SKETCH_MOST)
        TRY(error_new("sketches of %zu numbers in %zu columns: write logs as phm(5) says",
                      record->numbers, r->cols));
    if (!record_attr(r, SKETCH_ATTR_SEED) || !record_attr(r, PART_PARAMS))
        TRY(error_new("a sketch without the attributes seed and params: write logs as phm(5) "
                      "says"));
out:
    return error_prefix(err, "%s", scan->path);
}

static struct error *check_header(const struct log_scan *scan, const struct piece *piece,
                                  size_t length, struct log_record *record)
{
    const struct record *r = &record->header;
    bool is_log = record_is(r, "snapshots") && r->type == PHM_F32 && r->layout == PHM_DENSE &&
                  r->rows == 1 && !r->promises_end && sketch_attr_given(r);
    if (!is_log)
        return error_foreign(scan, r);
    if (!has_line(piece, length, "\nhead "))
        return error_new("%s: a record without the line head, without which a torn one is not "
                         "known: write logs as phm(5) says",
                         scan->path);
    return describe(scan, record);
}

/* ---- payloads ---- */

static struct error *make_room(struct log_scan *scan, size_t bytes)
{
    unsigned char *payload = bytes > scan->room ? realloc(scan->payload, bytes) : scan->payload;
    if (!payload)
        return error_memory("a sketch");
    scan->payload = payload;
    scan->room = size_max(scan->room, bytes);
    return NULL;
}

/* *whole: the payload is all there, and its digest agrees. The trailer, which is little, is looked
 * at first. */
static struct error *check_payload(struct log_scan *scan, const struct log_record *record,
                                   bool *whole)
{
    struct error *err = NULL;
    size_t bytes = record->header.bytes;
    char trailer[DIGEST_TRAILER], digest[DIGEST_TRAILER + 1];
    *whole = false;
    if (scan->size - record->payload < bytes + DIGEST_TRAILER)
        goto out;
    TRY(read_at(scan, record->payload + bytes, trailer, DIGEST_TRAILER));
    if (memcmp(trailer, record->header.crc32 ? "crc32" : "xxh3 ", 5) != 0)
        goto out;
    TRY(make_room(scan, bytes));
    TRY(read_at(scan, record->payload, scan->payload, bytes));
    digest_format_trailer(record->header.crc32, scan->payload, bytes, digest);
    *whole = memcmp(trailer, digest, DIGEST_TRAILER) == 0;
out:
    return err;
}

/* ---- what is lost ---- */

/* The step that the header of a torn record tells, if the cut is behind that line. */
static void find_step(const struct piece *piece, struct log_loss *loss)
{
    static const char line[] = "\nattr row.step ";
    const char *found = memmem(piece->text, piece->length, line, sizeof line - 1);
    if (!found)
        return;
    const char *step = found + sizeof line - 1;
    size_t left = piece->length - (size_t)(step - piece->text), length = 0;
    while (length < left && strchr("+-.0123456789eE", step[length]) && step[length])
        length++;
    if (length > 0 && length < left && step[length] == '\n' && length < sizeof loss->step)
        snprintf(loss->step, sizeof loss->step, "%.*s", (int)length, step);
}

static bool is_zeros(const struct piece *piece)
{
    for (size_t i = 0; i < piece->length; i++)
        if (piece->text[i])
            return false;
    return true;
}

/* Notes what lies between the last whole record and `to`. */
static struct error *note_loss(struct log_scan *scan, uint64_t to, struct piece *piece)
{
    struct error *err = NULL;
    if (scan->at == to)
        goto out;
    scan->lost += to - scan->at;
    if (scan->losses++ > 0)
        goto out;
    scan->first = (struct log_loss){.from = scan->at, .to = to};
    size_t length = size_min((size_t)(to - scan->at), HEADER_MAX);
    TRY(take_piece(scan, scan->at, length, length, piece));
    find_step(piece, &scan->first);
    scan->first.zeros = is_zeros(piece);
out:
    return err;
}

/* ---- the next record ---- */

/* Moves *at to the next beginning of a record from there on; to the end where there is none. */
static struct error *find_beginning(const struct log_scan *scan, uint64_t *at, struct piece *piece)
{
    struct error *err = NULL;
    while (scan->size - *at >= BEGINNING) {
        TRY(take_piece(scan, *at, BEGINNING, BLOCK, piece));
        const char *found = memmem(piece->text, piece->length, LOG_SCAN_BEGINNING, BEGINNING);
        if (found) {
            *at += (uint64_t)(found - piece->text);
            goto out;
        }
        *at += piece->length - (BEGINNING - 1);
    }
    *at = scan->size;
out:
    return err;
}

/* The record that may begin there; *end is 0 where none that is whole does. */
static struct error *take_record(struct log_scan *scan, uint64_t at, struct piece *piece,
                                 struct log_record *record, uint64_t *end)
{
    struct error *err;
    size_t length;
    bool whole = false;
    *end = 0;
    TRY(take_header(scan, at, piece, &record->header, &length));
    if (length == 0)
        goto out;
    record->payload = at + length;
    err = check_header(scan, piece, length, record);
    if (!err)
        err = check_payload(scan, record, &whole);
    if (whole)
        *end = record->payload + record->header.bytes + DIGEST_TRAILER;
    else
        record_free(&record->header);
out:
    return err;
}

struct error *log_scan_next(struct log_scan *scan, struct log_record *record, bool *got)
{
    struct error *err = NULL;
    uint64_t at = scan->at, end = 0;
    struct piece *piece = malloc(sizeof *piece);
    *got = false;
    if (!piece)
        return error_memory("a piece of a log");
    piece->from = piece->held = 0;
    while (!*got && at < scan->size) {
        TRY(find_beginning(scan, &at, piece));
        if (at < scan->size)
            TRY(take_record(scan, at, piece, record, &end));
        *got = end > 0;
        at += !*got && at < scan->size;
    }
    TRY(note_loss(scan, at, piece));
    scan->at = *got ? end : scan->size;
out:
    if (err && *got)
        record_free(&record->header);
    free(piece);
    return err;
}
