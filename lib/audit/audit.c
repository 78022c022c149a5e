#include "audit/audit.h"

#include "audit/between.h"
#include "audit/course.h"
#include "audit/equal.h"
#include "audit/labels.h"
#include "audit/rounding.h"
#include "base/size.h"

#include <stdlib.h>

struct error *audit_begin(struct audit *a, const struct table *rows, size_t row_count,
                          const struct table *tensors, size_t cols,
                          const struct audit_options *options, struct report *report)
{
    struct error *err;
    *a = (struct audit){0};
    TRY(audit_subject_make(&a->subject, rows, row_count, tensors, cols, &options->columns, report));
    TRY(audit_measure_new(&a->measure, &a->subject));
    TRY(audit_sketch_new(&a->sketch, row_count, cols));
out:
    if (err)
        audit_free(a);
    return err;
}

void audit_free(struct audit *a)
{
    audit_sketch_free(&a->sketch);
    audit_measure_free(&a->measure);
    audit_subject_free(&a->subject);
}

struct error *audit_add(struct audit *a, const struct panel *panel)
{
#pragma omp parallel for schedule(static)
    for (size_t row = 0; row < panel->rows; row++) {
        audit_measure_add_row(&a->measure, panel, row);
        audit_sketch_add_row(&a->sketch, panel, row);
    }
    return audit_measure_add_nonfinite(&a->measure, panel);
}

/* ---- findings ---- */

static struct error *report_nonfinite(struct table *out, const struct audit_measure *m)
{
    struct error *err = NULL;
    for (size_t i = 0; i < m->nonfinite_count && !err; i++) {
        const struct audit_nonfinite *n = &m->nonfinite[i];
        err = audit_findings_add(
            out, m->subject, AUDIT_NONFINITE,
            (struct audit_place){n->row, m->subject->tensors[n->tensor].name, AUDIT_NONE},
            "NaN: %zu, infinite: %zu, first at element %zu", n->nans, n->infinities, n->first);
    }
    return err;
}

struct error *audit_finish(struct audit *a, const struct audit_options *options, struct table *out)
{
    struct error *err;
    const struct audit_measure *m = &a->measure;
    size_t rows = a->subject.row_count;
    struct audit_cell *whole = calloc(size_max(rows, 1), sizeof *whole);
    enum audit_copied *copies = calloc(size_max(rows, 1), sizeof *copies);
    if (!whole || !copies) {
        err = error_memory("the findings");
        goto out;
    }
    audit_measure_finish(&a->measure);
    for (size_t i = 0; i < rows; i++)
        whole[i] = audit_measure_whole(m, i);
    TRY(report_nonfinite(out, m));
    TRY(audit_equal_find(out, m, whole, copies));
    TRY(audit_course_find(out, m, whole, &a->sketch, copies));
    TRY(audit_labels_find(out, &a->subject));
    TRY(audit_rounding_find(out, m, whole));
    TRY(audit_between_find_twins(out, m, whole, options->start));
    TRY(audit_between_find_starts(out, m, whole, options->start));
out:
    free(whole);
    free(copies);
    return err;
}
