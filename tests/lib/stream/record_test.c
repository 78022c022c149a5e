/* The header of a record: what is written is read back, and nothing else is taken for one. */
#include "stream/record/record.h"

#include "expect.h"

#include <stdio.h>
#include <stdlib.h>

static void assert_refused(const char *header, const char *part)
{
    struct record r;
    expect_error(record_parse(&r, header, strlen(header)), part);
}

static void a_record_like_any(struct record *r)
{
    expect_good(record_init(r, "affinity", PHM_F64, 656, 656));
    expect_good(record_attr_set(r, "k", "%d", 5));
    expect_good(record_attr_set(r, "metric", "cosine"));
    expect_good(record_from_add(r, "snapcat -m runs.tsv runs/a_e000.pt ... (656 files)"));
    expect_good(record_from_add(r, "knnaff -k 5 -m cosine"));
}

/* The head line is what libxxhash makes of the lines before it. */
static void the_header_is_the_text_of_the_format(void **state)
{
    (void)state;
    static const char expected[] = "phm 1\n"
                                   "kind affinity\n"
                                   "type f64\n"
                                   "shape 656 656\n"
                                   "layout dense\n"
                                   "bytes 3442688\n"
                                   "attr k 5\n"
                                   "attr metric cosine\n"
                                   "from snapcat -m runs.tsv runs/a_e000.pt ... (656 files)\n"
                                   "from knnaff -k 5 -m cosine\n"
                                   "head 206c7a22a1645225\n";
    struct record r;
    char *text;
    size_t length;
    a_record_like_any(&r);
    expect_good(record_format(&r, &text, &length));
    assert_memory_equal(text, expected, sizeof expected - 1);
    assert_memory_equal(text + length - 2, "\n\n", 2);
    free(text);
    record_free(&r);
}

static void the_payload_starts_at_a_multiple_of_64_bytes_for_any_length(void **state)
{
    (void)state;
    for (int extra = 0; extra < 2 * PHM_ALIGN; extra++) {
        struct record r, back;
        char *text;
        size_t length;
        expect_good(record_init(&r, "gram", PHM_F32, 1, 1));
        expect_good(record_attr_set(&r, "note", "%0*d", extra, 0));
        expect_good(record_format(&r, &text, &length));
        assert_int_equal(length % PHM_ALIGN, 0);
        expect_good(record_parse(&back, text, length));
        assert_string_equal(record_attr(&back, "note"), record_attr(&r, "note"));
        record_free(&back);
        record_free(&r);
        free(text);
    }
}

static void what_was_written_is_read_back(void **state)
{
    (void)state;
    struct record r, back;
    char *text;
    size_t length;
    a_record_like_any(&r);
    expect_good(record_format(&r, &text, &length));
    expect_good(record_parse(&back, text, length));
    assert_true(record_is(&back, "affinity"));
    assert_int_equal(back.type, PHM_F64);
    assert_int_equal(back.rows, 656);
    assert_int_equal(back.cols, 656);
    assert_int_equal(back.layout, PHM_DENSE);
    assert_int_equal(back.bytes, 656 * 656 * 8);
    assert_string_equal(record_attr(&back, "metric"), "cosine");
    assert_null(record_attr(&back, "metri"));
    assert_int_equal(back.from.count, 2);
    assert_string_equal(back.from.at[1], "knnaff -k 5 -m cosine");
    record_free(&back);
    record_free(&r);
    free(text);
}

static void panels_and_sparse_matrices_are_read_back(void **state)
{
    (void)state;
    static const char panel[] = "phm 1\nkind snapshots\ntype f32\nshape 3 10\nlayout panel 4\n"
                                "bytes 120\n\n";
    /* 4 row pointers and 2 column indices of 8 bytes, 2 values of 4 */
    static const char sparse[] = "phm 1\nkind affinity\ntype f32\nshape 3 10\nlayout csr 2\n"
                                 "bytes 56\n\n";
    struct record r;
    expect_good(record_parse(&r, panel, sizeof panel - 1));
    assert_int_equal(r.layout, PHM_PANEL);
    assert_int_equal(r.panel, 4);
    record_free(&r);
    expect_good(record_parse(&r, sparse, sizeof sparse - 1));
    assert_int_equal(r.layout, PHM_CSR);
    assert_int_equal(r.nonzeros, 2);
    record_free(&r);
}

static void every_flipped_bit_of_a_header_is_found(void **state)
{
    (void)state;
    struct record r, back;
    char *text;
    size_t length;
    a_record_like_any(&r);
    expect_good(record_format(&r, &text, &length));
    for (size_t bit = 0; bit < 8 * length; bit++) {
        text[bit / 8] = (char)(text[bit / 8] ^ (1 << bit % 8));
        struct error *err = record_parse(&back, text, length);
        if (!err)
            fail_msg("bit %zu flipped, and nothing said", bit);
        error_free(err);
        text[bit / 8] = (char)(text[bit / 8] ^ (1 << bit % 8));
    }
    record_free(&r);
    free(text);
}

static void every_prefix_of_a_header_is_refused(void **state)
{
    (void)state;
    struct record r, back;
    char *text;
    size_t length;
    a_record_like_any(&r);
    expect_good(record_format(&r, &text, &length));
    for (size_t cut = 0; cut < length; cut++) {
        struct error *err = record_parse(&back, text, cut);
        if (!err)
            fail_msg("cut at byte %zu, and nothing said", cut);
        error_free(err);
    }
    record_free(&r);
    free(text);
}

#define START "phm 1\nkind gram\ntype f64\n"

static void headers_that_are_wrong_are_refused_with_the_line_and_what_was_expected(void **state)
{
    (void)state;
    assert_refused("phm 2\n\n", "line 1: expected 'phm 1'");
    assert_refused("P5 640 480\n", "not phm");
    assert_refused("phm 1\ntype f64\n\n", "line 2: expected 'kind WORD'");
    assert_refused("phm 1\nkind a b\n\n", "line 2");
    assert_refused("phm 1\nkind failed\n\n", "type f32|f64|text");
    assert_refused("phm 1\n failed\n\n", "line 2: expected 'kind WORD'");
    assert_refused("phm 1\na b failed\n\n", "line 2: expected 'kind WORD'");
    assert_refused("phm 1\nknnaff failed\n\n", "knnaff failed: see what it says");
    assert_refused("phm 1\nkind abcdefghijklmnopqrstuvwxyz0123456789\n\n", "line 2");
    assert_refused("phm 1\nkind gram\ntype f16\n\n", "type f32|f64|text");
    assert_refused(START "shape 2\n\n", "line 4: expected 'shape ROWS COLUMNS'");
    assert_refused(START "shape 2 \n\n", "line 4");
    assert_refused(START "shape 2 2 2\n\n", "line 4");
    assert_refused(START "shape 2 2 \nlayout dense\nbytes 32\n\n", "line 4");
    assert_refused(START "shape -2 2\n\n", "line 4");
    assert_refused(START "shape 02 2\n\n", "line 4");
    assert_refused(START "shape  2 2\n\n", "line 4");
    assert_refused(START "shape 99999999999999999999 2\n\n", "line 4");
    assert_refused(START "shape 2 2\nlayout sparse\n\n", "line 5: expected 'layout");
    assert_refused(START "shape 2 2\nlayout panel 0\nbytes 32\n\n", "line 5");
    assert_refused(START "shape 2 2\nlayout panel 1 \nbytes 32\n\n", "line 5");
    assert_refused(START "shape 2 2\nlayout csr\n\n", "line 5");
    assert_refused(START "shape 2 2\nlayout dense\nbytes x\n\n", "line 6: expected 'bytes COUNT'");
    assert_refused(START "shape 2 2\nlayout dense\nbytes 33\n\n", "bytes 33, but shape, type");
    assert_refused(START "shape 2 2\nlayout dense\nbytes 32\nattr k\n\n", "attr KEY VALUE");
    assert_refused(START "shape 2 2\nlayout dense\nbytes 32\nfrom a\nattr k 5\n\n", "line 8");
    assert_refused(START "shape 2 2\nlayout dense\nbytes 32\nfrom a\tb\n\n", "from COMMAND");
    assert_refused(START "shape 2 2\nlayout dense\nbytes 32\nhead 0123456789abcdef\n\n",
                   "header: checksum");
    assert_refused(START "shape 2 2\nlayout dense\nbytes 32\n  \n  \n\n", "line 8");
    assert_refused(START "shape 2 2\nlayout dense\nbytes 32\n  \n", "no blank line at its end");
    assert_refused(START "shape 2 2\nlayout dense\nbytes 32\n\nx", "no blank line at its end");
    assert_refused("phm 1\nkind rows\ntype text\nshape 1 1\nlayout panel 1\nbytes 4\n\n",
                   "the layout of text is not dense");
}

static void shapes_whose_product_overflows_are_refused(void **state)
{
    (void)state;
    struct record r;
    assert_refused(START "shape 4294967296 4294967296\nlayout dense\nbytes 0\n\n", "overflows");
    assert_refused(START "shape 2305843009213693952 1\nlayout dense\nbytes 0\n\n", "overflows");
    assert_refused(START "shape 2305843009213693951 1\nlayout csr 1\nbytes 0\n\n", "overflows");
    assert_refused(START "shape 1 1\nlayout csr 2305843009213693951\nbytes 0\n\n", "overflows");
    expect_error(record_init(&r, "gram", PHM_F64, SIZE_MAX / 2, 3), "overflows");
}

static void a_nul_byte_ends_no_word(void **state)
{
    (void)state;
    static const char header[] =
        "phm 1\nkind gr\0m\ntype f64\nshape 1 1\nlayout dense\nbytes 8\n\n";
    struct record r;
    expect_error(record_parse(&r, header, sizeof header - 1), "kind WORD");
}

static void what_is_shown_of_a_damaged_line_has_no_control_characters(void **state)
{
    (void)state;
    static const char header[] = "\033[2J\rphm\n\n";
    struct record r;
    struct error *err = record_parse(&r, header, sizeof header - 1);
    assert_non_null(err);
    assert_null(strpbrk(error_text(err), "\033\r\n"));
    error_free(err);
}

static void kinds_keys_and_values_that_would_break_a_header_are_refused(void **state)
{
    (void)state;
    struct record r;
    char *text;
    size_t length;
    expect_error(record_init(&r, "two words", PHM_F64, 1, 1), "not a kind");
    expect_error(record_init(&r, "", PHM_F64, 1, 1), "not a kind");
    expect_error(record_init(&r, "abcdefghijklmnopqrstuvwxyz0123456789", PHM_F64, 1, 1), "31");
    expect_good(record_init(&r, "gram", PHM_F64, 1, 1));
    expect_error(record_attr_set(&r, "a b", "1"), "not an attribute's key");
    expect_error(record_attr_set(&r, "", "1"), "not an attribute's key");
    expect_error(record_attr_set(&r, "long", "%05000d", 0), "shorten it");
    expect_good(record_attr_set(&r, "lines", "a\nb"));
    assert_string_equal(record_attr(&r, "lines"), "a b");
    expect_good(record_from_add(&r, "cat a\nfrom b"));
    assert_string_equal(r.from.at[0], "cat a from b");
    expect_good(record_format(&r, &text, &length));
    record_free(&r);
    expect_good(record_parse(&r, text, length));
    record_free(&r);
    free(text);
}

static void an_attribute_has_one_value(void **state)
{
    (void)state;
    struct record r;
    expect_good(record_init(&r, "operator", PHM_F64, 1, 1));
    expect_good(record_attr_set(&r, "t", "4"));
    expect_good(record_attr_set(&r, "k", "5"));
    expect_good(record_attr_set(&r, "t", "8"));
    assert_int_equal(r.attrs.count, 2);
    assert_string_equal(record_attr(&r, "t"), "8");
    record_free(&r);
}

static void numbers_of_attributes_are_numbers_in_full(void **state)
{
    (void)state;
    static const char *const bad[] = {"5x", "nan", "inf", "1e999", "",  "0x10", " 5",
                                      "5 ", "1,5", "--5", "+",     "e", "5 5"};
    static const char *const no_size[] = {"-1", "+5", "5.0", "5e0", "18446744073709551617"};
    struct record r;
    double number = 7;
    size_t size = 7;
    expect_good(record_init(&r, "affinity", PHM_F64, 1, 1));
    expect_good(record_attr_number(&r, "k", &number));
    expect_good(record_attr_size(&r, "k", 1, &size));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        expect_good(record_attr_set(&r, "k", "%s", bad[i]));
        expect_error(record_attr_number(&r, "k", &number), "affinity record: attribute k: '");
        expect_error(record_attr_size(&r, "k", 1, &size), "is not a whole number from 1 on");
    }
    for (size_t i = 0; i < sizeof no_size / sizeof *no_size; i++) {
        expect_good(record_attr_set(&r, "k", "%s", no_size[i]));
        expect_error(record_attr_size(&r, "k", 0, &size), "leave the attribute out");
    }
    expect_good(record_attr_set(&r, "k", "3"));
    expect_error(record_attr_size(&r, "k", 4, &size), "'3' is not a whole number from 4");
    assert_true(number == 7 && size == 7);
    expect_good(record_attr_size(&r, "k", 3, &size));
    assert_int_equal(size, 3);
    expect_good(record_attr_set(&r, "k", "-2.5e-1"));
    expect_good(record_attr_number(&r, "k", &number));
    assert_true(number == -0.25);
    record_free(&r);
}

static void an_attribute_that_appears_twice_is_refused(void **state)
{
    (void)state;
    struct record r;
    static const char good[] = START "shape 2 2\nlayout dense\nbytes 32\n"
                                     "attr k 5\nattr k-max 5\nattr kk 5\nattr a k\n\n";
    expect_good(record_parse(&r, good, sizeof good - 1));
    record_free(&r);
    assert_refused(START "shape 2 2\nlayout dense\nbytes 32\nattr k 5\nattr a 1\nattr k 5\n\n",
                   "header: attribute k appears twice: leave one out");
    assert_refused(START "shape 2 2\nlayout dense\nbytes 32\nattr end-record follows\nattr a 1\n"
                         "attr end-record follows\n\n",
                   "header: attribute end-record appears twice");
}

static void provenance_is_bounded_and_cut_between_characters(void **state)
{
    (void)state;
    struct record r;
    char line[700];
    expect_good(record_init(&r, "gram", PHM_F64, 1, 1));
    /* 'a', then two-byte characters: byte 512 is in the middle of one */
    line[0] = 'a';
    for (size_t i = 1; i + 1 < sizeof line; i += 2)
        memcpy(line + i, "\xc3\xa9", 2);
    line[699] = '\0';
    expect_good(record_from_add(&r, line));
    assert_int_equal(strlen(r.from.at[0]), 511 + strlen(" ..."));
    assert_memory_equal(r.from.at[0] + 509, "\xc3\xa9 ...", 6);
    for (int i = 0; i < 200; i++) {
        snprintf(line, sizeof line, "stage %d", i);
        expect_good(record_from_add(&r, line));
    }
    assert_int_equal(r.from.count, 64);
    assert_int_equal(r.from.at[0][0], 'a'); /* where it all came from is kept */
    assert_string_equal(r.from.at[63], "stage 199");
    record_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_header_is_the_text_of_the_format),
        cmocka_unit_test(the_payload_starts_at_a_multiple_of_64_bytes_for_any_length),
        cmocka_unit_test(what_was_written_is_read_back),
        cmocka_unit_test(panels_and_sparse_matrices_are_read_back),
        cmocka_unit_test(every_flipped_bit_of_a_header_is_found),
        cmocka_unit_test(every_prefix_of_a_header_is_refused),
        cmocka_unit_test(headers_that_are_wrong_are_refused_with_the_line_and_what_was_expected),
        cmocka_unit_test(shapes_whose_product_overflows_are_refused),
        cmocka_unit_test(a_nul_byte_ends_no_word),
        cmocka_unit_test(what_is_shown_of_a_damaged_line_has_no_control_characters),
        cmocka_unit_test(kinds_keys_and_values_that_would_break_a_header_are_refused),
        cmocka_unit_test(an_attribute_has_one_value),
        cmocka_unit_test(numbers_of_attributes_are_numbers_in_full),
        cmocka_unit_test(an_attribute_that_appears_twice_is_refused),
        cmocka_unit_test(provenance_is_bounded_and_cut_between_characters),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
