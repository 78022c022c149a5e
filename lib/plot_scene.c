#include "plot_scene.h"

#include "check.h"
#include "memstream.h"
#include "plot_text.h"
#include "size.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Extents below this share of the coordinates are rounding, not extent; below this number they are
 * none to gnuplot. */
static const double EXTENT_SHARE = 1e-12, EXTENT_LEAST = 1e-290;

static struct error *check_rows(const struct matrix *coords, const struct table *rows)
{
    if (!rows || rows->rows == coords->rows)
        return NULL;
    return error_new("the table has %zu rows, the coordinates %zu: they are not of the same "
                     "snapshots: run the pipeline from snapcat on",
                     rows->rows, coords->rows);
}

/* The coordinates that are drawn; one alone becomes the height over the place in the run. */
static struct error *take_points(struct scene *s, const struct matrix *coords)
{
    size_t d = coords->cols;
    s->curve = d == 1;
    struct error *err = matrix_new(&s->points, coords->rows, s->curve ? 2 : size_min(d, PLOT_DIMS));
    if (err)
        return err;
    size_t dims = s->points.cols;
    for (size_t i = 0; i < coords->rows; i++) {
        double *to = s->points.a + i * dims;
        const double *from = coords->a + i * d;
        if (s->curve)
            *to++ = s->runs.place[i];
        memcpy(to, from, (s->curve ? 1 : dims) * sizeof *to);
    }
    return NULL;
}

static void find_extents(struct scene *s)
{
    for (size_t axis = 0; axis < s->points.cols; axis++) {
        s->low[axis] = INFINITY;
        s->high[axis] = -INFINITY;
        for (size_t i = 0; i < s->points.rows; i++) {
            double x = s->points.a[i * s->points.cols + axis];
            s->low[axis] = fmin(s->low[axis], x);
            s->high[axis] = fmax(s->high[axis], x);
        }
    }
}

/* The least extent that the axes [first, end), which share a scale, are shown with: a tenth of the
 * longest one's, so that no picture is a line; where all points are equal, something in proportion
 * to their coordinates. */
static double least_extent(const struct scene *s, size_t first, size_t end)
{
    double longest = 0, magnitude = 0;
    for (size_t axis = first; axis < end; axis++) {
        longest = fmax(longest, s->high[axis] - s->low[axis]);
        magnitude = fmax(magnitude, fmax(fabs(s->low[axis]), fabs(s->high[axis])));
    }
    if (longest > fmax(EXTENT_SHARE * magnitude, EXTENT_LEAST))
        return longest / 10;
    return magnitude > EXTENT_LEAST ? magnitude : 1;
}

static void widen_short_axes(struct scene *s, size_t first, size_t end)
{
    double least = least_extent(s, first, end);
    for (size_t axis = first; axis < end; axis++) {
        double spare = fmax(0, least - (s->high[axis] - s->low[axis])) / 2;
        s->low[axis] -= spare;
        s->high[axis] += spare;
    }
}

static void widen_axes(struct scene *s)
{
    if (s->curve) {
        widen_short_axes(s, 0, 1);
        widen_short_axes(s, 1, 2);
    } else {
        widen_short_axes(s, 0, s->points.cols);
    }
}

static void caption_attr(FILE *f, const struct record *r, const char *attr)
{
    const char *value = record_attr(r, attr);
    if (value)
        fprintf(f, ", %s = %s", attr, value);
}

static void caption_stress(FILE *f, const struct record *r)
{
    const char *value = record_attr(r, "stress");
    if (value)
        fprintf(f, ", stress = %.3g", strtod(value, NULL));
}

static void caption_explained(FILE *f, const struct record *r)
{
    const char *value = record_attr(r, "explained-total");
    if (value)
        fprintf(f, ", %.3g %% of the variance", 100 * strtod(value, NULL));
}

static struct error *make_caption(struct scene *s, const struct record *r)
{
    struct memstream caption;
    FILE *f = memstream_open(&caption);
    if (!f)
        return error_memory("the caption");
    fprintf(f, "n = %zu", s->points.rows);
    caption_attr(f, r, "k");
    caption_attr(f, r, "t");
    const char *metric = record_attr(r, "metric");
    if (metric)
        fprintf(f, ", %s", metric);
    caption_stress(f, r);
    caption_explained(f, r);
    const char *components = record_attr(r, "components");
    s->disconnected = components && strcmp(components, "1") != 0;
    if (s->disconnected)
        fprintf(f, ", %s components", components);
    if (!memstream_close(&caption))
        return error_memory("the caption");
    s->caption = caption.text;
    return NULL;
}

/* Of the attributes that embscore has set. */
static struct error *make_scores(struct scene *s, const struct record *r)
{
    static const struct {
        const char *attr, *name;
    } measures[] = {{"score-trustworthiness", "trustworthiness"},
                    {"score-continuity", "continuity"},
                    {"score-rank-correlation", "rank correlation"},
                    {"score-demap", "DEMaP"}};
    struct memstream line;
    if (!record_attr(r, measures[0].attr))
        return NULL;
    FILE *f = memstream_open(&line);
    if (!f)
        return error_memory("the caption");
    for (size_t i = 0; i < sizeof measures / sizeof *measures; i++) {
        const char *value = record_attr(r, measures[i].attr);
        if (value)
            fprintf(f, "%s%s %.3g", i ? ", " : "", measures[i].name, strtod(value, NULL));
    }
    if (!memstream_close(&line))
        return error_memory("the caption");
    s->scores = line.text;
    return NULL;
}

struct error *scene_prepare(struct scene *s, const struct matrix *coords, const struct record *r,
                            const struct table *rows, const struct plot_options *options,
                            struct report *report)
{
    struct error *err = NULL;
    *s = (struct scene){.title = options->title};
    TRY(coords_check(coords));
    TRY(check_rows(coords, rows));
    TRY(runs_find(&s->runs, rows, coords->rows, options->run, options->step, report));
    const char *column = options->color.column;
    TRY(plot_color_find(&s->color, rows, coords->rows, column ? column : plot_color_usual(rows)));
    TRY(plot_color_settle((struct plot_color *[]){&s->color}, 1, &options->color, report));
    TRY(take_points(s, coords));
    find_extents(s);
    widen_axes(s);
    TRY(make_caption(s, r));
    TRY(make_scores(s, r));
    if (s->disconnected)
        plot_components_find(&s->components, rows, &s->points);
    if (coords->cols > PLOT_DIMS)
        report_line(report, REPORT_NOTE, "coords have %zu dimensions: the first %d are drawn",
                    coords->cols, PLOT_DIMS);
out:
    if (err)
        scene_free(s);
    return err;
}

void scene_free(struct scene *s)
{
    matrix_free(&s->points);
    runs_free(&s->runs);
    plot_color_free(&s->color);
    free(s->caption);
    free(s->scores);
    *s = (struct scene){0};
}

bool scene_has_legend(const struct scene *s)
{
    return s->runs.count && s->runs.count <= PLOT_LEGEND_RUNS && s->runs.at[0].name;
}

void scene_range(const struct scene *s, size_t axis, double margin, double *from, double *to)
{
    double spare = margin * (s->high[axis] - s->low[axis]);
    *from = s->low[axis] - spare;
    *to = s->high[axis] + spare;
}

/* ---- data blocks ---- */

static void write_place(FILE *f, const struct scene *s, size_t row)
{
    size_t dims = s->points.cols;
    for (size_t axis = 0; axis < dims; axis++)
        fprintf(f, "%.9g ", s->points.a[row * dims + axis]);
}

static void write_snapshot(FILE *f, const struct scene *s, size_t row)
{
    write_place(f, s, row);
    if (isnan(s->color.value[row]))
        fputs("NaN\n", f);
    else
        fprintf(f, "%.9g\n", s->color.value[row]);
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
    fputs("$snapshots << END\n", f);
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

static void write_ends(FILE *f, const struct scene *s)
{
    const struct runs *runs = &s->runs;
    fputs("$starts << END\n", f);
    for (size_t k = 0; k < runs->count; k++)
        write_snapshot(f, s, runs->order[runs->at[k].first]);
    fputs("END\n$ends << END\n", f);
    for (size_t k = 0; k < runs->count; k++)
        write_snapshot(f, s, runs->order[runs->at[k].first + runs->at[k].count - 1]);
    fputs("END\n", f);
}

static void write_components(FILE *f, const struct scene *s)
{
    fputs("$components << END\n", f);
    for (size_t c = 0; c < s->components.count; c++) {
        write_place(f, s, s->components.top[c]);
        fprintf(f, "%zu\n", c + 1);
    }
    fputs("END\n", f);
}

void scene_write_data(FILE *f, const struct scene *s)
{
    fprintf(f, "# The snapshots: %s, then ", s->points.cols == 3 ? "x, y, z" : "x, y");
    plot_quote(f, s->color.name, 200);
    fputs(" (NaN: none); a block of lines a run, in the order of its steps.\n", f);
    write_snapshots(f, s);
    if (s->runs.count) {
        fputs("\n# The first and the last snapshot of each run.\n", f);
        write_ends(f, s);
    }
    if (s->components.count) {
        fputs("\n# The highest point of each connected component, and its number.\n", f);
        write_components(f, s);
    }
}

/* ---- the plot command ---- */

void scene_begin_element(FILE *f, const struct scene *s, size_t *count)
{
    if ((*count)++ == 0)
        fprintf(f, "%s \\\n  ", s->points.cols == 3 ? "splot" : "plot");
    else
        fputs(", \\\n  ", f);
}

const char *scene_columns(const struct scene *s)
{
    return s->points.cols == 3 ? "1:2:3" : "1:2";
}

const char *scene_columns_colored(const struct scene *s)
{
    return s->points.cols == 3 ? "1:2:3:4" : "1:2:3";
}

const char *scene_columns_missing(const struct scene *s)
{
    return s->points.cols == 3 ? "1:2:(valid(4) ? NaN : $3)" : "1:(valid(3) ? NaN : $2)";
}
