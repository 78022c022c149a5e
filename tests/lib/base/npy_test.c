/* The .npy header, by the format's description (numpy.lib.format). */
#include "base/npy.h"

#include "expect.h"

#include <stdio.h>
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
        "{'descr': '<x8', 'fortran_order': False, 'shape': (3, 4)}",
        "{'descr': '<c', 'fortran_order': False, 'shape': (3, 4)}",
        "{'descr': '<U4611686018427387904', 'fortran_order': False, 'shape': (0,)}",
        "{'descr': [('x', '<f8'), 'fortran_order': False, 'shape': (3,)}",
        "{'descr': [('x', '<f8)], 'fortran_order': False, 'shape': (3,)}",
        "{'descr': '<c16', 'fortran_order': False, 'shape': (1152921504606846976,)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (4294967296, 4294967296)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (2305843009213693952,)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999,)}",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct npy npy;
        expect_error(parse(&npy, 1, texts[i]), ".npy");
    }
}

static void arrays_of_all_else_say_what_they_are(void **state)
{
    (void)state;
    static const struct {
        const char *descr;
        enum npy_kind kind;
        size_t item;
        const char *reason;
    } samples[] = {{"'<c8'", NPY_OTHER, 8, "complex64 is not read: "},
                   {"'>c16'", NPY_OTHER, 16, "complex128 is not read: "},
                   {"'<f16'", NPY_OTHER, 16, "float128 is not read: convert it with .astype('f8')"},
                   {"'<M8[ns]'", NPY_DATES, 8, "datetime64 is not read: "},
                   {"'<m8[s]'", NPY_DATES, 8, "timedelta64 is not read: "},
                   {"'|V2'", NPY_OTHER, 2, "void16 is not read: "},
                   {"'>U5'", NPY_UNICODE, 20, "text is not read: "},
                   {"'|S5'", NPY_BYTES, 5, "text is not read: "},
                   {"'|O'", NPY_OBJECTS, 0, "a pickled Python object is not read: "},
                   {"[('a', '<f4', (2, 3)), ('b)]', [(\"c'\", '<i4')])]", NPY_STRUCTURES, 0,
                    "a structured array is not read: "},
                   {"'<f4'", NPY_NUMBERS, 4, ""}};
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        char text[200], reason[NPY_REASON];
        struct npy npy;
        snprintf(text, sizeof text, "{'descr': %s, 'fortran_order': False, 'shape': (3,)}",
                 samples[i].descr);
        expect_good(parse(&npy, 1, text));
        assert_int_equal(npy.kind, samples[i].kind);
        assert_int_equal(npy.item, samples[i].item);
        assert_int_equal(npy.count, 3);
        assert_int_equal(npy_is_text_or_date(&npy),
                         npy.kind == NPY_DATES || npy.kind == NPY_UNICODE || npy.kind == NPY_BYTES);
        npy_unreadable(&npy, reason);
        assert_int_equal(strncmp(reason, samples[i].reason, strlen(samples[i].reason)), 0);
        assert_int_equal(reason[0] == '\0', samples[i].reason[0] == '\0');
        if (reason[0])
            expect_error(npy_check_numbers(&npy), reason);
        else
            expect_good(npy_check_numbers(&npy));
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
        cmocka_unit_test(arrays_of_all_else_say_what_they_are),
        cmocka_unit_test(what_is_no_npy_is_refused_by_its_first_bytes),
        cmocka_unit_test(headers_are_written_as_numpy_writes_them),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
