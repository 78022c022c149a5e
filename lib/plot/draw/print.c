#include "plot/draw/print.h"

#include "plot/draw/numbers.h"

#include <math.h>
#include <string.h>

/* More of a name no bar has room for. */
enum { BAR_CHARACTERS = 200 };

/* A share of the rest's. */
static const double TITLE_SIZE = 10.0 / 9;

void plot_print_margins(FILE *f, const struct layout *l, const struct rect *frame)
{
    fprintf(f,
            "set lmargin at screen %.4f\nset rmargin at screen %.4f\n"
            "set bmargin at screen %.4f\nset tmargin at screen %.4f\n",
            frame->left / l->width, frame->right / l->width, frame->bottom / l->height,
            frame->top / l->height);
}

void plot_print_range(FILE *f, const char *axis, double from, double to)
{
    fprintf(f, "set %srange [%.9g:%.9g]\n", axis, from, to);
}

static void write_screen(FILE *f, const struct layout *l, double x, double y)
{
    fprintf(f, " screen %.4f, screen %.4f", x / l->width, y / l->height);
}

void plot_print_label(FILE *f, const struct layout *l, size_t tag, const char *text, double room,
                      double x, double y, const char *how, double size)
{
    fprintf(f, "set label %zu ", tag);
    plot_quote_for(f, text, plot_text_most(text, room / (size * l->em)), l->markup);
    fputs(" at", f);
    write_screen(f, l, x, y);
    fprintf(f, " %s noenhanced font ',%.4g'", how, size * l->font_size);
}

/* Below a frame they would stand farther off than beside it. */
void plot_print_numbers(FILE *f, const struct layout *l, char axis,
                        const struct plot_numbers *numbers)
{
    fprintf(f, "set %ctics out nomirror scale 0.5%s textcolor rgb 'black' enhanced ", axis,
            axis == 'x' ? " offset 0,0.4" : "");
    plot_numbers_write(f, numbers, l->markup);
    fputc('\n', f);
}

void plot_print_marks(FILE *f, char axis, const struct plot_numbers *numbers)
{
    fprintf(f, "set %ctics out nomirror scale 0.5 (", axis);
    for (size_t i = 0; i < numbers->levels.count; i++)
        fprintf(f, "%s'' %.17g", i ? ", " : "", numbers->levels.at[i]);
    fputs(")\n", f);
}

void plot_print_name_below(FILE *f, const struct layout *l, const struct rect *frame,
                           const char *text)
{
    plot_print_label(f, l, PLOT_X_TAG, text, frame->right - frame->left,
                     (frame->left + frame->right) / 2, plot_layout_name_below(l, frame), "center",
                     1);
    fputc('\n', f);
}

void plot_print_name_beside(FILE *f, const struct layout *l, const struct rect *frame,
                            const char *text, double numbers, double over)
{
    double length = plot_text_em(text, strlen(text)) * l->em, height = frame->top - frame->bottom;
    over = fmax(0, fmin(length - height, over));
    plot_print_label(f, l, PLOT_Y_TAG, text, height + over,
                     plot_layout_name_beside(l, frame, numbers),
                     (frame->top + frame->bottom - over) / 2, "center rotate by 90", 1);
    fputc('\n', f);
}

void plot_print_entry(FILE *f, const struct layout *l, size_t i, const char *line,
                      const char *point, const char *text)
{
    struct layout_entry entry = plot_layout_entry(l, i);
    size_t tag = PLOT_LEGEND_TAG + 2 * i;
    if (line) {
        fprintf(f, "set arrow %zu from", tag);
        write_screen(f, l, entry.left, entry.y);
        fputs(" to", f);
        write_screen(f, l, entry.right, entry.y);
        fprintf(f, " nohead %s\n", line);
    }
    if (point) {
        fprintf(f, "set label %zu '' at", tag + 1);
        write_screen(f, l, (entry.left + entry.right) / 2, entry.y);
        fprintf(f, " point %s\n", point);
    }
    plot_print_label(f, l, tag, text, INFINITY, entry.text, entry.y, "left", 1);
    fputc('\n', f);
}

void plot_print_caption(FILE *f, const struct layout *l, size_t tag, const struct strlist *lines,
                        double x, double top)
{
    for (size_t i = 0; i < lines->count; i++) {
        plot_print_label(f, l, tag + i, lines->at[i], INFINITY, x,
                         top - (double)i * plot_layout_caption_step(l), "left", PLOT_CAPTION_SIZE);
        fputs(" textcolor rgb '#555555'\n", f);
    }
}

void plot_print_texts(FILE *f, const struct layout *l, const char *title)
{
    fputs("\n# Texts. noenhanced: as they stand, without markup.\n", f);
    if (title) {
        plot_print_label(f, l, PLOT_TITLE_TAG, title, l->title_room, l->area.left, l->title, "left",
                         TITLE_SIZE);
        fputc('\n', f);
    }
    plot_print_caption(f, l, PLOT_CAPTION_TAG, &l->caption, l->area.left, l->caption_top);
}

void plot_print_bar_place(FILE *f, const struct layout *l)
{
    fprintf(f, "set colorbox vertical user origin %.4f, %.4f size %.4f, %.4f noborder\n",
            l->bar.left / l->width, l->bar.bottom / l->height,
            (l->bar.right - l->bar.left) / l->width, (l->bar.top - l->bar.bottom) / l->height);
}

/* A quarter of the palette for each quarter of the numbers. */
static void write_quartiles(FILE *f, const struct plot_ramp *ramp)
{
    fputs("# Quarters of the palette are quarters of the points; these are the numbers that end "
          "them.\n",
          f);
    fprintf(f, "q0 = %.9g\nq1 = %.9g\nq2 = %.9g\nq3 = %.9g\nq4 = %.9g\n", ramp->least,
            ramp->quartile[0], ramp->quartile[1], ramp->quartile[2], ramp->most);
    fprintf(f, "part(v,a,b) = %s\n",
            ramp->logarithmic ? "log(1.0*v/a) / log(1.0*b/a)" : "(v - a) / (1.0*b - a)");
    fputs("shade(v) = v < q1 ? part(v,q0,q1) : v < q2 ? 1 + part(v,q1,q2) : "
          "v < q3 ? 2 + part(v,q2,q3) : v < q4 ? 3 + part(v,q3,q4) : 4\n"
          "color(v) = palette(shade(v))\nset cbrange [0:4]\n",
          f);
}

void plot_print_ramp(FILE *f, const struct plot_ramp *ramp)
{
    if (ramp->by_quartiles) {
        write_quartiles(f, ramp);
        return;
    }
    plot_print_range(f, "cb", ramp->least, ramp->most);
    fprintf(f, "%scolor(v) = palette(v)\n", ramp->logarithmic ? "set logscale cb\n" : "");
}

void plot_print_bar_name(FILE *f, const struct layout *l, const char *name, const char *remark)
{
    char text[4 * BAR_CHARACTERS + 32];
    snprintf(text, sizeof text, remark ? "%.*s (%s)" : "%.*s",
             (int)plot_text_bytes(name, BAR_CHARACTERS), name, remark);
    plot_print_label(f, l, PLOT_BAR_TAG, text, l->bar.top - l->bar.bottom, l->bar_name,
                     (l->bar.top + l->bar.bottom) / 2, "center rotate by 90", 1);
    fputc('\n', f);
}

static void choose_numbers(const struct plot_ramp *ramp, double length,
                           struct plot_numbers *numbers)
{
    if (ramp->by_quartiles)
        plot_numbers_choose_on(numbers, ramp, length);
    else
        plot_numbers_choose_upright(numbers, ramp->least, ramp->most, ramp->logarithmic, length);
}

/* A longer bar has more numbers, and of a bar by quartiles they may be wider ones. */
double plot_bar_numbers(const struct plot_bar *bar)
{
    static const double lengths[] = {8, 12, 18, 27, 40, 60};
    struct plot_numbers numbers;
    double widest = 0;
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        choose_numbers(&bar->ramp, lengths[i], &numbers);
        widest = fmax(widest, numbers.widest);
    }
    return widest;
}

static void write_numbers(FILE *f, const struct layout *l, const struct plot_ramp *ramp)
{
    struct plot_numbers numbers;
    char text[PLOT_NUMBER_TEXT];
    choose_numbers(ramp, (l->bar.top - l->bar.bottom) / l->em, &numbers);
    fputs("set cbtics scale 0.6, 0.3 offset -0.4, 0 textcolor rgb 'black' enhanced (", f);
    for (size_t i = 0; i < numbers.levels.count; i++) {
        plot_numbers_text(&numbers, i, l->markup, text);
        fprintf(f, ramp->by_quartiles ? "%s'%s' shade(%.17g)" : "%s'%s' %.17g", i ? ", " : "", text,
                numbers.levels.at[i]);
    }
    fputs(")\n", f);
}

void plot_print_bar(FILE *f, const struct layout *l, const struct plot_bar *bar)
{
    fprintf(f, "\n# The colours (%s) and their bar.\n", plot_palette_names[bar->palette]);
    plot_palette_write(f, bar->palette);
    plot_print_ramp(f, &bar->ramp);
    plot_print_bar_place(f, l);
    write_numbers(f, l, &bar->ramp);
}
