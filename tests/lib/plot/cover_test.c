/* What is hidden by what lies over it: against a sheet whose samples are looked at one by one. */
#include "plot/draw/cover.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { WIDTH = 150, HEIGHT = 90 }; /* samples; wider than two words of bits */
static const double PER_CM = 20;

static struct plot_cover sheet(void)
{
    struct plot_cover cover;
    assert_null(plot_cover_new(&cover, WIDTH / PER_CM, HEIGHT / PER_CM, PER_CM));
    assert_int_equal(cover.width, WIDTH);
    assert_int_equal(cover.height, HEIGHT);
    return cover;
}

static struct plot_shape disc(double x, double y, double radius)
{
    return (struct plot_shape){{{x, y}}, 1, radius};
}

static struct plot_shape line(double x0, double y0, double x1, double y1, double radius)
{
    return (struct plot_shape){{{x0, y0}, {x1, y1}}, 2, radius};
}

static bool take(struct plot_cover *cover, struct plot_shape shape)
{
    return plot_cover_take(cover, &shape);
}

/* ---- one over the other ---- */

static void what_lies_under_its_like_is_hidden(void **state)
{
    (void)state;
    struct plot_cover c = sheet();
    assert_true(take(&c, disc(2, 2, 0.4)));
    assert_false(take(&c, disc(2, 2, 0.4)));
    assert_true(take(&c, line(4, 1, 6, 3, 0.2)));
    assert_false(take(&c, line(6, 3, 4, 1, 0.2)));
    plot_cover_free(&c);
}

static void what_sticks_out_by_two_samples_is_seen(void **state)
{
    (void)state;
    struct plot_cover c = sheet();
    assert_true(take(&c, disc(2, 2, 0.4)));
    assert_false(take(&c, disc(2 + 0.01, 2, 0.35)));
    assert_true(take(&c, disc(2 + 2 / PER_CM, 2, 0.4)));
    assert_true(take(&c, disc(2, 2, 0.4 + 2 / PER_CM)));
    plot_cover_free(&c);
}

static void a_line_under_the_dots_of_its_ends_is_hidden_and_a_longer_one_is_not(void **state)
{
    (void)state;
    struct plot_cover c = sheet();
    assert_true(take(&c, disc(1, 1, 0.4)));
    assert_true(take(&c, disc(1.5, 1.2, 0.4)));
    assert_false(take(&c, line(1, 1, 1.5, 1.2, 0.2)));
    assert_true(take(&c, line(1, 1, 3, 1.2, 0.2)));
    plot_cover_free(&c);
}

static void several_dots_hide_together_what_none_hides_alone(void **state)
{
    (void)state;
    struct plot_cover c = sheet();
    for (int i = 0; i < 9; i++)
        assert_true(take(&c, disc(1 + 0.3 * (i % 3), 1 + 0.3 * (i / 3), 0.4)));
    assert_false(take(&c, disc(1.3, 1.3, 0.5)));
    plot_cover_free(&c);
}

static void what_is_beyond_the_sheet_is_not_seen(void **state)
{
    (void)state;
    struct plot_cover c = sheet();
    assert_false(take(&c, disc(-1, 2, 0.5)));
    assert_false(take(&c, disc(2, 99, 0.5)));
    assert_false(take(&c, line(8.5, -3, 99, 8, 0.5)));
    assert_true(take(&c, disc(-0.3, 2, 0.5)));
    plot_cover_free(&c);
}

static void a_cleared_sheet_is_free(void **state)
{
    (void)state;
    struct plot_cover c = sheet();
    assert_true(take(&c, disc(2, 2, 0.4)));
    plot_cover_clear(&c);
    assert_true(take(&c, disc(2, 2, 0.4)));
    plot_cover_free(&c);
}

/* ---- sample by sample ---- */

static double distance_to_edge(struct plot_place p, struct plot_place a, struct plot_place b)
{
    double x = b.x - a.x, y = b.y - a.y, square = x * x + y * y;
    double t = square > 0 ? ((p.x - a.x) * x + (p.y - a.y) * y) / square : 0;
    t = fmin(fmax(t, 0), 1);
    return hypot(p.x - a.x - t * x, p.y - a.y - t * y);
}

/* Corners go counterclockwise. */
static bool is_inside(struct plot_place p, const struct plot_shape *s)
{
    for (size_t i = 0; i < s->corners; i++) {
        struct plot_place a = s->corner[i], b = s->corner[(i + 1) % s->corners];
        if ((b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x) < 0)
            return false;
    }
    return s->corners > 2;
}

static double distance_to(struct plot_place p, const struct plot_shape *s)
{
    double least = INFINITY;
    for (size_t i = 0; i < s->corners; i++)
        least = fmin(least, distance_to_edge(p, s->corner[i], s->corner[(i + 1) % s->corners]));
    return is_inside(p, s) ? 0 : least;
}

static unsigned char seen_there[HEIGHT][WIDTH]; /* 1: covered, 2: touched */

static bool take_slowly(const struct plot_shape *s)
{
    bool found = false;
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++) {
            double d = PER_CM *
                       distance_to((struct plot_place){(x + 0.5) / PER_CM, (y + 0.5) / PER_CM}, s);
            unsigned char had = seen_there[y][x];
            if (d <= PER_CM * s->pen - 0.5)
                seen_there[y][x] |= 1;
            if (d <= PER_CM * s->pen + 0.5)
                seen_there[y][x] |= 2;
            found |= had != seen_there[y][x];
        }
    return found;
}

static double random_share(unsigned *seed)
{
    *seed = *seed * 1664525U + 1013904223U;
    return (*seed >> 8) / 16777216.0;
}

/* A dot, a line, a triangle, a square or a regular pentagon. */
static struct plot_shape random_shape(unsigned *seed)
{
    struct plot_shape s = {.corners = 1 + (size_t)(5 * random_share(seed)),
                           .pen = 0.1 + 0.3 * random_share(seed)};
    double x = 8 * random_share(seed) - 0.5, y = 5 * random_share(seed) - 0.5;
    double reach = (s.corners == 2 ? 4 : 0.5) * random_share(seed), turn = 7 * random_share(seed);
    for (size_t i = 0; i < s.corners; i++) {
        double angle = turn + 6.283185307179586 * (double)i / (double)s.corners;
        s.corner[i] = (struct plot_place){x + reach * cos(angle), y + reach * sin(angle)};
    }
    return s;
}

static void shapes_are_seen_where_they_cover_or_touch_a_free_sample(void **state)
{
    (void)state;
    unsigned seed = 1;
    size_t seen = 0;
    enum { SHAPES = 1500 };
    struct plot_cover c = sheet();
    memset(seen_there, 0, sizeof seen_there);
    for (int i = 0; i < SHAPES; i++) {
        struct plot_shape s = random_shape(&seed);
        bool is_seen = take_slowly(&s);
        seen += is_seen;
        assert_int_equal(plot_cover_take(&c, &s), is_seen);
    }
    assert_in_range(seen, SHAPES / 20, SHAPES - SHAPES / 20);
    plot_cover_free(&c);
}

/* Axis-parallel edges, whose slopes are 0. */
static void upright_and_level_lines_are_as_wide_as_they_are(void **state)
{
    (void)state;
    struct plot_cover c = sheet();
    assert_true(take(&c, line(1, 1, 1, 3, 0.3)));
    assert_false(take(&c, line(1, 1.5, 1, 2.5, 0.2)));
    assert_true(take(&c, line(2, 1, 5, 1, 0.3)));
    assert_false(take(&c, line(2.5, 1.05, 4.5, 1.05, 0.2)));
    assert_true(take(&c, line(2.5, 1.5, 4.5, 1.5, 0.1)));
    plot_cover_free(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_lies_under_its_like_is_hidden),
        cmocka_unit_test(what_sticks_out_by_two_samples_is_seen),
        cmocka_unit_test(a_line_under_the_dots_of_its_ends_is_hidden_and_a_longer_one_is_not),
        cmocka_unit_test(several_dots_hide_together_what_none_hides_alone),
        cmocka_unit_test(what_is_beyond_the_sheet_is_not_seen),
        cmocka_unit_test(a_cleared_sheet_is_free),
        cmocka_unit_test(shapes_are_seen_where_they_cover_or_touch_a_free_sample),
        cmocka_unit_test(upright_and_level_lines_are_as_wide_as_they_are),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
