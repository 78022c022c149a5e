/* Answers of a worker that a hostile file has taken over: each is of the right form, and no HDF5
 * file can be as it says. */
#include "checkpoint/format/open.h"
#include "checkpoint/libhdf5/facts.h"
#include "checkpoint/worker/workers.h"
#include "checkpoint_fixture.h"

enum { ANSWERS = 8, FILE_SIZE = 4096 };

static struct wire answers[ANSWERS];
static size_t answer_count, answers_given;

/* This and workers_end take the place of those that have processes. */
struct error *workers_ask(struct workers *w, const struct wire *request, int fd,
                          struct wire *answer)
{
    (void)w;
    (void)request;
    (void)fd;
    *answer = (struct wire){0};
    if (answers_given == answer_count)
        return error_new("no more answers");
    *answer = answers[answers_given];
    answers[answers_given++] = (struct wire){0};
    return NULL;
}

void workers_end(struct workers *w)
{
    (void)w;
}

static struct wire *new_answer(void)
{
    assert_in_range(answer_count, 0, ANSWERS - 1);
    return &answers[answer_count++];
}

static void forget_answers(void)
{
    while (answer_count > 0)
        wire_free(&answers[--answer_count]);
    answers_given = 0;
}

static void put_dataset(struct wire *answer, const char *name, const struct facts *facts)
{
    wire_put_number(answer, FACTS_DATASET);
    wire_put_text(answer, name);
    facts_put(answer, facts);
}

/* What is said of elements, when they are in one chunk that is at the file's 1024th byte. */
static void answer_chunk(const struct facts *facts, uint64_t stored)
{
    struct wire *answer = new_answer();
    facts_put(answer, facts);
    wire_put_number(answer, 0);
    wire_put_number(answer, 1);
    facts_put_chunk(answer, &(struct facts_chunk){.address = 1024, .stored = stored});
}

/* The caller unlinks the file, c->path, if that goes well: a cursor opens it again. */
static struct error *open_file(struct checkpoint *c)
{
    static const unsigned char content[FILE_SIZE] = {0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
    char path[] = "/tmp/hdf5_answers_test.XXXXXX";
    write_file(path, content, sizeof content);
    struct error *err = checkpoint_open(c, path, NULL);
    if (err)
        unlink(path);
    return err;
}

static void a_number_in_chunks_is_refused(void **state)
{
    (void)state;
    struct checkpoint c;
    const struct facts facts = {.object = 100,
                                .type = DTYPE_F32,
                                .layout = FACTS_CHUNKS,
                                .stored = 4,
                                .only = {.address = FACTS_NOWHERE}};
    struct wire *answer = new_answer();
    put_dataset(answer, "group/number", &facts);
    wire_put_number(answer, FACTS_END);
    expect_error(open_file(&c), "tensor group/number has 0 dimensions, its chunks have 0: damaged");
    forget_answers();
}

static void a_compact_number_is_not_read_from_a_chunk(void **state)
{
    (void)state;
    struct checkpoint c;
    const struct facts facts = {.object = 100,
                                .type = DTYPE_F32,
                                .layout = FACTS_COMPACT,
                                .stored = 4,
                                .only = {.address = 1024, .stored = 4}};
    struct wire *answer = new_answer();
    put_dataset(answer, "group/number", &facts);
    wire_put_number(answer, FACTS_END);
    answer = new_answer();
    facts_put(answer, &facts);
    wire_put_bytes(answer, &(float){2.5F}, sizeof(float));
    expect_good(open_file(&c));
    check_f64(&c, "group/number", 0, 1, &(double){2.5});
    unlink(c.path);
    checkpoint_free(&c);
    forget_answers();
}

static void two_data_sets_of_one_address_do_not_share_what_is_kept(void **state)
{
    (void)state;
    struct checkpoint c;
    struct cursor cursor;
    struct facts large = {.object = 100,
                          .type = DTYPE_F64,
                          .dims = 1,
                          .shape = {4},
                          .layout = FACTS_CHUNKS,
                          .stored = 64,
                          .chunk_dims = 1,
                          .chunk = {8},
                          .only = {.address = FACTS_NOWHERE}};
    struct facts small = large;
    unsigned char byte[2] = {1, 1};
    small.type = DTYPE_U8;
    small.stored = 8;
    struct wire *answer = new_answer();
    put_dataset(answer, "large", &large);
    put_dataset(answer, "small", &small);
    wire_put_number(answer, FACTS_END);
    answer_chunk(&large, 64);
    answer_chunk(&small, 8);
    expect_good(open_file(&c));
    expect_good(cursor_open(&cursor, &c));
    expect_good(tensor_read_f64(&cursor, &c.tensors[0], 0, 1, &(double){0}));
    expect_good(c.format->read(&cursor, &c.tensors[1], 0, 1, byte));
    assert_int_equal(byte[0], 0);
    assert_int_equal(byte[1], 1); /* behind the element that was asked for */
    cursor_close(&cursor);
    unlink(c.path);
    checkpoint_free(&c);
    forget_answers();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_number_in_chunks_is_refused),
        cmocka_unit_test(a_compact_number_is_not_read_from_a_chunk),
        cmocka_unit_test(two_data_sets_of_one_address_do_not_share_what_is_kept),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
