#include "operator/store_source.h"

static struct error *read_rows(const void *from, size_t first, size_t count, void *rows)
{
    return row_store_read(from, first, count, rows);
}

struct row_source store_source(const struct row_store *store)
{
    return (struct row_source){.rows = store->rows,
                               .cols = store->cols,
                               .single = store->type == PHM_F32,
                               .read = read_rows,
                               .from = store};
}
