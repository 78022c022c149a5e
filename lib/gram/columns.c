#include "gram/columns.h"

#include "base/clones.h"
#include "base/dtype.h"
#include "base/size.h"

#include <string.h>
#include <xxhash.h>

struct columns_piece columns_next(struct columns *columns, size_t most)
{
    while (columns->passed == columns->span->count) {
        columns->span++;
        columns->passed = 0;
    }
    struct columns_piece piece = {columns->panel, columns->order,
                                  columns->span->first + columns->passed,
                                  size_min(most, columns->span->count - columns->passed)};
    columns->passed += piece.count;
    return piece;
}

static size_t place(const struct columns_piece *piece, size_t row)
{
    size_t at = piece->order ? piece->order[row] : row;
    return at * piece->panel->cols + piece->first;
}

void columns_take(const struct columns_piece *piece, size_t row, double *to)
{
    const struct panel *panel = piece->panel;
    if (panel->type == PHM_F32)
        dtype_to_f64(to, panel->f + place(piece, row), piece->count, DTYPE_F32, false);
    else
        memcpy(to, panel->d + place(piece, row), piece->count * sizeof *to);
}

CLONED static void subtract_f32(double *restrict to, const float *a, const float *b, size_t count)
{
    for (size_t i = 0; i < count; i++)
        to[i] = (double)a[i] - (double)b[i];
}

CLONED static void subtract_f64(double *restrict to, const double *a, const double *b, size_t count)
{
    for (size_t i = 0; i < count; i++)
        to[i] = a[i] - b[i];
}

void columns_subtract(const struct columns_piece *piece, size_t row, size_t other, double *to)
{
    const struct panel *panel = piece->panel;
    size_t of_row = place(piece, row), of_other = place(piece, other);
    if (panel->type == PHM_F32)
        subtract_f32(to, panel->f + of_row, panel->f + of_other, piece->count);
    else
        subtract_f64(to, panel->d + of_row, panel->d + of_other, piece->count);
}

uint64_t columns_digest(const struct columns_piece *piece, size_t row, uint64_t digest)
{
    const struct panel *panel = piece->panel;
    if (panel->type == PHM_F32)
        return XXH3_64bits_withSeed(panel->f + place(piece, row), piece->count * sizeof *panel->f,
                                    digest);
    return XXH3_64bits_withSeed(panel->d + place(piece, row), piece->count * sizeof *panel->d,
                                digest);
}
