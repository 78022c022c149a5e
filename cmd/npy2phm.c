/* npy2phm: NumPy's .npy arrays as records. */
#include "filter.h"

#include <string.h>

struct wrapping {
    const char *kind;
    const char *table;    /* the row table's path, or NULL */
    struct strlist attrs; /* "KEY=VALUE" */
    size_t rows;          /* of the row table */
};

static void put_table(struct filter *f, struct wrapping *w)
{
    struct table t;
    cli_check(table_read(&t, w->table));
    cli_check(stream_put_table(f->out, "rows", &t, f->provenance));
    w->rows = t.rows;
    table_free(&t);
}

static void set_attrs(struct record *r, const struct strlist *attrs)
{
    for (size_t i = 0; i < attrs->count; i++) {
        char *key = attrs->at[i], *equals = strchr(key, '=');
        *equals = '\0';
        cli_check(record_attr_set(r, key, "%s", equals + 1));
        *equals = '=';
    }
}

static void put_array(struct filter *f, const struct wrapping *w)
{
    struct record *r = &f->in.record;
    if (w->table && r->rows != w->rows)
        cli_fail(CLI_FAILURE, "%s: has %zu rows, %s has %zu: give one line per row of the array",
                 w->table, w->rows, reader_name(f->in.reader), r->rows);
    set_attrs(r, &w->attrs);
    cli_check(record_from_add(r, f->provenance));
    if (reader_is_safe(f->in.reader)) /* then it need not be held back, however large it is */
        cli_check(writer_release(f->out));
    cli_check(stream_pass(f->in.reader, r, f->out));
}

/* `attrs` is a strlist. */
static struct error *add_attr(const char *text, void *attrs)
{
    if (!strchr(text, '='))
        return error_new("--attr %s: expected KEY=VALUE", text);
    return strlist_add(attrs, text, strlen(text));
}

int main(int argc, char *argv[])
{
    struct cli cli = {.synopsis =
                          "Make records of NumPy's arrays; phm records pass through between them.",
                      .operands = "[FILE]"};
    struct wrapping w = {0};
    struct filter f;
    const struct cli_option options[] = {
        {'k', "kind", "KIND", "what the numbers are: snapshots, gram, distance, coords, ...",
         CLI_TEXT(&w.kind)},
        {'a', "attr", "KEY=VALUE", "an attribute of the record; may be repeated",
         CLI_PARSED(add_attr, &w.attrs)},
        {'r', "rows", "TABLE", "TSV or CSV, one line per row of the array, put in front",
         CLI_TEXT(&w.table), CLI_READS},
        {0}};
    cli_begin(&cli, argc, argv);
    cli_options(&cli, options);
    if (!w.kind)
        cli_fail(CLI_USAGE, "-k: needed: say what the numbers are, such as -k snapshots");

    filter_begin(&f, &cli, (const char *const[]){w.kind, NULL});
    f.in.takes_parts = true;
    if (w.table)
        put_table(&f, &w);
    while (filter_next(&f))
        put_array(&f, &w);
    strlist_free(&w.attrs);
    return filter_end(&f);
}
