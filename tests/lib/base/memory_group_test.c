#include "base/memory_group.h"

#include "expect.h"

#include <stdlib.h>

static struct memory_group group;

static void expect_group(const char *lines, bool first, const char *path)
{
    assert_true(memory_group_find(lines, &group));
    assert_int_equal(group.first, first);
    assert_string_equal(group.path, path);
}

static void test_none(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "", "\n", "memory", "3:cpu,cpuacct:/a\n", "3:memoryless:/a\n2:nomemory,cpu:/b\n", "0:"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        assert_false(memory_group_find(lines[i], &group));
}

static void test_long_path(void **state)
{
    (void)state;
    char lines[sizeof group.path + 8];
    memset(lines, 'a', sizeof lines);
    memcpy(lines, "0::/", 4);
    lines[sizeof lines - 1] = '\0';
    assert_false(memory_group_find(lines, &group));
}

static void test_second(void **state)
{
    (void)state;
    expect_group("0::/user.slice/job 7\n", false, "/user.slice/job 7");
    expect_group("1:name=systemd:/x\n0::/", false, "/");
}

/* Where both are mounted, version 1 has the memory. */
static void test_first(void **state)
{
    (void)state;
    expect_group("9:cpu,memory,pids:/slurm/job_1\n0::/x\n", true, "/slurm/job_1");
    expect_group("0::/x\n4:memory:/docker/ab\n", true, "/docker/ab");
}

static void test_no_limit(void **state)
{
    (void)state;
    assert_int_equal(memory_group_room("max\n", "12345\n", ""), SIZE_MAX);
    assert_int_equal(memory_group_room("9223372036854771712\n", "12345\n", ""), SIZE_MAX);
}

static void test_limit(void **state)
{
    (void)state;
    assert_int_equal(memory_group_room("1000000\n", "300000\n", ""), 700000);
    assert_int_equal(memory_group_room("1000000\n", "1300000\n", ""), 0);
}

/* Pages of files are given back when memory is short. */
static void test_files(void **state)
{
    (void)state;
    static const char second[] = "anon 5\nfile 900\ninactive_file 100000\nactive_file 50000\n";
    static const char first[] = "inactive_file 1\nactive_file 2\ntotal_inactive_file 200000\n"
                                "total_active_file 70000\n";
    assert_int_equal(memory_group_room("1000000\n", "300000\n", second), 850000);
    assert_int_equal(memory_group_room("1000000\n", "300000\n", first), 970000);
    assert_int_equal(memory_group_room("1000000\n", "100\n", first), 1000000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        {"lines without a group for memory name none", test_none, NULL, NULL, NULL},
        {"a path that is too long names none", test_long_path, NULL, NULL, NULL},
        {"version 2 has one group for everything", test_second, NULL, NULL, NULL},
        {"version 1 has one for memory, which counts", test_first, NULL, NULL, NULL},
        {"a group without a limit leaves everything", test_no_limit, NULL, NULL, NULL},
        {"a limit leaves what is not used", test_limit, NULL, NULL, NULL},
        {"the pages of files do not count as used", test_files, NULL, NULL, NULL},
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
