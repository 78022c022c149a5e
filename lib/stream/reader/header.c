/* Headers of records: those of phm, and those of .npy arrays, which become records. */
#include "stream/reader/impl.h"

#include "base/npy.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FROM_MAX = 1024 };

static struct error *header_cut_short(const struct reader *rd)
{
    return error_new("%s: record %zu: byte %" PRIu64 " of the stream: cut short in the header: "
                     "write or copy the stream again",
                     rd->name, rd->index, rd->offset);
}

/* "phm 1" and a new line begin each record. */
static const char magic[] = "phm ";

/* What is not a stream at all is told apart from a stream that was cut short. */
static struct error *error_not_phm(const struct reader *rd)
{
    if (rd->index > 1)
        return error_new("%s: record %zu: does not begin with 'phm 1': damaged: write or copy the "
                         "stream again",
                         rd->name, rd->index);
    return error_new("%s: not phm, the streams between programs: snapcat FILE... reads "
                     "checkpoints, tsv2phm FILE tables of numbers",
                     rd->name);
}

/* Reads a phm header, from its first byte to its blank line. */
static struct error *take_header(struct reader *rd, char **text, size_t *length)
{
    struct error *err = NULL;
    char *header = NULL;
    size_t used = 0, room = 0, line = 0; /* line: where the current line starts */
    for (;;) {
        bool eof;
        TRY(reader_at_eof(rd, &eof));
        if (eof) {
            err = header_cut_short(rd);
            goto out;
        }
        if (used == room) {
            room = room ? 2 * room : 1024;
            char *larger = realloc(header, room);
            if (!larger) {
                err = error_memory("a record's header");
                goto out;
            }
            header = larger;
        }
        char c = (char)rd->buffer[rd->at++];
        rd->offset++;
        header[used++] = c;
        if (used < sizeof magic && c != magic[used - 1]) {
            err = error_not_phm(rd);
            goto out;
        }
        if (c == '\n' && used - line == 1)
            break;
        if (c == '\n')
            line = used;
        if (used - line > PHM_LINE_MAX || used >= PHM_HEADER_MAX) {
            err = error_new(
                "%s: record %zu: header without end: damaged, or not phm: is it the right file?",
                rd->name, rd->index);
            goto out;
        }
    }
    *text = header;
    *length = used;
out:
    if (err)
        free(header);
    return err;
}

static struct error *take_phm(struct reader *rd, struct record *r)
{
    char *header = NULL;
    size_t length = 0;
    struct error *err = take_header(rd, &header, &length);
    if (err)
        return err;
    err = record_parse(r, header, length);
    free(header);
    if (err)
        return error_prefix(err, "%s: record %zu", rd->name, rd->index);
    rd->npy = false;
    rd->source = r->type == PHM_F64 ? DTYPE_F64 : DTYPE_F32;
    rd->swapped = false;
    rd->bytes = r->bytes;
    return NULL;
}

/* Makes an array of any numbers a record of the expected kind. */
static struct error *npy_record(struct reader *rd, const struct npy *npy, struct record *r)
{
    if (npy->dims > 2)
        return error_new("an array of %zu dimensions: reshape it to two", npy->dims);
    size_t rows = npy->dims > 0 ? npy->shape[0] : 1, cols = npy->dims > 1 ? npy->shape[1] : 1;
    enum phm_type type = dtype_fits_f32(npy->type) ? PHM_F32 : PHM_F64;
    char from[FROM_MAX];
    struct error *err;
    if (npy->fortran)
        TRY(record_init_panel(r, rd->npy_kind, type, rows, cols, 1));
    else
        TRY(record_init(r, rd->npy_kind, type, rows, cols));
    snprintf(from, sizeof from, "%s (npy %s)", rd->name, dtype_name(npy->type));
    TRY(record_from_add(r, from));
    rd->npy = true;
    rd->source = npy->type;
    rd->swapped = npy->swapped;
    rd->bytes = npy->count * dtype_size(npy->type);
out:
    if (err)
        record_free(r);
    return err;
}

static struct error *take_npy(struct reader *rd, struct record *r)
{
    struct error *err = NULL;
    unsigned char prefix[NPY_PREFIX], *header = NULL;
    struct npy npy;
    size_t taken, length;
    TRY(reader_input(rd, prefix, sizeof prefix, &taken));
    if (taken < sizeof prefix) {
        err = header_cut_short(rd);
        goto out;
    }
    err = npy_header_length(prefix, &length);
    if (err) {
        err = error_prefix(err, "%s: record %zu", rd->name, rd->index);
        goto out;
    }
    header = malloc(length);
    if (!header) {
        err = error_memory("a .npy header");
        goto out;
    }
    memcpy(header, prefix, sizeof prefix);
    TRY(reader_input(rd, header + sizeof prefix, length - sizeof prefix, &taken));
    if (taken < length - sizeof prefix) {
        err = header_cut_short(rd);
        goto out;
    }
    err = npy_parse(&npy, header, length);
    if (!err)
        err = npy_check_numbers(&npy);
    if (!err)
        err = npy_record(rd, &npy, r);
    if (err)
        err = error_prefix(err, "%s: record %zu", rd->name, rd->index);
out:
    free(header);
    return err;
}

struct error *reader_header(struct reader *rd, struct record *r)
{
    bool is_npy = rd->buffer[rd->at] == 0x93; /* a .npy file begins with it, a phm header cannot */
    return is_npy ? take_npy(rd, r) : take_phm(rd, r);
}
