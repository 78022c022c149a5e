/* Tied tensors: which names have the same elements. */
#include "checkpoint/format/open.h"
#include "checkpoint/tie.h"
#include "expect.h"

#include <stdlib.h>
#include <string.h>

enum { TENSORS = 4 };

/* Tensors a, b, c, d of one checkpoint; those of no shape are scalars. */
static struct checkpoint checkpoint_of(struct tensor tensors[TENSORS])
{
    for (size_t i = 0; i < TENSORS; i++) {
        size_t count = 1;
        for (size_t k = 0; k < tensors[i].dims; k++)
            count *= tensors[i].shape[k];
        tensors[i].count = count;
    }
    return (struct checkpoint){.tensors = tensors, .count = TENSORS};
}

static void check_ties(struct tensor tensors[TENSORS], const size_t expected[TENSORS])
{
    struct checkpoint c = checkpoint_of(tensors);
    expect_good(tie_find(&c));
    for (size_t i = 0; i < TENSORS; i++)
        if (tensors[i].tie != expected[i])
            fail_msg("tensor %zu: %zu, expected %zu", i, tensors[i].tie, expected[i]);
}

#define SHAPE(...)  \
    (size_t[])      \
    {               \
        __VA_ARGS__ \
    }

static void other_places_are_no_ties(void **state)
{
    (void)state;
    struct tensor other[TENSORS] = {
        {.dims = 1, .shape = SHAPE(6), .place = {.type = DTYPE_F32, .offset = 8}},
        {.dims = 1, .shape = SHAPE(6), .place = {.type = DTYPE_F32, .offset = 8, .file = 1}},
        {.dims = 1, .shape = SHAPE(6), .place = {.type = DTYPE_I32, .offset = 8}},
        {.dims = 1, .shape = SHAPE(6), .place = {.type = DTYPE_F32, .offset = 8, .negated = true}}};
    check_ties(other, (size_t[TENSORS]){0});
    struct tensor packed[TENSORS] = {
        {.dims = 1, .shape = SHAPE(6), .place = {.packed = true, .offset = 8, .size = 48}},
        {.dims = 1,
         .shape = SHAPE(6),
         .place = {.packed = true, .offset = 8, .skip = 8, .size = 48}},
        {.dims = 1, .shape = SHAPE(6), .place = {.offset = 8}},
        {.dims = 1, .shape = SHAPE(6), .place = {.packed = true, .offset = 8, .size = 48}}};
    check_ties(packed, (size_t[TENSORS]){1, 0, 0, 1});
}

static void a_part_is_no_tie(void **state)
{
    (void)state;
    struct tensor parts[TENSORS] = {
        {.dims = 2, .shape = SHAPE(2, 3)},
        {.dims = 2, .shape = SHAPE(1, 3)},
        {.dims = 2, .shape = SHAPE(2, 3), .place = {.strides = SHAPE(6, 2)}},
        {.dims = 2, .shape = SHAPE(2, 3), .place = {.strides = SHAPE(0, 1)}}};
    check_ties(parts, (size_t[TENSORS]){0});
}

static void empty_and_unreadable_tensors_are_not_tied(void **state)
{
    (void)state;
    char why[] = "complex64 is not read: save torch.view_as_real(TENSOR)";
    struct tensor none[TENSORS] = {{.dims = 1, .shape = SHAPE(0)},
                                   {.dims = 1, .shape = SHAPE(0)},
                                   {.unreadable = why},
                                   {.unreadable = why, .tie = 7}};
    check_ties(none, (size_t[TENSORS]){0});
}

static void a_tie_may_have_another_shape_and_another_order_of_its_dimensions(void **state)
{
    (void)state;
    struct tensor same[TENSORS] = {
        {.dims = 2, .shape = SHAPE(2, 3), .tie = 9},
        {.dims = 2, .shape = SHAPE(3, 2), .place = {.strides = SHAPE(1, 3)}},
        {.dims = 1, .shape = SHAPE(6)},
        {.dims = 3, .shape = SHAPE(3, 1, 2), .place = {.strides = SHAPE(1, 50, 3)}}};
    check_ties(same, (size_t[TENSORS]){1, 1, 1, 1});
    struct tensor strided[TENSORS] = {
        {.dims = 2, .shape = SHAPE(2, 3), .place = {.strides = SHAPE(10, 2)}},
        {.dims = 2, .shape = SHAPE(3, 2), .place = {.strides = SHAPE(2, 10)}},
        {.dims = 2, .shape = SHAPE(3, 2), .place = {.strides = SHAPE(10, 2)}},
        {.place = {.offset = 1}}};
    check_ties(strided, (size_t[TENSORS]){1, 1, 0, 0});
}

/* A part: the first index of two dimensions, the sizes, and where its elements are. */
#define PART(row, col, rows, cols, at)                                 \
    {                                                                  \
        .first = SHAPE(row, col, rows, cols), .place = {.offset = at } \
    }

/* Assembled tensors, whose place is that of their first part. */
static void assembled_tensors_are_tied_by_all_their_parts(void **state)
{
    (void)state;
    struct place_part rows[] = {PART(0, 0, 1, 4, 8), PART(1, 0, 1, 4, 80)};
    struct place_part again[] = {PART(0, 0, 1, 4, 8), PART(1, 0, 1, 4, 80)};
    struct place_part other[] = {PART(0, 0, 1, 4, 8), PART(1, 0, 1, 4, 96)};
    struct place_part cols[] = {PART(0, 0, 2, 2, 8), PART(0, 2, 2, 2, 80)};
    struct place_part *const parts[TENSORS] = {rows, other, again, cols};
    size_t shape[] = {2, 4};
    struct assembly assemblies[TENSORS];
    struct tensor tensors[TENSORS];
    for (size_t i = 0; i < TENSORS; i++) {
        for (size_t k = 0; k < 2; k++)
            parts[i][k].size = parts[i][k].first + 2;
        assemblies[i] = (struct assembly){.count = 2, .parts = parts[i]};
        tensors[i] = (struct tensor){
            .dims = 2, .shape = shape, .place = {.offset = 8, .assembly = &assemblies[i]}};
    }
    check_ties(tensors, (size_t[TENSORS]){1, 0, 1, 0});
    again[1].place.strides = SHAPE(1, 1);
    check_ties(tensors, (size_t[TENSORS]){0});
}

static void elements_that_repeat_are_tied_only_where_they_repeat_alike(void **state)
{
    (void)state;
    struct tensor repeated[TENSORS] = {
        {.dims = 2, .shape = SHAPE(4, 3), .place = {.strides = SHAPE(0, 1)}},
        {.dims = 2, .shape = SHAPE(3, 4), .place = {.strides = SHAPE(1, 0)}},
        {.dims = 2, .shape = SHAPE(6, 2), .place = {.strides = SHAPE(0, 1)}},
        {.dims = 1, .shape = SHAPE(12)}};
    check_ties(repeated, (size_t[TENSORS]){1, 1, 0, 0});
}

/* data/torch/ties.pt is from data/torch/make.py. */
static void torchs_own_ties_are_found(void **state)
{
    (void)state;
    static const char *const tied[] = {"a", "at", "flat"};
    struct checkpoint c;
    expect_good(checkpoint_open(&c, "tests/data/torch/ties.pt", NULL));
    for (size_t i = 0; i < c.count; i++) {
        bool expected = false;
        for (size_t k = 0; k < 3; k++)
            expected = expected || strcmp(c.tensors[i].name, tied[k]) == 0;
        if (c.tensors[i].tie != expected)
            fail_msg("%s: %zu", c.tensors[i].name, c.tensors[i].tie);
    }
    assert_int_equal(c.count, 12);
    checkpoint_free(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(other_places_are_no_ties),
        cmocka_unit_test(a_part_is_no_tie),
        cmocka_unit_test(empty_and_unreadable_tensors_are_not_tied),
        cmocka_unit_test(a_tie_may_have_another_shape_and_another_order_of_its_dimensions),
        cmocka_unit_test(assembled_tensors_are_tied_by_all_their_parts),
        cmocka_unit_test(elements_that_repeat_are_tied_only_where_they_repeat_alike),
        cmocka_unit_test(torchs_own_ties_are_found),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
