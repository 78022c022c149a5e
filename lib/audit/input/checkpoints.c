#include "audit/findings.h"
#include "audit/input/input.h"
#include "snapshot/snapreader.h"
#include "snapshot/tensor_table.h"

#include <string.h>

/* ---- files that differ ---- */

/* The reason begins with the file, which has a column of its own. */
static struct error *report_differing(const struct concat_differing *differing, const char *first,
                                      struct table *out)
{
    struct error *err = NULL;
    for (size_t i = 0; i < differing->files.count && !err; i++) {
        const char *file = differing->files.at[i], *reason = differing->reasons.at[i];
        size_t length = strlen(file);
        bool has_file =
            strncmp(reason, file, length) == 0 && strncmp(reason + length, ": ", 2) == 0;
        err = audit_findings_add_file(out, AUDIT_DIFFERS, file,
                                      has_file ? reason + length + 2 : reason, first);
    }
    return err;
}

/* How many tensors of the snapshot are stored in another type than in the first; *tensor is the
 * first such. */
static size_t count_other_types(const struct snapshots *s, size_t snapshot, size_t *tensor)
{
    size_t count = 0;
    for (size_t k = s->tensor_count; k-- > 0;)
        if (s->at[snapshot].layout->places[k].type != s->tensors[k].place.type) {
            count++;
            *tensor = k;
        }
    return count;
}

/* The row of the file that came first, before the rows were put in order. */
static size_t first_row(const struct snapshots *s)
{
    size_t row = 0;
    while (strcmp(s->at[row].file.path, s->first) != 0)
        row++;
    return row;
}

static struct error *report_types(const struct snapshots *s, const struct audit_subject *subject,
                                  struct table *out)
{
    struct error *err = NULL;
    for (size_t i = 0; i < s->count && !err; i++) {
        size_t k, count = count_other_types(s, i, &k);
        if (count > 0)
            err = audit_findings_add(out, subject, AUDIT_DIFFERS,
                                     (struct audit_place){i, s->tensors[k].name, first_row(s)},
                                     "stored as %s, but %s in the first file: %zu of %zu tensors",
                                     dtype_name(s->at[i].layout->places[k].type),
                                     dtype_name(s->tensors[k].place.type), count, s->tensor_count);
    }
    return err;
}

/* ---- the pass ---- */

static struct panel panel_of(const struct snapshots *s, const void *numbers, size_t first,
                             size_t cols)
{
    struct panel panel = {.first = first, .rows = s->count, .cols = cols, .type = s->type};
    if (s->type == PHM_F32)
        panel.f = (float *)numbers;
    else
        panel.d = (double *)numbers;
    return panel;
}

static struct error *read_panels(const struct snapshots *s, struct audit *a, struct report *report)
{
    struct error *err;
    struct snapreader *reader;
    const void *numbers;
    size_t done = 0, cols;
    TRY(snapreader_new(&reader, s, concat_panel_width(s->type, s->count, snapshots_params(s))));
    TRY(snapreader_next(reader, &numbers, &cols));
    while (numbers) {
        struct panel panel = panel_of(s, numbers, done, cols);
        TRY(audit_add(a, &panel));
        done += cols;
        report_progress(report, "reading snapshots", (double)done / (double)snapshots_params(s));
        TRY(snapreader_next(reader, &numbers, &cols));
    }
out:
    snapreader_free(reader);
    return err;
}

struct error *audit_input_checkpoints(struct concat *work, const struct audit_options *options,
                                      struct table *out, struct report *report)
{
    struct error *err;
    struct snapshots s = {.takes_nonfinite = true};
    struct concat_differing differing = {0};
    struct table tensors = {0};
    struct audit a = {0};
    work->differing = &differing;
    TRY(concat_describe(work, &s, report));
    TRY(report_differing(&differing, s.first, out));
    TRY(tensor_table_of(&s, &tensors));
    TRY(audit_begin(&a, &s.rows, s.count, &tensors, snapshots_params(&s), options, report));
    TRY(report_types(&s, &a.subject, out));
    TRY(read_panels(&s, &a, report));
    TRY(audit_finish(&a, options, out));
out:
    work->differing = NULL;
    audit_free(&a);
    table_free(&tensors);
    strlist_free(&differing.files);
    strlist_free(&differing.reasons);
    snapshots_free(&s);
    return err;
}
