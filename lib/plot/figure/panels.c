#include "plot/figure/panels.h"

#include "base/memstream.h"
#include "base/size.h"
#include "plot/draw/caption.h"
#include "stream/table/column.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- scenes ---- */

/* The column that colours all panels; NULL: the numbers of the rows. */
static const char *color_column(const struct plot_input *inputs, size_t count,
                                const struct plot_options *options)
{
    const char *name =
        options->color.column ? options->color.column : plot_color_usual(inputs[0].rows);
    for (size_t i = 1; i < count && name && !options->color.column; i++) {
        size_t column = inputs[i].rows ? table_column(inputs[i].rows, name) : TABLE_NONE;
        if (column == TABLE_NONE || !column_has_finite(inputs[i].rows, column))
            return NULL;
    }
    return name;
}

static struct error *too_many(void)
{
    return error_new("more than %d panels: draw them in several figures", PLOT_PANELS_MAX);
}

static struct error *add_panel(struct plot_panels *p, const struct plot_input *input,
                               const char *column, const struct plot_options *options,
                               struct report *report)
{
    struct scene *s = &p->at[p->count];
    struct error *err = scene_prepare(s, input, column, options, report);
    if (err)
        return err;
    p->count++;
    p->most_runs = size_max(p->most_runs, s->runs.count);
    return NULL;
}

/* A panel of some rows of a stream: its components have the stream's numbers; and the first of such
 * panels has the stream's caption, which is of all its rows. */
static struct error *add_part(struct plot_panels *p, const struct plot_part *part,
                              const struct plot_input *whole, bool first, const char *color,
                              const struct plot_options *options, struct report *report)
{
    const struct plot_input some = {&part->coords, whole->record, &part->rows, NULL};
    struct plot_components all;
    struct error *err = add_panel(p, &some, color, options, report);
    if (err)
        return err;
    struct scene *s = &p->at[p->count - 1];
    plot_components_find(&all, whole->rows, whole->coords);
    plot_components_renumber(&s->components, &part->rows, &all, whole->rows);
    strlist_free(&s->caption);
    if (!first)
        return NULL;
    return plot_caption_make(&s->caption, whole->record, whole->coords->rows,
                             s->components.count && all.count);
}

/* A panel for each value of the column in the whole stream, of the rows of `input`, which are all
 * or some of these. What is taken of the rows belongs to p->parts. */
static struct error *add_facets(struct plot_panels *p, const struct plot_input *input,
                                const struct plot_input *whole, const char *stream,
                                const char *color, const struct plot_options *options,
                                struct report *report)
{
    struct error *err = NULL;
    struct strlist values = {0};
    size_t column;
    TRY(column_find(whole->rows, options->facet, NULL, &column));
    TRY(plot_facets_find(&values, whole->rows, column, PLOT_PANELS_MAX));
    for (size_t i = 0; i < values.count; i++) {
        if (p->count == PLOT_PANELS_MAX) {
            err = too_many();
            goto out;
        }
        struct plot_part *part = &p->parts[p->count];
        TRY(plot_part_take_value(part, input->coords, input->rows, column, values.at[i]));
        TRY(plot_facet_title(&p->titles, stream, options->facet, values.at[i]));
        TRY(add_part(p, part, whole, i == 0, color, options, report));
    }
out:
    strlist_free(&values);
    return err;
}

static struct error *check_stream(const struct plot_input *input, const char *color,
                                  const struct plot_options *options, struct report *report)
{
    size_t column, drawn = options->height ? 2 : PLOT_DIMS;
    struct error *err = scene_check(input);
    if (!err && color) /* of all its rows: a facet may have no numbers */
        err = column_find_numbers(input->rows, color, &column);
    if (!err && input->coords->cols > drawn)
        report_line(report, REPORT_NOTE, "coords have %zu dimensions: the first %zu are drawn",
                    input->coords->cols, drawn);
    return err;
}

/* `alone`: it is the only one. What is taken of its rows belongs to *tall. */
static struct error *add_stream(struct plot_panels *p, const struct plot_input *input,
                                struct plot_part *tall, bool alone, const char *color,
                                const struct plot_options *options, struct report *report)
{
    struct error *err = NULL;
    struct plot_input some = *input;
    TRY(check_stream(input, color, options, report));
    if (options->height) {
        TRY(plot_height_rows(tall, input->coords, input->rows, options, report));
        some.coords = &tall->coords;
        some.rows = &tall->rows;
    }
    if (options->facet) {
        err = add_facets(p, &some, input, alone ? NULL : input->name, color, options, report);
        goto out;
    }
    if (p->count == PLOT_PANELS_MAX)
        return too_many();
    if (!alone)
        TRY(strlist_add(&p->titles, input->name, strlen(input->name)));
    if (options->height)
        TRY(add_part(p, tall, input, true, color, options, report));
    else
        TRY(add_panel(p, input, color, options, report));
out:
    return err;
}

/* ---- what they share ---- */

static struct error *share_scale(struct plot_panels *p, const struct plot_options *options,
                                 struct report *report)
{
    struct plot_color *colors[PLOT_PANELS_MAX];
    for (size_t i = 0; i < p->count; i++)
        colors[i] = &p->at[i].color;
    struct error *err = plot_color_settle(colors, p->count, &options->color, report);
    for (size_t i = 0; i < p->count && !err; i++) {
        scene_find_best(&p->at[i]);
        p->missing += p->at[i].color.rows - p->at[i].color.known;
    }
    return err;
}

/* The panels [first, p->count) show the extent of all of them: the shape of facets can be
 * compared. */
static void share_limits(struct plot_panels *p, size_t first)
{
    double low[PLOT_DIMS], high[PLOT_DIMS];
    for (size_t axis = 0; axis < PLOT_DIMS; axis++) {
        low[axis] = INFINITY;
        high[axis] = -INFINITY;
        for (size_t i = first; i < p->count; i++) {
            if (p->at[i].points.rows == 0)
                continue;
            low[axis] = fmin(low[axis], p->at[i].low[axis]);
            high[axis] = fmax(high[axis], p->at[i].high[axis]);
        }
    }
    for (size_t i = first; i < p->count; i++) {
        memcpy(p->at[i].low, low, sizeof low);
        memcpy(p->at[i].high, high, sizeof high);
    }
}

/* Small panels can be compared as facets can, and have no room for the numbers of components. */
static void make_small(struct plot_panels *p, const struct plot_options *options)
{
    if (!options->free_limits)
        share_limits(p, 0);
    for (size_t i = 0; i < p->count; i++)
        p->at[i].components.count = 0;
}

/* Heights of all panels are on a scale of one kind. */
static struct error *settle(struct plot_panels *p, const struct plot_options *options)
{
    struct error *err = NULL;
    struct plot_sample heights = {0};
    for (size_t i = 0; i < p->count; i++)
        if (p->at[i].height.name)
            TRY(plot_sample_add(&heights, p->at[i].height.value, p->at[i].points.rows));
    plot_sample_sort(&heights);
    bool logarithmic = plot_height_is_logarithmic(&heights, options->color.scale);
    for (size_t i = 0; i < p->count; i++)
        TRY(scene_settle(&p->at[i], logarithmic && p->at[i].low[2] > 0, !options->all));
out:
    plot_sample_free(&heights);
    return err;
}

/* All panels of a film show the same moment. */
static struct error *share_moments(struct plot_panels *p, size_t frames)
{
    const struct runs *runs[PLOT_PANELS_MAX];
    for (size_t i = 0; i < p->count; i++) {
        runs[i] = &p->at[i].runs;
        p->at[i].moments = &p->moments;
    }
    return plot_moments_choose(&p->moments, runs, p->count, frames);
}

static struct error *check_turn(const struct plot_panels *p)
{
    for (size_t i = 0; i < p->count; i++)
        if (p->at[i].points.cols == 3)
            return NULL;
    return error_new("--turn: two coordinates do not turn: make three with mds -d 3, or give them "
                     "a height with -z");
}

/* Leaves p->runs empty where a run has no name, and where there are too many. */
static struct error *name_runs(struct plot_panels *p)
{
    struct error *err = NULL;
    for (size_t i = 0; i < p->count; i++)
        for (size_t k = 0; k < p->at[i].runs.count; k++) {
            const char *name = p->at[i].runs.at[k].name;
            if (name && strlist_find(&p->runs, name) != (size_t)-1)
                continue;
            if (!name || p->runs.count == PLOT_LEGEND_RUNS) {
                strlist_free(&p->runs);
                return NULL;
            }
            TRY(strlist_add(&p->runs, name, strlen(name)));
        }
out:
    return err;
}

/* As on a map whose points are whole runs. */
static bool are_points(const struct plot_panels *p)
{
    for (size_t i = 0; i < p->count; i++)
        for (size_t k = 0; k < p->at[i].runs.count; k++)
            if (p->at[i].runs.at[k].count > 1)
                return false;
    return p->most_runs > 1;
}

static struct error *share_looks(struct plot_panels *p)
{
    struct error *err = name_runs(p);
    p->of_points = are_points(p);
    for (size_t i = 0; i < p->count && !err; i++) {
        struct scene *s = &p->at[i];
        s->told_apart = s->runs.count && p->runs.count;
        s->look = calloc(size_max(s->runs.count, 1), sizeof *s->look);
        if (!s->look)
            return error_memory("the runs of the picture");
        for (size_t k = 0; s->told_apart && k < s->runs.count; k++)
            s->look[k] = strlist_find(&p->runs, s->runs.at[k].name);
    }
    return err;
}

static struct error *set_titles(struct plot_panels *p, const struct plot_options *options)
{
    const struct strlist *titles = options->titles ? options->titles : &p->titles;
    if (options->titles && options->titles->count != p->count)
        return error_new(
            "--titles: %zu titles for %zu panels: give one per panel, separated by commas",
            options->titles->count, p->count);
    for (size_t i = 0; i < p->count; i++) {
        if (i < titles->count)
            p->at[i].title = titles->at[i];
        if (p->count > 1)
            snprintf(p->at[i].suffix, sizeof p->at[i].suffix, "%zu", i + 1);
    }
    return NULL;
}

static struct error *make_caption(struct plot_panels *p, const struct plot_input *input)
{
    bool numbered = false;
    for (size_t i = 0; i < p->count; i++)
        numbered = numbered || p->at[i].components.count;
    return plot_caption_make(&p->caption, input->record, input->coords->rows, numbered);
}

struct error *plot_panels_make(struct plot_panels *p, const struct plot_input *inputs, size_t count,
                               const struct plot_options *options, struct report *report)
{
    struct error *err = NULL;
    const char *color = color_column(inputs, count, options);
    *p = (struct plot_panels){0};
    for (size_t i = 0; i < count; i++) {
        size_t first = p->count;
        TRY(add_stream(p, &inputs[i], &p->tall[i], count == 1, color, options, report));
        if (!options->free_limits)
            share_limits(p, first);
    }
    if (options->all)
        make_small(p, options);
    if (options->film == FILM_TURN)
        TRY(check_turn(p));
    if (options->film == FILM_TRAINING)
        TRY(share_moments(p, options->frames));
    TRY(settle(p, options));
    TRY(share_scale(p, options, report));
    TRY(share_looks(p));
    TRY(set_titles(p, options));
    if (count == 1 || options->all) /* of all, the first is the mean of the others */
        TRY(make_caption(p, &inputs[0]));
out:
    return err;
}

void plot_panels_free(struct plot_panels *p)
{
    for (size_t i = 0; i < p->count; i++)
        scene_free(&p->at[i]);
    for (size_t i = 0; i < PLOT_PANELS_MAX; i++) {
        plot_part_free(&p->parts[i]);
        plot_part_free(&p->tall[i]);
    }
    strlist_free(&p->runs);
    strlist_free(&p->titles);
    strlist_free(&p->caption);
    plot_moments_free(&p->moments);
}

struct error *plot_panels_print(const struct plot_input *inputs, size_t count,
                                const struct plot_options *options, struct report *report,
                                plot_writer *write, char **text, size_t *length)
{
    struct memstream made;
    struct plot_panels *panels = calloc(1, sizeof *panels);
    if (!panels)
        return error_memory("the panels of the picture");
    *text = NULL;
    struct error *err = plot_panels_make(panels, inputs, count, options, report);
    if (err)
        goto out;
    FILE *f = memstream_open(&made);
    if (!f) {
        err = error_memory("the picture");
        goto out;
    }
    err = write(f, panels, options);
    if (!memstream_close(&made) && !err)
        err = error_memory("the picture");
    if (err) {
        free(made.text);
        goto out;
    }
    *text = made.text;
    *length = made.length;
out:
    plot_panels_free(panels);
    free(panels);
    return err;
}
