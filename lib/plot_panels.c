#include "plot_panels.h"

#include "column.h"
#include "memstream.h"
#include "plot_caption.h"
#include "size.h"

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

/* The first of a stream's facets has its caption, which is of all its rows. */
static struct error *caption_facet(struct scene *s, const struct plot_input *input, bool first,
                                   bool numbered)
{
    strlist_free(&s->caption);
    if (!first)
        return NULL;
    return plot_caption_make(&s->caption, input->record, input->coords->rows, numbered);
}

/* A panel for each value of the column. What is taken of the rows belongs to p->parts. */
static struct error *add_facets(struct plot_panels *p, const struct plot_input *input,
                                const char *stream, const char *color,
                                const struct plot_options *options, struct report *report)
{
    struct error *err = NULL;
    struct strlist values = {0};
    struct plot_components all;
    size_t column;
    TRY(column_find(input->rows, options->facet, NULL, &column));
    TRY(plot_facets_find(&values, input->rows, column, PLOT_PANELS_MAX));
    plot_components_find(&all, input->rows, input->coords);
    for (size_t i = 0; i < values.count; i++) {
        if (p->count == PLOT_PANELS_MAX) {
            err = too_many();
            goto out;
        }
        struct plot_part *part = &p->parts[p->count];
        struct plot_input some = {&part->coords, input->record, &part->rows, NULL};
        TRY(plot_part_take(part, input->coords, input->rows, column, values.at[i]));
        TRY(plot_facet_title(&p->titles, stream, options->facet, values.at[i]));
        TRY(add_panel(p, &some, color, options, report));
        TRY(caption_facet(&p->at[p->count - 1], input, i == 0, all.count > 0));
        plot_components_renumber(&p->at[p->count - 1].components, &part->rows, &all, input->rows);
    }
out:
    strlist_free(&values);
    return err;
}

/* Of all its rows, for a facet may have no numbers. */
static struct error *check_columns(const struct plot_input *input, const char *color,
                                   const char *height)
{
    struct error *err = NULL;
    size_t column;
    if (color)
        TRY(column_find_numbers(input->rows, color, &column));
    if (height)
        TRY(column_find_numbers(input->rows, height, &column));
out:
    return err;
}

static struct error *add_stream(struct plot_panels *p, const struct plot_input *input, bool alone,
                                const char *color, const struct plot_options *options,
                                struct report *report)
{
    struct error *err = NULL;
    TRY(scene_check(input));
    TRY(check_columns(input, color, options->height));
    size_t drawn = options->height ? 2 : PLOT_DIMS;
    if (input->coords->cols > drawn)
        report_line(report, REPORT_NOTE, "coords have %zu dimensions: the first %zu are drawn",
                    input->coords->cols, drawn);
    if (options->facet)
        return add_facets(p, input, alone ? NULL : input->name, color, options, report);
    if (p->count == PLOT_PANELS_MAX)
        return too_many();
    if (!alone)
        TRY(strlist_add(&p->titles, input->name, strlen(input->name)));
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
            low[axis] = fmin(low[axis], p->at[i].low[axis]);
            high[axis] = fmax(high[axis], p->at[i].high[axis]);
        }
    }
    for (size_t i = first; i < p->count; i++) {
        memcpy(p->at[i].low, low, sizeof low);
        memcpy(p->at[i].high, high, sizeof high);
    }
}

static struct error *settle(struct plot_panels *p, const struct plot_options *options,
                            struct report *report)
{
    struct error *err = NULL;
    const struct plot_height *heights[PLOT_PANELS_MAX];
    for (size_t i = 0; i < p->count; i++)
        heights[i] = &p->at[i].height;
    if (options->height)
        err = plot_heights_check(heights, p->count, report);
    for (size_t i = 0; i < p->count && !err; i++)
        err = scene_settle(&p->at[i], options);
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
    return error_new("two coordinates do not turn: make three by mds -d 3, or give them a height "
                     "by -z");
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

static struct error *share_looks(struct plot_panels *p)
{
    struct error *err = name_runs(p);
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
        return error_new("%zu titles for %zu panels: --titles needs one for each, with commas "
                         "between",
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
        TRY(add_stream(p, &inputs[i], count == 1, color, options, report));
        if (!options->free_limits)
            share_limits(p, first);
    }
    if (options->film == FILM_TURN)
        TRY(check_turn(p));
    if (options->film == FILM_TRAINING)
        TRY(share_moments(p, options->frames));
    TRY(settle(p, options, report));
    TRY(share_scale(p, options, report));
    TRY(share_looks(p));
    TRY(set_titles(p, options));
    if (count == 1)
        TRY(make_caption(p, &inputs[0]));
out:
    return err;
}

void plot_panels_free(struct plot_panels *p)
{
    for (size_t i = 0; i < p->count; i++)
        scene_free(&p->at[i]);
    for (size_t i = 0; i < PLOT_PANELS_MAX; i++)
        plot_part_free(&p->parts[i]);
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
