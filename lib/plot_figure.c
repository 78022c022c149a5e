#include "plot_script.h"

#include "plot_text.h"
#include "size.h"

#include <math.h>

/* All lengths in centimetres, from the lower left corner; type in points. At 12 cm the type stays
 * legible when a journal shrinks the figure to a column of 8.5 cm, and is not coarse at 17 cm. */
static const double WIDTH = 12, HEIGHT = 8.4, EDGE = 0.15;
static const double TITLE_HEIGHT = 0.6, CAPTION_HEIGHT = 0.5, REMARK_HEIGHT = 0.35,
                    STEP_AXIS_HEIGHT = 0.75;
static const double BAR_GAP = 0.25, BAR_WIDTH = 0.25, BAR_ZONE = 2.0;
static const double LEGEND_SAMPLE = 1.0, CHARACTER_WIDTH = 0.175;
enum { FONT_SIZE = 9, CAPTION_FONT_SIZE = 8, LEGEND_CHARACTERS = 24, TITLE_CHARACTERS = 60 };
static const char FONT[] = "Helvetica";

/* Light hues after Paul Tol's colour-blind-safe schemes: they run as ribbons beneath the points. */
static const char *const RUN_COLORS[] = {"#ee8866", "#77aadd", "#aaaaaa", "#ffaabb", "#aaaa00",
                                         "#99ddff", "#cc6677", "#44bb99", "#eedd88", "#bb99cc"};
enum { RUN_COLOR_COUNT = sizeof RUN_COLORS / sizeof *RUN_COLORS };

/* A view of three dimensions: turned by 30 degrees, seen from 60 degrees off the top. */
static const double VIEW_TILT = 60, VIEW_TURN = 30;
static const double DEGREE = 3.14159265358979323846 / 180;

struct layout {
    double left, right, bottom, top; /* of the frame about the cloud */
    bool bar;
    double legend;  /* left edge */
    double caption; /* middle of its (first) line */
};

static bool has_missing(const struct scene *s)
{
    return s->color.known < s->runs.rows;
}

static double legend_width(const struct scene *s)
{
    if (!s->runs.count && !has_missing(s))
        return 0;
    size_t widest = sizeof "10000 runs" - 1;
    for (size_t k = 0; scene_has_legend(s) && k < s->runs.count; k++)
        widest = size_max(widest, plot_text_width(s->runs.at[k].name));
    return LEGEND_SAMPLE + CHARACTER_WIDTH * (double)size_min(widest, LEGEND_CHARACTERS);
}

static struct layout lay_out(const struct scene *s)
{
    struct layout l = {.left = EDGE, .bottom = EDGE + CAPTION_HEIGHT, .top = HEIGHT - EDGE};
    l.bar = s->color.known > 0;
    l.legend = WIDTH - EDGE - legend_width(s);
    l.right = l.legend - (l.bar ? BAR_ZONE : 0);
    if (s->title)
        l.top -= TITLE_HEIGHT;
    l.caption = EDGE + CAPTION_HEIGHT / 4;
    double remarks = REMARK_HEIGHT * (s->disconnected + (s->scores != NULL));
    l.caption += remarks;
    l.bottom += remarks;
    if (s->curve)
        l.bottom += STEP_AXIS_HEIGHT;
    return l;
}

/* ---- the parts of the script ---- */

/* Each terminal has its own unit of length and its own notion of sizes: measured on gnuplot 5.4,
 * these make 1 pt of type, 1 pt of line width and points of one size in all three. */
static const struct terminal {
    const char *name, *unit, *options;
    double units_per_cm, font_scale, line_scale, point_scale;
} terminals[] = {
    [PLOT_PNG] = {"pngcairo", "", "", 300 / 2.54, 300.0 / 96, 300.0 / 72, 300.0 / 72},
    [PLOT_SVG] = {"svg", "", " background rgb 'white'", 96 / 2.54, 96.0 / 72, 96.0 / 72, 1.46},
    [PLOT_PDF] = {"pdfcairo", "cm", "", 1, 0.75, 2, 1},
};

static void write_terminal(FILE *f, const struct plot_options *options)
{
    const struct terminal *t = &terminals[options->format];
    double width = WIDTH * t->units_per_cm, height = HEIGHT * t->units_per_cm;
    int decimals = options->format == PLOT_PDF ? 1 : 0; /* pixels are whole */
    fprintf(f, "\n# The size is %g cm x %g cm.\n", WIDTH, HEIGHT);
    fprintf(f, "set terminal %s size %.*f%s,%.*f%s", t->name, decimals, width, t->unit, decimals,
            height, t->unit);
    fprintf(f, " font '%s,%d' fontscale %.4g linewidth %.4g rounded%s\n", FONT, FONT_SIZE,
            t->font_scale, t->line_scale, t->options);
    fprintf(f, "point = %.4g # points and marks grow with it\n", t->point_scale);
}

/* gnuplot would take a name that begins with | for a command and expand a ~. */
static void write_output(FILE *f, const char *path)
{
    if (!path)
        return;
    fprintf(f, "set output %s", *path == '|' || *path == '~' ? "'./'." : "");
    plot_quote(f, path, (size_t)-1);
    fputc('\n', f);
}

static void write_caption_line(FILE *f, int label, const char *text, double x, double y)
{
    fprintf(f, "set label %d ", label);
    plot_quote(f, text, (size_t)-1);
    fprintf(f, " at screen %.4f, screen %.4f left font ',%d' textcolor rgb '#555555' noenhanced\n",
            x / WIDTH, y / HEIGHT, CAPTION_FONT_SIZE);
}

static void write_texts(FILE *f, const struct scene *s, const struct layout *l)
{
    fputs("\n# Texts. noenhanced: as they stand, without markup.\n", f);
    if (s->title) {
        fputs("set label 1 ", f);
        plot_quote(f, s->title, TITLE_CHARACTERS);
        fprintf(f, " at screen %.4f, screen %.4f left font ',%d' noenhanced\n", l->left / WIDTH,
                (l->top + TITLE_HEIGHT / 2) / HEIGHT, FONT_SIZE + 1);
    }
    double y = l->caption;
    write_caption_line(f, 2, s->caption, l->left, y);
    if (s->scores)
        write_caption_line(f, 4, s->scores, l->left, y -= REMARK_HEIGHT);
    /* The distances between components come from the floor of the potential (Moon et al. 2019). */
    if (s->disconnected)
        write_caption_line(f, 3,
                           s->components.count
                               ? "how the numbered components lie to each other is not data"
                               : "how the components lie to each other is not data",
                           l->left, y - REMARK_HEIGHT);
}

static void write_margins(FILE *f, const struct layout *l)
{
    fprintf(f,
            "set lmargin at screen %.4f\nset rmargin at screen %.4f\n"
            "set bmargin at screen %.4f\nset tmargin at screen %.4f\n",
            l->left / WIDTH, l->right / WIDTH, l->bottom / HEIGHT, l->top / HEIGHT);
}

static void write_range(FILE *f, char axis, double from, double to)
{
    fprintf(f, "set %crange [%.9g:%.9g]\n", axis, from, to);
}

/* Two coordinates: the ranges are widened so that the frame is filled at one scale. */
static void write_plane(FILE *f, const struct scene *s, const struct layout *l)
{
    double from[2], to[2], size[2] = {l->right - l->left, l->top - l->bottom};
    for (size_t axis = 0; axis < 2; axis++)
        scene_range(s, axis, 0.05, &from[axis], &to[axis]);
    double scale = fmax((to[0] - from[0]) / size[0], (to[1] - from[1]) / size[1]);
    for (size_t axis = 0; axis < 2; axis++) {
        double middle = (from[axis] + to[axis]) / 2, reach = scale * size[axis] / 2;
        write_range(f, "xy"[axis], middle - reach, middle + reach);
    }
    fputs("set size ratio -1 # one scale for both axes\n"
          "set border 31 lc rgb '#999999' lw 0.5\nunset xtics\nunset ytics\n",
          f);
}

/* One coordinate over the step: two scales, and the step's has numbers. */
static void write_curve(FILE *f, const struct scene *s)
{
    double from, to;
    for (size_t axis = 0; axis < 2; axis++) {
        scene_range(s, axis, 0.05, &from, &to);
        write_range(f, "xy"[axis], from, to);
    }
    fputs("set border 31 lc rgb '#999999' lw 0.5\n"
          "set xtics nomirror textcolor rgb 'black'\nunset ytics\nset xlabel ",
          f);
    plot_quote(f, s->runs.place_name, TITLE_CHARACTERS);
    fputs(" offset 0,0.4 noenhanced\n", f);
}

/* Three coordinates. With `view equal` gnuplot lets the longer of the x and y axes fill the shorter
 * side between its margins, and takes no other size; so the margins are set to a square that makes
 * the box about the points fit the frame: a x b x c, turned about c by u and tilted by v, it is
 * a cos u + b sin u wide and (a sin u + b cos u) cos v + c sin v high. */
static void write_space(FILE *f, const struct scene *s, const struct layout *l)
{
    double side[PLOT_DIMS], u = VIEW_TURN * DEGREE, v = VIEW_TILT * DEGREE;
    for (size_t axis = 0; axis < PLOT_DIMS; axis++) {
        double from, to;
        scene_range(s, axis, 0.05, &from, &to);
        write_range(f, "xyz"[axis], from, to);
        side[axis] = to - from;
    }
    double box_width = side[0] * cos(u) + side[1] * sin(u);
    double box_height = (side[0] * sin(u) + side[1] * cos(u)) * cos(v) + side[2] * sin(v);
    double unit = fmin((l->right - l->left) / box_width, (l->top - l->bottom) / box_height);
    double reach = unit * fmax(side[0], side[1]) / 2;
    double x = (l->left + l->right) / 2, y = (l->bottom + l->top) / 2;
    struct layout square = {
        .left = x - reach, .right = x + reach, .bottom = y - reach, .top = y + reach};
    write_margins(f, &square);
    fprintf(f,
            "set view equal xyz # one scale for all axes\n"
            "set view %g, %g # tilt and turn in degrees\n"
            "set xyplane relative 0\nset border 4095 lc rgb '#cccccc' lw 0.5\n"
            "unset xtics\nunset ytics\nunset ztics\n",
            VIEW_TILT, VIEW_TURN);
}

static void write_axes(FILE *f, const struct scene *s, const struct layout *l)
{
    fputs(
        "\n# The frame about the cloud, in shares of the whole. Coordinates have neither unit nor "
        "origin:\n# no numbers.\n",
        f);
    if (s->points.cols == 3) {
        write_space(f, s, l);
        return;
    }
    write_margins(f, l);
    if (s->curve)
        write_curve(f, s);
    else
        write_plane(f, s, l);
}

/* Of a logarithmic scale, numbers that %g would write with an exponent are powers of ten. */
static const char *color_format(const struct plot_color *color)
{
    bool far = color->least < 1e-4 || color->most > 1e4;
    return color->logarithmic && far ? "10^{%T}" : "%g";
}

static void write_color_bar(FILE *f, const struct scene *s, const struct layout *l,
                            const struct plot_options *options)
{
    if (!l->bar) {
        fputs("unset colorbox\n", f);
        return;
    }
    fprintf(f, "\n# The colours (%s) and their bar.\n", plot_palette_names[options->color.palette]);
    plot_palette_write(f, options->color.palette);
    fprintf(f, "set cbrange [%.9g:%.9g]\n", s->color.least, s->color.most);
    fprintf(f, "set colorbox vertical user origin %.4f, %.4f size %.4f, %.4f noborder\n",
            (l->right + BAR_GAP) / WIDTH, l->bottom / HEIGHT, BAR_WIDTH / WIDTH,
            (l->top - l->bottom) / HEIGHT);
    if (s->color.logarithmic)
        fputs("set logscale cb\n", f);
    fprintf(f, "set format cb '%s'\n", color_format(&s->color));
    fputs("set cbtics scale 0.6, 0.3 offset -0.7, 0 textcolor rgb 'black' enhanced\nset cblabel ",
          f);
    plot_quote(f, s->color.name, TITLE_CHARACTERS / 2);
    fprintf(f, "%s noenhanced\n", s->color.logarithmic ? ".' (log scale)'" : "");
}

static void write_legend(FILE *f, const struct layout *l)
{
    fprintf(f,
            "\n# The legend, right of the bar.\n"
            "set key at screen %.4f, screen %.4f left top Left reverse samplen 1.5 width 0 "
            "noenhanced\n",
            l->legend / WIDTH, l->top / HEIGHT);
}

/* Points shrink as they become many. */
static double point_size(size_t n)
{
    return fmin(0.4, fmax(0.1, 0.26 * pow(400 / (double)n, 0.25)));
}

/* A run's line is twice as wide as its points, so that its hue is seen beside them. */
static const double RIBBON = 10.5;

/* Each run has a hue, and past the last hue another pattern of dashes. */
static void write_run_styles(FILE *f, const struct scene *s)
{
    if (!scene_has_legend(s))
        return;
    double width = RIBBON * point_size(s->runs.rows);
    fputs("\n# The runs' lines and the marks at their ends.\n", f);
    for (size_t k = 0; k < s->runs.count; k++)
        fprintf(f, "set style line %zu lc rgb '%s' dt %zu lw %.3g pt 7 ps 0.7*point\n", k + 1,
                RUN_COLORS[k % RUN_COLOR_COUNT], k / RUN_COLOR_COUNT + 1, width);
}

/* ---- the elements of the plot, from the ground up ---- */

/* Of runs that no legend tells apart. */
static const char GREY_LINE[] = "lc rgb '#bbbbbb' lw 0.7";

static void write_lines(FILE *f, const struct scene *s, size_t *count)
{
    for (size_t k = 0; scene_has_legend(s) && k < s->runs.count; k++) {
        scene_begin_element(f, s, count);
        fprintf(f, "$snapshots index %zu using %s with lines ls %zu notitle", k, scene_columns(s),
                k + 1);
    }
    if (s->runs.count && !scene_has_legend(s)) {
        scene_begin_element(f, s, count);
        fprintf(f, "$snapshots index 0:%zu using %s with lines %s notitle", s->runs.count - 1,
                scene_columns(s), GREY_LINE);
    }
}

static void write_points(FILE *f, const struct scene *s, const struct plot_options *options,
                         size_t *count)
{
    double size = point_size(s->runs.rows);
    if (s->color.known) {
        scene_begin_element(f, s, count);
        fprintf(f, "$snapshots using %s with points pt 7 ps %.3g*point lc palette notitle",
                scene_columns_colored(s), size);
    }
    if (has_missing(s)) {
        scene_begin_element(f, s, count);
        fprintf(f, "$snapshots using %s with points pt 7 ps %.3g*point lc rgb '%s' notitle",
                scene_columns_missing(s), size, plot_palette_missing(options->color.palette));
    }
}

/* Where there are many runs their marks must not hide the rest. */
static const char *mark_style(const struct scene *s)
{
    return s->runs.count > PLOT_LEGEND_RUNS ? "ps 0.4*point lw 0.5 lc rgb 'black'"
                                            : "ps 0.7*point lw 1.2 lc rgb 'black'";
}

/* Starts are open circles; ends are filled with the run's colour where it has one. */
static void write_marks(FILE *f, const struct scene *s, size_t *count)
{
    if (!s->runs.count)
        return;
    bool legend = scene_has_legend(s);
    scene_begin_element(f, s, count);
    fprintf(f, "$starts using %s with points pt 6 %s notitle", scene_columns(s), mark_style(s));
    for (size_t k = 0; legend && k < s->runs.count; k++) {
        scene_begin_element(f, s, count);
        fprintf(f, "$ends every ::%zu::%zu using %s with points ls %zu lw 0.7 notitle", k, k,
                scene_columns(s), k + 1);
    }
    scene_begin_element(f, s, count);
    fprintf(f, "$ends using %s with points pt %d %s notitle", scene_columns(s), legend ? 6 : 7,
            legend ? "ps 0.7*point lw 0.7 lc rgb 'black'" : mark_style(s));
}

static void write_component_numbers(FILE *f, const struct scene *s, size_t *count)
{
    if (!s->components.count)
        return;
    scene_begin_element(f, s, count);
    fprintf(f,
            "$components using %s with labels offset 0,0.9 font ',%d' textcolor rgb '#555555' "
            "notitle",
            scene_columns_colored(s), CAPTION_FONT_SIZE);
}

static void write_legend_entries(FILE *f, const struct scene *s, const struct plot_options *options,
                                 size_t *count)
{
    for (size_t k = 0; scene_has_legend(s) && k < s->runs.count; k++) {
        scene_begin_element(f, s, count);
        fprintf(f, "keyentry with linespoints ls %zu title ", k + 1);
        plot_quote(f, s->runs.at[k].name, LEGEND_CHARACTERS);
    }
    if (s->runs.count > PLOT_LEGEND_RUNS) {
        scene_begin_element(f, s, count);
        fprintf(f, "keyentry with lines %s title '%zu runs'", GREY_LINE, s->runs.count);
    }
    if (s->runs.count) {
        scene_begin_element(f, s, count);
        fprintf(f, "keyentry with points pt 6 %s title 'start'", mark_style(s));
        scene_begin_element(f, s, count);
        fprintf(f, "keyentry with points pt 7 %s title 'end'", mark_style(s));
    }
    if (has_missing(s)) {
        scene_begin_element(f, s, count);
        fprintf(f, "keyentry with points pt 7 ps 0.4*point lc rgb '%s' title 'no value'",
                plot_palette_missing(options->color.palette));
    }
}

void plot_write_figure(FILE *f, const struct scene *s, const struct plot_options *options)
{
    struct layout l = lay_out(s);
    size_t elements = 0;
    write_terminal(f, options);
    write_output(f, options->output);
    write_texts(f, s, &l);
    write_axes(f, s, &l);
    write_color_bar(f, s, &l, options);
    write_legend(f, &l);
    write_run_styles(f, s);
    fputs("\n# Lines, points, marks at the ends, legend.\n", f);
    write_lines(f, s, &elements);
    write_points(f, s, options, &elements);
    write_marks(f, s, &elements);
    write_component_numbers(f, s, &elements);
    write_legend_entries(f, s, options, &elements);
    fputc('\n', f);
}
