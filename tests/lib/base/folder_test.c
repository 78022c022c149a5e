/* Folders that are removed with all that other programs put in them. */
#include "base/file/folder.h"

#include "expect.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* What is not the folder's, beside each test's folder. */
static char beside[] = "/tmp/folder_test.XXXXXX", path[64];
static int fd;

static void run(const char *command)
{
    char line[512];
    snprintf(line, sizeof line, "cd %s && F=%s && { %s; }", beside, path, command);
    assert_int_equal(system(line), 0); /* NOLINT */
}

static bool is_there(const char *name)
{
    char text[128];
    struct stat status;
    snprintf(text, sizeof text, "%s/%s", beside, name);
    return lstat(text, &status) == 0;
}

static void folders_in_it_go_with_it(void **state)
{
    (void)state;
    run("mkdir -p $F/a/b/c $F/.d && echo 1 | tee $F/x $F/a/b/c/y >$F/.d/.z && mkfifo $F/a/pipe");
    folder_remove(fd, path);
    assert_false(is_there("f"));
}

static void permissions_do_not_keep_it(void **state)
{
    (void)state;
    run("mkdir -p $F/a/b && echo 1 >$F/a/b/x && chmod 0 $F/a/b && chmod 500 $F/a && chmod 0 $F");
    folder_remove(fd, path);
    assert_false(is_there("f"));
}

static void links_in_it_go_and_their_targets_stay(void **state)
{
    (void)state;
    run("mkdir -p other/sub $F/a && echo 1 | tee other/x >other/sub/y && ln -s $PWD/other $F/link "
        "&& "
        "ln -s ../../other $F/a/link && ln other/x $F/hard");
    folder_remove(fd, path);
    assert_false(is_there("f"));
    assert_true(is_there("other/x") && is_there("other/sub/y"));
}

static void a_link_in_its_place_stays_and_its_target_too(void **state)
{
    (void)state;
    run("mkdir -p other && echo 1 | tee other/x >$F/x && mv $F moved && ln -s other $F");
    assert_false(folder_is_at(fd, path));
    folder_remove(fd, path);
    assert_true(is_there("f") && is_there("other/x") && !is_there("moved/x"));
    run("rm f");
}

static void another_folder_in_its_place_stays(void **state)
{
    (void)state;
    run("mv $F moved2 && mkdir $F");
    folder_remove(fd, path);
    assert_true(is_there("f"));
    run("rmdir f");
}

static void where_none_can_be_made_there_is_none(void **state)
{
    (void)state;
    char none[] = "/tmp/folder_test_none/XXXXXX";
    assert_true(folder_make(none) < 0);
}

static int make_folder(void **state)
{
    (void)state;
    char made[64];
    snprintf(made, sizeof made, "%s/XXXXXX", beside);
    snprintf(path, sizeof path, "%s/f", beside);
    fd = folder_make(made);
    return fd < 0 || !folder_is_at(fd, made) || rename(made, path) != 0;
}

static int close_folder(void **state)
{
    (void)state;
    return close(fd);
}

static int make_place(void **state)
{
    (void)state;
    return !mkdtemp(beside);
}

static int remove_place(void **state)
{
    (void)state;
    int place = open(beside, O_RDONLY | O_DIRECTORY);
    folder_remove(place, beside);
    return close(place);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(folders_in_it_go_with_it, make_folder, close_folder),
        cmocka_unit_test_setup_teardown(permissions_do_not_keep_it, make_folder, close_folder),
        cmocka_unit_test_setup_teardown(links_in_it_go_and_their_targets_stay, make_folder,
                                        close_folder),
        cmocka_unit_test_setup_teardown(a_link_in_its_place_stays_and_its_target_too, make_folder,
                                        close_folder),
        cmocka_unit_test_setup_teardown(another_folder_in_its_place_stays, make_folder,
                                        close_folder),
        cmocka_unit_test(where_none_can_be_made_there_is_none),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, make_place, remove_place);
}
