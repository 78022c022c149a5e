#include "plot_box.h"

#include "plot_print.h"
#include "size.h"

#include <math.h>
#include <string.h>

static const double DEGREE = 3.14159265358979323846 / 180;
static const char AXES[] = "xyz";
enum { X, Y, Z, CORNERS = 8 };

/* In sizes of type: marks, the gaps between edge, numbers and name, the heights of their boxes. */
static const double MARK = 0.35, NUMBER_GAP = 0.5, NAME_GAP = 0.35, TEXT_HEIGHT = 1, CLEAR = 0.25;

/* More numbers lie on each other where the floor is seen aslant. */
enum { FLOOR_NUMBERS = 6, NUMBERS_LEAST = 2 };

/* A longer name is abridged, unless its edge is longer; sizes of type. Where that leaves no room
 * for the box, names get shorter by this factor. */
static const double NAME_MOST = 14;

/* Where the floor is seen from the side, or straight from above, edges lie on each other: which of
 * them bears the numbers is told by a view that is so far from these, at least. Degrees. */
static const double SLANT = 10;

/* The box shrinks by this factor until it has room beside what its axes bear; and is much larger by
 * that one. */
static const double SHRINK = 0.97, MUCH_LARGER = 1.2;

/* Below a box that turns there is so much room for numbers and names; a smaller room for a box
 * shows nothing. Sizes of type. */
static const double TURNING_BELOW = 3.8, BOX_LEAST = 3;

/* ---- the projection ---- */

static double side_of(const struct plot_box *box, size_t axis)
{
    return box->axis[axis].to - box->axis[axis].from;
}

/* Of a vector in the axes' units: gnuplot turns about the upright axis, then tilts. */
static void project(const struct plot_view *view, const double v[3], double page[2])
{
    double turn = view->turn * DEGREE, tilt = view->tilt * DEGREE;
    page[0] = v[X] * cos(turn) + v[Y] * sin(turn);
    page[1] = (v[Y] * cos(turn) - v[X] * sin(turn)) * cos(tilt) + v[Z] * sin(tilt);
}

/* Centimetres a unit of the axes. */
static double unit_of(const struct plot_box *box)
{
    return (box->square.right - box->square.left) / fmax(side_of(box, X), side_of(box, Y));
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

/* A corner of the box about its middle: bit `axis` of the number tells the end of that axis. */
static void corner(const struct plot_box *box, size_t number, double v[3])
{
    for (size_t axis = 0; axis < PLOT_BOX_AXES; axis++)
        v[axis] = side_of(box, axis) * (number >> axis & 1 ? 0.5 : -0.5);
}

/* Whether all of the box lies on one side of the edge that leads along the axis from a corner. */
static bool is_outline(const struct plot_box *box, const struct plot_view *view, size_t axis,
                       size_t from)
{
    double v[3], a[2], b[2], p[2], least = 0, most = 0;
    corner(box, from, v);
    project(view, v, a);
    corner(box, from | (size_t)1 << axis, v);
    project(view, v, b);
    for (size_t i = 0; i < CORNERS; i++) {
        corner(box, i, v);
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
    double best_rank[2] = {-INFINITY, -INFINITY}, tie = 1e-6 * side_of(box, X);
    for (size_t from = 0; from < CORNERS; from++) {
        double v[3], page[2];
        if (from >> axis & 1 || !is_outline(box, &view, axis, from))
            continue;
        corner(box, from, v);
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

/* An edge on the page: its ends, its direction, the one across it, away from the box; lengths cm.
 */
struct edge {
    double ends[2][2], along[2], out[2], length;
};

static struct edge edge_of(const struct plot_box *box, size_t axis)
{
    struct edge e;
    size_t from = choose_edge(box, axis);
    double away[2], v[3];
    for (size_t end = 0; end < 2; end++) {
        corner(box, from | end << axis, v);
        for (size_t k = 0; k < PLOT_BOX_AXES; k++)
            v[k] += (box->axis[k].from + box->axis[k].to) / 2;
        plot_box_project(box, v, e.ends[end]);
    }
    e.length = hypot(e.ends[1][0] - e.ends[0][0], e.ends[1][1] - e.ends[0][1]);
    corner(box, from, v);
    v[axis] = 0;
    project(&box->view, v, away);
    for (size_t k = 0; k < 2; k++)
        e.along[k] = e.length > 0 ? (e.ends[1][k] - e.ends[0][k]) / e.length : 0;
    double side = e.along[0] * away[1] - e.along[1] * away[0];
    e.out[0] = side > 0 ? -e.along[1] : e.along[1];
    e.out[1] = side > 0 ? e.along[0] : -e.along[0];
    return e;
}

/* ---- boxes of text ---- */

/* How far a text reaches in a direction from its middle. */
static double reach(const struct plot_box_text *t, double x, double y)
{
    double c = cos(t->angle * DEGREE), s = sin(t->angle * DEGREE);
    return fabs(x * c + y * s) * t->width / 2 + fabs(y * c - x * s) * t->height / 2;
}

static bool are_apart_along(const struct plot_box_text *a, const struct plot_box_text *b,
                            double angle, double clear)
{
    double x = cos(angle * DEGREE), y = sin(angle * DEGREE);
    double distance = fabs((a->x - b->x) * x + (a->y - b->y) * y);
    return distance >= reach(a, x, y) + reach(b, x, y) + clear;
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

/* The coordinate of a number. */
static double place_of(const struct plot_box_axis *a, double value)
{
    double share =
        (scaled(a, value) - scaled(a, a->least)) / (scaled(a, a->most) - scaled(a, a->least));
    return a->at[0] + share * (a->at[1] - a->at[0]);
}

static struct plot_box_mark mark_of(const struct plot_box *box, size_t axis, size_t number,
                                    const struct edge *e)
{
    const struct plot_box_axis *a = &box->axis[axis];
    double share =
        (place_of(a, box->numbers[axis].levels.at[number]) - a->from) / (a->to - a->from);
    struct plot_box_mark mark = {.number = number};
    mark.text.width = plot_numbers_width(&box->numbers[axis], number) * box->em;
    mark.text.height = TEXT_HEIGHT * box->em;
    double off = NUMBER_GAP * box->em + reach(&mark.text, e->out[0], e->out[1]);
    for (size_t k = 0; k < 2; k++) {
        mark.from[k] = e->ends[0][k] + share * (e->ends[1][k] - e->ends[0][k]);
        mark.to[k] = mark.from[k] + MARK * box->em * e->out[k];
    }
    mark.text.x = mark.from[0] + off * e->out[0];
    mark.text.y = mark.from[1] + off * e->out[1];
    return mark;
}

/* False where two of the axis' numbers would lie on each other. */
static bool are_all_apart(const struct plot_box *box, size_t axis, const struct edge *e)
{
    for (size_t i = 1; i < box->numbers[axis].levels.count; i++) {
        struct plot_box_mark a = mark_of(box, axis, i - 1, e), b = mark_of(box, axis, i, e);
        if (!are_apart(&a.text, &b.text, CLEAR * box->em))
            return false;
    }
    return true;
}

/* As many as there is room for; those that would lie on another axis' are left out. */
static void place_numbers(struct plot_box *box, size_t axis, const struct edge *e)
{
    const struct plot_box_axis *a = &box->axis[axis];
    struct plot_numbers *numbers = &box->numbers[axis];
    size_t most = axis == Z ? PLOT_BOX_NUMBERS : FLOOR_NUMBERS, *count = &box->mark_count[axis];
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

/* Beyond the numbers, in the middle of the edge, and so that it is read from left to right or
 * upwards. */
static struct plot_box_text name_of(const struct plot_box *box, size_t axis, const struct edge *e,
                                    double width, double farther)
{
    double middle[2], off = 0;
    struct plot_box_text name = {.width = width, .height = TEXT_HEIGHT * box->em};
    name.angle = atan2(e->along[1], e->along[0]) / DEGREE;
    if (name.angle > 90.001 || name.angle < -89.999)
        name.angle += name.angle > 0 ? -180 : 180;
    for (size_t k = 0; k < 2; k++)
        middle[k] = (e->ends[0][k] + e->ends[1][k]) / 2;
    for (size_t i = 0; i < box->mark_count[axis]; i++) {
        const struct plot_box_text *t = &box->marks[axis][i].text;
        double at = (t->x - middle[0]) * e->out[0] + (t->y - middle[1]) * e->out[1];
        off = fmax(off, at + reach(t, e->out[0], e->out[1]));
    }
    off += NAME_GAP * box->em + name.height / 2 + farther;
    name.x = middle[0] + off * e->out[0];
    name.y = middle[1] + off * e->out[1];
    return name;
}

/* Whole, or as long as its edge; each farther out, if need be. */
static void place_name(struct plot_box *box, size_t axis, const struct edge *e)
{
    const char *text = box->axis[axis].name;
    double whole = plot_text_em(text, strlen(text)) * box->em;
    double widths[] = {fmin(whole, fmax(box->name_most, e->length)), fmin(whole, e->length)};
    for (size_t i = 0; i < 2; i++)
        for (int step = 0; step < 4; step++) {
            struct plot_box_text name = name_of(box, axis, e, widths[i], step * box->em / 2);
            if (is_free(box, &name)) {
                box->names[axis] = name;
                return;
            }
        }
    box->names[axis] = name_of(box, axis, e, widths[1], 0);
}

static void place_texts(struct plot_box *box)
{
    struct edge edges[PLOT_BOX_AXES];
    memset(box->mark_count, 0, sizeof box->mark_count);
    memset(box->names, 0, sizeof box->names);
    for (size_t axis = PLOT_BOX_AXES; axis-- > 0;)
        if (box->axis[axis].name) {
            edges[axis] = edge_of(box, axis);
            place_numbers(box, axis, &edges[axis]);
        }
    for (size_t axis = 0; axis < PLOT_BOX_AXES; axis++)
        if (box->mark_count[axis])
            place_name(box, axis, &edges[axis]);
}

/* ---- fitting ---- */

static void include(struct rect *r, double left, double right, double bottom, double top)
{
    r->left = fmin(r->left, left);
    r->right = fmax(r->right, right);
    r->bottom = fmin(r->bottom, bottom);
    r->top = fmax(r->top, top);
}

static void include_text(struct rect *r, const struct plot_box_text *t)
{
    double x = reach(t, 1, 0), y = reach(t, 0, 1);
    include(r, t->x - x, t->x + x, t->y - y, t->y + y);
}

static struct rect outline_of(const struct plot_box *box)
{
    struct rect r = {INFINITY, -INFINITY, INFINITY, -INFINITY};
    for (size_t i = 0; i < CORNERS; i++) {
        double v[3], page[2];
        corner(box, i, v);
        for (size_t k = 0; k < PLOT_BOX_AXES; k++)
            v[k] += (box->axis[k].from + box->axis[k].to) / 2;
        plot_box_project(box, v, page);
        include(&r, page[0], page[0], page[1], page[1]);
    }
    return r;
}

static struct rect all_of(const struct plot_box *box, const struct rect *outline)
{
    struct rect all = *outline;
    for (size_t axis = 0; axis < PLOT_BOX_AXES; axis++) {
        for (size_t i = 0; i < box->mark_count[axis]; i++)
            include_text(&all, &box->marks[axis][i].text);
        if (box->names[axis].width > 0)
            include_text(&all, &box->names[axis]);
    }
    return all;
}

/* The nearest number to `wanted` in both ranges; false where they have none in common. */
static bool choose_shift(double wanted, const double one[2], const double other[2], double *shift)
{
    double least = fmax(one[0], other[0]), most = fmin(one[1], other[1]);
    *shift = fmin(fmax(wanted, least), most);
    return least <= most;
}

/* Moves the box so that it stands with its texts in the middle of the frame, and its square on the
 * page; false where it cannot. */
static bool centre(struct plot_box *box, const struct layout *l, const struct rect *frame)
{
    struct rect *q = &box->square, outline = outline_of(box), all = all_of(box, &outline);
    const double in_x[2] = {frame->left - all.left, frame->right - all.right};
    const double in_y[2] = {frame->bottom - all.bottom, frame->top - all.top};
    const double on_x[2] = {-q->left, l->width - q->right};
    const double on_y[2] = {-q->bottom, l->height - q->top};
    double dx, dy;
    if (!choose_shift((in_x[0] + in_x[1]) / 2, in_x, on_x, &dx) ||
        !choose_shift((in_y[0] + in_y[1]) / 2, in_y, on_y, &dy))
        return false;
    *q = (struct rect){q->left + dx, q->right + dx, q->bottom + dy, q->top + dy};
    place_texts(box);
    return true;
}

static struct error *no_room(void)
{
    return error_new("the axes of the picture in space have no room for their numbers and names: "
                     "make the figure larger, or the type smaller");
}

/* Sets the square; false where the room is too small for any. */
static bool set_square(struct plot_box *box, const struct layout *l, const struct rect *room,
                       bool all_around)
{
    const double side[PLOT_BOX_AXES] = {side_of(box, X), side_of(box, Y), side_of(box, Z)};
    if (room->right - room->left < BOX_LEAST * l->em ||
        room->top - room->bottom < BOX_LEAST * l->em)
        return false;
    box->square = plot_view_square(&box->view, all_around, side, room, l);
    return true;
}

/* What is left of a frame about its middle. */
static struct rect share_of(const struct rect *frame, double share)
{
    double x = (frame->left + frame->right) / 2, y = (frame->bottom + frame->top) / 2;
    double across = share * (frame->right - x), up = share * (frame->top - y);
    return (struct rect){.left = x - across, .right = x + across, .bottom = y - up, .top = y + up};
}

/* As large as it can be beside what it bears, with names of that length; its share of the frame, 0
 * where it has no room. What it bears does not depend on where it stands. */
static double fit_with_names(struct plot_box *box, const struct layout *l, const struct rect *frame,
                             double name_most)
{
    box->name_most = name_most;
    for (double share = 1;; share *= SHRINK) {
        struct rect room = share_of(frame, share);
        if (!set_square(box, l, &room, false))
            return 0;
        place_texts(box);
        if (centre(box, l, frame))
            return share;
    }
}

static size_t count_bearing(const struct plot_box *box)
{
    size_t count = 0;
    for (size_t axis = 0; axis < PLOT_BOX_AXES; axis++)
        count += box->mark_count[axis] > 0;
    return count;
}

/* With names as long as may be, unless shorter ones let more axes bear numbers, or make the box
 * much larger. */
static struct error *fit(struct plot_box *box, const struct layout *l, const struct rect *frame)
{
    static const double lengths[] = {14, 11, 8.5, 6.5};
    struct plot_box best = *box;
    double best_share = 0;
    size_t best_count = 0;
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        double share = fit_with_names(box, l, frame, lengths[i] * l->em);
        size_t count = count_bearing(box);
        if (share <= 0 || count < best_count ||
            (best_share > 0 && count == best_count && share < MUCH_LARGER * best_share))
            continue;
        best = *box;
        best_share = share;
        best_count = count;
    }
    *box = best;
    return best_share > 0 ? NULL : no_room();
}

/* An axis stands now left, now right. */
static struct error *fit_turning(struct plot_box *box, const struct layout *l,
                                 const struct rect *frame, bool all_around)
{
    struct rect room = *frame;
    double beside = 0;
    for (size_t axis = 0; axis < PLOT_BOX_AXES; axis++)
        if (box->axis[axis].name) {
            const struct plot_box_axis *a = &box->axis[axis];
            plot_numbers_choose(&box->numbers[axis], a->least, a->most, a->logarithmic,
                                FLOOR_NUMBERS);
            beside = fmax(beside, plot_layout_axis_beside(box->numbers[axis].widest) + 1);
        }
    room.left += beside * l->em;
    room.right -= beside * l->em;
    room.bottom += (box->axis[X].name ? TURNING_BELOW : 0) * l->em;
    return set_square(box, l, &room, all_around) ? NULL : no_room();
}

bool plot_box_turns(const struct plot_options *options)
{
    return options->film == FILM_TURN || options->format == PLOT_WINDOW ||
           options->format == PLOT_CHARACTERS;
}

struct error *plot_box_fit(struct plot_box *box, const struct layout *l, const struct rect *frame,
                           const struct plot_options *options)
{
    box->em = l->em;
    if (plot_box_turns(options))
        return fit_turning(box, l, frame, options->film == FILM_TURN);
    return fit(box, l, frame);
}

static struct plot_label taken_at(double x, double y, double width, double line,
                                  const struct rect *frame)
{
    x -= frame->left;
    y -= frame->bottom;
    return (struct plot_label){.anchor = {x, y},
                               .width = width,
                               .fixed = true,
                               .left = x - width / 2,
                               .bottom = y - line / 2};
}

/* Along a slanted name there are as many as lie side by side. */
static size_t take_name(const struct plot_box_text *name, const struct rect *frame, double line,
                        struct plot_label *taken)
{
    enum { MOST = 40 };
    size_t count = (size_t)fmin(MOST, ceil(name->width / line));
    for (size_t i = 0; i < count; i++) {
        double along = (((double)i + 0.5) / (double)count - 0.5) * name->width;
        taken[i] = taken_at(name->x + along * cos(name->angle * DEGREE),
                            name->y + along * sin(name->angle * DEGREE), line, line, frame);
    }
    return count;
}

size_t plot_box_taken(const struct plot_box *box, const struct rect *frame, double line,
                      struct plot_label taken[PLOT_BOX_TAKEN])
{
    size_t count = 0;
    for (size_t axis = 0; axis < PLOT_BOX_AXES; axis++) {
        for (size_t i = 0; i < box->mark_count[axis]; i++) {
            const struct plot_box_text *t = &box->marks[axis][i].text;
            taken[count++] = taken_at(t->x, t->y, t->width, line, frame);
        }
        count += take_name(&box->names[axis], frame, line, taken + count);
    }
    return count;
}

/* ---- the script ---- */

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

static void write_turning_axis(FILE *f, const struct layout *l, const struct plot_box *box,
                               size_t axis)
{
    const struct plot_numbers *numbers = &box->numbers[axis];
    fprintf(f, "set %ctics scale 0.5 textcolor rgb 'black' enhanced (", AXES[axis]);
    for (size_t i = 0; i < numbers->levels.count; i++) {
        char text[PLOT_NUMBER_TEXT];
        plot_numbers_text(numbers, i, l->markup, text);
        fprintf(f, "%s'%s' %.9g", i ? ", " : "", text,
                place_of(&box->axis[axis], numbers->levels.at[i]));
    }
    fprintf(f, ")\nset %clabel ", AXES[axis]);
    plot_quote_for(f, box->axis[axis].name, plot_text_most(box->axis[axis].name, NAME_MOST),
                   l->markup);
    fprintf(f, " rotate parallel noenhanced");
    if (axis == Z)
        fprintf(f, " offset %.3g,0", (NAME_DISTANCE - numbers->widest - 0.7) / CHARACTER);
    fputc('\n', f);
}

static void write_turning(FILE *f, const struct layout *l, const struct plot_box *box,
                          const char *turn)
{
    const double side[PLOT_BOX_AXES] = {side_of(box, X), side_of(box, Y), side_of(box, Z)};
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
