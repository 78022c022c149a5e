/* A spectrum as the entropy curve of its powers, with the two lines whose meeting chooses t. */
#include "phate/entropy.h"
#include "base/memstream.h"
#include "base/text/number_list.h"
#include "plot/chart/chart.h"
#include "plot/draw/caption.h"
#include "plot/draw/levels.h"
#include "plot/draw/sheet.h"
#include "plot/layout/terminal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What the legend explains, each in its style; the last only where powers were taken. */
static const struct entry {
    const char *text, *line, *point;
} ENTRIES[] = {{"entropy", NULL, "pt 7 ps 0.25*point lc rgb '#0072b2'"},
               {"lines of least squares", "lw 1 lc rgb '#d55e00'", NULL},
               {"knee", NULL, "pt 6 ps 0.9*point lw 1.2 lc rgb 'black'"},
               {"t taken", "dt 2 lw 0.7 lc rgb '#555555'", NULL}};
enum { ENTRY_COUNT = sizeof ENTRIES / sizeof *ENTRIES };

struct figure {
    const struct record *record;
    size_t values;
    struct entropy_scale scale;
    double *entropy;
    size_t knee;
    double from[2], to[2]; /* the ranges of the axes: t or its logarithm, entropy */
    struct entropy_line lines[2];
    struct number_list chosen; /* the powers that were taken */
};

static struct error *check_values(const struct matrix *values)
{
    double least, most;
    size_t count = values->rows * values->cols;
    if (count == 0)
        return error_new("spectrum: has no values: nothing to draw");
    for (size_t i = 0; i < count; i++)
        if (!(values->a[i] >= 0) || !isfinite(values->a[i]))
            return error_new("spectrum: value %zu: %g is negative or not finite", i + 1,
                             values->a[i]);
    plot_extent(values, &least, &most);
    if (most == 0)
        return error_new("spectrum: all values are 0: they have no entropy");
    return NULL;
}

static struct error *count_points(struct figure *e)
{
    const char *text = record_attr(e->record, "t-max");
    e->scale.points = ENTROPY_POINTS_USUAL;
    if (text && !entropy_scale_read(text, &e->scale))
        return error_new("spectrum: attribute t-max: %s is not a number from %d to %d, or a power "
                         "of 2, as 2^20",
                         text, ENTROPY_POINTS_LEAST, ENTROPY_POINTS_MOST);
    return NULL;
}

static struct error *compute(struct figure *e, const struct matrix *values)
{
    e->values = values->rows * values->cols;
    double *copy = malloc(e->values * sizeof *copy);
    e->entropy = malloc(e->scale.points * sizeof *e->entropy);
    if (!copy || !e->entropy) {
        free(copy);
        return error_memory("an entropy curve");
    }
    memcpy(copy, values->a, e->values * sizeof *copy);
    entropy_curve(copy, e->values, &e->scale, e->entropy);
    free(copy);
    e->knee = entropy_knee(e->entropy, e->scale.points);
    entropy_lines(e->entropy, e->scale.points, e->knee, e->lines);
    const char *t = record_attr(e->record, "t");
    return t ? number_list_parse(&e->chosen, t) : NULL;
}

static void write_data(FILE *f, const struct figure *e)
{
    const struct entropy_line *line = e->lines;
    double knee = (double)e->knee, last = (double)(e->scale.points - 1);
    fprintf(f, "\n# The entropy of the spectrum's power %s over i.\n$entropy << END\n",
            e->scale.doubling ? "2^i" : "i + 1");
    for (size_t i = 0; i < e->scale.points; i++)
        fprintf(f, "%zu %.9g\n", i, e->entropy[i]);
    fputs("END\n# The two lines of least squares, to and from the knee.\n$fits << END\n", f);
    fprintf(f, "0 %.9g\n%g %.9g\n\n", line[0].height, knee, line[0].height + line[0].slope * knee);
    fprintf(f, "%g %.9g\n%g %.9g\nEND\n", knee - 1, line[1].height + line[1].slope * (knee - 1),
            last, line[1].height + line[1].slope * last);
    fprintf(f, "$knee << END\n%g %.9g\nEND\n", knee, e->entropy[e->knee]);
}

static struct error *make_caption(const struct figure *e, char **made)
{
    struct memstream text;
    const char *values = record_attr(e->record, "values");
    FILE *caption = memstream_open(&text);
    if (!caption)
        return error_memory("the caption");
    fprintf(caption, "entropy of %zu %s%svalues; the knee is at %zu", e->values,
            values ? values : "", values ? " " : "", entropy_scale_time(&e->scale, e->knee));
    plot_caption_attr(caption, e->record, "t");
    plot_caption_attr(caption, e->record, "k");
    if (!memstream_close(&text))
        return error_memory("the caption");
    *made = text.text;
    return NULL;
}

static void find_ranges(struct figure *e)
{
    struct matrix curve = {.a = e->entropy, .rows = e->scale.points, .cols = 1};
    double least = 0, most = 0;
    plot_extent(&curve, &least, &most);
    double spare = least < most ? 0.06 * (most - least) : 0.5;
    e->from[0] = -0.02 * (double)e->scale.points;
    e->to[0] = 1.01 * (double)(e->scale.points - 1);
    e->from[1] = least - spare;
    e->to[1] = most + spare;
}

static size_t count_entries(const struct figure *e)
{
    return e->chosen.texts.count ? ENTRY_COUNT : ENTRY_COUNT - 1;
}

static struct error *lay_out(const struct figure *e, const struct plot_options *options,
                             char *caption, struct plot_sheet *sheet)
{
    struct plot_numbers t, entropies;
    plot_numbers_choose_lying(&t, e->from[0], e->to[0], false, INFINITY);
    plot_numbers_choose_upright(&entropies, e->from[1], e->to[1], false, INFINITY);
    struct layout_parts parts = {.axes = {.left = plot_layout_axis_beside(entropies.widest),
                                          .right = t.widest / 2,
                                          .bottom = plot_layout_axis_below()},
                                 .entries = count_entries(e)};
    for (size_t i = 0; i < parts.entries; i++)
        parts.widest_entry =
            fmax(parts.widest_entry, plot_text_em(ENTRIES[i].text, strlen(ENTRIES[i].text)));
    return plot_sheet_make(sheet, options, caption, &parts);
}

static void write_axis(FILE *f, const struct figure *e, const struct plot_sheet *sheet, size_t axis)
{
    const struct rect *frame = &sheet->frame;
    struct plot_numbers numbers;
    double from = e->from[axis], to = e->to[axis], em = sheet->layout.em;
    plot_print_range(f, axis == 0 ? "x" : "y", from, to);
    if (axis == 0)
        plot_numbers_choose_lying(&numbers, from, to, false, (frame->right - frame->left) / em);
    else
        plot_numbers_choose_upright(&numbers, from, to, false, (frame->top - frame->bottom) / em);
    const struct plot_sheet_axis what = {.numbers = &numbers,
                                         .name = axis == 1           ? "von Neumann entropy"
                                                 : e->scale.doubling ? "log2 t"
                                                                     : "t",
                                         .widest = numbers.widest};
    plot_sheet_axis(f, sheet, frame, axis == 0 ? 'x' : 'y', &what);
}

static void write_axes(FILE *f, const struct figure *e, const struct plot_sheet *sheet)
{
    bool characters = plot_sheet_is_characters(sheet);
    fputs("set border 31 lc rgb '#999999' lw 0.5\n", f);
    write_axis(f, e, sheet, 0);
    write_axis(f, e, sheet, 1);
    fputs(characters ? "set key inside right top Left reverse samplen 2\n" : "unset key\n", f);
    for (size_t i = 0; i < count_entries(e) && !characters; i++)
        plot_print_entry(f, &sheet->layout, i, ENTRIES[i].line, ENTRIES[i].point, ENTRIES[i].text);
    for (size_t i = 0; i < e->chosen.texts.count; i++) {
        double place = entropy_scale_place(&e->scale, e->chosen.at[i]);
        fprintf(f, "set arrow from first %.9g, graph 0 to first %.9g, graph 1 nohead %s\n", place,
                place, ENTRIES[3].line);
    }
}

/* The lines lie under the points. */
static void write_elements(FILE *f, const struct figure *e)
{
    fprintf(f,
            "\nplot $fits with lines %s title '%s', \\\n"
            "  $entropy with points %s title '%s', \\\n"
            "  $knee with points %s title '%s'",
            ENTRIES[1].line, ENTRIES[1].text, ENTRIES[0].point, ENTRIES[0].text, ENTRIES[2].point,
            ENTRIES[2].text);
    if (e->chosen.texts.count)
        fprintf(f, ", \\\n  keyentry with lines %s title '%s'", ENTRIES[3].line, ENTRIES[3].text);
    fputc('\n', f);
}

struct error *plot_entropy_write(FILE *f, const struct plot_material *material,
                                 const struct plot_options *options, struct report *report)
{
    struct error *err = NULL;
    char *caption = NULL;
    struct plot_sheet sheet = {0};
    struct figure e = {.record = &material->items[0].record};
    (void)report;
    TRY(check_values(&material->items[0].numbers));
    TRY(count_points(&e));
    TRY(compute(&e, &material->items[0].numbers));
    TRY(make_caption(&e, &caption));
    find_ranges(&e);
    TRY(lay_out(&e, options, caption, &sheet));
    write_data(f, &e);
    plot_sheet_begin(f, &sheet);
    plot_sheet_texts(f, &sheet);
    plot_sheet_margins(f, &sheet, &sheet.frame);
    write_axes(f, &e, &sheet);
    write_elements(f, &e);
    plot_terminal_end(f, options, false);
out:
    plot_sheet_free(&sheet);
    free(caption);
    number_list_free(&e.chosen);
    free(e.entropy);
    return err;
}
