/* Tables in files, as spreadsheets, pandas and loggers write them. */
#include "stream/table/text_impl.h"

#include "base/file/path.h"
#include "base/text/text_file.h"

#include <stdlib.h>
#include <string.h>

/* How often `separator` stands in the heading line outside quotes, which may hold line ends. */
static size_t count_separators(const char *text, char separator)
{
    size_t count = 0;
    bool quoted = false;
    for (; *text && (quoted || *text != '\n'); text++) {
        quoted ^= *text == '"';
        count += !quoted && *text == separator;
    }
    return count;
}

static struct table_syntax guess_syntax(const char *text)
{
    size_t commas = count_separators(text, ','), semicolons = count_separators(text, ';');
    if (count_separators(text, '\t') > 0 || commas + semicolons == 0)
        return (struct table_syntax){.separator = '\t', .foreign = true};
    return (struct table_syntax){
        .separator = commas >= semicolons ? ',' : ';', .quotes = true, .foreign = true};
}

/* Whether the first column numbers the rows: pandas writes its index without a heading, and calls
 * that column so when it reads and writes the table again. */
static bool has_index(const struct table *t)
{
    const char *heading = t->columns.at[0];
    if (t->columns.count < 2 || (heading[0] && strcmp(heading, "Unnamed: 0") != 0))
        return false;
    for (size_t row = 0; row < t->rows; row++) {
        const char *cell = table_cell(t, row, 0);
        if (!cell[0] || cell[strspn(cell, "0123456789")])
            return false;
    }
    return true;
}

static const char *skip_blanks(const char *at)
{
    return at + strspn(at, " \t\r\n");
}

/* Loggers write JSON too: what converts lines of it, a list of rows, or an object that holds one;
 * NULL where the text is none of these. */
static const char *json_converter(const char *text)
{
    const char *at = skip_blanks(text);
    const char *end = at + strcspn(at, "\r\n");
    if (*at == '[' && *skip_blanks(at + 1) == '{')
        return "pandas.read_json(FILE)";
    if (*at != '{' || *skip_blanks(at + 1) != '"')
        return NULL;
    return end[-1] == '}' ? "pandas.read_json(FILE, lines=True)"
                          : "pandas.DataFrame(json.load(open(FILE))[KEY_OF_ROWS])";
}

struct error *table_read(struct table *t, const char *path)
{
    struct error *err;
    char *text;
    *t = (struct table){0};
    TRY(text_file_read(path, &text));
    const char *converter = json_converter(text);
    if (converter) {
        err = error_new("%s: JSON, not a table: convert it in Python: %s.to_csv(TABLE)",
                        path_of_input(path), converter);
        goto out;
    }
    const struct table_syntax syntax = guess_syntax(text);
    TRY(table_parse_as(t, text, &syntax, path_of_input(path)));
    if (has_index(t))
        table_column_remove(t, 0);
    if (!t->columns.at[0][0]) {
        err = error_new("%s: column 1 has no heading, and is not an index: give it one",
                        path_of_input(path));
        table_free(t);
    }
out:
    free(text);
    return err;
}
