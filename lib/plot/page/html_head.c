#include "plot/page/html_head.h"

#include "base/memstream.h"
#include "base/size.h"
#include "base/text/printable.h"
#include "plot/figure/legend.h"
#include "plot/layout/palette.h"
#include "plot/page/page_rows.h"
#include "plot/space/view.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Between two numbers of the bar, as a share of it. */
static const double BAR_GAP = 0.08;

struct html_view html_head_view(const struct scene *s)
{
    struct html_view v = {0};
    double longest = 0;
    for (size_t axis = 0; axis < s->points.cols; axis++)
        longest = fmax(longest, (s->high[axis] - s->low[axis]) / 2);
    for (size_t axis = 0; axis < s->points.cols; axis++) {
        double half = (s->high[axis] - s->low[axis]) / 2;
        v.middle[axis] = s->low[axis] + half;
        v.unit[axis] = s->curve ? half : longest;
        v.half[axis] = half / v.unit[axis];
    }
    return v;
}

/* An escape's backslash is quoted as any other. */
static void write_characters(FILE *f, const char *text)
{
    char escape[PRINTABLE_ESCAPE];
    for (size_t bytes; *text; text += size_max(bytes, 1)) {
        bytes = printable_character(text, strnlen(text, 4));
        if (bytes == 0)
            printable_escape(*text, escape);
        if (bytes == 0)
            fprintf(f, "\\%s", escape);
        else
            fprintf(f, "%s%.*s", *text == '"' || *text == '\\' ? "\\" : "", (int)bytes, text);
    }
}

static void write_text(FILE *f, const char *text)
{
    if (!text) {
        fputs("null", f);
        return;
    }
    fputc('"', f);
    write_characters(f, text);
    fputc('"', f);
}

static void write_key(FILE *f, const char *key)
{
    fprintf(f, ",\"%s\":", key);
}

static void write_texts(FILE *f, const char *key, const struct strlist *texts)
{
    write_key(f, key);
    fputc('[', f);
    for (size_t i = 0; i < texts->count; i++) {
        if (i)
            fputc(',', f);
        write_text(f, texts->at[i]);
    }
    fputc(']', f);
}

static void write_numbers(FILE *f, const char *key, const double *numbers, size_t count)
{
    write_key(f, key);
    for (size_t i = 0; i < count; i++)
        fprintf(f, "%c%.17g", i ? ',' : '[', numbers[i]);
    fputc(']', f);
}

/* The round numbers of a bar by quartiles, each with its place on it. */
static void write_color_ticks(FILE *f, const struct plot_ramp *ramp)
{
    struct plot_levels levels;
    write_key(f, "ticks");
    if (!ramp->by_quartiles) {
        fputs("null", f);
        return;
    }
    plot_ramp_levels(ramp, BAR_GAP, &levels);
    for (size_t i = 0; i < levels.count; i++)
        fprintf(f, "%s[\"%g\",%.9g]", i ? "," : "[", levels.at[i],
                plot_ramp_share(ramp, levels.at[i]));
    fputc(']', f);
}

static void write_color(FILE *f, const struct plot_panels *panels, enum plot_palette palette)
{
    size_t known = 0;
    const struct plot_color *color = &panels->at[0].color;
    for (size_t i = 0; i < panels->count; i++)
        known += panels->at[i].color.known;
    fputs(",\"color\":{\"name\":", f);
    write_text(f, color->name);
    for (size_t i = 0; i < PLOT_STOPS; i++)
        fprintf(f, "%s\"#%06x\"", i ? "," : ",\"stops\":[", plot_palette_stop(palette, i));
    fprintf(f, "],\"missing\":\"%s\",\"log\":%s", plot_palette_missing(palette),
            color->ramp.logarithmic ? "true" : "false");
    write_key(f, "remark");
    write_text(f, plot_ramp_remark(&color->ramp));
    write_color_ticks(f, &color->ramp);
    if (known)
        fprintf(f, ",\"least\":%.17g,\"most\":%.17g}", color->ramp.least, color->ramp.most);
    else
        fputs(",\"least\":null,\"most\":null}", f);
}

/* What the figure's legend explains, but for the runs, all of which the page lists by itself. */
static void write_legend(FILE *f, const struct legend *legend)
{
    static const char *const marks[] = {[LEGEND_START] = "start",
                                        [LEGEND_END] = "end",
                                        [LEGEND_BEST] = "best",
                                        [LEGEND_SPREAD] = "spread",
                                        [LEGEND_MISSING] = "missing"};
    const char *comma = "";
    fputs(",\"legend\":[", f);
    for (size_t i = 0; i < legend->texts.count; i++) {
        if (legend->at[i].kind == LEGEND_RUNS)
            continue;
        fprintf(f, "%s[\"%s\",", comma, marks[legend->at[i].kind]);
        write_text(f, legend->texts.at[i]);
        fputc(']', f);
        comma = ",";
    }
    fputc(']', f);
}

/* Of the places [first, end) in the order of the runs, how many have rows that are held. */
static size_t count_held(const struct scene *s, const struct page_rows *rows, size_t first,
                         size_t end)
{
    size_t held = 0;
    for (size_t i = first; i < end; i++)
        held += rows->place[s->runs.order[i]] != NO_ROW;
    return held;
}

static void write_runs(FILE *f, const struct scene *s, const struct page_rows *rows,
                       enum plot_palette palette)
{
    fputs(",\"runs\":[", f);
    for (size_t k = 0; k < s->runs.count; k++) {
        fprintf(f, "%s[", k ? "," : "");
        write_text(f, s->runs.at[k].name);
        fprintf(
            f, ",\"%s\",%zu]", s->told_apart ? plot_hue(palette, s->look[k]) : PLOT_NO_HUE,
            count_held(s, rows, s->runs.at[k].first, s->runs.at[k].first + s->runs.at[k].count));
    }
    fputc(']', f);
}

static void write_components(FILE *f, const struct scene *s, const struct page_rows *rows)
{
    fputs(",\"components\":[", f);
    for (size_t c = 0; c < s->components.count; c++)
        fprintf(f, "%s[%zu,%zu]", c ? "," : "", rows->place[s->components.top[c]],
                s->components.number[c]);
    fputc(']', f);
}

/* The numbers of an axis of heights, each with its place among the packed coordinates. */
static void write_height(FILE *f, const struct scene *s, const struct html_view *v)
{
    const struct plot_height *height = &s->height;
    write_key(f, "height");
    if (!height->name) {
        fputs("null", f);
        return;
    }
    const struct plot_levels *levels = &height->levels;
    int digits = plot_levels_digits(levels);
    fputs("{\"name\":", f);
    write_text(f, height->name);
    fprintf(f, ",\"log\":%s,\"ticks\":[", height->logarithmic ? "true" : "false");
    for (size_t i = 0; i < levels->count; i++)
        fprintf(f, "%s[\"%.*g\",%.9g]", i ? "," : "", digits, levels->at[i],
                (plot_height_at(height, levels->at[i]) - v->middle[2]) / v->unit[2]);
    fputs("]}", f);
}

static void write_axis_names(FILE *f, const struct scene *s)
{
    write_key(f, "axisNames");
    for (size_t axis = 0; axis < s->points.cols; axis++) {
        fputc(axis ? ',' : '[', f);
        write_text(f, scene_axis_name(s, axis));
    }
    fputc(']', f);
}

/* `alone`: the caption of the figure is the panel's. */
static void write_panel_head(FILE *f, const struct scene *s, const struct page_rows *rows,
                             const struct plot_options *options, bool alone)
{
    static const struct strlist none;
    const struct plot_view *from = plot_view_of_options(options);
    struct html_view v = html_head_view(s);
    size_t dims = s->points.cols;
    fprintf(f, "{\"rows\":%zu,\"dims\":%zu,\"curve\":%s,\"joined\":%zu", rows->count, dims,
            s->curve ? "true" : "false", count_held(s, rows, 0, s->runs.joined));
    if (rows->across)
        fputs(",\"thinned\":true", f);
    write_key(f, "title");
    write_text(f, s->title);
    write_texts(f, "caption", alone ? &none : &s->caption);
    write_runs(f, s, rows, options->color.palette);
    write_key(f, "best");
    if (s->best == NO_ROW)
        fputs("null", f);
    else
        fprintf(f, "%zu", rows->place[s->best]);
    fprintf(f, ",\"ellipses\":%s", s->ellipses.rows ? "true" : "false");
    write_components(f, s, rows);
    write_texts(f, "columns", s->rows ? &s->rows->columns : &none);
    fprintf(f, ",\"text\":%zu,\"view\":{\"dims\":%zu", page_rows_text(rows, s->rows), dims);
    write_numbers(f, "middle", v.middle, dims);
    write_numbers(f, "unit", v.unit, dims);
    write_numbers(f, "half", v.half, dims);
    write_numbers(f, "from", (const double[]){from->tilt, from->turn}, 2);
    fputc('}', f);
    write_height(f, s, &v);
    write_axis_names(f, s);
    fputc('}', f);
}

void html_head_write(FILE *f, const struct plot_panels *panels, const struct page_rows *rows,
                     const struct legend *legend, const struct plot_options *options)
{
    fputs("{\"title\":", f);
    write_text(f, options->title);
    write_key(f, "font");
    write_text(f, options->page.font);
    write_color(f, panels, options->color.palette);
    write_key(f, "place");
    write_text(f, panels->at[0].runs.place_name);
    write_legend(f, legend);
    write_texts(f, "caption", &panels->caption);
    fprintf(f, ",\"columns\":%zu,\"across\":%zu,\"small\":%s", options->panel_columns,
            options->across, panels->small ? "true" : "false");
    if (options->refresh > 0)
        fprintf(f, ",\"refresh\":%.9g", options->refresh);
    fprintf(f, ",\"told\":%s,\"panels\":[", panels->runs.count ? "true" : "false");
    for (size_t i = 0; i < panels->count; i++) {
        if (i)
            fputc(',', f);
        write_panel_head(f, &panels->at[i], &rows[i], options, panels->caption.count > 0);
    }
    fputs("]}", f);
}
