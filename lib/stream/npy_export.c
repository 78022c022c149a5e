#include "stream/npy_export.h"

#include "base/npy.h"
#include "base/size.h"

#include <stdlib.h>

static struct error *write_header(struct writer *writer, const struct record *r, bool fortran)
{
    char *header;
    size_t length;
    enum dtype type = r->type == PHM_F32 ? DTYPE_F32 : DTYPE_F64;
    struct error *err = npy_format(type, r->rows, r->cols, fortran, &header, &length);
    if (err)
        return err;
    err = writer_raw(writer, header, length);
    free(header);
    return err;
}

static struct error *write_payload(struct reader *reader, struct writer *writer)
{
    enum { CHUNK = 1 << 16 };
    struct error *err;
    unsigned char chunk[CHUNK];
    size_t length;
    do {
        TRY(reader_bytes(reader, chunk, sizeof chunk, &length));
        TRY(writer_raw(writer, chunk, length));
    } while (length > 0);
out:
    return err;
}

/* Gathers column `j` of a panel; `column` has room for its rows. */
static void gather_column(void *column, const struct panel *p, size_t j)
{
    if (p->type == PHM_F32)
        for (size_t i = 0; i < p->rows; i++)
            ((float *)column)[i] = p->f[i * p->cols + j];
    else
        for (size_t i = 0; i < p->rows; i++)
            ((double *)column)[i] = p->d[i * p->cols + j];
}

static struct error *write_columns(struct reader *reader, const struct record *r,
                                   struct writer *writer)
{
    struct error *err = NULL;
    struct panel panel;
    bool got;
    size_t element = phm_type_size(r->type);
    void *column = reallocarray(NULL, size_max(r->rows, 1), element);
    if (!column)
        return error_memory("a column");
    for (;;) {
        TRY(reader_panel(reader, r, 0, &panel, &got));
        if (!got)
            break;
        for (size_t j = 0; j < panel.cols; j++) {
            gather_column(column, &panel, j);
            TRY(writer_raw(writer, column, panel.rows * element));
        }
    }
out:
    free(column);
    return err;
}

static struct error *write_with_zeros(struct reader *reader, const struct record *r,
                                      struct writer *writer)
{
    struct matrix m;
    struct error *err = reader_matrix(reader, r, &m);
    if (err)
        return err;
    for (size_t i = 0, count = m.rows * m.cols; i < count; i++) {
        float narrow = (float)m.a[i];
        if (r->type == PHM_F32)
            TRY(writer_raw(writer, &narrow, sizeof narrow));
        else
            TRY(writer_raw(writer, &m.a[i], sizeof m.a[i]));
    }
out:
    matrix_free(&m);
    return err;
}

struct error *npy_export(struct reader *reader, const struct record *r, struct writer *writer)
{
    struct error *err;
    bool panels = r->layout == PHM_PANEL && r->panel < r->cols;
    if (r->type == PHM_TEXT)
        return error_new("%s: expected numbers, got %s: it is text: use phm2tsv",
                         reader_name(reader), r->kind);
    TRY(write_header(writer, r, panels));
    if (r->layout == PHM_CSR)
        TRY(write_with_zeros(reader, r, writer));
    else if (panels)
        TRY(write_columns(reader, r, writer));
    else
        TRY(write_payload(reader, writer));
out:
    return err;
}
