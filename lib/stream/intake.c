#include "stream/intake.h"

#include "stream/record/part.h"
#include "stream/wrong_kind.h"

struct error *intake_open(struct intake *in, const char *path, const char *npy_kind,
                          const char *const wanted[])
{
    *in = (struct intake){.wanted = wanted};
    return reader_open(&in->reader, path, npy_kind);
}

void intake_close(struct intake *in)
{
    record_free(&in->record);
    record_free(&in->other);
    table_free(&in->rows);
    reader_close(in->reader);
    *in = (struct intake){0};
}

static bool is_among(const struct record *r, const char *const kinds[])
{
    return kinds && record_is_one_of(r, kinds);
}

static bool takes(const struct intake *in, const struct record *r)
{
    return (is_among(r, in->wanted) || is_among(r, in->aside)) && !record_is_companion(r);
}

bool intake_takes(const struct intake *in)
{
    return takes(in, &in->record);
}

struct record intake_take_over(struct intake *in)
{
    struct record r = in->record;
    in->record = (struct record){0};
    return r;
}

/* A message may be about the record at hand: it is kept. */
static void put_away(struct intake *in)
{
    struct record r = intake_take_over(in);
    bool taken_over = !*r.kind, mute = record_is_companion(&r) && *in->other.kind;
    if (taken_over || mute || takes(in, &r)) {
        record_free(&r);
    } else {
        record_free(&in->other);
        in->other = r;
    }
}

/* A record has come. */
static struct error *meet(struct intake *in)
{
    if (!is_among(&in->record, in->wanted) || !intake_takes(in))
        return NULL;
    in->found = true;
    return in->takes_parts ? NULL : part_refuse(&in->record, reader_name(in->reader));
}

struct error *intake_next(struct intake *in, bool *got)
{
    struct error *err;
    do {
        put_away(in);
        TRY(reader_next(in->reader, &in->record, got));
        in->number += *got;
    } while (*got && record_is_companion(&in->record) && !in->shows_companions);
    if (*got)
        TRY(meet(in));
    else if (in->wanted && !in->found)
        err = wrong_kind(in->reader, &in->other, in->wanted);
out:
    return err;
}

struct error *intake_finish(struct intake *in)
{
    struct error *err = NULL;
    for (bool got = true; got;)
        TRY(intake_next(in, &got));
out:
    return err;
}

struct error *intake_keep_rows(struct intake *in)
{
    in->rows_number = in->number;
    return reader_table(in->reader, &in->record, &in->rows, NULL);
}

struct error *intake_next_wanted(struct intake *in, bool *got)
{
    struct error *err;
    for (;;) {
        TRY(intake_next(in, got));
        if (!*got || intake_takes(in))
            break;
        if (record_is(&in->record, "rows"))
            TRY(intake_keep_rows(in));
    }
out:
    return err;
}
