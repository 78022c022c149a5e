/* Messages between processes, also such as are not what the reader expects. */
#include "checkpoint/worker/wire.h"
#include "expect.h"

static void what_was_put_is_read_in_its_order(void **state)
{
    (void)state;
    struct wire w = {0};
    size_t length;
    wire_put_number(&w, UINT64_MAX);
    wire_put_text(&w, "text");
    wire_put_bytes(&w, "a\0b", 3);
    wire_put_text(&w, "");
    assert_true(wire_number(&w) == UINT64_MAX);
    assert_string_equal(wire_text(&w), "text");
    const char *bytes = wire_bytes(&w, &length);
    assert_int_equal(length, 3);
    assert_memory_equal(bytes, "a\0b", 3);
    assert_false(wire_finished(&w));
    assert_string_equal(wire_text(&w), "");
    assert_true(wire_finished(&w));
    wire_free(&w);
}

static void a_failure_stays(void **state)
{
    (void)state;
    struct wire w = {0};
    size_t length;
    wire_put_number(&w, 8);
    wire_put_number(&w, 8);
    assert_true(wire_number_upto(&w, 8) == 8);
    assert_true(wire_number_upto(&w, 7) == 0);
    assert_false(wire_finished(&w));
    assert_true(wire_number(&w) == 0);
    assert_null(wire_bytes(&w, &length));
    assert_int_equal(length, 0);
    wire_free(&w);
}

/* A text says how long it is; it has one NUL, at its end. */
static void refuse_text(const char *bytes, uint64_t length, size_t real)
{
    struct wire w = {0};
    wire_put_number(&w, length);
    unsigned char *to = wire_extend(&w, real);
    assert_non_null(to);
    if (real)
        memcpy(to, bytes, real);
    assert_string_equal(wire_text(&w), "");
    assert_true(w.failed);
    wire_free(&w);
}

static void a_text_that_is_cut_or_has_a_nul_inside_is_refused(void **state)
{
    (void)state;
    refuse_text("text", 5, 4);
    refuse_text("text", 4, 4);
    refuse_text("te\0t", 5, 5);
    refuse_text("", 0, 0);
    refuse_text("text", UINT64_MAX, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_put_is_read_in_its_order),
        cmocka_unit_test(a_failure_stays),
        cmocka_unit_test(a_text_that_is_cut_or_has_a_nul_inside_is_refused),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
