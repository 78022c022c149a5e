/* Logs of sketches that are cut, damaged, and written on, at every byte. */
#include "snapshot/sketch/log_scan.h"

#include "checkpoint_fixture.h"
#include "stream/record/sketch_attr.h"

#include <inttypes.h>
#include <xxhash.h>

enum { NUMBERS = 64, PAYLOAD = NUMBERS * 4, RECORDS = 3, ROOM = 8192 };

/* A log in memory. */
struct log {
    char bytes[ROOM];
    size_t length, ends[RECORDS]; /* of each record */
};

static void append(struct log *log, const void *bytes, size_t length)
{
    assert_true(log->length + length <= sizeof log->bytes);
    memcpy(log->bytes + log->length, bytes, length);
    log->length += length;
}

/* As snapsketch.py writes them, but padded. */
static void append_record(struct log *log, size_t step)
{
    struct record r;
    float numbers[NUMBERS];
    char *header, trailer[23];
    size_t length;
    for (size_t i = 0; i < NUMBERS; i++)
        numbers[i] = (float)(step * NUMBERS + i);
    expect_good(record_init(&r, "snapshots", PHM_F32, 1, NUMBERS));
    expect_good(sketch_attr_set(&r, NUMBERS, 0, NULL));
    expect_good(record_attr_set(&r, "params", "1000"));
    expect_good(record_attr_set(&r, "row.step", "%zu", step));
    expect_good(record_format(&r, &header, &length));
    append(log, header, length);
    append(log, numbers, PAYLOAD);
    snprintf(trailer, sizeof trailer, "xxh3 %016" PRIx64 "\n", XXH3_64bits(numbers, PAYLOAD));
    append(log, trailer, 22);
    free(header);
    record_free(&r);
}

static void make_log(struct log *log, size_t records)
{
    log->length = 0;
    for (size_t i = 0; i < records; i++) {
        append_record(log, i);
        log->ends[i] = log->length;
    }
}

/* ---- reading ---- */

/* What a scan finds: the steps, one digit each, and the losses. */
struct found {
    char steps[16];
    struct log_loss first;
    size_t losses;
    uint64_t lost;
};

static void note_record(struct found *found, const struct log_scan *scan,
                        const struct log_record *record)
{
    float number;
    const char *step = record_attr(&record->header, "row.step");
    memcpy(&number, scan->payload, sizeof number);
    assert_true((size_t)number / NUMBERS == strtoul(step, NULL, 10));
    expect_good(log_scan_read(scan, record->payload, &number, 1));
    assert_true((size_t)number / NUMBERS == strtoul(step, NULL, 10));
    assert_true(strlen(found->steps) + 1 < sizeof found->steps);
    strcat(found->steps, step);
}

static void scan_log(const struct log *log, struct found *found)
{
    char path[] = "/tmp/log_scan_test.XXXXXX";
    struct log_scan scan;
    struct log_record record;
    bool got = true;
    write_file(path, log->bytes, log->length);
    *found = (struct found){0};
    expect_good(log_scan_open(&scan, path));
    while (expect_good(log_scan_next(&scan, &record, &got)), got) {
        note_record(found, &scan, &record);
        record_free(&record.header);
    }
    found->first = scan.first;
    found->losses = scan.losses;
    found->lost = scan.lost;
    log_scan_close(&scan);
    unlink(path);
}

/* ---- cuts ---- */

static void a_log_cut_at_any_byte_of_its_last_record_has_all_earlier_ones(void **state)
{
    (void)state;
    struct log log;
    struct found found;
    make_log(&log, RECORDS);
    for (size_t cut = log.ends[1]; cut < log.ends[2]; cut++) {
        log.length = cut;
        scan_log(&log, &found);
        assert_string_equal(found.steps, "01");
        assert_int_equal(found.losses, cut > log.ends[1]);
        assert_int_equal(found.lost, cut - log.ends[1]);
        assert_true(found.losses == 0 ||
                    (found.first.from == log.ends[1] && found.first.to == cut));
    }
}

static void what_is_appended_behind_a_torn_record_is_read(void **state)
{
    (void)state;
    struct log log, whole;
    struct found found;
    make_log(&whole, RECORDS);
    for (size_t cut = whole.ends[1] + 1; cut < whole.ends[2]; cut++) {
        log = whole;
        log.length = cut;
        append_record(&log, 7);
        append_record(&log, 8);
        scan_log(&log, &found);
        assert_string_equal(found.steps, "0178");
        assert_int_equal(found.losses, 1);
        assert_int_equal(found.first.from, whole.ends[1]);
        assert_int_equal(found.first.to, cut);
    }
}

static void a_flipped_bit_costs_its_record_alone(void **state)
{
    (void)state;
    struct log log;
    struct found found;
    make_log(&log, RECORDS);
    for (size_t at = log.ends[0]; at < log.ends[1]; at++) {
        char bit = (char)(1 << at % 8);
        log.bytes[at] = (char)(log.bytes[at] ^ bit);
        scan_log(&log, &found);
        assert_string_equal(found.steps, "02");
        assert_int_equal(found.lost, log.ends[1] - log.ends[0]);
        log.bytes[at] = (char)(log.bytes[at] ^ bit);
    }
}

static void the_step_of_a_torn_record_is_told_where_its_line_is_whole(void **state)
{
    (void)state;
    struct log log;
    struct found found;
    make_log(&log, 1);
    const char *line = strstr(log.bytes, "attr row.step 0\n");
    assert_non_null(line);
    log.length = (size_t)(line - log.bytes) + strlen("attr row.step 0\n");
    scan_log(&log, &found);
    assert_string_equal(found.first.step, "0");
    log.length--;
    scan_log(&log, &found);
    assert_string_equal(found.first.step, "");
}

static void zeros_behind_the_last_record_are_told_as_such(void **state)
{
    (void)state;
    struct log log;
    struct found found;
    make_log(&log, RECORDS);
    append(&log, (char[1000]){0}, 1000);
    scan_log(&log, &found);
    assert_string_equal(found.steps, "012");
    assert_true(found.first.zeros);
    assert_int_equal(found.lost, 1000);
    append_record(&log, 4);
    scan_log(&log, &found);
    assert_string_equal(found.steps, "0124");
}

/* So many zeros, then a record. */
static void expect_record_behind(size_t zeros, const struct log *log)
{
    char path[] = "/tmp/log_scan_test.XXXXXX", *bytes = calloc(1, zeros + log->length);
    struct log_scan scan;
    struct log_record record;
    bool got;
    assert_non_null(bytes);
    memcpy(bytes + zeros, log->bytes, log->length);
    write_file(path, bytes, zeros + log->length);
    expect_good(log_scan_open(&scan, path));
    expect_good(log_scan_next(&scan, &record, &got));
    assert_true(got);
    assert_int_equal(scan.lost, zeros);
    record_free(&record.header);
    log_scan_close(&scan);
    unlink(path);
    free(bytes);
}

static void a_beginning_across_blocks_is_found(void **state)
{
    (void)state;
    struct log log;
    make_log(&log, 1);
    for (size_t zeros = (1 << 16) - 7; zeros <= (1 << 16) + 1; zeros++)
        expect_record_behind(zeros, &log);
}

static void what_is_no_file_is_refused(void **state)
{
    (void)state;
    struct log_scan scan;
    expect_error(log_scan_open(&scan, "/dev/null"), "not a file");
    expect_error(log_scan_open(&scan, "/tmp"), "not a file");
    expect_error(log_scan_open(&scan, "/tmp/log_scan_test.none"), "name a log");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_log_cut_at_any_byte_of_its_last_record_has_all_earlier_ones),
        cmocka_unit_test(what_is_appended_behind_a_torn_record_is_read),
        cmocka_unit_test(a_flipped_bit_costs_its_record_alone),
        cmocka_unit_test(the_step_of_a_torn_record_is_told_where_its_line_is_whole),
        cmocka_unit_test(zeros_behind_the_last_record_are_told_as_such),
        cmocka_unit_test(a_beginning_across_blocks_is_found),
        cmocka_unit_test(what_is_no_file_is_refused),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
