/* safetensors files: what is read, and every way in which a header can lie. */
#include "checkpoint/format/open.h"
#include "checkpoint_fixture.h"

#define TEMPLATE "/tmp/safetensors_test.XXXXXX"

static void open_text(struct checkpoint *c, char *path, const char *header, const void *data,
                      size_t length)
{
    write_safetensors(path, header, data, length);
    expect_good(checkpoint_open(c, path, NULL));
}

static void close_file(struct checkpoint *c, const char *path)
{
    checkpoint_free(c);
    unlink(path);
}

/* A file of that header and `length` zero bytes of data is refused with that message. */
static void refuse(const char *header, size_t length, const char *message)
{
    char path[] = TEMPLATE;
    struct checkpoint c;
    static const unsigned char zeros[64];
    write_safetensors(path, header, zeros, length);
    struct error *err = checkpoint_open(&c, path, NULL);
    if (!err)
        fail_msg("accepted: %s", header);
    assert_non_null(strstr(error_text(err), path));
    expect_error(err, message);
    unlink(path);
}

static void tensors_come_sorted_by_name_with_shape_and_place(void **state)
{
    (void)state;
    char path[] = TEMPLATE, shape[32];
    struct checkpoint c;
    const float data[] = {1, 2, 3, 4, 5, 6, 7};
    open_text(&c, path,
              "{\"fc.weight\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,24]},"
              "\"fc.bias\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[24,28]},"
              "\"none\":{\"dtype\":\"F32\",\"shape\":[0,5],\"data_offsets\":[24,24]}}   ",
              data, sizeof data);
    assert_int_equal(c.count, 3);
    assert_string_equal(c.tensors[0].name, "fc.bias");
    assert_string_equal(c.tensors[1].name, "fc.weight");
    assert_int_equal(c.tensors[0].count, 1);
    assert_int_equal(c.tensors[1].count, 6);
    assert_int_equal(c.tensors[2].count, 0);
    tensor_shape_text(&c.tensors[1], shape, sizeof shape);
    assert_string_equal(shape, "[2, 3]");
    check_f64(&c, "fc.weight", 0, 6, (double[]){1, 2, 3, 4, 5, 6});
    check_f64(&c, "fc.weight", 4, 2, (double[]){5, 6});
    check_f64(&c, "fc.bias", 0, 1, (double[]){7});
    assert_null(checkpoint_find(&c, "fc"));
    close_file(&c, path);
}

/* Types that are known but not read, and one that is not known, between tensors that are read. */
static void other_dtypes_are_unreadable_and_keep_their_place(void **state)
{
    (void)state;
    char path[] = TEMPLATE;
    struct checkpoint c;
    double value;
    struct cursor cursor;
    const unsigned char data[] = {0, 0, 0x80, 0x3f, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 0, 0, 0, 0x40};
    open_text(&c, path,
              "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
              "\"b\":{\"dtype\":\"F4\",\"shape\":[3],\"data_offsets\":[4,6]},"
              "\"c\":{\"dtype\":\"C64\",\"shape\":[1],\"data_offsets\":[6,14]},"
              "\"d\":{\"dtype\":\"NEW\",\"shape\":[7],\"data_offsets\":[14,14]},"
              "\"e\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[14,18]}}",
              data, sizeof data);
    check_f64(&c, "a", 0, 1, (double[]){1});
    check_f64(&c, "e", 0, 1, (double[]){2});
    assert_string_equal(c.tensors[1].unreadable, "F4 is not read: convert it to F32");
    assert_string_equal(c.tensors[2].unreadable, "C64 is not read: convert it to F32");
    assert_string_equal(c.tensors[3].unreadable, "NEW is not read: convert it to F32");
    assert_int_equal(c.tensors[3].count, 7);
    expect_good(cursor_open(&cursor, &c));
    expect_error(tensor_read_f64(&cursor, &c.tensors[2], 0, 1, &value), "C64 is not read");
    cursor_close(&cursor);
    close_file(&c, path);
}

static void every_numeric_dtype_is_read(void **state)
{
    (void)state;
    char path[] = TEMPLATE;
    struct checkpoint c;
    /* -1.5 as IEEE binary64, binary32, binary16, bfloat16; then integers; all by hand. */
    static const unsigned char data[] = {0,    0,    0,    0,    0,    0,    0xf8, 0xbf, 0,    0,
                                         0xc0, 0xbf, 0,    0xbe, 0xc0, 0xbf, 0xfe, 0xff, 0xff, 0xff,
                                         0xff, 0xff, 0xff, 0xff, 0xfe, 0xff, 0xff, 0xff, 0xfe, 0xff,
                                         0xfe, 1,    0,    0,    0,    0,    0,    0,    0,    2,
                                         0,    0,    0,    3,    0,    255,  1};
    open_text(&c, path,
              "{\"a\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]},"
              "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,12]},"
              "\"c\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[12,14]},"
              "\"d\":{\"dtype\":\"BF16\",\"shape\":[1],\"data_offsets\":[14,16]},"
              "\"e\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[16,24]},"
              "\"f\":{\"dtype\":\"I32\",\"shape\":[1],\"data_offsets\":[24,28]},"
              "\"g\":{\"dtype\":\"I16\",\"shape\":[1],\"data_offsets\":[28,30]},"
              "\"h\":{\"dtype\":\"I8\",\"shape\":[1],\"data_offsets\":[30,31]},"
              "\"i\":{\"dtype\":\"U64\",\"shape\":[1],\"data_offsets\":[31,39]},"
              "\"j\":{\"dtype\":\"U32\",\"shape\":[1],\"data_offsets\":[39,43]},"
              "\"k\":{\"dtype\":\"U16\",\"shape\":[1],\"data_offsets\":[43,45]},"
              "\"l\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[45,46]},"
              "\"m\":{\"dtype\":\"BOOL\",\"shape\":[1],\"data_offsets\":[46,47]}}",
              data, sizeof data);
    const double expected[] = {-1.5, -1.5, -1.5, -1.5, -2, -2, -2, -2, 1, 2, 3, 255, 1};
    assert_int_equal(c.count, 13);
    for (size_t i = 0; i < c.count; i++)
        check_f64(&c, c.tensors[i].name, 0, 1, &expected[i]);
    close_file(&c, path);
}

static void short_lines_of_metadata_are_kept_and_long_ones_left(void **state)
{
    (void)state;
    char path[] = TEMPLATE, header[1024], longest[257], longer[258];
    struct checkpoint c;
    memset(longest, 'x', 256);
    memset(longer, 'x', 257);
    longest[256] = longer[257] = '\0';
    snprintf(
        header, sizeof header,
        "{\"__metadata__\":{\"step\":\"7\",\"\":\"x\",\"note\":\"two\\nlines\",\"long\":\"%s\","
        "\"longer\":\"%s\"}}",
        longest, longer);
    open_text(&c, path, header, "", 0);
    assert_int_equal(c.keys.count, 2);
    assert_int_equal(c.values.count, 2);
    size_t step = strlist_find(&c.keys, "step");
    assert_int_not_equal(step, (size_t)-1);
    assert_string_equal(c.values.at[step], "7");
    assert_int_not_equal(strlist_find(&c.keys, "long"), (size_t)-1);
    close_file(&c, path);
}

static void headers_that_are_no_json_are_refused(void **state)
{
    (void)state;
    refuse("{", 0, "not JSON");
    refuse("{]", 0, "not JSON");
    refuse("{} x", 0, "not JSON");
    refuse("{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},"
           "\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[1,2]}}",
           2, "duplicate");
    refuse("{\"a\\u0000\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}", 1, "not JSON");
    refuse("{\"\xff\":1}", 0, "not JSON");
}

static void entries_that_are_no_tensors_are_refused(void **state)
{
    (void)state;
    refuse("{\"a\":1}", 0, "tensor a: dtype or shape is missing");
    refuse("{\"a\":[]}", 0, "tensor a: dtype or shape is missing");
    refuse("{\"a\":{\"shape\":[1],\"data_offsets\":[0,1]}}", 1, "dtype or shape is missing");
    refuse("{\"a\":{\"dtype\":\"U8\",\"data_offsets\":[0,1]}}", 1, "dtype or shape is missing");
    refuse("{\"a\":{\"dtype\":\"F8_E5M2\",\"shape\":[1],\"data_offsets\":[0,2]}}", 2,
           "tensor a: 1 bytes by dtype and shape, 2 by data_offsets");
    refuse("{\"a\":{\"dtype\":\"F4\",\"shape\":[3],\"data_offsets\":[0,1]}}", 1,
           "tensor a: 2 bytes by dtype and shape, 1 by data_offsets");
    refuse("{\"a\":{\"dtype\":\"C64\",\"shape\":[288230376151711745],\"data_offsets\":[0,8]}}", 8,
           "by dtype and shape, 8 by data_offsets");
    refuse("{\"a\":{\"dtype\":\"new\",\"shape\":[3],\"data_offsets\":[1,4]}}", 4, "a hole");
    refuse("{\"a\":{\"dtype\":\"U8\",\"shape\":[-1],\"data_offsets\":[0,1]}}", 1,
           "shape: dimension 0: not a whole number");
    refuse("{\"a\":{\"dtype\":\"U8\",\"shape\":[1.0],\"data_offsets\":[0,1]}}", 1,
           "not a whole number");
    refuse("{\"__metadata__\":[]}", 0, "__metadata__: not a JSON object");
    refuse("{\"__metadata__\":{\"step\":7}}", 0, "__metadata__: step: not a string");
}

static void offsets_outside_the_data_are_refused(void **state)
{
    (void)state;
    refuse("{\"a\":{\"dtype\":\"U8\",\"shape\":[4]}}", 4, "data_offsets");
    refuse("{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0]}}", 4, "data_offsets");
    refuse("{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[4,0]}}", 4, "data_offsets");
    refuse("{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[-4,0]}}", 4, "data_offsets");
    refuse("{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[1,5]}}", 4,
           "the file has 4 bytes of data");
    refuse("{\"a\":{\"dtype\":\"U8\",\"shape\":[4],"
           "\"data_offsets\":[9223372036854775803,9223372036854775807]}}",
           4, "the file has 4 bytes of data");
}

static void sizes_that_disagree_with_shapes_are_refused(void **state)
{
    (void)state;
    refuse("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}", 4, "is 8 bytes at");
    refuse("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,8]}}", 8,
           "4 bytes by dtype and shape, 8 by data_offsets");
    refuse("{\"a\":{\"dtype\":\"F64\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,0]}}",
           0, "overflows");
    refuse("{\"a\":{\"dtype\":\"F64\",\"shape\":[2305843009213693952],\"data_offsets\":[0,0]}}", 0,
           "overflows");
}

static void overlaps_holes_and_rests_are_refused(void **state)
{
    (void)state;
    refuse("{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]},"
           "\"b\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[3,7]}}",
           7, "tensor b: begins at data byte 3 where the tensor before it ends at 4: they overlap");
    refuse("{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]},"
           "\"b\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]}}",
           4, "they overlap");
    refuse("{\"a\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[0,3]},"
           "\"b\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[4,7]}}",
           7, "tensor b: begins at data byte 4 where the tensor before it ends at 3: a hole");
    refuse("{\"a\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[0,3]}}", 4,
           "something was appended");
    refuse("{}", 1, "something was appended");
}

static void header_lengths_that_lie_are_refused(void **state)
{
    (void)state;
    const struct {
        uint64_t length;
        const char *message;
    } lies[] = {{3, "in a file of 10"},
                {99999999, "in a file of 10"},
                {100000001, "at most 100000000"},
                {UINT64_MAX, "at most 100000000"},
                {0, "not JSON"},
                {1, "not JSON"}};
    for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
        char path[] = TEMPLATE;
        unsigned char content[10] = "........{}";
        struct checkpoint c;
        store_length(content, 8, lies[i].length);
        write_file(path, content, sizeof content);
        expect_error(checkpoint_open(&c, path, NULL), lies[i].message);
        unlink(path);
    }
}

static void every_prefix_of_a_file_is_refused(void **state)
{
    (void)state;
    static const char header[] = "{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]}}";
    size_t whole = 8 + sizeof header - 1 + 4;
    unsigned char content[128] = {0};
    store_length(content, 8, sizeof header - 1);
    memcpy(content + 8, header, sizeof header - 1);
    for (size_t length = 0; length <= whole; length++) {
        char path[] = TEMPLATE;
        struct checkpoint c;
        write_file(path, content, length);
        struct error *err = checkpoint_open(&c, path, NULL);
        if (length == whole)
            expect_good(err);
        else if (!err)
            fail_msg("%zu bytes of %zu were accepted", length, whole);
        if (!err)
            checkpoint_free(&c);
        error_free(err);
        unlink(path);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tensors_come_sorted_by_name_with_shape_and_place),
        cmocka_unit_test(other_dtypes_are_unreadable_and_keep_their_place),
        cmocka_unit_test(every_numeric_dtype_is_read),
        cmocka_unit_test(short_lines_of_metadata_are_kept_and_long_ones_left),
        cmocka_unit_test(headers_that_are_no_json_are_refused),
        cmocka_unit_test(entries_that_are_no_tensors_are_refused),
        cmocka_unit_test(offsets_outside_the_data_are_refused),
        cmocka_unit_test(sizes_that_disagree_with_shapes_are_refused),
        cmocka_unit_test(overlaps_holes_and_rests_are_refused),
        cmocka_unit_test(header_lengths_that_lie_are_refused),
        cmocka_unit_test(every_prefix_of_a_file_is_refused),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
