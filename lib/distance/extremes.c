#include "distance/extremes.h"

bool extremes_any_number(const double *x, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (x[i] != 0)
            return true;
    return false;
}

struct error *extremes_error_overflow(size_t row)
{
    return error_new("snapshots: row %zu holds NaN, Inf or values beyond 1e150: leave that "
                     "snapshot out (snapcat --skip-nonfinite)",
                     row);
}

struct error *extremes_error_underflow(size_t row, size_t from)
{
    if (row == from)
        return error_new("snapshots: row %zu holds no values but below 1e-150, whose squares are "
                         "0: multiply all snapshots by 1e100, or leave that one out",
                         row);
    return error_new("snapshots: rows %zu and %zu differ, but by less than 1e-150, whose square is "
                     "0: multiply all snapshots by 1e100, or leave one of them out",
                     from, row);
}
