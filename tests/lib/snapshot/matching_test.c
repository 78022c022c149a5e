/* Which tensor of a file is which of the first. */
#include "expect.h"
#include "snapshot/matching.h"

#include <stdlib.h>
#include <string.h>

enum { MOST = 8 };

/* What a test says of a tensor. Of one tie, the first by name is compared. */
struct given {
    const char *name;
    size_t size; /* a vector; 0: not compared */
    size_t tie;
};

struct file {
    struct checkpoint c;
    enum tensor_verdict verdicts[MOST];
};

static struct file file_of(const char *path, const struct given *given)
{
    struct file f = {.c = {.path = strdup(path), .tensors = calloc(MOST, sizeof *f.c.tensors)}};
    assert_non_null(f.c.tensors);
    for (; given[f.c.count].name; f.c.count++) {
        const struct given *g = &given[f.c.count];
        struct tensor *t = &f.c.tensors[f.c.count];
        assert_true(f.c.count < MOST);
        expect_good(tensor_init(t, g->name, &g->size, 1));
        t->tie = g->tie;
        f.verdicts[f.c.count] = g->size ? TENSOR_IN : TENSOR_OUT_TIED;
    }
    return f;
}

/* The first file's compared tensors, which lie in one array. */
struct first {
    struct file file;
    struct tensor tensors[MOST]; /* borrowed */
    struct matching m;
};

static void first_begin(struct first *first, const struct given *given)
{
    struct file *f = &first->file;
    *f = file_of("a", given);
    first->m = (struct matching){.path = f->c.path, .tensors = first->tensors};
    for (size_t i = 0; i < f->c.count; i++)
        if (f->verdicts[i] == TENSOR_IN)
            first->tensors[first->m.count++] = f->c.tensors[i];
    expect_good(matching_names_of(&first->m.names, &f->c, f->verdicts));
}

static void first_end(struct first *first)
{
    matching_names_free(&first->m.names);
    checkpoint_free(&first->file.c);
}

static struct error *find(const struct given *first_given, const struct given *given, size_t *of,
                          char **by_order)
{
    struct first first = {0};
    struct file f = file_of("b", given);
    first_begin(&first, first_given);
    struct error *err = matching_find(&first.m, &f.c, f.verdicts, of, by_order);
    first_end(&first);
    checkpoint_free(&f.c);
    return err;
}

static void refuse(const struct given *first, const struct given *given, const char *message)
{
    size_t of[MOST];
    char *by_order;
    expect_error(find(first, given, of, &by_order), message);
    assert_null(by_order);
}

/* of[i] is expected[i], up to (size_t)-1; the note is `note`, or NULL. */
static void check(const struct given *first, const struct given *given, const size_t *expected,
                  const char *note)
{
    size_t of[MOST];
    char *by_order;
    expect_good(find(first, given, of, &by_order));
    for (size_t i = 0; expected[i] != (size_t)-1; i++)
        assert_int_equal(of[i], expected[i]);
    if (note)
        assert_string_equal(by_order, note);
    else
        assert_null(by_order);
    free(by_order);
}

#define GIVEN(...) ((const struct given[]){__VA_ARGS__, {NULL, 0, 0}})
#define OF(...) ((const size_t[]){__VA_ARGS__, (size_t)-1})

static void the_first_difference_by_name_is_told(void **state)
{
    (void)state;
    refuse(GIVEN({"a", 1, 0}, {"b", 2, 0}), GIVEN({"a", 1, 0}),
           "b: has no tensor b, but a has it: compare networks of one shape, or leave");
    refuse(GIVEN({"a", 1, 0}), GIVEN({"a", 1, 0}, {"b", 2, 0}),
           "a: has no tensor b, but b has it: compare");
    refuse(GIVEN({"a", 1, 0}, {"b", 2, 0}, {"d", 3, 0}),
           GIVEN({"a", 1, 0}, {"b", 3, 0}, {"c", 3, 0}),
           "b: tensor b: is [3], but [2] in a: compare networks of one shape");
    refuse(GIVEN({"a", 1, 0}), GIVEN({"a", 2, 0}), "b: tensor a: is [2], but [1] in a: compare");
    refuse(GIVEN({"m/d_1/w", 1, 0}, {"m/d_2/w", 1, 0}), GIVEN({"m/d_2/w", 1, 0}),
           "b: has no tensor m/d_1/w, but a has it");
    refuse(GIVEN({"b", 2, 0}, {"d", 3, 0}), GIVEN({"a", 1, 0}, {"b", 3, 0}),
           "a: has no tensor a, but b has");
}

static void where_only_names_differ_renaming_is_offered(void **state)
{
    (void)state;
    refuse(GIVEN({"a.w", 1, 0}, {"b.w", 2, 0}), GIVEN({"a/w", 1, 0}, {"b/w", 2, 0}),
           "b: has no tensor a.w, but a has it: the shapes agree, so make the names agree "
           "(--rename)");
    refuse(GIVEN({"fc_1.w", 1, 0}, {"fc_2.w", 1, 0}), GIVEN({"fc_2.w", 1, 0}, {"fc_3.w", 1, 0}),
           "so make the names agree (--rename)");
    refuse(GIVEN({"a.w", 1, 0}, {"b.w", 2, 0}), GIVEN({"a/w", 2, 0}, {"b/w", 2, 0}), "one shape");
    refuse(GIVEN({"a", 1, 0}), GIVEN({"b", 1, 0}, {"c", 1, 0}), "one shape");
    refuse(GIVEN({"a", 2, 0}, {"b", 1, 0}), GIVEN({"b", 1, 0}, {"c", 2, 0}), "(--rename)");
    refuse(GIVEN({"a", 1, 0}, {"b", 1, 0}, {"c", 1, 0}), GIVEN({"b", 1, 0}), "one shape");
}

static void tensors_tied_in_one_file_alone_are_told(void **state)
{
    (void)state;
    refuse(GIVEN({"head", 2, 0}, {"wte", 2, 0}), GIVEN({"head", 2, 1}, {"wte", 0, 1}),
           "b: tensor wte: is tied to head, but a tensor by itself in a: leave it out (--exclude)");
    refuse(GIVEN({"head", 2, 1}, {"wte", 0, 1}), GIVEN({"head", 2, 0}, {"wte", 2, 0}),
           "a: tensor wte: is tied to head, but a tensor by itself in b: leave it out");
}

static void shapes_that_differ_by_order_are_told_with_both_names(void **state)
{
    (void)state;
    refuse(GIVEN({"m/d/w", 1, 0}, {"m/d_1/w", 2, 0}), GIVEN({"m/d_2/w", 1, 0}, {"m/d_3/w", 3, 0}),
           "b: tensor m/d_3/w: is [3], but m/d_1/w, which has its place in a, is [2]");
}

static void equal_names_match(void **state)
{
    (void)state;
    check(GIVEN({"a", 1, 0}, {"b", 2, 0}), GIVEN({"a", 1, 0}, {"aa", 0, 0}, {"b", 2, 0}), OF(0, 2),
          NULL);
    check(GIVEN({"m/d/w", 1, 0}, {"m/d_1/w", 1, 0}), GIVEN({"m/d/w", 1, 0}, {"m/d_1/w", 1, 0}),
          OF(0, 1), NULL);
}

static void a_tied_tensor_matches_by_any_of_its_names(void **state)
{
    (void)state;
    check(GIVEN({"head", 2, 1}, {"ln", 2, 0}, {"wte", 0, 1}), GIVEN({"ln", 2, 0}, {"wte", 2, 0}),
          OF(1, 0), NULL);
    check(GIVEN({"ln", 2, 0}, {"wte", 2, 0}), GIVEN({"head", 2, 7}, {"ln", 2, 0}, {"wte", 0, 7}),
          OF(1, 0), NULL);
    check(GIVEN({"a", 2, 1}, {"b", 0, 1}), GIVEN({"b", 2, 3}, {"c", 0, 3}), OF(0), NULL);
    check(GIVEN({"a", 1, 5}, {"b", 1, 2}, {"c", 0, 5}, {"d", 0, 2}),
          GIVEN({"c", 1, 0}, {"d", 1, 0}), OF(0, 1), NULL);
}

static void names_that_are_counted_match_by_order(void **state)
{
    (void)state;
    check(GIVEN({"m/dense/w", 1, 0}, {"m/dense_1/w", 2, 0}),
          GIVEN({"m/dense_2/w", 1, 0}, {"m/dense_3/w", 2, 0}), OF(0, 1),
          "b: dense_2, dense_3 taken for dense, dense_1 of a, by order");
    check(GIVEN({"m/d/w", 1, 0}, {"m/d_1/w", 1, 0}), GIVEN({"m/d_10/w", 1, 0}, {"m/d_9/w", 1, 0}),
          OF(1, 0), "b: d_9, d_10 taken for d, d_1 of a, by order");
    check(GIVEN({"d_1/w", 1, 0}, {"d_2/w", 1, 0}), GIVEN({"d_2/w", 1, 0}, {"d_3/w", 1, 0}),
          OF(0, 1), "b: d_2, d_3 taken for d_1, d_2 of a, by order");
}

/* The second layer of one is not the first of the other, because one layer of each is left out. */
static void layers_that_are_left_out_count(void **state)
{
    (void)state;
    refuse(GIVEN({"d/w", 1, 0}, {"d_1/w", 0, 0}), GIVEN({"d_1/w", 0, 0}, {"d_2/w", 1, 0}),
           "b: has no tensor d/w");
    check(GIVEN({"d/w", 1, 0}, {"d_1/w", 0, 0}), GIVEN({"d_1/w", 1, 0}, {"d_2/w", 0, 0}), OF(0),
          "b: d_1, d_2 taken for d, d_1 of a, by order");
}

static void tied_tensors_match_by_order_too(void **state)
{
    (void)state;
    check(GIVEN({"e/w", 2, 1}, {"z/w", 0, 1}), GIVEN({"z_4/w", 2, 0}), OF(0),
          "b: z_4 taken for z of a, by order");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_difference_by_name_is_told),
        cmocka_unit_test(where_only_names_differ_renaming_is_offered),
        cmocka_unit_test(tensors_tied_in_one_file_alone_are_told),
        cmocka_unit_test(shapes_that_differ_by_order_are_told_with_both_names),
        cmocka_unit_test(equal_names_match),
        cmocka_unit_test(a_tied_tensor_matches_by_any_of_its_names),
        cmocka_unit_test(names_that_are_counted_match_by_order),
        cmocka_unit_test(layers_that_are_left_out_count),
        cmocka_unit_test(tied_tensors_match_by_order_too),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
