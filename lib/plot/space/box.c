#include "plot/space/box_impl.h"

#include <math.h>

/* The box shrinks by this factor until it has room beside what its axes bear; and is much larger by
 * that one. */
static const double SHRINK = 0.97, MUCH_LARGER = 1.2;

/* Below a box that turns there is so much room for numbers and names; a smaller room for a box
 * shows nothing. Sizes of type. */
static const double TURNING_BELOW = 3.8, BOX_LEAST = 3;

static void include(struct rect *r, double left, double right, double bottom, double top)
{
    r->left = fmin(r->left, left);
    r->right = fmax(r->right, right);
    r->bottom = fmin(r->bottom, bottom);
    r->top = fmax(r->top, top);
}

static void include_text(struct rect *r, const struct plot_box_text *t)
{
    double x = plot_box_reach(t, 1, 0), y = plot_box_reach(t, 0, 1);
    include(r, t->x - x, t->x + x, t->y - y, t->y + y);
}

static struct rect outline_of(const struct plot_box *box)
{
    struct rect r = {INFINITY, -INFINITY, INFINITY, -INFINITY};
    for (size_t i = 0; i < PLOT_BOX_CORNERS; i++) {
        double v[3], page[2];
        plot_box_corner(box, i, v);
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
    plot_box_place_texts(box);
    return true;
}

static struct error *no_room(void)
{
    return error_new("axes in space: have no room for their numbers and names: make the figure "
                     "larger, or the type smaller");
}

/* Sets the square; false where the room is too small for any. */
static bool set_square(struct plot_box *box, const struct layout *l, const struct rect *room,
                       bool all_around)
{
    const double side[PLOT_BOX_AXES] = {plot_box_side(box, X), plot_box_side(box, Y),
                                        plot_box_side(box, Z)};
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
        plot_box_place_texts(box);
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
            if (!a->bare)
                plot_numbers_choose(&box->numbers[axis], a->least, a->most, a->logarithmic,
                                    PLOT_BOX_FLOOR_NUMBERS);
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
        taken[i] =
            taken_at(name->x + along * cos(name->angle * PLOT_BOX_DEGREE),
                     name->y + along * sin(name->angle * PLOT_BOX_DEGREE), line, line, frame);
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
