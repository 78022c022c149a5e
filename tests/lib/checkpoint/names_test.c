/* Names of tensors: wrappers' parts, and substitutions. */
#include "checkpoint/names.h"
#include "expect.h"

#include <stdlib.h>
#include <string.h>

enum { MOST = 8 };

/* A checkpoint of tensors with these names; "#NAME" has no dimensions, "!NAME" is an optimiser's,
 * "@NAME" stands beside the network, "$NAME" is text, "%NAME" a column; all others are vectors. */
static struct checkpoint checkpoint_of(const char *const *names)
{
    struct checkpoint c = {.tensors = calloc(MOST, sizeof *c.tensors)};
    assert_non_null(c.tensors);
    for (; names[c.count]; c.count++) {
        struct tensor *t = &c.tensors[c.count];
        const char *name = names[c.count];
        size_t mark = strspn(name, "#!@$%");
        assert_true(c.count < MOST);
        expect_good(tensor_init(t, name + mark, (const size_t[]){3}, *name != '#'));
        t->count = 3;
        if (mark && *name != '#')
            t->role = *name == '!'   ? TENSOR_OPTIMISER
                      : *name == '@' ? TENSOR_BESIDE
                      : *name == '$' ? TENSOR_NO_NUMBERS
                                     : TENSOR_COLUMN;
    }
    expect_good(checkpoint_sort(&c));
    return c;
}

static void check_names(const struct checkpoint *c, const char *const *expected)
{
    for (size_t i = 0; i < c->count; i++)
        assert_string_equal(c->tensors[i].name, expected[i]);
    assert_null(expected[c->count]);
}

/* The names become `expected`, which is sorted. */
static void check(const char *const *names, const char *const *expected)
{
    const struct checkpoint_hints none = {0};
    struct checkpoint c = checkpoint_of(names);
    expect_good(names_settle(&c, &none));
    check_names(&c, expected);
    checkpoint_free(&c);
}

#define NAMES(...) ((const char *const[]){__VA_ARGS__, NULL})

static void a_part_that_only_some_names_have_may_be_a_submodule(void **state)
{
    (void)state;
    check(NAMES("head.weight", "module.weight"), NAMES("head.weight", "module.weight"));
    check(NAMES("a.module.w", "a.scale"), NAMES("a.module.w", "a.scale"));
    check(NAMES("a.module/w", "a.module.v"), NAMES("a.module.v", "a.module/w"));
    check(NAMES("module", "module.w"), NAMES("module", "module.w"));
    check(NAMES("module.", "module.w"), NAMES("module.", "module.w"));
    check(NAMES("module_list.0", "submodule.0"), NAMES("module_list.0", "submodule.0"));
    check(NAMES("a.module"), NAMES("a.module"));
}

static void names_that_would_be_equal_stay(void **state)
{
    (void)state;
    check(NAMES("#module.scale", "#scale", "module.w"), NAMES("module.scale", "module.w", "scale"));
    check(NAMES("_orig_mod.w", "b._orig_mod.w", "w"), NAMES("_orig_mod.w", "b._orig_mod.w", "w"));
    check(NAMES("@loss", "module.loss"), NAMES("loss", "module.loss"));
}

static void wrappers_go_wherever_they_stand(void **state)
{
    (void)state;
    check(NAMES("module.0.bias", "module.0.weight"), NAMES("0.bias", "0.weight"));
    check(NAMES("model._orig_mod.fc.bias", "model._orig_mod.fc.weight"),
          NAMES("model.fc.bias", "model.fc.weight"));
    check(NAMES("_fsdp_wrapped_module.a._fsdp_wrapped_module._checkpoint_wrapped_module.w",
                "_fsdp_wrapped_module.w"),
          NAMES("a.w", "w"));
    check(NAMES("_orig_mod.module.module._orig_mod.w"), NAMES("w"));
    check(NAMES("module.decoder.w", "module.encoder.module.w"), NAMES("decoder.w", "encoder.w"));
    check(NAMES("weights/_orig_mod/w", "weights/v"), NAMES("weights/v", "weights/w"));
}

static void names_are_sorted_again(void **state)
{
    (void)state;
    check(NAMES("_orig_mod.z", "a"), NAMES("a", "z"));
}

static void a_wrapped_network_and_a_bare_one_agree(void **state)
{
    (void)state;
    static const char *const cases[][2][3] = {
        {{"module.w", "x.w"}, {"module.module.w", "module.x.w"}},
        {{"module.w", "x.w"}, {"_orig_mod.module.w", "_orig_mod.x.w"}},
        {{"net.module.v", "net.module.w"}, {"net.module.module.v", "net.module.module.w"}},
        {{"net.module.w", "net.x"}, {"module.net._orig_mod.module.w", "module.net._orig_mod.x"}}};
    const struct checkpoint_hints none = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct checkpoint bare = checkpoint_of(cases[i][0]), wrapped = checkpoint_of(cases[i][1]);
        expect_good(names_settle(&bare, &none));
        expect_good(names_settle(&wrapped, &none));
        assert_int_equal(bare.count, 2);
        for (size_t k = 0; k < 2; k++)
            assert_string_equal(bare.tensors[k].name, wrapped.tensors[k].name);
        checkpoint_free(&bare);
        checkpoint_free(&wrapped);
    }
}

static void counts_of_a_wrapper_stand_beside_it(void **state)
{
    (void)state;
    check(NAMES("module.0.weight", "#n_averaged"), NAMES("0.weight", "n_averaged"));
    check(NAMES("ema.module.w", "#ema.decay", "#ema.updates", "net.w"),
          NAMES("ema.decay", "ema.updates", "ema.w", "net.w"));
    check(NAMES("module.w", "#x.steps"), NAMES("module.w", "x.steps"));
    check(NAMES("#n_averaged"), NAMES("n_averaged"));
}

static void what_is_not_the_networks_shows_nothing_and_stays(void **state)
{
    (void)state;
    check(NAMES("module.w", "!optimizer.state._orig_mod.w", "@rng_state", "@module.rng"),
          NAMES("module.rng", "optimizer.state._orig_mod.w", "rng_state", "w"));
    check(NAMES("module.w", "$labels", "%loss"), NAMES("labels", "loss", "w"));
}

static void a_shard_keeps_the_names_that_its_index_has(void **state)
{
    (void)state;
    const struct checkpoint_hints shard = {.is_shard = true};
    struct checkpoint c = checkpoint_of(NAMES("module.w"));
    expect_good(names_settle(&c, &shard));
    assert_string_equal(c.tensors[0].name, "module.w");
    checkpoint_free(&c);
}

/* A name of 10,000 parts is cut only near its beginning. */
static void deep_names_are_looked_at_to_a_depth(void **state)
{
    (void)state;
    enum { PARTS = 10000 };
    static char deep[7 * PARTS + 2];
    for (size_t i = 0; i < PARTS; i++)
        memcpy(deep + 7 * i, "module.", 7);
    strcpy(deep + sizeof deep - 2, "w");
    struct checkpoint c = checkpoint_of(NAMES(deep));
    expect_good(names_settle(&c, &(struct checkpoint_hints){0}));
    assert_int_equal(strlen(c.tensors[0].name), sizeof deep - 1 - 7 * 64);
    checkpoint_free(&c);
}

/* ---- substitutions ---- */

static void substitutions_follow_the_wrappers(void **state)
{
    (void)state;
    struct substitution_list list = {0};
    const struct checkpoint_hints hints = {.renames = &list};
    expect_good(substitution_add(&list, "s/^a/z/"));
    expect_good(substitution_add(&list, "s/optimizer/o/"));
    struct checkpoint c = checkpoint_of(NAMES("module.a", "module.b", "!optimizer.m"));
    expect_good(names_settle(&c, &hints));
    check_names(&c, NAMES("b", "o.m", "z"));
    assert_non_null(checkpoint_find(&c, "z"));
    checkpoint_free(&c);
    substitution_free(&list);
}

static void substitutions_that_make_names_equal_are_refused(void **state)
{
    (void)state;
    struct substitution_list list = {0};
    const struct checkpoint_hints hints = {.renames = &list};
    expect_good(substitution_add(&list, "s/[ab]/c/"));
    struct checkpoint c = checkpoint_of(NAMES("x.a", "x.b", "y.a"));
    struct error *err = names_settle(&c, &hints);
    assert_non_null(strstr(error_text(err), "tensor x.a"));
    assert_non_null(strstr(error_text(err), "tensor x.b"));
    expect_error(err, "--rename makes x.c of tensor x.");
    check_names(&c, NAMES("x.a", "x.b", "y.a"));
    checkpoint_free(&c);
    substitution_free(&list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_part_that_only_some_names_have_may_be_a_submodule),
        cmocka_unit_test(names_that_would_be_equal_stay),
        cmocka_unit_test(wrappers_go_wherever_they_stand),
        cmocka_unit_test(names_are_sorted_again),
        cmocka_unit_test(a_wrapped_network_and_a_bare_one_agree),
        cmocka_unit_test(counts_of_a_wrapper_stand_beside_it),
        cmocka_unit_test(what_is_not_the_networks_shows_nothing_and_stays),
        cmocka_unit_test(a_shard_keeps_the_names_that_its_index_has),
        cmocka_unit_test(deep_names_are_looked_at_to_a_depth),
        cmocka_unit_test(substitutions_follow_the_wrappers),
        cmocka_unit_test(substitutions_that_make_names_equal_are_refused),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
