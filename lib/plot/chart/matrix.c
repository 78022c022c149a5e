#include "plot/chart/matrix.h"

#include "base/memstream.h"
#include "plot/chart/chart.h"
#include "plot/draw/caption.h"
#include "plot/draw/levels.h"
#include "plot/draw/sheet.h"
#include "plot/layout/terminal.h"
#include "plot/layout/text.h"
#include "plot/layout/text_note.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CELLS_MAX = 1000, NAMED_GROUPS_MAX = 20 };

/* With more groups the lines between them would hide the picture. */
enum { DIVIDED_GROUPS_MAX = 100 };

/* On a logarithmic scale numbers below this share of the largest have the colour of the least: the
 * potential's floor of 1e-7 hides them from all that follows. */
static const double SHARE_LEAST = 1e-8;

/* Names of groups beside the axis have so much room, and each has a line. Sizes of type. */
static const double NAME_ROOM = 10.4, NAME_LINE = 1.1;

size_t plot_matrix_cells(const struct plot_options *options)
{
    return options->format == PLOT_CHARACTERS ? options->columns : CELLS_MAX;
}

struct heat {
    const struct plot_item *item;
    double least, most;
    bool logarithmic, zeros; /* zeros: numbers that a logarithmic scale cannot show */
    double unit;             /* that cells are written in: gnuplot keeps them as float32 */
    struct strlist names;    /* of the groups, as they are shown; none where the axis names all */
};

/* 1, or where the numbers are far from it, the power of ten that makes the largest 1 to 10. */
static double find_unit(double least, double most)
{
    double largest = fmax(fabs(least), fabs(most));
    if (largest == 0 || (largest > 1e-20 && largest < 1e20))
        return 1;
    return pow(10, fmax(floor(log10(largest)), -300));
}

static struct error *find_scale(struct heat *heat, const struct plot_color_options *options)
{
    const struct matrix *cells = &heat->item->mosaic.cells;
    const char *kind = heat->item->record.kind;
    if (!plot_extent(cells, &heat->least, &heat->most))
        return error_new("%s: %zu x %zu: no number is finite: nothing to draw", kind,
                         heat->item->mosaic.rows, heat->item->mosaic.cols);
    heat->unit = find_unit(heat->least, heat->most);
    /* In an affinity or operator 0 means no entry: it does not decide the scale. */
    double least = heat->least, positive = plot_least_positive(cells);
    if (heat->item->mosaic.largest && least == 0 && positive < heat->most)
        least = positive;
    struct error *err =
        plot_scale_choose(options->scale, cells, &least, heat->most, &heat->logarithmic);
    if (err)
        return error_prefix(err, "%s", kind);
    if (heat->logarithmic) {
        heat->zeros = heat->least <= 0;
        heat->least = fmax(least, SHARE_LEAST * heat->most);
    }
    heat->least = options->has_least ? options->least : heat->least;
    heat->most = options->has_most ? options->most : heat->most;
    return NULL;
}

/* Where 0 stays white, what float32 would make 0 must not. */
static double in_units(const struct heat *heat, double value)
{
    double share = value / heat->unit;
    return heat->zeros && value > 0 ? fmax(share, (double)FLT_MIN) : share;
}

static void write_cells(FILE *f, const struct heat *heat)
{
    const struct matrix *cells = &heat->item->mosaic.cells;
    fprintf(f, "\n# The matrix, a line a row%s.\n",
            heat->zeros ? "; what is not positive stays white" : "");
    if (heat->unit != 1)
        fprintf(f, "unit = %.17g\n", heat->unit);
    fputs("$cells << END\n", f);
    for (size_t i = 0; i < cells->rows; i++)
        for (size_t j = 0; j < cells->cols; j++) {
            double value = in_units(heat, cells->a[i * cells->cols + j]);
            fprintf(f, isfinite(value) ? "%.5g" : "NaN", value);
            fputc(j + 1 < cells->cols ? ' ' : '\n', f);
        }
    fputs("END\n", f);
}

static struct error *make_caption(const struct heat *heat, char **caption)
{
    struct memstream text;
    const struct mosaic *m = &heat->item->mosaic;
    const struct record *r = &heat->item->record;
    FILE *f = memstream_open(&text);
    if (!f)
        return error_memory("the caption");
    fprintf(f, "%s, %zu × %zu", r->kind, m->rows, m->cols);
    plot_caption_attr(f, r, "k");
    plot_caption_attr(f, r, "t");
    if (record_attr(r, "metric"))
        fprintf(f, ", %s", record_attr(r, "metric"));
    if (m->rows > m->cells.rows || m->cols > m->cells.cols)
        fprintf(f, "; a cell is the %s of %.3g × %.3g entries", m->largest ? "largest" : "mean",
                (double)m->rows / (double)m->cells.rows, (double)m->cols / (double)m->cells.cols);
    if (heat->zeros)
        fputs("; white: 0", f);
    if (!memstream_close(&text))
        return error_memory("the caption");
    *caption = text.text;
    return NULL;
}

/* Where on the axis, in cells, the place p begins. */
static double cell_edge(size_t p, size_t n, size_t cells)
{
    return (double)p * (double)cells / (double)n - 0.5;
}

/* The middle of group k, in cells. */
static double group_middle(const struct plot_item *item, size_t k)
{
    const struct mosaic *m = &item->mosaic;
    size_t first = k ? item->order.groups[k - 1].end : 0, end = item->order.groups[k].end;
    return (cell_edge(first, m->rows, m->cells.rows) + cell_edge(end, m->rows, m->cells.rows)) / 2;
}

/* Whether each name has a line of its own on an axis of that length (sizes of type). */
static bool names_have_lines(const struct plot_item *item, double length)
{
    double cell = length / (double)item->mosaic.cells.rows;
    for (size_t k = 1; k < item->order.count; k++)
        if ((group_middle(item, k) - group_middle(item, k - 1)) * cell < NAME_LINE)
            return false;
    return true;
}

static struct error *name_groups(struct heat *heat)
{
    struct error *err = NULL;
    struct strlist names = {0};
    const struct plot_order *order = &heat->item->order;
    if (order->count == 0 || order->count > NAMED_GROUPS_MAX)
        return NULL;
    for (size_t k = 0; k < order->count; k++)
        TRY(strlist_addf(&names, "%s", plot_order_name(order, k)));
    TRY(plot_text_abridge_names(&heat->names, &names, NAME_ROOM));
out:
    strlist_free(&names);
    return err;
}

static void write_group_names(FILE *f, const struct plot_sheet *sheet, const struct heat *heat)
{
    fputs("set ytics scale 0 textcolor rgb 'black' noenhanced (", f);
    for (size_t k = 0; k < heat->names.count; k++) {
        fputs(k ? ", " : "", f);
        plot_sheet_quote(f, sheet, heat->names.at[k], (size_t)-1);
        fprintf(f, " %.6g", group_middle(heat->item, k));
    }
    fputs(")\n", f);
}

/* White lines with a dark heart, seen on any colour. */
static void write_dividers(FILE *f, const struct plot_item *item)
{
    const struct mosaic *m = &item->mosaic;
    bool square = m->rows == m->cols;
    if (item->order.count > DIVIDED_GROUPS_MAX)
        return;
    fputs("\n# Lines between the groups.\n$dividers << END\n", f);
    for (size_t k = 0; k < item->order.count; k++) {
        size_t end = item->order.groups[k].end;
        double y = cell_edge(end, m->rows, m->cells.rows);
        if (end == m->rows)
            continue;
        fprintf(f, "-0.5 %.6g\n%zu.5 %.6g\n\n", y, m->cells.cols - 1, y);
        if (square)
            fprintf(f, "%.6g -0.5\n%.6g %zu.5\n\n", y, y, m->cells.rows - 1);
    }
    fputs("END\n", f);
}

static struct plot_bar bar_of(const struct heat *heat, const struct plot_options *options)
{
    double spare = heat->least < heat->most ? 0 : fmax(fabs(heat->least) / 10, 0.5);
    return (struct plot_bar){
        .palette = options->color.palette,
        .ramp = {.least = heat->logarithmic ? heat->least : heat->least - spare,
                 .most = heat->most + spare,
                 .logarithmic = heat->logarithmic}};
}

static double widest_name(const struct heat *heat)
{
    double widest = 0;
    for (size_t k = 0; k < heat->names.count; k++)
        widest = fmax(widest, plot_text_em(heat->names.at[k], strlen(heat->names.at[k])));
    return widest;
}

/* Square cells, as large as the room lets them be, where the matrix is square. */
static struct error *lay_out_once(const struct heat *heat, const struct plot_options *options,
                                  char *caption, struct plot_sheet *sheet)
{
    const struct matrix *cells = &heat->item->mosaic.cells;
    struct plot_bar bar = bar_of(heat, options);
    struct layout_parts parts = {.bar = true, .bar_numbers = plot_bar_numbers(&bar)};
    parts.axes.left = plot_layout_axis_beside(widest_name(heat));
    parts.exact = cells->rows == cells->cols;
    parts.shape = parts.exact ? 1 : 0;
    return plot_sheet_make(sheet, options, caption, &parts);
}

/* Groups too small to be named where they are have no names. */
static struct error *lay_out(struct heat *heat, const struct plot_options *options, char *caption,
                             struct plot_sheet *sheet)
{
    struct error *err = lay_out_once(heat, options, caption, sheet);
    const struct rect *frame = &sheet->frame;
    if (err || plot_sheet_is_characters(sheet) || heat->names.count == 0 ||
        names_have_lines(heat->item, (frame->top - frame->bottom) / sheet->layout.em))
        return err;
    strlist_free(&heat->names);
    plot_sheet_free(sheet);
    return lay_out_once(heat, options, caption, sheet);
}

static void write_axes(FILE *f, const struct plot_sheet *sheet, const struct heat *heat)
{
    const struct matrix *cells = &heat->item->mosaic.cells;
    const struct plot_sheet_axis all = {.name = heat->item->order.place ? "snapshots, run by run"
                                                                        : "rows"};
    fputs("\n# Rows from the top down.\n", f);
    plot_print_range(f, "x", -0.5, (double)cells->cols - 0.5);
    plot_print_range(f, "y", (double)cells->rows - 0.5, -0.5);
    fputs("set border 31 lc rgb '#999999' lw 0.5\nunset xtics\nunset ytics\nunset key\n", f);
    if (heat->names.count)
        write_group_names(f, sheet, heat);
    else
        plot_sheet_axis(f, sheet, &sheet->frame, 'y', &all);
}

struct error *plot_matrix_write(FILE *f, const struct plot_material *material,
                                const struct plot_options *options, struct report *report)
{
    struct heat heat = {.item = &material->items[0]};
    struct plot_sheet sheet = {0};
    char *caption = NULL;
    struct error *err = NULL;
    TRY(plot_sheet_check_image(options));
    TRY(find_scale(&heat, &options->color));
    TRY(make_caption(&heat, &caption));
    TRY(name_groups(&heat));
    plot_text_note_first(report, &heat.names);
    TRY(lay_out(&heat, options, caption, &sheet));
    write_cells(f, &heat);
    if (heat.item->order.count)
        write_dividers(f, heat.item);
    plot_sheet_begin(f, &sheet);
    plot_sheet_texts(f, &sheet);
    plot_sheet_margins(f, &sheet, &sheet.frame);
    write_axes(f, &sheet, &heat);
    struct plot_bar bar = bar_of(&heat, options);
    plot_print_bar(f, &sheet.layout, &bar);
    plot_sheet_bar_name(f, &sheet, heat.item->record.kind, plot_ramp_remark(&bar.ramp));
    fprintf(f, "\nplot $cells matrix using 1:2:(%s%s) with image",
            heat.zeros ? "$3 <= 0 ? NaN : " : "", heat.unit == 1 ? "$3" : "$3 * unit");
    if (heat.item->order.count && heat.item->order.count <= DIVIDED_GROUPS_MAX)
        fputs(", \\\n  $dividers with lines lc rgb 'white' lw 1, \\\n"
              "  $dividers with lines lc rgb 'black' lw 0.4",
              f);
    fputc('\n', f);
    plot_terminal_end(f, options, false);
out:
    plot_sheet_free(&sheet);
    strlist_free(&heat.names);
    free(caption);
    return err;
}
