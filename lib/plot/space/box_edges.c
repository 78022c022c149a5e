/* Where the box in space is on the page, and which of its edges bear the axes' numbers. */
#include "plot/space/box_impl.h"

#include <math.h>
#include <string.h>

/* Where the floor is seen from the side, or straight from above, edges lie on each other: which of
 * them bears the numbers is told by a view that is so far from these, at least. Degrees. */
static const double SLANT = 10;

/* ---- the projection ---- */

double plot_box_side(const struct plot_box *box, size_t axis)
{
    return box->axis[axis].to - box->axis[axis].from;
}

/* Of a vector in the axes' units: gnuplot turns about the upright axis, then tilts. */
static void project(const struct plot_view *view, const double v[3], double page[2])
{
    double turn = view->turn * PLOT_BOX_DEGREE, tilt = view->tilt * PLOT_BOX_DEGREE;
    page[0] = v[X] * cos(turn) + v[Y] * sin(turn);
    page[1] = (v[Y] * cos(turn) - v[X] * sin(turn)) * cos(tilt) + v[Z] * sin(tilt);
}

/* Centimetres a unit of the axes. */
static double unit_of(const struct plot_box *box)
{
    return (box->square.right - box->square.left) /
           fmax(plot_box_side(box, X), plot_box_side(box, Y));
}

void plot_box_project(const struct plot_box *box, const double point[PLOT_BOX_AXES], double page[2])
{
    double v[3];
    for (size_t axis = 0; axis < PLOT_BOX_AXES; axis++)
        v[axis] = point[axis] - (box->axis[axis].from + box->axis[axis].to) / 2;
    project(&box->view, v, page);
    page[0] = (box->square.left + box->square.right) / 2 + unit_of(box) * page[0];
    page[1] = (box->square.bottom + box->square.top) / 2 + unit_of(box) * page[1];
}

/* ---- edges ---- */

void plot_box_corner(const struct plot_box *box, size_t number, double v[3])
{
    for (size_t axis = 0; axis < PLOT_BOX_AXES; axis++)
        v[axis] = plot_box_side(box, axis) * (number >> axis & 1 ? 0.5 : -0.5);
}

/* Whether all of the box lies on one side of the edge that leads along the axis from a corner. */
static bool is_outline(const struct plot_box *box, const struct plot_view *view, size_t axis,
                       size_t from)
{
    double v[3], a[2], b[2], p[2], least = 0, most = 0;
    plot_box_corner(box, from, v);
    project(view, v, a);
    plot_box_corner(box, from | (size_t)1 << axis, v);
    project(view, v, b);
    for (size_t i = 0; i < PLOT_BOX_CORNERS; i++) {
        plot_box_corner(box, i, v);
        project(view, v, p);
        double across = (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]);
        least = fmin(least, across);
        most = fmax(most, across);
    }
    double slack = 1e-9 * (most - least);
    return least >= -slack || most <= slack;
}

static struct plot_view slanted(const struct plot_view *view)
{
    double lowest = view->tilt > 90 ? 90 + SLANT : SLANT;
    return (struct plot_view){.tilt = fmin(fmax(view->tilt, lowest), lowest + 90 - 2 * SLANT),
                              .turn = view->turn};
}

/* The corner from which the edge leads that bears the axis' numbers: of those of the outline the
 * lowest, or, of upright ones, the leftmost; of equal ones the rightmost, or lowest. */
static size_t choose_edge(const struct plot_box *box, size_t axis)
{
    const struct plot_view view = slanted(&box->view);
    size_t best = 0;
    double best_rank[2] = {-INFINITY, -INFINITY}, tie = 1e-6 * plot_box_side(box, X);
    for (size_t from = 0; from < PLOT_BOX_CORNERS; from++) {
        double v[3], page[2];
        if (from >> axis & 1 || !is_outline(box, &view, axis, from))
            continue;
        plot_box_corner(box, from, v);
        v[axis] = 0;
        project(&view, v, page);
        double rank[2] = {axis == Z ? -page[0] : -page[1], axis == Z ? -page[1] : page[0]};
        if (rank[0] < best_rank[0] - tie ||
            (rank[0] < best_rank[0] + tie && rank[1] < best_rank[1]))
            continue;
        best = from;
        memcpy(best_rank, rank, sizeof rank);
    }
    return best;
}

struct plot_box_edge plot_box_edge(const struct plot_box *box, size_t axis)
{
    struct plot_box_edge e = {0};
    size_t from = choose_edge(box, axis);
    double away[2], v[3];
    for (size_t end = 0; end < 2; end++) {
        plot_box_corner(box, from | end << axis, v);
        for (size_t k = 0; k < PLOT_BOX_AXES; k++)
            v[k] += (box->axis[k].from + box->axis[k].to) / 2;
        plot_box_project(box, v, e.ends[end]);
    }
    e.length = hypot(e.ends[1][0] - e.ends[0][0], e.ends[1][1] - e.ends[0][1]);
    plot_box_corner(box, from, v);
    v[axis] = 0;
    project(&box->view, v, away);
    for (size_t k = 0; k < 2; k++)
        e.along[k] = e.length > 0 ? (e.ends[1][k] - e.ends[0][k]) / e.length : 0;
    double side = e.along[0] * away[1] - e.along[1] * away[0];
    e.out[0] = side > 0 ? -e.along[1] : e.along[1];
    e.out[1] = side > 0 ? e.along[0] : -e.along[0];
    return e;
}
