#include "plot/page/html_data.h"

#include "base/memstream.h"
#include "base/size.h"
#include "base/text/printable.h"
#include "plot/figure/legend.h"
#include "plot/layout/palette.h"
#include "plot/space/view.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Between two numbers of the bar, as a share of it. */
static const double BAR_GAP = 0.08;

/* How a panel's coordinates become small numbers about 0, which float32 holds wherever in the plane
 * they lie. */
struct view {
    double middle[PLOT_DIMS], unit[PLOT_DIMS], half[PLOT_DIMS];
};

static struct view view_of(const struct scene *s)
{
    struct view v = {0};
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

/* ---- the head ---- */

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

static void write_runs(FILE *f, const struct scene *s, enum plot_palette palette)
{
    fputs(",\"runs\":[", f);
    for (size_t k = 0; k < s->runs.count; k++) {
        fprintf(f, "%s[", k ? "," : "");
        write_text(f, s->runs.at[k].name);
        fprintf(f, ",\"%s\",%zu]", s->told_apart ? plot_hue(palette, s->look[k]) : PLOT_NO_HUE,
                s->runs.at[k].count);
    }
    fputc(']', f);
}

static void write_components(FILE *f, const struct scene *s)
{
    fputs(",\"components\":[", f);
    for (size_t c = 0; c < s->components.count; c++)
        fprintf(f, "%s[%zu,%zu]", c ? "," : "", s->components.top[c], s->components.number[c]);
    fputc(']', f);
}

/* The numbers of an axis of heights, each with its place among the packed coordinates. */
static void write_height(FILE *f, const struct scene *s, const struct view *v)
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

/* With the NUL after each cell. */
static size_t cells_length(const struct table *t)
{
    size_t length = 0;
    for (size_t i = 0; t && i < t->cells.count; i++)
        length += printable_length(t->cells.at[i], strlen(t->cells.at[i])) + 1;
    return length;
}

/* `alone`: the caption of the figure is the panel's. */
static void write_panel_head(FILE *f, const struct scene *s, const struct plot_options *options,
                             bool alone)
{
    static const struct strlist none;
    const struct plot_view *from = plot_view_of_options(options);
    struct view v = view_of(s);
    size_t dims = s->points.cols;
    fprintf(f, "{\"rows\":%zu,\"dims\":%zu,\"curve\":%s,\"joined\":%zu", s->points.rows, dims,
            s->curve ? "true" : "false", s->runs.joined);
    write_key(f, "title");
    write_text(f, s->title);
    write_texts(f, "caption", alone ? &none : &s->caption);
    write_runs(f, s, options->color.palette);
    write_key(f, "best");
    if (s->best == NO_ROW)
        fputs("null", f);
    else
        fprintf(f, "%zu", s->best);
    fprintf(f, ",\"ellipses\":%s", s->ellipses.rows ? "true" : "false");
    write_components(f, s);
    write_texts(f, "columns", s->rows ? &s->rows->columns : &none);
    fprintf(f, ",\"text\":%zu,\"view\":{\"dims\":%zu", cells_length(s->rows), dims);
    write_numbers(f, "middle", v.middle, dims);
    write_numbers(f, "unit", v.unit, dims);
    write_numbers(f, "half", v.half, dims);
    write_numbers(f, "from", (const double[]){from->tilt, from->turn}, 2);
    fputc('}', f);
    write_height(f, s, &v);
    write_axis_names(f, s);
    fputc('}', f);
}

static void write_head(FILE *f, const struct plot_panels *panels, const struct legend *legend,
                       const struct plot_options *options)
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
    fprintf(f, ",\"told\":%s,\"panels\":[", panels->runs.count ? "true" : "false");
    for (size_t i = 0; i < panels->count; i++) {
        if (i)
            fputc(',', f);
        write_panel_head(f, &panels->at[i], options, panels->caption.count > 0);
    }
    fputs("]}", f);
}

/* ---- the arrays ---- */

static void put_u32(FILE *f, size_t number)
{
    uint32_t small = (uint32_t)number;
    fwrite(&small, sizeof small, 1, f);
}

static void put_f32(FILE *f, double number)
{
    float small = (float)number;
    fwrite(&small, sizeof small, 1, f);
}

static void put_axes(FILE *f, const double *ellipse, const double *unit)
{
    double along = cos(ellipse[SPREAD_ANGLE]), across = sin(ellipse[SPREAD_ANGLE]);
    put_f32(f, ellipse[SPREAD_MAJOR] * along / unit[0]);
    put_f32(f, ellipse[SPREAD_MAJOR] * across / unit[1]);
    put_f32(f, -ellipse[SPREAD_MINOR] * across / unit[0]);
    put_f32(f, ellipse[SPREAD_MINOR] * along / unit[1]);
}

/* With the NUL: at once where all is printable, as most cells are. */
static void write_cell(FILE *f, const char *cell)
{
    size_t length = strlen(cell);
    bool printable = printable_is(cell, length);
    if (!printable)
        printable_put(f, cell, length);
    fwrite(printable ? cell : "", 1, printable ? length + 1 : 1, f);
}

static void write_cells(FILE *f, const struct table *t)
{
    for (size_t column = 0; t && column < t->columns.count; column++)
        for (size_t row = 0; row < t->rows; row++)
            write_cell(f, table_cell(t, row, column));
}

static void write_panel(FILE *f, const struct scene *s)
{
    struct view v = view_of(s);
    size_t rows = s->points.rows, dims = s->points.cols;
    for (size_t i = 0; i < rows; i++)
        put_u32(f, s->runs.order[i]);
    fwrite(s->runs.place, sizeof *s->runs.place, rows, f);
    for (size_t i = 0; i < rows; i++)
        put_f32(f, plot_ramp_share(&s->color.ramp, s->color.value[i]));
    for (size_t i = 0; i < rows * dims; i++)
        put_f32(f, (s->points.a[i] - v.middle[i % dims]) / v.unit[i % dims]);
    for (size_t i = 0; i < s->ellipses.rows; i++)
        put_axes(f, s->ellipses.a + i * SPREAD_COLUMNS, v.unit);
    write_cells(f, s->rows);
}

struct error *plot_html_data_write(FILE *f, const struct plot_panels *panels,
                                   const struct plot_options *options)
{
    struct memstream head;
    struct legend legend;
    struct error *err = plot_legend_collect(&legend, panels, true, true, INFINITY);
    FILE *to = err ? NULL : memstream_open(&head);
    if (to)
        write_head(to, panels, &legend, options);
    plot_legend_free(&legend);
    if (err)
        return err;
    if (!to || !memstream_close(&head))
        return error_memory("the data of the page");
    put_u32(f, head.length);
    fwrite(head.text, 1, head.length, f);
    free(head.text);
    for (size_t i = 0; i < panels->count; i++)
        write_panel(f, &panels->at[i]);
    return NULL;
}
