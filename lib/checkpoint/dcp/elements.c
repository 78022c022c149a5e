#include "checkpoint/dcp/elements.h"

#include "base/size.h"
#include "checkpoint/tensor_read.h"

#include <string.h>

enum { PIECE = 4096 /* elements compared at once */ };

struct error *dcp_same_elements(struct cursor *s_cursor, const struct tensor *s,
                                struct cursor *t_cursor, const struct tensor *t, bool *same)
{
    struct error *err = NULL;
    double x[PIECE], y[PIECE];
    *same = true;
    for (size_t at = 0, count; at < s->count && *same; at += count) {
        count = size_min(s->count - at, PIECE);
        TRY(tensor_read_f64(s_cursor, s, at, count, x));
        TRY(tensor_read_f64(t_cursor, t, at, count, y));
        *same = memcmp(x, y, count * sizeof *x) == 0;
    }
out:
    return err;
}
