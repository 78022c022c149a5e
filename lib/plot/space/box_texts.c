/* What the axes of the box in space bear, off each other. */
#include "plot/space/box_impl.h"

#include <math.h>
#include <string.h>

/* In sizes of type: marks, the gaps between edge, numbers and name, the heights of their boxes. */
static const double MARK = 0.35, NUMBER_GAP = 0.5, NAME_GAP = 0.55, TEXT_HEIGHT = 1, CLEAR = 0.25;

enum { NUMBERS_LEAST = 2 };

/* No name is abridged to less; sizes of type. */
static const double NAME_LEAST = 4;

/* ---- boxes of text ---- */

double plot_box_reach(const struct plot_box_text *t, double x, double y)
{
    double c = cos(t->angle * PLOT_BOX_DEGREE), s = sin(t->angle * PLOT_BOX_DEGREE);
    return fabs(x * c + y * s) * t->width / 2 + fabs(y * c - x * s) * t->height / 2;
}

static bool are_apart_along(const struct plot_box_text *a, const struct plot_box_text *b,
                            double angle, double clear)
{
    double x = cos(angle * PLOT_BOX_DEGREE), y = sin(angle * PLOT_BOX_DEGREE);
    double distance = fabs((a->x - b->x) * x + (a->y - b->y) * y);
    return distance >= plot_box_reach(a, x, y) + plot_box_reach(b, x, y) + clear;
}

static bool are_apart(const struct plot_box_text *a, const struct plot_box_text *b, double clear)
{
    return are_apart_along(a, b, a->angle, clear) || are_apart_along(a, b, a->angle + 90, clear) ||
           are_apart_along(a, b, b->angle, clear) || are_apart_along(a, b, b->angle + 90, clear);
}

/* Whether it is apart from what the axes bear already. */
static bool is_free(const struct plot_box *box, const struct plot_box_text *t)
{
    double clear = CLEAR * box->em;
    for (size_t axis = 0; axis < PLOT_BOX_AXES; axis++) {
        for (size_t i = 0; i < box->mark_count[axis]; i++)
            if (!are_apart(&box->marks[axis][i].text, t, clear))
                return false;
        if (box->names[axis].width > 0 && !are_apart(&box->names[axis], t, clear))
            return false;
    }
    return true;
}

/* ---- what the axes bear ---- */

static double scaled(const struct plot_box_axis *a, double value)
{
    return a->logarithmic ? log10(value) : value;
}

double plot_box_place(const struct plot_box_axis *a, double value)
{
    double share =
        (scaled(a, value) - scaled(a, a->least)) / (scaled(a, a->most) - scaled(a, a->least));
    return a->at[0] + share * (a->at[1] - a->at[0]);
}

static struct plot_box_mark mark_of(const struct plot_box *box, size_t axis, size_t number,
                                    const struct plot_box_edge *e)
{
    const struct plot_box_axis *a = &box->axis[axis];
    double share =
        (plot_box_place(a, box->numbers[axis].levels.at[number]) - a->from) / (a->to - a->from);
    struct plot_box_mark mark = {.number = number};
    mark.text.width = plot_numbers_width(&box->numbers[axis], number) * box->em;
    mark.text.height = TEXT_HEIGHT * box->em;
    double off = NUMBER_GAP * box->em + plot_box_reach(&mark.text, e->out[0], e->out[1]);
    for (size_t k = 0; k < 2; k++) {
        mark.from[k] = e->ends[0][k] + share * (e->ends[1][k] - e->ends[0][k]);
        mark.to[k] = mark.from[k] + MARK * box->em * e->out[k];
    }
    mark.text.x = mark.from[0] + off * e->out[0];
    mark.text.y = mark.from[1] + off * e->out[1];
    return mark;
}

/* False where two of the axis' numbers would lie on each other. */
static bool are_all_apart(const struct plot_box *box, size_t axis, const struct plot_box_edge *e)
{
    for (size_t i = 1; i < box->numbers[axis].levels.count; i++) {
        struct plot_box_mark a = mark_of(box, axis, i - 1, e), b = mark_of(box, axis, i, e);
        if (!are_apart(&a.text, &b.text, CLEAR * box->em))
            return false;
    }
    return true;
}

/* As many as there is room for; those that would lie on another axis' are left out. */
static void place_numbers(struct plot_box *box, size_t axis, const struct plot_box_edge *e)
{
    const struct plot_box_axis *a = &box->axis[axis];
    struct plot_numbers *numbers = &box->numbers[axis];
    size_t most = axis == Z ? PLOT_BOX_NUMBERS : PLOT_BOX_FLOOR_NUMBERS,
           *count = &box->mark_count[axis];
    plot_numbers_choose(numbers, a->least, a->most, a->logarithmic, most);
    while (!are_all_apart(box, axis, e) && most-- > NUMBERS_LEAST)
        plot_numbers_choose(numbers, a->least, a->most, a->logarithmic, most);
    if (!are_all_apart(box, axis, e))
        return;
    for (size_t i = 0; i < numbers->levels.count; i++) {
        struct plot_box_mark mark = mark_of(box, axis, i, e);
        if (is_free(box, &mark.text))
            box->marks[axis][(*count)++] = mark;
    }
    if (*count < NUMBERS_LEAST)
        *count = 0;
}

/* Beyond the numbers, `farther` than need be and `along` from the middle of the edge, and so that
 * it is read from left to right or upwards. */
static struct plot_box_text name_of(const struct plot_box *box, size_t axis,
                                    const struct plot_box_edge *e, double width, double farther,
                                    double along)
{
    double middle[2], off = 0;
    struct plot_box_text name = {.width = width, .height = TEXT_HEIGHT * box->em};
    name.angle = atan2(e->along[1], e->along[0]) / PLOT_BOX_DEGREE;
    if (name.angle > 90.001 || name.angle < -89.999)
        name.angle += name.angle > 0 ? -180 : 180;
    for (size_t k = 0; k < 2; k++)
        middle[k] = (e->ends[0][k] + e->ends[1][k]) / 2 + along * e->along[k];
    for (size_t i = 0; i < box->mark_count[axis]; i++) {
        const struct plot_box_text *t = &box->marks[axis][i].text;
        double at = (t->x - middle[0]) * e->out[0] + (t->y - middle[1]) * e->out[1];
        off = fmax(off, at + plot_box_reach(t, e->out[0], e->out[1]));
    }
    off += NAME_GAP * box->em + name.height / 2 + farther;
    name.x = middle[0] + off * e->out[0];
    name.y = middle[1] + off * e->out[1];
    return name;
}

/* Of that width, in the middle of its edge or towards an end, each farther out, if need be. False
 * where it has no place. */
static bool place_name_of(struct plot_box *box, size_t axis, const struct plot_box_edge *e,
                          double width)
{
    static const double slides[] = {0, -1, 1};
    double slack = fmax(0, e->length - width) / 2;
    for (int step = 0; step < 4; step++)
        for (size_t i = 0; i < (slack > 0 ? sizeof slides / sizeof *slides : 1); i++) {
            struct plot_box_text name =
                name_of(box, axis, e, width, step * box->em / 2, slides[i] * slack);
            if (is_free(box, &name)) {
                box->names[axis] = name;
                return true;
            }
        }
    return false;
}

/* Whole, or as long as its edge, or shorter. */
static void place_name(struct plot_box *box, size_t axis, const struct plot_box_edge *e)
{
    const char *text = box->axis[axis].name;
    double whole = plot_text_em(text, strlen(text)) * box->em;
    double most = fmin(whole, fmax(box->name_most, e->length));
    if (place_name_of(box, axis, e, most))
        return;
    for (double width = fmin(most, e->length); width > NAME_LEAST * box->em; width *= 0.8)
        if (place_name_of(box, axis, e, width))
            return;
    box->names[axis] = name_of(box, axis, e, fmin(whole, NAME_LEAST * box->em), 0, 0);
}

static bool bears_name(const struct plot_box *box, size_t axis, const struct plot_box_edge *e)
{
    return box->axis[axis].bare ? e->length > TEXT_HEIGHT * box->em : box->mark_count[axis] > 0;
}

void plot_box_place_texts(struct plot_box *box)
{
    struct plot_box_edge edges[PLOT_BOX_AXES];
    memset(box->mark_count, 0, sizeof box->mark_count);
    memset(box->names, 0, sizeof box->names);
    for (size_t axis = PLOT_BOX_AXES; axis-- > 0;)
        if (box->axis[axis].name) {
            edges[axis] = plot_box_edge(box, axis);
            if (!box->axis[axis].bare)
                place_numbers(box, axis, &edges[axis]);
        }
    for (size_t axis = 0; axis < PLOT_BOX_AXES; axis++)
        if (box->axis[axis].name && bears_name(box, axis, &edges[axis]))
            place_name(box, axis, &edges[axis]);
}
