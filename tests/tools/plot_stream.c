/* For the tests of trajplot: plot_stream ROWS COORDS [ATTR VALUE]...: a stream of a `rows` record,
 * whose payload is the TSV file ROWS ("-": no such record), and a `coords` record of the numbers in
 * the text file COORDS, one row a line, with attributes. */
#include "stream/stream.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void check(struct error *err)
{
    if (!err)
        return;
    fprintf(stderr, "plot_stream: %s\n", error_text(err));
    exit(1);
}

static char *read_file(const char *path)
{
    char *text = NULL;
    size_t room = 0;
    FILE *f = fopen(path, "r");
    if (!f || getdelim(&text, &room, '\0', f) < 0) {
        perror(path);
        exit(1);
    }
    fclose(f);
    return text;
}

static size_t count_lines(const char *text)
{
    size_t count = 0;
    for (; *text; text++)
        count += *text == '\n';
    return count;
}

static size_t count_columns(const char *text)
{
    size_t count = 1;
    for (; *text && *text != '\n'; text++)
        count += *text == '\t';
    return count;
}

static void put_rows(struct writer *out, const char *path)
{
    struct record r;
    char *text = read_file(path);
    check(record_init(&r, "rows", PHM_TEXT, count_lines(text) - 1, count_columns(text)));
    check(writer_text(out, &r, text));
    record_free(&r);
    free(text);
}

static void put_coords(struct writer *out, const char *path, char *attrs[])
{
    struct record r;
    struct matrix m;
    char *text = read_file(path), *at = text;
    check(matrix_new(&m, count_lines(text), count_columns(text)));
    for (size_t i = 0; i < m.rows * m.cols; i++)
        m.a[i] = strtod(at, &at);
    check(record_init(&r, "coords", PHM_F64, m.rows, m.cols));
    for (; attrs[0]; attrs += 2)
        check(record_attr_set(&r, attrs[0], "%s", attrs[1]));
    check(writer_matrix(out, &r, &m));
    record_free(&r);
    matrix_free(&m);
    free(text);
}

int main(int argc, char *argv[])
{
    struct writer *out;
    if (argc < 3)
        return 2;
    check(writer_open(&out, NULL));
    if (strcmp(argv[1], "-") != 0)
        put_rows(out, argv[1]);
    put_coords(out, argv[2], argv + 3);
    check(writer_commit(out));
    return 0;
}
