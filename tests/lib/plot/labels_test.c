/* Names in a picture, and the way a path goes: what must hold of them, and places worked out by
 * hand. */
#include "plot/draw/labels.h"
#include "plot/figure/arrows.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* ---- labels ---- */

enum { MOST = 12 };
static const double WIDTH = 8, HEIGHT = 6, LINE = 0.3;

static bool apart(const struct plot_label *a, const struct plot_label *b)
{
    const double spare = 1e-9;
    return a->left + a->width <= b->left + spare || b->left + b->width <= a->left + spare ||
           a->bottom + LINE <= b->bottom + spare || b->bottom + LINE <= a->bottom + spare;
}

static bool covers(const struct plot_label *label, const struct plot_place *p)
{
    return p->x > label->left && p->x < label->left + label->width && p->y > label->bottom &&
           p->y < label->bottom + LINE;
}

/* Whether the line from the anchor of one goes over the other, looked at in a thousand places. */
static bool crosses(const struct plot_label *a, const struct plot_label *b)
{
    struct plot_place end = plot_label_side(a, LINE);
    for (int i = 0; a->far && i <= 1000; i++) {
        double share = i / 1000.0;
        struct plot_place p = {(1 - share) * a->anchor.x + share * end.x,
                               (1 - share) * a->anchor.y + share * end.y};
        if (covers(b, &p))
            return true;
    }
    return false;
}

static void check_labels(const struct plot_label *labels, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        assert_true(labels[i].left >= 0 && labels[i].left + labels[i].width <= WIDTH);
        assert_true(labels[i].bottom >= 0 && labels[i].bottom + LINE <= HEIGHT);
        for (size_t j = 0; j < count; j++) {
            assert_false(covers(&labels[i], &labels[j].anchor));
            assert_true(j == i || apart(&labels[i], &labels[j]));
            assert_false(j != i && crosses(&labels[i], &labels[j]));
        }
    }
}

static double random_share(unsigned *seed)
{
    *seed = *seed * 1103515245 + 12345;
    return (double)(*seed >> 16) / 65536;
}

static void labels_that_are_placed_lie_inside_and_on_no_other_label_or_anchor_or_line(void **state)
{
    (void)state;
    unsigned seed = 1;
    size_t placed = 0;
    for (int trial = 0; trial < 200; trial++) {
        struct plot_label labels[MOST] = {0};
        double crowd = 0.1 + 0.9 * random_share(&seed);
        for (size_t i = 0; i < MOST; i++) {
            labels[i].anchor.x = WIDTH * (0.5 + crowd * (random_share(&seed) - 0.5));
            labels[i].anchor.y = HEIGHT * (0.5 + crowd * (random_share(&seed) - 0.5));
            labels[i].width = 0.5 + random_share(&seed);
        }
        if (!plot_labels_place(labels, MOST, NULL, 0, WIDTH, HEIGHT, LINE))
            continue;
        placed++;
        check_labels(labels, MOST);
    }
    assert_true(placed > 100);
}

static void a_label_alone_stands_right_of_what_it_names(void **state)
{
    (void)state;
    struct plot_label label = {.anchor = {4, 3}, .width = 1};
    assert_true(plot_labels_place(&label, 1, NULL, 0, WIDTH, HEIGHT, LINE));
    assert_true(label.left > 4 && label.left < 4 + LINE);
    assert_true(fabs(label.bottom + LINE / 2 - 3) < 1e-9);
    assert_false(label.far);
}

static void at_the_right_edge_it_stands_elsewhere(void **state)
{
    (void)state;
    struct plot_label label = {.anchor = {WIDTH - 0.1, 3}, .width = 1};
    assert_true(plot_labels_place(&label, 1, NULL, 0, WIDTH, HEIGHT, LINE));
    check_labels(&label, 1);
}

static void at_the_lower_edge_it_stands_right_too_and_a_little_higher(void **state)
{
    (void)state;
    struct plot_label label = {.anchor = {4, LINE / 4}, .width = 1};
    assert_true(plot_labels_place(&label, 1, NULL, 0, WIDTH, HEIGHT, LINE));
    check_labels(&label, 1);
    assert_true(label.left > 4 && label.left < 4 + LINE && label.bottom < LINE);
}

static void a_label_hides_no_points_where_there_is_room_without(void **state)
{
    (void)state;
    struct plot_place points[40];
    struct plot_label label = {.anchor = {4, 3}, .width = 1};
    for (size_t i = 0; i < 40; i++) /* a path that comes from the right */
        points[i] = (struct plot_place){4 + 0.05 * (double)i, 3};
    assert_true(plot_labels_place(&label, 1, points, 40, WIDTH, HEIGHT, LINE));
    for (size_t i = 0; i < 40; i++)
        assert_false(covers(&label, &points[i]));
}

static void the_line_to_a_label_ends_at_the_nearest_place_of_its_box(void **state)
{
    (void)state;
    struct plot_label label = {.anchor = {1, 2}, .width = 1, .left = 2, .bottom = 3};
    struct plot_place end = plot_label_side(&label, LINE);
    assert_true(end.x == 2 && end.y == 3);
    label.anchor = (struct plot_place){2.5, 4};
    end = plot_label_side(&label, LINE);
    assert_true(end.x == 2.5 && end.y == 3 + LINE);
}

static void names_of_many_runs_that_end_in_one_place_are_not_placed(void **state)
{
    (void)state;
    struct plot_label labels[MOST] = {0};
    for (size_t i = 0; i < MOST; i++)
        labels[i] = (struct plot_label){.anchor = {0.5 + 0.02 * (double)i, 3}, .width = 3};
    assert_false(plot_labels_place(labels, MOST, NULL, 0, WIDTH, HEIGHT, LINE));
}

static void a_fixed_label_stays_and_no_other_lies_on_it(void **state)
{
    (void)state;
    struct plot_label labels[2] = {
        {.anchor = {4, 2.5}, .width = 1, .fixed = true, .left = 4, .bottom = 2.9},
        {.anchor = {3.9, 3}, .width = 1}};
    assert_true(plot_labels_place(labels, 2, NULL, 0, WIDTH, HEIGHT, LINE));
    assert_true(labels[0].left == 4 && labels[0].bottom == 2.9);
    check_labels(labels, 2);
}

static void labels_without_room_are_not_placed(void **state)
{
    (void)state;
    struct plot_label wide = {.anchor = {4, 3}, .width = WIDTH + 1}, crowd[MOST] = {0};
    assert_false(plot_labels_place(&wide, 1, NULL, 0, WIDTH, HEIGHT, LINE));
    for (size_t i = 0; i < MOST; i++)
        crowd[i] = (struct plot_label){.anchor = {0.5, 0.2}, .width = 0.9};
    assert_false(plot_labels_place(crowd, MOST, NULL, 0, 1, 0.4, LINE));
}

/* ---- directions ---- */

static void the_way_is_that_of_the_path_where_it_has_come_its_share(void **state)
{
    (void)state;
    /* 4 to the right, then 6 up, in an order that is not the rows' */
    double a[] = {4, 6, 0, 0, 4, 0}, at[2], ahead[2];
    struct matrix points = {a, 3, 2};
    size_t order[] = {1, 2, 0};
    assert_true(plot_direction(&points, order, 3, 0.2, 0.5, at, ahead));
    assert_true(fabs(at[0] - 2) < 1e-12 && fabs(at[1]) < 1e-12);
    assert_true(fabs(ahead[0] - 1) < 1e-12 && fabs(ahead[1]) < 1e-12);
    assert_true(plot_direction(&points, order, 3, 0.7, 0.5, at, ahead));
    assert_true(fabs(at[0] - 4) < 1e-12 && fabs(at[1] - 3) < 1e-12);
    assert_true(fabs(ahead[0]) < 1e-12 && fabs(ahead[1] - 1) < 1e-12);
    assert_true(plot_direction(&points, order, 3, 0.4, 0.5, at, ahead)); /* the corner */
    assert_true(fabs(ahead[0] - sqrt(0.5)) < 1e-12 && fabs(ahead[1] - sqrt(0.5)) < 1e-12);
}

static void a_path_that_is_short_or_turns_back_has_none(void **state)
{
    (void)state;
    double a[] = {0, 0, 1, 0, 0, 0}, at[2], ahead[2];
    struct matrix points = {a, 3, 2};
    size_t order[] = {0, 1, 2};
    assert_false(plot_direction(&points, order, 3, 0.5, 0.2, at, ahead));
    assert_false(plot_direction(&points, order, 2, 0.5, 0.6, at, ahead));
    assert_false(plot_direction(&points, order, 1, 0.5, 0.1, at, ahead));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(labels_that_are_placed_lie_inside_and_on_no_other_label_or_anchor_or_line),
        cmocka_unit_test(a_label_alone_stands_right_of_what_it_names),
        cmocka_unit_test(at_the_right_edge_it_stands_elsewhere),
        cmocka_unit_test(at_the_lower_edge_it_stands_right_too_and_a_little_higher),
        cmocka_unit_test(a_label_hides_no_points_where_there_is_room_without),
        cmocka_unit_test(the_line_to_a_label_ends_at_the_nearest_place_of_its_box),
        cmocka_unit_test(names_of_many_runs_that_end_in_one_place_are_not_placed),
        cmocka_unit_test(a_fixed_label_stays_and_no_other_lies_on_it),
        cmocka_unit_test(labels_without_room_are_not_placed),
        cmocka_unit_test(the_way_is_that_of_the_path_where_it_has_come_its_share),
        cmocka_unit_test(a_path_that_is_short_or_turns_back_has_none),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
