/* Pictures read from streams. */
#include "embedding/picture.h"

#include "expect.h"
#include "stream/writer.h"

#include <stdlib.h>
#include <unistd.h>

static char path[] = "/tmp/picture_test.XXXXXX";

/* A stream of `count` pictures of three points, each with an imaginary axis (InPCA). */
static void write_pictures(size_t count)
{
    double numbers[6] = {1, 2, 3, 4, 5, 7};
    const struct matrix points = {.a = numbers, .rows = 3, .cols = 2};
    struct writer *w;
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    expect_good(writer_open_fd(&w, fd));
    for (size_t i = 0; i < count; i++) {
        struct record r;
        expect_good(record_init(&r, "coords", PHM_F64, points.rows, points.cols));
        expect_good(record_attr_set(&r, "signature", "%s", "+-"));
        expect_good(writer_matrix(w, &r, &points));
        record_free(&r);
    }
    expect_good(writer_commit(w));
    close(fd);
}

static void after_a_failure_nothing_is_owned(void **state)
{
    (void)state;
    static const char *const kinds[] = {"coords", NULL};
    struct picture p;
    write_pictures(2);
    struct error *err = picture_read(&p, path, kinds, NULL);
    unlink(path);
    expect_error(err, "has several records");
    assert_null(p.signature);
    picture_free(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(after_a_failure_nothing_is_owned)};
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
