#include "sweep/settings.h"

#include <math.h>
#include <stdio.h>

static const char *metric_of(const struct grid_setting *setting, const struct sweep_source *source)
{
    return source->metric ? source->metric : distance_metric_names[setting->metric];
}

static const char *left_out_of(const struct grid_setting *setting,
                               const struct sweep_source *source)
{
    return setting->left_out == GRID_ALL_RUNS ? "" : source->runs.at[setting->left_out].name;
}

/* ---- the table ---- */

static double off_mean(const struct sweep *s, const struct picture_result *p)
{
    size_t dims = p->coords.cols;
    double squares = 0;
    for (size_t i = 0; i < p->coords.rows; i++)
        for (size_t j = 0; j < dims; j++)
            squares +=
                pow(p->coords.a[i * dims + j] - s->consensus.mean.a[p->rows->row[i] * dims + j], 2);
    return sqrt(squares / (double)p->coords.rows);
}

/* The cells of the last row are set from left to right. */
static struct error *set_text(struct table *t, size_t *column, const char *text)
{
    return table_set(t, t->rows - 1, (*column)++, text);
}

static struct error *set_size(struct table *t, size_t *column, size_t value)
{
    return table_set_size(t, t->rows - 1, (*column)++, value);
}

static struct error *set_number(struct table *t, size_t *column, double value)
{
    return table_set_number(t, t->rows - 1, (*column)++, value);
}

static struct error *set_setting(struct table *t, size_t *column, const struct picture_result *p,
                                 const struct sweep_source *source)
{
    struct error *err;
    char time[32];
    grid_print_power(p->setting.power, time);
    TRY(set_size(t, column, p->setting.k));
    TRY(set_text(t, column, time));
    TRY(set_size(t, column, p->t));
    TRY(set_number(t, column, p->setting.ground));
    TRY(set_text(t, column, metric_of(&p->setting, source)));
    TRY(set_size(t, column, p->setting.seed));
    TRY(set_text(t, column, left_out_of(&p->setting, source)));
out:
    return err;
}

static struct error *set_result(struct table *t, size_t *column, const struct sweep *s,
                                const struct picture_result *p)
{
    const double numbers[] = {p->stress, p->trustworthiness, p->rank_correlation, p->demap,
                              off_mean(s, p)};
    struct error *err;
    TRY(set_size(t, column, p->coords.rows));
    TRY(set_size(t, column, p->components));
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        TRY(set_number(t, column, numbers[i]));
out:
    return err;
}

static struct error *add_headings(struct table *t)
{
    static const char *const headings[] = {
        "picture",  "k",    "time",       "t",      "ground",          "metric",           "seed",
        "left-out", "rows", "components", "stress", "trustworthiness", "rank-correlation", "demap",
        "off-mean"};
    struct error *err = NULL;
    size_t column;
    for (size_t i = 0; i < sizeof headings / sizeof *headings && !err; i++)
        err = table_column_add(t, headings[i], &column);
    return err;
}

struct error *settings_table(const struct sweep *s, const struct sweep_source *source,
                             struct table *t)
{
    struct error *err;
    *t = (struct table){0};
    TRY(add_headings(t));
    for (size_t i = 0; i < s->count; i++) {
        size_t column = 0;
        TRY(table_row_add(t));
        TRY(set_size(t, &column, i + 1));
        TRY(set_setting(t, &column, &s->pictures[i], source));
        TRY(set_result(t, &column, s, &s->pictures[i]));
    }
out:
    if (err)
        table_free(t);
    return err;
}

/* ---- attributes ---- */

static struct error *note_lists(const struct grid *grid, const struct sweep_source *source,
                                struct record *r)
{
    struct error *err;
    char text[GRID_TEXT_MAX];
    grid_print_numbers(&grid->k, text);
    TRY(record_attr_set(r, "sweep-k", "%s", text));
    grid_print_powers(grid, text);
    TRY(record_attr_set(r, "sweep-t", "%s", text));
    grid_print_grounds(grid, text);
    TRY(record_attr_set(r, "sweep-ground", "%s", text));
    grid_print_metrics(grid, text);
    TRY(record_attr_set(r, "sweep-metric", "%s", source->metric ? source->metric : text));
    grid_print_numbers(&grid->seeds, text);
    TRY(record_attr_set(r, "sweep-seed", "%s", text));
    TRY(record_attr_set(r, "sweep-left-out", "%zu", grid->runs));
out:
    return err;
}

/* How components lie to each other is data, in each picture that has several (grounding.h). */
static struct error *note_components(struct record *r, size_t components)
{
    struct error *err = record_attr_set(r, "components", "%zu", components);
    if (!err && components > 1)
        err = record_attr_set(r, "between", "data");
    return err;
}

struct error *settings_note_mean(const struct sweep *s, const struct grid *grid,
                                 const struct sweep_source *source, struct record *r)
{
    struct error *err;
    TRY(record_attr_set(r, "sweep", "%zu", s->count));
    TRY(record_attr_set(r, "sweep-agreement", "%.6g", 1 - s->consensus.disagreement));
    TRY(note_lists(grid, source, r));
    TRY(note_components(r, s->components));
out:
    return err;
}

struct error *settings_note_picture(const struct sweep *s, size_t picture,
                                    const struct sweep_source *source, struct record *r)
{
    struct error *err;
    const struct picture_result *p = &s->pictures[picture];
    char time[32];
    grid_print_power(p->setting.power, time);
    TRY(record_attr_set(r, "picture", "%zu", picture + 1));
    TRY(record_attr_set(r, "k", "%zu", p->setting.k));
    TRY(record_attr_set(r, "metric", "%s", metric_of(&p->setting, source)));
    TRY(record_attr_set(r, "time", "%s", time));
    TRY(record_attr_set(r, "t", "%zu", p->t));
    TRY(note_components(r, p->components));
    TRY(record_attr_set(r, "ground", "%.17g", p->setting.ground));
    TRY(record_attr_set(r, "mds-seed", "%zu", p->setting.seed));
    if (p->setting.left_out != GRID_ALL_RUNS)
        TRY(record_attr_set(r, "left-out", "%s", left_out_of(&p->setting, source)));
    TRY(record_attr_set(r, "stress", "%.9g", p->stress));
out:
    return err;
}
