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

struct error *plot_cover_new(struct plot_cover *cover, double width, double height, double per_cm)
{
    size_t count;
    cover->per_cm = per_cm;
    cover->width = (size_t)fmin(SIDE_MOST, ceil(width * per_cm));
    cover->height = (size_t)fmin(SIDE_MOST, ceil(height * per_cm));
    cover->words = (cover->width + WORD - 1) / WORD;
    bool fits = size_mul(cover->words, cover->height, &count);
    cover->taken = fits ? calloc(size_max(count, 1), sizeof *cover->taken) : NULL;
    return cover->taken ? NULL : error_memory("what is hidden in the picture");
}

void plot_cover_clear(struct plot_cover *cover)
{
    memset(cover->taken, 0, cover->words * cover->height * sizeof *cover->taken);
}

void plot_cover_free(struct plot_cover *cover)
{
    free(cover->taken);
    *cover = (struct plot_cover){0};
}

/* ---- the rows of a stroke ---- */

/* In samples: both ends, the direction of length 1 from one to the other, and their distance. */
struct stroke {
    struct plot_place from, to, along;
    double length;
};

/* A stretch of a row; empty where it begins behind its end. */
struct span {
    double from, to;
};

static const struct span EMPTY = {INFINITY, -INFINITY};

static struct stroke stroke_of(const struct plot_cover *c, struct plot_place from,
                               struct plot_place to)
{
    struct stroke s = {.from = {from.x * c->per_cm, from.y * c->per_cm},
                       .to = {to.x * c->per_cm, to.y * c->per_cm}};
    s.length = hypot(s.to.x - s.from.x, s.to.y - s.from.y);
    if (s.length > 0)
        s.along =
            (struct plot_place){(s.to.x - s.from.x) / s.length, (s.to.y - s.from.y) / s.length};
    return s;
}

static struct span cross_disc(struct plot_place middle, double radius, double y)
{
    double square = radius * radius - (y - middle.y) * (y - middle.y);
    if (square < 0)
        return EMPTY;
    return (struct span){middle.x - sqrt(square), middle.x + sqrt(square)};
}

/* Keeps of a span where slope * x + rest is in [low, high]. */
static void clip(struct span *span, double slope, double rest, double low, double high)
{
    double a = (low - rest) / slope, b = (high - rest) / slope;
    if (slope == 0) {
        *span = rest >= low && rest <= high ? *span : EMPTY;
        return;
    }
    span->from = fmax(span->from, fmin(a, b));
    span->to = fmin(span->to, fmax(a, b));
}

/* The part between both ends. */
static struct span cross_band(const struct stroke *s, double radius, double y)
{
    struct span span = {-INFINITY, INFINITY};
    double up = y - s->from.y;
    clip(&span, s->along.x, up * s->along.y - s->from.x * s->along.x, 0, s->length);
    clip(&span, -s->along.y, up * s->along.x + s->from.x * s->along.y, -radius, radius);
    return span.from <= span.to ? span : EMPTY;
}

/* The stroke is convex, and so are its rows. */
static struct span cross(const struct stroke *s, double radius, double y)
{
    struct span span = cross_disc(s->from, radius, y);
    if (s->length > 0) {
        struct span end = cross_disc(s->to, radius, y), band = cross_band(s, radius, y);
        span.from = fmin(span.from, fmin(end.from, band.from));
        span.to = fmax(span.to, fmax(end.to, band.to));
    }
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
    double first = fmax(0, ceil(from - 0.5)), last = fmin((double)count - 1, floor(to - 0.5));
    return first <= last ? (struct range){(size_t)first, (size_t)last + 1} : (struct range){0, 0};
}

/* The bits of a word that are in the range, which has some there. */
static uint64_t mask_of(struct range r, size_t word)
{
    size_t from = size_max(r.from, word * WORD) % WORD;
    size_t end = size_min(r.end, (word + 1) * WORD) - word * WORD;
    return UINT64_MAX << from & UINT64_MAX >> (WORD - end);
}

static bool has_free(const uint64_t *row, struct range r)
{
    for (size_t word = r.from / WORD; word * WORD < r.end; word++)
        if (mask_of(r, word) & ~row[word])
            return true;
    return false;
}

static void take(uint64_t *row, struct range r)
{
    for (size_t word = r.from / WORD; word * WORD < r.end; word++)
        row[word] |= mask_of(r, word);
}

static struct range rows_of(const struct plot_cover *c, const struct stroke *s, double radius)
{
    return samples_in(fmin(s->from.y, s->to.y) - radius, fmax(s->from.y, s->to.y) + radius,
                      c->height);
}

/* Row y of the sheet, in `samples` those that the stroke has there. */
static uint64_t *row_of(const struct plot_cover *c, const struct stroke *s, double radius, size_t y,
                        struct range *samples)
{
    struct span span = cross(s, radius, (double)y + 0.5);
    *samples = samples_in(span.from, span.to, c->width);
    return c->taken + y * c->words;
}

static bool is_seen(const struct plot_cover *c, const struct stroke *s, double radius)
{
    struct range rows = rows_of(c, s, radius), samples;
    for (size_t y = rows.from; y < rows.end; y++) {
        const uint64_t *row = row_of(c, s, radius, y, &samples);
        if (has_free(row, samples))
            return true;
    }
    return false;
}

bool plot_cover_take(struct plot_cover *cover, struct plot_place from, struct plot_place to,
                     struct plot_ink ink)
{
    struct stroke s = stroke_of(cover, from, to);
    double inner = ink.inner * cover->per_cm - SPARE;
    struct range rows = rows_of(cover, &s, inner), samples;
    if (!is_seen(cover, &s, ink.outer * cover->per_cm + SPARE))
        return false;
    for (size_t y = rows.from; y < rows.end; y++) {
        uint64_t *row = row_of(cover, &s, inner, y, &samples);
        take(row, samples);
    }
    return true;
}
