#include "audit/input/input.h"
#include "base/file/path.h"
#include "stream/intake.h"
#include "stream/panel_pipe.h"
#include "stream/record/sketch_attr.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The current record, and the tables that came before it. */
struct input {
    struct intake in;
    struct table tensors;
};

static struct error *check_record(const struct input *input, struct report *report)
{
    const struct intake *in = &input->in;
    const struct record *r = &in->record;
    const char *name = reader_name(in->reader);
    if (r->rows == 0 || r->cols == 0)
        return error_new("%s: a snapshots record of %zu x %zu: name some files to snapcat", name,
                         r->rows, r->cols);
    if (in->rows_number > 0 && in->rows.rows != r->rows)
        return error_new("%s: has a table of %zu rows, but %s of %zu: give the table of the same "
                         "snapshots",
                         name, in->rows.rows, r->kind, r->rows);
    if (in->rows_number == 0)
        report_line(
            report, REPORT_NOTE,
            "no table of rows: the %zu rows are taken as one run, in their order: npy2phm -r "
            "TABLE adds one",
            r->rows);
    if (sketch_attr_given(r))
        report_line(report, REPORT_NOTE,
                    "sketches of %s numbers: they do not show NaN, nor steps that are rounding of "
                    "the parameters' own type: audit the checkpoints for these",
                    record_attr(r, SKETCH_ATTR_NUMBERS));
    return NULL;
}

static struct error *add_panel(void *audit, const struct panel *panel)
{
    return audit_add(audit, panel);
}

static struct error *audit_record(const struct input *input, const struct audit_options *options,
                                  struct table *out, struct report *report)
{
    struct error *err;
    struct audit a = {0};
    const struct record *r = &input->in.record;
    TRY(check_record(input, report));
    TRY(audit_begin(&a, &input->in.rows, r->rows, &input->tensors, r->cols, options, report));
    TRY(panel_pipe_run(input->in.reader, r, add_panel, &a, "reading snapshots", report));
    TRY(audit_finish(&a, options, out));
out:
    audit_free(&a);
    return err;
}

struct error *audit_input_stream(const char *path, const struct audit_options *options,
                                 struct table *out, struct report *report)
{
    static const char *const wanted[] = {"snapshots", NULL};
    struct error *err;
    struct input input = {0};
    bool got;
    TRY(intake_open(&input.in, path, wanted[0], wanted));
    for (;;) {
        TRY(intake_next(&input.in, &got));
        if (!got)
            break;
        if (record_is(&input.in.record, "rows"))
            TRY(intake_keep_rows(&input.in));
        else if (record_is(&input.in.record, "tensors"))
            TRY(reader_table(input.in.reader, &input.in.record, &input.tensors, NULL));
        else if (intake_takes(&input.in))
            TRY(audit_record(&input, options, out, report));
    }
out:
    table_free(&input.tensors);
    intake_close(&input.in);
    return err;
}

bool audit_input_is_stream(const char *path)
{
    static const char magic[] = "phm ";
    struct stat status;
    char head[sizeof magic - 1];
    if (path_is_standard(path))
        return true;
    if (stat(path, &status) != 0 || S_ISDIR(status.st_mode))
        return false;
    if (!S_ISREG(status.st_mode))
        return true;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool is_stream = fd >= 0 && read(fd, head, sizeof head) == (ssize_t)sizeof head &&
                     memcmp(head, magic, sizeof head) == 0;
    if (fd >= 0)
        close(fd);
    return is_stream;
}
