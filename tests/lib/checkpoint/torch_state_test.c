/* Tensors in torch's pickles. The pickles, and what torch itself says of the tensors, are from
 * data/pickle/make.py; others are written out by opcode. */
#include "checkpoint/torch/state.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define BYTES(literal) (literal), sizeof(literal) - 1

static char *read_file(const char *name, size_t *length)
{
    enum { SIZE_MAX_READ = 1 << 16 };
    char path[200];
    snprintf(path, sizeof path, "tests/data/pickle/%s", name);
    FILE *file = fopen(path, "rb");
    if (!file)
        fail_msg("%s", path);
    char *bytes = calloc(1, SIZE_MAX_READ + 1);
    assert_non_null(bytes);
    *length = fread(bytes, 1, SIZE_MAX_READ, file);
    fclose(file);
    return bytes;
}

/* Of a legacy file the object is the fourth pickle. */
static struct error *find_in_file(struct torch_state *s, const char *name, const char *key)
{
    size_t length, at = 0;
    char *bytes = read_file(name, &length);
    struct pickle p;
    struct error *err = pickle_parse(&p, bytes, length);
    for (int i = 0; !err && i < 3 && strstr(name, "legacy"); i++) {
        at += p.consumed;
        pickle_free(&p);
        err = pickle_parse(&p, bytes + at, length - at);
    }
    free(bytes);
    if (err)
        return err;
    err = torch_state_find(s, &p, key);
    pickle_free(&p);
    return err;
}

static struct torch_state state_of(const char *name, const char *key)
{
    struct torch_state s;
    struct error *err = find_in_file(&s, name, key);
    if (err)
        fail_msg("%s: %s", name, error_text(err));
    return s;
}

static void expect_error(struct error *err, const char *message)
{
    assert_non_null(err);
    if (!strstr(error_text(err), message))
        fail_msg("got: %s: expected: %s", error_text(err), message);
    error_free(err);
}

static void refuse_file(const char *name, const char *key, const char *message)
{
    struct torch_state s;
    expect_error(find_in_file(&s, name, key), message);
}

static struct error *find_in_bytes(struct torch_state *s, const char *bytes, size_t length)
{
    struct pickle p;
    struct error *err = pickle_parse(&p, bytes, length);
    if (err)
        fail_msg("%s", error_text(err));
    err = torch_state_find(s, &p, NULL);
    pickle_free(&p);
    return err;
}

static void refuse_bytes(const char *bytes, size_t length, const char *message)
{
    struct torch_state s;
    expect_error(find_in_bytes(&s, bytes, length), message);
}

static void print_sizes(FILE *to, const size_t *sizes, size_t dims)
{
    fputc('\t', to);
    for (size_t i = 0; i < dims; i++)
        fprintf(to, "%s%zu", i ? "," : "", sizes[i]);
}

/* The tensors of the state_dict are those that torch listed in a file. */
static void check_tensors(const struct torch_state *s, const char *expected_name)
{
    size_t length;
    char *expected = read_file(expected_name, &length), *got;
    FILE *to = open_memstream(&got, &length);
    assert_non_null(to);
    for (size_t i = 0; i < s->count; i++) {
        const struct torch_tensor *t = &s->tensors[i];
        if (t->role == TORCH_OPTIMISER || t->role == TORCH_BESIDE || t->role == TORCH_COLUMN)
            continue;
        fprintf(to, "%s\t%s", t->name, dtype_name(t->type));
        print_sizes(to, t->shape, t->dims);
        print_sizes(to, t->stride, t->dims);
        fprintf(to, "\t%zu\t%zu\n", t->offset, t->storage_count);
    }
    fclose(to);
    assert_string_equal(got, expected);
    free(got);
    free(expected);
}

static void check_file(const char *name, const char *key, const char *expected_name)
{
    struct torch_state s = state_of(name, key);
    check_tensors(&s, expected_name);
    torch_state_free(&s);
}

static void check_scalar(const struct torch_state *s, const char *key, const char *value)
{
    size_t at = strlist_find(&s->keys, key);
    if (!value) {
        assert_true(at == (size_t)-1);
        return;
    }
    if (at == (size_t)-1)
        fail_msg("no %s", key);
    assert_string_equal(s->values.at[at], value);
}

static const struct torch_tensor *tensor(const struct torch_state *s, const char *name)
{
    for (size_t i = 0; i < s->count; i++)
        if (strcmp(s->tensors[i].name, name) == 0)
            return &s->tensors[i];
    fail_msg("no %s", name);
    return NULL;
}

static void a_state_dict_is_found_wherever_people_put_it(void **state)
{
    (void)state;
    check_file("state_dict.pkl", NULL, "net.tensors");
    check_file("checkpoint.pkl", NULL, "net.tensors");
    check_file("unusual_key.pkl", NULL, "net.tensors");
    check_file("nested.pkl", NULL, "net.tensors");
    check_file("nested_modules.pkl", "model", "nested_modules.tensors");
}

/* checkpoint.pkl holds the state of Adam, which keeps two means of each of four parameters, and
 * counts steps. */
static void an_optimisers_state_stands_beside_and_is_marked(void **state)
{
    (void)state;
    size_t count = 0;
    struct torch_state s = state_of("checkpoint.pkl", NULL);
    for (size_t i = 0; i < s.count; i++)
        count += s.tensors[i].role == TORCH_OPTIMISER;
    assert_int_equal(count, 12);
    const struct torch_tensor *mean = tensor(&s, "optimizer_state_dict.state.0.exp_avg_sq");
    assert_int_equal(mean->role, TORCH_OPTIMISER);
    assert_int_equal(mean->count, 6);
    torch_state_free(&s);
}

static void legacy_files_and_other_protocols_say_the_same(void **state)
{
    (void)state;
    check_file("state_dict.legacy.pkl", NULL, "net.tensors");
    check_file("state_dict_protocol1.legacy.pkl", NULL, "net.tensors");
    check_file("state_dict_protocol4.legacy.pkl", NULL, "net.tensors");
    check_file("strides.legacy.pkl", NULL, "strides.tensors");
    check_file("whole_module.legacy.pkl", NULL, "net.tensors");
}

static void a_key_chooses_and_may_name_several_levels(void **state)
{
    (void)state;
    check_file("checkpoint.pkl", "model_state_dict", "net.tensors");
    check_file("nested.pkl", "model", "net.tensors");
    check_file("nested.pkl", "model.state_dict", "net.tensors");
    struct torch_state s = state_of("gan.pkl", "netD");
    assert_int_equal(tensor(&s, "weight")->shape[1], 2);
    check_scalar(&s, "lr", "0.0001");
    torch_state_free(&s);
    refuse_file("gan.pkl", "netX", "key netX: not there: no state_dict: ");
    refuse_file("gan.pkl", "netD.weight.x", "key netD.weight.x: not there");
    refuse_file("gan.pkl", "lr", "no state_dict");
}

static void several_candidates_are_listed(void **state)
{
    (void)state;
    refuse_file("gan.pkl", NULL, "more than one state_dict: under netG, netD: choose one with -k");
    refuse_file("nested_modules.pkl", NULL, "under a, b");
}

static void names_that_wrappers_have_made_longer_stay(void **state)
{
    (void)state;
    static const char *const names[][2] = {{"data_parallel.pkl", "module.module.1.weight"},
                                           {"compiled.pkl", "_orig_mod.module.1.weight"},
                                           {"parallel_module.pkl", "module.1.weight"}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct torch_state s = state_of(names[i][0], NULL);
        assert_int_equal(tensor(&s, names[i][1])->dims, 1);
        torch_state_free(&s);
    }
}

static void a_whole_module_has_the_names_of_its_state_dict_and_roles(void **state)
{
    (void)state;
    check_file("whole_module.pkl", NULL, "net.tensors");
    check_file("module_in_checkpoint.pkl", NULL, "net.tensors");
    struct torch_state s = state_of("whole_module.pkl", NULL);
    assert_int_equal(tensor(&s, "1.weight")->role, TORCH_PARAMETER);
    assert_int_equal(tensor(&s, "1.running_var")->role, TORCH_BUFFER);
    check_scalar(&s, "training", NULL);
    torch_state_free(&s);

    s = state_of("state_dict.pkl", NULL);
    assert_int_equal(tensor(&s, "1.weight")->role, TORCH_UNKNOWN);
    torch_state_free(&s);
    s = state_of("parameters.pkl", NULL);
    for (size_t i = 0; i < s.count; i++)
        assert_int_equal(s.tensors[i].role, TORCH_PARAMETER);
    torch_state_free(&s);
}

static void tied_tensors_share_a_storage(void **state)
{
    (void)state;
    static const char *const names[] = {"tied.pkl", "tied_module.pkl"};
    for (size_t i = 0; i < 2; i++) {
        struct torch_state s = state_of(names[i], NULL);
        check_tensors(&s, "tied.tensors");
        assert_string_equal(tensor(&s, "embed.weight")->storage, tensor(&s, "out.weight")->storage);
        torch_state_free(&s);
    }
}

static void strides_offsets_and_types_are_those_of_torch(void **state)
{
    (void)state;
    check_file("strides.pkl", NULL, "strides.tensors");
    check_file("types.pkl", NULL, "types.tensors");
    struct torch_state s = state_of("strides.pkl", NULL);
    assert_int_equal(tensor(&s, "part")->count, 6);
    assert_int_equal(tensor(&s, "empty")->count, 0);
    assert_int_equal(tensor(&s, "scalar")->count, 1);
    torch_state_free(&s);
}

static void tensors_of_torch_2_and_of_python_2_are_read(void **state)
{
    (void)state;
    struct torch_state s = state_of("torch2.pkl", NULL);
    const struct torch_tensor *t = tensor(&s, "v3");
    assert_int_equal(t->type, DTYPE_U16);
    assert_int_equal(t->storage_count, 6); /* 12 bytes */
    assert_int_equal(t->offset, 1);
    assert_int_equal(tensor(&s, "subclass")->role, TORCH_PARAMETER);
    assert_int_equal(tensor(&s, "stateful")->role, TORCH_PARAMETER);
    assert_int_equal(tensor(&s, "stateful")->count, 6);
    torch_state_free(&s);

    s = state_of("python2.pkl", NULL);
    t = tensor(&s, "weight");
    assert_string_equal(t->storage, "94211234");
    assert_int_equal(t->shape[1], 3);
    torch_state_free(&s);
}

static void scalars_beside_the_tensors_become_text(void **state)
{
    (void)state;
    struct torch_state s = state_of("checkpoint.pkl", NULL);
    check_scalar(&s, "epoch", "3");
    check_scalar(&s, "train_loss", "0.1");
    check_scalar(&s, "test_accuracy", "0.6666666666666666"); /* repr(2.0 / 3) */
    check_scalar(&s, "done", "true");
    check_scalar(&s, "run", "adam0");
    assert_int_equal(s.keys.count, 5); /* not: two lines, 2^70, None, tensors */
    torch_state_free(&s);

    s = state_of("unusual_key.pkl", NULL);
    check_scalar(&s, "step", "-7");
    torch_state_free(&s);
    s = state_of("nested.pkl", NULL);
    check_scalar(&s, "epoch", "1");
    check_scalar(&s, "lr", "0.5");
    torch_state_free(&s);
    s = state_of("numpy_scalars.pkl", NULL);
    check_scalar(&s, "loss", "0.1");
    check_scalar(&s, "step", "-300");
    check_scalar(&s, "half", "0.5");
    check_scalar(&s, "big_endian", "0.25");
    check_scalar(&s, "array", NULL);
    torch_state_free(&s);
}

static void a_lone_tensor_is_named_as_in_npy_files(void **state)
{
    (void)state;
    struct torch_state s = state_of("tensor.pkl", NULL);
    assert_int_equal(s.count, 1);
    assert_int_equal(tensor(&s, "array")->count, 6);
    torch_state_free(&s);
}

static void check_unreadable(const char *file, const char *name, const char *why)
{
    struct torch_state s = state_of(file, NULL);
    assert_string_equal(tensor(&s, name)->unreadable, why);
    torch_state_free(&s);
}

static void tensors_of_other_kinds_are_listed_as_unreadable(void **state)
{
    (void)state;
    check_unreadable("sparse.pkl", "s", "a sparse tensor is not read: save TENSOR.to_dense()");
    check_unreadable("complex.pkl", "z", "complex64 is not read: save torch.view_as_real(TENSOR)");
    check_unreadable("quantised.pkl", "q",
                     "a quantised tensor is not read: save TENSOR.dequantize()");
    struct torch_state s = state_of("sparse.pkl", NULL);
    assert_null(tensor(&s, "ok")->unreadable);
    torch_state_free(&s);
}

static void a_file_without_a_state_dict_says_what_it_has(void **state)
{
    (void)state;
    refuse_file("no_tensors.pkl", NULL,
                "no state_dict: the keys are epoch (an integer), lr (a number)");
    refuse_bytes(BYTES("N."), "no state_dict: the file holds none");
    refuse_bytes(BYTES("}."), "no state_dict: the file holds a dictionary");
    refuse_bytes(BYTES("ccollections\nOrderedDict\n)R."), "no state_dict");
    refuse_file("optimiser.pkl", NULL,
                "no state_dict: the keys are state (a dictionary), param_groups (a list)");
    refuse_file("numbered.pkl", NULL, "no state_dict: the keys are 0 (a tensor)");
    refuse_bytes(BYTES("}K\1]s."), "no state_dict: the keys are 1 (a list)");
    refuse_bytes(BYTES("]ccollections\nOrderedDict\n)Ra."),
                 "no state_dict: the file holds a list of 1: save model.state_dict(), or choose an "
                 "entry by its number");
}

static void an_attack_is_refused_and_named(void **state)
{
    (void)state;
    refuse_file("attack.pkl", NULL,
                "no state_dict: the file holds a call of posix.system (which was not made)");
    refuse_file("attack_in_list.pkl", NULL, "a list, with a call of posix.system");
    refuse_file("attack_beside.pkl", NULL, "state_dict (a call of posix.system)");
    assert_null(fopen("/tmp/pickle_was_executed", "r"));
}

/* {"w": a float tensor}: offset, size and stride are those given, the storage has 6 numbers. */
#define TENSOR(offset, size, stride)          \
    "}U\1wctorch._utils\n_rebuild_tensor\n((" \
    "U\7storagectorch\nFloatStorage\nU\0010U\3cpuK\6tQ" offset size stride "tRs."

static void tensors_that_leave_their_storage_are_refused(void **state)
{
    (void)state;
    static const char outside[] = "tensor w: elements outside of the storage";
    struct torch_state s;
    assert_null(find_in_bytes(&s, BYTES(TENSOR("K\0", "K\2K\3\x86", "K\3K\1\x86"))));
    torch_state_free(&s);
    assert_null(find_in_bytes(&s, BYTES(TENSOR("K\5", ")", ")"))));
    torch_state_free(&s);
    refuse_bytes(BYTES(TENSOR("K\6", ")", ")")), outside);
    refuse_bytes(BYTES(TENSOR("K\1", "K\2K\3\x86", "K\3K\1\x86")), outside);
    refuse_bytes(BYTES(TENSOR("K\0", "K\2K\3\x86", "K\4K\1\x86")), outside);
    refuse_bytes(BYTES(TENSOR("K\7", "K\0\x85", "K\1\x85")), outside);
}

#define HUGE "\x8a\10\0\0\0\0\0\0\0\x10" /* 2^60 */

static void sizes_that_overflow_are_refused(void **state)
{
    (void)state;
    static const char overflow[] = "tensor w: a size that overflows";
    refuse_bytes(BYTES(TENSOR("K\0", HUGE HUGE "\x86", "K\0K\0\x86")), overflow);
    refuse_bytes(BYTES(TENSOR("K\0", "K\0" HUGE HUGE "\x87", "K\0K\0K\0\x87")), overflow);
    refuse_bytes(BYTES(TENSOR("K\0", "K\x11\x85", HUGE "\x85")), "outside of the storage");
    refuse_bytes(BYTES(TENSOR("K\0", HUGE "\x85", "K\1\x85")), "outside of the storage");
    /* Repeated 2^60 times: each element is in the storage, but the bytes do not fit. */
    refuse_bytes(BYTES(TENSOR("K\0", HUGE "K\4\x86", "K\0K\0\x86")), overflow);
}

static void damaged_descriptions_are_refused(void **state)
{
    (void)state;
    refuse_bytes(BYTES(TENSOR("K\0", "K\1\x85", ")")), "size and stride do not agree");
    refuse_bytes(BYTES(TENSOR("K\0", "J\377\377\377\377\x85", "K\1\x85")), "a bad size");
    refuse_bytes(BYTES(TENSOR("K\0", "K\1\x85", "N\x85")), "a bad size or stride");
    refuse_bytes(BYTES(TENSOR("N", "K\1\x85", "K\1\x85")), "a bad offset");
    refuse_bytes(BYTES("}U\1wctorch._utils\n_rebuild_tensor\n)Rs."), "too few arguments");
    refuse_bytes(BYTES("}U\1wctorch._utils\n_rebuild_tensor\n(NNNNtRs."), "no storage");
    refuse_bytes(BYTES("}U\1wctorch._utils\n_rebuild_parameter\n)Rs."), "no tensor");
    refuse_bytes(BYTES("}(U\1wctorch._utils\n_rebuild_tensor\n((U\7storagectorch\nFloatStorage\n"
                       "U\0010U\3cpuK\6tQK\0))tRq\1U\1wh\1u."),
                 "tensor w: appears twice");
    refuse_bytes(BYTES("}U\3a\33[ctorch._utils\n_rebuild_tensor\n(NNNNtRs."),
                 "not one line of UTF-8");
    refuse_bytes(BYTES("}U\2\303(ctorch._utils\n_rebuild_tensor\n(NNNNtRs."),
                 "not one line of UTF-8");
    refuse_bytes(BYTES("}U\3\355\240\200ctorch._utils\n_rebuild_tensor\n(NNNNtRs."),
                 "not one line of UTF-8"); /* half of a surrogate pair */
}

/* x86 makes a negative one of inf - inf. */
static void a_loss_that_is_not_a_number_has_no_sign(void **state)
{
    (void)state;
    struct torch_state s;
    assert_null(find_in_bytes(
        &s, BYTES("}(U\4lossG\377\370\0\0\0\0\0\0U\1wctorch._utils\n_rebuild_tensor\n((U\7storage"
                  "ctorch\nFloatStorage\nU\0010U\3cpuK\6tQK\0K\1\x85K\1\x85tRu.")));
    check_scalar(&s, "loss", "nan");
    torch_state_free(&s);
}

/* numpy.int64(2 ** 53 + 1), which no float64 is equal to; numpy.float32(0.1) */
static void numpys_scalars_are_exact(void **state)
{
    (void)state;
    struct torch_state s;
    assert_null(find_in_bytes(
        &s, BYTES("}(U\4seedcnumpy.core.multiarray\nscalar\n(cnumpy\ndtype\n(U\2i8I0\nI1\ntRU\10"
                  "\1\0\0\0\0\0\40\0tR"
                  "U\4losscnumpy.core.multiarray\nscalar\n(cnumpy\ndtype\n(U\2f4I0\nI1\ntRU\4"
                  "\315\314\314=tRU\1wctorch._utils\n_rebuild_tensor\n((U\7storagectorch\n"
                  "FloatStorage\nU\0010U\3cpuK\6tQK\0K\1\x85K\1\x85tRu.")));
    check_scalar(&s, "seed", "9007199254740993");
    check_scalar(&s, "loss", "0.1");
    torch_state_free(&s);
}

/* A legacy storage that is a view of another begins within it. */
static void a_view_of_a_storage_moves_the_offset(void **state)
{
    (void)state;
    struct torch_state s;
    struct error *err = find_in_bytes(
        &s, BYTES("}U\1wctorch._utils\n_rebuild_tensor\n((U\7storagectorch\nFloatStorage\nU\0010"
                  "U\3cpuK\6(U\0011K\2K\4ttQK\1K\3\x85K\1\x85tRs."));
    assert_null(err);
    assert_int_equal(s.tensors[0].offset, 3);
    torch_state_free(&s);
}

static void names_that_multiply_through_the_memo_are_refused(void **state)
{
    (void)state;
    /* 40 levels of {"a": below, "b": below} above a tensor: 2^40 names of it. */
    char bytes[2000] = TENSOR("K\0", ")", ")");
    size_t length = sizeof TENSOR("K\0", ")", ")") - 2; /* without STOP */
    for (int i = 0; i < 40; i++) {
        static const char level[] = "q\0010}(U\001ah\001U\001bh\001u";
        memcpy(bytes + length, level, sizeof level - 1);
        length += sizeof level - 1;
    }
    /* A tensor beside them, so that the root is the state_dict. */
    static const char end[] =
        "U\3z.wctorch._utils\n_rebuild_tensor\n((U\7storagectorch\nFloatStorage\n"
        "U\0010U\3cpuK\6tQK\0K\1\x85K\1\x85tRs.";
    memcpy(bytes + length, end, sizeof end - 1);
    refuse_bytes(bytes, length + sizeof end - 1, "names repeat each other");
}

static void mappings_and_modules_that_hold_themselves_are_refused(void **state)
{
    (void)state;
    refuse_bytes(BYTES("}q\1U\1ah\1s."), "no state_dict");
    refuse_bytes(BYTES("cm\nM\n)\x81q\1}(U\13_parameters}U\10_modules}U\1ah\1sub."),
                 "nested deeper than 64 levels");
}

static void a_module_that_cannot_be_read_is_refused_by_name(void **state)
{
    (void)state;
    refuse_bytes(
        BYTES("cm\nM\n)\x81}(U\13_parameters}U\10_modules}U\1acx\nScript\n)\x81sub."),
        "below \"\": the parameters of a module cannot be read, which is a call of x.Script");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_state_dict_is_found_wherever_people_put_it),
        cmocka_unit_test(an_optimisers_state_stands_beside_and_is_marked),
        cmocka_unit_test(legacy_files_and_other_protocols_say_the_same),
        cmocka_unit_test(a_key_chooses_and_may_name_several_levels),
        cmocka_unit_test(several_candidates_are_listed),
        cmocka_unit_test(names_that_wrappers_have_made_longer_stay),
        cmocka_unit_test(a_whole_module_has_the_names_of_its_state_dict_and_roles),
        cmocka_unit_test(tied_tensors_share_a_storage),
        cmocka_unit_test(strides_offsets_and_types_are_those_of_torch),
        cmocka_unit_test(tensors_of_torch_2_and_of_python_2_are_read),
        cmocka_unit_test(scalars_beside_the_tensors_become_text),
        cmocka_unit_test(a_lone_tensor_is_named_as_in_npy_files),
        cmocka_unit_test(tensors_of_other_kinds_are_listed_as_unreadable),
        cmocka_unit_test(a_file_without_a_state_dict_says_what_it_has),
        cmocka_unit_test(an_attack_is_refused_and_named),
        cmocka_unit_test(tensors_that_leave_their_storage_are_refused),
        cmocka_unit_test(sizes_that_overflow_are_refused),
        cmocka_unit_test(damaged_descriptions_are_refused),
        cmocka_unit_test(a_loss_that_is_not_a_number_has_no_sign),
        cmocka_unit_test(numpys_scalars_are_exact),
        cmocka_unit_test(a_view_of_a_storage_moves_the_offset),
        cmocka_unit_test(names_that_multiply_through_the_memo_are_refused),
        cmocka_unit_test(mappings_and_modules_that_hold_themselves_are_refused),
        cmocka_unit_test(a_module_that_cannot_be_read_is_refused_by_name),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
