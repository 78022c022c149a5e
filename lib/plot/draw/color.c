#include "plot/draw/color.h"

#include "base/size.h"
#include "stream/table/column.h"

#include <math.h>
#include <stdlib.h>

/* In a narrower scale, as a share of its ends, all numbers of the bar would read the same. */
static const double WIDTH_LEAST = 1e-6;

const char *plot_color_usual(const struct table *t)
{
    static const char *const places[] = {"step", "epoch"};
    const char *loss = column_usual_loss(t);
    return loss ? loss : column_first_finite(t, places, sizeof places / sizeof *places);
}

struct error *plot_color_find(struct plot_color *color, const struct table *t, size_t rows,
                              const char *name)
{
    struct error *err = NULL;
    size_t column = TABLE_NONE;
    *color = (struct plot_color){.name = name ? name : "row", .rows = rows};
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

static struct error *gather(struct plot_sample *numbers, struct plot_color *const colors[],
                            size_t count)
{
    struct error *err = NULL;
    for (size_t panel = 0; panel < count && !err; panel++)
        err = plot_sample_add(numbers, colors[panel]->value, colors[panel]->rows);
    plot_sample_sort(numbers);
    return err;
}

/* gnuplot takes no scale without width. Where a given end lies beyond all values, the other end
 * moves. */
static void widen(struct plot_ramp *ramp, const struct plot_color_options *options)
{
    if (ramp->most - ramp->least > WIDTH_LEAST * fmax(fabs(ramp->least), fabs(ramp->most)))
        return;
    double at = options->has_most ? ramp->most : ramp->least;
    double spare = at == 0 ? 0.5 : fabs(at) / 10;
    ramp->least = options->has_least ? at : at - spare;
    ramp->most = options->has_most ? at : at + spare;
}

/* By the sorted numbers, of which there may be none, and the options; of a logarithmic scale that
 * is asked for by the positive ones. */
static struct error *find_ends(struct plot_ramp *ramp, const struct plot_sample *numbers,
                               const struct plot_color_options *options, const char *name)
{
    size_t first = 0;
    if (options->scale == SCALE_LOGARITHMIC)
        while (first < numbers->count && numbers->at[first] <= 0)
            first++;
    bool any = first < numbers->count;
    if (options->scale == SCALE_LOGARITHMIC && !any)
        return error_new(
            "column '%s': has no positive value to show on a logarithmic scale: leave --log out",
            name);
    ramp->least = options->has_least ? options->least : any ? numbers->at[first] : 0;
    ramp->most = options->has_most ? options->most : any ? numbers->at[numbers->count - 1] : 0;
    if (options->scale == SCALE_LOGARITHMIC && ramp->least <= 0)
        return error_new(
            "--log: a logarithmic scale cannot begin at %g: give --range positive ends",
            ramp->least);
    widen(ramp, options);
    return NULL;
}

/* A logarithmic scale has no place for such values: they become missing values. */
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
                    "column '%s': has no finite value: all points are grey: colour by another, "
                    "trajplot -c COLUMN (phminfo lists the columns)",
                    name);
    else if (known < rows)
        report_line(report, REPORT_NOTE,
                    "column '%s': %zu of %zu rows have no %s value: drawn as 'no value'", name,
                    rows - known, rows, logarithmic ? "finite and positive" : "finite");
}

struct error *plot_color_settle(struct plot_color *const colors[], size_t count,
                                const struct plot_color_options *options, struct report *report)
{
    struct error *err = NULL;
    struct plot_sample numbers = {0};
    struct plot_ramp ramp = {.logarithmic = options->scale == SCALE_LOGARITHMIC};
    TRY(gather(&numbers, colors, count));
    TRY(find_ends(&ramp, &numbers, options, colors[0]->name));
    if (options->scale == SCALE_AUTO && numbers.count)
        plot_ramp_follow(&ramp, &numbers);
    for (size_t panel = 0; panel < count; panel++) {
        if (ramp.logarithmic)
            drop_what_is_not_positive(colors[panel]);
        colors[panel]->ramp = ramp;
    }
    report_missing(colors, count, ramp.logarithmic, report);
out:
    plot_sample_free(&numbers);
    return err;
}
