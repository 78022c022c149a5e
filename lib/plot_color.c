#include "plot_color.h"

#include "column.h"
#include "size.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* In a narrower scale, as a share of its ends, all numbers of the bar would read the same. */
static const double WIDTH_LEAST = 1e-6;

bool plot_spans_decades(double least, double most)
{
    static const double a_decade_and_a_half = 31.6227766016837933;
    return least > 0 && most / least > a_decade_and_a_half;
}

const char *plot_color_usual(const struct table *t)
{
    static const char *const usual[] = {"test_loss", "train_loss", "step", "epoch"};
    for (size_t i = 0; t && i < sizeof usual / sizeof *usual; i++) {
        size_t column = table_column(t, usual[i]);
        if (column != TABLE_NONE && column_has_finite(t, column))
            return usual[i];
    }
    return NULL;
}

struct error *plot_color_find(struct plot_color *color, const struct table *t, size_t rows,
                              const char *name)
{
    struct error *err = NULL;
    size_t column = TABLE_NONE;
    *color = (struct plot_color){.name = name ? name : "row", .rows = rows, .counts = !name};
    if (name)
        TRY(column_find(t, name, NULL, &column));
    color->value = calloc(size_max(rows, 1), sizeof *color->value);
    if (!color->value)
        return error_memory("the colours of the picture");
    for (size_t i = 0; i < rows; i++) {
        color->value[i] = name ? column_value(t, i, column) : (double)(i + 1);
        if (!isnan(color->value[i]))
            color->known++;
    }
out:
    return err;
}

void plot_color_free(struct plot_color *color)
{
    free(color->value);
    *color = (struct plot_color){0};
}

/* ---- the scale ---- */

struct scale {
    double least, most;
    bool logarithmic;
};

/* The extent of the values above `floor`; not finite where there are none. */
static struct scale extent(struct plot_color *const colors[], size_t count, double floor)
{
    struct scale s = {.least = INFINITY, .most = -INFINITY};
    for (size_t panel = 0; panel < count; panel++)
        for (size_t i = 0; i < colors[panel]->rows; i++) {
            double value = colors[panel]->value[i];
            if (value > floor) {
                s.least = fmin(s.least, value);
                s.most = fmax(s.most, value);
            }
        }
    return s;
}

static void apply_range(struct scale *s, const struct plot_color_options *options)
{
    if (options->has_least)
        s->least = options->least;
    if (options->has_most)
        s->most = options->most;
}

/* A scale of no width is none to gnuplot. Nor is one whose given end lies beyond all values: then
 * the other end gives way. */
static void widen(struct scale *s, const struct plot_color_options *options)
{
    if (s->most - s->least > WIDTH_LEAST * fmax(fabs(s->least), fabs(s->most)))
        return;
    double at = options->has_most ? s->most : s->least;
    double spare = at == 0 ? 0.5 : fabs(at) / 10;
    s->least = options->has_least ? at : at - spare;
    s->most = options->has_most ? at : at + spare;
}

/* What a logarithmic scale has no place for is a value no more. */
static void drop_what_is_not_positive(struct plot_color *color)
{
    for (size_t i = 0; i < color->rows; i++)
        if (color->value[i] <= 0) {
            color->value[i] = NAN;
            color->known--;
        }
}

static void report_missing(struct plot_color *const colors[], size_t count, bool logarithmic,
                           struct report *report)
{
    size_t rows = 0, known = 0;
    for (size_t panel = 0; panel < count; panel++) {
        rows += colors[panel]->rows;
        known += colors[panel]->known;
    }
    const char *name = colors[0]->name;
    if (!known)
        report_line(report, REPORT_WARNING,
                    "column '%s' of the table of rows has no finite value: all points are grey",
                    name);
    else if (known < rows)
        report_line(report, REPORT_NOTE,
                    "column '%s': %zu of %zu rows have no value that is %s: drawn as 'no value'",
                    name, rows - known, rows, logarithmic ? "finite and positive" : "finite");
}

struct error *plot_color_settle(struct plot_color *const colors[], size_t count,
                                const struct plot_color_options *options, struct report *report)
{
    bool must = options->scale == SCALE_LOGARITHMIC;
    struct scale s = extent(colors, count, must ? 0 : -INFINITY);
    bool any = s.least <= s.most;
    if (must && !any)
        return error_new("column '%s' of the table of rows has nothing positive to show on a "
                         "logarithmic scale: leave --log out",
                         colors[0]->name);
    apply_range(&s, options);
    if (must && s.least <= 0)
        return error_new("a logarithmic scale cannot begin at %g: give --range positive ends",
                         s.least);
    widen(&s, options);
    s.logarithmic = must || (options->scale == SCALE_BY_SPAN && !colors[0]->counts &&
                             plot_spans_decades(s.least, s.most));
    for (size_t panel = 0; panel < count; panel++) {
        if (s.logarithmic)
            drop_what_is_not_positive(colors[panel]);
        colors[panel]->least = s.least;
        colors[panel]->most = s.most;
        colors[panel]->logarithmic = s.logarithmic;
    }
    report_missing(colors, count, s.logarithmic, report);
    return NULL;
}

/* ---- what the user gives ---- */

/* Whether all of the text [from, to) is a finite number. */
static bool number_between(const char *from, const char *to, double *value)
{
    char *end;
    *value = strtod(from, &end);
    return end != from && end == to && isfinite(*value);
}

struct error *plot_color_range_of(const char *text, struct plot_color_options *options)
{
    const char *colon = strchr(text, ':'), *end = text + strlen(text);
    bool good = colon && end - text > 1;
    options->has_least = good && colon != text;
    options->has_most = good && colon + 1 != end;
    if (options->has_least)
        good = number_between(text, colon, &options->least);
    if (good && options->has_most)
        good = number_between(colon + 1, end, &options->most);
    if (good && options->has_least && options->has_most)
        good = options->least < options->most;
    if (good)
        return NULL;
    return error_new("%s: no range of colours: expected its ends, the lower one first, as 0.01:1, "
                     "0.01: or :1",
                     text);
}
