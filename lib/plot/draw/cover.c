#include "plot/draw/cover.h"

#include "base/size.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WORD = 64 };

/* Edges are smooth: in a sample that is cut by them what is beneath still shows. Samples. */
static const double SPARE = 0.5;

/* No sheet has a longer side; samples. */
static const double SIDE_MOST = 1e6;

/* fmin and fmax, which mind what is not a number, are calls; and these are many. */
static double smaller(double a, double b)
{
    return a < b ? a : b;
}

static double larger(double a, double b)
{
    return a > b ? a : b;
}

struct error *plot_cover_new(struct plot_cover *cover, double width, double height, double per_cm)
{
    size_t count;
    cover->per_cm = per_cm;
    cover->width = (size_t)smaller(SIDE_MOST, ceil(width * per_cm));
    cover->height = (size_t)smaller(SIDE_MOST, ceil(height * per_cm));
    cover->words = (cover->width + WORD - 1) / WORD;
    bool fits = size_mul(cover->words, cover->height, &count);
    cover->covered = fits ? calloc(size_max(count, 1), sizeof *cover->covered) : NULL;
    cover->touched = fits ? calloc(size_max(count, 1), sizeof *cover->touched) : NULL;
    return cover->covered && cover->touched ? NULL : error_memory("what is hidden in the picture");
}

void plot_cover_clear(struct plot_cover *cover)
{
    size_t size = cover->words * cover->height * sizeof *cover->covered;
    memset(cover->covered, 0, size);
    memset(cover->touched, 0, size);
}

void plot_cover_free(struct plot_cover *cover)
{
    free(cover->covered);
    free(cover->touched);
    *cover = (struct plot_cover){0};
}

/* ---- the rows of a shape ---- */

/* The way along an edge: its direction, of length 1, and its length; samples. */
struct edge {
    struct plot_place along;
    double length;
};

struct outline {
    struct plot_place corner[PLOT_CORNERS_MAX]; /* samples */
    struct edge edge[PLOT_CORNERS_MAX];         /* from the corner of that number to the next */
    size_t corners, edges;
    double low, high; /* of the corners */
};

/* A stretch of a row; empty where it begins behind its end. */
struct span {
    double from, to;
};

static const struct span EMPTY = {INFINITY, -INFINITY};

static struct edge edge_of(struct plot_place from, struct plot_place to)
{
    double x = to.x - from.x, y = to.y - from.y, length = sqrt(x * x + y * y);
    if (length == 0)
        return (struct edge){0};
    return (struct edge){{x / length, y / length}, length};
}

static struct outline outline_of(const struct plot_cover *c, const struct plot_shape *shape)
{
    struct outline o = {.corners = shape->corners, .low = INFINITY, .high = -INFINITY};
    o.edges = shape->corners < 3 ? shape->corners - 1 : shape->corners;
    for (size_t i = 0; i < o.corners; i++) {
        o.corner[i] =
            (struct plot_place){shape->corner[i].x * c->per_cm, shape->corner[i].y * c->per_cm};
        o.low = smaller(o.low, o.corner[i].y);
        o.high = larger(o.high, o.corner[i].y);
    }
    for (size_t i = 0; i < o.edges; i++)
        o.edge[i] = edge_of(o.corner[i], o.corner[(i + 1) % o.corners]);
    return o;
}

static void widen(struct span *span, double from, double to)
{
    span->from = smaller(span->from, from);
    span->to = larger(span->to, to);
}

static void add_disc(struct span *span, struct plot_place middle, double radius, double y)
{
    double square = radius * radius - (y - middle.y) * (y - middle.y);
    if (radius <= 0 || square < 0)
        return;
    double reach = sqrt(square);
    widen(span, middle.x - reach, middle.x + reach);
}

/* Keeps of a span where slope * x + rest is in [low, high]. */
static void clip(struct span *span, double slope, double rest, double low, double high)
{
    double a = (low - rest) / slope, b = (high - rest) / slope;
    if (slope == 0) {
        *span = rest >= low && rest <= high ? *span : EMPTY;
        return;
    }
    span->from = larger(span->from, smaller(a, b));
    span->to = smaller(span->to, larger(a, b));
}

/* What the pen reaches between both ends of an edge. */
static void add_band(struct span *span, struct plot_place from, const struct edge *e, double radius,
                     double y)
{
    struct span band = {-INFINITY, INFINITY};
    double up = y - from.y;
    if (e->length == 0)
        return;
    clip(&band, e->along.x, up * e->along.y - from.x * e->along.x, 0, e->length);
    clip(&band, -e->along.y, up * e->along.x + from.x * e->along.y, -radius, radius);
    if (band.from <= band.to)
        widen(span, band.from, band.to);
}

/* The shape is convex, and so is what it has of a row. */
static struct span cross(const struct outline *o, double radius, double y)
{
    struct span span = EMPTY;
    for (size_t i = 0; i < o->corners; i++)
        add_disc(&span, o->corner[i], radius, y);
    for (size_t i = 0; i < o->edges; i++)
        add_band(&span, o->corner[i], &o->edge[i], radius, y);
    return span;
}

/* ---- samples ---- */

/* Whole numbers from the one to before the other, of `count` at most. */
struct range {
    size_t from, end;
};

/* The samples whose middles are in the span. */
static struct range samples_in(double from, double to, size_t count)
{
    double first = larger(0, ceil(from - 0.5)), last = smaller((double)count - 1, floor(to - 0.5));
    return first <= last ? (struct range){(size_t)first, (size_t)last + 1} : (struct range){0, 0};
}

/* The bits of a word that are in the range, which has some there. */
static uint64_t mask_of(struct range r, size_t word)
{
    size_t from = size_max(r.from, word * WORD) % WORD;
    size_t end = size_min(r.end, (word + 1) * WORD) - word * WORD;
    return UINT64_MAX << from & UINT64_MAX >> (WORD - end);
}

/* Sets the bits of a range; whether one of them was free. */
static bool take(uint64_t *row, struct range r)
{
    bool found = false;
    for (size_t word = r.from / WORD; word * WORD < r.end; word++) {
        uint64_t mask = mask_of(r, word);
        found = found || mask & ~row[word];
        row[word] |= mask;
    }
    return found;
}

static struct range rows_of(const struct plot_cover *c, const struct outline *o, double radius)
{
    return samples_in(o->low - radius, o->high + radius, c->height);
}

/* Takes the samples of one kind that are within the reach of the pen; whether one was free. */
static bool take_all(const struct plot_cover *c, uint64_t *samples, const struct outline *o,
                     double pen)
{
    bool found = false;
    struct range rows = rows_of(c, o, pen);
    for (size_t y = rows.from; y < rows.end; y++) {
        struct span span = cross(o, pen, (double)y + 0.5);
        found |= take(samples + y * c->words, samples_in(span.from, span.to, c->width));
    }
    return found;
}

bool plot_cover_take(struct plot_cover *cover, const struct plot_shape *shape)
{
    struct outline o = outline_of(cover, shape);
    double pen = shape->pen * cover->per_cm;
    bool covers = take_all(cover, cover->covered, &o, pen - SPARE);
    bool touches = take_all(cover, cover->touched, &o, pen + SPARE);
    return covers || touches;
}
