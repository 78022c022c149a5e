/* Writing: what appears is whole, what fails leaves nothing. */
#include "stream/writer.h"

#include "expect.h"
#include "stream/reader/reader.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char directory[] = "/tmp/phatetools.XXXXXX";
static char path[64];

static int make_directory(void **state)
{
    (void)state;
    if (!mkdtemp(directory))
        return -1;
    snprintf(path, sizeof path, "%s/out", directory);
    return 0;
}

static int remove_directory(void **state)
{
    (void)state;
    unlink(path);
    return rmdir(directory); /* fails where a temporary file was left */
}

static bool exists(void)
{
    return access(path, F_OK) == 0;
}

static int no_file(void **state)
{
    (void)state;
    unlink(path);
    return 0;
}

static void expect_content(const char *expected)
{
    char got[256];
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    size_t length = fread(got, 1, sizeof got, f);
    fclose(f);
    assert_int_equal(length, strlen(expected));
    assert_memory_equal(got, expected, length);
}

static void a_file_appears_when_it_is_committed(void **state)
{
    (void)state;
    struct writer *w;
    struct stat status;
    expect_good(writer_open(&w, path));
    expect_good(writer_raw(w, "abc", 3));
    assert_false(exists());
    expect_good(writer_commit(w));
    expect_content("abc");
    mode_t mask = umask(022);
    umask(mask);
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0666 & ~mask);
}

static void a_discarded_file_leaves_what_was_there(void **state)
{
    (void)state;
    struct writer *w;
    expect_good(writer_open(&w, path));
    expect_good(writer_raw(w, "old", 3));
    expect_good(writer_commit(w));
    expect_good(writer_open(&w, path));
    expect_good(writer_raw(w, "new", 3));
    writer_discard(w);
    expect_content("old");
}

static void a_link_is_followed(void **state)
{
    (void)state;
    struct writer *w;
    struct stat status;
    char target[80];
    snprintf(target, sizeof target, "%s.target", path);
    int fd = open(target, O_CREAT | O_WRONLY, 0600);
    assert_true(fd >= 0);
    close(fd);
    assert_int_equal(symlink(target, path), 0);
    expect_good(writer_open(&w, path));
    expect_good(writer_raw(w, "abc", 3));
    expect_good(writer_commit(w));
    assert_int_equal(lstat(path, &status), 0);
    assert_true(S_ISLNK(status.st_mode));
    expect_content("abc");
    unlink(target);
}

static void a_missing_directory_is_named(void **state)
{
    (void)state;
    struct writer *w;
    expect_error(writer_open(&w, "/nowhere/at/all"), "/nowhere/at/all");
}

static void a_full_disk_is_seen_at_commit_at_the_latest(void **state)
{
    (void)state;
    struct writer *w;
    expect_good(writer_open(&w, "/dev/full"));
    expect_good(writer_raw(w, "abc", 3));
    expect_error(writer_commit(w), "No space left");
}

/* ---- records ---- */

static void a_record_that_is_too_long_or_too_short_is_an_error(void **state)
{
    (void)state;
    static const double values[5];
    struct writer *w;
    struct record r;
    expect_good(record_init(&r, "gram", PHM_F64, 2, 2));
    expect_good(writer_open(&w, path));
    expect_good(writer_begin(w, &r));
    expect_error(writer_data(w, values, 5 * sizeof *values), "8 bytes more");
    expect_good(writer_data(w, values, 3 * sizeof *values));
    expect_error(writer_end(w), "8 bytes before");
    writer_discard(w);
    assert_false(exists());
    record_free(&r);
}

static void the_pieces_a_payload_comes_in_do_not_matter(void **state)
{
    (void)state;
    static double values[100000]; /* more than any buffer */
    struct record r;
    struct matrix m;
    bool got;
    struct writer *w;
    struct reader *in;
    for (size_t i = 0; i < 100000; i++)
        values[i] = (double)i;
    expect_good(record_init(&r, "gram", PHM_F64, 100, 1000));
    expect_good(writer_open(&w, path));
    expect_good(writer_begin(w, &r));
    const char *at = (const char *)values;
    for (size_t left = sizeof values, piece = 0; left > 0; left -= piece, at += piece) {
        piece = piece * 3 + 1 < left ? piece * 3 + 1 : left;
        expect_good(writer_data(w, at, piece));
    }
    expect_good(writer_end(w));
    expect_good(writer_commit(w));
    record_free(&r);

    expect_good(reader_open(&in, path, "gram"));
    expect_good(reader_next(in, &r, &got));
    expect_good(reader_matrix(in, &r, &m));
    assert_memory_equal(m.a, values, sizeof values);
    matrix_free(&m);
    record_free(&r);
    reader_close(in);
}

/* ---- holding back ---- */

/* A pipe whose other end counts and sums what it gets. */
struct sink {
    pthread_t thread;
    int ends[2];
    char name[32];
    size_t length;
    unsigned long sum; /* of the bytes times their place */
};

static void add_bytes(struct sink *s, const unsigned char *at, size_t length)
{
    for (size_t i = 0; i < length; i++)
        s->sum += at[i] * (unsigned long)(++s->length);
}

static void *drain(void *argument)
{
    struct sink *s = argument;
    unsigned char some[4096];
    ssize_t got;
    while ((got = read(s->ends[0], some, sizeof some)) > 0)
        add_bytes(s, some, (size_t)got);
    return NULL;
}

static struct writer *open_into_sink(struct sink *s)
{
    struct writer *w;
    *s = (struct sink){0};
    assert_int_equal(pipe(s->ends), 0);
    snprintf(s->name, sizeof s->name, "/dev/fd/%d", s->ends[1]);
    expect_good(writer_open(&w, s->name));
    assert_int_equal(pthread_create(&s->thread, NULL, drain, s), 0);
    return w;
}

static void end_sink(struct sink *s)
{
    close(s->ends[1]);
    pthread_join(s->thread, NULL);
    close(s->ends[0]);
}

static void what_is_held_and_discarded_is_never_seen(void **state)
{
    (void)state;
    struct sink s;
    struct writer *w = open_into_sink(&s);
    writer_hold(w);
    expect_good(writer_raw(w, "abc", 3));
    writer_discard(w);
    end_sink(&s);
    assert_int_equal(s.length, 0);
}

static void what_is_held_is_let_go_in_order_however_much_it_is(void **state)
{
    (void)state;
    enum { PIECE = 100003, PIECES = 200 }; /* 20 MB: memory holds 8 of them */
    struct sink s, expected = {0};
    struct writer *w = open_into_sink(&s);
    unsigned char *piece = malloc(PIECE);
    assert_non_null(piece);
    writer_hold(w);
    for (int i = 0; i < PIECES; i++) {
        memset(piece, i, PIECE);
        add_bytes(&expected, piece, PIECE);
        expect_good(writer_raw(w, piece, PIECE));
    }
    expect_good(writer_release(w));
    add_bytes(&expected, (const unsigned char *)"end", 3);
    expect_good(writer_raw(w, "end", 3));
    expect_good(writer_commit(w));
    end_sink(&s);
    free(piece);
    assert_int_equal(s.length, expected.length);
    assert_int_equal(s.sum, expected.sum);
}

static void a_restart_forgets_what_was_written(void **state)
{
    (void)state;
    static char much[9 << 20]; /* more than memory holds */
    struct sink s, expected = {0};
    struct writer *w = open_into_sink(&s);
    writer_hold(w);
    expect_good(writer_raw(w, "abc", 3));
    expect_good(writer_raw(w, much, sizeof much));
    expect_good(writer_restart(w));
    expect_good(writer_raw(w, "de", 2));
    expect_good(writer_commit(w));
    end_sink(&s);
    add_bytes(&expected, (const unsigned char *)"de", 2);
    assert_int_equal(s.length, 2);
    assert_int_equal(s.sum, expected.sum);

    expect_good(writer_open(&w, path));
    expect_good(writer_raw(w, much, sizeof much));
    expect_good(writer_restart(w));
    expect_good(writer_raw(w, "de", 2));
    expect_good(writer_commit(w));
    expect_content("de");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(a_file_appears_when_it_is_committed, no_file),
        cmocka_unit_test_teardown(a_discarded_file_leaves_what_was_there, no_file),
        cmocka_unit_test_teardown(a_link_is_followed, no_file),
        cmocka_unit_test(a_missing_directory_is_named),
        cmocka_unit_test(a_full_disk_is_seen_at_commit_at_the_latest),
        cmocka_unit_test(a_record_that_is_too_long_or_too_short_is_an_error),
        cmocka_unit_test(the_pieces_a_payload_comes_in_do_not_matter),
        cmocka_unit_test(what_is_held_and_discarded_is_never_seen),
        cmocka_unit_test(what_is_held_is_let_go_in_order_however_much_it_is),
        cmocka_unit_test(a_restart_forgets_what_was_written),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, make_directory, remove_directory);
}
