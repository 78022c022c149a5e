/* What of a file is numbered by the units of its network. */
#include "alignment/followers.h"
#include "expect.h"

#include <stdlib.h>
#include <string.h>

enum { MOST = 16, TENSORS = 2 };

/* What a test says of a tensor: a vector, or of size 0 a number of no dimension. Tensors "a" and
 * "b", the specification's, are the parameters unless `verdict` is given. */
struct given {
    const char *name;
    size_t size;
    uint64_t offset;
    enum tensor_verdict verdict;
    size_t tie;
};

#define OWN(name, size, offset)          \
    {                                    \
        name, size, offset, TENSOR_IN, 0 \
    }
#define ALSO(name, size, offset, verdict) \
    {                                     \
        name, size, offset, verdict, 0    \
    }
#define TIED(name, size, verdict, tie) \
    {                                  \
        name, size, 0, verdict, tie    \
    }
#define GIVEN(...) ((const struct given[]){__VA_ARGS__, OWN(NULL, 0, 0)})
#define NO FOLLOWS_NONE

struct file {
    struct checkpoint c;
    enum tensor_verdict verdicts[MOST];
};

static struct file file_of(const struct given *given)
{
    struct file f = {.c = {.path = strdup("x"), .tensors = calloc(MOST, sizeof *f.c.tensors)}};
    assert_non_null(f.c.tensors);
    for (; given[f.c.count].name; f.c.count++) {
        const struct given *g = &given[f.c.count];
        struct tensor *t = &f.c.tensors[f.c.count];
        assert_true(f.c.count < MOST);
        expect_good(tensor_init(t, g->name, &g->size, g->size > 0));
        t->count = g->size > 0 ? g->size : 1;
        t->place = (struct place){.type = DTYPE_F32, .offset = g->offset};
        t->tie = g->tie;
        f.verdicts[f.c.count] = g->verdict;
    }
    return f;
}

/* The first two tensors are the specification's. Checks which one each tensor follows, and which is
 * the doubtful one. */
static void check(const struct given *given, const size_t *expected, size_t doubtful)
{
    struct followers f;
    struct file file = file_of(given);
    struct spec_tensor own[TENSORS] = {{.dims = 1}, {.dims = 1}};
    const struct spec spec = {.tensors = own, .count = TENSORS};
    expect_good(followers_find(&f, &spec, &file.c, file.verdicts, (const size_t[]){0, 1}));
    assert_int_equal(f.count, file.c.count);
    for (size_t i = 0; i < f.count; i++)
        if (f.of[i] != expected[i])
            fail_msg("%s: follows %zd, expected %zd", given[i].name, (ssize_t)f.of[i],
                     (ssize_t)expected[i]);
    assert_int_equal(f.doubtful, doubtful);
    followers_free(&f);
    checkpoint_free(&file.c);
}

#define OPTIMISER TENSOR_OUT_OPTIMISER
#define OF(...) ((const size_t[]){__VA_ARGS__})

/* The names in a file's order; offsets are those of the file. */
static void other_networks_tensors_stay(void **state)
{
    (void)state;
    check(GIVEN(OWN("a.w", 3, 0), OWN("b.w", 3, 0), ALSO("aa.w", 3, 0, TENSOR_OUT_BESIDE),
                ALSO("a.w_2", 3, 0, TENSOR_OUT_BESIDE), ALSO("loss", 3, 0, TENSOR_OUT_METRIC)),
          OF(0, 1, NO, NO, NO), NO);
}

static void names_in_names_follow(void **state)
{
    (void)state;
    check(GIVEN(OWN("a.w", 3, 0), OWN("b.w", 4, 0), ALSO("ema.a.w", 3, 0, TENSOR_OUT_AVERAGE),
                ALSO("opt.state.b.w.exp_avg", 4, 0, OPTIMISER), ALSO("opt/b.w:0", 4, 0, OPTIMISER)),
          OF(0, 1, 0, 1, 1), NO);
}

static void the_longest_name_counts(void **state)
{
    (void)state;
    check(GIVEN(OWN("w.x", 3, 0), OWN("a.w.x", 3, 0), ALSO("m.a.w.x", 3, 0, OPTIMISER),
                ALSO("m.b.w.x", 3, 0, OPTIMISER)),
          OF(0, 1, 1, 0), NO);
}

static void a_name_with_another_shape_is_doubtful(void **state)
{
    (void)state;
    check(GIVEN(OWN("a.w", 3, 0), OWN("b.w", 4, 0), ALSO("ema.a.w", 4, 0, TENSOR_OUT_BESIDE)),
          OF(0, 1, NO), 2);
}

/* A critic beside its actor. */
static void a_network_of_which_one_tensor_does_not_fit_stays(void **state)
{
    (void)state;
    check(GIVEN(OWN("a.w", 3, 0), OWN("b.w", 4, 0), ALSO("critic.a.w", 3, 0, TENSOR_OUT_BESIDE),
                ALSO("critic.b.w", 1, 0, TENSOR_OUT_BESIDE),
                ALSO("ema.a.w", 3, 0, TENSOR_OUT_AVERAGE),
                ALSO("ema.b.w", 4, 0, TENSOR_OUT_AVERAGE)),
          OF(0, 1, NO, NO, 0, 1), 2);
}

static void numbers_are_not_doubtful(void **state)
{
    (void)state;
    check(GIVEN(OWN("a.w", 3, 0), OWN("b.w", 4, 0), ALSO("opt.a.w.step", 0, 0, OPTIMISER),
                ALSO("opt.lr", 1, 0, OPTIMISER)),
          OF(0, 1, NO, NO), NO);
}

static void a_state_without_a_name_is_doubtful(void **state)
{
    (void)state;
    check(GIVEN(OWN("a.w", 3, 0), OWN("b.w", 4, 0), ALSO("opt.momenta", 3, 0, OPTIMISER)),
          OF(0, 1, NO), 2);
}

static void tied_tensors_follow(void **state)
{
    (void)state;
    check(GIVEN(TIED("a.w", 3, TENSOR_IN, 1), TIED("b.w", 3, TENSOR_IN, 2),
                TIED("head", 3, TENSOR_OUT_TIED, 2)),
          OF(0, 1, 1), NO);
    check(GIVEN(TIED("a.w", 3, TENSOR_IN, 1), TIED("b.w", 3, TENSOR_IN, 2),
                TIED("head.a.w", 3, TENSOR_OUT_TIED, 2)),
          OF(0, 1, 1), NO);
}

/* ---- numbered states; the file has b.w in front of a.w ---- */

static void numbered_states_follow_the_order_of_the_file(void **state)
{
    (void)state;
    check(GIVEN(OWN("a.w", 3, 200), OWN("b.w", 3, 100), ALSO("opt.state.0.avg", 3, 300, OPTIMISER),
                ALSO("opt.state.0.sq", 3, 400, OPTIMISER),
                ALSO("opt.state.0.step", 0, 350, OPTIMISER),
                ALSO("opt.state.1.avg", 3, 500, OPTIMISER),
                ALSO("opt.state.1.sq", 3, 600, OPTIMISER)),
          OF(0, 1, 1, 1, NO, 0, 0), NO);
}

static void each_optimiser_by_itself(void **state)
{
    (void)state;
    check(GIVEN(OWN("a.w", 3, 100), OWN("b.w", 4, 200), ALSO("one.state.0.avg", 3, 300, OPTIMISER),
                ALSO("one.state.1.avg", 4, 400, OPTIMISER),
                ALSO("two.state.0.avg", 4, 500, OPTIMISER),
                ALSO("two.state.1.avg", 3, 600, OPTIMISER)),
          OF(0, 1, 0, 1, NO, NO), 4);
}

static void states_out_of_order_are_doubtful(void **state)
{
    (void)state;
    check(GIVEN(OWN("a.w", 3, 100), OWN("b.w", 3, 200), ALSO("opt.state.0.avg", 3, 400, OPTIMISER),
                ALSO("opt.state.1.avg", 3, 300, OPTIMISER)),
          OF(0, 1, NO, NO), 2);
}

static void states_of_other_shapes_are_doubtful(void **state)
{
    (void)state;
    check(GIVEN(OWN("a.w", 3, 100), OWN("b.w", 4, 200), ALSO("opt.state.0.avg", 3, 300, OPTIMISER),
                ALSO("opt.state.0.row", 2, 350, OPTIMISER),
                ALSO("opt.state.1.avg", 4, 400, OPTIMISER)),
          OF(0, 1, NO, NO, NO), 2);
}

static void states_of_a_part_are_doubtful(void **state)
{
    (void)state;
    for (size_t k = 0; k < 2; k++)
        check(GIVEN(OWN("a.w", 3, 100), OWN("b.w", 3, 200),
                    ALSO(k ? "opt.state.1.avg" : "opt.state.0.avg", 3, 300, OPTIMISER)),
              OF(0, 1, NO), 2);
    check(GIVEN(OWN("a.w", 3, 100), OWN("b.w", 3, 200), ALSO("opt.state.1.avg", 3, 300, OPTIMISER),
                ALSO("opt.state.2.avg", 3, 400, OPTIMISER)),
          OF(0, 1, NO, NO), 2);
    check(GIVEN(OWN("a.w", 3, 100), OWN("b.w", 3, 200), ALSO("one.state.0.avg", 3, 300, OPTIMISER),
                ALSO("one.state.1.avg", 3, 400, OPTIMISER),
                ALSO("two.state.1.avg", 3, 600, OPTIMISER)),
          OF(0, 1, 0, 1, NO), 4);
}

/* A state's place is where its first tensor is. */
static void the_first_tensor_of_a_state_counts(void **state)
{
    (void)state;
    check(GIVEN(OWN("a.w", 3, 100), OWN("b.w", 3, 200), ALSO("opt.state.0.avg", 3, 600, OPTIMISER),
                ALSO("opt.state.0.sq", 3, 300, OPTIMISER),
                ALSO("opt.state.1.avg", 3, 400, OPTIMISER)),
          OF(0, 1, 0, 0, 1), NO);
}

static void numbers_that_do_not_fit_any_size_are_of_no_parameter(void **state)
{
    (void)state;
    check(GIVEN(OWN("a.w", 3, 100), OWN("b.w", 3, 200), ALSO("opt.state.0.avg", 3, 300, OPTIMISER),
                ALSO("opt.state.18446744073709551617.avg", 3, 400, OPTIMISER)),
          OF(0, 1, NO, NO), 2);
}

/* Offsets tell the order of parameters in one file only. */
static void states_beside_parameters_in_several_files_are_doubtful(void **state)
{
    (void)state;
    struct followers f;
    struct file file = file_of(GIVEN(OWN("a.w", 3, 100), OWN("b.w", 3, 200),
                                     ALSO("opt.state.0.avg", 3, 300, OPTIMISER),
                                     ALSO("opt.state.1.avg", 3, 400, OPTIMISER)));
    struct spec_tensor own[TENSORS] = {{.dims = 1}, {.dims = 1}};
    const struct spec spec = {.tensors = own, .count = TENSORS};
    for (size_t other = 0; other < file.c.count; other++) {
        file.c.tensors[other].place.file = 1;
        expect_good(followers_find(&f, &spec, &file.c, file.verdicts, (const size_t[]){0, 1}));
        assert_true(f.of[2] == NO && f.of[3] == NO && f.states == 0 && f.doubtful == 2);
        followers_free(&f);
        file.c.tensors[other].place.file = 0;
    }
    expect_good(followers_find(&f, &spec, &file.c, file.verdicts, (const size_t[]){0, 1}));
    assert_true(f.of[2] == 0 && f.of[3] == 1 && f.states == 2 && f.doubtful == NO);
    followers_free(&f);
    checkpoint_free(&file.c);
}

static void parameters_without_axes_have_states_too(void **state)
{
    (void)state;
    check(GIVEN(OWN("a.w", 3, 100), OWN("b.w", 3, 300), ALSO("scale", 0, 200, TENSOR_IN),
                ALSO("opt.state.0.avg", 3, 400, OPTIMISER),
                ALSO("opt.state.1.avg", 0, 500, OPTIMISER),
                ALSO("opt.state.2.avg", 3, 600, OPTIMISER)),
          OF(0, 1, NO, 0, NO, 1), NO);
}

static void buffers_have_none(void **state)
{
    (void)state;
    check(GIVEN(OWN("a.w", 3, 100), ALSO("b.mean", 3, 200, TENSOR_OUT_BUFFER),
                ALSO("opt.state.0.avg", 3, 300, OPTIMISER)),
          OF(0, 1, 0), NO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(other_networks_tensors_stay),
        cmocka_unit_test(names_in_names_follow),
        cmocka_unit_test(the_longest_name_counts),
        cmocka_unit_test(a_name_with_another_shape_is_doubtful),
        cmocka_unit_test(a_network_of_which_one_tensor_does_not_fit_stays),
        cmocka_unit_test(numbers_are_not_doubtful),
        cmocka_unit_test(a_state_without_a_name_is_doubtful),
        cmocka_unit_test(tied_tensors_follow),
        cmocka_unit_test(numbered_states_follow_the_order_of_the_file),
        cmocka_unit_test(each_optimiser_by_itself),
        cmocka_unit_test(states_out_of_order_are_doubtful),
        cmocka_unit_test(states_of_other_shapes_are_doubtful),
        cmocka_unit_test(states_of_a_part_are_doubtful),
        cmocka_unit_test(the_first_tensor_of_a_state_counts),
        cmocka_unit_test(numbers_that_do_not_fit_any_size_are_of_no_parameter),
        cmocka_unit_test(states_beside_parameters_in_several_files_are_doubtful),
        cmocka_unit_test(parameters_without_axes_have_states_too),
        cmocka_unit_test(buffers_have_none),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
