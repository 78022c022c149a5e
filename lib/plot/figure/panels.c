#include "plot/figure/panels.h"

#include "base/memstream.h"
#include "base/size.h"
#include "plot/draw/caption.h"
#include "plot/figure/limits.h"
#include "plot/figure/sharing.h"
#include "plot/layout/text_note.h"
#include "stream/table/column.h"

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
    if (!first || options->no_caption)
        return NULL;
    return plot_caption_make(&s->caption, whole->record, plot_count_of(whole->coords->rows),
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

/* One note is enough. */
static void note_foreign_texts(const struct plot_panels *p, struct report *report)
{
    bool noted = plot_text_note_first(report, &p->runs) ||
                 plot_text_note_first(report, &p->titles) ||
                 plot_text_note_first(report, &p->caption);
    for (size_t i = 0; i < p->count && !noted; i++)
        noted = plot_text_note(report, p->at[i].color.name) ||
                plot_text_note(report, p->at[i].height.name) ||
                plot_text_note_first(report, &p->at[i].caption);
}

static struct error *make(struct plot_panels *p, const struct plot_input *inputs, size_t count,
                          const struct plot_options *options, struct report *report)
{
    struct error *err = NULL;
    const char *color = color_column(inputs, count, options);
    *p = (struct plot_panels){0};
    for (size_t i = 0; i < count; i++) {
        size_t first = p->count;
        TRY(add_stream(p, &inputs[i], &p->tall[i], count == 1, color, options, report));
        if (!options->free_limits)
            plot_limits_share(p->at + first, p->count - first);
    }
    p->small = p->count > PLOT_LARGE_PANELS;
    if (options->common_limits && !options->free_limits)
        plot_limits_share(p->at, p->count);
    if (options->one_scale)
        plot_limits_scale(p->at, p->count);
    TRY(plot_panels_share(p, inputs, count, options, report));
    note_foreign_texts(p, report);
out:
    return err;
}

static void free_panels(struct plot_panels *p)
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
    struct error *err = make(panels, inputs, count, options, report);
    if (err)
        goto out;
    FILE *f = memstream_open(&made);
    if (!f) {
        err = error_memory("the picture");
        goto out;
    }
    err = write(f, panels, options, report);
    if (!memstream_close(&made) && !err)
        err = error_memory("the picture");
    if (err) {
        free(made.text);
        goto out;
    }
    *text = made.text;
    *length = made.length;
out:
    free_panels(panels);
    free(panels);
    return err;
}
