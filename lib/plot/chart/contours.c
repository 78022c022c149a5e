/* A plane of the loss as filled contours with labelled level lines. */
#include "plot/chart/grid_impl.h"

#include "plot/draw/sheet.h"
#include "plot/layout/terminal.h"

#include <math.h>
#include <string.h>

/* Dots of the filled contours along the longer side: finer than paper shows. */
static const double DOTS = 600;

/* Steps of the level lines along the longer side. */
static const double STEPS = 300;

/* The type of levels, as a share of the figure's. */
static const double LEVEL_SIZE = 7.0 / 9;

/* Labels of levels keep such a distance, as a share of the longer side; sideways so many times
 * their width, if that is more: boxes that are apart by an ellipse of sqrt(2) times their sides do
 * not meet. */
static const double LABEL_CLEARANCE = 0.09, LABEL_WIDTHS = 1.5;

/* At the top half of the last number; a number of the bar takes so much of it. Sizes of type. */
static const double NUMBER_HALF = 0.5, BAR_LINE = 1.1;

/* Along a run's name. */
enum { PLACES_OF_NAME = 5 };

static const char FRAME[] = "set border 31 lc rgb '#555555' lw 0.5\nunset key\n";

static struct error *find_levels(const struct grid_figure *g,
                                 const struct plot_color_options *options,
                                 struct plot_levels *levels)
{
    double least, most;
    bool logarithmic;
    struct error *err;
    plot_extent(g->z, &least, &most);
    err = plot_scale_choose(options->scale, g->z, &least, most, &logarithmic);
    if (err)
        return error_prefix(err, "grid of %s", plot_grid_value_name(g));
    least = options->has_least ? fmax(least, options->least) : least;
    most = options->has_most ? fmin(most, options->most) : most;
    plot_levels_choose(levels, least, most, logarithmic);
    return NULL;
}

/* Of both axes, as long as these are (sizes of type). */
static void choose_numbers(const struct grid_figure *g, double across, double up,
                           struct plot_numbers numbers[2])
{
    plot_numbers_choose_lying(&numbers[0], g->x.from, g->x.to, false, across);
    plot_numbers_choose_upright(&numbers[1], g->y.from, g->y.to, false, up);
}

/* As the script writes them. */
static double widest_level(const struct plot_levels *levels)
{
    struct plot_numbers numbers = {.levels = *levels, .digits = 6};
    return plot_numbers_widest(&numbers);
}

static struct error *lay_out(const struct grid_figure *g, const struct plot_levels *levels,
                             const struct plot_options *options, struct plot_sheet *sheet)
{
    struct plot_numbers numbers[2];
    choose_numbers(g, INFINITY, INFINITY, numbers);
    struct layout_parts parts = {.bar = true,
                                 .bar_numbers = widest_level(levels),
                                 .axes = {.left = plot_layout_axis_beside(numbers[1].widest),
                                          .bottom = plot_layout_axis_below(),
                                          .top = NUMBER_HALF},
                                 .exact = plot_grid_at_one_scale(g)};
    if (parts.exact)
        parts.shape = (g->y.to - g->y.from) / (g->x.to - g->x.from);
    return plot_sheet_make(sheet, options, g->caption, &parts);
}

/* A list, for `array` and `set cntrparam` alike. */
static void write_levels(FILE *f, const struct plot_levels *levels)
{
    fputs("\n# The levels. Change them here.\nlevels = '", f);
    for (size_t k = 0; k < levels->count; k++)
        fprintf(f, "%s%.9g", k ? ", " : "", levels->at[k]);
    fputs("'\narray L = [@levels]\n", f);
}

static void write_lines(FILE *f, const struct rect *frame)
{
    double width = frame->right - frame->left, height = frame->top - frame->bottom;
    double longer = fmax(width, height);
    fprintf(f,
            "\n# The level lines.\n"
            "set urange [x0:x1]\nset vrange [y0:y1]\nset samples %.0f\nset isosamples %.0f\n"
            "set contour base\nunset surface\nset cntrparam levels discrete @levels\n"
            "set table $lines\nsplot '++' using 1:2:(height($1,$2))\nunset table\n"
            "unset contour\nset surface\n",
            ceil(STEPS * width / longer) + 1, ceil(STEPS * height / longer) + 1);
}

/* Numbers become bands: 0 below the first level, and so on, so that the bar's bands are alike. */
static void write_bands(FILE *f, const struct grid_figure *g, const struct plot_levels *levels,
                        const struct plot_sheet *sheet)
{
    enum plot_palette palette = sheet->options->color.palette;
    const struct rect *bar = &sheet->layout.bar;
    double band = (bar->top - bar->bottom) / sheet->layout.em / (double)(levels->count + 1);
    fprintf(f, "\n# A band of colour (%s) between two levels.\n", plot_palette_names[palette]);
    plot_palette_write_bands(f, palette, levels->count + 1);
    fprintf(f,
            "set cbrange [0:|L|+1]\n"
            "band(z) = z == z ? 0.5 + (sum [k=1:|L|] z >= L[k]) : NaN\n"
            "set cbtics scale 0 offset -0.4, 0 textcolor rgb 'black' ('' 0)\n"
            "do for [k=1:|L|:%.0f] { set cbtics add (sprintf('%%g', L[k]) k) }\n",
            fmax(1, ceil(BAR_LINE / band)));
    if (!plot_sheet_is_characters(sheet))
        plot_print_bar_place(f, &sheet->layout);
    plot_sheet_bar_name(f, sheet, plot_grid_value_name(g), NULL);
}

/* Where the snapshots are, and along the names of runs: there no level is written. */
static struct error *find_taken(const struct grid_figure *g, const struct grid_names *names,
                                const struct rect *frame, struct matrix *taken)
{
    size_t rows = g->tracks ? g->tracks->rows : 0, count = names->shown.count, at = rows;
    struct error *err = matrix_new(taken, rows + count * PLACES_OF_NAME, 2);
    if (err)
        return err;
    if (rows)
        memcpy(taken->a, g->tracks->a, 2 * rows * sizeof *taken->a);
    double dx = (g->x.to - g->x.from) / (frame->right - frame->left);
    double dy = (g->y.to - g->y.from) / (frame->top - frame->bottom);
    for (size_t k = 0; k < count; k++)
        for (size_t i = 0; i < PLACES_OF_NAME; i++, at++) {
            const struct plot_label *label = &names->labels[k];
            double share = (double)i / (PLACES_OF_NAME - 1);
            taken->a[2 * at] = g->x.from + (label->left + share * label->width) * dx;
            taken->a[2 * at + 1] = g->y.from + (label->bottom + names->line / 2) * dy;
        }
    return NULL;
}

static size_t write_level_labels(FILE *f, const struct grid_figure *g,
                                 const struct plot_levels *levels, const struct matrix *taken,
                                 const struct plot_sheet *sheet)
{
    const struct rect *frame = &sheet->frame;
    struct plot_level_label labels[PLOT_LEVEL_LABELS_MAX];
    struct plot_labelling place = {.width = frame->right - frame->left,
                                   .height = frame->top - frame->bottom,
                                   .clear = LABEL_CLEARANCE,
                                   .x = g->x,
                                   .y = g->y,
                                   .taken = taken};
    double width = LABEL_WIDTHS * widest_level(levels) * LEVEL_SIZE * sheet->layout.em;
    place.stretch = fmax(1, width / (LABEL_CLEARANCE * fmax(place.width, place.height)));
    size_t count = plot_levels_label(levels, g->z, &place, labels);
    double dx = (g->x.to - g->x.from) / (double)(g->z->cols - 1);
    double dy = (g->y.to - g->y.from) / (double)(g->z->rows - 1);
    fputs("\n# Where levels are written on their lines.\n$labels << END\n", f);
    for (size_t i = 0; i < count; i++)
        fprintf(f, "%.9g %.9g %.9g\n", g->x.from + labels[i].column * dx,
                g->y.from + labels[i].row * dy, labels[i].level);
    fputs("END\n", f);
    return count;
}

static void write_axis(FILE *f, const struct grid_figure *g, const struct plot_sheet *sheet,
                       char axis, const struct plot_numbers *numbers)
{
    char name[256];
    const struct axis *range = axis == 'x' ? &g->x : &g->y;
    const struct plot_sheet_axis what = {numbers, name, numbers->widest};
    plot_grid_axis_name(g, axis, name, sizeof name);
    plot_print_range(f, axis == 'x' ? "x" : "y", range->from, range->to);
    plot_sheet_axis(f, sheet, &sheet->frame, axis, &what);
}

static void write_axes(FILE *f, const struct grid_figure *g, const struct plot_sheet *sheet)
{
    const struct rect *frame = &sheet->frame;
    struct plot_numbers numbers[2];
    double em = sheet->layout.em;
    choose_numbers(g, (frame->right - frame->left) / em, (frame->top - frame->bottom) / em,
                   numbers);
    fputs(FRAME, f);
    write_axis(f, g, sheet, 'x', &numbers[0]);
    write_axis(f, g, sheet, 'y', &numbers[1]);
}

/* A plane of equal numbers has none, and gnuplot warns of a block without data. */
static bool has_lines(const struct grid_figure *g)
{
    double least, most;
    return plot_extent(g->z, &least, &most) && least < most;
}

/* A line is drawn twice, and a point: black on white is seen on any colour. */
static void write_track_elements(FILE *f, const struct grid_figure *g)
{
    if (!g->tracks)
        return;
    if (g->runs.count < g->runs.joined)
        fputs(", \\\n  $tracks using 1:2 with lines lc rgb 'white' lw 2.5"
              ", \\\n  $tracks using 1:2 with lines lc rgb 'black' lw 1",
              f);
    bool alone = g->runs.count == g->runs.joined; /* no line leads to them */
    fprintf(f,
            ", \\\n  $tracks using 1:2 with points pt 7 ps %g*point lc rgb 'white'"
            ", \\\n  $tracks using 1:2 with points pt 7 ps %g*point lc rgb 'black'",
            alone ? 0.8 : 0.36, alone ? 0.55 : 0.2);
    if (alone)
        return;
    fputs(", \\\n  $starts using 1:2 with points pt 7 ps 0.75*point lc rgb 'white'"
          ", \\\n  $starts using 1:2 with points pt 6 ps 0.7*point lw 1.2 lc rgb 'black'"
          ", \\\n  $ends using 1:2 with points pt 7 ps 0.85*point lc rgb 'white'"
          ", \\\n  $ends using 1:2 with points pt 7 ps 0.7*point lc rgb 'black'",
          f);
}

/* From the ground up; so many levels are written on their lines. */
static void write_elements(FILE *f, const struct grid_figure *g, const struct plot_sheet *sheet,
                           size_t labels)
{
    const struct rect *frame = &sheet->frame;
    double width = frame->right - frame->left, height = frame->top - frame->bottom;
    double dots = plot_sheet_is_characters(sheet) ? (double)sheet->options->columns : DOTS;
    fprintf(f,
            "\n# The bands as an image of so many dots, each at its middle.\n"
            "columns = %.0f\nrows = %.0f\nset samples columns\nset isosamples rows\n"
            "set urange [x0 + (x1-x0)/columns/2 : x1 - (x1-x0)/columns/2]\n"
            "set vrange [y0 + (y1-y0)/rows/2 : y1 - (y1-y0)/rows/2]\n"
            "set style textbox opaque noborder fillcolor rgb '#60ffffff' margins 0.4,0.4\n"
            "plot '++' using 1:2:(band(height($1,$2))) with image",
            ceil(dots * width / fmax(width, height)), ceil(dots * height / fmax(width, height)));
    if (has_lines(g))
        fputs(", \\\n  $lines using 1:2 with lines lc rgb '#202020' lw 0.5", f);
    write_track_elements(f, g);
    if (labels)
        fprintf(f, ", \\\n  $labels using 1:2:3 with labels boxed font ',%.4g'",
                LEVEL_SIZE * sheet->layout.font_size);
    fputc('\n', f);
}

struct error *plot_contours_write(FILE *f, const struct grid_figure *g,
                                  const struct plot_options *options)
{
    struct error *err = NULL;
    struct plot_levels levels;
    struct plot_sheet sheet = {0};
    struct grid_names names = {0};
    struct matrix taken = {0};
    TRY(plot_sheet_check_image(options));
    TRY(find_levels(g, &options->color, &levels));
    TRY(lay_out(g, &levels, options, &sheet));
    TRY(grid_names_place(&names, g, &sheet));
    TRY(find_taken(g, &names, &sheet.frame, &taken));
    const struct rect *frame = &sheet.frame;
    plot_grid_write_numbers(f, g);
    size_t labels = write_level_labels(f, g, &levels, &taken, &sheet);
    plot_sheet_begin(f, &sheet);
    plot_grid_write_tracks(f, g);
    grid_names_write(f, &names, g, &sheet);
    plot_sheet_texts(f, &sheet);
    plot_grid_write_function(f, g);
    write_levels(f, &levels);
    write_lines(f, frame);
    plot_sheet_margins(f, &sheet, frame);
    write_axes(f, g, &sheet);
    write_bands(f, g, &levels, &sheet);
    write_elements(f, g, &sheet, labels);
    plot_terminal_end(f, options, false);
out:
    matrix_free(&taken);
    grid_names_free(&names);
    plot_sheet_free(&sheet);
    return err;
}
