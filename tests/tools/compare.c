/* compare: how far two matrices (phm or .npy) are apart. For the shell tests.
 *
 *   compare abs LIMIT A B         largest absolute difference
 *   compare rel LIMIT A B         largest difference relative to the entry of B; where B is 0, A is
 *   compare procrustes LIMIT A B  Procrustes disparity of two sets of points (2 columns)
 *
 * Of a stream the last numeric record that is no companion counts. Prints the figure; exit status 0
 * where it is at most LIMIT, 1 where it is more, 2 where the shapes differ or a file cannot be
 * read. */
#include "stream/intake.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void check(struct error *err)
{
    if (!err)
        return;
    fprintf(stderr, "compare: %s\n", error_text(err));
    exit(2);
}

static struct matrix load(const char *path)
{
    struct intake in;
    struct matrix last = {0};
    bool got;
    check(intake_open(&in, path, "matrix", NULL));
    for (check(intake_next(&in, &got)); got; check(intake_next(&in, &got)))
        if (in.record.type != PHM_TEXT) {
            matrix_free(&last);
            check(reader_matrix(in.reader, &in.record, &last));
        }
    intake_close(&in);
    return last;
}

static double largest_difference(const struct matrix *a, const struct matrix *b, bool relative)
{
    double largest = 0;
    for (size_t i = 0; i < a->rows * a->cols; i++) {
        double difference = fabs(a->a[i] - b->a[i]);
        if (relative && difference > 0)
            difference /= fabs(b->a[i]);
        if (!(difference <= largest)) /* a NaN counts as large */
            largest = difference;
    }
    return largest;
}

/* Centred, of norm 1. */
static void standardise(struct matrix *m)
{
    double squared = 0;
    for (size_t j = 0; j < m->cols; j++) {
        double mean = 0;
        for (size_t i = 0; i < m->rows; i++)
            mean += m->a[i * m->cols + j] / (double)m->rows;
        for (size_t i = 0; i < m->rows; i++) {
            double *x = &m->a[i * m->cols + j];
            *x -= mean;
            squared += *x * *x;
        }
    }
    for (size_t i = 0; i < m->rows * m->cols; i++)
        m->a[i] /= sqrt(squared);
}

/* 1 - (s1 + s2)^2 with s the singular values of A'B, of which (s1 + s2)^2 is the sum of squares of
 * the entries plus twice the absolute determinant. */
static double procrustes(struct matrix *a, struct matrix *b)
{
    double c[2][2] = {{0, 0}, {0, 0}}, squares = 0;
    standardise(a);
    standardise(b);
    for (size_t i = 0; i < a->rows; i++)
        for (size_t j = 0; j < 2; j++)
            for (size_t k = 0; k < 2; k++)
                c[j][k] += a->a[2 * i + j] * b->a[2 * i + k];
    for (size_t j = 0; j < 2; j++)
        for (size_t k = 0; k < 2; k++)
            squares += c[j][k] * c[j][k];
    return 1 - (squares + 2 * fabs(c[0][0] * c[1][1] - c[0][1] * c[1][0]));
}

int main(int argc, char *argv[])
{
    if (argc != 5) {
        fputs("usage: compare abs|rel|procrustes LIMIT A B\n", stderr);
        return 2;
    }
    struct matrix a = load(argv[3]), b = load(argv[4]);
    if (!a.a || a.rows != b.rows || a.cols != b.cols) {
        fprintf(stderr, "compare: shapes %zu x %zu and %zu x %zu\n", a.rows, a.cols, b.rows,
                b.cols);
        return 2;
    }
    double figure = strcmp(argv[1], "procrustes") == 0
                        ? procrustes(&a, &b)
                        : largest_difference(&a, &b, strcmp(argv[1], "rel") == 0);
    printf("%g\n", figure);
    matrix_free(&a);
    matrix_free(&b);
    return figure <= atof(argv[2]) ? 0 : 1;
}
