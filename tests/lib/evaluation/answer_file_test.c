/* Whether a file of predictions has been written anew for the question. */
#include "evaluation/answer_file.h"

#include "expect.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { EVALUATORS = 2 };

static char first[] = "/tmp/answer_file_XXXXXX", second[] = "/tmp/answer_file_XXXXXX";

/* Writes the file and returns its time. */
static struct timespec write_file(const char *path)
{
    struct stat status;
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs("1\n", f);
    fclose(f);
    assert_int_equal(stat(path, &status), 0);
    return status.st_ctim;
}

static struct timespec later(struct timespec t, int seconds)
{
    t.tv_sec += seconds;
    return t;
}

/* An evaluator names the file. */
static struct error *named(struct file_identity last[EVALUATORS], size_t evaluator,
                           const char *path, const struct timespec *asked)
{
    int fd;
    struct error *err = answer_file_open(last, EVALUATORS, evaluator, path, asked, &fd);
    if (!err)
        close(fd);
    return err;
}

static void files_as_they_were_are_refused(void **state)
{
    (void)state;
    struct file_identity last[EVALUATORS] = {0};
    struct timespec written = write_file(first), asked = later(written, 1);
    expect_good(named(last, 0, first, &written));
    expect_error(named(last, 0, first, &asked), "write the predictions");
}

/* A file that is older than the first question has not been named for one before. */
static void old_files_may_be_named_once(void **state)
{
    (void)state;
    struct file_identity last[EVALUATORS] = {0};
    struct timespec asked = later(write_file(first), 1);
    expect_good(named(last, 0, first, &asked));
}

static void files_may_be_written_twice_at_one_tick(void **state)
{
    (void)state;
    struct file_identity last[EVALUATORS] = {0};
    struct timespec written = write_file(first);
    expect_good(named(last, 0, first, &written));
    expect_good(named(last, 0, first, &written));
}

/* The file's machine has a clock that is behind. */
static void files_of_another_clock_may_be_written_again(void **state)
{
    (void)state;
    struct file_identity last[EVALUATORS] = {0};
    struct timespec written = write_file(first), asked = later(written, 3600);
    expect_good(named(last, 0, first, &asked));
    last[0].changed = later(written, -1);
    expect_good(named(last, 0, first, &asked));
    last[0].changed = written;
    last[0].changed.tv_nsec ^= 1;
    expect_good(named(last, 0, first, &asked));
}

/* An evaluator may write files ahead, two of them at one tick. */
static void another_file_may_have_the_time_of_the_one_before(void **state)
{
    (void)state;
    struct file_identity last[EVALUATORS] = {0};
    struct timespec asked = later(write_file(second), 1);
    expect_good(named(last, 0, second, &asked));
    last[0].changed = write_file(first);
    expect_good(named(last, 0, first, &asked));
}

static void evaluators_have_files_of_their_own(void **state)
{
    (void)state;
    struct file_identity last[EVALUATORS] = {0};
    struct timespec written = write_file(first);
    write_file(second);
    expect_good(named(last, 0, first, &written));
    expect_error(named(last, 1, first, &written), "another evaluator");
    expect_good(named(last, 1, second, &written));
}

static void what_is_not_a_file_is_refused(void **state)
{
    (void)state;
    struct file_identity last[EVALUATORS] = {0};
    const struct timespec asked = {0};
    expect_error(named(last, 0, "/nonexistent/file", &asked), "/nonexistent/file: cannot open");
    expect_error(named(last, 0, "/dev/null", &asked), "/dev/null: not a regular file");
}

/* A file that is written after the moment of the question is never before it. */
static void the_clock_is_that_of_files(void **state)
{
    (void)state;
    struct timespec asked = answer_file_clock(), written = write_file(first);
    assert_true(written.tv_sec > asked.tv_sec ||
                (written.tv_sec == asked.tv_sec && written.tv_nsec >= asked.tv_nsec));
    assert_true(written.tv_sec - asked.tv_sec < 60);
}

static int make_files(void **state)
{
    (void)state;
    int a = mkstemp(first), b = mkstemp(second);
    close(a);
    close(b);
    return a < 0 || b < 0 ? -1 : 0;
}

static int remove_files(void **state)
{
    (void)state;
    unlink(first);
    unlink(second);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_as_they_were_are_refused),
        cmocka_unit_test(old_files_may_be_named_once),
        cmocka_unit_test(files_may_be_written_twice_at_one_tick),
        cmocka_unit_test(files_of_another_clock_may_be_written_again),
        cmocka_unit_test(another_file_may_have_the_time_of_the_one_before),
        cmocka_unit_test(evaluators_have_files_of_their_own),
        cmocka_unit_test(what_is_not_a_file_is_refused),
        cmocka_unit_test(the_clock_is_that_of_files),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, make_files, remove_files);
}
