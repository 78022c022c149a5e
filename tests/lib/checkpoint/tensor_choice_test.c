/* Which tensors of a whole checkpoint are compared, and what is said of the others. */
#include "checkpoint/choice/tensor_choice.h"

#include "checkpoint/choice/left_out.h"
#include "expect.h"

#include <stdio.h>
#include <stdlib.h>

enum { MOST = 8 };

/* A checkpoint of the tensors that a test names, in the order of their names. */
static struct checkpoint checkpoint_of(struct tensor *tensors, size_t count)
{
    static char path[] = "net.pt";
    return (struct checkpoint){.path = path, .tensors = tensors, .count = count};
}

#define NAMED(text)  \
    .name = (char[]) \
    {                \
        text         \
    }

static void judge(const struct tensor_choice *choice, const struct checkpoint *c,
                  const enum tensor_verdict *expected)
{
    enum tensor_verdict got[MOST];
    expect_good(tensor_choice_judge(choice, c, got));
    for (size_t i = 0; i < c->count; i++)
        if (got[i] != expected[i])
            fail_msg("%s: verdict %d, expected %d", c->tensors[i].name, got[i], expected[i]);
}

static void expressions_come_before_everything(void **state)
{
    (void)state;
    struct tensor tensors[] = {{NAMED("a.running_mean")}, {NAMED("a.weight")}, {NAMED("b.weight")}};
    struct checkpoint c = checkpoint_of(tensors, 3);
    struct tensor_choice choice = {0};
    judge(&choice, &c, (enum tensor_verdict[]){TENSOR_OUT_BUFFER, TENSOR_IN, TENSOR_IN});
    expect_good(tensor_choice_exclude(&choice, "^a"));
    judge(&choice, &c,
          (enum tensor_verdict[]){TENSOR_OUT_EXCLUDED, TENSOR_OUT_EXCLUDED, TENSOR_IN});
    choice.all = true;
    expect_good(tensor_choice_include(&choice, "^a"));
    judge(
        &choice, &c,
        (enum tensor_verdict[]){TENSOR_OUT_EXCLUDED, TENSOR_OUT_EXCLUDED, TENSOR_OUT_NOT_INCLUDED});
    tensor_choice_free(&choice);
}

static void all_and_buffers_take_in_what_is_not_trained(void **state)
{
    (void)state;
    struct tensor tensors[] = {{NAMED("ema.w")},
                               {NAMED("loss_fn.w"), .role = TENSOR_BESIDE},
                               {NAMED("num_batches_tracked"), .place = {.type = DTYPE_I64}},
                               {NAMED("optimizer.m")},
                               {NAMED("running_mean"), .place = {.type = DTYPE_F16}},
                               {NAMED("w")}};
    struct checkpoint c = checkpoint_of(tensors, 6);
    judge(&(struct tensor_choice){0}, &c,
          (enum tensor_verdict[]){TENSOR_OUT_AVERAGE, TENSOR_OUT_BESIDE, TENSOR_OUT_BUFFER,
                                  TENSOR_OUT_OPTIMISER, TENSOR_OUT_BUFFER, TENSOR_IN});
    judge(&(struct tensor_choice){.buffers = true}, &c,
          (enum tensor_verdict[]){TENSOR_OUT_AVERAGE, TENSOR_OUT_BESIDE, TENSOR_OUT_BUFFER,
                                  TENSOR_OUT_OPTIMISER, TENSOR_IN, TENSOR_IN});
    judge(
        &(struct tensor_choice){.all = true}, &c,
        (enum tensor_verdict[]){TENSOR_IN, TENSOR_IN, TENSOR_IN, TENSOR_IN, TENSOR_IN, TENSOR_IN});
}

static void all_takes_in_numbers_but_no_texts(void **state)
{
    (void)state;
    char reason[] = "text is not read: save it as another file";
    struct tensor tensors[] = {{NAMED("loss"), .role = TENSOR_COLUMN},
                               {NAMED("names"), .role = TENSOR_NO_NUMBERS, .unreadable = reason},
                               {NAMED("w")}};
    struct checkpoint c = checkpoint_of(tensors, 3);
    enum tensor_verdict verdicts[MOST];
    judge(&(struct tensor_choice){.buffers = true}, &c,
          (enum tensor_verdict[]){TENSOR_OUT_COLUMN, TENSOR_OUT_NO_NUMBERS, TENSOR_IN});
    judge(&(struct tensor_choice){.all = true}, &c,
          (enum tensor_verdict[]){TENSOR_IN, TENSOR_OUT_NO_NUMBERS, TENSOR_IN});
    expect_good(tensor_choice_apply(&(struct tensor_choice){.all = true}, &c, verdicts));
}

static void an_averaged_copy_without_a_network_is_the_network(void **state)
{
    (void)state;
    struct tensor tensors[] = {{NAMED("ema.bias")},
                               {NAMED("ema.num_updates"), .place = {.type = DTYPE_I32}},
                               {NAMED("w")}};
    struct checkpoint c = checkpoint_of(tensors, 3);
    struct tensor_choice choice = {0};
    judge(&choice, &c, (enum tensor_verdict[]){TENSOR_OUT_AVERAGE, TENSOR_OUT_COUNTER, TENSOR_IN});
    expect_good(tensor_choice_exclude(&choice, "^w$"));
    judge(&choice, &c, (enum tensor_verdict[]){TENSOR_IN, TENSOR_OUT_COUNTER, TENSOR_OUT_EXCLUDED});
    tensor_choice_free(&choice);
}

static void of_tied_tensors_the_first_that_is_chosen_counts(void **state)
{
    (void)state;
    struct tensor tensors[] = {{NAMED("a"), .tie = 9},
                               {NAMED("b"), .tie = 4},
                               {NAMED("c"), .tie = 9},
                               {NAMED("d"), .tie = 4},
                               {NAMED("e"), .tie = 9},
                               {NAMED("f")},
                               {NAMED("g")}};
    struct checkpoint c = checkpoint_of(tensors, 7);
    struct tensor_choice choice = {0};
    enum tensor_verdict verdicts[MOST];
    const enum tensor_verdict once[] = {TENSOR_IN,       TENSOR_IN,       TENSOR_OUT_TIED,
                                        TENSOR_OUT_TIED, TENSOR_OUT_TIED, TENSOR_IN,
                                        TENSOR_IN};
    judge(&choice, &c, once);
    judge(&(struct tensor_choice){.all = true}, &c, once);
    expect_good(tensor_choice_exclude(&choice, "^a$"));
    judge(&choice, &c,
          (enum tensor_verdict[]){TENSOR_OUT_EXCLUDED, TENSOR_IN, TENSOR_IN, TENSOR_OUT_TIED,
                                  TENSOR_OUT_TIED, TENSOR_IN, TENSOR_IN});
    expect_good(tensor_choice_judge(&choice, &c, verdicts));
    assert_string_equal(tensor_choice_twin(&c, verdicts, 4)->name, "c");
    assert_string_equal(tensor_choice_twin(&c, verdicts, 3)->name, "b");
    choice.tied = true;
    judge(&choice, &c,
          (enum tensor_verdict[]){TENSOR_OUT_EXCLUDED, TENSOR_IN, TENSOR_IN, TENSOR_IN, TENSOR_IN,
                                  TENSOR_IN, TENSOR_IN});
    tensor_choice_free(&choice);
}

static void an_unreadable_tensor_is_an_error_only_where_it_would_be_in(void **state)
{
    (void)state;
    char reason[] = "complex64 is not read: convert it";
    struct tensor tensors[] = {{NAMED("net.0[q]"), .unreadable = reason},
                               {NAMED("optimizer.q"), .unreadable = reason},
                               {NAMED("w")}};
    struct checkpoint c = checkpoint_of(tensors, 3);
    struct tensor_choice choice = {0};
    enum tensor_verdict verdicts[MOST];
    judge(&choice, &c, (enum tensor_verdict[]){TENSOR_UNREADABLE, TENSOR_OUT_OPTIMISER, TENSOR_IN});
    expect_error(tensor_choice_apply(&choice, &c, verdicts),
                 "net.pt: tensor net.0[q]: complex64 is not read: convert it, or leave it out: -x "
                 "'^net\\.0\\[q]$'");
    choice.exclude_option = "--exclude";
    expect_error(tensor_choice_apply(&choice, &c, verdicts), "or leave it out: --exclude '^net");
    expect_good(tensor_choice_exclude(&choice, "^net\\.0\\[q]$")); /* as the error says */
    expect_good(tensor_choice_apply(&choice, &c, verdicts));
    assert_int_equal(verdicts[0], TENSOR_OUT_EXCLUDED);
    choice.all = true;
    expect_error(tensor_choice_apply(&choice, &c, verdicts), "tensor optimizer.q: complex64");
    tensor_choice_free(&choice);
    c.count = 1; /* nothing would remain */
    enum tensor_verdict only;
    struct error *err = tensor_choice_apply(&(struct tensor_choice){0}, &c, &only);
    assert_string_equal(error_text(err),
                        "net.pt: tensor net.0[q]: complex64 is not read: convert it");
    error_free(err);
}

/* ---- what is said ---- */

struct lines {
    struct report report;
    char text[2000];
};

static void keep_line(struct report *report, enum report_level level, const char *text)
{
    struct lines *lines = (struct lines *)report;
    assert_int_equal(level, REPORT_NOTE);
    strcat(lines->text, text);
    strcat(lines->text, "\n");
}

static void add_by(struct left_out *l, const struct tensor_choice *choice, struct tensor *tensors,
                   size_t count)
{
    enum tensor_verdict verdicts[MOST];
    struct checkpoint c = checkpoint_of(tensors, count);
    expect_good(tensor_choice_judge(choice, &c, verdicts));
    expect_good(left_out_add(l, choice, &c, verdicts));
}

static void add(struct left_out *l, struct tensor *tensors, size_t count)
{
    add_by(l, &(struct tensor_choice){0}, tensors, count);
}

static void expect_lines(struct left_out *l, const char *expected)
{
    struct lines lines = {.report.line = keep_line};
    expect_good(left_out_report(l, &lines.report));
    assert_string_equal(lines.text, expected);
    left_out_free(l);
}

static void each_name_is_said_once_with_its_reason(void **state)
{
    (void)state;
    struct left_out l = {0};
    struct tensor first[] = {
        {NAMED("d.running_mean")}, {NAMED("lm_head"), .tie = 1}, {NAMED("wte"), .tie = 1}};
    struct tensor second[] = {{NAMED("a.running_mean")},
                              {NAMED("d.running_mean")},
                              {NAMED("e.running_mean")},
                              {NAMED("loss"), .role = TENSOR_COLUMN},
                              {NAMED("mask"), .place = {.type = DTYPE_BOOL}},
                              {NAMED("names"), .role = TENSOR_NO_NUMBERS},
                              {NAMED("w")}};
    add(&l, first, 3);
    add(&l, second, 7);
    add(&l, second, 7);
    expect_lines(&l, "a.running_mean, d.running_mean, e.running_mean: left out, buffers: --all "
                     "takes them in, snapcat -l lists them\n"
                     "mask: left out, booleans: --all takes them in, snapcat -l lists them\n"
                     "loss: left out, numbers without dimensions, which are columns: --all takes "
                     "them in, snapcat -l lists them\n"
                     "names: left out, text or dates: snapcat -l lists them\n"
                     "wte is lm_head: tied weights, counted once\n");
}

static void of_many_names_the_first_are_said_and_how_many_follow(void **state)
{
    (void)state;
    struct left_out l = {0};
    struct tensor tensors[] = {{NAMED("a.running_var")},
                               {NAMED("b.running_var")},
                               {NAMED("c.running_var")},
                               {NAMED("d.running_var")},
                               {NAMED("e.running_var")},
                               {NAMED("f.running_var")},
                               {NAMED("w")}};
    add(&l, tensors, 7);
    expect_lines(&l, "a.running_var, b.running_var, c.running_var, d.running_var and 2 more: left "
                     "out, buffers: --all takes them in, snapcat -l lists them\n");
}

static void of_what_is_moved_only_numbers_that_could_move_are_said(void **state)
{
    (void)state;
    char reason[] = "complex64 is not read: convert it";
    struct left_out l = {.moved = true};
    struct tensor tensors[] = {{NAMED("a.num_batches_tracked"), .place = {.type = DTYPE_I64}},
                               {NAMED("a.running_mean")},
                               {NAMED("a.running_var"), .unreadable = reason},
                               {NAMED("w")}};
    add(&l, tensors, 4);
    expect_lines(&l, "a.running_mean: not moved, buffers: --all takes them in, snapcat -l lists "
                     "them\n");
}

static void what_expressions_took_of_the_first_file_is_said(void **state)
{
    (void)state;
    struct left_out l = {0};
    struct tensor_choice choice = {0};
    struct tensor tensors[] = {{NAMED("layers.0.pos.bias")},
                               {NAMED("layers.0.pos.weight")},
                               {NAMED("layers.10.post.bias")},
                               {NAMED("layers.2.pos.weight")},
                               {NAMED("wte")}};
    expect_good(tensor_choice_include(&choice, "pos"));
    add_by(&l, &choice, tensors, 5);
    add_by(&l, &choice, tensors, 2);
    expect_lines(&l, "--include takes 4 of 5 tensors: layers.0.pos.bias, layers.*.pos.weight (2), "
                     "layers.10.post.bias\n");
    expect_good(tensor_choice_exclude(&choice, "bias"));
    add_by(&l, &choice, tensors, 5);
    expect_lines(&l,
                 "--include takes 2 of 5 tensors: layers.*.pos.weight (2)\n"
                 "--exclude leaves out 2 of 5 tensors: layers.0.pos.bias, layers.10.post.bias\n");
    tensor_choice_free(&choice);
}

static void an_expression_that_leaves_nothing_out_is_said_and_many_names_are_not(void **state)
{
    (void)state;
    struct left_out l = {0};
    struct tensor_choice choice = {0};
    struct tensor tensors[] = {{NAMED("a")}, {NAMED("b")}, {NAMED("c")}, {NAMED("d")},
                               {NAMED("e")}, {NAMED("f")}, {NAMED("g")}};
    expect_good(tensor_choice_exclude(&choice, "h"));
    add_by(&l, &choice, tensors, 7);
    expect_lines(&l, "--exclude leaves out none of 7 tensors: snapcat -l lists their names\n");
    expect_good(tensor_choice_include(&choice, "."));
    add_by(&l, &choice, tensors, 7);
    expect_lines(&l,
                 "--include takes 7 of 7 tensors: a, b, c, d, e, f, ... (snapcat -l lists all)\n"
                 "--exclude leaves out none of 7 tensors: snapcat -l lists their names\n");
    tensor_choice_free(&choice);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(expressions_come_before_everything),
        cmocka_unit_test(all_and_buffers_take_in_what_is_not_trained),
        cmocka_unit_test(all_takes_in_numbers_but_no_texts),
        cmocka_unit_test(an_averaged_copy_without_a_network_is_the_network),
        cmocka_unit_test(of_tied_tensors_the_first_that_is_chosen_counts),
        cmocka_unit_test(an_unreadable_tensor_is_an_error_only_where_it_would_be_in),
        cmocka_unit_test(each_name_is_said_once_with_its_reason),
        cmocka_unit_test(of_many_names_the_first_are_said_and_how_many_follow),
        cmocka_unit_test(of_what_is_moved_only_numbers_that_could_move_are_said),
        cmocka_unit_test(what_expressions_took_of_the_first_file_is_said),
        cmocka_unit_test(an_expression_that_leaves_nothing_out_is_said_and_many_names_are_not),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
