/* Numbers on a line between networks, or through one: a curve each, one above the other. */
#include "plot_grid.h"

#include "plot_sheet.h"
#include "plot_terminal.h"
#include "plot_text.h"

#include <math.h>

enum { PANELS_MAX = 6 };

/* Left, right, below, above: numbers and names; of snapshots at the top. Sizes of type. */
static const struct rect AXES = {4.7, 0.6, 3.1, 0.3};
static const double NAMES_HEIGHT = 1.4;

static const double PANEL_GAP = 0.3;

/* A sheet gets higher where panels would be lower than that. */
static const double PANEL_HEIGHT = 2.6;

/* The panels of the records first .. end - 1. */
struct panels {
    const struct plot_item *items;
    size_t count;
};

static struct error *choose_panels(const struct plot_material *material, struct panels *panels)
{
    *panels = (struct panels){material->items, material->count};
    if (material->wanted)
        *panels = (struct panels){material->items + material->wanted - 1, 1};
    if (panels->count > PANELS_MAX)
        return error_new("%zu grids: more than %d curves are not drawn: choose one: -n 1",
                         panels->count, PANELS_MAX);
    for (size_t k = 0; k < panels->count; k++)
        if (panels->items[k].numbers.rows != 1)
            return error_new("grid %zu of the stream is no line, as the first is: choose: -n 1",
                             k + 1);
    return NULL;
}

static struct rect panel_frame(const struct rect *all, size_t k, size_t count)
{
    double height = (all->top - all->bottom + PANEL_GAP) / (double)count;
    struct rect frame = *all;
    frame.top = all->top - (double)k * height;
    frame.bottom = frame.top - height + PANEL_GAP;
    return frame;
}

static struct error *write_numbers(FILE *f, const struct grid_figure *g,
                                   const struct panels *panels)
{
    fputs("\n# Curves: x, then the number of each panel (NaN: none).\n$curves << END\n", f);
    for (size_t i = 0; i < g->z->cols; i++) {
        fprintf(f, "%.9g", g->z->cols > 1 ? axis_at(&g->x, i) : g->x.from);
        for (size_t k = 0; k < panels->count; k++) {
            const struct matrix *z = &panels->items[k].numbers;
            if (z->cols != g->z->cols)
                return error_new("grid %zu of the stream has %zu points, the first has %zu: choose "
                                 "one: -n 1",
                                 k + 1, z->cols, g->z->cols);
            fprintf(f, isfinite(z->a[i]) ? " %.9g" : " NaN", z->a[i]);
        }
        fputc('\n', f);
    }
    fputs("END\n", f);
    return NULL;
}

/* A range has a width, and the curve does not touch its frame. */
static struct error *write_range(FILE *f, const struct plot_item *item,
                                 const struct plot_options *options)
{
    double least, most;
    bool logarithmic;
    if (!plot_extent(&item->numbers, &least, &most))
        least = most = 0;
    struct error *err =
        plot_scale_choose(options->color.scale, &item->numbers, &least, most, &logarithmic);
    if (err)
        return error_prefix(err, "grid");
    fputs(logarithmic ? "set logscale y\n" : "unset logscale y\n", f);
    if (logarithmic)
        plot_print_range(f, "y", least / pow(most / least, 0.06), most * pow(most / least, 0.06));
    else if (least < most)
        plot_print_range(f, "y", least - 0.06 * (most - least), most + 0.06 * (most - least));
    else
        plot_print_range(f, "y", least - fmax(fabs(least) / 10, 0.5),
                         most + fmax(fabs(most) / 10, 0.5));
    return NULL;
}

static void write_x_axis(FILE *f, const struct grid_figure *g)
{
    double spare = g->x.from < g->x.to ? 0 : 0.5;
    plot_print_range(f, "x", g->x.from - spare, g->x.to + spare);
    fputs("set border 31 lc rgb '#555555' lw 0.5\n"
          "set xtics out nomirror scale 0.5 textcolor rgb 'black'\n"
          "set ytics out nomirror scale 0.5 textcolor rgb 'black'\nunset key\n",
          f);
}

/* Dotted lines where the snapshots are. */
static void write_snapshots(FILE *f, const struct grid_figure *g)
{
    for (size_t i = 0; g->tracks && i < g->tracks->rows; i++) {
        double x = g->tracks->a[i];
        if (x >= g->x.from && x <= g->x.to)
            fprintf(f,
                    "set arrow from first %.9g, graph 0 to first %.9g, graph 1 nohead dt 2 lw 0.7 "
                    "lc rgb '#888888'\n",
                    x, x);
    }
}

static struct error *write_panel(FILE *f, const struct grid_figure *g, const struct panels *panels,
                                 size_t k, const struct plot_sheet *sheet)
{
    char name[256];
    const struct grid_figure panel = {.record = &panels->items[k].record};
    struct error *err = write_range(f, &panels->items[k], sheet->options);
    if (err)
        return err;
    plot_sheet_axis_label(f, sheet, "y", grid_value_name(&panel), " offset 1,0");
    if (k + 1 == panels->count) {
        grid_axis_name(g, 'x', name, sizeof name);
        plot_sheet_axis_label(f, sheet, "x", name, " offset 0,0.3");
        fputs("set format x '%g'\n", f);
    } else {
        fputs("set format x ''\n", f);
    }
    fprintf(f, "plot $curves using 1:%zu with %s\n", k + 2,
            g->z->cols > 60 ? "lines lw 1.2 lc rgb '#31688e'"
                            : "linespoints lw 1.2 pt 7 ps 0.25*point lc rgb '#31688e'");
    return NULL;
}

struct error *plot_line_write(FILE *f, const struct grid_figure *g,
                              const struct plot_material *material,
                              const struct plot_options *options)
{
    struct error *err = NULL;
    struct panels panels;
    struct plot_sheet sheet = {0};
    struct layout_parts parts = {.axes = AXES};
    TRY(choose_panels(material, &panels));
    parts.height_least = (double)panels.count * PANEL_HEIGHT + 2;
    if (g->runs.count)
        parts.axes.top = NAMES_HEIGHT;
    TRY(plot_sheet_make(&sheet, options, g->caption, &parts));
    TRY(write_numbers(f, g, &panels));
    plot_sheet_begin(f, &sheet);
    plot_sheet_texts(f, &sheet);
    write_x_axis(f, g);
    write_snapshots(f, g);
    grid_write_names(f, g, &sheet);
    if (panels.count > 1)
        fprintf(f, "set multiplot%s\n", plot_sheet_is_characters(&sheet) ? " layout 1,1" : "");
    for (size_t k = 0; k < panels.count; k++) {
        struct rect frame = panel_frame(&sheet.frame, k, panels.count);
        fputs("\n", f);
        plot_sheet_margins(f, &sheet, &frame);
        TRY(write_panel(f, g, &panels, k, &sheet));
        fputs("unset label\n", f); /* texts stand above the first panel alone */
    }
    plot_terminal_end(f, options, panels.count > 1);
out:
    plot_sheet_free(&sheet);
    return err;
}
