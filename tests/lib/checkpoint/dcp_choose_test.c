/* Which items of a folder of torch.distributed.checkpoint are the state_dict. Items are written as
 * their keys with '/' between them, sorted: "net/0.weight"; "#0" is the number of an entry of a
 * list. In front of a path stands what it is: 'a' an array, '1' an array of one number, '.' a
 * number without dimensions, 'i' an array of integers, 'p' a Parameter, '-' no tensor. */
#include "checkpoint/dcp/choose.h"
#include "expect.h"

#include <stdio.h>
#include <string.h>

enum { ITEMS_MAX = 16, KEYS_MAX = 8, TEXT_ROOM = 64 };

struct folder {
    struct dcp_metadata m;
    struct dcp_item items[ITEMS_MAX];
    const char *keys[ITEMS_MAX][KEYS_MAX];
    char text[ITEMS_MAX][TEXT_ROOM];
};

static void add_item(struct folder *f, const char *written)
{
    static const size_t many[] = {2, 3}, one[] = {1, 1};
    size_t n = f->m.count++;
    char kind = written[0], *rest = f->text[n];
    struct dcp_item *item = &f->items[n];
    snprintf(f->text[n], TEXT_ROOM, "%s", written + 1);
    *item = (struct dcp_item){.name = written + 1,
                              .path = f->keys[n],
                              .is_tensor = kind != '-',
                              .is_float = kind != 'i',
                              .is_parameter = kind == 'p',
                              .dims = kind == '.' || kind == '-' ? 0 : 2,
                              .shape = kind == '1' ? one : many};
    for (char *key = strsep(&rest, "/"); key; key = strsep(&rest, "/")) {
        if (*key == '#')
            item->numbers |= (uint64_t)1 << item->depth;
        f->keys[n][item->depth++] = key + (*key == '#');
    }
}

static struct error *choose(struct folder *f, struct dcp_choice *choice, const char *key,
                            const char *const *written)
{
    *f = (struct folder){0};
    f->m.items = f->items;
    for (; *written; written++)
        add_item(f, *written);
    return dcp_choose(choice, &f->m, key);
}

#define ITEMS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* `expected`: the names of the items in the state_dict, a blank behind each. */
static void expect(const char *key, const char *const *written, const char *expected)
{
    struct folder f;
    struct dcp_choice choice;
    char names[ITEMS_MAX * TEXT_ROOM] = "";
    expect_good(choose(&f, &choice, key, written));
    for (size_t i = 0; i < f.m.count; i++)
        if (f.items[i].is_tensor && dcp_is_inside(&choice, &f.m, i)) {
            size_t length = strlen(names);
            snprintf(names + length, sizeof names - length, "%s ", f.items[i].name);
        }
    assert_string_equal(names, expected);
}

static void refuse(const char *key, const char *const *written, const char *message)
{
    struct folder f;
    struct dcp_choice choice;
    expect_error(choose(&f, &choice, key, written), message);
}

static void a_usual_key_needs_floating_point_arrays(void **state)
{
    (void)state;
    expect(NULL, ITEMS("abackbone/0.weight", "amodel/0.weight"), "model/0.weight ");
    expect(NULL, ITEMS("imodel/vocabulary", "anet/0.weight"), "net/0.weight ");
    expect(NULL, ITEMS(".model/rate", "anet/0.weight"), "net/0.weight ");
}

static void an_average_gives_way_to_the_network_beside_it(void **state)
{
    (void)state;
    expect(NULL, ITEMS("aparams/0.weight", "aparams_ema/0.weight"), "params/0.weight ");
    expect(NULL, ITEMS("aema_net/0.weight", "anet/0.weight"), "net/0.weight ");
    expect(NULL, ITEMS("ageneric/#0", "anet/0.weight", "anet_ema/0.weight"), "net/0.weight ");
}

static void an_average_alone_is_the_network(void **state)
{
    (void)state;
    expect(NULL, ITEMS("anet_ema/0.weight", "aneta/#0"), "net_ema/0.weight ");
    expect(NULL, ITEMS("inet/vocabulary", "anet_ema/0.weight"), "net_ema/0.weight ");
    expect(NULL, ITEMS("anet", "anet_ema/0.weight"), "net_ema/0.weight ");
}

static void a_networks_name_decides_beside_other_arrays(void **state)
{
    (void)state;
    expect(NULL, ITEMS("alosses", "anet/w"), "net/w ");
    expect(NULL, ITEMS("1loss", "abackbone/w"), "backbone/w ");
    expect(NULL, ITEMS("i rng", "abackbone/w"), "backbone/w ");
    refuse(NULL, ITEMS("aW", "ab", "avelocity/W"),
           "more than one state_dict: the tensors W, b, and what is under velocity: choose with");
    expect(NULL, ITEMS("pW", "pb", "avelocity/W"), "W b velocity/W ");
}

static void names_of_parameters_decide(void **state)
{
    (void)state;
    expect(NULL, ITEMS("a0.weight", "arunning/m"), "0.weight running/m ");
    refuse(NULL, ITEMS("a0.weight", "aother/0.weight"), "the tensors 0.weight, and what is under");
    expect(NULL, ITEMS("abackbone/0.weight", "astatistics/mean"), "backbone/0.weight ");
    expect(NULL, ITEMS("astatistics/mean", "-step", "anx/weight"), "nx/weight ");
}

static void names_of_other_numbers_decide_nothing(void **state)
{
    (void)state;
    expect(NULL, ITEMS("abackbone/w", "irng.state"), "backbone/w ");
    expect(NULL, ITEMS("abackbone/w", "ibias"), "backbone/w ");
    expect(NULL, ITEMS("abackbone/w", "icounts/n"), "backbone/w ");
}

static void dotted_names_below_are_the_surer_sign(void **state)
{
    (void)state;
    expect(NULL, ITEMS("abackbone/0.weight", "aweight"), "backbone/0.weight ");
    expect(NULL, ITEMS("abackbone/0.weight", "pscale"), "backbone/0.weight ");
}

static void names_of_parameters_decide_beside_a_list_of_networks(void **state)
{
    (void)state;
    expect(NULL, ITEMS("afc.weight", "aparts/#0/w"), "fc.weight ");
    expect(NULL, ITEMS("aparts/#0/w", "aweight"), "weight ");
}

static void several_networks_are_listed(void **state)
{
    (void)state;
    const char *const *gan = ITEMS("anetD/0.weight", "anetG/0.weight");
    refuse(NULL, gan, "under netD, netG: choose one with -k KEY, or all with '-k .'");
    expect("netG", gan, "netG/0.weight ");
    expect(".", gan, "netD/0.weight netG/0.weight ");
    refuse("netX", gan, "key netX: not there: no state_dict: the keys are netD, netG: save");
}

static void a_list_of_tensors_needs_a_networks_key(void **state)
{
    (void)state;
    expect(NULL, ITEMS("aparams/#0", "aparams/#1"), "params/#0 params/#1 ");
    expect(NULL, ITEMS("ahistory/#0", "anet/0.weight"), "net/0.weight ");
    refuse(NULL, ITEMS("ahistory/#0", "-step"),
           "no state_dict: the keys are history, step: save model.state_dict(), or choose with");
    expect("history", ITEMS("ahistory/#0", "-step"), "history/#0 ");
    refuse(NULL, ITEMS("-params/#0", "aparams/#1"), "no state_dict");
}

static void a_list_beside_a_network_is_not_part_of_it(void **state)
{
    (void)state;
    const char *const *averaged = ITEMS("a0.weight", "aema/shadow_params/#0");
    expect(NULL, averaged, "0.weight ");
    expect(NULL, ITEMS("aema/shadow_params/#0", "anet/w"), "net/w ");
    expect(".", averaged, "0.weight ema/shadow_params/#0 ");
    refuse(NULL, ITEMS("aw", "alayers/#0/w"), "no state_dict: the keys are w, layers");
    expect(NULL, ITEMS("aw", "alayers/#0/#0"), "w ");
}

static void an_optimiser_is_no_network(void **state)
{
    (void)state;
    const char *const *both = ITEMS("anet/w", "aopt/state/0/m");
    expect(NULL, both, "net/w ");
    expect(NULL, ITEMS("anet/w", "-trainer/param_groups", "atrainer/state/0/m"), "net/w ");
    refuse(NULL, ITEMS("aoptim/0.weight", "-step"), "no state_dict: the keys are optim, step");
    refuse(".", ITEMS("-epoch", "-step"), "no state_dict: the keys are epoch, step: save model.st");
}

static void a_key_names_several_levels(void **state)
{
    (void)state;
    const char *const *deep = ITEMS("aapp.v1/model/w", "aapp.v1/teacher/w");
    expect("app.v1.teacher", deep, "app.v1/teacher/w ");
    expect("app.v1", deep, "app.v1/model/w ");
    refuse("app", deep, "key app: not there");
    refuse("app.v1.model.w", deep, "not there");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_usual_key_needs_floating_point_arrays),
        cmocka_unit_test(an_average_gives_way_to_the_network_beside_it),
        cmocka_unit_test(an_average_alone_is_the_network),
        cmocka_unit_test(a_networks_name_decides_beside_other_arrays),
        cmocka_unit_test(names_of_parameters_decide),
        cmocka_unit_test(names_of_other_numbers_decide_nothing),
        cmocka_unit_test(dotted_names_below_are_the_surer_sign),
        cmocka_unit_test(names_of_parameters_decide_beside_a_list_of_networks),
        cmocka_unit_test(several_networks_are_listed),
        cmocka_unit_test(a_list_of_tensors_needs_a_networks_key),
        cmocka_unit_test(a_list_beside_a_network_is_not_part_of_it),
        cmocka_unit_test(an_optimiser_is_no_network),
        cmocka_unit_test(a_key_names_several_levels),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
