/* The pickle machine. Pickles are written out by opcode from the comments of Python's
 * pickletools.py, or were made by torch (data/pickle/make.py). */
#include "checkpoint/pickle/pickle.h"

#include <malloc.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* A pickle's bytes from a string literal, which may hold NULs. */
#define BYTES(literal) (literal), sizeof(literal) - 1

static struct pickle parse(const char *bytes, size_t length)
{
    /* A copy of exact size lets the sanitizer see reads past the end. */
    char *copy = malloc(length + !length);
    assert_non_null(copy);
    memcpy(copy, bytes, length);
    struct pickle p;
    struct error *err = pickle_parse(&p, copy, length);
    free(copy);
    if (err)
        fail_msg("%s", error_text(err));
    assert_non_null(p.root);
    return p;
}

static void refuse(const char *bytes, size_t length, const char *message)
{
    struct pickle p;
    char *copy = malloc(length + !length);
    assert_non_null(copy);
    memcpy(copy, bytes, length);
    struct error *err = pickle_parse(&p, copy, length);
    free(copy);
    assert_non_null(err);
    if (!strstr(error_text(err), message))
        fail_msg("got: %s: expected: %s", error_text(err), message);
    error_free(err);
}

static void check_int(const char *bytes, size_t length, int64_t expected)
{
    struct pickle p = parse(bytes, length);
    assert_int_equal(pickle_type(p.root), PICKLE_INT);
    assert_true(pickle_int(p.root) == expected);
    pickle_free(&p);
}

static void check_text(const char *bytes, size_t length, enum pickle_type type,
                       const char *expected)
{
    size_t text_length;
    struct pickle p = parse(bytes, length);
    assert_int_equal(pickle_type(p.root), type);
    assert_string_equal(pickle_text(p.root, &text_length), expected);
    assert_int_equal(text_length, strlen(expected));
    pickle_free(&p);
}

static void integers_of_every_width_have_their_value(void **state)
{
    (void)state;
    check_int(BYTES("\x80\2K\377."), 255);
    check_int(BYTES("\x80\2M\0\1."), 256);
    check_int(BYTES("\x80\2J\377\377\377\377."), -1);
    check_int(BYTES("\x80\2J\0\0\0\x80."), INT32_MIN);
    check_int(BYTES("I-9223372036854775808\n."), INT64_MIN);
    check_int(BYTES("I9223372036854775807\n."), INT64_MAX);
    check_int(BYTES("L-4294967296L\n."), -4294967296);
    check_int(BYTES("\x80\2\x8a\0."), 0);
    check_int(BYTES("\x80\2\x8a\1\xfe."), -2);
    check_int(BYTES("\x80\2\x8a\2\xff\0."), 255);
    check_int(BYTES("\x80\2\x8a\10\0\0\0\0\0\0\0\x80."), INT64_MIN);
    check_int(BYTES("\x80\2\x8a\11\xff\xff\xff\xff\xff\xff\xff\x7f\0."), INT64_MAX);
    check_int(BYTES("\x80\2\x8b\2\0\0\0\1\1."), 257);
}

static void integers_of_more_than_64_bits_keep_their_bytes(void **state)
{
    (void)state;
    /* The magic number of torch's legacy files, 0x1950a86a20f9469cfc6c. */
    static const char magic[] = "\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19";
    size_t length;
    struct pickle p = parse(BYTES("\x80\2\x8a\12\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19."));
    assert_int_equal(pickle_type(p.root), PICKLE_BIGINT);
    assert_memory_equal(pickle_text(p.root, &length), magic, 10);
    assert_int_equal(length, 10);
    assert_int_equal(p.consumed, 15);
    pickle_free(&p);

    p = parse(BYTES("L119547037146038801333356L\n.")); /* the same in protocol 1 */
    assert_int_equal(pickle_type(p.root), PICKLE_BIGINT);
    assert_memory_equal(pickle_text(p.root, &length), magic, 10);
    assert_int_equal(length, 10);
    pickle_free(&p);
    p = parse(BYTES("I-9223372036854775809\n."));
    assert_int_equal(pickle_type(p.root), PICKLE_BIGINT);
    pickle_free(&p);
    p = parse(BYTES("\x80\2\x8a\11\0\0\0\0\0\0\0\x80\0.")); /* 2^63 */
    assert_int_equal(pickle_type(p.root), PICKLE_BIGINT);
    pickle_free(&p);
    p = parse(BYTES("\x80\2\x8a\11\xff\xff\xff\xff\xff\xff\xff\x7f\xff.")); /* -2^63 - 1 */
    assert_int_equal(pickle_type(p.root), PICKLE_BIGINT);
    pickle_free(&p);
}

static void none_truth_and_numbers_are_what_they_say(void **state)
{
    (void)state;
    struct pickle p = parse(BYTES("\x80\2(N\x88\x89G?\xb9\x99\x99\x99\x99\x99\x9aI01\nt."));
    assert_int_equal(pickle_count(p.root), 5);
    assert_int_equal(pickle_type(pickle_at(p.root, 0)), PICKLE_NONE);
    assert_true(pickle_bool(pickle_at(p.root, 1)));
    assert_false(pickle_bool(pickle_at(p.root, 2)));
    assert_int_equal(pickle_type(pickle_at(p.root, 2)), PICKLE_BOOL);
    assert_true(pickle_float(pickle_at(p.root, 3)) == 0.1);
    assert_true(pickle_bool(pickle_at(p.root, 4)));
    assert_null(pickle_at(p.root, 5));
    pickle_free(&p);
}

static void strings_and_bytes_of_every_form_keep_their_text(void **state)
{
    (void)state;
    check_text(BYTES("\x80\2X\3\0\0\0\303\251t."), PICKLE_STRING, "\303\251t");
    check_text(BYTES("\x80\4\x8c\2ab."), PICKLE_STRING, "ab");
    check_text(BYTES("\x80\4\x8d\2\0\0\0\0\0\0\0ab."), PICKLE_STRING, "ab");
    check_text(BYTES("U\2ab."), PICKLE_STRING, "ab");
    check_text(BYTES("T\2\0\0\0ab."), PICKLE_STRING, "ab");
    check_text(BYTES("\x80\3C\2ab."), PICKLE_BYTES, "ab");
    check_text(BYTES("\x80\3B\2\0\0\0ab."), PICKLE_BYTES, "ab");
    check_text(BYTES("\x80\4\x8e\2\0\0\0\0\0\0\0ab."), PICKLE_BYTES, "ab");
    check_text(BYTES("\x80\5\x96\2\0\0\0\0\0\0\0ab."), PICKLE_BYTES, "ab");
    check_text(BYTES("X\0\0\0\0."), PICKLE_STRING, "");
    check_text(BYTES("cos\nsystem\n."), PICKLE_GLOBAL, "os.system");
    check_text(BYTES("\x80\4\x8c\2os\x8c\6system\x93."), PICKLE_GLOBAL, "os.system");
}

static void containers_hold_their_items_in_order(void **state)
{
    (void)state;
    struct pickle p = parse(BYTES("]K\1a(K\2K\3e."));
    assert_int_equal(pickle_type(p.root), PICKLE_LIST);
    assert_int_equal(pickle_count(p.root), 3);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(pickle_int(pickle_at(p.root, i)), i + 1);
    pickle_free(&p);

    p = parse(BYTES("(K\1K\1\x85K\1K\2\x86K\1K\2K\3\x87)t."));
    assert_int_equal(pickle_count(p.root), 5);
    for (size_t i = 1; i < 4; i++) {
        assert_int_equal(pickle_count(pickle_at(p.root, i)), i);
        assert_int_equal(pickle_int(pickle_at(pickle_at(p.root, i), i - 1)), i);
    }
    assert_int_equal(pickle_count(pickle_at(p.root, 4)), 0);
    pickle_free(&p);

    p = parse(BYTES("\x80\4\x8f(K\1K\2\x90."));
    assert_int_equal(pickle_type(p.root), PICKLE_SET);
    assert_int_equal(pickle_count(p.root), 2);
    pickle_free(&p);
    p = parse(BYTES("\x80\4(K\1K\2\x91."));
    assert_int_equal(pickle_type(p.root), PICKLE_SET);
    pickle_free(&p);
}

static void dictionaries_find_string_keys_and_keep_others(void **state)
{
    (void)state;
    struct pickle p = parse(BYTES("}U\1aK\1s(U\1bK\2K\7K\3U\1aK\4u."));
    assert_int_equal(pickle_type(p.root), PICKLE_DICT);
    assert_int_equal(pickle_count(p.root), 4);
    assert_int_equal(pickle_int(pickle_find(p.root, "b")), 2);
    assert_int_equal(pickle_int(pickle_find(p.root, "a")), 4); /* the later one */
    assert_null(pickle_find(p.root, "c"));
    assert_int_equal(pickle_int(pickle_key(p.root, 2)), 7);
    assert_int_equal(pickle_int(pickle_at(p.root, 2)), 3);
    pickle_free(&p);
}

static void the_memo_gives_back_the_same_value(void **state)
{
    (void)state;
    struct pickle p = parse(BYTES("(]q\1h\1r\0\0\0\0j\0\0\0\0t."));
    assert_int_equal(pickle_count(p.root), 3);
    assert_ptr_equal(pickle_at(p.root, 0), pickle_at(p.root, 1));
    assert_ptr_equal(pickle_at(p.root, 0), pickle_at(p.root, 2));
    pickle_free(&p);

    p = parse(BYTES("\x80\4\x95\7\0\0\0\0\0\0\0(]\x94K\5h\0t."));
    assert_ptr_equal(pickle_at(p.root, 0), pickle_at(p.root, 2));
    pickle_free(&p);
}

static void a_call_is_kept_with_its_arguments_items_and_state(void **state)
{
    (void)state;
    struct pickle p = parse(BYTES("ccollections\nOrderedDict\n)R(U\1aK\1u}U\1bK\2sb."));
    assert_int_equal(pickle_type(p.root), PICKLE_CALL);
    assert_true(pickle_is_global(pickle_callee(p.root), "collections.OrderedDict"));
    assert_int_equal(pickle_count(pickle_arguments(p.root)), 0);
    assert_int_equal(pickle_int(pickle_find(pickle_items(p.root), "a")), 1);
    assert_int_equal(pickle_int(pickle_find(pickle_state(p.root), "b")), 2);
    pickle_free(&p);

    p = parse(BYTES("\x80\2cm\nC\nK\1\x85\x81K\7a."));
    assert_int_equal(pickle_int(pickle_at(pickle_arguments(p.root), 0)), 1);
    assert_int_equal(pickle_int(pickle_at(pickle_items(p.root), 0)), 7);
    assert_null(pickle_state(p.root));
    pickle_free(&p);

    p = parse(BYTES("(cm\nC\nK\1K\2o."));
    assert_int_equal(pickle_count(pickle_arguments(p.root)), 2);
    pickle_free(&p);
    p = parse(BYTES("\x80\4cm\nC\nK\1\x85}\x92."));
    assert_int_equal(pickle_count(pickle_arguments(p.root)), 1);
    pickle_free(&p);
}

static void a_persistent_id_keeps_what_describes_it(void **state)
{
    (void)state;
    struct pickle p = parse(BYTES("(U\7storageU\0010tQ."));
    assert_int_equal(pickle_type(p.root), PICKLE_PERSID);
    assert_true(pickle_is_string(pickle_at(pickle_reference(p.root), 0), "storage"));
    pickle_free(&p);
}

static void questions_of_the_wrong_type_have_empty_answers(void **state)
{
    (void)state;
    size_t size = 1;
    struct pickle p = parse(BYTES("K\1."));
    assert_null(pickle_text(p.root, &size));
    assert_int_equal(size, 0);
    assert_int_equal(pickle_count(p.root), 0);
    assert_null(pickle_at(p.root, 0));
    assert_null(pickle_key(p.root, 0));
    assert_null(pickle_find(p.root, "a"));
    assert_null(pickle_callee(p.root));
    assert_null(pickle_reference(p.root));
    assert_false(pickle_bool(p.root));
    assert_true(pickle_float(p.root) == 0);
    pickle_free(&p);

    p = parse(BYTES("J\377\377\377\377."));
    assert_false(pickle_size(p.root, &size));
    pickle_free(&p);
}

static void several_pickles_are_read_one_after_another(void **state)
{
    (void)state;
    static const char bytes[] = "\x80\2K\1.\x80\2K\2.rest";
    struct pickle p = parse(BYTES(bytes));
    assert_int_equal(p.consumed, 5);
    pickle_free(&p);
    p = parse(bytes + 5, sizeof bytes - 1 - 5);
    assert_int_equal(pickle_int(p.root), 2);
    assert_int_equal(p.consumed, 5);
    pickle_free(&p);
}

static void values_that_hold_themselves_are_data_like_others(void **state)
{
    (void)state;
    struct pickle p = parse(BYTES("]q\0h\0a."));
    assert_ptr_equal(pickle_at(p.root, 0), p.root);
    size_t count = 0;
    for (const struct pickle_value *v = p.first; v; v = pickle_next(v))
        count++;
    assert_int_equal(count, 1);
    pickle_free(&p);
    p = parse(BYTES("cm\nC\n)Rq\0h\0b.")); /* its own state */
    assert_ptr_equal(pickle_state(p.root), p.root);
    pickle_free(&p);
}

static void opcodes_that_torch_does_not_write_are_named_with_their_byte(void **state)
{
    (void)state;
    refuse(BYTES("\x80\2\x82\1."),
           "pickle: byte 2: opcode 0x82 (EXT1), which torch.save does not write: write");
    refuse(BYTES("S'a'\n."), "0x53 (STRING)");
    refuse(BYTES("K\1\xff."), "pickle: byte 2: 0xff is not a pickle opcode: write");
    refuse(BYTES("PK\3\4"), "0x50 (PERSID)");
    refuse(BYTES("\x80\6N."), "protocol 6, but 5 is the newest");
}

static void malformed_pickles_are_refused(void **state)
{
    (void)state;
    refuse(BYTES("."), "ends with 0 values");
    refuse(BYTES("NN."), "ends with 2 values");
    refuse(BYTES("(N."), "ends with 2 values");
    refuse(BYTES("(."), "ends with 1 values");
    refuse(BYTES("0."), "wants 1 values where the stack has 0");
    refuse(BYTES("2."), "wants a value");
    refuse(BYTES("N(0."), "wants 1 values");
    refuse(BYTES("N(2."), "wants a value");
    refuse(BYTES("t."), "wants a mark");
    refuse(BYTES("e."), "wants a mark");
    refuse(BYTES("K\1\x86."), "wants 2 values");
    refuse(BYTES("NNR."), "arguments are not a tuple");
    refuse(BYTES("]NNs."), "items are put into what cannot take them");
    refuse(BYTES("NNa."), "items are put into what cannot take them");
    refuse(BYTES("cm\nC\n)RNaNNs."), "items are put into what cannot take them");
    refuse(BYTES("}(Nu."), "a key without a value");
    refuse(BYTES("]Nb."), "a state is given");
    refuse(BYTES("(o."), "an object without a class");
    refuse(BYTES("h\0."), "memo entry 0 was never put there");
    refuse(BYTES("NNq\1h\0."), "memo entry 0 was never put there");
    refuse(BYTES("q\0."), "wants a value");
    refuse(BYTES("I12x\n."), "not an integer");
    refuse(BYTES("I\n."), "an integer of 0 digits");
    refuse(BYTES("I-\n."), "an integer of 0 digits");
    refuse(BYTES("L1_000L\n."), "not an integer");
    refuse(BYTES("L10000000000000000000000000000000000000000000000000000000000000000L\n."),
           "an integer of 65 digits");
    refuse(BYTES("c\nsystem\n."), "a global without a proper name");
    refuse(BYTES("cos\nsys\33[2Jtem\n."), "a global without a proper name");
    refuse(BYTES("K\1U\1a\x93."), "a global whose name is not a string");
}

static void sizes_that_lie_are_refused_before_memory_is_asked_for(void **state)
{
    (void)state;
    refuse(BYTES("X\377\377\377\377a."), "cut short");
    refuse(BYTES("\x8d\377\377\377\377\377\377\377\377a."), "cut short");
    refuse(BYTES("\x8e\377\377\377\377\377\377\377\177a."), "cut short");
    refuse(BYTES("\x8b\377\377\377\377a."), "cut short");
    refuse(BYTES("Nr\377\377\377\377."), "memo entry 4294967295 is more than the pickle can have");
}

static char *read_file(const char *name, size_t *length)
{
    char path[200];
    snprintf(path, sizeof path, "tests/data/pickle/%s", name);
    FILE *file = fopen(path, "rb");
    if (!file)
        fail_msg("%s", path);
    char *bytes = malloc(1 << 16);
    assert_non_null(bytes);
    *length = fread(bytes, 1, 1 << 16, file);
    fclose(file);
    return bytes;
}

static void every_prefix_of_a_real_pickle_is_refused(void **state)
{
    (void)state;
    size_t length;
    char *bytes = read_file("checkpoint.pkl", &length);
    for (size_t cut = 0; cut < length; cut++)
        refuse(bytes, cut, "cut short");
    struct pickle p = parse(bytes, length);
    assert_int_equal(p.consumed, length);
    pickle_free(&p);
    free(bytes);
}

static void a_legacy_file_is_five_pickles(void **state)
{
    (void)state;
    size_t length, at = 0;
    char *bytes = read_file("whole_module.legacy.pkl", &length);
    for (int i = 0; i < 5; i++) {
        struct pickle p = parse(bytes + at, length - at);
        at += p.consumed;
        pickle_free(&p);
    }
    assert_int_equal(at, length);
    free(bytes);
}

static void an_attack_is_data(void **state)
{
    (void)state;
    size_t length;
    char *bytes = read_file("attack.pkl", &length);
    struct pickle p = parse(bytes, length);
    assert_int_equal(pickle_type(p.root), PICKLE_CALL);
    char text[PICKLE_DESCRIPTION];
    pickle_describe(p.root, text);
    assert_string_equal(text, "a call of posix.system");
    pickle_free(&p);
    free(bytes);
}

/* The bytes that a megabyte of `unit` repeated, in a tuple, holds as a pickle, over its length.
 * (0 under sanitizers, whose malloc keeps no such count.) */
static double memory_per_byte(const char *unit)
{
    enum { LENGTH = 1 << 20 };
    size_t unit_length = strlen(unit), length = 1;
    char *bytes = malloc(LENGTH);
    assert_non_null(bytes);
    bytes[0] = '(';
    for (; length + unit_length + 2 <= LENGTH; length += unit_length)
        memcpy(bytes + length, unit, unit_length);
    memcpy(bytes + length, "t.", 2);
    length += 2;

    struct pickle p;
    struct mallinfo2 before = mallinfo2();
    struct error *err = pickle_parse(&p, bytes, length);
    struct mallinfo2 after = mallinfo2();
    if (err)
        fail_msg("%s", error_text(err));
    pickle_free(&p);
    free(bytes);
    size_t held = after.uordblks + after.hblkhd - before.uordblks - before.hblkhd;
    return (double)held / (double)length;
}

static void memory_is_less_than_128_times_the_bytes_consumed(void **state)
{
    (void)state;
    static const char *const units[] = {
        "N",      "]",     ")",     "N\x85",  "N\x85\x85\x85\x85\x85",
        "N2\x86", "(t",    "]2a",   "]Na",    "}NNs",
        ")2R",    ")2R2a", ")2RNa", ")2RNNs", "]NaNaNa",
        "U\001a", "K\001"};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        double factor = memory_per_byte(units[i]);
        if (factor >= 128)
            fail_msg("unit %zu: %g bytes a byte", i, factor);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(integers_of_every_width_have_their_value),
        cmocka_unit_test(integers_of_more_than_64_bits_keep_their_bytes),
        cmocka_unit_test(none_truth_and_numbers_are_what_they_say),
        cmocka_unit_test(strings_and_bytes_of_every_form_keep_their_text),
        cmocka_unit_test(containers_hold_their_items_in_order),
        cmocka_unit_test(dictionaries_find_string_keys_and_keep_others),
        cmocka_unit_test(the_memo_gives_back_the_same_value),
        cmocka_unit_test(a_call_is_kept_with_its_arguments_items_and_state),
        cmocka_unit_test(a_persistent_id_keeps_what_describes_it),
        cmocka_unit_test(questions_of_the_wrong_type_have_empty_answers),
        cmocka_unit_test(several_pickles_are_read_one_after_another),
        cmocka_unit_test(values_that_hold_themselves_are_data_like_others),
        cmocka_unit_test(opcodes_that_torch_does_not_write_are_named_with_their_byte),
        cmocka_unit_test(malformed_pickles_are_refused),
        cmocka_unit_test(sizes_that_lie_are_refused_before_memory_is_asked_for),
        cmocka_unit_test(every_prefix_of_a_real_pickle_is_refused),
        cmocka_unit_test(a_legacy_file_is_five_pickles),
        cmocka_unit_test(an_attack_is_data),
        cmocka_unit_test(memory_is_less_than_128_times_the_bytes_consumed),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
