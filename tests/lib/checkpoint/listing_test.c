#include "checkpoint/statedict/listing.h"

#include "expect.h"

static void expect_listed(const char *key, const char *expected)
{
    struct statedict_listing list = {0};
    statedict_list(&list, key, NULL);
    assert_string_equal(list.text, expected);
}

#define FIFTY "01234567890123456789012345678901234567890123456789"

static void test_cut(void **state)
{
    (void)state;
    expect_listed(FIFTY "123456789", FIFTY "123456789");
    expect_listed(FIFTY "1234567890", FIFTY "123456789");
    expect_listed(FIFTY "1234567\u00e9", FIFTY "1234567\u00e9");
    expect_listed(FIFTY "12345678\u00e9", FIFTY "12345678");
    expect_listed(FIFTY "12345678\xe9"
                        "9",
                  FIFTY "12345678\xe9"); /* not UTF-8 */
}

static void test_control_characters(void **state)
{
    (void)state;
    expect_listed("a\nb\x7f", "a?b?");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        {"a long key is cut behind a whole character", test_cut, NULL, NULL, NULL},
        {"control characters are not shown", test_control_characters, NULL, NULL, NULL},
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
