/* What a journal says of predictions. */
#include "evaluation/prediction_store.h"

#include "expect.h"

static void words_are_read_up_to_the_end_of_their_line(void **state)
{
    (void)state;
    struct prediction_words words;
    char *end;
    assert_true(prediction_store_parse(&words, " predictions 6 2 f64 24 ff\n1 2\n", &end));
    assert_true(words.shape.count == 6 && words.shape.classes == 2 &&
                words.shape.type == DTYPE_F64);
    assert_true(words.place.offset == 24 && words.place.hash == 0xff);
    assert_string_equal(end, "\n1 2\n");
    assert_true(prediction_store_parse(&words, "\n predictions 6 2 f32 24 ff\n", &end));
    assert_int_equal(words.shape.count, 0);
    assert_string_equal(end, "\n predictions 6 2 f32 24 ff\n");
}

static void other_words_are_refused(void **state)
{
    (void)state;
    static const char *const other[] = {
        " predictions\n",
        " predictions 6 2 f32 24\n",
        " predictions 6 2 f32 24\n0123 1\n",
        " predictions 6 2 f32 24  ff\n",
        " predictions 6 2 f16 24 ff\n",
        " predictions -6 2 f32 24 ff\n",
        " predictions 6 +2 f32 24 ff\n",
        " predictions a 2 f32 24 ff\n",
        " predictions 0 2 f32 24 ff\n",
        " predictions 6 4 f32 24 ff\n",
        " predictions 6 2 f32 24 10123456789abcdef\n",
        " predictions 4611686018427387904 2 f32 24 ff\n",
        " predictions 6 2 f32 18446744073709551600 ff\n",
    };
    for (size_t i = 0; i < sizeof other / sizeof *other; i++) {
        struct prediction_words words;
        char *end;
        if (prediction_store_parse(&words, other[i], &end))
            fail_msg("taken: %s", other[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_read_up_to_the_end_of_their_line),
        cmocka_unit_test(other_words_are_refused),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
