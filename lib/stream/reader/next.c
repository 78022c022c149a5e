/* From record to record, up to the end of the stream: end records, and what is amiss there. */
#include "stream/reader/impl.h"

#include "stream/record/end.h"

#include <stdlib.h>

/* Counts the record that was begun, and takes from it what it promises. */
static void count(struct reader *rd, struct record *r)
{
    if (!record_is_companion(r)) {
        rd->since++;
        rd->promised += r->promises_end;
    }
    rd->owes_end = r->promises_end;
    r->promises_end = false;
}

/* Records without the promise may be counted or not: a script may have put one in the place of
 * another, or cat(1) a stream before this one. Companions are not counted: programs add and take
 * them, also those that pass an end record on because they do not know it. */
static struct error *check_count(const struct reader *rd, size_t counted)
{
    if (rd->promised <= counted && counted <= rd->since)
        return NULL;
    return error_new("%s: the end record counts %zu records, but %zu came: write or copy the "
                     "stream again, by programs of one version; a script that adds records or "
                     "leaves some out drops the end record and the attribute " END_PROMISE_KEY,
                     rd->name, counted, counted > rd->since ? rd->since : rd->promised);
}

static struct error *take_end(struct reader *rd)
{
    struct error *err;
    struct record r = {0};
    char *text = NULL;
    size_t counted;
    TRY(reader_begin(rd, &r));
    if (r.type == PHM_TEXT)
        TRY(reader_text(rd, &r, &text));
    if (!text || !end_parse(text, &counted))
        TRY(error_new("%s: record %zu (%s): this kind is for the record that ends a stream, which "
                      "this one is not: give the record another kind",
                      rd->name, rd->index, rd->kind));
    TRY(check_count(rd, counted));
    rd->index--; /* callers do not see this record */
    rd->since = rd->promised = 0;
    rd->owes_end = false;
out:
    record_free(&r);
    free(text);
    return err;
}

static struct error *error_cut(const struct reader *rd)
{
    return error_new("%s: record %zu (%s): cut short behind this record: its "
                     "attribute " END_PROMISE_KEY
                     " says that an end record follows, and none does: "
                     "write or copy the stream again; a script that made the record drops the "
                     "attribute",
                     rd->name, rd->index, rd->kind);
}

/* Takes the end records that come next. *eof: nothing follows. Fails where records were lost: where
 * an end record counts others than have come, or is owed, and none follows. */
static struct error *take_ends(struct reader *rd, bool *eof)
{
    struct error *err;
    bool is_end;
    for (;;) {
        TRY(reader_goes_on_with(rd, END_BEGINNING, &is_end));
        if (!is_end)
            break;
        TRY(take_end(rd));
    }
    TRY(reader_at_eof(rd, eof));
    if (*eof && rd->owes_end)
        err = error_cut(rd);
out:
    return err;
}

struct error *reader_next(struct reader *reader, struct record *r, bool *got)
{
    struct error *err;
    bool eof;
    *got = false;
    *r = (struct record){0};
    TRY(reader_skip(reader));
    TRY(take_ends(reader, &eof));
    if (eof && reader->index == 0) {
        err = error_new("%s: empty stream: see what the program that wrote it says", reader->name);
    } else if (!eof) {
        TRY(reader_begin(reader, r));
        count(reader, r);
        *got = true;
    }
out:
    return err;
}

struct error *reader_at_end(struct reader *reader, bool *end)
{
    *end = false;
    return reader->open ? NULL : take_ends(reader, end);
}
