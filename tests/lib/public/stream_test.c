#include "public/phate.h"

#include "numbers.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

static void good(struct phate_error *error)
{
    expect_good((struct error *)error);
}

static void bad(struct phate_error *error, const char *part)
{
    expect_error((struct error *)error, part);
}

/* A new empty file, open; its name is made in `path`. */
static int new_file(char path[32])
{
    strcpy(path, "/tmp/phate_XXXXXX");
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    return fd;
}

static const double numbers[] = {0.1, 2.3, 1.7, 4, -0.9, 6.1};

/* A table and a matrix of 3 x 2, into the descriptor. */
static void write_stream(int fd, const char *kind)
{
    struct phate_writer *w;
    struct phate_record *table, *r;
    good(phate_record_new(&table, "rows", 0, 0));
    good(phate_record_set_attr(table, "name", "a walk"));
    good(phate_record_new(&r, kind, 3, 2));
    good(phate_record_set_attr(r, "k", "7"));
    good(phate_record_add_from(r, "stream_test 1"));
    good(phate_writer_open_fd(&w, fd));
    good(phate_writer_text(w, table, "file\tstep\na\t1\nb\t2\nc\t3\n"));
    good(phate_writer_matrix(w, r, numbers));
    good(phate_writer_commit(w));
    phate_record_free(table);
    phate_record_free(r);
}

/* Where the end record begins. */
static off_t start_of_end(int fd)
{
    static const char beginning[] = "phm 1\nkind end\n";
    char stream[4096];
    ssize_t length = pread(fd, stream, sizeof stream, 0), at = length - (ssize_t)strlen(beginning);
    while (at > 0 && memcmp(stream + at, beginning, strlen(beginning)) != 0)
        at--;
    assert_true(at > 0);
    return at;
}

static void rewind_fd(int fd)
{
    assert_true(lseek(fd, 0, SEEK_SET) == 0);
}

static const struct phate_record *next(struct phate_reader *reader)
{
    const struct phate_record *r;
    good(phate_reader_next(reader, &r));
    return r;
}

/* ---- there and back ---- */

static void test_round_trip(void **state)
{
    (void)state;
    char path[32], text[25];
    double a[6];
    int fd = new_file(path);
    struct phate_reader *reader;
    write_stream(fd, "snapshots");
    rewind_fd(fd);
    good(phate_reader_open_fd(&reader, fd, NULL));
    const struct phate_record *r = next(reader);
    assert_string_equal(phate_record_kind(r), "rows");
    assert_true(phate_record_type(r) == PHATE_TEXT);
    assert_true(phate_record_rows(r) == 3 && phate_record_cols(r) == 2);
    assert_string_equal(phate_record_attr(r, "name"), "a walk");
    assert_null(phate_record_from(r, 0));
    good(phate_reader_text(reader, text, phate_record_bytes(r) + 1));
    assert_string_equal(text, "file\tstep\na\t1\nb\t2\nc\t3\n");
    r = next(reader);
    assert_true(phate_record_type(r) == PHATE_F64 && phate_record_bytes(r) == sizeof a);
    assert_string_equal(phate_record_attr(r, "k"), "7");
    assert_null(phate_record_attr(r, "t"));
    assert_string_equal(phate_record_from(r, 0), "stream_test 1");
    assert_null(phate_record_from(r, 1));
    good(phate_reader_matrix(reader, a, 6));
    assert_memory_equal(a, numbers, sizeof a);
    assert_null(next(reader));
    phate_reader_close(reader);
    assert_true(fcntl(fd, F_GETFD) >= 0); /* it stays the caller's */
    close(fd);
    unlink(path);
}

/* A derived record has the attributes and the provenance, and passed records are the same bytes. */
static void test_pass_and_derive(void **state)
{
    (void)state;
    char from_path[32], to_path[32];
    int from = new_file(from_path), to = new_file(to_path);
    struct phate_reader *reader;
    struct phate_writer *w;
    struct phate_record *derived;
    write_stream(from, "distance");
    rewind_fd(from);
    good(phate_reader_open(&reader, from_path, NULL));
    good(phate_writer_open(&w, to_path));
    const struct phate_record *r = next(reader);
    good(phate_writer_pass(w, reader));
    r = next(reader);
    good(phate_record_derive(&derived, r, "coords", 1, 2));
    assert_string_equal(phate_record_attr(derived, "k"), "7");
    assert_string_equal(phate_record_from(derived, 0), "stream_test 1");
    good(phate_writer_pass(w, reader));
    good(phate_writer_commit(w));
    phate_record_free(derived);
    phate_reader_close(reader);

    char one[1024], other[1024];
    close(to); /* of the empty file that gave way */
    to = open(to_path, O_RDONLY);
    ssize_t length = read(from, one, sizeof one);
    assert_true(length > 0 && read(to, other, sizeof other) == length);
    assert_memory_equal(one, other, (size_t)length);
    close(from);
    close(to);
    unlink(from_path);
    unlink(to_path);
}

/* What a stream holds has the squares that an array has, to the last bit. */
static void test_gram_of_stream(void **state)
{
    (void)state;
    char path[32];
    double s[9], same[9];
    int fd = new_file(path);
    struct phate_reader *reader;
    write_stream(fd, "snapshots");
    good(phate_reader_open(&reader, path, NULL));
    next(reader);
    next(reader);
    good(phate_reader_gram(reader, NULL, s));
    good(phate_gram(numbers, 3, 2, NULL, same));
    assert_memory_equal(s, same, sizeof s);
    phate_reader_close(reader);
    close(fd);
    unlink(path);
}

/* A matrix without rows needs no array. */
static void test_empty(void **state)
{
    (void)state;
    char path[32];
    int fd = new_file(path);
    struct phate_record *r;
    struct phate_writer *w;
    struct phate_reader *reader;
    good(phate_record_new(&r, "coords", 0, 2));
    good(phate_writer_open_fd(&w, fd));
    good(phate_writer_matrix(w, r, NULL));
    good(phate_writer_commit(w));
    good(phate_reader_open(&reader, path, NULL));
    assert_true(phate_record_rows(next(reader)) == 0);
    good(phate_reader_matrix(reader, NULL, 0));
    phate_reader_close(reader);
    phate_record_free(r);
    close(fd);
    unlink(path);
}

/* ---- refusals ---- */

static void test_payloads(void **state)
{
    (void)state;
    char path[32], text[8];
    double a[6];
    int fd = new_file(path);
    struct phate_reader *reader;
    write_stream(fd, "coords");
    good(phate_reader_open(&reader, path, NULL));
    bad(phate_reader_matrix(reader, a, 6), "phate_reader_next first");
    next(reader);
    bad(phate_reader_matrix(reader, a, 6), "expected numbers, got text");
    phate_reader_close(reader);

    good(phate_reader_open(&reader, path, NULL));
    next(reader);
    bad(phate_reader_text(reader, text, sizeof text), "room for 8");
    next(reader);
    bad(phate_reader_gram(reader, NULL, a), "got coords");
    bad(phate_reader_matrix(reader, a, 6), "it has been taken");
    phate_reader_close(reader);

    good(phate_reader_open(&reader, path, NULL));
    next(reader);
    next(reader);
    bad(phate_reader_matrix(reader, a, 5), "3 x 2 numbers, but room for 5");
    assert_null(next(reader));
    phate_reader_close(reader);
    close(fd);
    unlink(path);
}

/* Each byte of the matrix's payload and trailer counts, and each must be there. */
static void test_damage(void **state)
{
    (void)state;
    char path[32], byte = 'x';
    double a[6];
    int fd = new_file(path);
    struct phate_reader *reader;
    const struct phate_record *r;
    write_stream(fd, "coords");
    off_t end = start_of_end(fd);
    assert_true(pwrite(fd, &byte, 1, end - 30) == 1);
    good(phate_reader_open(&reader, path, NULL));
    next(reader);
    next(reader);
    bad(phate_reader_matrix(reader, a, 6), "damaged");
    phate_reader_close(reader);
    assert_true(ftruncate(fd, end - 1) == 0);
    good(phate_reader_open(&reader, path, NULL));
    next(reader);
    bad(phate_reader_next(reader, &r), "cut short");
    assert_null(r);
    phate_reader_close(reader);
    close(fd);
    unlink(path);
}

/* A stream that was cut between records tells so at its end. */
static void test_lost_records(void **state)
{
    (void)state;
    char path[32];
    int fd = new_file(path);
    struct phate_reader *reader;
    const struct phate_record *r;
    write_stream(fd, "coords");
    assert_true(ftruncate(fd, start_of_end(fd)) == 0);
    good(phate_reader_open(&reader, path, NULL));
    next(reader);
    next(reader);
    bad(phate_reader_next(reader, &r), "record 2 (coords): cut short behind this record");
    assert_null(r);
    phate_reader_close(reader);
    close(fd);
    unlink(path);
}

static void test_bad_files(void **state)
{
    (void)state;
    struct phate_reader *reader;
    struct phate_writer *w;
    bad(phate_reader_open(&reader, "/nonexistent/x", NULL), "/nonexistent/x: cannot open");
    assert_null(reader);
    bad(phate_reader_open(&reader, "/", NULL), "it is a directory");
    bad(phate_reader_open_fd(&reader, -1, NULL), "descriptor -1: cannot read");
    bad(phate_writer_open(&w, "/nonexistent/x"), "cannot write");
    assert_null(w);
    bad(phate_writer_open_fd(&w, -1), "descriptor -1: cannot write");
    bad(phate_writer_open_fd(&w, 1000), "descriptor 1000: cannot write");
    phate_reader_close(NULL);
    phate_writer_discard(NULL);
    phate_record_free(NULL);
    phate_error_free(NULL);
}

static void test_bad_records(void **state)
{
    (void)state;
    char path[32];
    int fd = new_file(path);
    struct phate_record *r;
    struct phate_writer *w;
    bad(phate_record_new(&r, "two words", 1, 1), "two words");
    assert_null(r);
    bad(phate_record_new(&r, "coords", (size_t)1 << 40, (size_t)1 << 40), "coords");
    good(phate_record_new(&r, "coords", 2, 2));
    bad(phate_record_set_attr(r, "a b", "1"), "a b");
    good(phate_writer_open_fd(&w, fd));
    bad(phate_writer_matrix(w, r, NULL), "coords: NULL");
    bad(phate_writer_text(w, r, "a\tb\n1\n"), "coords");
    phate_writer_discard(w);
    phate_record_free(r);
    close(fd);
    unlink(path);
}

/* A file that was not committed is not there. */
static void test_discard(void **state)
{
    (void)state;
    char path[32];
    struct phate_writer *w;
    close(new_file(path));
    unlink(path);
    good(phate_writer_open(&w, path));
    phate_writer_discard(w);
    assert_true(access(path, F_OK) != 0 && errno == ENOENT);
}

/* An error's text, and whether memory was short. */
static void test_errors(void **state)
{
    (void)state;
    struct phate_reader *reader;
    struct phate_error *error = phate_reader_open(&reader, "/nonexistent/x", NULL);
    assert_non_null(strstr(phate_error_text(error), "/nonexistent/x: cannot open: No such file"));
    assert_false(phate_error_is_of_memory(error));
    phate_error_free(error);
    error = (struct phate_error *)error_memory("a test");
    assert_true(phate_error_is_of_memory(error));
    phate_error_free(error);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        {"what is written is read, by descriptors that stay open", test_round_trip, NULL, NULL,
         NULL},
        {"records pass, and others are derived from them", test_pass_and_derive, NULL, NULL, NULL},
        {"a stream's snapshots have an array's squares", test_gram_of_stream, NULL, NULL, NULL},
        {"a matrix without rows goes there and back", test_empty, NULL, NULL, NULL},
        {"a payload is taken once, into its own room", test_payloads, NULL, NULL, NULL},
        {"damaged and cut streams are refused", test_damage, NULL, NULL, NULL},
        {"so are streams that were cut between records", test_lost_records, NULL, NULL, NULL},
        {"files that cannot be opened are named", test_bad_files, NULL, NULL, NULL},
        {"records that cannot be are refused", test_bad_records, NULL, NULL, NULL},
        {"what is discarded leaves no file", test_discard, NULL, NULL, NULL},
        {"errors have a text", test_errors, NULL, NULL, NULL},
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
