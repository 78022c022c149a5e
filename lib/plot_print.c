#include "plot_print.h"

#include "plot_levels.h"
#include "size.h"

#include <math.h>
#include <string.h>

enum { BAR_CHARACTERS = 30 };

/* From a number of the bar to the next, at least; in sizes of type. */
static const double NUMBER_STEP = 1.28;

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

void plot_print_label(FILE *f, const struct layout *l, size_t tag, const char *text, size_t most,
                      double x, double y, double size)
{
    fprintf(f, "set label %zu ", tag);
    plot_quote_for(f, text, most, l->markup);
    fprintf(f, " at screen %.4f, screen %.4f left noenhanced font ',%.4g'", x / l->width,
            y / l->height, size * l->font_size);
}

void plot_print_caption(FILE *f, const struct layout *l, size_t tag, const struct strlist *lines,
                        double x, double top)
{
    for (size_t i = 0; i < lines->count; i++) {
        plot_print_label(f, l, tag + i, lines->at[i], (size_t)-1, x,
                         top - (double)i * plot_layout_caption_step(l), PLOT_CAPTION_SIZE);
        fputs(" textcolor rgb '#555555'\n", f);
    }
}

/* Of a title: so many characters, at most, have room. */
static size_t title_characters(const struct layout *l, const char *title)
{
    double width = plot_text_em(title, strlen(title)) * TITLE_SIZE * l->em;
    double share = fmin(1, l->title_room / fmax(width, l->em));
    return size_min(PLOT_TITLE_CHARACTERS, (size_t)(share * (double)plot_text_width(title)));
}

void plot_print_texts(FILE *f, const struct layout *l, const char *title)
{
    fputs("\n# Texts. noenhanced: as they stand, without markup.\n", f);
    if (title) {
        plot_print_label(f, l, PLOT_TITLE_TAG, title, title_characters(l, title), l->area.left,
                         l->title, TITLE_SIZE);
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

/* gnuplot numbers only the powers of ten of a logarithmic scale: where they are few, 2 and 5 times
 * these as well. Numbers that %g would write with an exponent are written as powers. */
static void write_numbers(FILE *f, const struct layout *l, const struct plot_ramp *ramp)
{
    struct plot_levels levels = {0};
    bool far = ramp->least < 1e-4 || ramp->most > 1e4;
    fprintf(f, "set format cb '%s'\n", ramp->logarithmic && far ? "10^{%T}" : "%g");
    fputs("set cbtics scale 0.6, 0.3 offset -0.7, 0 textcolor rgb 'black' enhanced", f);
    if (ramp->by_quartiles)
        plot_ramp_levels(ramp, NUMBER_STEP * l->em / (l->bar.top - l->bar.bottom), &levels);
    else if (ramp->logarithmic && !far)
        plot_levels_choose(&levels, ramp->least, ramp->most, true);
    for (size_t i = 0; i < levels.count; i++)
        fprintf(f, ramp->by_quartiles ? "%s'%g' shade(%.9g)" : "%s'%g' %.9g", i ? ", " : " (",
                levels.at[i], levels.at[i]);
    fputs(levels.count ? ")\n" : "\n", f);
}

void plot_print_bar(FILE *f, const struct layout *l, const struct plot_bar *bar)
{
    const char *remark = plot_ramp_remark(&bar->ramp);
    fprintf(f, "\n# The colours (%s) and their bar.\n", plot_palette_names[bar->palette]);
    plot_palette_write(f, bar->palette);
    plot_print_ramp(f, &bar->ramp);
    if (l->has_bar)
        plot_print_bar_place(f, l);
    write_numbers(f, l, &bar->ramp);
    fputs("set cblabel ", f);
    plot_quote_for(f, bar->name, BAR_CHARACTERS, l->markup);
    if (remark)
        fprintf(f, ".' (%s)'", remark);
    fprintf(f, " noenhanced%s\n",
            l->markup == MARKUP_TEX ? " offset 1, 0" : ""); /* its digits are wider */
}
