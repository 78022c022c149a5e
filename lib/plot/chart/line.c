/* Numbers on a line between networks, or through one: a curve each, one above the other. */
#include "plot/chart/grid_impl.h"

#include "plot/draw/sheet.h"
#include "plot/layout/terminal.h"
#include "plot/layout/text.h"

#include <math.h>

enum { PANELS_MAX = 6 };

/* Above the frame half of the last number, sizes of type; and what names stand off it, cm. */
static const double NUMBER_HALF = 0.3;

static const double PANEL_GAP = 0.3;

/* A sheet gets higher where panels would be lower than that. */
static const double PANEL_HEIGHT = 2.6;

struct panels {
    const struct plot_item *items;
    size_t count;
    struct range {
        double from, to;
        bool logarithmic;
    } range[PANELS_MAX]; /* of the numbers of each */
};

static struct error *choose_panels(const struct plot_material *material, struct panels *panels)
{
    *panels = (struct panels){.items = material->items, .count = material->count};
    if (material->wanted)
        *panels = (struct panels){.items = material->items + material->wanted - 1, .count = 1};
    if (panels->count > PANELS_MAX)
        return error_new("%zu grids: at most %d curves are drawn: choose one: -n 1", panels->count,
                         PANELS_MAX);
    for (size_t k = 0; k < panels->count; k++)
        if (panels->items[k].numbers.rows != 1)
            return error_new("grid %zu: not a line, as the first is: choose one: -n 1", k + 1);
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
                return error_new("grid %zu: has %zu points, the first has %zu: choose one: -n 1",
                                 k + 1, z->cols, g->z->cols);
            fprintf(f, isfinite(z->a[i]) ? " %.9g" : " NaN", z->a[i]);
        }
        fputc('\n', f);
    }
    fputs("END\n", f);
    return NULL;
}

/* A range has a width, and the curve does not touch its frame. */
static struct error *find_range(struct range *range, const struct plot_item *item,
                                const struct plot_options *options)
{
    double least, most;
    if (!plot_extent(&item->numbers, &least, &most))
        least = most = 0;
    struct error *err =
        plot_scale_choose(options->color.scale, &item->numbers, &least, most, &range->logarithmic);
    if (err)
        return error_prefix(err, "grid");
    double spare = least < most ? 0.06 * (most - least) : fmax(fabs(least) / 10, 0.5);
    range->from = least - spare;
    range->to = most + spare;
    if (range->logarithmic) {
        double factor = least < most ? pow(most / least, 0.06) : 1.1;
        range->from = least / factor;
        range->to = most * factor;
    }
    return NULL;
}

static struct error *find_ranges(struct panels *panels, const struct plot_options *options)
{
    struct error *err = NULL;
    for (size_t k = 0; k < panels->count && !err; k++)
        err = find_range(&panels->range[k], &panels->items[k], options);
    return err;
}

/* The numbers of an upright axis of that length (sizes of type). */
static void choose_numbers(const struct range *range, double length, struct plot_numbers *numbers)
{
    plot_numbers_choose_upright(numbers, range->from, range->to, range->logarithmic, length);
}

static void choose_places(const struct grid_figure *g, double length, struct plot_numbers *numbers)
{
    double spare = g->x.from < g->x.to ? 0 : 0.5;
    plot_numbers_choose_lying(numbers, g->x.from - spare, g->x.to + spare, false, length);
}

static double widest_number(const struct panels *panels)
{
    double widest = 0;
    for (size_t k = 0; k < panels->count; k++) {
        struct plot_numbers numbers;
        choose_numbers(&panels->range[k], INFINITY, &numbers);
        widest = fmax(widest, numbers.widest);
    }
    return widest;
}

static struct error *lay_out_once(const struct grid_figure *g, const struct panels *panels,
                                  double top, const struct plot_options *options,
                                  struct plot_sheet *sheet)
{
    struct plot_numbers places;
    choose_places(g, INFINITY, &places);
    const struct layout_parts parts = {
        .axes = {.left = plot_layout_axis_beside(widest_number(panels)),
                 .right = places.widest / 2,
                 .bottom = plot_layout_axis_below(),
                 .top = fmax(NUMBER_HALF, top)},
        .height_least = (double)panels->count * PANEL_HEIGHT + 2};
    return plot_sheet_make(sheet, options, g->caption, &parts);
}

/* The names' lines above the frame depend on its width, which does not depend on them. */
static struct error *lay_out(const struct grid_figure *g, const struct panels *panels,
                             const struct plot_options *options, struct plot_sheet *sheet,
                             struct grid_names *names)
{
    struct error *err = NULL;
    TRY(lay_out_once(g, panels, 0, options, sheet));
    TRY(grid_names_place(names, g, sheet));
    if (names->lines == 0)
        goto out;
    double top = (double)names->lines * names->line / sheet->layout.em;
    grid_names_free(names);
    plot_sheet_free(sheet);
    TRY(lay_out_once(g, panels, top, options, sheet));
    TRY(grid_names_place(names, g, sheet));
out:
    return err;
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

static void write_x_axis(FILE *f, const struct grid_figure *g, const struct plot_sheet *sheet,
                         const struct rect *frame, bool named)
{
    char name[256];
    struct plot_numbers places;
    double spare = g->x.from < g->x.to ? 0 : 0.5;
    choose_places(g, (frame->right - frame->left) / sheet->layout.em, &places);
    plot_grid_axis_name(g, 'x', name, sizeof name);
    plot_print_range(f, "x", g->x.from - spare, g->x.to + spare);
    const struct plot_sheet_axis what = {&places, name, 0};
    if (named)
        plot_sheet_axis(f, sheet, frame, 'x', &what);
    else
        plot_print_marks(f, 'x', &places);
}

static void write_panel(FILE *f, const struct grid_figure *g, const struct panels *panels, size_t k,
                        const struct plot_sheet *sheet, const struct rect *frame)
{
    const struct grid_figure panel = {.record = &panels->items[k].record};
    const struct range *range = &panels->range[k];
    struct plot_numbers numbers;
    choose_numbers(range, (frame->top - frame->bottom) / sheet->layout.em, &numbers);
    const struct plot_sheet_axis what = {&numbers, plot_grid_value_name(&panel),
                                         widest_number(panels)};
    fputs(range->logarithmic ? "set logscale y\n" : "unset logscale y\n", f);
    plot_print_range(f, "y", range->from, range->to);
    plot_sheet_axis(f, sheet, frame, 'y', &what);
    write_x_axis(f, g, sheet, frame, k + 1 == panels->count);
    fprintf(f, "plot $curves using 1:%zu with %s\n", k + 2,
            g->z->cols > 60 ? "lines lw 1.2 lc rgb '#31688e'"
                            : "linespoints lw 1.2 pt 7 ps 0.25*point lc rgb '#31688e'");
}

static void write_panels(FILE *f, const struct grid_figure *g, const struct panels *panels,
                         const struct plot_sheet *sheet)
{
    fputs("set border 31 lc rgb '#555555' lw 0.5\nunset key\n", f);
    if (panels->count > 1)
        fprintf(f, "set multiplot%s\n", plot_sheet_is_characters(sheet) ? " layout 1,1" : "");
    for (size_t k = 0; k < panels->count; k++) {
        struct rect frame = panel_frame(&sheet->frame, k, panels->count);
        fputs("\n", f);
        plot_sheet_margins(f, sheet, &frame);
        write_panel(f, g, panels, k, sheet, &frame);
        fputs("unset label\n", f); /* texts stand above the first panel alone */
    }
}

struct error *plot_line_write(FILE *f, const struct grid_figure *g,
                              const struct plot_material *material,
                              const struct plot_options *options)
{
    struct error *err = NULL;
    struct panels panels;
    struct plot_sheet sheet = {0};
    struct grid_names names = {0};
    TRY(choose_panels(material, &panels));
    TRY(find_ranges(&panels, options));
    TRY(lay_out(g, &panels, options, &sheet, &names));
    TRY(write_numbers(f, g, &panels));
    plot_sheet_begin(f, &sheet);
    plot_sheet_texts(f, &sheet);
    write_snapshots(f, g);
    grid_names_write(f, &names, g, &sheet);
    write_panels(f, g, &panels, &sheet);
    plot_terminal_end(f, options, panels.count > 1);
out:
    grid_names_free(&names);
    plot_sheet_free(&sheet);
    return err;
}
