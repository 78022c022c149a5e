/* A plane of the loss as filled contours with labelled level lines, or as a surface. */
#include "plot_grid.h"

#include "plot_sheet.h"

#include <math.h>

/* Dots of the filled contours along the longer side: finer than paper shows. */
static const double DOTS = 600;

/* Steps of the level lines along the longer side. */
static const double STEPS = 300;

/* Labels of levels keep such a distance, as a share of the longer side. */
static const double LABEL_CLEARANCE = 0.09;

static const double AXIS_LEFT = 1.15, AXIS_BOTTOM = 0.8;

/* A view of three dimensions: turned by 30 degrees, seen from 60 degrees off the top. */
static const double VIEW_TILT = 60, VIEW_TURN = 30, VIEW_SIZE = 1.05;

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

static struct plot_frame lay_out(const struct grid_figure *g, struct plot_sheet *sheet)
{
    struct plot_frame frame = plot_sheet_room(sheet);
    /* At the top, half of the last number on the axis. */
    plot_sheet_inset(sheet, &frame, AXIS_LEFT, PLOT_BAR_ZONE, AXIS_BOTTOM, 0.1);
    if (grid_at_one_scale(g))
        plot_sheet_fit(sheet, &frame, (g->y.to - g->y.from) / (g->x.to - g->x.from));
    return frame;
}

/* A list, for `array` and `set cntrparam` alike. */
static void write_levels(FILE *f, const struct plot_levels *levels)
{
    fputs("\n# The levels. Change them here.\nlevels = '", f);
    for (size_t k = 0; k < levels->count; k++)
        fprintf(f, "%s%.9g", k ? ", " : "", levels->at[k]);
    fputs("'\narray L = [@levels]\n", f);
}

static void write_lines(FILE *f, const struct plot_frame *frame)
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
static void write_bands(FILE *f, const struct grid_figure *g, const struct plot_sheet *sheet,
                        const struct plot_frame *frame)
{
    enum plot_palette palette = sheet->options->color.palette;
    fprintf(f, "\n# A band of colour (%s) between two levels.\n", plot_palette_names[palette]);
    plot_palette_write(f, palette);
    fputs("set palette maxcolors |L|+1\nset cbrange [0:|L|+1]\n"
          "band(z) = z == z ? 0.5 + (sum [k=1:|L|] z >= L[k]) : NaN\n"
          "set cbtics scale 0 offset -0.7, 0 textcolor rgb 'black' ('' 0)\n"
          "do for [k=1:|L|] { set cbtics add (sprintf('%g', L[k]) k) }\n",
          f);
    plot_sheet_bar(f, sheet, frame);
    plot_sheet_axis_label(f, sheet, "cb", grid_value_name(g), "");
}

static size_t write_level_labels(FILE *f, const struct grid_figure *g,
                                 const struct plot_levels *levels, const struct plot_frame *frame)
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

static void write_axes(FILE *f, const struct grid_figure *g, const struct plot_sheet *sheet,
                       bool flat)
{
    char name[256];
    plot_sheet_range(f, "x", g->x.from, g->x.to);
    plot_sheet_range(f, "y", g->y.from, g->y.to);
    fputs(FRAME, f);
    grid_axis_name(g, 'x', name, sizeof name);
    plot_sheet_axis_label(f, sheet, "x", name, flat ? " offset 0,0.3" : " rotate parallel");
    grid_axis_name(g, 'y', name, sizeof name);
    plot_sheet_axis_label(f, sheet, "y", name, flat ? " offset 1,0" : " rotate parallel");
}

/* `columns` is "1:2" or, on a surface, those with the height. */
static void write_track_elements(FILE *f, const struct grid_figure *g, const char *columns)
{
    if (!g->tracks)
        return;
    if (g->runs.count < g->runs.joined)
        fprintf(f,
                ", \\\n  $tracks using %s with lines lc rgb 'white' lw 2.5"
                ", \\\n  $tracks using %s with lines lc rgb 'black' lw 1",
                columns, columns);
    fprintf(f,
            ", \\\n  $tracks using %s with points pt 7 ps 0.36*point lc rgb 'white'"
            ", \\\n  $tracks using %s with points pt 7 ps 0.2*point lc rgb 'black'",
            columns, columns);
    if (g->runs.count == g->runs.joined)
        return;
    fprintf(f,
            ", \\\n  $starts using %s with points pt 7 ps 0.75*point lc rgb 'white'"
            ", \\\n  $starts using %s with points pt 6 ps 0.7*point lw 1.2 lc rgb 'black'"
            ", \\\n  $ends using %s with points pt 7 ps 0.85*point lc rgb 'white'"
            ", \\\n  $ends using %s with points pt 7 ps 0.7*point lc rgb 'black'",
            columns, columns, columns, columns);
}

struct error *plot_contours_write(FILE *f, const struct grid_figure *g,
                                  const struct plot_options *options)
{
    struct plot_levels levels;
    struct plot_sheet sheet = plot_sheet_of(options, g->caption);
    struct plot_frame frame = lay_out(g, &sheet);
    struct error *err = plot_sheet_check_image(options);
    if (!err)
        err = find_levels(g, &options->color, &levels);
    if (err)
        return err;
    bool characters = plot_sheet_is_characters(&sheet);
    double width = frame.right - frame.left, height = frame.top - frame.bottom;
    double dots = characters ? (double)options->columns : DOTS;
    grid_write_numbers(f, g);
    size_t labels = write_level_labels(f, g, &levels, &frame);
    plot_sheet_begin(f, &sheet);
    grid_write_tracks(f, g);
    grid_write_names(f, g, &sheet);
    plot_sheet_texts(f, &sheet, &frame);
    grid_write_function(f, g);
    write_levels(f, &levels);
    write_lines(f, &frame);
    plot_sheet_margins(f, &sheet, &frame);
    write_axes(f, g, &sheet, true);
    write_bands(f, g, &sheet, &frame);
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
    write_track_elements(f, g, "1:2");
    if (labels)
        fputs(", \\\n  $labels using 1:2:3 with labels boxed font ',7'", f);
    fputc('\n', f);
    plot_sheet_end(f, &sheet, false);
    return NULL;
}

/* ---- a surface ---- */

static void write_surface_axes(FILE *f, const struct grid_figure *g, const struct plot_sheet *sheet,
                               bool logarithmic)
{
    enum plot_palette palette = sheet->options->color.palette;
    write_axes(f, g, sheet, false);
    fprintf(f, "set view %g, %g, %g # tilt and turn in degrees, size\nset xyplane relative 0.1\n",
            VIEW_TILT, VIEW_TURN, VIEW_SIZE);
    fputs("set ztics scale 0.5 textcolor rgb 'black'\nset border 4095 lc rgb '#cccccc' lw 0.5\n"
          "unset colorbox\n",
          f);
    if (logarithmic)
        fputs("set logscale zcb\n", f);
    plot_sheet_axis_label(f, sheet, "z", grid_value_name(g), " rotate parallel offset 1.5,0");
    fprintf(f, "\n# The colours (%s).\n", plot_palette_names[palette]);
    plot_palette_write(f, palette);
    fputs("set pm3d scansautomatic border lc rgb '#404040' lw 0.2\n", f);
}

struct error *plot_surface_write(FILE *f, const struct grid_figure *g,
                                 const struct plot_options *options)
{
    double least, most;
    bool logarithmic;
    struct plot_sheet sheet = plot_sheet_of(options, g->caption);
    struct plot_frame frame = plot_sheet_room(&sheet);
    plot_extent(g->z, &least, &most);
    struct error *err = plot_scale_choose(options->color.scale, g->z, &least, most, &logarithmic);
    if (err)
        return error_prefix(err, "grid of %s", grid_value_name(g));
    grid_write_numbers(f, g);
    plot_sheet_begin(f, &sheet);
    grid_write_tracks(f, g);
    plot_sheet_texts(f, &sheet, &frame);
    grid_write_function(f, g);
    fprintf(f, "\n# Above the caption.\nset origin 0, %.4f\nset size 1, %.4f\n",
            frame.bottom / sheet.height, (frame.top - frame.bottom) / sheet.height);
    write_surface_axes(f, g, &sheet, logarithmic);
    fputs("\n# The surface; the snapshots lie on it, as far as they lie over it.\n"
          "over(x,y) = x >= x0 && x <= x1 && y >= y0 && y <= y1 ? height(x,y) : NaN\n"
          "splot $grid using 1:2:3 with pm3d",
          f);
    write_track_elements(f, g, "1:2:(over($1,$2))");
    fputc('\n', f);
    plot_sheet_end(f, &sheet, false);
    return NULL;
}
