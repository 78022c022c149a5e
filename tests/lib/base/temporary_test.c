/* Temporary names of files: however the process ends, none is left. */
#include "base/file/temporary.h"

#include "expect.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MANY = 40, ENDS = 60, PATIENCE = 10000 /* ms */ };

static char folder[] = "/tmp/temporary_XXXXXX";
static int dir = -1;

/* How many files have a name that begins so. */
static int count(const char *begin)
{
    int found = 0;
    DIR *d = opendir(folder);
    assert_non_null(d);
    for (struct dirent *entry; (entry = readdir(d));)
        found += strncmp(entry->d_name, begin, strlen(begin)) == 0;
    closedir(d);
    return found;
}

static void end(int number)
{
    temporary_remove_at_death();
    signal(number, SIG_DFL);
    raise(number);
}

static void catch_signals(void)
{
    struct sigaction action = {.sa_handler = end};
    sigfillset(&action.sa_mask);
    sigaction(SIGTERM, &action, NULL);
}

/* In a child: `work` until it is ended, after a while. */
static void end_in(void *(*work)(void *), long nanoseconds)
{
    int status, ready[2];
    char byte;
    assert_int_equal(pipe(ready), 0);
    pid_t child = fork();
    if (child == 0) {
        catch_signals();
        close(ready[0]);
        work(&ready[1]);
        _exit(1);
    }
    close(ready[1]);
    assert_int_equal(read(ready[0], &byte, 1), 1);
    close(ready[0]);
    nanosleep(&(struct timespec){.tv_nsec = nanoseconds}, NULL);
    kill(child, SIGTERM);
    for (int waited = 0; waitpid(child, &status, WNOHANG) == 0; waited++) {
        if (waited == PATIENCE)
            kill(child, SIGKILL);
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    }
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
}

static void *hold_many(void *ready)
{
    int fd;
    for (int i = 0; i < MANY; i++)
        if (!temporary_create(dir, "many", &fd))
            _exit(2);
    if (count("many.") != MANY || write(*(int *)ready, "", 1) != 1)
        _exit(3);
    for (;;)
        pause();
}

static void a_signal_removes_all_however_many_they_are(void **state)
{
    (void)state;
    end_in(hold_many, 0);
    assert_int_equal(count("many"), 0);
}

/* Both ways of making a file, over and over: a signal comes at any step. */
static void *make_over_and_over(void *unused)
{
    (void)unused;
    for (;;) {
        int fd;
        struct temporary *t = temporary_create(dir, "busy", &fd);
        if (!t || !temporary_rename(t, "busy"))
            _exit(2);
        close(fd);
        t = temporary_create(dir, "busy", &fd);
        if (!t)
            _exit(3);
        temporary_remove(t);
        close(fd);
        fd = temporary_open_nameless(dir);
        if (fd >= 0 && !temporary_name(fd, dir, "busy"))
            _exit(4);
        close(fd);
    }
    return NULL;
}

/* The signal may come to a thread that has nothing to do with files. */
static void *make_in_two_threads(void *ready)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, make_over_and_over, NULL) != 0 ||
        write(*(int *)ready, "", 1) != 1)
        _exit(5);
    return make_over_and_over(NULL);
}

static void a_signal_at_any_step_leaves_no_temporary_name(void **state)
{
    (void)state;
    for (long i = 0; i < ENDS; i++) {
        end_in(make_in_two_threads, i * 50000);
        assert_int_equal(count("busy."), 0);
    }
}

static void all_are_removed_where_no_signal_comes(void **state)
{
    (void)state;
    int fd[2];
    struct temporary *first = temporary_create(dir, "first", &fd[0]);
    struct temporary *second = temporary_create(dir, "second", &fd[1]);
    assert_non_null(first);
    assert_non_null(second);
    temporary_remove(first);
    assert_int_equal(count("first"), 0);
    assert_int_equal(count("second."), 1);
    temporary_remove_all();
    assert_int_equal(count("second"), 0);
    temporary_remove(second);
    close(fd[0]);
    close(fd[1]);
}

static void a_file_that_cannot_be_named_keeps_its_temporary_name(void **state)
{
    (void)state;
    int fd;
    struct temporary *t = temporary_create(dir, "kept", &fd);
    assert_non_null(t);
    assert_false(temporary_rename(t, "no such folder/kept"));
    assert_int_equal(errno, ENOENT);
    assert_int_equal(count("kept."), 1);
    temporary_remove(t);
    assert_int_equal(count("kept"), 0);
    close(fd);
}

static int make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    dir = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
    return dir < 0;
}

static int remove_folder(void **state)
{
    (void)state;
    unlinkat(dir, "busy", 0);
    close(dir);
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_signal_removes_all_however_many_they_are),
        cmocka_unit_test(a_signal_at_any_step_leaves_no_temporary_name),
        cmocka_unit_test(all_are_removed_where_no_signal_comes),
        cmocka_unit_test(a_file_that_cannot_be_named_keeps_its_temporary_name),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
