/* What the harness of the stages shares: the stream that the input describes, a writer to nowhere
 * that is read back, and what must hold of it.
 *
 * The input describes records whose checksums are right and whose meaning is not. Each is the lines
 * of its header without "phm 1", "bytes" and "head", an empty line, and its content; it ends with a
 * NUL, and the stream with one more. The content of a text record is its text. Else the first
 * character says what is made of the characters behind it, each of which is a number:
 *
 *   =   the record's numbers, as they are
 *   p   the coordinates of points in the plane, whose distances are a square matrix; likewise
 *   s   squared distances, with squared lengths on the diagonal;   g   products;
 *   k   exp(-distance);   o   that, in rows of the sum 1
 *
 * Behind a '!' are damages, two characters each: the place of a number, and the number. */
#ifndef PHATE_STAGE_H
#define PHATE_STAGE_H

#include "fuzz.h"

#include "base/size.h"
#include "embedding/old_picture.h"
#include "matrix/csr.h"
#include "stream/companion.h"
#include "stream/intake.h"
#include "stream/writer.h"

#include <math.h>
#include <omp.h>
#include <xxhash.h>

/* More rows or columns make a stage slow; a record that claims more ends too early. */
enum { STAGE_ROWS = 12, STAGE_COLS = 16, STAGE_NUMBERS = STAGE_ROWS * STAGE_COLS };

/* The input that is left, and whether all numbers so far are finite. */
struct stage {
    const uint8_t *at;
    size_t left;
    bool finite;
};

static inline char stage_take(struct stage *s)
{
    if (s->left == 0)
        return '\0';
    s->left--;
    return (char)*s->at++;
}

/* Digits and letters are small numbers, and the others those that hurt. */
static inline double stage_number(char c)
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
struct stage_text {
    const char *at;
    size_t length;
};

/* The text before a mark, which is cut off `rest` with it; all of `rest` where there is no mark. */
static inline struct stage_text stage_cut(struct stage_text *rest, const char *mark, size_t length)
{
    const char *found = memmem(rest->at, rest->length, mark, length);
    struct stage_text cut = {rest->at, found ? (size_t)(found - rest->at) : rest->length};
    size_t gone = found ? cut.length + length : cut.length;
    rest->at += gone;
    rest->length -= gone;
    return cut;
}

static inline bool stage_begins(struct stage_text line, const char *word)
{
    return line.length >= strlen(word) && memcmp(line.at, word, strlen(word)) == 0;
}

/* What a header says of the content. */
struct stage_shape {
    size_t rows, cols;
    bool text, f32, csr;
};

static inline struct stage_shape stage_shape_of(struct stage_text header)
{
    struct stage_shape shape = {0};
    while (header.length) {
        struct stage_text line = stage_cut(&header, "\n", 1);
        char words[64];
        snprintf(words, sizeof words, "%.*s", (int)size_min(line.length, 63), line.at);
        sscanf(words, "shape %zu %zu", &shape.rows, &shape.cols);
        shape.text |= strcmp(words, "type text") == 0;
        shape.f32 |= strcmp(words, "type f32") == 0;
        shape.csr |= strncmp(words, "layout csr", 10) == 0;
    }
    shape.rows = size_min(shape.rows, STAGE_ROWS);
    shape.cols = size_min(shape.cols, STAGE_COLS);
    return shape;
}

/* ---- numbers ---- */

static inline double stage_number_at(struct stage_text numbers, size_t i)
{
    return numbers.length ? stage_number(numbers.at[i % numbers.length]) : 0;
}

/* What is made of the distance of points i and j of the plane. */
static inline double stage_pair(char how, struct stage_text numbers, size_t i, size_t j)
{
    double x = stage_number_at(numbers, 2 * i), y = stage_number_at(numbers, 2 * i + 1),
           u = stage_number_at(numbers, 2 * j), v = stage_number_at(numbers, 2 * j + 1);
    double d = hypot(x - u, y - v);
    if (how == 'g')
        return x * u + y * v;
    if (how == 's')
        return i == j ? x * x + y * y : d * d;
    return how == 'p' ? d : exp(-d);
}

static inline void stage_divide_rows(double *a, const struct stage_shape *shape)
{
    for (size_t i = 0; i < shape->rows; i++) {
        double sum = 0;
        for (size_t j = 0; j < shape->cols; j++)
            sum += a[i * shape->cols + j];
        for (size_t j = 0; j < shape->cols; j++)
            a[i * shape->cols + j] /= sum;
    }
}

static inline void stage_numbers(struct stage_text content, const struct stage_shape *shape,
                                 double a[STAGE_NUMBERS])
{
    struct stage_text numbers = stage_cut(&content, "!", 1);
    size_t count = shape->rows * shape->cols;
    char how = numbers.length ? *numbers.at : '=';
    numbers.at += numbers.length > 0;
    numbers.length -= numbers.length > 0;
    for (size_t e = 0; e < count; e++)
        a[e] = how == '=' ? stage_number_at(numbers, e)
                          : stage_pair(how, numbers, e / shape->cols, e % shape->cols);
    if (how == 'o')
        stage_divide_rows(a, shape);
    for (size_t i = 0; count && i + 1 < content.length; i += 2)
        a[(unsigned char)content.at[i] % count] = stage_number(content.at[i + 1]);
}

static inline void stage_put_number(FILE *f, double number, bool f32)
{
    float single = (float)number;
    fwrite(f32 ? (void *)&single : (void *)&number, f32 ? sizeof single : sizeof number, 1, f);
}

/* As sparse matrices are stored: where rows begin, then columns, then entries. */
static inline void stage_put_sparse(FILE *f, const struct stage_shape *shape, const double *a,
                                    size_t *nonzeros)
{
    int64_t columns[STAGE_NUMBERS], start = 0;
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
            stage_put_number(f, a[e], shape->f32);
}

static inline void stage_put_content(FILE *f, struct stage *s, const struct stage_shape *shape,
                                     struct stage_text content, size_t *nonzeros)
{
    double a[STAGE_NUMBERS];
    if (shape->text) {
        fwrite(content.at, 1, content.length, f);
        return;
    }
    stage_numbers(content, shape, a);
    for (size_t e = 0; e < shape->rows * shape->cols; e++)
        s->finite = s->finite && isfinite(a[e]) && (!shape->f32 || isfinite((float)a[e]));
    if (shape->csr)
        stage_put_sparse(f, shape, a, nonzeros);
    for (size_t e = 0; !shape->csr && e < shape->rows * shape->cols; e++)
        stage_put_number(f, a[e], shape->f32);
}

/* ---- the stream ---- */

static inline void stage_put_header(FILE *f, struct stage_text header, size_t bytes,
                                    size_t nonzeros)
{
    fputs("phm 1\n", f);
    while (header.length) {
        struct stage_text line = stage_cut(&header, "\n", 1);
        if (stage_begins(line, "layout csr"))
            fprintf(f, "layout csr %zu\n", nonzeros);
        else
            fprintf(f, "%.*s\n", (int)line.length, line.at);
        if (stage_begins(line, "layout"))
            fprintf(f, "bytes %zu\n", bytes);
    }
    do
        fputc(' ', f);
    while ((ftell(f) + 2) % 64 != 0);
    fputs("\n\n", f);
}

static inline void stage_put_record(FILE *f, struct stage *s, struct stage_text record)
{
    char *content, *head;
    size_t bytes, length, nonzeros = 0;
    struct stage_text header = stage_cut(&record, "\n\n", 2);
    const struct stage_shape shape = stage_shape_of(header);
    FILE *c = open_memstream(&content, &bytes);
    stage_put_content(c, s, &shape, record, &nonzeros);
    fclose(c);
    FILE *h = open_memstream(&head, &length);
    stage_put_header(h, header, bytes, nonzeros);
    fclose(h);
    fwrite(head, 1, length, f);
    fwrite(content, 1, bytes, f);
    fprintf(f, "xxh3 %016llx\n", (unsigned long long)XXH3_64bits(content, bytes));
    free(head);
    free(content);
}

/* The next stream of the input, as a file; the caller closes it. */
static inline int stage_file(struct stage *s, char path[FUZZ_PATH])
{
    char *stream;
    size_t length;
    FILE *f = open_memstream(&stream, &length);
    while (s->left && *s->at) {
        struct stage_text rest = {(const char *)s->at, s->left};
        struct stage_text record = stage_cut(&rest, "\0", 1);
        stage_put_record(f, s, record);
        s->at = (const uint8_t *)rest.at;
        s->left = rest.length;
    }
    stage_take(s);
    fclose(f);
    int fd = fuzz_file((const uint8_t *)stream, length, path);
    free(stream);
    return fd;
}

/* ---- what a stage does with it ---- */

/* A stage at work. `option` are the digits of the input's first line, each 0 where there is none. */
enum { STAGE_OPTIONS = 8 };
struct stage_run {
    struct stage input;
    unsigned option[STAGE_OPTIONS];
    char path[FUZZ_PATH];       /* of the first stream */
    struct intake in;           /* that reads it, where the stage takes record by record, */
    struct companion companion; /* with what came before: distances that records are made from, */
    struct csr transition;      /* the way from landmarks to all rows, */
    struct old_picture old;     /* and a picture to place rows in */
    struct writer *out;
    struct report report;
};

/* Names of which one is NULL are the choices of an option. */
static inline unsigned stage_choice(const struct stage_run *run, size_t option,
                                    const char *const names[])
{
    unsigned count = 0;
    while (names[count])
        count++;
    return run->option[option] % count;
}

/* A record of that kind, made from the current one, without numbers of its own. */
static inline struct error *stage_put(struct stage_run *run, struct record *r,
                                      const struct matrix *m)
{
    struct error *err;
    TRY(record_from_add(r, "stage"));
    TRY(writer_matrix(run->out, r, m));
out:
    record_free(r);
    return err;
}

static inline struct error *stage_put_csr(struct stage_run *run, struct record *r,
                                          const struct csr *m)
{
    struct error *err = writer_csr(run->out, r, m);
    record_free(r);
    return err;
}

/* Numbers that come of finite ones are numbers, but for grids', which tell by NaN what is missing.
 */
static inline struct error *stage_check_record(struct reader *in, const struct record *r,
                                               bool finite)
{
    struct matrix m;
    struct table t = {0};
    struct error *err =
        r->type == PHM_TEXT ? reader_table(in, r, &t, NULL) : reader_matrix(in, r, &m);
    if (err)
        return err;
    if (r->type == PHM_TEXT) {
        table_free(&t);
        return NULL;
    }
    for (size_t e = 0; finite && !record_is(r, "grid") && e < m.rows * m.cols; e++)
        fuzz_must(!isnan(m.a[e]));
    matrix_free(&m);
    return NULL;
}

/* What was written is a stream, or nothing. */
static inline void stage_check_output(int fd, bool finite)
{
    struct reader *in;
    struct record r;
    if (lseek(fd, 0, SEEK_END) == 0)
        return;
    fuzz_must(lseek(fd, 0, SEEK_SET) == 0);
    fuzz_must(fuzz_good(reader_open_fd(&in, fd, "matrix")));
    for (bool got = true; fuzz_good(reader_next(in, &r, &got)) && got; record_free(&r))
        fuzz_must(fuzz_good(stage_check_record(in, &r, finite)));
    reader_close(in);
}

/* ---- the harness ---- */

typedef struct error *stage_function(struct stage_run *run);

struct stage_named {
    char letter;
    stage_function *run;
};

/* What the filters do with a record that they do not own. */
static inline struct error *stage_keep(struct stage_run *run)
{
    if (record_is(&run->in.record, "rows"))
        return intake_keep_rows(&run->in);
    if (companion_is_of_distances(&run->in.record))
        return companion_take(&run->companion, &run->in);
    return reader_skip(run->in.reader);
}

static inline struct error *stage_filter(struct stage_run *run, const char *const kinds[],
                                         const char *const aside[], stage_function *take)
{
    struct error *err;
    TRY(intake_open(&run->in, run->path, kinds[0], kinds));
    run->in.aside = aside;
    run->in.shows_companions = true;
    for (bool got = true;;) {
        TRY(intake_next(&run->in, &got));
        if (!got)
            break;
        TRY(intake_takes(&run->in) ? take(run) : stage_keep(run));
    }
out:
    return err;
}

/* Reads the options; returns the stage, the last one where no letter fits. */
static inline const struct stage_named *stage_choose(struct stage_run *run,
                                                     const struct stage_named *stage)
{
    char letter = stage_take(&run->input), c;
    while (stage->letter && stage->letter != letter)
        stage++;
    for (size_t i = 0; (c = stage_take(&run->input)) && c != '\n'; i++)
        if (i < STAGE_OPTIONS)
            run->option[i] = (unsigned char)c % 16;
    return stage;
}

static inline void stage_hear(struct report *report, enum report_level level, const char *text)
{
    (void)report;
    fuzz_must(level <= REPORT_DETAIL && *text);
}

static inline void stage_clean_up(struct stage_run *run)
{
    intake_close(&run->in);
    companion_free(&run->companion);
    csr_free(&run->transition);
    old_picture_free(&run->old);
}

/* One of the stages, of which the last has no letter. */
static inline void stage_fuzz(const uint8_t *data, size_t size, const struct stage_named stages[])
{
    struct stage_run run = {.input = {data, size, true}, .report = {.line = stage_hear}};
    const struct stage_named *stage = stage_choose(&run, stages);
    int in = stage_file(&run.input, run.path), out = memfd_create("output", MFD_CLOEXEC);
    omp_set_num_threads(1);
    fuzz_must(out >= 0 && fuzz_good(writer_open_fd(&run.out, out)));
    struct error *err = stage->run(&run);
    stage_clean_up(&run);
    if (fuzz_good(err)) {
        fuzz_must(fuzz_good(writer_commit(run.out)));
        stage_check_output(out, run.input.finite);
    } else {
        writer_discard(run.out);
    }
    close(in);
    close(out);
}

#endif
