/* The box in space as gnuplot's commands. */
#include "plot/draw/print.h"
#include "plot/space/box_impl.h"

#include <math.h>

static const char AXES[] = "xyz";

/* Of a floor that turns the numbers nearer to a corner than that share of its sides would lie on
 * each other. */
static const double CORNER = 0.1;

/* The names of a box that turns are no longer; sizes of type. */
static const double NAME_MOST = 14;

static void write_ranges(FILE *f, const struct plot_box *box)
{
    for (size_t axis = 0; axis < PLOT_BOX_AXES; axis++)
        plot_print_range(f, (const char[]){AXES[axis], '\0'}, box->axis[axis].from,
                         box->axis[axis].to);
    fputs("set view equal xyz # one scale for all axes\n"
          "set xyplane relative 0\nset border 4095 lc rgb '#cccccc' lw 0.5\n"
          "unset xtics\nunset ytics\nunset ztics\n",
          f);
}

static void write_mark(FILE *f, const struct layout *l, size_t tag, const struct plot_box *box,
                       size_t axis, const struct plot_box_mark *mark)
{
    char text[PLOT_NUMBER_TEXT];
    plot_numbers_text(&box->numbers[axis], mark->number, l->markup, text);
    fprintf(f,
            "set arrow %zu from screen %.4f, screen %.4f to screen %.4f, screen %.4f nohead "
            "lc rgb '#999999' lw 0.5\n",
            tag, mark->from[0] / l->width, mark->from[1] / l->height, mark->to[0] / l->width,
            mark->to[1] / l->height);
    fprintf(f, "set label %zu '%s' at screen %.4f, screen %.4f center\n", tag, text,
            mark->text.x / l->width, mark->text.y / l->height);
}

static void write_fitted(FILE *f, const struct layout *l, const struct plot_box *box)
{
    size_t tag = PLOT_NUMBERS_TAG;
    plot_print_margins(f, l, &box->square);
    write_ranges(f, box);
    plot_view_write(f, &box->view, NULL);
    for (size_t axis = 0; axis < PLOT_BOX_AXES; axis++) {
        const struct plot_box_text *name = &box->names[axis];
        char how[48];
        for (size_t i = 0; i < box->mark_count[axis]; i++)
            write_mark(f, l, tag++, box, axis, &box->marks[axis][i]);
        if (name->width <= 0)
            continue;
        snprintf(how, sizeof how, "center rotate by %.4g", name->angle);
        plot_print_label(f, l, tag++, box->axis[axis].name, name->width * (1 + 1e-9), name->x,
                         name->y, how, 1);
        fputc('\n', f);
    }
}

/* A shorter upright axis, which is seen from above, bears nothing; sizes of type. */
static const double UPRIGHT_LEAST = 3;

/* gnuplot's own distance of a name from a box' upright axis, and the width of the characters that
 * it counts in; sizes of type. */
static const double NAME_DISTANCE = 3.4, CHARACTER = 0.6;

static void write_turning_numbers(FILE *f, const struct layout *l, const struct plot_box *box,
                                  size_t axis)
{
    const struct plot_numbers *numbers = &box->numbers[axis];
    const struct plot_box_axis *a = &box->axis[axis];
    fprintf(f, "set %ctics scale 0.5 textcolor rgb 'black' enhanced (", AXES[axis]);
    const char *comma = "";
    for (size_t i = 0; i < numbers->levels.count; i++) {
        char text[PLOT_NUMBER_TEXT];
        double place = plot_box_place(a, numbers->levels.at[i]);
        if (axis != Z && fmin(place - a->from, a->to - place) < CORNER * (a->to - a->from))
            continue;
        plot_numbers_text(numbers, i, l->markup, text);
        fprintf(f, "%s'%s' %.9g", comma, text, place);
        comma = ", ";
    }
    fputs(")\n", f);
}

static void write_turning_axis(FILE *f, const struct layout *l, const struct plot_box *box,
                               size_t axis)
{
    if (!box->axis[axis].bare)
        write_turning_numbers(f, l, box, axis);
    fprintf(f, "set %clabel ", AXES[axis]);
    plot_quote_for(f, box->axis[axis].name, plot_text_most(box->axis[axis].name, NAME_MOST),
                   l->markup);
    fprintf(f, " rotate parallel noenhanced");
    if (axis == Z)
        fprintf(f, " offset %.3g,0", (NAME_DISTANCE - box->numbers[axis].widest - 0.7) / CHARACTER);
    fputc('\n', f);
}

static void write_turning(FILE *f, const struct layout *l, const struct plot_box *box,
                          const char *turn)
{
    const double side[PLOT_BOX_AXES] = {plot_box_side(box, X), plot_box_side(box, Y),
                                        plot_box_side(box, Z)};
    bool upright = plot_view_upright(&box->view, side, &box->square) > UPRIGHT_LEAST * l->em;
    plot_print_margins(f, l, &box->square);
    write_ranges(f, box);
    for (size_t axis = 0; axis < PLOT_BOX_AXES; axis++)
        if (box->axis[axis].name && (axis != Z || upright))
            write_turning_axis(f, l, box, axis);
    plot_view_write(f, &box->view, turn);
}

void plot_box_write(FILE *f, const struct layout *l, const struct plot_box *box,
                    const struct plot_options *options)
{
    if (plot_box_turns(options))
        write_turning(f, l, box, options->film == FILM_TURN ? "turn" : NULL);
    else
        write_fitted(f, l, box);
}
