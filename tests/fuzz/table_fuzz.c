/* Text that people write: tables as TSV and CSV, and matrices as TSV. */
#include "fuzz.h"

#include "base/text/text_file.h"
#include "stream/table/table.h"
#include "stream/tsv.h"

static bool same_strings(const struct strlist *a, const struct strlist *b)
{
    for (size_t i = 0; i < a->count && i < b->count; i++)
        if (strcmp(a->at[i], b->at[i]) != 0)
            return false;
    return a->count == b->count;
}

/* What is written of a table is read as the same table. */
static void check_written(const struct table *t)
{
    static const char byte_order_mark[] = "\xef\xbb\xbf";
    char *text;
    struct table again;
    fuzz_must(fuzz_good(table_format(t, &text)));
    if (strncmp(text, byte_order_mark, strlen(byte_order_mark)) != 0) { /* a heading's own */
        fuzz_must(fuzz_good(table_parse(&again, text, false, "written")));
        fuzz_must(same_strings(&t->columns, &again.columns));
        fuzz_must(t->rows == again.rows && same_strings(&t->cells, &again.cells));
        table_free(&again);
    }
    free(text);
}

static void use_table(struct table *t)
{
    size_t column;
    double value;
    for (size_t i = 0; i < t->cells.count; i++)
        table_number(t, i / t->columns.count, i % t->columns.count, &value);
    check_written(t);
    if (fuzz_good(table_row_add(t)) && fuzz_good(table_column_add(t, "fresh", &column)))
        fuzz_must(fuzz_good(table_set(t, t->rows - 1, column, "cell")));
    table_free(t);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[FUZZ_PATH], *text;
    struct table t;
    struct matrix m;
    int fd = fuzz_file(data, size, path);
    if (fuzz_good(table_read(&t, path)))
        use_table(&t);
    if (fuzz_good(text_file_read(path, &text))) {
        for (int csv = 0; csv < 2; csv++)
            if (fuzz_good(table_parse(&t, text, csv, "text")))
                use_table(&t);
        if (fuzz_good(tsv_parse(&m, text, "text")))
            matrix_free(&m);
        free(text);
    }
    close(fd);
    return 0;
}
