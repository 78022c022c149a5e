/* What journals keep, and what damage costs. */
#include "evaluation/journal.h"

#include "expect.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

enum { POINTS = 40, ROOM = 1 << 16 };

static char path[] = "/tmp/journal_test_XXXXXX";
static const struct journal_part part = {"part", 7};
static const struct journal_request request = {"program", &part, 1};
static size_t notes;

static void count_note(struct report *report, enum report_level level, const char *text)
{
    (void)report;
    (void)level;
    (void)text;
    notes++;
}
static struct report report = {.line = count_note};

static double number_of(size_t point)
{
    return (double)point / 7;
}

static void open_journal(struct journal *j, struct answers *a)
{
    notes = 0;
    expect_good(answers_new(a, POINTS, 1));
    expect_good(journal_open(j, path, &request, a, &report));
}

static void close_journal(struct journal *j, struct answers *a)
{
    answers_free(a);
    journal_close(j);
}

static void add(struct journal *j, struct answers *a, size_t point, double number)
{
    expect_good(answers_put(a, point, &number, 1));
    expect_good(journal_add(j, a, point));
}

static size_t size_of_file(void)
{
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    return (size_t)status.st_size;
}

/* Makes a journal of all points; returns its text. */
static size_t make_journal(char text[ROOM])
{
    struct journal j;
    struct answers a;
    assert_int_equal(truncate(path, 0), 0);
    open_journal(&j, &a);
    for (size_t i = 0; i < POINTS; i++)
        add(&j, &a, i, number_of(i));
    close_journal(&j, &a);
    FILE *f = fopen(path, "r");
    assert_non_null(f);
    size_t length = fread(text, 1, ROOM, f);
    fclose(f);
    return length;
}

/* How many points a journal of that text has; what it has is what was written. */
static size_t count_points(const char *text, size_t length)
{
    struct journal j;
    struct answers a;
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    assert_int_equal(fwrite(text, 1, length, f), length);
    fclose(f);
    open_journal(&j, &a);
    size_t count = a.count;
    for (size_t i = 0; i < POINTS; i++)
        assert_true(!a.known[i] || a.numbers[i] == number_of(i));
    close_journal(&j, &a);
    return count;
}

static void each_bit_costs_one_line(void **state)
{
    (void)state;
    char text[ROOM];
    size_t length = make_journal(text), head = (size_t)(strchr(text, '\n') - text) + 1;
    assert_int_equal(count_points(text, length), POINTS);
    assert_int_equal(notes, 0);
    for (size_t at = head; at < length; at += 37) {
        char bit = (char)(1 << at % 8), was = text[at];
        text[at] = (char)(was ^ bit);
        size_t lost = POINTS - count_points(text, length);
        assert_true(lost >= 1 && lost <= 1 + (was == '\n'));
        assert_int_equal(notes, 1);
        text[at] = was;
    }
}

static void each_cut_costs_what_is_behind(void **state)
{
    (void)state;
    char text[ROOM];
    size_t length = make_journal(text), head = (size_t)(strchr(text, '\n') - text) + 1;
    size_t lines = 0;
    for (size_t at = head; at < length; at++) {
        if (at % 13 == 0 || text[at] == '\n' || text[at - 1] == '\n') {
            assert_int_equal(count_points(text, at), lines);
            assert_int_equal(notes, text[at - 1] != '\n');
        }
        lines += text[at] == '\n';
    }
}

static void the_first_line_of_a_point_counts(void **state)
{
    (void)state;
    struct journal j;
    struct answers a;
    assert_int_equal(truncate(path, 0), 0);
    open_journal(&j, &a);
    add(&j, &a, 3, 0.5);
    add(&j, &a, 3, 0.25);
    add(&j, &a, 4, 0.125);
    close_journal(&j, &a);
    open_journal(&j, &a);
    assert_true(a.count == 2 && a.numbers[3] == 0.5 && a.numbers[4] == 0.125);
    assert_int_equal(notes, 1);
    close_journal(&j, &a);
}

/* The bound on a file's size stands for a full disk. */
static void a_line_that_the_disk_cannot_hold_is_taken_back(void **state)
{
    (void)state;
    struct journal j;
    struct answers a;
    struct rlimit before, limit;
    assert_int_equal(truncate(path, 0), 0);
    open_journal(&j, &a);
    add(&j, &a, 0, number_of(0));
    size_t whole = size_of_file();
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before);
    limit = (struct rlimit){whole + 5, before.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
    const double number = number_of(1);
    expect_good(answers_put(&a, 1, &number, 1));
    expect_error(journal_add(&j, &a, 1), "cannot write the journal: cut short: is the disk full?");
    assert_int_equal(size_of_file(), whole);
    setrlimit(RLIMIT_FSIZE, &before);
    expect_good(journal_add(&j, &a, 1));
    close_journal(&j, &a);
    open_journal(&j, &a);
    assert_true(a.count == 2 && a.numbers[1] == number && notes == 0);
    close_journal(&j, &a);
}

static void what_another_has_removed_is_not_written_to(void **state)
{
    (void)state;
    struct journal j;
    struct answers a;
    struct stat status;
    open_journal(&j, &a);
    assert_int_equal(unlink(path), 0);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fclose(f);
    journal_remove(&j);
    assert_int_equal(stat(path, &status), 0);
    answers_free(&a);
}

static int make_file(void **state)
{
    (void)state;
    int fd = mkstemp(path);
    return fd < 0 ? -1 : close(fd);
}

static int remove_file(void **state)
{
    (void)state;
    return unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_bit_costs_one_line),
        cmocka_unit_test(each_cut_costs_what_is_behind),
        cmocka_unit_test(the_first_line_of_a_point_counts),
        cmocka_unit_test(a_line_that_the_disk_cannot_hold_is_taken_back),
        cmocka_unit_test(what_another_has_removed_is_not_written_to),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, make_file, remove_file);
}
