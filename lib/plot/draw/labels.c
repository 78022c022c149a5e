#include "plot/draw/labels.h"

#include <math.h>

struct box {
    double left, right, bottom, top;
};

/* How far a label is from its anchor, in lines of text: the gap between the anchor and the nearest
 * side or corner of its box. */
static const double GAPS[] = {0.45, 0.9, 1.6, 2.6, 4, 6};
enum { GAP_COUNT = sizeof GAPS / sizeof *GAPS, DIRECTIONS = 32 };

/* What a step outwards costs, in points hidden. */
static const double GAP_COST = 3;

/* About an anchor, half the side of what must stay clear; in lines of text. */
static const double MARK = 0.4;

/* Nearer to a box a point is not seen whole. */
static const double POINT = 0.15;

/* From the circle to the square around it. */
static double square(double share)
{
    return fmin(fmax(1.4142135623730951 * share, -1), 1);
}

/* A box that lies in direction `d` of the anchor, of 32 from the right on, counterclockwise: its
 * middle goes around the anchor in a rectangle, so that the gap is kept on one side at least. */
static struct box box_at(const struct plot_label *label, double line, size_t gap, size_t d)
{
    double angle = 2 * 3.14159265358979323846 * (double)d / DIRECTIONS;
    double x = label->anchor.x + square(cos(angle)) * (GAPS[gap] * line + label->width / 2);
    double y = label->anchor.y + square(sin(angle)) * (GAPS[gap] + 0.5) * line;
    return (struct box){.left = x - label->width / 2,
                        .right = x + label->width / 2,
                        .bottom = y - line / 2,
                        .top = y + line / 2};
}

static bool overlap(const struct box *a, const struct box *b)
{
    return a->left < b->right && b->left < a->right && a->bottom < b->top && b->bottom < a->top;
}

static bool hides(const struct box *box, const struct plot_place *p, double spare)
{
    return p->x > box->left - spare && p->x < box->right + spare && p->y > box->bottom - spare &&
           p->y < box->top + spare;
}

static struct box box_of(const struct plot_label *label, double line)
{
    return (struct box){.left = label->left,
                        .right = label->left + label->width,
                        .bottom = label->bottom,
                        .top = label->bottom + line};
}

static struct plot_place nearest(const struct box *box, const struct plot_place *p)
{
    return (struct plot_place){fmin(fmax(p->x, box->left), box->right),
                               fmin(fmax(p->y, box->bottom), box->top)};
}

struct plot_place plot_label_side(const struct plot_label *label, double line)
{
    struct box box = box_of(label, line);
    return nearest(&box, &label->anchor);
}

/* Cuts the part [*from, *to] of the way from a to b down to where it is between low and high. */
static void cut(double low, double high, double a, double b, double *from, double *to)
{
    double there = (low - a) / (b - a), back = (high - a) / (b - a);
    if (a == b)
        *to = a > low && a < high ? *to : -1;
    else {
        *from = fmax(*from, fmin(there, back));
        *to = fmin(*to, fmax(there, back));
    }
}

/* Whether the line that leads from an anchor to its box goes through the other box. */
static bool leads_through(const struct plot_place *anchor, const struct box *own,
                          const struct box *other)
{
    struct plot_place end = nearest(own, anchor);
    double from = 0, to = 1;
    cut(other->left, other->right, anchor->x, end.x, &from, &to);
    cut(other->bottom, other->top, anchor->y, end.y, &from, &to);
    return from < to;
}

/* Whether label k may stand there: the ones before it stand already, and all anchors are kept. */
static bool is_free(const struct plot_label *labels, size_t count, size_t k, const struct box *box,
                    const struct box *picture, double line)
{
    if (box->left < picture->left || box->right > picture->right || box->bottom < picture->bottom ||
        box->top > picture->top)
        return false;
    for (size_t i = 0; i < count; i++) {
        struct box other = box_of(&labels[i], line);
        if (hides(box, &labels[i].anchor, MARK * line))
            return false;
        if (i < k && (overlap(box, &other) || leads_through(&labels[k].anchor, box, &other) ||
                      (labels[i].far && leads_through(&labels[i].anchor, &other, box))))
            return false;
    }
    return true;
}

static size_t count_hidden(const struct box *box, const struct plot_place *points, size_t count,
                           double line)
{
    size_t hidden = 0;
    for (size_t i = 0; i < count; i++)
        if (hides(box, &points[i], POINT * line))
            hidden++;
    return hidden;
}

bool plot_labels_place(struct plot_label *labels, size_t count, const struct plot_place *points,
                       size_t point_count, double width, double height, double line)
{
    const struct box picture = {.right = width, .top = height};
    for (size_t k = 0; k < count; k++) {
        if (labels[k].fixed)
            continue;
        double least = INFINITY;
        for (size_t gap = 0; gap < GAP_COUNT && GAP_COST * (double)gap < least; gap++)
            for (size_t d = 0; d < DIRECTIONS; d++) {
                struct box box = box_at(&labels[k], line, gap, d);
                if (!is_free(labels, count, k, &box, &picture, line))
                    continue;
                double cost =
                    GAP_COST * (double)gap + (double)count_hidden(&box, points, point_count, line);
                if (cost < least) {
                    least = cost;
                    labels[k].left = box.left;
                    labels[k].bottom = box.bottom;
                    labels[k].far = gap > 0;
                }
            }
        if (!isfinite(least))
            return false;
    }
    return true;
}
