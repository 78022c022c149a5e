#include "waiting_table.h"

#include "cli.h"

#include <stdlib.h>

void waiting_table_put(struct waiting_table *w, struct writer *out)
{
    char *text = NULL;
    if (w->record.kind[0] && w->t.columns.count > 0) {
        cli_check(table_format(&w->t, &text));
        w->record.rows = w->t.rows;
        w->record.cols = w->t.columns.count;
        cli_check(writer_text(out, &w->record, text));
    }
    record_free(&w->record);
    table_free(&w->t);
    *w = (struct waiting_table){0};
    free(text);
}

void waiting_table_take(struct waiting_table *w, struct intake *in, const struct table *t,
                        struct writer *out)
{
    waiting_table_put(w, out);
    cli_check(table_copy(&w->t, t));
    w->record = intake_take_over(in);
}
