/* HDF5 files: those of tests/data/hdf5, and what becomes of them when they are damaged. */
#include "base/size.h"
#include "checkpoint/format/open.h"
#include "checkpoint/hdf5/roles.h"
#include "checkpoint_fixture.h"

#define DATA "tests/data/hdf5/"
#define TEMPLATE "/tmp/hdf5_test.XXXXXX"

static void open_data(struct checkpoint *c, const char *name)
{
    char path[128];
    snprintf(path, sizeof path, DATA "%s", name);
    expect_good(checkpoint_open(c, path, NULL));
}

/* The tensor holds 0, 1, 2, ...; it is read from each of its elements to each behind it. */
static void expect_counting(const struct checkpoint *c, const char *name, enum dtype type,
                            size_t count)
{
    struct cursor cursor;
    double got[64];
    const struct tensor *t = checkpoint_find(c, name);
    if (!t)
        fail_msg("%s: no such tensor", name);
    assert_int_equal(t->place.type, type);
    assert_int_equal(t->count, count);
    expect_good(cursor_open(&cursor, c));
    for (size_t first = 0; first < count; first++)
        for (size_t end = first + 1; end <= count; end++) {
            expect_good(tensor_read_f64(&cursor, t, first, end - first, got));
            for (size_t i = first; i < end; i++)
                if (got[i - first] != (double)i)
                    fail_msg("%s[%zu]: got %g", name, i, got[i - first]);
        }
    cursor_close(&cursor);
}

static const char *metadata(const struct checkpoint *c, const char *key)
{
    size_t at = strlist_find(&c->keys, key);
    return at == (size_t)-1 ? NULL : c->values.at[at];
}

/* ---- what is read ---- */

static void numbers_of_all_types_are_read_in_both_byte_orders(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        enum dtype type;
    } types[] = {{"f8", DTYPE_F64}, {"f4", DTYPE_F32}, {"f2", DTYPE_F16}, {"i8", DTYPE_I64},
                 {"i4", DTYPE_I32}, {"i2", DTYPE_I16}, {"i1", DTYPE_I8},  {"u8", DTYPE_U64},
                 {"u4", DTYPE_U32}, {"u2", DTYPE_U16}, {"u1", DTYPE_U8}};
    struct checkpoint c;
    char name[32];
    open_data(&c, "types.h5");
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        snprintf(name, sizeof name, "little/%s", types[i].name);
        expect_counting(&c, name, types[i].type, 6);
        snprintf(name, sizeof name, "big/%s", types[i].name);
        expect_counting(&c, name, types[i].type, 6);
    }
    checkpoint_free(&c);
}

static void booleans_and_floats_of_bfloat16_layout_are_numbers(void **state)
{
    (void)state;
    struct checkpoint c;
    const double booleans[] = {1, 0, 1}, bfloats[] = {0, 1, -2};
    open_data(&c, "types.h5");
    assert_int_equal(checkpoint_find(&c, "bool")->place.type, DTYPE_BOOL);
    check_f64(&c, "bool", 0, 3, booleans);
    assert_int_equal(checkpoint_find(&c, "bfloat16")->place.type, DTYPE_BF16);
    check_f64(&c, "bfloat16", 0, 3, bfloats);
    checkpoint_free(&c);
}

static void keras_bfloat16_that_hdf5_has_no_type_for_is_read(void **state)
{
    (void)state;
    struct checkpoint c;
    open_data(&c, "bfloat16.weights.h5");
    expect_counting(&c, "layers/dense/vars/0", DTYPE_BF16, 6);
    expect_counting(&c, "layers/dense/vars/1", DTYPE_BF16, 3);
    checkpoint_free(&c);
}

static void texts_compounds_and_null_data_sets_are_not_tensors(void **state)
{
    (void)state;
    struct checkpoint c;
    open_data(&c, "types.h5");
    assert_null(checkpoint_find(&c, "null"));
    assert_null(checkpoint_find(&c, "text/lines"));
    assert_null(checkpoint_find(&c, "compound"));
    assert_int_equal(checkpoint_find(&c, "empty")->count, 0);
    checkpoint_free(&c);
}

static void scalars_of_the_root_are_metadata_and_others_tensors(void **state)
{
    (void)state;
    struct checkpoint c;
    const double inside = 2.5;
    open_data(&c, "types.h5");
    assert_string_equal(metadata(&c, "epoch"), "9007199254740993");
    assert_string_equal(metadata(&c, "train_loss"), "0.1");
    assert_string_equal(metadata(&c, "test_loss"), "0.1");
    assert_string_equal(metadata(&c, "seed"), "18446744073709551615");
    assert_string_equal(metadata(&c, "augmented"), "1");
    assert_string_equal(metadata(&c, "of_variable_length"), "adam");
    assert_string_equal(metadata(&c, "fixed"), "of fixed length");
    assert_null(metadata(&c, "long"));
    assert_null(metadata(&c, "lines"));
    assert_null(metadata(&c, "list"));
    assert_null(checkpoint_find(&c, "epoch"));
    check_f64(&c, "scalars/inside", 0, 1, &inside);
    checkpoint_free(&c);
}

/* The row table has the number; whether it is compared, its name decides. */
static void floating_point_numbers_of_the_root_are_tensors_too(void **state)
{
    (void)state;
    static const struct {
        const char *name, *value;
        enum tensor_role role;
    } numbers[] = {{"temperature", "0.07", TENSOR_COLUMN},
                   {"encoder.scale", "0.5", TENSOR_UNKNOWN},
                   {"model/temperature", NULL, TENSOR_UNKNOWN},
                   {"never_written", NULL, TENSOR_COLUMN},
                   {"odd", NULL, TENSOR_COLUMN}};
    struct checkpoint c;
    const double scale = 0.5;
    open_data(&c, "scalars.h5");
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        const struct tensor *t = checkpoint_find(&c, numbers[i].name);
        const char *value = metadata(&c, numbers[i].name);
        assert_non_null(t);
        assert_int_equal(t->role, numbers[i].role);
        assert_int_equal(!value, !numbers[i].value);
        if (value)
            assert_string_equal(value, numbers[i].value);
    }
    check_f64(&c, "encoder.scale", 0, 1, &scale);
    assert_string_equal(metadata(&c, "step"), "3");
    assert_null(checkpoint_find(&c, "step"));
    assert_null(checkpoint_find(&c, "done"));
    checkpoint_free(&c);
}

static void any_piece_of_a_chunked_or_compact_data_set_is_read(void **state)
{
    (void)state;
    static const char *const groups[] = {"plain", "gzip", "shuffled"};
    struct checkpoint c;
    char name[32];
    open_data(&c, "chunked.h5");
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
        snprintf(name, sizeof name, "%s/1d", groups[i]);
        expect_counting(&c, name, DTYPE_F32, 11);
        snprintf(name, sizeof name, "%s/2d", groups[i]);
        expect_counting(&c, name, DTYPE_F32, 35);
        snprintf(name, sizeof name, "%s/3d", groups[i]);
        expect_counting(&c, name, DTYPE_F64, 60);
        snprintf(name, sizeof name, "%s/one", groups[i]);
        expect_counting(&c, name, DTYPE_I16, 6);
    }
    expect_counting(&c, "compact/rows", DTYPE_F32, 6);
    expect_counting(&c, "compact/scalar", DTYPE_F32, 1);
    checkpoint_free(&c);
}

static void a_suspended_cursor_goes_on_where_it_was_and_elsewhere(void **state)
{
    (void)state;
    struct checkpoint c;
    struct cursor cursor;
    double got[2];
    open_data(&c, "chunked.h5");
    expect_good(cursor_open(&cursor, &c));
    for (size_t i = 0; i < 60; i++) {
        const struct tensor *t = checkpoint_find(&c, i % 7 ? "gzip/3d" : "shuffled/3d");
        expect_good(tensor_read_f64(&cursor, t, i, 1, got));
        assert_true(got[0] == (double)i);
        if (i % 3 == 0)
            cursor_suspend(&cursor);
        assert_int_equal(cursor.fds[0] < 0, i % 3 == 0);
    }
    cursor_close(&cursor);
    checkpoint_free(&c);
}

static void a_contiguous_data_set_is_read_in_place_behind_a_user_block(void **state)
{
    (void)state;
    struct checkpoint c;
    open_data(&c, "userblock.h5");
    assert_false(checkpoint_find(&c, "a")->place.packed);
    assert_true(checkpoint_find(&c, "b")->place.packed);
    expect_counting(&c, "a", DTYPE_F32, 3);
    expect_counting(&c, "b", DTYPE_F32, 6);
    checkpoint_free(&c);
}

static void an_object_of_several_names_is_read_once_and_links_are_not_followed(void **state)
{
    (void)state;
    struct checkpoint c;
    open_data(&c, "links.h5");
    assert_int_equal(c.count, 1);
    expect_counting(&c, "a/w", DTYPE_F32, 3);
    checkpoint_free(&c);
}

static enum tensor_role role_of(const struct checkpoint *c, const char *layer, int variable)
{
    char name[64];
    snprintf(name, sizeof name, "%s/vars/%d", layer, variable);
    const struct tensor *t = checkpoint_find(c, name);
    if (!t)
        fail_msg("%s: no such tensor", name);
    return t->role;
}

static void running_statistics_are_buffers_though_their_names_are_numbers(void **state)
{
    (void)state;
    static const char *const layers[] = {"first/layers/batch_normalization", "held"};
    struct checkpoint c;
    open_data(&c, "roles.weights.h5");
    for (size_t i = 0; i < 2; i++)
        for (int j = 0; j < 4; j++)
            assert_int_equal(role_of(&c, layers[i], j), j < 2 ? TENSOR_UNKNOWN : TENSOR_BUFFER);
    for (int i = 0; i < 3; i++) /* one without scale */
        assert_int_equal(role_of(&c, "first/layers/batch_normalization_1", i),
                         i < 1 ? TENSOR_UNKNOWN : TENSOR_BUFFER);
    assert_int_equal(role_of(&c, "first/layers/dense", 1), TENSOR_UNKNOWN);
    checkpoint_free(&c);
}

static void adapted_statistics_and_spectral_vectors_are_buffers(void **state)
{
    (void)state;
    static const struct {
        const char *layer;
        int variables;
        enum tensor_role role;
    } cases[] = {{"first/layers/normalization", 3, TENSOR_BUFFER},
                 {"first/layers/normalization_1", 3, TENSOR_BUFFER},
                 {"first/layers/spectral_normalization", 2, TENSOR_BUFFER},
                 {"first/layers/spectral_normalization/layer", 2, TENSOR_UNKNOWN},
                 {"held", 2, TENSOR_BUFFER},
                 {"held/layer", 2, TENSOR_UNKNOWN}};
    struct checkpoint c;
    open_data(&c, "untrained.weights.h5");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int j = 0; j < cases[i].variables; j++)
            assert_int_equal(role_of(&c, cases[i].layer, j), cases[i].role);
    checkpoint_free(&c);
}

static void other_layers_of_these_names_and_shapes_are_trained(void **state)
{
    (void)state;
    size_t matrix[] = {4, 3}, row[] = {1, 3}, other[] = {4, 2}, narrow[] = {1, 2}, *size = row + 1;
    struct tensor t[] = {
        {.name = (char[]){"a/layer/vars/0"},
         .dims = 2,
         .shape = other}, /* wraps a kernel of another shape */
        {.name = (char[]){"a/vars/0"}, .dims = 2, .shape = matrix},
        {.name = (char[]){"a/vars/1"}, .dims = 2, .shape = row},
        {.name = (char[]){"b/layer/vars/0"}, .dims = 2, .shape = matrix},
        {.name = (char[]){"b/vars/0"}, .dims = 2, .shape = matrix},
        {.name = (char[]){"b/vars/1"}, .dims = 2, .shape = narrow},        /* not a vector u */
        {.name = (char[]){"c/layers/vars/0"}, .dims = 2, .shape = matrix}, /* wraps nothing */
        {.name = (char[]){"c/vars/0"}, .dims = 2, .shape = matrix},
        {.name = (char[]){"c/vars/1"}, .dims = 2, .shape = row},
        {.name = (char[]){"normalization/vars/0"}, .dims = 1, .shape = size}, /* has no count */
        {.name = (char[]){"normalization/vars/1"}, .dims = 1, .shape = size},
        {.name = (char[]){"normalization_1/vars/0"}, .dims = 1, .shape = size},
        {.name = (char[]){"normalization_1/vars/1"}, .dims = 1, .shape = size},
        {.name = (char[]){"normalization_1/vars/2"}, .place = {.type = DTYPE_F32}},
        {.name = (char[]){"normalization_x/vars/0"}, .dims = 1, .shape = size},
        {.name = (char[]){"normalization_x/vars/1"}, .dims = 1, .shape = size},
        {.name = (char[]){"normalization_x/vars/2"}, .place = {.type = DTYPE_I32}},
    };
    size_t count = sizeof t / sizeof *t;
    hdf5_find_roles(t, count);
    for (size_t i = 0; i < count; i++)
        if (t[i].role != TENSOR_UNKNOWN)
            fail_msg("%s: role %d", t[i].name, t[i].role);
}

/* ---- what is refused ---- */

static void tensors_that_cannot_be_read_are_described_with_the_reason(void **state)
{
    (void)state;
    static const struct {
        const char *file, *tensor, *reason;
    } cases[] = {
        {"external.h5", "w", "an array that is in other files is not read: h5repack it into one"},
        {"virtual.h5", "w", "an array that is in other files is not read: h5repack it into one"},
        {"lzf.h5", "w",
         "an array packed by filter 32000 (lzf) is not read, only gzip and shuffle: "
         "h5repack -f NONE the file"},
        {"fletcher.h5", "w",
         "an array packed by filter 3 (fletcher32) is not read, only gzip and shuffle: "
         "h5repack -f NONE the file"},
        {"unwritten.h5", "w", "an array that was never written is not read: write the file again"},
        {"wide.h5", "w",
         "an array whose chunks are too large is not read: h5repack -l CONTI the file"},
        {"odd.h5", "w", "float128 is not read: convert it to float32"},
        {"odd.h5", "int24", "int24 is not read: convert it to float32"},
        {"odd.h5", "float8", "float8 is not read: convert it to float32"},
        {"odd.h5", "middle", "float32 of an unusual form is not read: convert it to float32"},
        {"odd.h5", "chunks", "an array that was never written is not read: write the file again"},
        {"types.h5", "complex", "complex64 is not read: convert it to float32"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct checkpoint c;
        struct cursor cursor;
        double got[1];
        open_data(&c, cases[i].file);
        const struct tensor *t = checkpoint_find(&c, cases[i].tensor);
        assert_non_null(t);
        assert_non_null(t->unreadable);
        assert_string_equal(t->unreadable, cases[i].reason);
        expect_good(cursor_open(&cursor, &c));
        expect_error(tensor_read_f64(&cursor, t, 0, 1, got), cases[i].reason);
        cursor_close(&cursor);
        checkpoint_free(&c);
    }
}

static void a_tensor_beside_one_that_cannot_be_read_is_read(void **state)
{
    (void)state;
    struct checkpoint c;
    open_data(&c, "odd.h5");
    expect_counting(&c, "good", DTYPE_F32, 3);
    checkpoint_free(&c);
}

static void files_that_cannot_be_read_are_refused_with_the_reason(void **state)
{
    (void)state;
    static const struct {
        const char *name, *message;
    } files[] = {{"vast.h5", "4611686018427387904 bytes are stored as 14 in a file of 3510"},
                 {"deep.h5", "more than 64 groups"}};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct checkpoint c;
        char path[128];
        snprintf(path, sizeof path, DATA "%s", files[i].name);
        expect_error(checkpoint_open(&c, path, NULL), files[i].message);
    }
}

static void refuse_elements(const char *name, size_t first, const char *message)
{
    struct checkpoint c;
    struct cursor cursor;
    double got[4];
    open_data(&c, name);
    expect_good(cursor_open(&cursor, &c));
    expect_error(tensor_read_f64(&cursor, checkpoint_find(&c, "w"), first, 2, got), message);
    cursor_close(&cursor);
    checkpoint_free(&c);
}

static void chunks_that_lie_or_are_missing_are_refused_when_read(void **state)
{
    (void)state;
    refuse_elements("bomb.h5", 0, "a chunk cannot be unpacked");
    refuse_elements("rubbish.h5", 0, "a chunk cannot be unpacked");
    refuse_elements("holes.h5", 2, "a chunk is missing");
}

/* Reads all there is; only that nothing crashes is asked. True where all could be read. */
static bool read_all(const char *path)
{
    struct checkpoint c;
    struct cursor cursor;
    double got[64];
    struct error *err = checkpoint_open(&c, path, NULL);
    bool good = !err;
    error_free(err);
    if (!good)
        return false;
    expect_good(cursor_open(&cursor, &c));
    for (size_t i = 0; i < c.count; i++) {
        err = tensor_read_f64(&cursor, &c.tensors[i], 0, size_min(c.tensors[i].count, 64), got);
        good = good && !err;
        error_free(err);
    }
    cursor_close(&cursor);
    checkpoint_free(&c);
    return good;
}

static size_t load_tiny(unsigned char *content, size_t room)
{
    FILE *file = fopen(DATA "tiny.h5", "rb");
    assert_non_null(file);
    size_t length = fread(content, 1, room, file);
    fclose(file);
    assert_in_range(length, 1000, room - 1);
    return length;
}

static void a_file_cut_anywhere_is_refused(void **state)
{
    (void)state;
    enum { STEP = 13 };
    unsigned char content[1 << 14];
    size_t length = load_tiny(content, sizeof content);
    char path[] = TEMPLATE;
    write_file(path, content, length);
    assert_true(read_all(path));
    for (size_t cut = length - 1; cut > STEP; cut -= cut > length - STEP ? 1 : STEP) {
        assert_int_equal(truncate(path, (off_t)cut), 0);
        if (read_all(path))
            fail_msg("accepted when cut to %zu bytes", cut);
    }
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_of_all_types_are_read_in_both_byte_orders),
        cmocka_unit_test(booleans_and_floats_of_bfloat16_layout_are_numbers),
        cmocka_unit_test(keras_bfloat16_that_hdf5_has_no_type_for_is_read),
        cmocka_unit_test(texts_compounds_and_null_data_sets_are_not_tensors),
        cmocka_unit_test(scalars_of_the_root_are_metadata_and_others_tensors),
        cmocka_unit_test(floating_point_numbers_of_the_root_are_tensors_too),
        cmocka_unit_test(any_piece_of_a_chunked_or_compact_data_set_is_read),
        cmocka_unit_test(a_suspended_cursor_goes_on_where_it_was_and_elsewhere),
        cmocka_unit_test(a_contiguous_data_set_is_read_in_place_behind_a_user_block),
        cmocka_unit_test(an_object_of_several_names_is_read_once_and_links_are_not_followed),
        cmocka_unit_test(running_statistics_are_buffers_though_their_names_are_numbers),
        cmocka_unit_test(adapted_statistics_and_spectral_vectors_are_buffers),
        cmocka_unit_test(other_layers_of_these_names_and_shapes_are_trained),
        cmocka_unit_test(tensors_that_cannot_be_read_are_described_with_the_reason),
        cmocka_unit_test(a_tensor_beside_one_that_cannot_be_read_is_read),
        cmocka_unit_test(files_that_cannot_be_read_are_refused_with_the_reason),
        cmocka_unit_test(chunks_that_lie_or_are_missing_are_refused_when_read),
        cmocka_unit_test(a_file_cut_anywhere_is_refused),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
