/* The .npy header, by the format's description (numpy.lib.format). */
#include "base/npy.h"

#include "expect.h"

#include <stdlib.h>

/* A header of that version around `text`; npy_header_length must see its whole length. */
static struct error *parse(struct npy *npy, int version, const char *text)
{
    unsigned char header[1024] = "\x93NUMPY";
    size_t prefix = version == 1 ? 10 : 12, length = strlen(text), whole;
    header[6] = (unsigned char)version;
    header[8] = (unsigned char)(length & 0xff);
    header[9] = (unsigned char)(length >> 8);
    memcpy(header + prefix, text, length);
    expect_good(npy_header_length(header, &whole));
    assert_int_equal(whole, prefix + length);
    return npy_parse(npy, header, whole);
}

static void headers_of_all_versions_are_read(void **state)
{
    (void)state;
    for (int version = 1; version <= 3; version++) {
        struct npy npy;
        expect_good(parse(&npy, version,
                          "{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }   \n"));
        assert_int_equal(npy.type, DTYPE_F64);
        assert_false(npy.swapped || npy.fortran);
        assert_int_equal(npy.dims, 2);
        assert_int_equal(npy.shape[0], 3);
        assert_int_equal(npy.shape[1], 4);
        assert_int_equal(npy.count, 12);
    }
}

static void order_of_keys_quotes_and_spaces_do_not_matter(void **state)
{
    (void)state;
    struct npy npy;
    expect_good(parse(&npy, 1, "{ \"shape\" :( 7L,) ,'fortran_order':True,'descr':\">i2\"}\n"));
    assert_int_equal(npy.type, DTYPE_I16);
    assert_true(npy.swapped && npy.fortran);
    assert_int_equal(npy.dims, 1);
    assert_int_equal(npy.count, 7);
    expect_good(parse(&npy, 1, "{'descr': '|b1', 'fortran_order': False, 'shape': ()}\n"));
    assert_int_equal(npy.dims, 0);
    assert_int_equal(npy.count, 1);
}

static void headers_that_are_wrong_are_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "[1, 2]",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4)",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (3, -4)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (3 4)}",
        "{'descr': '<f8', 'fortran_order': Maybe, 'shape': (3, 4)}",
        "{'descr': '<f8', 'fortran_order': False}",
        "{'descr': '<f8', 'descr': '<f8', 'fortran_order': False, 'shape': (3, 4)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), 'more': 1}",
        "{'descr': '<c16', 'fortran_order': False, 'shape': (3, 4)}",
        "{'descr': '|O', 'fortran_order': False, 'shape': (3, 4)}",
        "{'descr': [('x', '<f8')], 'fortran_order': False, 'shape': (3,)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (4294967296, 4294967296)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (2305843009213693952,)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999,)}",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct npy npy;
        expect_error(parse(&npy, 1, texts[i]), ".npy");
    }
}

static void what_is_no_npy_is_refused_by_its_first_bytes(void **state)
{
    (void)state;
    size_t length;
    expect_error(npy_header_length((const unsigned char *)"\x93NUMPX\1\0\x76\0  ", &length),
                 "not a .npy");
    expect_error(npy_header_length((const unsigned char *)"\x93NUMPY\4\0\x76\0  ", &length),
                 "not a .npy");
    expect_error(npy_header_length((const unsigned char *)"\x93NUMPY\1\0\0\0  ", &length),
                 "0 bytes");
    expect_error(npy_header_length((const unsigned char *)"\x93NUMPY\2\0\377\377\377\377", &length),
                 "damaged");
}

/* numpy 2.4: np.save of np.zeros((5, 3)) and of np.zeros((5, 3), 'f4', order='F') begin so. */
static void headers_are_written_as_numpy_writes_them(void **state)
{
    (void)state;
    static const char c_order[] =
        "\x93NUMPY\1\0v\0{'descr': '<f8', 'fortran_order': False, 'shape': (5, 3), }";
    static const char fortran[] =
        "\x93NUMPY\1\0v\0{'descr': '<f4', 'fortran_order': True, 'shape': (5, 3), }";
    char *header;
    size_t length;
    expect_good(npy_format(DTYPE_F64, 5, 3, false, &header, &length));
    assert_int_equal(length, 128);
    assert_memory_equal(header, c_order, sizeof c_order - 1);
    assert_int_equal(strspn(header + sizeof c_order - 1, " "), 128 - (sizeof c_order - 1) - 1);
    assert_int_equal(header[127], '\n');
    free(header);
    expect_good(npy_format(DTYPE_F32, 5, 3, true, &header, &length));
    assert_memory_equal(header, fortran, sizeof fortran - 1);
    free(header);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(headers_of_all_versions_are_read),
        cmocka_unit_test(order_of_keys_quotes_and_spaces_do_not_matter),
        cmocka_unit_test(headers_that_are_wrong_are_refused),
        cmocka_unit_test(what_is_no_npy_is_refused_by_its_first_bytes),
        cmocka_unit_test(headers_are_written_as_numpy_writes_them),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
