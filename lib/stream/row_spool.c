#include "stream/row_spool.h"

#include "base/file/file.h"
#include "base/file/scratch.h"
#include "base/size.h"

#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

struct error *row_spool_open(struct row_spool *spool, size_t cols)
{
    *spool = (struct row_spool){.cols = cols};
    return scratch_open(&spool->fd);
}

void row_spool_close(struct row_spool *spool)
{
    if (spool->fd >= 0)
        close(spool->fd);
    spool->fd = -1;
}

static uint64_t offset_of(const struct row_spool *spool, size_t row, size_t col)
{
    return ((uint64_t)row * spool->cols + col) * sizeof(double);
}

struct error *row_spool_add(struct row_spool *spool, const double *row)
{
    struct error *err = file_write(spool->fd, row, spool->cols * sizeof *row,
                                   offset_of(spool, spool->rows, 0), scratch_directory());
    spool->rows += !err;
    return err;
}

/* Columns [first, first + cols) of all rows, one after the other. */
static struct error *read_panel(const struct row_spool *spool, size_t first, size_t cols,
                                double *panel)
{
    struct error *err = NULL;
    for (size_t i = 0; i < spool->rows && !err; i++)
        err = file_read(spool->fd, panel + i * cols, cols * sizeof *panel,
                        offset_of(spool, i, first));
    return error_prefix(err, "%s", scratch_directory());
}

struct error *row_spool_write(const struct row_spool *spool, const struct record *r,
                              struct writer *out, struct report *report)
{
    struct error *err = NULL;
    double *panel = malloc(spool->rows * r->panel * sizeof *panel);
    if (!panel)
        return error_memory("a panel of columns");
    for (size_t first = 0, cols; first < spool->cols; first += cols) {
        cols = size_min(r->panel, spool->cols - first);
        TRY(read_panel(spool, first, cols, panel));
        TRY(writer_data(out, panel, spool->rows * cols * sizeof *panel));
        report_progress(report, "writing rows", (double)(first + cols) / (double)spool->cols);
    }
out:
    free(panel);
    return err;
}
