/* Which tensors of a file of torch.save are in its state_dict, which are beside it, and which are
 * not read. The pickles, and what they hold, are from data/torch/make.py; others are written out by
 * opcode. */
#include "checkpoint/torch/state.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define BYTES(literal) (literal), sizeof(literal) - 1

/* An array in a storage of 6 numbers, which it leaves where the offset is 7; and a tensor of no
 * dimension there. */
#define TENSOR(offset)                   \
    "ctorch._utils\n_rebuild_tensor\n((" \
    "U\7storagectorch\nFloatStorage\nU\0010U\3cpuK\6tQ" offset "K\1\x85K\1\x85tR"
#define NUMBER                           \
    "ctorch._utils\n_rebuild_tensor\n((" \
    "U\7storagectorch\nFloatStorage\nU\0010U\3cpuK\6tQK\0))tR"

static char *read_file(const char *name, const char *end, size_t *length)
{
    enum { SIZE_MAX_READ = 1 << 16 };
    char path[200];
    snprintf(path, sizeof path, "tests/data/torch/%s%s", name, end);
    FILE *file = fopen(path, "rb");
    if (!file)
        fail_msg("%s", path);
    char *bytes = calloc(1, SIZE_MAX_READ + 1);
    assert_non_null(bytes);
    *length = fread(bytes, 1, SIZE_MAX_READ, file);
    fclose(file);
    return bytes;
}

static struct error *find(struct torch_state *s, const char *bytes, size_t length, const char *key)
{
    struct pickle p;
    struct error *err = pickle_parse(&p, bytes, length);
    if (err)
        fail_msg("%s", error_text(err));
    err = torch_state_find(s, &p, key);
    pickle_free(&p);
    return err;
}

static struct torch_state state_of(const char *name, const char *key)
{
    size_t length;
    struct torch_state s;
    char *bytes = read_file(name, ".pkl", &length);
    struct error *err = find(&s, bytes, length, key);
    free(bytes);
    if (err)
        fail_msg("%s: %s", name, error_text(err));
    return s;
}

static void refuse(const char *name, const char *key, const char *message)
{
    size_t length;
    struct torch_state s;
    char *bytes = read_file(name, ".pkl", &length);
    struct error *err = find(&s, bytes, length, key);
    free(bytes);
    assert_non_null(err);
    if (!strstr(error_text(err), message))
        fail_msg("got: %s: expected: %s", error_text(err), message);
    error_free(err);
}

static void print_tensor(FILE *to, const struct torch_tensor *t)
{
    static const char *const roles[] = {"unknown",   "parameter", "buffer",
                                        "optimiser", "beside",    "column"};
    fprintf(to, "%s\t%s\t", t->name, roles[t->role]);
    if (!t->unreadable)
        fprintf(to, "%s\t", dtype_name(t->type));
    for (size_t i = 0; i < t->dims; i++)
        fprintf(to, "%s%zu", i ? "," : "", t->shape[i]);
    fprintf(to, "%s%s\n", t->unreadable ? "\t" : "", t->unreadable ? t->unreadable : "");
}

/* Each line is the expected one; of the reasons, the expected first words. */
static void check_lines(const char *name, char *got, char *expected)
{
    char *got_rest, *expected_rest, *line = strtok_r(got, "\n", &got_rest);
    char *wanted = strtok_r(expected, "\n", &expected_rest);
    for (; line && wanted;
         line = strtok_r(NULL, "\n", &got_rest), wanted = strtok_r(NULL, "\n", &expected_rest))
        if (strncmp(line, wanted, strlen(wanted)) != 0)
            fail_msg("%s: got: %s: expected: %s", name, line, wanted);
    if (line || wanted)
        fail_msg("%s: got: %s: expected: %s", name, line ? line : "less", wanted ? wanted : "less");
}

static void check(const char *name, const char *key)
{
    size_t length;
    struct torch_state s = state_of(name, key);
    char *expected = read_file(name, ".tensors", &length), *got;
    FILE *to = open_memstream(&got, &length);
    assert_non_null(to);
    for (size_t i = 0; i < s.count; i++)
        print_tensor(to, &s.tensors[i]);
    fclose(to);
    check_lines(name, got, expected);
    free(got);
    free(expected);
    torch_state_free(&s);
}

static void check_columns(const char *name, const char *names)
{
    struct torch_state s = state_of(name, NULL);
    char got[200] = "";
    for (size_t i = 0, used = 0; i < s.column_count && used < sizeof got; i++)
        used += (size_t)snprintf(got + used, sizeof got - used, " %s", s.columns[i].name);
    assert_string_equal(got, names);
    torch_state_free(&s);
}

static void what_stands_beside_a_state_dict_is_not_in_it_whatever_its_key(void **state)
{
    (void)state;
    check("rng_state", NULL);
    check("history", NULL);
    check("generators", NULL);
    check("averaged", NULL);
    check("log_alpha", NULL);
    check("one_name", NULL);
    check("objects", NULL);
    check("class_weight", NULL);
    check("loader", NULL);
    check("loader_plain", NULL);
    check("modules", NULL);
    check("attribute", NULL);
}

static void tensors_of_one_number_beside_it_are_columns(void **state)
{
    (void)state;
    check_columns("history", " best");
    check_columns("log_alpha", " log_alpha");
    check_columns("rng_state", "");
    check_columns("flat_named", "");
}

static void what_is_nested_too_deep_beside_it_is_listed_and_closes_nothing(void **state)
{
    (void)state;
    check("deep", NULL);
}

static void mappings_and_lists_in_a_state_dict_do_not_hide_it(void **state)
{
    (void)state;
    check("flat_extra", NULL);
    check("flat_optimiser", NULL);
    check("flat_named", NULL);
    check("flat_list", NULL);
    check("packed", NULL);
    check("extra_state", NULL);
}

static void where_signs_say_both_the_user_chooses(void **state)
{
    (void)state;
    refuse(
        "unclear", NULL,
        "more than one state_dict: the tensors fc.weight, fc.bias, and what is under net: choose "
        "with -k KEY, or all with '-k .'");
    check("unclear", "net");
    check("unclear_whole", ".");
    refuse("unclear_layer", NULL, "the tensors weight, and what is under net: choose");
    check("unclear_layer", ".");
    refuse("gradient", NULL, "the tensors weight, bias, and what is under grad: choose");
    check("gradient", ".");
    refuse("several", NULL, "no state_dict: the keys are models (a list), loss (");
    check("several", "models.1");
    refuse("several", "models.2", "key models.2: not there");
    refuse("several", "models.1x", "key models.1x: not there");
}

/* {"model": {"width": a number}, "params": {"w": an array}} */
static void a_usual_key_over_single_numbers_is_not_that_of_the_state_dict(void **state)
{
    (void)state;
    struct torch_state s;
    static const char config[] = "}(U\5model}U\5width" NUMBER "sU\6params}U\1w" TENSOR("K\0") "su.";
    struct error *err = find(&s, BYTES(config), NULL);
    if (err)
        fail_msg("%s", error_text(err));
    assert_int_equal(s.count, 2);
    assert_string_equal(s.tensors[0].name, "model.width");
    assert_int_equal(s.tensors[0].role, TORCH_BESIDE);
    assert_string_equal(s.tensors[1].name, "w");
    assert_int_equal(s.tensors[1].role, TORCH_UNKNOWN);
    torch_state_free(&s);
}

static void where_nothing_tells_the_user_chooses(void **state)
{
    (void)state;
    refuse("velocity", NULL,
           "more than one state_dict: the tensors W, b, and what is under velocity: choose with "
           "-k KEY, or all with '-k .'; then -x '^KEY\\.' leaves what is under a key out");
    check("velocity", ".");
    refuse("dataset", NULL, "the tensors theta, and what is under data: choose");
    check("dataset", ".");
    refuse("moments", NULL, "the tensors W, b, and what is under adam, grads: choose");
    check("moments", ".");
    check("weights_rng", NULL);
    check("one_loss", NULL);
}

static void an_average_is_told_by_its_key(void **state)
{
    (void)state;
    refuse("other_ema", NULL, "more than one state_dict: under net_a, net_b_ema: choose one");
    check("other_ema", "net_b_ema");
    check("params_ema", NULL);
    check("ema_gen", NULL);
    check("lone_ema", NULL);
    check("config_ema", NULL);
}

static void lists_of_tensors_are_state_dicts(void **state)
{
    (void)state;
    refuse("list_other", NULL,
           "no state_dict: the keys are weights (a list of tensors), n (a list): save "
           "model.state_dict(), or choose a list of tensors with -k KEY, or all with '-k .'");
    refuse("list_other", "n", "no state_dict: ");
    refuse("list_empty", "params", "no state_dict: ");
    refuse("list_mixed", NULL, "no state_dict: the keys are params (a list): save");
    check("list_other", "weights");
    check("list_whole", ".");
    check("list_mixed", ".");
    check("list_root", NULL);
    check("list_root", ".");
    check("tuple_root", NULL);
    check("list_params", NULL);
    check("list_params", "params");
    check("list_usual", NULL);
}

static void what_is_not_read_is_listed_with_the_reason(void **state)
{
    (void)state;
    check("kinds", NULL);
    check("numpy5", NULL);
    check("optimiser_unread", NULL);
}

static void damage_beside_a_state_dict_is_listed_and_in_it_an_error(void **state)
{
    (void)state;
    static const char outside[] = "elements outside of the storage in a tensor's description";
    struct torch_state s;
    struct error *err =
        find(&s, BYTES("}(U\5model}U\1w" TENSOR("K\0") "sU\4loss" TENSOR("K\7") "u."), NULL);
    assert_null(err);
    assert_int_equal(s.count, 2);
    assert_int_equal(s.tensors[0].role, TORCH_BESIDE);
    assert_non_null(strstr(s.tensors[0].unreadable, outside));
    assert_int_equal(s.column_count, 0);
    torch_state_free(&s);

    err = find(&s, BYTES("}(U\5model}U\1w" TENSOR("K\7") "sU\4loss" TENSOR("K\0") "u."), NULL);
    assert_non_null(err);
    assert_non_null(strstr(error_text(err), outside));
    error_free(err);
}

/* Beside the state_dict, 40 levels of {"a": below, "b": below}: each is visited once. */
static void names_that_multiply_beside_it_are_listed_once(void **state)
{
    (void)state;
    char bytes[2000] = "}(U\5model}U\1w" TENSOR("K\0") "sU\1x}U\1t" TENSOR("K\1") "s";
    size_t length = strlen("}(U\5model}U\1w") + sizeof TENSOR("K\0") - 1 + strlen("sU\1x}U\1t") +
                    sizeof TENSOR("K\1") - 1 + strlen("s");
    for (int i = 0; i < 40; i++) {
        static const char level[] = "q\0010}(U\001ah\001U\001bh\001u";
        memcpy(bytes + length, level, sizeof level - 1);
        length += sizeof level - 1;
    }
    memcpy(bytes + length, "u.", 2);
    struct torch_state s;
    struct error *err = find(&s, bytes, length + 2, NULL);
    if (err)
        fail_msg("%s", error_text(err));
    assert_int_equal(s.count, 2);
    torch_state_free(&s);
}

/* What holds itself beside the state_dict is visited once; keys that make no names are numbers. */
static void odd_keys_and_cycles_beside_it_close_nothing(void **state)
{
    (void)state;
    struct torch_state s;
    struct error *err = find(&s,
                             BYTES("}(U\5model}U\1w" TENSOR("K\0") "sU\4self]q\1(h\1" TENSOR(
                                 "K\1") "eU\3a\nb" TENSOR("K\2") "N" TENSOR("K\3") "u."),
                             NULL);
    if (err)
        fail_msg("%s", error_text(err));
    static const char *const names[] = {"2", "3", "self.1", "w"};
    assert_int_equal(s.count, 4);
    for (size_t i = 0; i < 4; i++)
        assert_string_equal(s.tensors[i].name, names[i]);
    torch_state_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_stands_beside_a_state_dict_is_not_in_it_whatever_its_key),
        cmocka_unit_test(tensors_of_one_number_beside_it_are_columns),
        cmocka_unit_test(what_is_nested_too_deep_beside_it_is_listed_and_closes_nothing),
        cmocka_unit_test(mappings_and_lists_in_a_state_dict_do_not_hide_it),
        cmocka_unit_test(where_signs_say_both_the_user_chooses),
        cmocka_unit_test(a_usual_key_over_single_numbers_is_not_that_of_the_state_dict),
        cmocka_unit_test(where_nothing_tells_the_user_chooses),
        cmocka_unit_test(an_average_is_told_by_its_key),
        cmocka_unit_test(lists_of_tensors_are_state_dicts),
        cmocka_unit_test(what_is_not_read_is_listed_with_the_reason),
        cmocka_unit_test(damage_beside_a_state_dict_is_listed_and_in_it_an_error),
        cmocka_unit_test(names_that_multiply_beside_it_are_listed_once),
        cmocka_unit_test(odd_keys_and_cycles_beside_it_close_nothing),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
