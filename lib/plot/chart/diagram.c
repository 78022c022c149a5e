/* Persistence diagrams: death over birth. */
#include "homology/diagram.h"
#include "base/memstream.h"
#include "plot/chart/chart.h"
#include "plot/draw/caption.h"
#include "plot/draw/levels.h"
#include "plot/draw/sheet.h"
#include "plot/layout/terminal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What is told apart: the points of a dimension that die, and those that never do. */
struct group {
    const char *title, *style;
    size_t dimension;
    bool essential;
    size_t count;
};

struct figure {
    const struct record *record;
    const struct matrix *diagram;
    bool superlevel, logarithmic;
    double low, high; /* of both axes */
    struct group groups[2 * DIAGRAM_DIMENSIONS];
};

enum { GROUPS = 2 * DIAGRAM_DIMENSIONS };

static void count_groups(struct figure *d)
{
    static const struct group groups[GROUPS] = {
        {"component", "pt 7 ps 0.55*point lc rgb '#0072b2'", 0, false, 0},
        {"essential component", "pt 6 ps 0.75*point lw 1.5 lc rgb '#0072b2'", 0, true, 0},
        {"cycle", "pt 9 ps 0.55*point lc rgb '#d55e00'", 1, false, 0},
        {"essential cycle", "pt 8 ps 0.7*point lw 0.8 lc rgb '#d55e00'", 1, true, 0}};
    memcpy(d->groups, groups, sizeof groups);
    for (size_t i = 0; i < d->diagram->rows; i++)
        for (size_t k = 0; k < GROUPS; k++)
            d->groups[k].count +=
                diagram_at(d->diagram, i, DIAGRAM_DIMENSION) == (double)groups[k].dimension &&
                (diagram_at(d->diagram, i, DIAGRAM_ESSENTIAL) == 1) == groups[k].essential;
}

static struct error *find_range(struct figure *d, enum plot_scale scale)
{
    struct matrix ends;
    struct error *err = matrix_new(&ends, d->diagram->rows, 2);
    if (err)
        return err;
    for (size_t i = 0; i < ends.rows; i++) {
        ends.a[2 * i] = diagram_at(d->diagram, i, DIAGRAM_BIRTH);
        ends.a[2 * i + 1] = diagram_at(d->diagram, i, DIAGRAM_DEATH);
    }
    plot_extent(&ends, &d->low, &d->high);
    err = plot_scale_choose(scale, &ends, &d->low, d->high, &d->logarithmic);
    matrix_free(&ends);
    if (err)
        return error_prefix(err, "diagram");
    if (d->logarithmic) {
        double spare = fmax(pow(d->high / d->low, 0.06), 1.01);
        d->low /= spare;
        d->high *= spare;
    } else {
        double spare = d->low < d->high ? 0.06 * (d->high - d->low) : fmax(fabs(d->low), 1) / 10;
        d->low -= spare;
        d->high += spare;
    }
    return NULL;
}

static void write_points(FILE *f, const struct figure *d)
{
    fputs("\n# The points: birth, death.\n", f);
    for (size_t k = 0; k < GROUPS; k++) {
        const struct group *group = &d->groups[k];
        if (!group->count)
            continue;
        fprintf(f, "# %s\n$group%zu << END\n", group->title, k);
        for (size_t i = 0; i < d->diagram->rows; i++)
            if (diagram_at(d->diagram, i, DIAGRAM_DIMENSION) == (double)group->dimension &&
                (diagram_at(d->diagram, i, DIAGRAM_ESSENTIAL) == 1) == group->essential)
                fprintf(f, "%.9g %.9g\n", diagram_at(d->diagram, i, DIAGRAM_BIRTH),
                        diagram_at(d->diagram, i, DIAGRAM_DEATH));
        fputs("END\n", f);
    }
}

static struct error *make_caption(const struct figure *d, char **made)
{
    static const char *const names[DIAGRAM_DIMENSIONS] = {"components", "cycles"};
    struct memstream text;
    FILE *caption = memstream_open(&text);
    if (!caption)
        return error_memory("the caption");
    for (size_t k = 0; k < DIAGRAM_DIMENSIONS; k++)
        fprintf(caption, "%s%zu %s (%zu essential)", k ? ", " : "",
                d->groups[2 * k].count + d->groups[2 * k + 1].count, names[k],
                d->groups[2 * k + 1].count);
    fprintf(caption, ", %s", d->superlevel ? "superlevel" : "sublevel");
    plot_caption_attr(caption, d->record, "k");
    if (!memstream_close(&text))
        return error_memory("the caption");
    *made = text.text;
    return NULL;
}

static void choose_numbers(const struct figure *d, double across, double up,
                           struct plot_numbers numbers[2])
{
    plot_numbers_choose_lying(&numbers[0], d->low, d->high, d->logarithmic, across);
    plot_numbers_choose_upright(&numbers[1], d->low, d->high, d->logarithmic, up);
}

/* The groups that there are, cycles first, which are drawn first. */
static size_t list_groups(const struct figure *d, const struct group *listed[GROUPS])
{
    size_t count = 0;
    for (size_t k = GROUPS; k-- > 0;)
        if (d->groups[k].count)
            listed[count++] = &d->groups[k];
    return count;
}

static struct error *lay_out(const struct figure *d, const struct plot_options *options,
                             char *caption, struct plot_sheet *sheet)
{
    struct plot_numbers numbers[2];
    const struct group *listed[GROUPS];
    choose_numbers(d, INFINITY, INFINITY, numbers);
    struct layout_parts parts = {.axes = {.left = plot_layout_axis_beside(numbers[1].widest),
                                          .right = numbers[0].widest / 2,
                                          .bottom = plot_layout_axis_below(),
                                          .top = 0.5},
                                 .shape = 1,
                                 .exact = true,
                                 .entries = list_groups(d, listed),
                                 .long_legend = true};
    for (size_t k = 0; k < parts.entries; k++)
        parts.widest_entry =
            fmax(parts.widest_entry, plot_text_em(listed[k]->title, strlen(listed[k]->title)));
    return plot_sheet_make(sheet, options, caption, &parts);
}

/* "birth (test_loss)" */
static void write_axis(FILE *f, const struct figure *d, const struct plot_sheet *sheet, char axis,
                       const char *what, const struct plot_numbers *numbers)
{
    char name[256];
    const char *column = record_attr(d->record, "column");
    snprintf(name, sizeof name, column ? "%s (%s)" : "%s", what, column);
    const struct plot_sheet_axis written = {numbers, name, numbers->widest};
    plot_print_range(f, axis == 'x' ? "x" : "y", d->low, d->high);
    plot_sheet_axis(f, sheet, &sheet->frame, axis, &written);
}

static void write_legend(FILE *f, const struct figure *d, const struct plot_sheet *sheet)
{
    const struct group *listed[GROUPS];
    bool characters = plot_sheet_is_characters(sheet);
    size_t count = list_groups(d, listed);
    fputs(characters ? "set key outside bottom\n" : "unset key\n", f);
    for (size_t k = 0; k < count && !characters; k++)
        plot_print_entry(f, &sheet->layout, k, NULL, listed[k]->style, listed[k]->title);
}

static void write_axes(FILE *f, const struct figure *d, const struct plot_sheet *sheet)
{
    const struct rect *frame = &sheet->frame;
    struct plot_numbers numbers[2];
    double em = sheet->layout.em;
    choose_numbers(d, (frame->right - frame->left) / em, (frame->top - frame->bottom) / em,
                   numbers);
    fputs("set border 31 lc rgb '#999999' lw 0.5\n", f);
    if (d->logarithmic)
        fputs("set logscale xy\n", f);
    write_axis(f, d, sheet, 'x', "birth", &numbers[0]);
    write_axis(f, d, sheet, 'y', "death", &numbers[1]);
    write_legend(f, d, sheet);
}

/* The diagonal, and where those that never die are drawn. */
static void write_elements(FILE *f, const struct figure *d)
{
    fprintf(f,
            "\n# Nothing lives less than on the diagonal.\n"
            "set arrow 1 from %.9g, %.9g to %.9g, %.9g nohead lw 0.7 lc rgb '#999999'\n",
            d->low, d->low, d->high, d->high);
    for (size_t i = 0; i < d->diagram->rows; i++)
        if (diagram_at(d->diagram, i, DIAGRAM_ESSENTIAL) == 1) {
            double cap = diagram_at(d->diagram, i, DIAGRAM_DEATH);
            fprintf(
                f,
                "# What never dies is drawn where the last edge enters.\n"
                "set arrow 2 from %.9g, %.9g to %.9g, %.9g nohead lw 0.7 dt 2 lc rgb '#999999'\n",
                d->low, cap, d->high, cap);
            break;
        }
    const struct group *listed[GROUPS];
    size_t count = list_groups(d, listed); /* components, which are few, over cycles */
    for (size_t k = 0; k < count; k++)
        fprintf(f, "%s$group%td with points %s title '%s'", k ? ", \\\n  " : "\nplot ",
                listed[k] - d->groups, listed[k]->style, listed[k]->title);
    fputc('\n', f);
}

struct error *plot_diagram_write(FILE *f, const struct plot_material *material,
                                 const struct plot_options *options, struct report *report)
{
    struct error *err = NULL;
    char *caption = NULL;
    struct plot_sheet sheet = {0};
    struct figure d = {.record = &material->items[0].record,
                       .diagram = &material->items[0].numbers};
    const char *filtration = record_attr(d.record, "filtration");
    (void)report;
    d.superlevel = filtration && strcmp(filtration, "superlevel") == 0;
    TRY(diagram_check(d.diagram, d.superlevel));
    if (d.diagram->rows == 0)
        return error_new("diagram: has no points: nothing to draw");
    count_groups(&d);
    TRY(find_range(&d, options->color.scale));
    TRY(make_caption(&d, &caption));
    TRY(lay_out(&d, options, caption, &sheet));
    write_points(f, &d);
    plot_sheet_begin(f, &sheet);
    plot_sheet_texts(f, &sheet);
    plot_sheet_margins(f, &sheet, &sheet.frame);
    write_axes(f, &d, &sheet);
    write_elements(f, &d);
    plot_terminal_end(f, options, false);
out:
    plot_sheet_free(&sheet);
    free(caption);
    return err;
}
