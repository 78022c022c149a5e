/* A range of a payload's columns. */
#include "stream/reader/impl.h"

#include "base/size.h"

enum { WANTED_LEAST = 1 << 10 }; /* columns: pieces of rows long enough for a disk */

void reader_narrow(struct reader *reader, struct record *r, size_t first, size_t count)
{
    reader->first_col = first;
    reader->all_cols = r->cols;
    r->cols = count;
}

/* Columns of each panel that is stored, but the last. */
static size_t stored_width(const struct reader *rd, const struct record *r)
{
    return r->layout == PHM_PANEL ? size_min(r->panel, rd->all_cols) : rd->all_cols;
}

/* As many whole panels as are wanted; where one alone is more, in a file a piece of it. */
size_t reader_range_cols(const struct reader *rd, const struct record *r, size_t cols_wanted)
{
    size_t width = stored_width(rd, r), first = rd->first_col + rd->next_col;
    size_t end = rd->first_col + r->cols, wanted = size_max(cols_wanted, WANTED_LEAST);
    size_t end_wanted = size_min(size_sum(first, wanted), end);
    size_t panels = end_wanted / width * width, next_panel = size_sum(first / width * width, width);
    if (end_wanted == end || (panels <= first && rd->regular))
        panels = end_wanted;
    if (!rd->regular) /* rows come after one another: of each the range's columns must be taken */
        panels = size_max(panels, size_min(next_panel, end));
    return panels - first;
}

/* Takes bytes at a place of the payload; in a pipe, behind those taken before. */
static struct error *take_at(struct reader *rd, size_t position, size_t length, void *to)
{
    struct error *err = NULL;
    unsigned char chunk[READER_BUFFER];
    if (rd->regular)
        return reader_read_at(rd, to, length, rd->offset + position);
    while (rd->bytes - rd->left < position)
        TRY(reader_take(rd, chunk, size_min(sizeof chunk, position - (rd->bytes - rd->left))));
    TRY(reader_take(rd, to, length));
out:
    return err;
}

/* Columns [first, first + cols) of the payload, which lie in one stored panel. Rows that are whole
 * there are taken together. To `out`, whose rows are `stride` elements apart. */
static struct error *take_piece(struct reader *rd, const struct record *r, size_t first,
                                size_t cols, unsigned char *out, size_t stride)
{
    struct error *err = NULL;
    size_t width = stored_width(rd, r), begin = first / width * width;
    size_t of_panel = size_min(width, rd->all_cols - begin);
    size_t element = phm_type_size(r->type), stored = dtype_size(rd->source);
    size_t together = cols == of_panel ? size_max(1, READER_CHUNK / (cols * stored)) : 1;
    TRY(reader_grow(&rd->raw, together * cols * stored));
    for (size_t row = 0, rows; row < r->rows; row += rows) {
        rows = size_min(together, r->rows - row);
        TRY(take_at(rd, (r->rows * begin + row * of_panel + first - begin) * stored,
                    rows * cols * stored, rd->raw.bytes));
        for (size_t i = 0; i < rows; i++)
            reader_convert(rd, out + (row + i) * stride * element, r->type,
                           rd->raw.bytes + i * cols * stored, cols);
    }
out:
    return err;
}

/* What is left of the record is not needed: of a file not even the checksum, since it is that of
 * all columns. */
static struct error *end_range(struct reader *rd)
{
    if (!rd->regular)
        return reader_skip(rd);
    struct error *err = reader_check_unchanged(rd);
    return err ? err : reader_jump(rd);
}

struct error *reader_take_range(struct reader *rd, const struct record *r, size_t cols,
                                unsigned char *out)
{
    struct error *err = NULL;
    size_t width = stored_width(rd, r), first = rd->first_col + rd->next_col;
    for (size_t done = 0, count; done < cols; done += count) {
        count = size_min(cols - done, width - (first + done) % width);
        TRY(take_piece(rd, r, first + done, count, out + done * phm_type_size(r->type), cols));
    }
    if (rd->next_col + cols == r->cols)
        TRY(end_range(rd));
out:
    return err;
}
