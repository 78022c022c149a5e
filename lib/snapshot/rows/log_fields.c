#include "snapshot/rows/log_fields.h"

#include "base/size.h"
#include "base/text/decimal.h"
#include "snapshot/rows/log.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool is_among(size_t column, const size_t *others, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (others[i] == column)
            return true;
    return false;
}

struct error *log_fields_find(struct log_fields *f, const struct strlist *names,
                              const struct table *rows, const struct table *log,
                              const size_t *others, size_t other_count)
{
    *f = (struct log_fields){.rows = rows, .log = log};
    f->at = calloc(size_max(names->count, 1), sizeof *f->at);
    if (!f->at)
        return error_memory("the fields of names");
    for (size_t i = 0; i < names->count; i++) {
        const char *name = names->at[i];
        size_t its = log_key(log, name);
        if (its != TABLE_NONE && !is_among(its, others, other_count))
            f->at[f->count++] = (struct log_field){name, table_column(rows, name), its};
    }
    return NULL;
}

void log_fields_free(struct log_fields *f)
{
    free(f->at);
    *f = (struct log_fields){0};
}

static size_t decimals(const char *number)
{
    const char *point = strchr(number, '.');
    return point ? strspn(point + 1, "0123456789") : 0;
}

/* Whether a name's number is the log's, rounded, as in epoch=3-val_loss=0.12.ckpt. Both must show
 * that they are measured: 0.1 is not taken for a rate of 0.125. */
static bool is_rounded(const char *name, const char *log)
{
    enum { DIGITS_LEAST = 2 };
    double rounded, number;
    size_t shown = decimals(name);
    return shown >= DIGITS_LEAST && decimals(log) >= shown + DIGITS_LEAST &&
           decimal_read(name, &rounded) && decimal_read(log, &number) &&
           fabs(rounded - number) * pow(10, (double)shown) < 0.5 + 1e-9;
}

enum log_says log_fields_say(const struct log_fields *f, size_t snapshot, size_t log_row)
{
    enum log_says says = LOG_SAYS_SAME;
    for (size_t i = 0; i < f->count; i++) {
        const char *cell = table_cell(f->log, log_row, f->at[i].its);
        const char *own = table_cell(f->rows, snapshot, f->at[i].own);
        if (log_is_gap(cell))
            says = LOG_SAYS_PART;
        else if (log_differ(cell, own) && !is_rounded(own, cell))
            return LOG_SAYS_OTHER;
    }
    return says;
}

bool log_fields_agree(const struct log_fields *f, size_t snapshot, size_t other)
{
    for (size_t i = 0; i < f->count; i++)
        if (log_differ(table_cell(f->rows, snapshot, f->at[i].own),
                       table_cell(f->rows, other, f->at[i].own)))
            return false;
    return true;
}
