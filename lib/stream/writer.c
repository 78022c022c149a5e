#include "stream/writer.h"

#include "base/file/output.h"
#include "base/file/scratch.h"
#include "base/memstream.h"
#include "base/size.h"
#include "base/text/printable.h"
#include "stream/record/digest.h"
#include "stream/record/end.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BUFFER = 1 << 16, HOLD_IN_MEMORY = 8 << 20 };

struct writer {
    struct output out;
    bool commits; /* a file that appears only at commit: nothing must be held back */
    bool held;
    unsigned char *kept; /* held back: the first bytes in memory, */
    size_t kept_length, kept_room;
    FILE *spill; /* the rest in an unnamed file */
    unsigned char buffer[BUFFER];
    size_t buffered;
    struct digest digest; /* of the current record */
    size_t left;          /* bytes of the current record still to come */
    bool owes_end;        /* records have been written, */
    size_t records;       /* their number, without companions */
    bool to_person;       /* text on a terminal */
};

/* To the descriptor, or, where that is negative, the path. */
static struct error *writer_new(struct writer **writer, const char *path, int fd)
{
    struct error *err = NULL;
    struct writer *w = calloc(1, sizeof *w);
    *writer = NULL;
    if (!w)
        return error_memory("an output stream");
    TRY(digest_new(&w->digest));
    TRY(fd >= 0 ? output_open_fd(&w->out, fd) : output_open(&w->out, path));
    w->commits = output_is_atomic(&w->out);
    *writer = w;
out:
    if (err) {
        digest_free(&w->digest);
        free(w);
    }
    return err;
}

static struct error *refuse_terminal(struct writer **writer)
{
    struct error *err;
    if (!isatty((*writer)->out.fd))
        return NULL;
    err = error_new("%s: binary output to a terminal: pipe it into the next program, or use -o",
                    output_name(&(*writer)->out));
    writer_discard(*writer);
    *writer = NULL;
    return err;
}

struct error *writer_open(struct writer **writer, const char *path)
{
    struct error *err = writer_new(writer, path, -1);
    return err ? err : refuse_terminal(writer);
}

struct error *writer_open_fd(struct writer **writer, int fd)
{
    struct error *err = writer_new(writer, NULL, fd);
    return err ? err : refuse_terminal(writer);
}

struct error *writer_open_text(struct writer **writer, const char *path)
{
    struct error *err = writer_new(writer, path, -1);
    if (!err)
        (*writer)->to_person = isatty((*writer)->out.fd);
    return err;
}

bool writer_is_atomic(const struct writer *writer)
{
    return writer->commits;
}

static void writer_free(struct writer *w)
{
    if (w->spill)
        fclose(w->spill);
    free(w->kept);
    digest_free(&w->digest);
    free(w);
}

void writer_discard(struct writer *writer)
{
    if (!writer)
        return;
    output_discard(&writer->out);
    writer_free(writer);
}

/* ---- holding back ---- */

void writer_hold(struct writer *writer)
{
    writer->held = !writer->commits;
}

static struct error *keep_in_memory(struct writer *w, const void *data, size_t length)
{
    if (w->kept_room - w->kept_length < length) {
        size_t room = size_max(2 * w->kept_room, w->kept_length + length);
        unsigned char *kept = realloc(w->kept, room);
        if (!kept)
            return error_memory("output held back until the input has been checked");
        w->kept = kept;
        w->kept_room = room;
    }
    memcpy(w->kept + w->kept_length, data, length);
    w->kept_length += length;
    return NULL;
}

/* A stream of its own, so that small records are not written one by one. */
static struct error *open_spill(struct writer *w)
{
    int fd;
    struct error *err = scratch_open(&fd);
    if (err)
        return err;
    w->spill = fdopen(fd, "w+");
    if (w->spill)
        return NULL;
    close(fd);
    return error_memory("output held back until the input has been checked");
}

static struct error *keep(struct writer *w, const void *data, size_t length)
{
    struct error *err = NULL;
    if (!w->spill && length <= HOLD_IN_MEMORY && w->kept_length + length <= HOLD_IN_MEMORY)
        return keep_in_memory(w, data, length);
    if (!w->spill)
        err = open_spill(w);
    if (!err && fwrite(data, 1, length, w->spill) != length)
        err = error_new("temporary file: cannot keep output back: %s: use -o", strerror(errno));
    return err;
}

static struct error *flush(struct writer *w)
{
    size_t length = w->buffered;
    w->buffered = 0;
    return output_write(&w->out, w->buffer, length);
}

static struct error *put(struct writer *w, const void *data, size_t length)
{
    struct error *err = NULL;
    if (length == 0)
        return NULL;
    if (w->held)
        return keep(w, data, length);
    if (length > BUFFER - w->buffered)
        TRY(flush(w));
    if (length > BUFFER)
        return output_write(&w->out, data, length);
    memcpy(w->buffer + w->buffered, data, length);
    w->buffered += length;
out:
    return err;
}

static struct error *put_spill(struct writer *w)
{
    struct error *err = NULL;
    unsigned char chunk[BUFFER];
    size_t length;
    if (fflush(w->spill) != 0) /* rewind() would not report a failure */
        return error_new("temporary file: cannot keep output back: %s: use -o", strerror(errno));
    rewind(w->spill);
    while ((length = fread(chunk, 1, sizeof chunk, w->spill)) > 0)
        TRY(put(w, chunk, length));
    if (ferror(w->spill))
        err =
            error_new("temporary file: cannot read output kept back: %s: use -o", strerror(errno));
    fclose(w->spill);
    w->spill = NULL;
out:
    return err;
}

struct error *writer_release(struct writer *writer)
{
    struct error *err = NULL;
    if (!writer->held)
        return NULL;
    writer->held = false;
    TRY(put(writer, writer->kept, writer->kept_length));
    free(writer->kept);
    writer->kept = NULL;
    writer->kept_length = writer->kept_room = 0;
    if (writer->spill)
        TRY(put_spill(writer));
out:
    return err;
}

struct error *writer_restart(struct writer *writer)
{
    writer->buffered = 0;
    writer->kept_length = 0;
    writer->owes_end = false;
    writer->records = 0;
    if (writer->spill)
        fclose(writer->spill);
    writer->spill = NULL;
    return writer->commits ? output_restart(&writer->out) : NULL;
}

/* ---- records ---- */

static struct error *begin(struct writer *writer, const struct record *r)
{
    char *header;
    size_t length;
    struct error *err = record_format(r, &header, &length);
    if (err)
        return err;
    err = put(writer, header, length);
    free(header);
    writer->left = r->bytes;
    digest_begin(&writer->digest, false);
    return err;
}

struct error *writer_begin(struct writer *writer, const struct record *r)
{
    struct record promising = *r;
    promising.promises_end = true;
    writer->owes_end = true;
    writer->records += !record_is_companion(r);
    return begin(writer, &promising);
}

struct error *writer_data(struct writer *writer, const void *data, size_t length)
{
    enum { CHUNK = 1 << 18 }; /* written while still in the cache from hashing */
    struct error *err = NULL;
    const unsigned char *at = data;
    if (length > writer->left)
        return error_new("a record has %zu bytes more than its header says", length - writer->left);
    writer->left -= length;
    while (length > 0) {
        size_t step = size_min(length, CHUNK);
        digest_add(&writer->digest, at, step);
        TRY(put(writer, at, step));
        at += step;
        length -= step;
    }
out:
    return err;
}

struct error *writer_end(struct writer *writer)
{
    char trailer[DIGEST_TRAILER + 1];
    if (writer->left > 0)
        return error_new("a record ends %zu bytes before its header says", writer->left);
    digest_end(&writer->digest, trailer);
    return put(writer, trailer, DIGEST_TRAILER);
}

struct error *writer_matrix(struct writer *writer, const struct record *r, const struct matrix *m)
{
    struct error *err;
    TRY(writer_begin(writer, r));
    TRY(writer_data(writer, m->a, m->rows * m->cols * sizeof *m->a));
    TRY(writer_end(writer));
out:
    return err;
}

struct error *writer_csr(struct writer *writer, const struct record *r, const struct csr *m)
{
    struct error *err;
    TRY(writer_begin(writer, r));
    TRY(writer_data(writer, m->start, (m->rows + 1) * sizeof *m->start));
    TRY(writer_data(writer, m->col, m->nonzeros * sizeof *m->col));
    TRY(writer_data(writer, m->value, m->nonzeros * sizeof *m->value));
    TRY(writer_end(writer));
out:
    return err;
}

struct error *writer_text(struct writer *writer, struct record *r, const char *text)
{
    struct error *err;
    r->bytes = strlen(text);
    TRY(writer_begin(writer, r));
    TRY(writer_data(writer, text, r->bytes));
    TRY(writer_end(writer));
out:
    return err;
}

static struct error *put_printable(struct writer *w, const char *text, size_t length)
{
    struct memstream m;
    FILE *f = memstream_open(&m);
    if (f)
        printable_put_lines(f, text, length);
    if (!f || !memstream_close(&m))
        return error_memory("an output for a terminal");
    struct error *err = put(w, m.text, m.length);
    free(m.text);
    return err;
}

struct error *writer_raw(struct writer *writer, const void *data, size_t length)
{
    return writer->to_person ? put_printable(writer, data, length) : put(writer, data, length);
}

/* The end record, behind records. */
static struct error *put_end(struct writer *w)
{
    struct error *err;
    struct record end = {0};
    char text[END_TEXT_ROOM];
    if (!w->owes_end)
        return NULL;
    TRY(end_init(&end, w->records, text));
    TRY(begin(w, &end));
    TRY(writer_data(w, text, end.bytes));
    TRY(writer_end(w));
out:
    record_free(&end);
    return err;
}

struct error *writer_commit(struct writer *writer)
{
    struct error *err = writer_release(writer);
    if (!err)
        err = put_end(writer);
    if (!err)
        err = flush(writer);
    if (!err)
        err = output_commit(&writer->out);
    else
        output_discard(&writer->out);
    writer_free(writer);
    return err;
}
