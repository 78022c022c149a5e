#include "snapshot/rows/file_order.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

static size_t digits(const char *text)
{
    return strspn(text, "0123456789");
}

static int compare_numbers(const char *a, const char *b)
{
    a += strspn(a, "0");
    b += strspn(b, "0");
    size_t n = digits(a), m = digits(b);
    return n != m ? (n > m) - (n < m) : strncmp(a, b, n);
}

/* Where both paths have the number in which alone they differ, and the first the larger one. */
static const char *larger_number(const char *a, const char *b)
{
    size_t same = 0;
    while (a[same] && a[same] == b[same])
        same++;
    while (same > 0 && isdigit((unsigned char)a[same - 1]))
        same--;
    const char *p = a + same, *q = b + same;
    size_t n = digits(p), m = digits(q);
    return n > 0 && m > 0 && strcmp(p + n, q + m) == 0 && compare_numbers(p, q) > 0 ? p : NULL;
}

/* Of the path, from the name on that has the number, with {step} in its place. */
static void warn(const char *path, const char *next, const char *number, struct report *report)
{
    const char *name = number, *end = path + strlen(path);
    while (name > path && name[-1] != '/')
        name--;
    while (end > number && end[-1] == '/')
        end--;
    const char *after = number + digits(number);
    report_line(report, REPORT_WARNING,
                "no steps are known, and the rows are in the order of the files, in which %s comes "
                "before %s: name the steps: -n '%.*s{step}%.*s'",
                path, next, (int)(number - name), name, (int)(end - after), after);
}

void file_order_warn(const struct table *rows, struct report *report)
{
    size_t file = table_column(rows, "file");
    for (size_t i = 1; file != TABLE_NONE && i < rows->rows; i++) {
        const char *a = table_cell(rows, i - 1, file), *b = table_cell(rows, i, file);
        const char *number = larger_number(a, b);
        if (number) {
            warn(a, b, number, report);
            return;
        }
    }
}
