/* Persistence diagrams: death over birth. */
#include "diagram.h"
#include "memstream.h"
#include "plot_levels.h"
#include "plot_sheet.h"
#include "plot_stage.h"
#include "plot_terminal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Left, right, below, above: numbers and names, and the key at the right. Sizes of type. */
static const struct rect AXES = {4.1, 15.4, 3.1, 0};
static const double KEY_GAP = 0.6;

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

/* "birth (test_loss)" */
static void write_axis_name(FILE *f, const struct figure *d, const struct plot_sheet *sheet,
                            const char *axis, const char *what, const char *options)
{
    char name[256];
    const char *column = record_attr(d->record, "column");
    snprintf(name, sizeof name, column ? "%s (%s)" : "%s", what, column);
    plot_sheet_axis_label(f, sheet, axis, name, options);
}

static void write_axes(FILE *f, const struct figure *d, const struct plot_sheet *sheet)
{
    const struct layout *l = &sheet->layout;
    plot_print_range(f, "x", d->low, d->high);
    plot_print_range(f, "y", d->low, d->high);
    fputs("set border 31 lc rgb '#999999' lw 0.5\n"
          "set xtics out nomirror scale 0.5 textcolor rgb 'black'\n"
          "set ytics out nomirror scale 0.5 textcolor rgb 'black'\n",
          f);
    if (d->logarithmic)
        fputs("set logscale xy\n", f);
    write_axis_name(f, d, sheet, "x", "birth", " offset 0,0.3");
    write_axis_name(f, d, sheet, "y", "death", " offset 1,0");
    if (plot_sheet_is_characters(sheet))
        fputs("set key outside bottom\n", f);
    else
        fprintf(f, "set key at screen %.4f, screen %.4f left top Left reverse samplen 1 width 0\n",
                (sheet->frame.right + KEY_GAP * l->em) / l->width, sheet->frame.top / l->height);
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
    const char *begin = "\nplot ";
    for (size_t k = GROUPS; k-- > 0;) /* components, which are few, over cycles */
        if (d->groups[k].count) {
            fprintf(f, "%s$group%zu with points %s title '%s'", begin, k, d->groups[k].style,
                    d->groups[k].title);
            begin = ", \\\n  ";
        }
    fputc('\n', f);
}

struct error *plot_diagram_write(FILE *f, const struct plot_material *material,
                                 const struct plot_options *options, struct report *report)
{
    struct error *err = NULL;
    char *caption = NULL;
    struct plot_sheet sheet = {0};
    const struct layout_parts parts = {.axes = AXES, .shape = 1, .exact = true};
    struct figure d = {.record = &material->items[0].record,
                       .diagram = &material->items[0].numbers};
    const char *filtration = record_attr(d.record, "filtration");
    (void)report;
    d.superlevel = filtration && strcmp(filtration, "superlevel") == 0;
    TRY(diagram_check(d.diagram, d.superlevel));
    if (d.diagram->rows == 0)
        return error_new("diagram of no points: nothing to draw");
    count_groups(&d);
    TRY(find_range(&d, options->color.scale));
    TRY(make_caption(&d, &caption));
    TRY(plot_sheet_make(&sheet, options, caption, &parts));
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
