/* Processes that do what may crash: with a service that does so on request. */
#include "checkpoint/worker/workers.h"
#include "expect.h"

#include "base/clock.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED true
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED true
#endif
#endif
#ifndef SANITIZED
#define SANITIZED false
#endif

enum { MEGABYTES = 64, WORKER_SOCKET = 3 };

enum deed {
    SAY_PID,
    READ_BYTE,
    COUNT_DESCRIPTORS,
    FAIL,
    CRASH,
    LEAVE,
    LOOP,
    SLEEP,
    EAT,
    BABBLE,
    SPOIL
};

static bool spoilt; /* of the worker: it fails from now on */

static size_t count_descriptors(void)
{
    size_t count = 0;
    DIR *dir = opendir("/proc/self/fd");
    while (readdir(dir))
        count++;
    closedir(dir);
    return count - 3; /* ., .., and that of the directory */
}

static _Noreturn void crash(void)
{
    abort();
}

static _Noreturn void loop(void)
{
    for (volatile unsigned i = 0;; i++)
        ;
}

/* In memory that is touched, as it is not counted otherwise. */
static struct error *eat(void)
{
    static void *volatile eaten;
    for (size_t i = 0; i < 16 * MEGABYTES; i++) {
        eaten = malloc(1 << 20);
        if (!eaten)
            return error_memory("a meal");
        memset(eaten, 1, 1 << 20);
    }
    return NULL;
}

static struct error *answer(struct wire *request, int fd, struct wire *answer)
{
    static const char babble[] = "\1\0\0\0\0\0\0\0?";
    unsigned char byte = 0;
    enum deed deed = (enum deed)wire_number(request);
    if (spoilt)
        return error_new("spoilt by an earlier request");
    switch (deed) {
    case SAY_PID:
        wire_put_number(answer, (uint64_t)getpid());
        return NULL;
    case READ_BYTE:
        if (pread(fd, &byte, 1, 0) != 1)
            return error_new("nothing to read");
        wire_put_number(answer, byte);
        return NULL;
    case COUNT_DESCRIPTORS:
        wire_put_number(answer, count_descriptors());
        return NULL;
    case FAIL:
        return error_new("where: what: remedy");
    case CRASH:
        crash();
    case LEAVE:
        _exit(1);
    case LOOP:
        loop();
    case SLEEP:
        for (;;)
            pause();
    case EAT:
        return eat();
    case BABBLE:
        if (write(WORKER_SOCKET, babble, sizeof babble - 1) < 0)
            crash();
        return NULL;
    default:
        spoilt = true;
        return NULL;
    }
}

/* Few seconds of work, and either many or few of waiting. */
static const struct worker_service busy = {
    .library = "the library", .limits = {MEGABYTES, 1, 60}, .answer = answer};
static const struct worker_service hasty = {
    .library = "the library", .limits = {MEGABYTES, 60, 1}, .answer = answer};

static struct error *ask(struct workers *w, enum deed deed, int fd, uint64_t *number)
{
    struct wire request = {0}, told = {0};
    wire_put_number(&request, deed);
    struct error *err = workers_ask(w, &request, fd, &told);
    if (!err && number)
        *number = wire_number(&told);
    wire_free(&request);
    wire_free(&told);
    return err;
}

static pid_t pid_of_worker(struct workers *w)
{
    uint64_t pid = 0;
    expect_good(ask(w, SAY_PID, -1, &pid));
    return (pid_t)pid;
}

/* The state of a process as /proc tells it; 0: there is none, or only a zombie. */
static char state_of(pid_t pid)
{
    char path[64], state = 0;
    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    FILE *file = fopen(path, "r");
    if (!file)
        return 0;
    if (fscanf(file, "%*d (%*[^)]) %c", &state) != 1 || state == 'Z')
        state = 0;
    fclose(file);
    return state;
}

static void expect_ended(pid_t pid)
{
    const struct timespec moment = {.tv_nsec = 10000000};
    for (double begin = seconds_now(); state_of(pid); nanosleep(&moment, NULL))
        if (seconds_now() - begin > 20)
            fail_msg("process %d goes on", (int)pid);
}

static void a_request_is_answered_by_another_process_which_stays(void **state)
{
    (void)state;
    struct workers w = WORKERS_OF(&busy);
    pid_t first = pid_of_worker(&w);
    assert_int_not_equal(first, getpid());
    assert_int_equal(pid_of_worker(&w), first);
    workers_end(&w);
}

static void the_file_of_a_request_is_read_by_the_worker(void **state)
{
    (void)state;
    struct workers w = WORKERS_OF(&busy);
    char path[] = "/tmp/worker_test.XXXXXX";
    uint64_t byte = 0;
    int fd = mkstemp(path);
    assert_int_equal(write(fd, "x", 1), 1);
    expect_good(ask(&w, READ_BYTE, fd, &byte));
    assert_int_equal(byte, 'x');
    close(fd);
    unlink(path);
    workers_end(&w);
}

static void an_error_of_the_service_is_passed_on(void **state)
{
    (void)state;
    struct workers w = WORKERS_OF(&busy);
    expect_error(ask(&w, FAIL, -1, NULL), "where: what: remedy");
    workers_end(&w);
}

static void a_crash_is_an_error_and_the_next_request_is_answered(void **state)
{
    (void)state;
    struct workers w = WORKERS_OF(&busy);
    pid_t before = pid_of_worker(&w);
    expect_error(ask(&w, CRASH, -1, NULL), "the library crashed on it (Aborted): damaged");
    pid_t after = pid_of_worker(&w);
    assert_int_not_equal(before, after);
    assert_int_equal(state_of(before), 0);
    workers_end(&w);
}

static void a_loop_ends_with_its_seconds_of_processor_time(void **state)
{
    (void)state;
    struct workers w = WORKERS_OF(&busy);
    expect_error(ask(&w, LOOP, -1, NULL), "the library took more than 1 seconds of processor time");
    workers_end(&w);
}

static void sleep_ends_with_the_seconds_of_waiting(void **state)
{
    (void)state;
    struct workers w = WORKERS_OF(&hasty);
    expect_error(ask(&w, SLEEP, -1, NULL), "the library took longer than 1 seconds");
    workers_end(&w);
}

static void a_stopped_worker_is_replaced(void **state)
{
    (void)state;
    struct workers w = WORKERS_OF(&hasty);
    pid_t stopped = pid_of_worker(&w);
    kill(stopped, SIGSTOP);
    assert_int_not_equal(pid_of_worker(&w), stopped);
    assert_int_equal(state_of(stopped), 0);
    workers_end(&w);
}

static void memory_beyond_the_limit_is_an_error_that_says_so(void **state)
{
    (void)state;
    struct workers w = WORKERS_OF(&busy);
    /* a sanitizer takes the addresses before, or ends the process */
    if (!SANITIZED)
        expect_error(ask(&w, EAT, -1, NULL), "the library needs more than 64 MB");
    workers_end(&w);
}

static void an_answer_out_of_turn_is_an_error(void **state)
{
    (void)state;
    struct workers w = WORKERS_OF(&busy);
    expect_error(ask(&w, BABBLE, -1, NULL), "the library gave an answer that makes no sense");
    pid_of_worker(&w);
    workers_end(&w);
}

static void an_earlier_request_is_not_held_against_a_later_one(void **state)
{
    (void)state;
    struct workers w = WORKERS_OF(&busy);
    pid_t before = pid_of_worker(&w);
    expect_good(ask(&w, SPOIL, -1, NULL));
    assert_int_not_equal(pid_of_worker(&w), before);
    pid_t killed = pid_of_worker(&w);
    kill(killed, SIGKILL);
    assert_int_not_equal(pid_of_worker(&w), killed);
    workers_end(&w);
}

static void a_worker_has_no_descriptors_of_the_program(void **state)
{
    (void)state;
    struct workers w = WORKERS_OF(&busy);
    uint64_t count = 0;
    int fd = open("/dev/null", O_RDONLY); /* without O_CLOEXEC */
    expect_good(ask(&w, COUNT_DESCRIPTORS, -1, &count));
    assert_int_equal(count, WORKER_SOCKET + 1);
    expect_good(ask(&w, COUNT_DESCRIPTORS, fd, &count));
    assert_int_equal(count, WORKER_SOCKET + 2);
    expect_good(ask(&w, COUNT_DESCRIPTORS, -1, &count));
    assert_int_equal(count, WORKER_SOCKET + 1);
    close(fd);
    workers_end(&w);
}

static void neither_descriptors_nor_zombies_are_left(void **state)
{
    (void)state;
    struct workers w = WORKERS_OF(&busy);
    size_t before = count_descriptors();
    for (int i = 0; i < 20; i++)
        expect_error(ask(&w, i % 2 ? CRASH : FAIL, -1, NULL), i % 2 ? "crashed" : "what");
    assert_int_equal(count_descriptors(), before + 1); /* the forker's socket */
    pid_t worker = pid_of_worker(&w);
    workers_end(&w);
    assert_int_equal(count_descriptors(), before);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
    expect_ended(worker);
}

static void processes_end_with_the_program_even_in_a_loop(void **state)
{
    (void)state;
    static struct workers w = WORKERS_OF(&hasty);
    uint64_t pids[2];
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t program = fork();
    if (program == 0) {
        pids[0] = (uint64_t)pid_of_worker(&w);
        pids[1] = (uint64_t)w.forker.pid;
        if (write(ends[1], pids, sizeof pids) == sizeof pids)
            error_free(ask(&w, LOOP, -1, NULL));
        _exit(1);
    }
    assert_int_equal(read(ends[0], pids, sizeof pids), sizeof pids);
    kill(program, SIGKILL);
    assert_int_equal(waitpid(program, NULL, 0), program);
    expect_ended((pid_t)pids[0]);
    expect_ended((pid_t)pids[1]);
    close(ends[0]);
    close(ends[1]);
}

static void signals_of_the_terminal_are_for_the_program(void **state)
{
    (void)state;
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP};
    struct workers w = WORKERS_OF(&busy);
    pid_t worker = pid_of_worker(&w);
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        kill(worker, signals[i]);
        kill(w.forker.pid, signals[i]);
    }
    assert_int_equal(pid_of_worker(&w), worker);
    expect_error(ask(&w, FAIL, -1, NULL), "what"); /* the forker has answered too */
    workers_end(&w);
}

static void the_forker_can_be_replaced_too(void **state)
{
    (void)state;
    struct workers w = WORKERS_OF(&busy);
    pid_t worker = pid_of_worker(&w), forker = w.forker.pid;
    kill(forker, SIGKILL);
    expect_ended(worker);
    pid_of_worker(&w);
    assert_int_not_equal(w.forker.pid, forker);
    expect_error(ask(&w, FAIL, -1, NULL), "what"); /* which leaves no worker */
    kill(w.forker.pid, SIGKILL);
    expect_ended(w.forker.pid);
    pid_of_worker(&w);
    workers_end(&w);
}

static void a_stopped_forker_is_replaced(void **state)
{
    (void)state;
    struct workers w = WORKERS_OF(&hasty);
    pid_t worker = pid_of_worker(&w), forker = w.forker.pid;
    kill(forker, SIGSTOP);
    expect_error(ask(&w, FAIL, -1, NULL), "what");
    assert_int_not_equal(w.forker.pid, forker);
    expect_ended(worker);
    workers_end(&w);
}

static void the_forker_outlives_a_shortage_of_descriptors(void **state)
{
    (void)state;
    struct workers w = WORKERS_OF(&busy);
    struct rlimit limit, none;
    expect_error(ask(&w, FAIL, -1, NULL), "what"); /* which leaves no worker */
    pid_t forker = w.forker.pid;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
    none = limit;
    none.rlim_cur = STDERR_FILENO + 1; /* which poll needs too */
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
    expect_error(ask(&w, SAY_PID, -1, NULL), "a process for it cannot be started");
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
    pid_of_worker(&w);
    assert_int_equal(w.forker.pid, forker);
    assert_int_equal(w.count, 1);
    workers_end(&w);
}

static void a_process_that_ends_by_itself_is_not_held_against_the_file(void **state)
{
    (void)state;
    struct workers w = WORKERS_OF(&busy);
    expect_error(ask(&w, LEAVE, -1, NULL), "the process for it ended without an answer");
    workers_end(&w);
}

static void *ask_often(void *workers)
{
    for (int i = 0; i < 50; i++)
        if (i % 10 == 0)
            expect_error(ask(workers, FAIL, -1, NULL), "what");
        else
            pid_of_worker(workers);
    return NULL;
}

static void many_threads_share_few_workers(void **state)
{
    (void)state;
    struct workers w = WORKERS_OF(&busy);
    pthread_t threads[3 * WORKERS_MOST];
    for (size_t i = 0; i < sizeof threads / sizeof *threads; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, ask_often, &w), 0);
    for (size_t i = 0; i < sizeof threads / sizeof *threads; i++)
        pthread_join(threads[i], NULL);
    assert_in_range(w.count, 1, WORKERS_MOST);
    assert_int_equal(w.idle_count, w.count);
    workers_end(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_request_is_answered_by_another_process_which_stays),
        cmocka_unit_test(the_file_of_a_request_is_read_by_the_worker),
        cmocka_unit_test(an_error_of_the_service_is_passed_on),
        cmocka_unit_test(a_crash_is_an_error_and_the_next_request_is_answered),
        cmocka_unit_test(a_loop_ends_with_its_seconds_of_processor_time),
        cmocka_unit_test(sleep_ends_with_the_seconds_of_waiting),
        cmocka_unit_test(a_stopped_worker_is_replaced),
        cmocka_unit_test(memory_beyond_the_limit_is_an_error_that_says_so),
        cmocka_unit_test(an_answer_out_of_turn_is_an_error),
        cmocka_unit_test(an_earlier_request_is_not_held_against_a_later_one),
        cmocka_unit_test(a_worker_has_no_descriptors_of_the_program),
        cmocka_unit_test(neither_descriptors_nor_zombies_are_left),
        cmocka_unit_test(processes_end_with_the_program_even_in_a_loop),
        cmocka_unit_test(signals_of_the_terminal_are_for_the_program),
        cmocka_unit_test(the_forker_can_be_replaced_too),
        cmocka_unit_test(a_stopped_forker_is_replaced),
        cmocka_unit_test(the_forker_outlives_a_shortage_of_descriptors),
        cmocka_unit_test(a_process_that_ends_by_itself_is_not_held_against_the_file),
        cmocka_unit_test(many_threads_share_few_workers),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
