/* Checkpoints of every format, read in pieces: data/formats holds what the libraries write, and the
 * float32 that it stands for. */
#include "checkpoint/format/open.h"
#include "checkpoint_fixture.h"
#include "snapshot/snapreader.h"
#include "snapshot/snapshots.h"

enum { PARAMS = 63 };

static void read_expected(const char *name, float expected[PARAMS])
{
    char path[200];
    snprintf(path, sizeof path, "tests/data/formats/%s", name);
    FILE *f = fopen(path, "rb");
    if (!f)
        fail_msg("%s", path);
    assert_int_equal(fread(expected, sizeof *expected, PARAMS, f), PARAMS);
    fclose(f);
}

static void add(struct snapshots *s, const char *path)
{
    const struct tensor_choice trained = {.tied = true};
    struct checkpoint c;
    expect_good(checkpoint_open(&c, path, NULL));
    expect_good(snapshots_add(s, &c, &trained));
}

/* A set of `count` times the same file of data/formats. */
static struct snapshots set_of(const char *name, size_t count)
{
    struct snapshots s = {0};
    char path[200];
    snprintf(path, sizeof path, "tests/data/formats/%s", name);
    for (size_t i = 0; i < count; i++)
        add(&s, path);
    return s;
}

static void check_panels(const struct snapshots *s, size_t width, const float *expected)
{
    struct snapreader *reader;
    const void *panel;
    size_t cols, first = 0;
    expect_good(snapreader_new(&reader, s, width));
    for (;;) {
        expect_good(snapreader_next(reader, &panel, &cols));
        if (!panel)
            break;
        for (size_t row = 0; row < s->count; row++)
            assert_memory_equal((const float *)panel + row * cols, expected + first,
                                cols * sizeof(float));
        first += cols;
    }
    assert_int_equal(first, PARAMS);
    snapreader_free(reader);
}

static void panels_of_any_width_hold_what_the_library_wrote(void **state)
{
    (void)state;
    static const struct {
        const char *file, *expected;
    } files[] = {{"zip.pt", "expected.f32"},       {"legacy.pt", "expected.f32"},
                 {"deflated.npz", "expected.f32"}, {"fortran.npz", "expected.f32"},
                 {"optimiser.pt", "expected.f32"}, {"model.safetensors.index.json", "expected.f32"},
                 {"simple_f16.pt", "simple.f32"},  {"simple_bf16.safetensors", "simple.f32"},
                 {"views.pt", "views.f32"},        {"views.legacy.pt", "views.f32"}};
    static const size_t widths[] = {1, 2, 5, 16, 62, 63};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        float expected[PARAMS] = {0};
        struct snapshots s = set_of(files[i].file, 20);
        read_expected(files[i].expected, expected);
        for (size_t w = 0; w < sizeof widths / sizeof *widths; w++)
            check_panels(&s, widths[w], expected);
        snapshots_free(&s);
    }
}

static void packed_tensors_can_be_read_in_any_order(void **state)
{
    (void)state;
    float expected[PARAMS] = {0}, got[PARAMS];
    size_t bad;
    struct snapshots s = set_of("deflated.npz", 1);
    struct cursor cursor;
    read_expected("expected.f32", expected);
    expect_good(cursor_open(&cursor, &s.at[0].file));
    for (size_t first = PARAMS; first-- > 0;) {
        expect_good(snapshots_read(&s, 0, &cursor, first, PARAMS - first, got, &bad));
        assert_memory_equal(got, expected + first, (PARAMS - first) * sizeof *got);
    }
    cursor_close(&cursor);
    snapshots_free(&s);
}

static void a_suspended_cursor_goes_on_where_it_was(void **state)
{
    (void)state;
    static const char *const files[] = {"deflated.npz", "zip.pt", "model.safetensors.index.json"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        float expected[PARAMS] = {0}, got[PARAMS];
        size_t bad;
        struct snapshots s = set_of(files[i], 1);
        struct cursor cursor;
        read_expected("expected.f32", expected);
        expect_good(cursor_open(&cursor, &s.at[0].file));
        for (size_t column = 0; column < PARAMS; column++) {
            expect_good(snapshots_read(&s, 0, &cursor, column, 1, got + column, &bad));
            cursor_suspend(&cursor);
            for (size_t file = 0; file < s.at[0].file.file_count; file++)
                assert_int_equal(cursor.fds[file], -1);
        }
        assert_memory_equal(got, expected, sizeof got);
        cursor_close(&cursor);
        snapshots_free(&s);
    }
}

/* A file of 2^31 + 10 numbers, all of them holes but the last four. */
static void more_parameters_than_an_int_can_count_are_no_matter(void **state)
{
    (void)state;
    static const char header[] =
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[32768,65536],\"data_offsets\":"
        "[0,8589934592]},\"b\":{\"dtype\":\"F32\",\"shape\":[10],"
        "\"data_offsets\":[8589934592,8589934632]}}";
    const uint64_t params = (UINT64_C(1) << 31) + 10, data = 8 + sizeof header - 1;
    const float last[] = {1, 2, 3, 4};
    char path[] = "/tmp/formats_test.XXXXXX";
    float got[8];
    size_t bad;
    struct snapshots s = {0};
    struct cursor cursor;
    write_safetensors(path, header, NULL, 0);
    if (truncate(path, (off_t)(data + 4 * params)) != 0) {
        unlink(path);
        skip(); /* no file of 8 GB here, not even one of holes */
    }
    FILE *f = fopen(path, "r+b");
    assert_non_null(f);
    assert_int_equal(fseeko(f, -(off_t)sizeof last, SEEK_END), 0);
    assert_int_equal(fwrite(last, sizeof last, 1, f), 1);
    fclose(f);

    add(&s, path);
    assert_true(snapshots_params(&s) == params);
    expect_good(cursor_open(&cursor, &s.at[0].file));
    expect_good(snapshots_read(&s, 0, &cursor, params - 8, 8, got, &bad));
    assert_memory_equal(got, ((float[]){0, 0, 0, 0, 1, 2, 3, 4}), sizeof got);
    expect_good(snapshots_read(&s, 0, &cursor, (size_t)(params - 14), 8, got, &bad));
    assert_memory_equal(got, ((float[8]){0}), sizeof got);
    cursor_close(&cursor);
    snapshots_free(&s);
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(panels_of_any_width_hold_what_the_library_wrote),
        cmocka_unit_test(packed_tensors_can_be_read_in_any_order),
        cmocka_unit_test(a_suspended_cursor_goes_on_where_it_was),
        cmocka_unit_test(more_parameters_than_an_int_can_count_are_no_matter),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
