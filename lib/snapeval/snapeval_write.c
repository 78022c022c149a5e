#include "snapeval/snapeval.h"

#include "base/size.h"
#include "stream/stream.h"
#include "stream/tsv.h"

#include <stdlib.h>
#include <string.h>

enum { PANEL_BYTES = 8 << 20 };

/* ---- the stream ---- */

/* Columns of a panel: whole samples, at least one. */
static size_t panel_width(const struct snapeval *s)
{
    const struct answer_shape *shape = &s->predictions.shape;
    size_t sample = size_max(shape->classes, 1);
    size_t width = PANEL_BYTES / dtype_size(shape->type) / s->rows.rows / sample * sample;
    return size_min(size_max(width, sample), shape->count);
}

static struct error *begin_snapshots(const struct snapeval *s, size_t width, struct writer *out,
                                     const char *provenance)
{
    struct error *err;
    struct record r;
    const struct answer_shape *shape = &s->predictions.shape;
    enum phm_type type = shape->type == DTYPE_F64 ? PHM_F64 : PHM_F32;
    TRY(record_init_panel(&r, "snapshots", type, s->rows.rows, shape->count, width));
    if (shape->classes > 0)
        TRY(record_attr_set(&r, "classes", "%zu", shape->classes));
    TRY(record_from_add(&r, provenance));
    TRY(writer_begin(out, &r));
out:
    record_free(&r);
    return err;
}

static struct error *write_panel(const struct snapeval *s, size_t first, size_t cols, void *piece,
                                 struct writer *out)
{
    struct error *err = NULL;
    for (size_t i = 0; i < s->rows.rows; i++) {
        TRY(prediction_store_read(&s->predictions, s->point[i], first, cols, piece));
        TRY(writer_data(out, piece, cols * dtype_size(s->predictions.shape.type)));
    }
out:
    return err;
}

static struct error *write_predictions(const struct snapeval *s, struct writer *out,
                                       const char *provenance)
{
    struct error *err;
    size_t count = s->predictions.shape.count, width = panel_width(s);
    void *piece = malloc(width * dtype_size(s->predictions.shape.type));
    if (!piece)
        return error_memory("a piece of predictions");
    TRY(begin_snapshots(s, width, out, provenance));
    for (size_t at = 0; at < count; at += width)
        TRY(write_panel(s, at, size_min(width, count - at), piece, out));
    TRY(writer_end(out));
out:
    free(piece);
    return err;
}

struct error *snapeval_write(const struct snapeval *s, struct writer *out, const char *provenance)
{
    struct error *err;
    TRY(stream_put_table(out, "rows", &s->rows, provenance));
    if (s->predictions.shape.count > 0)
        TRY(write_predictions(s, out, provenance));
out:
    return err;
}

/* ---- the table ---- */

static bool is_wanted(const struct snapeval *s, const struct strlist *names, const char *column)
{
    char usual[ANSWERS_NAME_MAX];
    if (strcmp(column, "file") == 0)
        return true;
    for (size_t i = 0; i < answers_named(&s->answers, names); i++)
        if (strcmp(column, answers_name(names, i, usual)) == 0)
            return true;
    return false;
}

/* Removes the rows of checkpoints that an earlier row has. */
static struct error *leave_out_repeated(const struct snapeval *s, struct table *t)
{
    bool *keep = calloc(t->rows, sizeof *keep), *seen = calloc(s->paths.count, sizeof *seen);
    struct error *err = keep && seen ? NULL : error_memory("a list of checkpoints");
    for (size_t i = 0; i < t->rows && !err; i++) {
        keep[i] = !seen[s->point[i]];
        seen[s->point[i]] = true;
    }
    if (!err)
        table_filter(t, keep);
    free(keep);
    free(seen);
    return err;
}

struct error *snapeval_write_table(const struct snapeval *s, const struct strlist *names,
                                   struct writer *out)
{
    struct error *err;
    struct table t;
    TRY(table_copy(&t, &s->rows));
    for (size_t i = t.columns.count; i-- > 0;)
        if (!is_wanted(s, names, t.columns.at[i]))
            table_column_remove(&t, i);
    TRY(leave_out_repeated(s, &t));
    TRY(tsv_write_table(out, &t));
out:
    table_free(&t);
    return err;
}
