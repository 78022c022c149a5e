#include "plot/figure/sharing.h"

#include "base/size.h"
#include "plot/draw/caption.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

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
        TRY(scene_settle(&p->at[i], logarithmic && p->at[i].low[2] > 0, !p->small));
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

/* The rows of the smallest picture, and of the largest. */
static struct plot_count count_rows(const struct plot_input *inputs, size_t count)
{
    struct plot_count rows = plot_count_of(inputs[0].coords->rows);
    for (size_t i = 1; i < count; i++) {
        rows.least = size_min(rows.least, inputs[i].coords->rows);
        rows.most = size_max(rows.most, inputs[i].coords->rows);
    }
    return rows;
}

/* One stream's, or that of all pictures. */
static struct error *make_caption(struct plot_panels *p, const struct plot_input *inputs,
                                  size_t count, const struct plot_options *options)
{
    bool numbered = false;
    for (size_t i = 0; i < p->count; i++)
        numbered = numbered || p->at[i].components.count;
    if (options->no_caption || (count > 1 && !options->common))
        return NULL;
    const struct record *said = options->common ? options->common : inputs[0].record;
    bool of_mean = record_attr(said, "sweep"); /* it has all rows of the pictures */
    return plot_caption_make(&p->caption, said, count_rows(inputs, of_mean ? 1 : count), numbered);
}

struct error *plot_panels_share(struct plot_panels *p, const struct plot_input *inputs,
                                size_t count, const struct plot_options *options,
                                struct report *report)
{
    struct error *err = NULL;
    for (size_t i = 0; p->small && i < p->count; i++)
        p->at[i].components.count = 0;
    if (options->film == FILM_TURN)
        TRY(check_turn(p));
    if (options->film == FILM_TRAINING)
        TRY(share_moments(p, options->frames));
    TRY(settle(p, options));
    TRY(share_scale(p, options, report));
    TRY(share_looks(p));
    TRY(set_titles(p, options));
    TRY(make_caption(p, inputs, count, options));
out:
    return err;
}
