/* Text files that are written while they are read. */
#include "base/text/text_file.h"
#include "expect.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

/* Bytes that take longer to read than a tick of the clock that stamps files lasts. */
enum { LENGTH = 64 << 20 };

static char path[] = "/tmp/text_file_XXXXXX";

/* Writes a byte of the file anew, over and over. */
struct writing {
    size_t most; /* times */
    atomic_bool ends;
};

static void *write_anew(void *of)
{
    struct writing *w = of;
    int fd = open(path, O_WRONLY);
    for (size_t i = 0; i < w->most && !w->ends; i++) {
        if (pwrite(fd, "a", 1, 0) != 1)
            break;
        usleep(1000);
    }
    close(fd);
    return NULL;
}

/* What is said of the file, which has a NUL byte in it, where it is written so often meanwhile. */
static void expect_said(size_t times, const char *part)
{
    pthread_t thread;
    struct writing w = {.most = times};
    char *text;
    assert_int_equal(pthread_create(&thread, NULL, write_anew, &w), 0);
    struct error *err = text_file_read(path, &text);
    w.ends = true;
    pthread_join(thread, NULL);
    expect_error(err, part);
}

static void a_file_that_is_always_written_is_an_error(void **state)
{
    (void)state;
    expect_said(SIZE_MAX, "changed each time that it was read");
}

static void one_that_was_written_is_read_anew(void **state)
{
    (void)state;
    expect_said(3, "a NUL byte");
    expect_said(0, "a NUL byte");
}

static int make_file(void **state)
{
    (void)state;
    int fd = mkstemp(path);
    return fd < 0 || ftruncate(fd, LENGTH) != 0 || close(fd) != 0;
}

static int remove_file(void **state)
{
    (void)state;
    return unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_that_is_always_written_is_an_error),
        cmocka_unit_test(one_that_was_written_is_read_anew),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, make_file, remove_file);
}
