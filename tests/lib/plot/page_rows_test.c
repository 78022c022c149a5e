/* Which snapshots a page holds that would be too large with all: against cells that are counted one
 * by one. */
#include "plot/page/page_rows.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

enum { ROWS = 1200, RUNS = 3, LOOSE = 90, PER_RUN = (ROWS - LOOSE) / RUNS };

static double points[2 * ROWS];
static size_t order[ROWS];
static struct run runs[RUNS];

static double random_share(unsigned *seed)
{
    *seed = *seed * 1664525U + 1013904223U;
    return (*seed >> 8) / 16777216.0;
}

/* Rows of runs walk about in the unit square, the last ones are in none; their order is mixed. */
static struct scene walks(unsigned seed)
{
    struct scene s = {.points = {points, ROWS, 2}, .high = {1, 1}, .best = 11};
    s.runs = (struct runs){runs, RUNS, order, ROWS, RUNS * PER_RUN, NULL, NULL, 0};
    double x = 0.5, y = 0.5;
    for (size_t k = 0; k < RUNS; k++)
        runs[k] = (struct run){NULL, k * PER_RUN, PER_RUN};
    for (size_t i = 0; i < ROWS; i++) {
        size_t row = order[i] = i * 7 % ROWS; /* 7 and ROWS have no divisor in common */
        x = fmin(fmax(x + 0.04 * (random_share(&seed) - 0.5), 0), 1);
        y = fmin(fmax(y + 0.04 * (random_share(&seed) - 0.5), 0), 1);
        points[2 * row] = x;
        points[2 * row + 1] = y;
    }
    return s;
}

static size_t run_at(size_t i)
{
    return i < RUNS * PER_RUN ? i / PER_RUN : RUNS;
}

/* Whether the places i and j in the order are in one cell. */
static bool share_cell(size_t i, size_t j, size_t across)
{
    for (size_t axis = 0; axis < 2; axis++)
        if (floor(points[2 * order[i] + axis] * (double)across) !=
            floor(points[2 * order[j] + axis] * (double)across))
            return false;
    return true;
}

/* Whether another row of its run that comes before it, or after it, is in its cell. */
static bool has_other(size_t i, size_t across, bool before)
{
    for (size_t j = before ? 0 : i + 1; j < (before ? i : ROWS); j++)
        if (run_at(j) == run_at(i) && share_cell(i, j, across))
            return true;
    return false;
}

static void a_small_page_holds_all_rows(void **state)
{
    (void)state;
    struct page_rows rows;
    struct scene s = walks(1);
    assert_null(page_rows_find(&rows, &s, SIZE_MAX));
    assert_int_equal(rows.count, ROWS);
    assert_int_equal(rows.across, 0);
    for (size_t i = 0; i < ROWS; i++)
        assert_true(rows.at[i] == i && rows.place[i] == i && !rows.broken[i]);
    page_rows_free(&rows);
}

static void a_larger_one_holds_the_first_and_the_last_of_each_cell_of_each_run(void **state)
{
    (void)state;
    struct page_rows rows;
    struct scene s = walks(2);
    assert_null(page_rows_find(&rows, &s, (size_t)ROWS * 29 * 3 / 4));
    assert_in_range(rows.count, 4, ROWS * 3 / 4);
    assert_in_range(rows.across, 32, 4096);
    for (size_t i = 0; i < ROWS; i++) {
        bool is_end = !has_other(i, rows.across, true) || !has_other(i, rows.across, false);
        bool is_held = rows.place[order[i]] != NO_ROW;
        assert_int_equal(is_held, is_end || order[i] == s.best);
        if (is_held)
            assert_int_equal(rows.at[rows.place[order[i]]], order[i]);
    }
    for (size_t k = 1; k < rows.count; k++)
        assert_true(rows.at[k - 1] < rows.at[k]);
    page_rows_free(&rows);
}

static void a_line_breaks_where_what_is_left_out_lies_elsewhere(void **state)
{
    (void)state;
    struct page_rows rows;
    struct scene s = walks(3);
    size_t broken = 0, whole = 0, before = 0;
    assert_null(page_rows_find(&rows, &s, (size_t)ROWS * 29 * 3 / 4));
    for (size_t i = 1; i < RUNS * PER_RUN; i++) {
        if (i % PER_RUN == 0)
            before = i;
        if (i % PER_RUN == 0 || rows.place[order[i]] == NO_ROW)
            continue;
        bool lies_elsewhere = false;
        for (size_t j = before + 1; j < i; j++)
            lies_elsewhere |= !share_cell(j, before, rows.across) && !share_cell(j, i, rows.across);
        assert_int_equal(rows.broken[rows.place[order[i]]], lies_elsewhere);
        broken += lies_elsewhere;
        whole += !lies_elsewhere;
        before = i;
    }
    assert_true(broken > 10 && whole > 10);
    page_rows_free(&rows);
}

static void what_is_marked_is_held(void **state)
{
    (void)state;
    struct page_rows rows;
    struct scene s = walks(4);
    s.components.count = 2;
    for (size_t row = 0; row < ROWS; row += 100) {
        s.best = row;
        s.components.top[0] = (row + 31) % ROWS;
        s.components.top[1] = (row + 67) % ROWS;
        assert_null(page_rows_find(&rows, &s, 1));
        assert_true(rows.place[s.best] != NO_ROW);
        assert_true(rows.place[s.components.top[0]] != NO_ROW);
        assert_true(rows.place[s.components.top[1]] != NO_ROW);
        page_rows_free(&rows);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_small_page_holds_all_rows),
        cmocka_unit_test(a_larger_one_holds_the_first_and_the_last_of_each_cell_of_each_run),
        cmocka_unit_test(a_line_breaks_where_what_is_left_out_lies_elsewhere),
        cmocka_unit_test(what_is_marked_is_held),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
