/* Tables joined to the rows of snapshots. The input is pieces that end in a NUL: the rows, as TSV;
 * the fields of their names, one per line; and tables, each behind a line with its file's name. */
#include "fuzz.h"

#include "snapshot/rows/file_join.h"
#include "snapshot/rows/log.h"
#include "snapshot/rows/log_join.h"
#include "snapshot/rows/run_names.h"

enum { TABLES = 4, CELLS = 2000 };

/* The next piece of the text, which ends where the size does. */
static char *take_piece(char **text, const char *end)
{
    char *piece = *text;
    if (piece == end)
        return NULL;
    *text += strlen(piece);
    *text += *text < end;
    return piece;
}

/* As table_read makes of a file. */
static bool read_table(struct join_table *table, char *piece)
{
    char *text = piece;
    table->path = strsep(&text, "\n");
    bool csv = strstr(table->path, ".csv") != NULL;
    if (!text || !fuzz_good(table_parse(&table->t, text, csv, table->path)))
        return false;
    table->file = log_key(&table->t, "file");
    return table->t.cells.count <= CELLS;
}

/* Every field is a column. */
static void list_fields(char *text, const struct table *rows, struct strlist *fields)
{
    for (char *line; (line = strsep(&text, "\n"));)
        if (table_column(rows, line) != TABLE_NONE && strlist_find(fields, line) == (size_t)-1)
            fuzz_must(fuzz_good(strlist_add(fields, line, strlen(line))));
}

/* The snapshots stay who they are. */
static void join(struct table *rows, const struct strlist *fields, struct join_table *tables,
                 size_t count)
{
    struct table before;
    size_t file = table_column(rows, "file");
    fuzz_must(fuzz_good(table_copy(&before, rows)));
    if (fuzz_good(file_join(rows, tables, count, NULL)))
        fuzz_good(log_join(rows, fields, tables, count, NULL));
    fuzz_must(rows->rows == before.rows && rows->columns.count >= before.columns.count);
    for (size_t row = 0; row < rows->rows; row++)
        fuzz_must(strcmp(table_cell(rows, row, file), table_cell(&before, row, file)) == 0);
    table_free(&before);
}

static void name_runs(struct table *rows)
{
    struct strlist names = {0};
    if (fuzz_good(run_names_add(rows, &names)))
        run_names_tell(rows, &names, NULL);
    strlist_free(&names);
}

static void use_rows(struct table *rows, char *rest, const char *end)
{
    struct strlist fields = {0};
    struct join_table tables[TABLES] = {0};
    size_t count = 0;
    char *piece = take_piece(&rest, end);
    if (piece)
        list_fields(piece, rows, &fields);
    while (count < TABLES && (piece = take_piece(&rest, end)) && read_table(&tables[count], piece))
        count++;
    name_runs(rows);
    join(rows, &fields, tables, count);
    for (size_t i = 0; i < TABLES; i++)
        table_free(&tables[i].t);
    strlist_free(&fields);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct table rows;
    char *text = malloc(size + 1), *rest = text;
    fuzz_must(text != NULL);
    memcpy(text, data, size);
    text[size] = '\0';
    char *piece = take_piece(&rest, text + size);
    if (piece && fuzz_good(table_parse(&rows, piece, false, "rows"))) {
        if (table_column(&rows, "file") != TABLE_NONE && rows.cells.count <= CELLS)
            use_rows(&rows, rest, text + size);
        table_free(&rows);
    }
    free(text);
    return 0;
}
