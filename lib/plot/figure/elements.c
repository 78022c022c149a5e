#include "plot/figure/figure_impl.h"

#include "plot/figure/data.h"
#include "plot/layout/palette.h"

#include <math.h>

/* A run's line is thinner than its points, so that these and their marks are seen; pt. */
static const double LINE = 1;

/* Of lines that no legend tells apart, and of shadows; pt: those of their styles. */
static const double GREY_WIDTH = 0.7, SHADOW_WIDTH = 0.7;

/* The marks of a run's points and of its end, filled, and their outlines. */
static const int MARKS[] = {7, 5, 9, 13, 11, 15}, OUTLINES[] = {6, 4, 8, 12, 10, 14};
enum { MARK_COUNT = sizeof MARKS / sizeof *MARKS };

/* The shapes of these marks for a point size of 1, pt; measured on gnuplot 5.4. About them goes an
 * outline of 1 pt. */
static const struct plot_shape SHAPES[MARK_COUNT] = {
    {.corner = {{0, 0}}, .corners = 1, .pen = 3},
    {.corner = {{-3, -3}, {3, -3}, {3, 3}, {-3, 3}}, .corners = 4},
    {.corner = {{-3, -3}, {3, -3}, {0, 3.1}}, .corners = 3},
    {.corner = {{3, 0}, {0, 3}, {-3, 0}, {0, -3}}, .corners = 4},
    {.corner = {{-3, 3}, {3, 3}, {0, -3.1}}, .corners = 3},
    {.corner = {{0, -3}, {2.85, -0.93}, {1.76, 2.43}, {-1.76, 2.43}, {-2.85, -0.93}},
     .corners = 5}};
static const double OUTLINE = 1;

static const double PT = 2.54 / 72; /* cm */

/* The head of an arrow, cm. */
static const double HEAD = 0.16;

/* Of runs that no legend tells apart. */
static const char GREY_LINE[] = "lc rgb '" PLOT_NO_HUE "' lw 0.7";

static const char BEST_STYLE[] = "pt 3 ps 0.9*point lw 1 lc rgb 'black'";

/* Points shrink as they become many; where there is nothing else, they may be as large as marks. */
static double point_size(const struct figure *g)
{
    double most = figure_is_marked(g, g->named) ? 0.4 : 0.7;
    return fmin(most, fmax(0.1, 0.26 * pow(400 / (double)g->rows, 0.25)));
}

/* Each run has a hue and marks of its own: there are ten hues and six marks, so that both together
 * repeat late. Dashes would look torn, where a step is shorter than their gaps. */
void figure_write_styles(const struct figure *g)
{
    size_t looks = g->panels->runs.count;
    if (!looks)
        return;
    fputs("\n# The runs' lines and the marks at their ends.\n", g->f);
    for (size_t k = 0; k < looks; k++)
        fprintf(g->f, "set style line %zu lc rgb '%s' lw %.3g pt %d ps 0.7*point\n", k + 1,
                plot_hue(g->options->color.palette, k), LINE, MARKS[k % MARK_COUNT]);
}

struct plot_shape figure_dot(const struct figure *g, size_t look)
{
    double size = PT * point_size(g) * (g->panels->small ? SMALL_POINTS : 1);
    struct plot_shape shape = SHAPES[look % MARK_COUNT];
    shape.pen = size * shape.pen + PT * OUTLINE / 2;
    for (size_t i = 0; i < shape.corners; i++)
        shape.corner[i] = (struct plot_place){size * shape.corner[i].x, size * shape.corner[i].y};
    return shape;
}

double figure_line_width(const struct scene *s)
{
    return PT * (s->told_apart ? LINE : GREY_WIDTH);
}

double figure_shadow_width(void)
{
    return PT * SHADOW_WIDTH;
}

static FILE *begin(struct figure *g)
{
    plot_element_begin(g->f, g->scene, &g->elements);
    return g->f;
}

/* With the name of a data block of the panel's. */
static FILE *begin_block(struct figure *g, const char *block)
{
    fprintf(begin(g), "$%s%s ", block, g->scene->suffix);
    return g->f;
}

/* ---- what is left out, or is not ---- */

static bool is_thinned(const struct figure *g)
{
    return figure_panel(g)->seen.parts != NULL;
}

/* The groups [first, last] of a block of what is seen: of a film, those of the frame. */
static void write_groups(const struct figure *g, size_t first, size_t last)
{
    size_t groups = plot_data_groups(g->scene);
    if (g->options->film == FILM_NONE)
        fprintf(g->f, "index %zu:%zu", first, last);
    else
        fprintf(g->f, "index %zu*(frame-1)+%zu:%zu*(frame-1)+%zu", groups, first, groups, last);
}

/* The lines of the runs [first, last], or, where they are not told apart, of all. */
static void write_run_lines(struct figure *g, size_t first, size_t last, const char *style)
{
    if (is_thinned(g)) {
        begin_block(g, "lines");
        write_groups(g, first, g->scene->told_apart ? last : 0);
        fprintf(g->f, " using %s with vectors nohead %s notitle", plot_columns_vectors(g->scene),
                style);
        return;
    }
    fprintf(begin_block(g, "snapshots"), first == last ? "index %zu" : "index %zu:%zu", first,
            last);
    fprintf(g->f, " using %s with lines %s notitle", plot_columns(g->scene, COLUMNS_PLACE), style);
}

/* ---- from the ground up ---- */

double figure_floor(const struct scene *s)
{
    double from, to;
    scene_range(s, 2, FIGURE_MARGIN, &from, &to);
    return from;
}

/* On the floor, so that it is seen where in the plane a height stands. */
static void write_shadows(struct figure *g)
{
    static const char style[] = "lc rgb '#dddddd' lw 0.7 notitle";
    const struct scene *s = g->scene;
    if (!s->height.name || !s->runs.count)
        return;
    if (is_thinned(g)) {
        begin_block(g, "shadows");
        write_groups(g, 0, plot_data_groups(s) - 1);
        fprintf(g->f, " using 1:2:(%.9g):4:5:(0) with vectors nohead %s", figure_floor(s), style);
        return;
    }
    fprintf(begin_block(g, "snapshots"), "index 0:%zu using %s:(%.9g) with lines %s",
            s->runs.count - 1, plot_columns(s, COLUMNS_FLAT), figure_floor(s), style);
}

/* Opaque, so that a run's ellipses make one ground, and with a border, so that narrow ones do. */
static void write_ellipses(struct figure *g, size_t first, size_t last, const char *hue)
{
    char tint[PLOT_TINT_MAX];
    plot_hue_tint(hue, tint);
    fprintf(begin_block(g, "spread"),
            "index %zu:%zu using 1:2:3:4:5 with ellipses lc rgb '%s' lw 1.5 fillstyle solid border "
            "notitle",
            first, last, tint);
}

static void write_spread(struct figure *g)
{
    const struct scene *s = g->scene;
    size_t told = s->told_apart ? s->runs.count : 0;
    size_t blocks = s->runs.count + (s->runs.joined < s->runs.rows);
    if (!s->ellipses.rows)
        return;
    for (size_t k = 0; k < told; k++)
        write_ellipses(g, k, k, plot_hue(g->options->color.palette, s->look[k]));
    if (told < blocks)
        write_ellipses(g, told, blocks - 1, PLOT_NO_HUE);
}

static void write_lines(struct figure *g)
{
    const struct scene *s = g->scene;
    char style[32];
    for (size_t k = 0; s->told_apart && k < s->runs.count; k++) {
        snprintf(style, sizeof style, "ls %zu", s->look[k] + 1);
        write_run_lines(g, k, k, style);
    }
    if (s->runs.count && !s->told_apart)
        write_run_lines(g, 0, s->runs.count - 1, GREY_LINE);
}

/* The points of the blocks [first, last] of $snapshots, in the colours of the scale. */
static void write_colored(struct figure *g, size_t first, size_t last, int mark)
{
    begin_block(g, "snapshots");
    if (is_thinned(g))
        write_groups(g, first, last);
    else
        fprintf(g->f, "index %zu:%zu", first, last);
    fprintf(g->f, " using %s with points pt %d ps %.3g*point lc rgb variable notitle",
            plot_columns(g->scene, COLUMNS_COLORED), mark, point_size(g));
}

/* gnuplot warns of blocks without a point to draw. */
static bool has_value(const struct scene *s, size_t first, size_t end)
{
    for (size_t i = first; i < end; i++)
        if (!isnan(s->color.value[s->runs.order[i]]))
            return true;
    return false;
}

static void write_points(struct figure *g)
{
    const struct scene *s = g->scene;
    double size = point_size(g);
    size_t told = s->told_apart ? s->runs.count : 0; /* runs with marks of their own */
    size_t blocks =
        is_thinned(g) ? plot_data_groups(s) : s->runs.count + (s->runs.joined < s->runs.rows);
    if (s->color.known < s->runs.rows) {
        begin_block(g, "snapshots");
        if (is_thinned(g))
            write_groups(g, 0, blocks - 1);
        fprintf(g->f, "%susing %s with points pt 7 ps %.3g*point lc rgb '%s' notitle",
                is_thinned(g) ? " " : "", plot_columns(s, COLUMNS_MISSING), size,
                plot_palette_missing(g->options->color.palette));
    }
    for (size_t k = 0; k < told; k++)
        if (has_value(s, s->runs.at[k].first, s->runs.at[k].first + s->runs.at[k].count))
            write_colored(g, k, k, MARKS[s->look[k] % MARK_COUNT]);
    if (told < blocks && has_value(s, told ? s->runs.joined : 0, s->runs.rows))
        write_colored(g, told, blocks - 1, MARKS[0]);
}

/* Where there are many runs their marks must not hide the rest. */
static const char *mark_style(const struct figure *g)
{
    return g->panels->most_runs > PLOT_LEGEND_RUNS ? "ps 0.4*point lw 0.5 lc rgb 'black'"
                                                   : "ps 0.7*point lw 1.2 lc rgb 'black'";
}

/* Heads of arrows, whose shafts they hide. */
static void write_directions(struct figure *g)
{
    const struct scene *s = g->scene;
    if (!s->directions.rows)
        return;
    fprintf(begin_block(g, "directions"),
            "using %s with vectors head filled size screen %.4f, 25 fixed "
            "lc rgb '#333333' lw 0.5 notitle",
            plot_columns_vectors(s), HEAD / g->layout.width);
}

/* A star on a white ground, beneath the mark of an end, which its rays stand out from. */
static void write_best(struct figure *g)
{
    if (g->scene->best == NO_ROW)
        return;
    fprintf(begin_block(g, "best"),
            "using %s with points pt 3 ps 1.1*point lw 3 lc rgb 'white' notitle",
            plot_columns(g->scene, COLUMNS_PLACE));
    fprintf(begin_block(g, "best"), "using %s with points %s notitle",
            plot_columns(g->scene, COLUMNS_PLACE), BEST_STYLE);
}

/* The last snapshot of a run, of a film the last one so far. */
static void begin_end(struct figure *g, size_t k)
{
    const struct scene *s = g->scene;
    if (s->moments) {
        fputs("index frame-1 using ", begin_block(g, "heads"));
        plot_columns_head(g->f, s, k);
    } else {
        fprintf(begin_block(g, "ends"), "every ::%zu::%zu using %s", k, k,
                plot_columns(s, COLUMNS_PLACE));
    }
}

/* All of them. */
static void begin_ends(struct figure *g)
{
    if (g->scene->moments)
        fprintf(begin_block(g, "heads"), "index frame-1 using %s", plot_columns_still(g->scene));
    else
        fprintf(begin_block(g, "ends"), "using %s", plot_columns(g->scene, COLUMNS_PLACE));
}

/* Starts are open circles; ends are filled with the run's colour where it has one. */
static void write_marks(struct figure *g)
{
    const struct scene *s = g->scene;
    bool legend = s->told_apart;
    if (!s->runs.count || !figure_is_marked(g, g->named))
        return;
    fprintf(begin_block(g, "starts"), "using %s with points pt 6 %s notitle",
            plot_columns(s, COLUMNS_PLACE), mark_style(g));
    for (size_t k = 0; legend && k < s->runs.count; k++) {
        begin_end(g, k);
        fprintf(g->f, " with points ls %zu lw 0.7 notitle", s->look[k] + 1);
    }
    for (size_t k = 0; legend && k < s->runs.count; k++) {
        begin_end(g, k);
        fprintf(g->f, " with points pt %d ps 0.7*point lw 0.7 lc rgb 'black' notitle",
                OUTLINES[s->look[k] % MARK_COUNT]);
    }
    if (!legend) {
        begin_ends(g);
        fprintf(g->f, " with points pt 7 %s notitle", mark_style(g));
    }
}

/* gnuplot draws a bar of colours with what is coloured by the palette: here with nothing. */
static void write_bar(struct figure *g)
{
    if (g->layout.has_bar && g->current == 0)
        fputs("NaN with points lc palette notitle", begin(g));
}

/* In a picture that turns; in others they are labels on the page. */
static void write_component_numbers(struct figure *g)
{
    if (!plot_data_numbers_components(g->scene, g->options))
        return;
    fprintf(begin_block(g, "components"),
            "using %s with labels offset 0,0.9 font ',%.4g' textcolor rgb '#555555' "
            "notitle",
            plot_columns_labelled(g->scene), g->layout.font_size * PLOT_CAPTION_SIZE);
}

/* A legend's entry, with what it looks like in the picture. */
static void write_entry(const struct figure *g, size_t i)
{
    char style[64], tint[PLOT_TINT_MAX];
    const char *line = NULL, *point = style;
    switch (g->legend.at[i].kind) {
    case LEGEND_RUN:
        snprintf(style, sizeof style, "ls %zu", g->legend.at[i].look + 1);
        line = style;
        break;
    case LEGEND_RUNS:
        line = GREY_LINE;
        point = NULL;
        break;
    case LEGEND_START:
        snprintf(style, sizeof style, "pt 6 %s", mark_style(g));
        break;
    case LEGEND_END:
        snprintf(style, sizeof style, "pt 7 %s", mark_style(g));
        break;
    case LEGEND_BEST:
        point = BEST_STYLE;
        break;
    case LEGEND_SPREAD:
        plot_hue_tint(PLOT_NO_HUE, tint);
        snprintf(style, sizeof style, "pt 7 ps 1.1*point lc rgb '%s'", tint);
        break;
    case LEGEND_MISSING:
        snprintf(style, sizeof style, "pt 7 ps 0.4*point lc rgb '%s'",
                 plot_palette_missing(g->options->color.palette));
        break;
    }
    plot_print_entry(g->f, &g->layout, i, line, point, g->legend.texts.at[i]);
}

void figure_write_legend(const struct figure *g)
{
    fputs("\n# The legend.\nunset key\n", g->f);
    for (size_t i = 0; i < g->legend.texts.count; i++)
        write_entry(g, i);
}

void figure_write_elements(struct figure *g)
{
    fputs("\n# Lines, points, marks at the ends.\n", g->f);
    g->elements = 0;
    write_shadows(g);
    write_spread(g);
    write_lines(g);
    write_points(g);
    write_directions(g);
    write_best(g);
    write_marks(g);
    write_component_numbers(g);
    write_bar(g);
    if (g->scene->points.rows == 0) /* its frame is drawn all the same */
        fputs("NaN notitle", begin(g));
    fputc('\n', g->f);
}
