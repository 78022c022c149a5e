/* A stream whose checksums are right and whose meaning need not be: the input describes its
 * records. Each is the lines of its header without "phm 1", "bytes" and "head", an empty line, and
 * its content; it ends with a NUL, and the stream with one more. The content of a text record is
 * its text. Else the first character says what is made of the characters behind it, each of which
 * is a number:
 *
 *   =   the record's numbers, as they are
 *   p   the coordinates of points in the plane, whose distances are a square matrix; likewise
 *   s   squared distances, with squared lengths on the diagonal;   g   products;
 *   k   exp(-distance);   o   that, in rows of the sum 1
 *
 * Behind a '!' are damages, two characters each: the place of a number, and the number. */
#ifndef PHATE_DESCRIBED_H
#define PHATE_DESCRIBED_H

#include "fuzz.h"

#include "base/size.h"

#include <math.h>
#include <xxhash.h>

/* More rows or columns make a stage slow; a record that claims more ends too early. */
enum {
    DESCRIBED_ROWS = 12,
    DESCRIBED_COLS = 16,
    DESCRIBED_NUMBERS = DESCRIBED_ROWS * DESCRIBED_COLS
};

/* The input that is left, and whether all numbers so far are finite. */
struct described {
    const uint8_t *at;
    size_t left;
    bool finite;
};

static inline char described_take(struct described *s)
{
    if (s->left == 0)
        return '\0';
    s->left--;
    return (char)*s->at++;
}

/* Digits and letters are small numbers, and the others those that hurt. */
static inline double described_number(char c)
{
    static const char odd[] = "-~NIMzezEzyYuU";
    static const double number[] = {-1,     -0.0,  NAN,  INFINITY, -INFINITY, 1e-170, 1e-300,
                                    5e-324, 1e150, 1e-8, 1e300,    1e155,     -1e-17, 1e16};
    const char *found = c ? strchr(odd, c) : NULL;
    if (c >= '0' && c <= '9')
        return c - '0';
    if (found)
        return number[found - odd];
    return (signed char)c / 16.0;
}

/* ---- records ---- */

/* Characters of the input that are not terminated. */
struct described_text {
    const char *at;
    size_t length;
};

/* The text before a mark, which is cut off `rest` with it; all of `rest` where there is no mark. */
static inline struct described_text described_cut(struct described_text *rest, const char *mark,
                                                  size_t length)
{
    const char *found = memmem(rest->at, rest->length, mark, length);
    struct described_text cut = {rest->at, found ? (size_t)(found - rest->at) : rest->length};
    size_t gone = found ? cut.length + length : cut.length;
    rest->at += gone;
    rest->length -= gone;
    return cut;
}

static inline bool described_begins(struct described_text line, const char *word)
{
    return line.length >= strlen(word) && memcmp(line.at, word, strlen(word)) == 0;
}

/* What a header says of the content. */
struct described_shape {
    size_t rows, cols;
    bool text, f32, csr;
};

static inline struct described_shape described_shape_of(struct described_text header)
{
    struct described_shape shape = {0};
    while (header.length) {
        struct described_text line = described_cut(&header, "\n", 1);
        char words[64];
        snprintf(words, sizeof words, "%.*s", (int)size_min(line.length, 63), line.at);
        sscanf(words, "shape %zu %zu", &shape.rows, &shape.cols);
        shape.text |= strcmp(words, "type text") == 0;
        shape.f32 |= strcmp(words, "type f32") == 0;
        shape.csr |= strncmp(words, "layout csr", 10) == 0;
    }
    shape.rows = size_min(shape.rows, DESCRIBED_ROWS);
    shape.cols = size_min(shape.cols, DESCRIBED_COLS);
    return shape;
}

/* ---- numbers ---- */

static inline double described_number_at(struct described_text numbers, size_t i)
{
    return numbers.length ? described_number(numbers.at[i % numbers.length]) : 0;
}

/* What is made of the distance of points i and j of the plane. */
static inline double described_pair(char how, struct described_text numbers, size_t i, size_t j)
{
    double x = described_number_at(numbers, 2 * i), y = described_number_at(numbers, 2 * i + 1),
           u = described_number_at(numbers, 2 * j), v = described_number_at(numbers, 2 * j + 1);
    double d = hypot(x - u, y - v);
    if (how == 'g')
        return x * u + y * v;
    if (how == 's')
        return i == j ? x * x + y * y : d * d;
    return how == 'p' ? d : exp(-d);
}

static inline void described_divide_rows(double *a, const struct described_shape *shape)
{
    for (size_t i = 0; i < shape->rows; i++) {
        double sum = 0;
        for (size_t j = 0; j < shape->cols; j++)
            sum += a[i * shape->cols + j];
        for (size_t j = 0; j < shape->cols; j++)
            a[i * shape->cols + j] /= sum;
    }
}

static inline void described_numbers(struct described_text content,
                                     const struct described_shape *shape,
                                     double a[DESCRIBED_NUMBERS])
{
    struct described_text numbers = described_cut(&content, "!", 1);
    size_t count = shape->rows * shape->cols;
    char how = numbers.length ? *numbers.at : '=';
    numbers.at += numbers.length > 0;
    numbers.length -= numbers.length > 0;
    for (size_t e = 0; e < count; e++)
        a[e] = how == '=' ? described_number_at(numbers, e)
                          : described_pair(how, numbers, e / shape->cols, e % shape->cols);
    if (how == 'o')
        described_divide_rows(a, shape);
    for (size_t i = 0; count && i + 1 < content.length; i += 2)
        a[(unsigned char)content.at[i] % count] = described_number(content.at[i + 1]);
}

static inline void described_put_number(FILE *f, double number, bool f32)
{
    float single = (float)number;
    fwrite(f32 ? (void *)&single : (void *)&number, f32 ? sizeof single : sizeof number, 1, f);
}

/* As sparse matrices are stored: where rows begin, then columns, then entries. */
static inline void described_put_sparse(FILE *f, const struct described_shape *shape,
                                        const double *a, size_t *nonzeros)
{
    int64_t columns[DESCRIBED_NUMBERS], start = 0;
    *nonzeros = 0;
    for (size_t e = 0; e < shape->rows * shape->cols; e++) {
        if (e % shape->cols == 0)
            fwrite(&(int64_t){(int64_t)*nonzeros}, sizeof start, 1, f);
        if (a[e] != 0)
            columns[(*nonzeros)++] = (int64_t)(e % shape->cols);
    }
    for (size_t row = shape->cols ? shape->rows : 0; row <= shape->rows; row++)
        fwrite(&(int64_t){(int64_t)*nonzeros}, sizeof start, 1, f);
    fwrite(columns, sizeof *columns, *nonzeros, f);
    for (size_t e = 0; e < shape->rows * shape->cols; e++)
        if (a[e] != 0)
            described_put_number(f, a[e], shape->f32);
}

static inline void described_put_content(FILE *f, struct described *s,
                                         const struct described_shape *shape,
                                         struct described_text content, size_t *nonzeros)
{
    double a[DESCRIBED_NUMBERS];
    if (shape->text) {
        fwrite(content.at, 1, content.length, f);
        return;
    }
    described_numbers(content, shape, a);
    for (size_t e = 0; e < shape->rows * shape->cols; e++)
        s->finite = s->finite && isfinite(a[e]) && (!shape->f32 || isfinite((float)a[e]));
    if (shape->csr)
        described_put_sparse(f, shape, a, nonzeros);
    for (size_t e = 0; !shape->csr && e < shape->rows * shape->cols; e++)
        described_put_number(f, a[e], shape->f32);
}

/* ---- the stream ---- */

static inline void described_put_header(FILE *f, struct described_text header, size_t bytes,
                                        size_t nonzeros)
{
    fputs("phm 1\n", f);
    while (header.length) {
        struct described_text line = described_cut(&header, "\n", 1);
        if (described_begins(line, "layout csr"))
            fprintf(f, "layout csr %zu\n", nonzeros);
        else
            fprintf(f, "%.*s\n", (int)line.length, line.at);
        if (described_begins(line, "layout"))
            fprintf(f, "bytes %zu\n", bytes);
    }
    do
        fputc(' ', f);
    while ((ftell(f) + 2) % 64 != 0);
    fputs("\n\n", f);
}

static inline void described_put_record(FILE *f, struct described *s, struct described_text record)
{
    char *content, *head;
    size_t bytes, length, nonzeros = 0;
    struct described_text header = described_cut(&record, "\n\n", 2);
    const struct described_shape shape = described_shape_of(header);
    FILE *c = open_memstream(&content, &bytes);
    described_put_content(c, s, &shape, record, &nonzeros);
    fclose(c);
    FILE *h = open_memstream(&head, &length);
    described_put_header(h, header, bytes, nonzeros);
    fclose(h);
    fwrite(head, 1, length, f);
    fwrite(content, 1, bytes, f);
    fprintf(f, "xxh3 %016llx\n", (unsigned long long)XXH3_64bits(content, bytes));
    free(head);
    free(content);
}

/* The next stream of the input, as a file; the caller closes it. */
static inline int described_file(struct described *s, char path[FUZZ_PATH])
{
    char *stream;
    size_t length;
    FILE *f = open_memstream(&stream, &length);
    while (s->left && *s->at) {
        struct described_text rest = {(const char *)s->at, s->left};
        struct described_text record = described_cut(&rest, "\0", 1);
        described_put_record(f, s, record);
        s->at = (const uint8_t *)rest.at;
        s->left = rest.length;
    }
    described_take(s);
    fclose(f);
    int fd = fuzz_file((const uint8_t *)stream, length, path);
    free(stream);
    return fd;
}

#endif
