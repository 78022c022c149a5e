#include "plot/figure/figure.h"

#include "plot/draw/print.h"
#include "plot/figure/data.h"
#include "plot/layout/text.h"
#include "plot/space/view.h"

/* Letters tell the runs of a legend apart; without one all points look the same. */
static char run_letter(const struct scene *s, size_t k)
{
    return s->told_apart ? (char)('A' + k) : '.';
}

/* gnuplot gives characters colours in a plane alone. */
static bool has_colors(const struct scene *s, const struct plot_options *options)
{
    return options->ansi && s->points.cols == 2;
}

static void write_terminal(FILE *f, const struct plot_options *options)
{
    fprintf(f, "\nset terminal dumb size %zu,%zu %s noenhanced\n", options->columns, options->lines,
            options->ansi ? "ansi256" : "mono");
    /* viridis without its ends, which vanish on a dark or a light ground */
    fputs("set palette defined (0 '#3e4989', 1 '#31688e', 2 '#26828e', 3 '#1f9e89', "
          "4 '#35b779', 5 '#6ece58', 6 '#b5de2b')\n",
          f);
}

/* Lines of text below the frame, over that of the caption: one for colours, one for heights, one
 * for names of axes. */
static int lines_below(const struct scene *s)
{
    return 1 + (s->height.name != NULL) + (scene_axis_name(s, 1) != NULL);
}

/* "axis 1 (real), axis 2 (imaginary)" */
static void write_axis_names(FILE *f, const struct scene *s)
{
    const char *before = "set label 4 \"";
    for (size_t axis = 0; axis < s->points.cols; axis++)
        if (scene_axis_name(s, axis)) {
            fprintf(f, "%s%s", before, scene_axis_name(s, axis));
            before = ", ";
        }
    fprintf(f, "\" at character 1, character %d noenhanced\n", lines_below(s));
}

static void write_texts(FILE *f, const struct scene *s, const char *title,
                        const struct plot_options *options)
{
    if (title) {
        fputs("set title ", f);
        plot_quote(f, title, options->columns);
        fputs(" noenhanced\n", f);
    }
    if (s->caption.count) {
        fputs("set label 1 ", f);
        plot_quote(f, s->caption.at[0], options->columns);
        fputs(" at character 1, character 0 noenhanced\n", f);
    }
    if (s->height.name) {
        fputs("set label 3 ", f);
        plot_quote(f, s->height.name, options->columns / 2);
        fprintf(f,
                ".' from %.3g (below) to %.3g (above)%s' at character 1, character 2 noenhanced\n",
                s->height.least, s->height.most, s->height.logarithmic ? ", log scale" : "");
    }
    if (scene_axis_name(s, 1))
        write_axis_names(f, s);
    if (!has_colors(s, options) || !s->color.known)
        return;
    fputs("set label 2 ", f);
    plot_quote(f, s->color.name, options->columns / 2);
    fprintf(f, ".' from %.3g (blue) to %.3g (yellow)' at character 1, character 1 noenhanced\n",
            s->color.ramp.least, s->color.ramp.most);
}

static void write_frame(FILE *f, const struct scene *s, const struct plot_options *options)
{
    static const char axes[] = "xyz";
    double from, to;
    for (size_t axis = 0; axis < s->points.cols; axis++) {
        scene_range(s, axis, 0.04, &from, &to);
        fprintf(f, "set %crange [%.9g:%.9g]\nunset %ctics\n", axes[axis], from, to, axes[axis]);
    }
    if (s->points.cols == 3) {
        plot_view_write(f, plot_view_of_options(options), NULL);
        fputs("set view equal xyz\nset view ,,1.6 # there is room\nset xyplane relative 0\n", f);
    } else if (!s->curve)
        fputs("set size ratio -1\n", f);
    fprintf(f, "set bmargin %d\n", lines_below(s) + 2);
    fputs("unset colorbox\nset key outside right top Left reverse noenhanced "
          "samplen 1 width 1\n",
          f);
    plot_print_ramp(f, &s->color.ramp);
}

static void write_elements(FILE *f, const struct scene *s, const char *color, const char *grey)
{
    size_t count = 0;
    for (size_t k = 0; k < s->runs.count; k++) {
        plot_element_begin(f, s, &count);
        fprintf(f, "$snapshots%s index %zu using %s with points pt '%c' %s notitle", s->suffix, k,
                plot_columns(s, COLUMNS_COLORED), run_letter(s, k), color);
    }
    if (s->runs.joined < s->runs.rows) {
        plot_element_begin(f, s, &count);
        fprintf(f, "$snapshots%s index %zu using %s with points pt '.' %s notitle", s->suffix,
                s->runs.count, plot_columns(s, COLUMNS_COLORED), color);
    }
    if (s->color.known < s->runs.rows) {
        plot_element_begin(f, s, &count);
        fprintf(f, "$snapshots%s using %s with points pt '?' %s title 'no value'", s->suffix,
                plot_columns(s, COLUMNS_MISSING), grey);
    }
    for (size_t k = 0; s->told_apart && k < s->runs.count; k++) {
        plot_element_begin(f, s, &count);
        fprintf(f, "keyentry with points pt '%c' %s title ", run_letter(s, k), grey);
        plot_quote(f, s->runs.at[k].name, 16);
    }
    if (s->runs.count) {
        plot_element_begin(f, s, &count);
        fprintf(f, "$starts%s using %s with points pt 'o' %s title 'start'", s->suffix,
                plot_columns(s, COLUMNS_PLACE), grey);
        plot_element_begin(f, s, &count);
        fprintf(f, "$ends%s using %s with points pt '@' %s title 'end'", s->suffix,
                plot_columns(s, COLUMNS_PLACE), grey);
    }
    fputc('\n', f);
}

/* One panel is drawn below the other: a page each. */
void plot_write_characters(FILE *f, const struct plot_panels *panels,
                           const struct plot_options *options)
{
    static const char grey[] = "lc rgb '#808080'"; /* seen on dark and light grounds */
    static const struct plot_seen all;
    for (size_t i = 0; i < panels->count; i++)
        plot_data_write(f, &panels->at[i], options, &all);
    write_terminal(f, options);
    for (size_t i = 0; i < panels->count; i++) {
        const struct scene *s = &panels->at[i];
        write_texts(f, s, s->title ? s->title : options->title, options);
        write_frame(f, s, options);
        write_elements(f, s, has_colors(s, options) ? "lc rgb variable" : grey, grey);
    }
}
