/* A plane of the loss as filled contours with labelled level lines. */
#include "plot_grid.h"

#include "plot_sheet.h"
#include "plot_terminal.h"

#include <math.h>

/* Dots of the filled contours along the longer side: finer than paper shows. */
static const double DOTS = 600;

/* Steps of the level lines along the longer side. */
static const double STEPS = 300;

/* The type of levels, as a share of the figure's. */
static const double LEVEL_SIZE = 7.0 / 9;

/* Labels of levels keep such a distance, as a share of the longer side. */
static const double LABEL_CLEARANCE = 0.09;

/* Left, right, below, above: numbers and names; at the top half of the last number. Sizes of type.
 */
static const struct rect AXES = {3.6, 0, 3.1, 0.3};

static const char FRAME[] = "set border 31 lc rgb '#555555' lw 0.5\n"
                            "set xtics out nomirror scale 0.5 textcolor rgb 'black'\n"
                            "set ytics out nomirror scale 0.5 textcolor rgb 'black'\nunset key\n";

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
        return error_prefix(err, "grid of %s", grid_value_name(g));
    least = options->has_least ? fmax(least, options->least) : least;
    most = options->has_most ? fmin(most, options->most) : most;
    plot_levels_choose(levels, least, most, logarithmic);
    return NULL;
}

static struct error *lay_out(const struct grid_figure *g, const struct plot_options *options,
                             struct plot_sheet *sheet)
{
    struct layout_parts parts = {.bar = true, .axes = AXES, .exact = grid_at_one_scale(g)};
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
    fprintf(f, "\n# A band of colour (%s) between two levels.\n", plot_palette_names[palette]);
    plot_palette_write_bands(f, palette, levels->count + 1);
    fputs("set cbrange [0:|L|+1]\n"
          "band(z) = z == z ? 0.5 + (sum [k=1:|L|] z >= L[k]) : NaN\n"
          "set cbtics scale 0 offset -0.7, 0 textcolor rgb 'black' ('' 0)\n"
          "do for [k=1:|L|] { set cbtics add (sprintf('%g', L[k]) k) }\n",
          f);
    if (!plot_sheet_is_characters(sheet))
        plot_print_bar_place(f, &sheet->layout);
    plot_sheet_axis_label(f, sheet, "cb", grid_value_name(g), "");
}

static size_t write_level_labels(FILE *f, const struct grid_figure *g,
                                 const struct plot_levels *levels, const struct rect *frame)
{
    struct plot_level_label labels[PLOT_LEVEL_LABELS_MAX];
    struct plot_labelling place = {.width = frame->right - frame->left,
                                   .height = frame->top - frame->bottom,
                                   .clear = LABEL_CLEARANCE,
                                   .x = g->x,
                                   .y = g->y,
                                   .taken = g->tracks};
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

static void write_axes(FILE *f, const struct grid_figure *g, const struct plot_sheet *sheet)
{
    char name[256];
    plot_print_range(f, "x", g->x.from, g->x.to);
    plot_print_range(f, "y", g->y.from, g->y.to);
    fputs(FRAME, f);
    grid_axis_name(g, 'x', name, sizeof name);
    plot_sheet_axis_label(f, sheet, "x", name, " offset 0,0.3");
    grid_axis_name(g, 'y', name, sizeof name);
    plot_sheet_axis_label(f, sheet, "y", name, " offset 1,0");
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

struct error *plot_contours_write(FILE *f, const struct grid_figure *g,
                                  const struct plot_options *options)
{
    struct error *err = NULL;
    struct plot_levels levels;
    struct plot_sheet sheet = {0};
    TRY(plot_sheet_check_image(options));
    TRY(find_levels(g, &options->color, &levels));
    TRY(lay_out(g, options, &sheet));
    const struct rect *frame = &sheet.frame;
    bool characters = plot_sheet_is_characters(&sheet);
    double width = frame->right - frame->left, height = frame->top - frame->bottom;
    double dots = characters ? (double)options->columns : DOTS;
    grid_write_numbers(f, g);
    size_t labels = write_level_labels(f, g, &levels, frame);
    plot_sheet_begin(f, &sheet);
    grid_write_tracks(f, g);
    grid_write_names(f, g, &sheet);
    plot_sheet_texts(f, &sheet);
    grid_write_function(f, g);
    write_levels(f, &levels);
    write_lines(f, frame);
    plot_sheet_margins(f, &sheet, frame);
    write_axes(f, g, &sheet);
    write_bands(f, g, &levels, &sheet);
    fprintf(f,
            "\n# The bands as an image of so many dots, each at its middle.\n"
            "columns = %.0f\nrows = %.0f\nset samples columns\nset isosamples rows\n"
            "set urange [x0 + (x1-x0)/columns/2 : x1 - (x1-x0)/columns/2]\n"
            "set vrange [y0 + (y1-y0)/rows/2 : y1 - (y1-y0)/rows/2]\n"
            "set style textbox opaque noborder fillcolor rgb '#60ffffff' margins 0.4,0.4\n"
            "plot '++' using 1:2:(band(height($1,$2))) with image",
            ceil(dots * width / fmax(width, height)), ceil(dots * height / fmax(width, height)));
    if (labels)
        fputs(", \\\n  $lines using 1:2 with lines lc rgb '#202020' lw 0.5", f);
    write_track_elements(f, g);
    if (labels)
        fprintf(f, ", \\\n  $labels using 1:2:3 with labels boxed font ',%.4g'",
                LEVEL_SIZE * sheet.layout.font_size);
    fputc('\n', f);
    plot_terminal_end(f, options, false);
out:
    plot_sheet_free(&sheet);
    return err;
}
