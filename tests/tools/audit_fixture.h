/* Audits of small matrices, for the tests of lib/audit. */
#ifndef PHATE_TESTS_AUDIT_FIXTURE_H
#define PHATE_TESTS_AUDIT_FIXTURE_H

#include "audit/audit.h"
#include "audit/findings.h"
#include "numbers.h"

struct audit_fixture {
    struct table rows, tensors, findings;
    struct audit audit;
};

static inline struct table parsed_table(const char *text)
{
    struct table t = {0};
    if (*text)
        expect_good(table_parse(&t, text, false, "test"));
    return t;
}

/* Begins an audit; the texts are tables, "" where there is none. The fixture must not be moved. */
static inline void audit_fixture_begin(struct audit_fixture *f, const char *rows,
                                       const char *tensors, size_t row_count, size_t cols)
{
    static const struct audit_options usual;
    *f = (struct audit_fixture){.rows = parsed_table(rows), .tensors = parsed_table(tensors)};
    expect_good(audit_findings_begin(&f->findings));
    expect_good(audit_begin(&f->audit, &f->rows, row_count, &f->tensors, cols, &usual, NULL));
}

/* Adds all of x, float64, in panels of `width` columns. */
static inline void audit_fixture_add(struct audit_fixture *f, const struct matrix *x, size_t width)
{
    double *block = malloc(x->rows * width * sizeof *block);
    assert_non_null(block);
    for (size_t first = 0; first < x->cols; first += width) {
        size_t cols = x->cols - first < width ? x->cols - first : width;
        for (size_t i = 0; i < x->rows; i++)
            memcpy(block + i * cols, x->a + i * x->cols + first, cols * sizeof *block);
        struct panel panel = {first, x->rows, cols, PHM_F64, NULL, block};
        expect_good(audit_add(&f->audit, &panel));
    }
    free(block);
}

/* How many findings there are. */
static inline size_t audit_fixture_finish(struct audit_fixture *f)
{
    static const struct audit_options usual;
    expect_good(audit_finish(&f->audit, &usual, &f->findings));
    return f->findings.rows;
}

static inline void audit_fixture_free(struct audit_fixture *f)
{
    audit_free(&f->audit);
    table_free(&f->rows);
    table_free(&f->tensors);
    table_free(&f->findings);
}

#endif
