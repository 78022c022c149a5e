#include "snapgram.h"

#include "gram.h"
#include "size.h"

#include <math.h>

/* Columns asked for at a time, where the stream's own panels are narrower. */
enum { PANEL_BYTES = 8 << 20 };

static struct error *check_finite(const struct matrix *g)
{
    for (size_t i = 0; i < g->rows; i++)
        if (!isfinite(g->a[i * g->cols + i]))
            return error_new("snapshots: row %zu holds NaN, Inf or values beyond 1e150: leave that "
                             "snapshot out (snapcat --skip-nonfinite)",
                             i);
    return NULL;
}

struct error *snapgram_read(struct reader *reader, const struct record *r, bool center_rows,
                            struct report *report, struct matrix *g)
{
    struct error *err;
    struct gram gram = {0};
    size_t wanted = PANEL_BYTES / phm_type_size(r->type) / size_max(r->rows, 1);
    bool got;
    *g = (struct matrix){0};
    if (r->rows == 0) {
        err = error_new("a snapshots record without rows: %s: name some files to snapcat",
                        reader_name(reader));
        goto out;
    }
    if (r->cols == 0) { /* and nothing behind the header shows that there are so many rows */
        err = error_new("a snapshots record without columns: %s: choose some tensors in snapcat",
                        reader_name(reader));
        goto out;
    }
    TRY(center_rows ? gram_begin_centered_rows(&gram, r->rows) : gram_begin(&gram, r->rows));
    for (;;) {
        struct panel panel;
        TRY(reader_panel(reader, r, wanted, &panel, &got));
        if (!got)
            break;
        if (panel.type == PHM_F32)
            gram_add_f32(&gram, panel.f, panel.cols);
        else
            gram_add_f64(&gram, panel.d, panel.cols);
        report_progress(report, "Gram matrix",
                        (double)(panel.first + panel.cols) / (double)r->cols);
    }
    gram_finish(&gram, g);
    TRY(check_finite(g));
out:
    gram_free(&gram);
    if (err)
        matrix_free(g);
    return err;
}
