#include "filter.h"

#include "notes.h"

#include <stdlib.h>

/* ---- the loop ---- */

void filter_begin(struct filter *f, struct cli *cli, const char *const wanted[])
{
    *f = (struct filter){.cli = cli};
    const char *file = cli_file(cli);
    f->provenance = cli_provenance(cli);
    cli_check(intake_open(&f->in, file, wanted[0], wanted));
    f->in.shows_companions = true;
    cli_check(writer_open(&f->out, cli->output));
    writer_hold(f->out);
}

void filter_own_rows(struct filter *f)
{
    f->owns_rows = true;
}

void filter_own_tensors(struct filter *f)
{
    f->owns_tensors = true;
}

static void write_table(struct filter *f, struct record *r, const struct table *t)
{
    char *text;
    cli_check(table_format(t, &text));
    r->rows = t->rows;
    r->cols = t->columns.count;
    cli_check(writer_text(f->out, r, text));
    free(text);
}

static void write_rows(struct filter *f)
{
    write_table(f, &f->rows_record, &f->in.rows);
    f->rows_wait = false;
}

void filter_put_rows(struct filter *f)
{
    if (f->rows_wait)
        cli_check(record_from_add(&f->rows_record, f->provenance));
    write_rows(f);
}

static void write_tensors(struct filter *f)
{
    write_table(f, &f->tensors_record, &f->tensors);
    f->tensors_wait = false;
}

void filter_put_tensors(struct filter *f)
{
    if (!f->tensors_wait)
        return;
    cli_check(record_from_add(&f->tensors_record, f->provenance));
    write_tensors(f);
}

/* The current record's text, which the caller frees; as a table it is kept. */
static char *keep_table(struct filter *f, struct table *kept)
{
    char *text;
    cli_check(reader_table(f->in.reader, &f->in.record, kept, &text));
    return text;
}

/* The current record's header, for its table to be written later. */
static void keep_header(struct filter *f, struct record *kept)
{
    record_free(kept);
    cli_check(record_init(kept, f->in.record.kind, PHM_TEXT, 0, 0));
    cli_check(record_inherit(kept, &f->in.record));
}

static void take_rows(struct filter *f)
{
    if (f->rows_wait)
        write_rows(f);
    f->in.rows_number = f->in.number;
    char *text = keep_table(f, &f->in.rows);
    f->rows_wait = f->owns_rows;
    if (f->owns_rows)
        keep_header(f, &f->rows_record);
    else
        cli_check(writer_text(f->out, &f->in.record, text));
    free(text);
}

void filter_own_companions(struct filter *f, bool consume)
{
    f->owns_companions = true;
    f->consumes_companions = consume;
}

/* Where no input is left that could be bad, output need not be held back any longer, and neither
 * what is noted of an only record. */
static void release_at_end(struct filter *f)
{
    bool end;
    cli_check(reader_at_end(f->in.reader, &end));
    if (!end)
        return;
    if (notes_last_record())
        cli_tell_notes();
    cli_check(writer_release(f->out));
}

void filter_put_companion(struct filter *f)
{
    if (!f->companion_waits)
        return;
    release_at_end(f);
    cli_check(writer_matrix(f->out, &f->companion.record, &f->companion.m));
    companion_free(&f->companion);
    f->companion_waits = false;
}

static void take_companion(struct filter *f)
{
    filter_put_companion(f);
    cli_check(companion_take(&f->companion, &f->in));
    f->companion_waits = !f->consumes_companions;
}

static void take_tensors(struct filter *f)
{
    if (f->tensors_wait)
        write_tensors(f);
    char *text = keep_table(f, &f->tensors);
    f->tensors_wait = f->owns_tensors;
    if (f->owns_tensors)
        keep_header(f, &f->tensors_record);
    else
        cli_check(writer_text(f->out, &f->in.record, text));
    free(text);
}

static void pass(struct filter *f)
{
    if (record_is(&f->in.record, "rows"))
        take_rows(f);
    else if (record_is(&f->in.record, "tensors"))
        take_tensors(f);
    else if (f->owns_companions && companion_is_of_distances(&f->in.record))
        take_companion(f);
    else
        cli_check(stream_pass(f->in.reader, &f->in.record, f->out));
}

bool filter_next(struct filter *f)
{
    bool got;
    for (;;) {
        cli_check(intake_next(&f->in, &got));
        if (!got)
            return false;
        if (intake_takes(&f->in)) {
            const struct record *r = &f->in.record;
            notes_begin_record(record_attr(r, "name"), record_attr(r, "k"), record_attr(r, "t"));
            return true;
        }
        pass(f);
    }
}

void filter_matrix(struct filter *f, struct matrix *m)
{
    cli_check(reader_matrix(f->in.reader, &f->in.record, m));
}

void filter_csr(struct filter *f, struct csr *m)
{
    cli_check(reader_csr(f->in.reader, &f->in.record, m));
}

void filter_derive(struct filter *f, struct record *r, const char *kind, const struct matrix *m)
{
    cli_check(record_derive(r, &f->in.record, kind, m->rows, m->cols));
    cli_check(record_from_add(r, f->provenance));
}

void filter_derive_csr(struct filter *f, struct record *r, const char *kind, const struct csr *m)
{
    cli_check(record_init_csr(r, kind, PHM_F64, m->rows, m->cols, m->nonzeros));
    cli_check(record_inherit(r, &f->in.record));
    cli_check(record_from_add(r, f->provenance));
}

void filter_put_kept(struct filter *f, struct record *r, const struct matrix *m)
{
    release_at_end(f);
    cli_check(writer_matrix(f->out, r, m));
    record_free(r);
}

void filter_put(struct filter *f, struct record *r, struct matrix *m)
{
    filter_put_kept(f, r, m);
    matrix_free(m);
}

void filter_put_csr(struct filter *f, struct record *r, struct csr *m)
{
    release_at_end(f);
    cli_check(writer_csr(f->out, r, m));
    record_free(r);
    csr_free(m);
}

int filter_end(struct filter *f)
{
    if (f->rows_wait)
        write_rows(f);
    if (f->tensors_wait)
        write_tensors(f);
    filter_put_companion(f);
    companion_free(&f->companion);
    table_free(&f->tensors);
    record_free(&f->rows_record);
    record_free(&f->tensors_record);
    intake_close(&f->in);
    cli_tell_notes();
    cli_check(writer_commit(f->out));
    free(f->provenance);
    strlist_free(&f->cli->provenance);
    return 0;
}
