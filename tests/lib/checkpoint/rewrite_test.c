/* Changed copies of checkpoints, by what gives the values; and the lists and names that snapjump
 * takes. snapjump.t has the formats. */
#include "checkpoint/format/open.h"
#include "checkpoint/rewrite/rewrite.h"

#include "base/file/output_name.h"
#include "base/text/number_list.h"
#include "checkpoint_fixture.h"

#include <math.h>

#define TEMPLATE "/tmp/rewrite_test.XXXXXX"

/* Adds to the values of a lone tensor, whose pieces come in order. */
struct adder {
    double increment;
    size_t next;
};

static struct error *add(void *context, size_t index, size_t first, size_t count, double *values)
{
    struct adder *a = context;
    assert_true(index == 0 && count > 0 && count <= REWRITE_PIECE);
    assert_int_equal(first, a->next);
    a->next += count;
    for (size_t i = 0; i < count; i++)
        values[i] += a->increment;
    return isnan(a->increment) ? error_new("the adder fails") : NULL;
}

/* Makes a .npy file, and a copy of it to which the increment was added. */
static struct error *add_to_npy(const char *header, const void *data, size_t length,
                                double increment, char *path, char *path_changed)
{
    struct error *err;
    struct checkpoint c = {0};
    struct adder adder = {.increment = increment};
    const struct rewriter rewriter = {&adder, add};
    bool changes = true;
    write_npy(path, header, data, length);
    write_file(path_changed, "", 0);
    TRY(checkpoint_open(&c, path, NULL));
    TRY(rewrite_resolve(&c, &changes));
    TRY(rewrite_file(&c, &changes, &rewriter, path_changed));
    assert_int_equal(adder.next, c.tensors->count);
out:
    checkpoint_free(&c);
    return err;
}

static double *read_all(const char *path, size_t count)
{
    struct checkpoint c;
    struct cursor cursor;
    double *values = malloc(count * sizeof *values);
    assert_non_null(values);
    expect_good(checkpoint_open(&c, path, NULL));
    expect_good(cursor_open(&cursor, &c));
    assert_int_equal(c.tensors->count, count);
    expect_good(tensor_read_f64(&cursor, c.tensors, 0, count, values));
    cursor_close(&cursor);
    checkpoint_free(&c);
    return values;
}

static void arrays_of_any_order_and_many_pieces_are_changed_from_end_to_end(void **state)
{
    (void)state;
    enum { COUNT = 300 * 7 * 101 };
    static const char *const headers[] = {
        "{'descr': '<f8', 'fortran_order': False, 'shape': (300, 7, 101), }\n",
        "{'descr': '<f8', 'fortran_order': True, 'shape': (300, 7, 101), }\n",
        "{'descr': '>f8', 'fortran_order': True, 'shape': (300, 7, 101), }\n"};
    double *data = malloc(COUNT * sizeof *data);
    assert_non_null(data);
    for (size_t i = 0; i < 3; i++) {
        char path[] = TEMPLATE, path_changed[] = TEMPLATE;
        for (size_t k = 0; k < COUNT; k++)
            data[k] = (double)k;
        if (i == 2) {
            unsigned char reversed[8];
            for (size_t k = 0; k < COUNT; k++) {
                assert_true(dtype_from_f64(reversed, &data[k], 1, DTYPE_F64, true));
                memcpy(&data[k], reversed, 8);
            }
        }
        expect_good(add_to_npy(headers[i], data, COUNT * 8, 0.5, path, path_changed));
        double *before = read_all(path, COUNT), *after = read_all(path_changed, COUNT);
        for (size_t k = 0; k < COUNT; k++)
            assert_true(after[k] == before[k] + 0.5);
        free(before);
        free(after);
        unlink(path);
        unlink(path_changed);
    }
    free(data);
}

/* No file, and what was there is kept. */
static void refuse(const char *header, double increment, const char *message)
{
    static const unsigned char zeros[16];
    char path[] = TEMPLATE, path_changed[] = TEMPLATE;
    expect_error(add_to_npy(header, zeros, sizeof zeros, increment, path, path_changed), message);
    assert_int_equal(access(path_changed, F_OK), 0);
    unlink(path);
    unlink(path_changed);
}

static void values_beyond_the_type_and_failures_leave_no_copy(void **state)
{
    (void)state;
    static const char f16[] = "{'descr': '<f2', 'fortran_order': False, 'shape': (8,), }\n";
    refuse(f16, 65520, "tensor array: a new value is too large for f16");
    refuse(f16, NAN, "the adder fails");
    refuse("{'descr': '<i2', 'fortran_order': False, 'shape': (8,), }\n", 1,
           "tensor array: holds i16: only floating-point numbers can be moved");
}

static void a_file_that_changes_meanwhile_is_refused(void **state)
{
    (void)state;
    static const float data[2] = {1, 2};
    char path[] = TEMPLATE, path_changed[] = TEMPLATE;
    struct checkpoint c;
    struct adder adder = {.increment = 1};
    const struct rewriter rewriter = {&adder, add};
    bool changes = true;
    write_npy(path, "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }\n", data, 8);
    write_file(path_changed, "", 0);
    expect_good(checkpoint_open(&c, path, NULL));
    assert_int_equal(truncate(path, 40), 0);
    expect_error(rewrite_file(&c, &changes, &rewriter, path_changed), "changed while it was read");
    checkpoint_free(&c);
    unlink(path);
    unlink(path_changed);
}

/* Views with the negative bit: a step along one of them is one back along the other. */
static void an_array_and_its_negatives_do_not_move_as_one(void **state)
{
    (void)state;
    static const float data[4] = {1, 2, 3, 4};
    char path[] = TEMPLATE;
    struct checkpoint c;
    write_safetensors(path,
                      "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
                      "\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,16]}}",
                      data, sizeof data);
    expect_good(checkpoint_open(&c, path, NULL));
    c.tensors[1].place.offset = c.tensors[0].place.offset;
    for (int negated = 0; negated < 2; negated++) {
        bool changes[2] = {true, true};
        c.tensors[1].place.negated = negated;
        struct error *err = rewrite_resolve(&c, changes);
        assert_true(!err == !negated && changes[0] && changes[1] == negated);
        error_free(err);
    }
    checkpoint_free(&c);
    unlink(path);
}

/* ---- lists and names ---- */

static void lists_of_numbers_are_taken_apart(void **state)
{
    (void)state;
    struct number_list l = {0};
    expect_good(number_list_parse(&l, "0.25,-1,1e-3"));
    assert_true(l.texts.count == 3 && l.at[0] == 0.25 && l.at[1] == -1 && l.at[2] == 1e-3);
    assert_string_equal(l.texts.at[2], "1e-3");
    expect_good(number_list_parse(&l, "7"));
    assert_true(l.texts.count == 1 && l.at[0] == 7);
    static const char *const wrong[] = {"",   ",",  "1,",  "1,,2", "x",
                                        "1 ", " 1", "nan", "inf",  "1e999"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        expect_error(number_list_parse(&l, wrong[i]), "is not a number");
    number_list_free(&l);
}

static void ranges_have_both_their_ends(void **state)
{
    (void)state;
    struct range_list l = {0};
    expect_good(number_list_parse_ranges(&l, "0:3,7,18446744073709551615"));
    assert_true(l.count == 3 && l.numbers == 6);
    assert_true(l.at[0].first == 0 && l.at[0].last == 3 && l.at[1].first == 7 && l.at[1].last == 7);
    assert_true(l.at[2].last == UINT64_MAX);
    static const char *const wrong[] = {
        "", "-1", "3:0", "1:", ":1", "1:2:3", "1.5", "+1", " 1", "1,", "18446744073709551616"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        expect_error(number_list_parse_ranges(&l, wrong[i]), "is neither a whole number");
    expect_error(number_list_parse_ranges(&l, "0:18446744073709551615"), "than can be counted");
    expect_error(number_list_parse_ranges(&l, "1:18446744073709551615,0"), "than can be counted");
    number_list_free_ranges(&l);
}

static void fields_of_an_output_name_are_filled_in(void **state)
{
    (void)state;
    const struct output_field fields[] = {{"step", "0.5"}, {"seed", "3"}};
    char *name;
    expect_good(output_name_fill("a/{seed}_{step}{seed}.pt", fields, 2, &name));
    assert_string_equal(name, "a/3_0.53.pt");
    free(name);
    expect_good(output_name_fill("plain", fields, 2, &name));
    assert_string_equal(name, "plain");
    free(name);
    static const char *const wrong[] = {"{run}", "{step", "step}", "{}", "{{step}}"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        expect_error(output_name_fill(wrong[i], fields, 2, &name),
                     "braces stand only for {step}, {seed}");
    assert_true(output_name_has("a{step}", "step"));
    assert_false(output_name_has("{steps}step", "step"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arrays_of_any_order_and_many_pieces_are_changed_from_end_to_end),
        cmocka_unit_test(values_beyond_the_type_and_failures_leave_no_copy),
        cmocka_unit_test(a_file_that_changes_meanwhile_is_refused),
        cmocka_unit_test(an_array_and_its_negatives_do_not_move_as_one),
        cmocka_unit_test(lists_of_numbers_are_taken_apart),
        cmocka_unit_test(ranges_have_both_their_ends),
        cmocka_unit_test(fields_of_an_output_name_are_filled_in),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
