/* The digests of records, against their published check values. */
#include "stream/record/digest.h"

#include "expect.h"

#include <stdio.h>

static const char digits[] = "123456789";

static void crc32_is_that_of_the_standard(void **state)
{
    (void)state;
    char text[DIGEST_TEXT], trailer[DIGEST_TRAILER + 1];
    digest_format(true, digits, 9, text);
    assert_string_equal(text, "cbf43926");
    digest_format_trailer(true, digits, 9, trailer);
    assert_string_equal(trailer, "crc32 cbf43926       \n");
}

static void xxh3_has_no_seed(void **state)
{
    (void)state;
    char text[DIGEST_TEXT], trailer[DIGEST_TRAILER + 1];
    digest_format(false, "", 0, text);
    assert_string_equal(text, "2d06800538d394c2");
    digest_format_trailer(false, "", 0, trailer);
    assert_string_equal(trailer, "xxh3 2d06800538d394c2\n");
}

static void pieces_have_the_digest_of_the_whole(void **state)
{
    (void)state;
    struct digest d;
    expect_good(digest_new(&d));
    for (int crc32 = 0; crc32 < 2; crc32++) {
        char whole[DIGEST_TRAILER + 1], pieces[DIGEST_TRAILER + 1];
        digest_format_trailer(crc32, digits, 9, whole);
        digest_begin(&d, crc32);
        digest_add(&d, digits, 4);
        digest_add(&d, digits + 4, 5);
        digest_end(&d, pieces);
        assert_string_equal(pieces, whole);
    }
    digest_free(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(crc32_is_that_of_the_standard),
        cmocka_unit_test(xxh3_has_no_seed),
        cmocka_unit_test(pieces_have_the_digest_of_the_whole),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
