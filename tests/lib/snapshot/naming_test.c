/* Templates from the names of checkpoints. */
#include "expect.h"
#include "snapshot/naming/naming.h"

#include <stdlib.h>
#include <string.h>

/* The paths of a text with one per line. */
static struct strlist split(const char *lines)
{
    struct strlist list = {0};
    for (size_t length; *lines; lines += length + (lines[length] == '\n')) {
        length = strcspn(lines, "\n");
        expect_good(strlist_add(&list, lines, length));
    }
    return list;
}

/* The paths follow the template, or, where it is NULL, none; all but `left_out` of them. */
static void check(const char *lines, const char *template, size_t runs, size_t left_out)
{
    struct naming n;
    struct omissions o = {0};
    struct strlist paths = split(lines);
    size_t omitted = 0;
    expect_good(naming_find(&n, &paths, &o));
    for (int why = 0; why < OMISSIONS; why++)
        omitted += o.count[why];
    if (template)
        assert_string_equal(n.name_template, template);
    else
        assert_null(n.name_template);
    assert_int_equal(n.runs, runs);
    assert_int_equal(omitted, left_out);
    assert_int_equal(n.kept.count + omitted, paths.count);
    naming_free(&n);
    omissions_free(&o);
    strlist_free(&paths);
}

static void refused(const char *lines, const char *message)
{
    struct naming n;
    struct omissions o = {0};
    struct strlist paths = split(lines);
    expect_error(naming_find(&n, &paths, &o), message);
    naming_free(&n);
    omissions_free(&o);
    strlist_free(&paths);
}

/* ---- what leaves open which names are meant ---- */

static void two_numbers_that_vary_are_a_question(void **state)
{
    (void)state;
    refused("m_1_1.pt\nm_1_2.pt\nm_2_1.pt\nm_2_2.pt",
            "-n 'm_{run}_{step}.pt' or -n 'm_{step}_{run}.pt'");
    refused("a/1-1.pt\na/2-1.pt\na/1-2.pt", "a/1-1.pt: two numbers vary");
    refused("0/m_1.pt\n0/m_20.pt\n1/m_1.pt\n1/m_20.pt",
            "-n '{run}/m_{step}.pt' or -n '{step}/m_{run}.pt'");
}

static void kinds_of_names_are_a_question(void **state)
{
    (void)state;
    refused("step_1.pt\nstep_1_ema.pt\nstep_2.pt\nstep_2_ema.pt",
            "step_1.pt and step_1_ema.pt: two kinds of names, and nothing says which is meant: say "
            "so: -n 'step_{step}.pt' or -n 'step_{step}_ema.pt'");
    refused("step_1.pt\nstep_2.pt\nstep_1.npz\nstep_2.npz", "-n 'step_{step}.npz' or -n "
                                                            "'step_{step}.pt'");
    refused("step_1_a.pt\nstep_2_a.pt\nstep_1_b.npz\nstep_2_b.npz", "two kinds of names");
    refused("epoch_1.pt\nepoch_2.pt\nstep_100.pt\nstep_200.pt",
            "-n 'epoch_{epoch}.pt' or -n 'step_{step}.pt'");
    refused("a/step_1.pt\nb/step_1.pt\na/o'step_1.pt\nb/o'step_1.pt",
            "-n '{run}/o'\\''step_{step}.pt' or -n '{run}/step_{step}.pt'");
}

static void few_names_of_another_kind_are_left_out(void **state)
{
    (void)state;
    check("step_1.pt\nstep_2.pt\nstep_3.pt\nstep_4.pt\nstep_4_ema.pt", "step_{step}.pt", 1, 1);
    refused("step_1.pt\nstep_2.pt\nstep_3.pt\nstep_4_ema.pt", "two kinds of names");
    check("step_1.pt\nstep_2.pt\nresnet.pt\nvgg.pt", "step_{step}.pt", 1, 2);
}

static void a_step_that_appears_twice_is_refused(void **state)
{
    (void)state;
    refused("step_1.pt\nstep_01.pt", "step_01.pt and step_1.pt: are both step 1 of one run");
    refused("e1_iter100.pt\ne2_iter100.pt", "are both step 100 of one run");
}

static void names_without_a_step_have_no_template(void **state)
{
    (void)state;
    check("a.pt\nb.pt", NULL, 0, 2);
    check("seed0.pt\nseed1.pt", NULL, 0, 2);
    check("lr=0.1.pt\nlr=0.2.pt", NULL, 0, 2);
    check("val_acc=0.91.pt\nval_acc=0.95.pt", NULL, 0, 2);
    check("", NULL, 0, 0);
}

static void braces_of_a_name_are_not_taken_for_fields(void **state)
{
    (void)state;
    check("{step}_e1.pt\nx_e1.pt\nx_e2.pt\nx_e3.pt\nx_e4.pt", "x_e{epoch}.pt", 1, 1);
    check("{a}/x_e1.pt\n{a}/x_e2.pt", "x_e{epoch}.pt", 1, 0);
}

/* ---- steps ---- */

static void a_word_beside_the_number_calls_it_step_or_epoch(void **state)
{
    (void)state;
    check("step_1.pt\nstep_2.pt", "step_{step}.pt", 1, 0);
    check("epoch=0-step=50.ckpt\nepoch=1-step=100.ckpt", "epoch={epoch}-step={step}.ckpt", 1, 0);
    check("rl_model_1000_steps.zip\nrl_model_2000_steps.zip", "rl_model_{step}_steps.zip", 1, 0);
    check("m_1_100_steps.zip\nm_2_100_steps.zip\nm_1_200_steps.zip", "m_{run}_{step}_steps.zip", 2,
          0);
    check("Net_Epoch1.h5\nNet_Epoch2.h5", "Net_Epoch{epoch}.h5", 1, 0);
    check("sgd_e001.pt\nsgd_e010.pt", "sgd_e{epoch}.pt", 1, 0);
    check("a/checkpoint-500\na/checkpoint-1000", "checkpoint-{step}", 1, 0);
    check("r/epoch_1/iter_5.pt\nr/epoch_2/iter_10.pt", "{run}/epoch_{epoch}/iter_{step}.pt", 1, 0);
}

static void metrics_beside_the_step_become_columns(void **state)
{
    (void)state;
    check("epoch=3-val_loss=0.52.ckpt\nepoch=4-val_loss=0.48.ckpt",
          "epoch={epoch}-val_loss={val_loss}.ckpt", 1, 0);
    check("r/step3/loss0.5.pt\nr/step4/loss0.4.pt", "{run}/step{step}/loss{loss}.pt", 1, 0);
    check("e3_loss=-0.5.pt\ne4_loss=0.25.pt", "e{epoch}_loss={loss}.pt", 1, 0);
}

static void without_a_word_the_number_that_varies_is_the_step(void **state)
{
    (void)state;
    check("x1/1.pt\nx1/10.pt\nx2/1.pt\nx2/10.pt", "{run}/{step}.pt", 2, 0);
    check("net2_003.pt\nnet2_004.pt", "net2_{step}.pt", 1, 0);
    check("a/net3/100.pt\na/net3/200.pt\na/net5/100.pt\na/net5/200.pt", "{run}/{step}.pt", 2, 0);
    check("r/1/m1.pt\nr/2/m2.pt", "{run}/{step}/m{number1}.pt", 1, 0);
    check("m_1_100.pt\nm_2_200.pt\nm_3_300.pt", "m_{number1}_{step}.pt", 1, 0);
    check("a/7.pt\na/8.pt\nb/9.pt", "{run}/{step}.pt", 2, 0);
}

static void dates_and_sizes_are_not_steps(void **state)
{
    (void)state;
    check("ckpt_20261130_121000.pt\nckpt_20261130_122000.pt", "ckpt_20261130_{step}.pt", 1, 0);
    check("ckpt_2026-11-09.pt\nckpt_2026-11-30.pt", "ckpt_2026-11-{step}.pt", 1, 0);
    refused("ckpt_20261130_121000.pt\nckpt_20261201_090000.pt", "two numbers vary");
    refused("ckpt_2026-11-30.pt\nckpt_2026-12-01.pt", "two numbers vary");
    check("ckpt_20261330_a.pt\nckpt_20261331_a.pt", "ckpt_{step}_a.pt", 1, 0);
    check("ckpt_20001130.pt\nckpt_200011300.pt", "ckpt_{step}.pt", 1, 0);
    check("ckpt_2026.pt\nckpt_2027.pt", "ckpt_{step}.pt", 1, 0);
    check("resnet18.pt\nresnet34.pt", NULL, 0, 2);
    check("layer0.pt\nlayer1.pt", NULL, 0, 2);
    check("resnet18_1.pt\nresnet34_1.pt\nresnet18_2.pt", "{run}_{step}.pt", 2, 0);
}

static void tokens_are_steps_or_stand_beside_them(void **state)
{
    (void)state;
    check("step10-tokens4B.pt\nstep20-tokens8B.pt", "step{step}-tokens{tokens}B.pt", 1, 0);
    check("tokens4B.pt\ntokens8B.pt", "tokens{step}B.pt", 1, 0);
}

static void fractions_are_not_steps(void **state)
{
    (void)state;
    check("r2/m_1_0.51.pt\nr2/m_2_0.62.pt\nr2/m_10_0.75.pt", "m_{step}_{number2}.pt", 1, 0);
    check("m_1_0.51.pt\nm_2_0.62.pt\nm_10_0.6.pt", "m_{step}_{number2}.pt", 1, 0);
    check("tau0.5_1.pt\ntau0.5_2.pt\ntau0.7_1.pt", "{run}_{step}.pt", 2, 0);
    check("tau0.5.pt\ntau0.7.pt", NULL, 0, 2);
}

static void identifiers_of_letters_and_digits_have_no_epoch(void **state)
{
    (void)state;
    check("run-k3e7fa/step_1.pt\nrun-k3e7fa/step_2.pt\nrun-a1b2c3/step_1.pt",
          "{run}/step_{step}.pt", 2, 0);
    check("run-a1e7/step_1.pt\nrun-a1e7/step_2.pt\nrun-b2e9/step_1.pt", "{run}/step_{step}.pt", 2,
          0);
    check("a3e7fx/1.pt\na3e7fx/2.pt\nb1e2gx/1.pt", "{run}/{step}.pt", 2, 0);
    check("lr1e-3/1.pt\nlr1e-3/2.pt\nlr1e-4/1.pt", "{run}/{step}.pt", 2, 0);
}

/* ---- runs ---- */

static void what_else_varies_in_a_name_is_the_run(void **state)
{
    (void)state;
    check("adam_e1.pt\nadam_e2.pt\nsgdm_e1.pt\nsgdm_e2.pt", "{run}_e{epoch}.pt", 2, 0);
    check("net_adam_e1.pt\nnet_sgd_e1.pt\nnet_sgd_e2.pt", "net_{run}_e{epoch}.pt", 2, 0);
    check("adam0e1.pt\nadam0e2.pt\nsgd1e1.pt", "{run}e{epoch}.pt", 2, 0);
    check("e1_adam.pt\ne1_sgd.pt\ne2_adam.pt\ne2_sgd.pt", "e{epoch}_{run}.pt", 2, 0);
    check("step1/adam.pt\nstep1/sgd.pt\nstep2/adam.pt", "step{step}/{run}.pt", 2, 0);
    check("lr0.1_e1_s0.pt\nlr0.1_e1_s1.pt\nlr0.2_e1_s0.pt\nlr0.2_e2_s0.pt",
          "{run}_e{epoch}_{run}.pt", 3, 0);
    check("r/adam/e1_s0.pt\nr/adam/e1_s1.pt\nr/sgd/e1_s0.pt", "{run}/e{epoch}_{run}.pt", 3, 0);
    check("w64_seed0_step1.pt\nw64_seed1_step1.pt\nw128_seed0_step1.pt", "{run}_step{step}.pt", 3,
          0);
}

static void a_run_is_not_cut_in_a_word_or_number(void **state)
{
    (void)state;
    check("lr1e-3_e1.pt\nlr1e-3_e2.pt\nlr1e-2_e1.pt", "{run}_e{epoch}.pt", 2, 0);
    check("lr0.1_e1.pt\nlr0.01_e2.pt", "{run}_e{epoch}.pt", 2, 0);
    check("lr1.5_e1.pt\nlr2.5_e2.pt", "{run}_e{epoch}.pt", 2, 0);
    check("lr=-1_e1.pt\nlr=-2_e2.pt", "lr={run}_e{epoch}.pt", 2, 0);
    check("sgd_e1.pt\nsgdm_e1.pt", "{run}_e{epoch}.pt", 2, 0);
}

static void folders_that_vary_are_the_run(void **state)
{
    (void)state;
    check("r/a/step_1.pt\nr/b/step_1.pt", "{run}/step_{step}.pt", 2, 0);
    check("r/v0/checkpoints/e=1.ckpt\nr/v1/checkpoints/e=1.ckpt",
          "{run}/checkpoints/e={epoch}.ckpt", 2, 0);
    check("adam/seed0/e1.pt\nadam/seed1/e1.pt\nsgd/seed0/e1.pt", "{run}/{run}/e{epoch}.pt", 3, 0);
    check("adam/x/seed0/e1.pt\nsgd/x/seed0/e1.pt", "{run}/x/seed0/e{epoch}.pt", 2, 0);
    check("a/e1.pt\nb/c/e1.pt", "e{epoch}.pt", 2, 0); /* depths differ: run_names.h */
}

static void folders_and_names_are_the_run_together(void **state)
{
    (void)state;
    check("adam/seed0_e1.pt\nadam/seed1_e1.pt\nsgd/seed0_e1.pt", "{run}/{run}_e{epoch}.pt", 3, 0);
    check("adam/adam_e1.pt\nsgd/sgd_e1.pt", "{run}_e{epoch}.pt", 2, 0);
    check("a/net_e1.pt\nb/net_e1.pt\nc/mlp_e1.pt", "{run}/{name}_e{epoch}.pt", 3, 0);
    refused("a/e1_s0.pt\na/e1_s1.pt\nb/c/e2_s0.pt", "some folders are deeper than others");
    refused("a/s0_e1.pt\na/s1_e1.pt\nb/c/s0_e1.pt", "some folders are deeper than others");
}

/* ---- a template that is given ---- */

static void names_that_do_not_fit_a_given_template_are_left_out(void **state)
{
    (void)state;
    struct naming n;
    struct omissions o = {0};
    struct strlist paths = split("step_1.pt\nstep_1_ema.pt\nstep_2.pt\nother.pt");
    expect_good(naming_apply(&n, "step_{step}.pt", &paths, &o));
    assert_int_equal(n.kept.count, 2);
    assert_string_equal(n.kept.at[1], "step_2.pt");
    assert_int_equal(o.count[OMITTED_UNFIT], 2);
    assert_string_equal(o.first[OMITTED_UNFIT], "step_1_ema.pt");
    naming_free(&n);
    omissions_free(&o);
    strlist_free(&paths);
}

/* An empty list has no memory that could be sorted: the sanitizers' build tells. */
static void where_no_name_fits_nothing_is_kept(void **state)
{
    (void)state;
    struct naming n;
    struct omissions o = {0};
    struct strlist paths = split("other.pt"), none = {0};
    expect_good(naming_apply(&n, "step_{step}.pt", &paths, &o));
    assert_int_equal(n.kept.count + n.runs, 0);
    naming_free(&n);
    expect_good(naming_keep(&n, &none));
    assert_int_equal(n.kept.count + n.runs, 0);
    naming_free(&n);
    omissions_free(&o);
    strlist_free(&paths);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_numbers_that_vary_are_a_question),
        cmocka_unit_test(kinds_of_names_are_a_question),
        cmocka_unit_test(few_names_of_another_kind_are_left_out),
        cmocka_unit_test(a_step_that_appears_twice_is_refused),
        cmocka_unit_test(names_without_a_step_have_no_template),
        cmocka_unit_test(braces_of_a_name_are_not_taken_for_fields),
        cmocka_unit_test(a_word_beside_the_number_calls_it_step_or_epoch),
        cmocka_unit_test(metrics_beside_the_step_become_columns),
        cmocka_unit_test(without_a_word_the_number_that_varies_is_the_step),
        cmocka_unit_test(dates_and_sizes_are_not_steps),
        cmocka_unit_test(tokens_are_steps_or_stand_beside_them),
        cmocka_unit_test(fractions_are_not_steps),
        cmocka_unit_test(identifiers_of_letters_and_digits_have_no_epoch),
        cmocka_unit_test(what_else_varies_in_a_name_is_the_run),
        cmocka_unit_test(a_run_is_not_cut_in_a_word_or_number),
        cmocka_unit_test(folders_that_vary_are_the_run),
        cmocka_unit_test(folders_and_names_are_the_run_together),
        cmocka_unit_test(names_that_do_not_fit_a_given_template_are_left_out),
        cmocka_unit_test(where_no_name_fits_nothing_is_kept),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
