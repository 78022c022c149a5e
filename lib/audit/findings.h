/* Findings as a table: one row per finding, with the columns finding, run, step, file, tensor, what
 * and other (a file). */
#ifndef PHATE_AUDIT_FINDINGS_H
#define PHATE_AUDIT_FINDINGS_H

#include "audit/subject.h"
#include "stream/table/table.h"

/* The words for them, in the order in which they are looked for. */
enum audit_finding {
    AUDIT_DIFFERS,   /* has other names, shapes or types than the first file */
    AUDIT_NONFINITE, /* holds NaN or infinities */
    AUDIT_COPY,      /* is equal to an earlier one of its run */
    AUDIT_NO_STEP,   /* is equal to the one before it */
    AUDIT_FROZEN,    /* is the same throughout a run */
    AUDIT_RETURNS,   /* leaves the path of its run, which then returns */
    AUDIT_ORDER,     /* is out of order */
    AUDIT_ROUNDING,  /* steps that are below the rounding of the type */
    AUDIT_TWIN,      /* is equal to one of another run */
    AUDIT_START,     /* does not start where it claims to */
    AUDIT_FINDINGS
};

/* What a finding is about. */
struct audit_place {
    size_t row;         /* or AUDIT_NONE */
    const char *tensor; /* NULL: the whole snapshot */
    size_t other;       /* another row, or AUDIT_NONE */
};

/* Sets the headings of a table, which starts as {0}. */
struct error *audit_findings_begin(struct table *out) MUST_CHECK;

/* Appends a row; the text says what is found. */
struct error *audit_findings_add(struct table *out, const struct audit_subject *s,
                                 enum audit_finding finding, struct audit_place place,
                                 const char *format, ...) PRINTF_LIKE(5, 6) MUST_CHECK;

/* Appends what is found of a file that is not among the rows. */
struct error *audit_findings_add_file(struct table *out, enum audit_finding finding,
                                      const char *file, const char *what,
                                      const char *other) MUST_CHECK;

#endif
