#include "plot/space/view.h"

#include <math.h>
#include <stdlib.h>

static const double DEGREE = 3.14159265358979323846 / 180;

static const struct plot_view plot_view_usual = {.tilt = 60, .turn = 30};

const struct plot_view *plot_view_of_options(const struct plot_options *options)
{
    return options->view ? options->view : &plot_view_usual;
}

struct error *plot_view_of(const char *text, struct plot_view *view)
{
    char *comma, *end = NULL;
    view->tilt = strtod(text, &comma);
    if (comma != text && *comma == ',')
        view->turn = strtod(comma + 1, &end);
    if (end && end != comma + 1 && *end == '\0' && view->tilt >= 0 && view->tilt <= 180 &&
        fabs(view->turn) <= 360)
        return NULL;
    return error_new(
        "%s: not a view: expected a tilt of 0 to 180 degrees and a turn of -360 to 360, as 60,30",
        text);
}

/* A box of a x b x c, turned about c by u and tilted by v, is |a cos u| + |b sin u| wide and
 * (|a sin u| + |b cos u|) |cos v| + c sin v high; over all u the first two sums are at most the
 * diagonal of a x b. */
struct rect plot_view_square(const struct plot_view *view, bool all_around, const double side[3],
                             const struct rect *frame, const struct layout *page)
{
    double u = view->turn * DEGREE, v = view->tilt * DEGREE, diagonal = hypot(side[0], side[1]);
    double width = all_around ? diagonal : side[0] * fabs(cos(u)) + side[1] * fabs(sin(u));
    double depth = all_around ? diagonal : side[0] * fabs(sin(u)) + side[1] * fabs(cos(u));
    double height = depth * fabs(cos(v)) + side[2] * sin(v);
    double unit = fmin((frame->right - frame->left) / width, (frame->top - frame->bottom) / height);
    double x = (frame->left + frame->right) / 2, y = (frame->bottom + frame->top) / 2;
    double reach = unit * fmax(side[0], side[1]) / 2;
    reach = fmin(reach, fmin(fmin(x, page->width - x), fmin(y, page->height - y)));
    return (struct rect){
        .left = x - reach, .right = x + reach, .bottom = y - reach, .top = y + reach};
}

double plot_view_upright(const struct plot_view *view, const double side[3],
                         const struct rect *square)
{
    double unit = (square->right - square->left) / fmax(side[0], side[1]);
    return unit * side[2] * sin(view->tilt * DEGREE);
}

void plot_view_write(FILE *f, const struct plot_view *view, const char *turn)
{
    double positive = view->turn < 0 ? view->turn + 360 : view->turn;
    fprintf(f, "set view %g, ", view->tilt);
    if (turn)
        fprintf(f, "%s", turn);
    else
        fprintf(f, "%g", positive);
    fputs(" # tilt and turn in degrees\n", f);
}
