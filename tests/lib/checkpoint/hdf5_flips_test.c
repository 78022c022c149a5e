/* HDF5 files of which one byte is another. HDF5's earlier form has no checksums but those of gzip,
 * so a change of a name, of a place, or of elements may be believed; but the file is described
 * within its bounds, what is packed by gzip is never wrong, and where all that describes has
 * checksums (HDF5's later form) nothing of the description is. Tries some of the bytes; each of
 * them with an argument: hdf5_flips_test all. Prints what became of them. */
#include "base/size.h"
#include "checkpoint/format/open.h"
#include "checkpoint_fixture.h"

enum { ELEMENTS = 64, FILE_MAX = 1 << 17, TRIED_SOME = 257 /* a prime: all places in turn */ };

static bool all;

/* ---- what a file says ---- */

/* Text and numbers, so that two files can be compared. */
struct account {
    bool good;
    char description[1 << 13];
    double packed[ELEMENTS]; /* elements of the first tensors packed by gzip */
    size_t packed_count;
};

static void describe_tensor(char *text, size_t room, const struct tensor *t)
{
    char shape[128];
    size_t used = strlen(text);
    tensor_shape_text(t, shape, sizeof shape);
    snprintf(text + used, room - used, "%s %s %d %d %d\n", t->name, shape, t->place.type,
             t->place.swapped, t->place.packed);
}

static struct error *read_tensor(struct cursor *cursor, const struct tensor *t, struct account *a)
{
    struct error *err = NULL;
    double got[ELEMENTS];
    size_t count = size_min(t->count, ELEMENTS);
    if (t->unreadable)
        return error_new("%s", t->unreadable);
    TRY(tensor_read_f64(cursor, t, 0, count, got));
    for (size_t i = 0; i < count && t->place.packed && a->packed_count < ELEMENTS; i++)
        a->packed[a->packed_count++] = got[i];
    TRY(tensor_read_f64(cursor, t, t->count - count, count, got));
out:
    return err;
}

/* Where to read cannot be learnt from what was read: the text does not tell places. */
static struct error *account_of(const char *path, struct account *a)
{
    struct checkpoint c;
    struct cursor cursor;
    memset(a, 0, sizeof *a);
    struct error *err = checkpoint_open(&c, path, NULL);
    if (err)
        return err;
    expect_good(cursor_open(&cursor, &c));
    for (size_t i = 0; i < c.count && !err; i++) {
        describe_tensor(a->description, sizeof a->description, &c.tensors[i]);
        err = read_tensor(&cursor, &c.tensors[i], a);
    }
    cursor_close(&cursor);
    checkpoint_free(&c);
    a->good = !err;
    return err;
}

/* ---- one byte after the other ---- */

struct counts {
    size_t tried, refused, crashed, late, same, other;
};

static bool says(const struct error *err, const char *part)
{
    return strstr(error_text(err), part) != NULL;
}

static void count_error(struct counts *n, struct error *err)
{
    n->refused++;
    n->crashed += says(err, "crashed on it");
    n->late += says(err, "took ") || says(err, "needs more than");
    error_free(err);
}

static void compare(struct counts *n, const struct account *was, const struct account *is,
                    bool has_checksums, size_t at)
{
    bool same = strcmp(was->description, is->description) == 0;
    n->same += same;
    n->other += !same;
    if (has_checksums && !same)
        fail_msg("byte %zu: another description in spite of checksums:\n%s", at, is->description);
    if (same && (was->packed_count != is->packed_count ||
                 memcmp(was->packed, is->packed, was->packed_count * sizeof *was->packed) != 0))
        fail_msg("byte %zu: other elements in spite of gzip's checksum", at);
}

static void try_byte(const char *path, const unsigned char *content, size_t at, unsigned char byte,
                     const struct account *was, bool has_checksums, struct counts *n)
{
    static struct account is;
    FILE *file = fopen(path, "r+b");
    assert_non_null(file);
    fseek(file, (long)at, SEEK_SET);
    fputc(byte, file);
    fflush(file);
    struct error *err = account_of(path, &is);
    n->tried++;
    if (err)
        count_error(n, err);
    else
        compare(n, was, &is, has_checksums, at);
    fseek(file, (long)at, SEEK_SET);
    fputc(content[at], file);
    fclose(file);
}

static size_t load(const char *name, unsigned char *content)
{
    FILE *file = fopen(name, "rb");
    assert_non_null(file);
    size_t length = fread(content, 1, FILE_MAX, file);
    fclose(file);
    assert_in_range(length, 1000, FILE_MAX - 1);
    return length;
}

static void flip(const char *name, bool has_checksums)
{
    static unsigned char content[FILE_MAX];
    static struct account was;
    char path[] = "/tmp/hdf5_flips_test.XXXXXX";
    struct counts n = {0};
    size_t length = load(name, content);
    write_file(path, content, length);
    expect_good(account_of(path, &was));
    for (size_t i = 0; i < length; i += all ? 1 : TRIED_SOME) {
        unsigned char values[] = {content[i] ^ 1, content[i] ^ 0x80, content[i] ^ 0xff, 0};
        for (size_t j = 0; j < sizeof values; j++)
            if (values[j] != content[i])
                try_byte(path, content, i, values[j], &was, has_checksums, &n);
    }
    unlink(path);
    printf("# %s: %zu bytes changed: %zu refused (%zu crashes, %zu limits), %zu described as "
           "before, %zu otherwise\n",
           name, n.tried, n.refused, n.crashed, n.late, n.same, n.other);
    assert_true(n.refused > 0 && n.same > 0);
}

static void a_byte_of_a_plain_file_does_no_harm(void **state)
{
    (void)state;
    flip("tests/data/hdf5/tiny.h5", false);
}

static void a_byte_of_a_keras_archive_does_no_harm(void **state)
{
    (void)state;
    flip("tests/data/hdf5/keras.keras", false);
}

static void a_byte_of_keras_weights_does_no_harm(void **state)
{
    (void)state;
    flip("tests/data/hdf5/keras.weights.h5", false);
}

static void a_byte_of_a_file_with_checksums_does_no_harm(void **state)
{
    (void)state;
    flip("tests/fuzz/seeds/checkpoint-hdf5/late", true);
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_byte_of_a_plain_file_does_no_harm),
        cmocka_unit_test(a_byte_of_a_keras_archive_does_no_harm),
        cmocka_unit_test(a_byte_of_keras_weights_does_no_harm),
        cmocka_unit_test(a_byte_of_a_file_with_checksums_does_no_harm),
    };
    all = argc > 1 && strcmp(argv[1], "all") == 0;
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
