#include "distance/row_source.h"

#include "base/size.h"

#include <string.h>

static struct error *read_matrix(const void *from, size_t first, size_t count, void *rows)
{
    const struct matrix *x = from;
    memcpy(rows, x->a + first * x->cols, count * x->cols * sizeof *x->a);
    return NULL;
}

struct row_source row_source_of_matrix(const struct matrix *x)
{
    return (struct row_source){.rows = x->rows, .cols = x->cols, .read = read_matrix, .from = x};
}

size_t row_source_step(const struct row_source *source)
{
    enum { NUMBERS = 1 << 20 };
    return size_max(1, NUMBERS / size_max(source->cols, 1));
}

/* Turns floats, which are the second half of the bytes of `numbers`, into as many doubles that fill
 * all of them: each is written over floats that have been read. */
static void widen(double *numbers, size_t count)
{
    const unsigned char *from = (const unsigned char *)(numbers + count) - count * sizeof(float);
    for (size_t e = 0; e < count; e++) {
        float number;
        memcpy(&number, from + e * sizeof number, sizeof number);
        numbers[e] = number;
    }
}

struct error *row_source_read(const struct row_source *source, size_t first, size_t count,
                              double *rows)
{
    size_t numbers = count * source->cols;
    if (!source->single)
        return source->read(source->from, first, count, rows);
    void *floats = (unsigned char *)(rows + numbers) - numbers * sizeof(float);
    struct error *err = source->read(source->from, first, count, floats);
    if (!err)
        widen(rows, numbers);
    return err;
}
