/* Tensors whose elements lie in several parts. The element of index (i, j, k) is its place in C
 * order; the file has the parts' elements one part after the other. */
#include "base/random.h"
#include "checkpoint/assembly.h"
#include "checkpoint/format/open.h"
#include "checkpoint_fixture.h"

#define TEMPLATE "/tmp/assembly_test.XXXXXX"

enum { DIMS = 3, ELEMENTS = 5 * 4 * 6, PARTS_MAX = 64 };

struct box {
    size_t first[DIMS], size[DIMS];
};

/* A tensor whose parts lie in one file, which is a checkpoint of raw numbers. */
struct fixture {
    char path[sizeof TEMPLATE];
    struct checkpoint c;
    struct tensor t;
};

static float element_at(const size_t shape[DIMS], const struct box *box, size_t element)
{
    size_t k = element % box->size[2], rest = element / box->size[2];
    size_t j = rest % box->size[1], i = rest / box->size[1];
    return (float)(((box->first[0] + i) * shape[1] + box->first[1] + j) * shape[2] + box->first[2] +
                   k);
}

/* The file of the boxes' elements, and a tensor of these parts that is not finished. */
static void begin(struct fixture *f, const size_t shape[DIMS], const struct box *boxes,
                  size_t count)
{
    const struct checkpoint_hints raw = {.raw = true, .raw_type = DTYPE_F32};
    float elements[2 * ELEMENTS];
    size_t used = 0;
    *f = (struct fixture){.path = TEMPLATE};
    expect_good(tensor_init(&f->t, "w", shape, DIMS));
    for (size_t b = 0; b < count; b++) {
        struct place place = {.type = DTYPE_F32, .offset = used * sizeof(float)};
        size_t size = boxes[b].size[0] * boxes[b].size[1] * boxes[b].size[2];
        for (size_t i = 0; i < size; i++)
            elements[used++] = element_at(shape, &boxes[b], i);
        expect_good(assembly_add(&f->t, boxes[b].first, boxes[b].size, &place));
    }
    write_file(f->path, elements, used * sizeof(float));
    expect_good(checkpoint_open(&f->c, f->path, &raw));
}

static void end(struct fixture *f)
{
    tensor_free(&f->t);
    checkpoint_free(&f->c);
    unlink(f->path);
}

/* Every piece of the tensor is what it should be, and nothing beside it is written. */
static void check_pieces(struct fixture *f)
{
    struct cursor cursor;
    expect_good(cursor_open(&cursor, &f->c));
    for (size_t first = 0; first < f->t.count; first++)
        for (size_t count = 1; count <= f->t.count - first; count++) {
            double to[ELEMENTS + 1];
            float to_f32[ELEMENTS + 1];
            to[count] = to_f32[count] = -1;
            expect_good(tensor_read_f64(&cursor, &f->t, first, count, to));
            expect_good(tensor_read_f32(&cursor, &f->t, first, count, to_f32));
            for (size_t i = 0; i < count; i++)
                if (to[i] != (double)(first + i) || to_f32[i] != (float)(first + i))
                    fail_msg("[%zu, + %zu): %g at %zu", first, count, to[i], first + i);
            assert_true(to[count] == -1 && to_f32[count] == -1);
        }
    cursor_close(&cursor);
}

/* Cuts a random box of the list in two along a random dimension, if it is long enough. */
static size_t cut(struct box *boxes, size_t count, uint64_t *random)
{
    struct box *box = &boxes[random_below(random, count)];
    size_t dim = random_below(random, DIMS);
    if (box->size[dim] < 2)
        return count;
    size_t size = 1 + random_below(random, box->size[dim] - 1);
    boxes[count] = *box;
    boxes[count].first[dim] += size;
    boxes[count].size[dim] -= size;
    box->size[dim] = size;
    return count + 1;
}

static void pieces_of_randomly_cut_tensors_are_the_whole_ones(void **state)
{
    (void)state;
    const size_t shape[DIMS] = {5, 4, 6};
    uint64_t random = 1;
    for (size_t cuts = 1; cuts < 20; cuts++) {
        struct fixture f;
        struct box boxes[PARTS_MAX] = {{{0}, {5, 4, 6}}};
        size_t count = 1;
        for (size_t i = 0; i < cuts; i++)
            count = cut(boxes, count, &random);
        begin(&f, shape, boxes, count);
        expect_good(assembly_finish(&f.t));
        check_pieces(&f);
        end(&f);
    }
}

/* Five boxes around each other, which no cut through the whole separates. */
static const struct box pinwheel[] = {{{0, 0, 0}, {5, 1, 4}},
                                      {{0, 0, 4}, {5, 3, 2}},
                                      {{0, 1, 0}, {5, 3, 2}},
                                      {{0, 3, 2}, {5, 1, 4}},
                                      {{0, 1, 2}, {5, 2, 2}}};

static void boxes_around_each_other_are_a_whole(void **state)
{
    (void)state;
    struct fixture f;
    begin(&f, (size_t[]){5, 4, 6}, pinwheel, 5);
    expect_good(assembly_finish(&f.t));
    check_pieces(&f);
    end(&f);
}

static void a_missing_part_is_an_error(void **state)
{
    (void)state;
    for (size_t without = 0; without < 5; without++) {
        struct fixture f;
        struct box boxes[4];
        for (size_t i = 0, at = 0; i < 5; i++)
            if (i != without)
                boxes[at++] = pinwheel[i];
        begin(&f, (size_t[]){5, 4, 6}, boxes, 4);
        expect_error(assembly_finish(&f.t), "a part is missing");
        end(&f);
    }
}

/* The number of elements is right, but not the places. */
static void an_overlap_beside_a_hole_is_an_error(void **state)
{
    (void)state;
    static const struct box cases[][3] = {
        {{{0, 0, 0}, {3, 4, 6}}, {{2, 0, 0}, {1, 4, 6}}, {{4, 0, 0}, {1, 4, 6}}},
        {{{0, 0, 0}, {5, 4, 2}}, {{0, 0, 0}, {5, 4, 2}}, {{0, 0, 0}, {5, 4, 2}}},
        {{{0, 0, 0}, {5, 2, 6}}, {{0, 2, 0}, {5, 1, 6}}, {{0, 2, 0}, {5, 1, 6}}}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fixture f;
        begin(&f, (size_t[]){5, 4, 6}, cases[i], 3);
        expect_error(assembly_finish(&f.t), "overlap");
        end(&f);
    }
}

static void too_many_elements_are_an_error(void **state)
{
    (void)state;
    struct fixture f;
    const struct box boxes[] = {{{0, 0, 0}, {5, 4, 6}}, {{1, 1, 1}, {1, 1, 1}}};
    begin(&f, (size_t[]){5, 4, 6}, boxes, 2);
    expect_error(assembly_finish(&f.t), "overlap");
    end(&f);
}

static void a_part_beyond_the_tensor_or_of_another_type_is_an_error(void **state)
{
    (void)state;
    struct fixture f;
    struct place f32 = {.type = DTYPE_F32}, bf16 = {.type = DTYPE_BF16};
    begin(&f, (size_t[]){5, 4, 6}, pinwheel, 1);
    expect_error(assembly_add(&f.t, (size_t[]){0, 4, 0}, (size_t[]){1, 1, 1}, &f32), "beyond");
    expect_error(assembly_add(&f.t, (size_t[]){0, 0, SIZE_MAX}, (size_t[]){1, 1, 2}, &f32),
                 "beyond");
    expect_error(assembly_add(&f.t, (size_t[]){0, 1, 0}, (size_t[]){1, 1, 1}, &bf16),
                 "f32 and bf16");
    end(&f);
}

static void copies_of_a_part_are_dropped(void **state)
{
    (void)state;
    struct fixture f;
    const struct box boxes[] = {
        {{0, 0, 0}, {3, 4, 6}}, {{3, 0, 0}, {2, 4, 6}}, {{0, 0, 0}, {3, 4, 6}}};
    begin(&f, (size_t[]){5, 4, 6}, boxes, 3);
    assembly_drop_copies(&f.t);
    expect_good(assembly_finish(&f.t));
    assert_int_equal(f.t.place.assembly->count, 2);
    check_pieces(&f);
    end(&f);
}

static void a_lone_part_is_an_ordinary_place(void **state)
{
    (void)state;
    struct fixture f;
    begin(&f, (size_t[]){5, 4, 6}, &(struct box){{0, 0, 0}, {5, 4, 6}}, 1);
    expect_good(assembly_finish(&f.t));
    assert_null(f.t.place.assembly);
    check_pieces(&f);
    end(&f);
}

static void a_tensor_cut_along_too_many_dimensions_is_refused(void **state)
{
    (void)state;
    struct tensor t = {0};
    const size_t shape[5] = {2, 2, 2, 2, 2}, size[5] = {1, 1, 1, 1, 1};
    expect_good(tensor_init(&t, "w", shape, 5));
    for (size_t i = 0; i < 32; i++) {
        struct place place = {.type = DTYPE_F32};
        expect_good(assembly_add(&t, (size_t[]){i & 1, i >> 1 & 1, i >> 2 & 1, i >> 3 & 1, i >> 4},
                                 size, &place));
    }
    expect_error(assembly_finish(&t), "more than 4 dimensions");
    tensor_free(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_of_randomly_cut_tensors_are_the_whole_ones),
        cmocka_unit_test(boxes_around_each_other_are_a_whole),
        cmocka_unit_test(a_missing_part_is_an_error),
        cmocka_unit_test(an_overlap_beside_a_hole_is_an_error),
        cmocka_unit_test(too_many_elements_are_an_error),
        cmocka_unit_test(a_part_beyond_the_tensor_or_of_another_type_is_an_error),
        cmocka_unit_test(copies_of_a_part_are_dropped),
        cmocka_unit_test(a_lone_part_is_an_ordinary_place),
        cmocka_unit_test(a_tensor_cut_along_too_many_dimensions_is_refused),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
