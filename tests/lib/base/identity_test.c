/* Whether a file is the one that it was. */
#include "base/file/identity.h"

#include "expect.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char path[] = "/tmp/identity_XXXXXX";

static struct file_identity identity(const char *of)
{
    struct stat status;
    assert_int_equal(stat(of, &status), 0);
    return file_identity_of(&status);
}

static void set_modified(const struct file_identity *to)
{
    const struct timespec times[] = {to->modified, to->modified};
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

/* The clock that stamps files ticks every few milliseconds. */
static void wait_for_a_tick(void)
{
    assert_int_equal(usleep(20000), 0);
}

static void a_file_that_is_left_alone_is_unchanged(void **state)
{
    (void)state;
    struct file_identity before = identity(path), after = identity(path);
    assert_true(file_identity_is_same_file(&before, &after));
    assert_true(file_identity_is_unchanged(&before, &after));
}

static void a_file_rewritten_in_place_is_changed_whatever_its_time_says(void **state)
{
    (void)state;
    struct file_identity before = identity(path);
    wait_for_a_tick();
    FILE *f = fopen(path, "r+");
    assert_non_null(f);
    fputs("b", f);
    fclose(f);
    set_modified(&before);
    struct file_identity after = identity(path);
    assert_true(before.size == after.size);
    assert_memory_equal(&before.modified, &after.modified, sizeof before.modified);
    assert_true(file_identity_is_same_file(&before, &after));
    assert_false(file_identity_is_unchanged(&before, &after));
}

static void each_field_tells(void **state)
{
    (void)state;
    struct file_identity a = identity(path), b = a;
    b.size++;
    assert_false(file_identity_is_unchanged(&a, &b));
    b = a;
    b.modified.tv_nsec++;
    assert_false(file_identity_is_unchanged(&a, &b));
    b = a;
    b.modified.tv_sec++;
    assert_false(file_identity_is_unchanged(&a, &b));
    b = a;
    b.changed.tv_nsec++;
    assert_false(file_identity_is_unchanged(&a, &b));
    b = a;
    b.inode++;
    assert_false(file_identity_is_unchanged(&a, &b));
    assert_false(file_identity_is_same_file(&a, &b));
    b = a;
    b.device++;
    assert_false(file_identity_is_unchanged(&a, &b));
    assert_false(file_identity_is_same_file(&a, &b));
}

static void links_are_one_file(void **state)
{
    (void)state;
    char name[sizeof path + 1];
    snprintf(name, sizeof name, "%sb", path);
    assert_int_equal(symlink(path, name), 0);
    struct file_identity a = identity(path), b = identity(name);
    assert_true(file_identity_is_unchanged(&a, &b));
    unlink(name);
    assert_int_equal(link(path, name), 0);
    b = identity(name);
    assert_true(file_identity_is_same_file(&a, &b));
    unlink(name);
}

static int make_file(void **state)
{
    (void)state;
    int fd = mkstemp(path);
    return fd < 0 || write(fd, "a", 1) != 1 || close(fd) != 0;
}

static int remove_file(void **state)
{
    (void)state;
    return unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_that_is_left_alone_is_unchanged),
        cmocka_unit_test(a_file_rewritten_in_place_is_changed_whatever_its_time_says),
        cmocka_unit_test(each_field_tells),
        cmocka_unit_test(links_are_one_file),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, make_file, remove_file);
}
