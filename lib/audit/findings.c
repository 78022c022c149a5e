#include "audit/findings.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { FINDING, RUN, STEP, PATH, TENSOR, WHAT, OTHER, COLUMNS };
static const char *const headings[COLUMNS] = {"finding", "run",  "step", "file",
                                              "tensor",  "what", "other"};

static const char *const words[AUDIT_FINDINGS] = {
    [AUDIT_DIFFERS] = "differs", [AUDIT_NONFINITE] = "nonfinite", [AUDIT_COPY] = "copy",
    [AUDIT_NO_STEP] = "no-step", [AUDIT_FROZEN] = "frozen",       [AUDIT_RETURNS] = "returns",
    [AUDIT_ORDER] = "order",     [AUDIT_ROUNDING] = "rounding",   [AUDIT_TWIN] = "twin",
    [AUDIT_START] = "start"};

struct error *audit_findings_begin(struct table *out)
{
    struct error *err = NULL;
    size_t column;
    for (size_t i = 0; i < COLUMNS; i++)
        TRY(table_column_add(out, headings[i], &column));
out:
    return err;
}

static struct error *set(struct table *out, size_t column, const char *text)
{
    return text ? table_set(out, out->rows - 1, column, text) : NULL;
}

/* The row's file, or "row 7", counted from 0 as other messages do. */
static struct error *set_file(struct table *out, size_t column, const struct audit_subject *s,
                              size_t row)
{
    char number[32];
    size_t file = table_column(s->rows, "file");
    if (row == AUDIT_NONE)
        return NULL;
    if (file != TABLE_NONE)
        return set(out, column, table_cell(s->rows, row, file));
    snprintf(number, sizeof number, "row %zu", row);
    return set(out, column, number);
}

static struct error *set_place(struct table *out, const struct audit_subject *s,
                               struct audit_place place)
{
    struct error *err = NULL;
    size_t run = place.row == AUDIT_NONE ? RUNS_NONE : s->run_of[place.row];
    TRY(set_file(out, PATH, s, place.row));
    TRY(set_file(out, OTHER, s, place.other));
    TRY(set(out, TENSOR, place.tensor));
    if (run != RUNS_NONE)
        TRY(set(out, RUN, s->runs.at[run].name));
    if (place.row != AUDIT_NONE && s->runs.step_column != TABLE_NONE)
        TRY(set(out, STEP, table_cell(s->rows, place.row, s->runs.step_column)));
out:
    return err;
}

struct error *audit_findings_add(struct table *out, const struct audit_subject *s,
                                 enum audit_finding finding, struct audit_place place,
                                 const char *format, ...)
{
    struct error *err;
    char *what = NULL;
    va_list args;
    va_start(args, format);
    int length = vasprintf(&what, format, args);
    va_end(args);
    if (length < 0)
        return error_memory("a finding");
    TRY(table_row_add(out));
    TRY(set(out, FINDING, words[finding]));
    TRY(set(out, WHAT, what));
    TRY(set_place(out, s, place));
out:
    free(what);
    return err;
}

struct error *audit_findings_add_file(struct table *out, enum audit_finding finding,
                                      const char *file, const char *what, const char *other)
{
    struct error *err;
    TRY(table_row_add(out));
    TRY(set(out, FINDING, words[finding]));
    TRY(set(out, PATH, file));
    TRY(set(out, WHAT, what));
    TRY(set(out, OTHER, other));
out:
    return err;
}
