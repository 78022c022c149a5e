#include "prediction/input/labels.h"

#include "base/file/path.h"
#include "base/npy.h"
#include "base/text/decimal.h"
#include "stream/reader/reader.h"
#include "stream/table/table.h"

#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const char heading[] = "label";

/* ---- numbers ---- */

/* Of an array. */
static struct error *read_array(const char *path, double **numbers, size_t *count)
{
    struct error *err;
    struct reader *reader = NULL;
    struct record r = {0};
    struct matrix m = {0};
    bool got;
    TRY(reader_open(&reader, path, "labels"));
    TRY(reader_next(reader, &r, &got));
    if (r.rows > 1 && r.cols > 1)
        TRY(error_new(
            "%s: an array of %zu x %zu, expected one number per sample: of one-hot labels "
            "numpy.argmax(labels, 1)",
            path, r.rows, r.cols));
    TRY(reader_matrix(reader, &r, &m));
    *numbers = m.a;
    *count = m.rows * m.cols;
out:
    record_free(&r);
    reader_close(reader);
    return err;
}

/* The table's column of labels. */
static struct error *find_column(const struct table *t, const char *path, size_t *column)
{
    *column = table_column(t, heading);
    if (*column == TABLE_NONE && t->columns.count == 1)
        *column = 0;
    return *column != TABLE_NONE
               ? NULL
               : error_new("%s: has %zu columns, but none is called %s: name that "
                           "of the labels so",
                           path, t->columns.count, heading);
}

static struct error *take_column(const struct table *t, const char *path, size_t column,
                                 double **numbers, size_t *count)
{
    double first; /* a heading that is a number is a label */
    *count = decimal_read(t->columns.at[column], &first) ? 1 : 0;
    *numbers = malloc((t->rows + 1) * sizeof **numbers);
    if (!*numbers)
        return error_memory("labels");
    if (*count)
        **numbers = first;
    for (size_t i = 0; i < t->rows; i++)
        if (!table_number(t, i, column, &(*numbers)[(*count)++]))
            return error_new("%s: row %zu: the label '%.32s' is not a number: give the number of "
                             "the class, from 0 on",
                             path, i, table_cell(t, i, column));
    return NULL;
}

static struct error *read_column(const char *path, double **numbers, size_t *count)
{
    struct error *err;
    struct table t = {0};
    size_t column;
    TRY(table_read(&t, path));
    TRY(find_column(&t, path, &column));
    TRY(take_column(&t, path, column, numbers, count));
out:
    table_free(&t);
    return err;
}

/* Whether a file, which can be read twice, begins as an array does. */
static bool is_array(const char *path)
{
    unsigned char head[NPY_PREFIX];
    struct stat info;
    ssize_t length = 0;
    int fd = path_is_standard(path) ? -1 : open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return false;
    if (fstat(fd, &info) == 0 && S_ISREG(info.st_mode))
        length = read(fd, head, sizeof head);
    close(fd);
    return length > 0 && npy_recognise(head, (size_t)length);
}

/* ---- labels ---- */

static struct error *take_labels(struct prediction_labels *labels, const char *path,
                                 const double *numbers, size_t classes)
{
    for (size_t i = 0; i < labels->count; i++) {
        if (!(numbers[i] >= 0 && numbers[i] < (double)classes && floor(numbers[i]) == numbers[i]))
            return error_new(
                "%s: sample %zu: the label %g, expected a whole number from 0 to %zu%s", path, i,
                numbers[i], classes - 1,
                numbers[i] == (double)classes ? ": of labels that begin at 1 subtract 1"
                                              : ": number the classes from 0 on");
        labels->at[i] = (uint32_t)numbers[i];
    }
    return NULL;
}

static void note_no_zero(const struct prediction_labels *labels, const char *path,
                         struct report *report)
{
    size_t i = 0;
    while (i < labels->count && labels->at[i] != 0)
        i++;
    if (i == labels->count)
        report_line(report, REPORT_NOTE,
                    "%s: no sample has the label 0: if the labels begin at 1, subtract 1", path);
}

struct error *prediction_labels_read(struct prediction_labels *labels, const char *path,
                                     size_t samples, size_t classes, struct report *report)
{
    struct error *err;
    double *numbers = NULL;
    *labels = (struct prediction_labels){0};
    TRY((is_array(path) ? read_array : read_column)(path, &numbers, &labels->count));
    if (labels->count != samples)
        TRY(error_new("%s: %zu labels, but %zu samples: give the labels of these samples, in their "
                      "order, and check -c",
                      path, labels->count, samples));
    labels->at = malloc(samples * sizeof *labels->at);
    if (!labels->at)
        TRY(error_memory("labels"));
    TRY(take_labels(labels, path, numbers, classes));
    note_no_zero(labels, path, report);
out:
    free(numbers);
    if (err)
        prediction_labels_free(labels);
    return err;
}

void prediction_labels_free(struct prediction_labels *labels)
{
    free(labels->at);
    *labels = (struct prediction_labels){0};
}
