/* Folders of torch.distributed.checkpoint that are cut short or changed, byte by byte:
 * data/dcp/tied has one file and an index. */
#include "checkpoint/format/open.h"
#include "checkpoint_fixture.h"

#include <limits.h>
#include <stdbool.h>

enum { CONTENT_MAX = 8192 };

struct content {
    const char *name;
    size_t length;
    unsigned char bytes[CONTENT_MAX];
};

struct fixture {
    char folder[sizeof "/tmp/dcp_test.XXXXXX"];
    struct content files[2];
};

static void path_of(const struct fixture *f, size_t file, char path[PATH_MAX])
{
    snprintf(path, PATH_MAX, "%s/%s", f->folder, f->files[file].name);
}

/* Writes the first `length` bytes of a file. */
static void put(const struct fixture *f, size_t file, size_t length)
{
    char path[PATH_MAX];
    path_of(f, file, path);
    unlink(path); /* a file that is written over is flushed to the disk */
    FILE *to = fopen(path, "wb");
    assert_non_null(to);
    assert_int_equal(fwrite(f->files[file].bytes, 1, length, to), length);
    assert_int_equal(fclose(to), 0);
}

static int begin(void **state)
{
    static struct fixture f;
    f = (struct fixture){"/tmp/dcp_test.XXXXXX", {{.name = ".metadata"}, {.name = "__0_0.distcp"}}};
    assert_non_null(mkdtemp(f.folder));
    for (size_t i = 0; i < 2; i++) {
        char path[PATH_MAX];
        snprintf(path, sizeof path, "tests/data/dcp/tied/%s", f.files[i].name);
        FILE *from = fopen(path, "rb");
        assert_non_null(from);
        f.files[i].length = fread(f.files[i].bytes, 1, CONTENT_MAX, from);
        fclose(from);
        put(&f, i, f.files[i].length);
    }
    *state = &f;
    return 0;
}

static int end(void **state)
{
    const struct fixture *f = *state;
    for (size_t i = 0; i < 2; i++) {
        char path[PATH_MAX];
        path_of(f, i, path);
        unlink(path);
    }
    return rmdir(f->folder);
}

/* Whether the folder opens and all its tensors can be read. */
static bool is_readable(const struct fixture *f)
{
    struct checkpoint c;
    struct cursor cursor;
    struct error *err = checkpoint_open(&c, f->folder, NULL);
    if (!err) {
        double to[16];
        expect_good(cursor_open(&cursor, &c));
        for (size_t i = 0; i < c.count && !err; i++)
            if (!c.tensors[i].unreadable && c.tensors[i].count <= 16)
                err = tensor_read_f64(&cursor, &c.tensors[i], 0, c.tensors[i].count, to);
        cursor_close(&cursor);
        checkpoint_free(&c);
    }
    bool good = !err;
    error_free(err);
    return good;
}

static void every_prefix_of_either_file_is_refused(void **state)
{
    const struct fixture *f = *state;
    assert_true(is_readable(f));
    for (size_t i = 0; i < 2; i++) {
        for (size_t length = 0; length < f->files[i].length; length++) {
            put(f, i, length);
            if (is_readable(f))
                fail_msg("%s of %zu bytes is read", f->files[i].name, length);
        }
        put(f, i, f->files[i].length);
    }
    assert_true(is_readable(f));
}

/* Some changes are seen, others change a number or an unused field; none crashes. */
static void changed_bytes_do_no_harm(void **state)
{
    struct fixture *f = *state;
    size_t refused = 0;
    for (size_t i = 0; i < 2; i++)
        for (size_t at = 0; at < f->files[i].length; at++) {
            f->files[i].bytes[at] ^= 0xff;
            put(f, i, f->files[i].length);
            refused += !is_readable(f);
            f->files[i].bytes[at] ^= 0xff;
            put(f, i, f->files[i].length);
        }
    assert_true(refused > f->files[0].length / 2);
}

static void the_index_alone_does_not_open(void **state)
{
    const struct fixture *f = *state;
    char path[PATH_MAX];
    path_of(f, 1, path);
    unlink(path);
    assert_false(is_readable(f));
    put(f, 1, f->files[1].length);
    assert_true(is_readable(f));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_prefix_of_either_file_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(changed_bytes_do_no_harm, begin, end),
        cmocka_unit_test_setup_teardown(the_index_alone_does_not_open, begin, end),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
