#include "plot/figure/data.h"

#include "plot/layout/text.h"
#include "plot/space/box.h"

#include <math.h>

static void write_value(FILE *f, double value)
{
    if (isnan(value))
        fputs("NaN", f);
    else
        fprintf(f, "%.9g", value);
}

static void write_place(FILE *f, const struct scene *s, size_t row)
{
    size_t dims = s->points.cols;
    for (size_t axis = 0; axis < dims; axis++) {
        write_value(f, s->points.a[row * dims + axis]);
        fputc(' ', f);
    }
}

static void write_snapshot(FILE *f, const struct scene *s, size_t row)
{
    write_place(f, s, row);
    write_value(f, s->color.value[row]);
    if (s->moments)
        fprintf(f, " %.15g", s->runs.place[row]);
    fputc('\n', f);
}

static void write_run_heading(FILE *f, const struct scene *s, size_t k)
{
    fprintf(f, "%s# run %zu", k ? "\n\n" : "", k);
    if (s->runs.at[k].name) {
        fputs(": ", f);
        plot_quote(f, s->runs.at[k].name, 200);
    }
    fputc('\n', f);
}

static void write_snapshots(FILE *f, const struct scene *s)
{
    const struct runs *runs = &s->runs;
    fprintf(f, "$snapshots%s << END\n", s->suffix);
    for (size_t k = 0; k < runs->count; k++) {
        write_run_heading(f, s, k);
        for (size_t i = 0; i < runs->at[k].count; i++)
            write_snapshot(f, s, runs->order[runs->at[k].first + i]);
    }
    if (runs->joined < runs->rows)
        fprintf(f, "%s# in no run\n", runs->count ? "\n\n" : "");
    for (size_t i = runs->joined; i < runs->rows; i++)
        write_snapshot(f, s, runs->order[i]);
    fputs("END\n", f);
}

/* ---- what is seen ---- */

size_t plot_data_groups(const struct scene *s)
{
    return s->told_apart ? s->runs.count + (s->runs.joined < s->runs.rows) : 1;
}

/* The places of group k in the order of the runs. */
static void find_group(const struct scene *s, size_t k, size_t *first, size_t *end)
{
    const struct runs *runs = &s->runs;
    bool is_run = s->told_apart && k < runs->count;
    *first = is_run ? runs->at[k].first : s->told_apart ? runs->joined : 0;
    *end = is_run ? *first + runs->at[k].count : runs->rows;
}

static void write_dot(FILE *f, const struct scene *s, size_t i)
{
    write_snapshot(f, s, s->runs.order[i]);
}

/* From the place before it. */
static void write_step(FILE *f, const struct scene *s, size_t i)
{
    size_t dims = s->points.cols;
    const double *from = s->points.a + s->runs.order[i - 1] * dims;
    const double *to = s->points.a + s->runs.order[i] * dims;
    write_place(f, s, s->runs.order[i - 1]);
    for (size_t axis = 0; axis < dims; axis++)
        fprintf(f, "%.9g%c", to[axis] - from[axis], axis + 1 < dims ? ' ' : '\n');
}

/* A block that is empty would not count. */
static void write_nothing(FILE *f)
{
    fputs("NaN NaN NaN NaN NaN NaN\n", f);
}

/* Of each group the snapshots whose `part` is seen. */
static void write_seen(FILE *f, const struct scene *s, const struct plot_seen *seen,
                       enum plot_seen_part part,
                       void (*write)(FILE *, const struct scene *, size_t))
{
    size_t groups = plot_data_groups(s), first, end;
    for (size_t block = 0; block < seen->frames * groups; block++) {
        const unsigned char *parts = seen->parts + block / groups * s->runs.rows;
        size_t written = 0;
        fputs(block ? "\n\n" : "", f);
        find_group(s, block % groups, &first, &end);
        for (size_t i = first; i < end; i++)
            if (parts[i] & part) {
                write(f, s, i);
                written++;
            }
        if (!written)
            write_nothing(f);
    }
}

static void write_seen_block(FILE *f, const struct scene *s, const struct plot_seen *seen,
                             const char *name, enum plot_seen_part part)
{
    fprintf(f, "$%s%s << END\n", name, s->suffix);
    write_seen(f, s, seen, part, part == SEEN_DOT ? write_dot : write_step);
    fputs("END\n", f);
}

static void write_all_seen(FILE *f, const struct scene *s, const struct plot_seen *seen)
{
    fputs("# Those are left out that others hide.\n", f);
    write_seen_block(f, s, seen, "snapshots", SEEN_DOT);
    fputs("\n# The lines between them that are seen: a place and a step.\n", f);
    write_seen_block(f, s, seen, "lines", SEEN_LINE);
    if (s->height.name)
        write_seen_block(f, s, seen, "shadows", SEEN_SHADOW);
}

/* ---- blocks of their own ---- */

static void write_ends(FILE *f, const struct scene *s)
{
    const struct runs *runs = &s->runs;
    fprintf(f, "$starts%s << END\n", s->suffix);
    for (size_t k = 0; k < runs->count; k++)
        write_snapshot(f, s, runs->order[runs->at[k].first]);
    fputs("END\n", f);
    if (s->moments)
        return;
    fprintf(f, "$ends%s << END\n", s->suffix);
    for (size_t k = 0; k < runs->count; k++)
        write_snapshot(f, s, runs->order[runs->at[k].first + runs->at[k].count - 1]);
    fputs("END\n", f);
}

/* A block that is empty would not count. */
static void write_frame_heads(FILE *f, const struct scene *s, double moment)
{
    const struct runs *runs = &s->runs;
    size_t written = 0;
    for (size_t k = 0; k < runs->count; k++) {
        size_t row = plot_moment_row(runs, &runs->at[k], moment);
        if (row == NO_ROW)
            continue;
        write_place(f, s, row);
        write_value(f, s->color.value[row]);
        fprintf(f, " %zu\n", k);
        written++;
    }
    if (!written)
        fputs(s->points.cols == 3 ? "NaN NaN NaN NaN -1\n" : "NaN NaN NaN -1\n", f);
}

static void write_heads(FILE *f, const struct scene *s)
{
    fprintf(f, "$heads%s << END\n", s->suffix);
    for (size_t i = 0; i < s->moments->count; i++) {
        fputs(i ? "\n\n" : "", f);
        write_frame_heads(f, s, s->moments->at[i]);
    }
    fputs("END\n", f);
}

static void write_components(FILE *f, const struct scene *s)
{
    fprintf(f, "$components%s << END\n", s->suffix);
    for (size_t c = 0; c < s->components.count; c++) {
        write_place(f, s, s->components.top[c]);
        fprintf(f, "%zu\n", s->components.number[c]);
    }
    fputs("END\n", f);
}

static void write_ellipse(FILE *f, const struct scene *s, size_t row)
{
    const double *e = s->ellipses.a + row * SPREAD_COLUMNS;
    write_place(f, s, row);
    fprintf(f, "%.9g %.9g %.9g\n", 2 * e[SPREAD_MAJOR], 2 * e[SPREAD_MINOR],
            e[SPREAD_ANGLE] * 180 / acos(-1));
}

/* In the blocks of $snapshots. */
static void write_spread(FILE *f, const struct scene *s)
{
    const struct runs *runs = &s->runs;
    fprintf(f, "$spread%s << END\n", s->suffix);
    for (size_t k = 0; k < runs->count; k++) {
        fputs(k ? "\n\n" : "", f);
        for (size_t i = 0; i < runs->at[k].count; i++)
            write_ellipse(f, s, runs->order[runs->at[k].first + i]);
    }
    fputs(runs->joined < runs->rows && runs->count ? "\n\n" : "", f);
    for (size_t i = runs->joined; i < runs->rows; i++)
        write_ellipse(f, s, runs->order[i]);
    fputs("END\n", f);
}

static void write_directions(FILE *f, const struct scene *s)
{
    const struct matrix *d = &s->directions;
    fprintf(f, "$directions%s << END\n", s->suffix);
    for (size_t i = 0; i < d->rows * d->cols; i++)
        fprintf(f, "%.9g%c", d->a[i], (i + 1) % d->cols ? ' ' : '\n');
    fputs("END\n", f);
}

static void write_best(FILE *f, const struct scene *s)
{
    fprintf(f, "$best%s << END\n", s->suffix);
    write_snapshot(f, s, s->best);
    fputs("END\n", f);
}

static void write_heading(FILE *f, const struct scene *s)
{
    fprintf(f, "# The snapshots: %s, then ", s->points.cols == 3 ? "x, y, z" : "x, y");
    plot_quote(f, s->color.name, 200);
    fprintf(f, " (NaN: none)%s; a block of lines a run, in the order of its steps.\n",
            s->moments ? " and the step" : "");
    if (!s->height.name)
        return;
    fprintf(f, "# z is %.9g + %.9g * %s", s->height.foot, s->height.unit,
            s->height.logarithmic ? "log10 of " : "");
    plot_quote(f, s->height.name, 200);
    fputs(".\n", f);
}

bool plot_data_numbers_components(const struct scene *s, const struct plot_options *options)
{
    return s->components.count && s->points.cols == 3 && options->format != PLOT_CHARACTERS &&
           plot_box_turns(options);
}

void plot_data_write(FILE *f, const struct scene *s, const struct plot_options *options,
                     const struct plot_seen *seen)
{
    if (*s->suffix && s->title) {
        fprintf(f, "# Panel %s: ", s->suffix);
        plot_quote(f, s->title, 200);
        fputc('\n', f);
    }
    write_heading(f, s);
    if (seen->parts)
        write_all_seen(f, s, seen);
    else
        write_snapshots(f, s);
    if (s->runs.count) {
        fprintf(f, "\n# The first%s snapshot of each run.\n", s->moments ? "" : " and the last");
        write_ends(f, s);
    }
    if (s->runs.count && s->moments) {
        fputs("\n# How far each run has come: a block of lines a frame, the run's number last.\n",
              f);
        write_heads(f, s);
    }
    if (s->ellipses.rows) {
        fputs("\n# Their spread, an ellipse each: its place, both diameters, and its angle in "
              "degrees.\n",
              f);
        write_spread(f, s);
    }
    if (s->directions.rows) {
        fputs("\n# Pieces of the runs' paths, which show the way they go: a place and a step.\n",
              f);
        write_directions(f, s);
    }
    if (s->best != NO_ROW) {
        fputs("\n# The snapshot of the lowest loss.\n", f);
        write_best(f, s);
    }
    if (plot_data_numbers_components(s, options)) {
        fputs("\n# The highest point of each connected component, and its number.\n", f);
        write_components(f, s);
    }
}

/* ---- the plot command ---- */

void plot_element_begin(FILE *f, const struct scene *s, size_t *count)
{
    if ((*count)++ == 0)
        fprintf(f, "%s \\\n  ", s->points.cols == 3 ? "splot" : "plot");
    else
        fputs(", \\\n  ", f);
}

const char *plot_columns(const struct scene *s, enum plot_columns which)
{
    static const char *const columns[][2][2] = {
        [COLUMNS_PLACE] = {{"1:2", "(past($4,$1)):2"}, {"1:2:3", "(past($5,$1)):2:3"}},
        [COLUMNS_COLORED] = {{"1:(valid(3) ? $2 : NaN):(color($3))",
                              "(past($4,$1)):(valid(3) ? $2 : NaN):(color($3))"},
                             {"1:2:(valid(4) ? $3 : NaN):(color($4))",
                              "(past($5,$1)):2:(valid(4) ? $3 : NaN):(color($4))"}},
        [COLUMNS_MISSING] = {{"1:(valid(3) ? NaN : $2)", "(past($4,$1)):(valid(3) ? NaN : $2)"},
                             {"1:2:(valid(4) ? NaN : $3)",
                              "(past($5,$1)):2:(valid(4) ? NaN : $3)"}},
        [COLUMNS_FLAT] = {{"1:2", "(past($4,$1)):2"}, {"1:2", "(past($5,$1)):2"}},
    };
    return columns[which][s->points.cols == 3][s->moments != NULL];
}

void plot_columns_head(FILE *f, const struct scene *s, size_t run)
{
    if (s->points.cols == 3)
        fprintf(f, "($5 == %zu ? $1 : NaN):2:3", run);
    else
        fprintf(f, "($4 == %zu ? $1 : NaN):2", run);
}

const char *plot_columns_still(const struct scene *s)
{
    return s->points.cols == 3 ? "1:2:3" : "1:2";
}

const char *plot_columns_labelled(const struct scene *s)
{
    return s->points.cols == 3 ? "1:2:3:4" : "1:2:3";
}

const char *plot_columns_vectors(const struct scene *s)
{
    return s->points.cols == 3 ? "1:2:3:4:5:6" : "1:2:3:4";
}
