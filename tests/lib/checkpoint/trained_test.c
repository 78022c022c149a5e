/* What counts as trained, by type and by name. The names are those that the frameworks write. */
#include "checkpoint/choice/trained.h"

#include "expect.h"

#include <stdlib.h>

struct sample {
    const char *name;
    enum tensor_verdict verdict;
};

/* The verdict on a float32 tensor of two dimensions, unless the caller says otherwise. */
static enum tensor_verdict verdict_of(const char *name, enum dtype type, size_t dims)
{
    char *copy = strdup(name);
    assert_non_null(copy);
    size_t shape[2] = {3, 3};
    const struct tensor t = {.name = copy, .dims = dims, .shape = shape, .place = {.type = type}};
    enum tensor_verdict verdict;
    trained_verdicts(&t, 1, &verdict);
    free(copy);
    return verdict;
}

static void check(const struct sample *samples, size_t count, enum dtype type, size_t dims)
{
    for (size_t i = 0; i < count; i++) {
        enum tensor_verdict got = verdict_of(samples[i].name, type, dims);
        if (got != samples[i].verdict)
            fail_msg("%s: verdict %d, expected %d", samples[i].name, got, samples[i].verdict);
    }
}

#define CHECK(samples, type, dims) check(samples, sizeof samples / sizeof *samples, type, dims)

static void weights_stay_in_whatever_they_are_like(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {"layer1.0.bn1.weight", TENSOR_IN},
        {"bn1/bn1_gamma:0", TENSOR_IN},
        {"params/BatchNorm_0/scale", TENSOR_IN},
        {"['params']['Dense_0']['kernel']", TENSOR_IN},
        {"running_mean_head.weight", TENSOR_IN},
        {"prerunning_mean", TENSOR_IN}, /* no underscore before the words */
        {"moving_mean_scale", TENSOR_IN},
        {"running_mean:x", TENSOR_IN}, /* not TensorFlow's suffix */
        {"running_mean:", TENSOR_IN},
        {"decoder.mean", TENSOR_IN},
        {"decoder.var", TENSOR_IN},
        {"fc.weight_g", TENSOR_IN}, /* weight normalisation */
        {"fc.weight_v", TENSOR_IN},
        {"fc_v", TENSOR_IN},
        {"optimizer", TENSOR_IN}, /* alone, not the first of several parts */
        {"net.optimizer.lstm.weight", TENSOR_IN},
        {"metrics", TENSOR_IN},
        {"net.metrics_head.bias", TENSOR_IN},
        {"net.cache.weight", TENSOR_IN},
        {"encoder.ema.weight", TENSOR_IN},
        {"count", TENSOR_IN}, /* not a scalar */
        {"Adam.weight", TENSOR_IN},
        {"vq._codebook.embed", TENSOR_IN},
        {"queue.weight", TENSOR_IN},
        {"net.scheduler.weight", TENSOR_IN},
        {"teacher.fc.weight", TENSOR_IN}, /* no other network is in the file */
        {"mu/Dense_0/kernel", TENSOR_IN},
        {"actor.mu.weight", TENSOR_IN},
        {"weight_u", TENSOR_IN},
        {"fc._var", TENSOR_IN},
        {"head.loss", TENSOR_IN}, /* a matrix */
        {"head.mean_value", TENSOR_IN},
        {"bn.rmax", TENSOR_IN},
        {"", TENSOR_IN},
        {"...", TENSOR_IN},
    };
    CHECK(samples, DTYPE_F32, 2);
    assert_int_equal(verdict_of("logit_scale", DTYPE_F32, 0), TENSOR_IN);
    assert_int_equal(verdict_of("total_scale", DTYPE_F32, 0), TENSOR_IN);
}

static void statistics_of_every_framework_are_buffers(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {"layer1.0.bn1.running_mean", TENSOR_OUT_BUFFER},
        {"layer1.0.bn1.running_var", TENSOR_OUT_BUFFER},
        {"running_var", TENSOR_OUT_BUFFER},
        {"bn1/bn1_running_mean", TENSOR_OUT_BUFFER}, /* Keras 1 */
        {"batchnormalization_1/batchnormalization_1_running_std", TENSOR_OUT_BUFFER},
        {"bn/bn/moving_mean:0", TENSOR_OUT_BUFFER}, /* Keras 2 */
        {"bn/moving_variance:0", TENSOR_OUT_BUFFER},
        {"resnet/bn/moving_mean/biased", TENSOR_OUT_BUFFER}, /* TensorFlow 1 */
        {"aux:bn0_moving_var", TENSOR_OUT_BUFFER},           /* MXNet */
        {"batchnorm0_running_var", TENSOR_OUT_BUFFER},
        {"batch_stats/BatchNorm_0/mean", TENSOR_OUT_BUFFER}, /* Flax */
        {"state.batch_stats.BatchNorm_0.var", TENSOR_OUT_BUFFER},
        {"['batch_stats']['BatchNorm_0']['mean']", TENSOR_OUT_BUFFER},
        {"cache/attention/cached_key", TENSOR_OUT_BUFFER},
        {"net/batch_norm/~/mean_ema/average", TENSOR_OUT_BUFFER}, /* Haiku */
        {"net/batch_norm/~/var_ema/hidden", TENSOR_OUT_BUFFER},
        {"predictor/bn1/avg_mean", TENSOR_OUT_BUFFER}, /* Chainer */
        {"predictor/bn1/avg_var", TENSOR_OUT_BUFFER},
        {"bn1._mean", TENSOR_OUT_BUFFER}, /* Paddle */
        {"bn1._variance", TENSOR_OUT_BUFFER},
        {"fc.activation_post_process.min_val", TENSOR_OUT_BUFFER},
        {"conv.parametrizations.weight.0._u", TENSOR_OUT_BUFFER}, /* spectral normalisation */
        {"running_mean_std.count", TENSOR_OUT_BUFFER},
        {"rotary.inv_freq", TENSOR_OUT_BUFFER},
        {"bn/moving_stddev:0", TENSOR_OUT_BUFFER}, /* batch renormalisation */
        {"bn/renorm_stddev:0", TENSOR_OUT_BUFFER},
        {"model_weights/sn/dense/vector_u", TENSOR_OUT_BUFFER}, /* Keras's spectral normalisation */
        {"act.activation_post_process.histogram", TENSOR_OUT_BUFFER},
        {"fc.weight_fake_quant.scale", TENSOR_OUT_BUFFER},
        {"vq._codebook.cluster_size", TENSOR_OUT_BUFFER},
        {"vq._ema_cluster_size", TENSOR_OUT_BUFFER},
        {"vq._ema_w", TENSOR_OUT_BUFFER},
        {"vq/ema_cluster_size/hidden", TENSOR_OUT_BUFFER}, /* Haiku */
        {"vq._codebook.embed_avg", TENSOR_OUT_BUFFER},
        {"queue", TENSOR_OUT_BUFFER},
        {"critic.norm.running_mean_sq", TENSOR_OUT_BUFFER},
        {"critic.norm.debiasing_term", TENSOR_OUT_BUFFER},
    };
    CHECK(samples, DTYPE_F32, 2);
    assert_int_equal(verdict_of("n_averaged", DTYPE_I64, 0), TENSOR_OUT_BUFFER);
    assert_int_equal(verdict_of("bn.num_batches_tracked", DTYPE_I64, 0), TENSOR_OUT_BUFFER);
}

static void optimisers_metrics_counters_and_averages_are_told_apart(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {"optimizer/vars/3", TENSOR_OUT_OPTIMISER},
        {"optimizer_weights/Adam/dense/kernel/m:0", TENSOR_OUT_OPTIMISER},
        {"opt_state/0/mu/Dense_0/kernel", TENSOR_OUT_OPTIMISER},
        {"state/opt_state/0/nu/Dense_0/kernel", TENSOR_OUT_OPTIMISER},
        {"optimizer.state.0.running_mean", TENSOR_OUT_OPTIMISER},
        {"optim_state/0/mu/Dense_0/kernel", TENSOR_OUT_OPTIMISER},
        {"scheduler.last_lr", TENSOR_OUT_OPTIMISER},
        {"updater/optimizer:main/l1/W/v", TENSOR_OUT_OPTIMISER},
        {"fc/kernel/.OPTIMIZER_SLOT/optimizer/m/.ATTRIBUTES/VARIABLE_VALUE", TENSOR_OUT_OPTIMISER},
        {"dense/kernel/Adam_1", TENSOR_OUT_OPTIMISER},
        {"beta1_power:0", TENSOR_OUT_OPTIMISER},
        {"0.exp_avg_sq", TENSOR_OUT_OPTIMISER},
        {"metrics/mean/vars/0", TENSOR_OUT_METRIC},
        {"recall/true_positives:0", TENSOR_OUT_METRIC},
        {"train.global_step", TENSOR_OUT_COUNTER},
        {"ema.fc.weight", TENSOR_OUT_AVERAGE},
        {"dense/kernel/ExponentialMovingAverage", TENSOR_OUT_AVERAGE},
    };
    CHECK(samples, DTYPE_F32, 2);
    assert_int_equal(verdict_of("mean/total:0", DTYPE_F32, 0), TENSOR_OUT_METRIC);
    assert_int_equal(verdict_of("mse.sum_squared_error", DTYPE_F32, 0), TENSOR_OUT_METRIC);
    assert_int_equal(verdict_of("train/loss", DTYPE_F64, 0), TENSOR_OUT_METRIC);
    assert_int_equal(verdict_of("eval.best_val_acc", DTYPE_F32, 0), TENSOR_OUT_METRIC);
    assert_int_equal(verdict_of("net.best_loss", DTYPE_F32, 1), TENSOR_IN); /* not a scalar */
    assert_int_equal(verdict_of("loss/temperature", DTYPE_F32, 0), TENSOR_IN);
    assert_int_equal(verdict_of("net.gloss", DTYPE_F32, 0), TENSOR_IN); /* no underscore */
    assert_int_equal(verdict_of("net.my_count", DTYPE_F32, 0), TENSOR_IN);
}

static void only_floating_point_numbers_are_trained(void **state)
{
    (void)state;
    for (int type = 0; type < DTYPE_COUNT; type++) {
        enum dtype d = (enum dtype)type;
        enum tensor_verdict vector = verdict_of("x", d, 1), scalar = verdict_of("x", d, 0);
        if (dtype_is_float(d))
            assert_true(vector == TENSOR_IN && scalar == TENSOR_IN);
        else if (d == DTYPE_BOOL)
            assert_true(vector == TENSOR_OUT_BOOLEANS && scalar == TENSOR_OUT_BOOLEANS);
        else if (d == DTYPE_U8)
            assert_true(vector == TENSOR_OUT_BYTES && scalar == TENSOR_OUT_BYTES);
        else
            assert_true(vector == TENSOR_OUT_INTEGERS && scalar == TENSOR_OUT_COUNTER);
    }
}

static enum tensor_verdict verdict_on(const struct tensor *t)
{
    enum tensor_verdict verdict;
    trained_verdicts(t, 1, &verdict);
    return verdict;
}

static void the_file_knows_better_than_the_rules(void **state)
{
    (void)state;
    char name[] = "opt_state.running_mean", reason[] = "complex64 is not read";
    struct tensor t = {.name = name, .role = TENSOR_PARAMETER, .place = {.type = DTYPE_U8}};
    assert_int_equal(verdict_on(&t), TENSOR_IN);
    t.role = TENSOR_BUFFER;
    assert_int_equal(verdict_on(&t), TENSOR_OUT_BUFFER);
    t.role = TENSOR_OPTIMISER;
    assert_int_equal(verdict_on(&t), TENSOR_OUT_OPTIMISER);
    t.role = TENSOR_BESIDE;
    assert_int_equal(verdict_on(&t), TENSOR_OUT_BESIDE);
    t.role = TENSOR_BESIDE_COLUMN;
    assert_int_equal(verdict_on(&t), TENSOR_OUT_BESIDE_COLUMN);
    t.role = TENSOR_COLUMN;
    assert_int_equal(verdict_on(&t), TENSOR_OUT_COLUMN);
    t.role = TENSOR_NO_NUMBERS;
    assert_int_equal(verdict_on(&t), TENSOR_OUT_NO_NUMBERS);
    /* The type of what cannot be read is not known. */
    t = (struct tensor){.name = name + 10, .unreadable = reason, .place = {.type = DTYPE_U8}};
    assert_int_equal(verdict_on(&t), TENSOR_OUT_BUFFER);
    t.name = name + 21;
    assert_int_equal(verdict_on(&t), TENSOR_IN);
}

/* Of a name with more parts than are considered, the first and the last still count. */
static void long_names_are_judged_by_both_ends(void **state)
{
    (void)state;
    char name[200] = "";
    for (int i = 0; i < 80; i++)
        strcat(name, "a.");
    strcat(name, "running_mean");
    assert_int_equal(verdict_of(name, DTYPE_F32, 1), TENSOR_OUT_BUFFER);
    memcpy(name, "ema", 3);
    strcpy(name + strlen(name) - 4, "x");
    assert_int_equal(verdict_of(name, DTYPE_F32, 1), TENSOR_OUT_AVERAGE);
}

/* ---- what stands beside ---- */

struct beside {
    const char *name;
    size_t dims, shape[2];
    enum tensor_verdict verdict;
};

enum { MOST = 16 };

/* A file of these tensors, whose names are in order. */
static void check_file(const struct beside *of, size_t count)
{
    struct tensor tensors[MOST];
    enum tensor_verdict got[MOST];
    assert_true(count <= MOST);
    for (size_t i = 0; i < count; i++) {
        assert_true(i == 0 || strcmp(of[i - 1].name, of[i].name) < 0);
        tensors[i] = (struct tensor){.name = (char *)(uintptr_t)of[i].name,
                                     .dims = of[i].dims,
                                     .shape = (size_t *)(uintptr_t)of[i].shape};
    }
    trained_verdicts(tensors, count, got);
    for (size_t i = 0; i < count; i++)
        if (got[i] != of[i].verdict)
            fail_msg("%s: verdict %d, expected %d", of[i].name, got[i], of[i].verdict);
}

#define CHECK_FILE(...)                                  \
    do {                                                 \
        static const struct beside of[] = {__VA_ARGS__}; \
        check_file(of, sizeof of / sizeof *of);          \
    } while (0)

static void mean_and_var_of_a_normalisation_are_buffers(void **state)
{
    (void)state;
    CHECK_FILE({"bn/bias", 1, {4}, TENSOR_IN}, {"bn/mean", 1, {4}, TENSOR_OUT_BUFFER},
               {"bn/scale", 1, {4}, TENSOR_IN}, {"bn/var", 1, {4}, TENSOR_OUT_BUFFER},
               {"bn_1/mean", 1, {7}, TENSOR_OUT_BUFFER}, {"bn_1/var", 1, {7}, TENSOR_OUT_BUFFER});
    CHECK_FILE({"['bn']['mean'].value", 1, {4}, TENSOR_OUT_BUFFER},
               {"['bn']['scale'].value", 1, {4}, TENSOR_IN},
               {"['bn']['var'].value", 1, {4}, TENSOR_OUT_BUFFER});
}

static void mean_and_var_of_anything_else_stay_in(void **state)
{
    (void)state;
    CHECK_FILE({"bias", 1, {4}, TENSOR_IN}, {"mean", 1, {4}, TENSOR_IN},
               {"var", 1, {4}, TENSOR_IN});
    CHECK_FILE({"a/mean", 1, {4}, TENSOR_IN}, {"a/scale", 1, {4}, TENSOR_IN});
    CHECK_FILE({"a/mean", 1, {4}, TENSOR_IN}, {"a/var", 1, {3}, TENSOR_IN});
    CHECK_FILE({"a/mean", 2, {4, 2}, TENSOR_IN}, {"a/var", 2, {4, 2}, TENSOR_IN});
    CHECK_FILE({"a/bias", 1, {3}, TENSOR_IN}, {"a/mean", 1, {4}, TENSOR_IN},
               {"a/var", 1, {4}, TENSOR_IN});
    CHECK_FILE({"a/kernel", 1, {4}, TENSOR_IN}, {"a/mean", 1, {4}, TENSOR_IN},
               {"a/var", 1, {4}, TENSOR_IN});
    CHECK_FILE({"a/mean", 1, {4}, TENSOR_IN}, {"a/var", 1, {4}, TENSOR_IN},
               {"a/weight", 1, {4}, TENSOR_IN});
    CHECK_FILE({"a/mean", 1, {4}, TENSOR_IN}, {"a/scale/w", 1, {4}, TENSOR_IN},
               {"a/var", 1, {4}, TENSOR_IN});
}

static void statistics_are_told_by_the_name_beside(void **state)
{
    (void)state;
    CHECK_FILE({"fc.weight_orig", 2, {4, 3}, TENSOR_IN}, {"fc.weight_u", 1, {4}, TENSOR_OUT_BUFFER},
               {"fc.weight_v", 1, {3}, TENSOR_OUT_BUFFER}, {"gc.weight_mask", 1, {3}, TENSOR_IN},
               {"gc.weight_original", 2, {4, 3}, TENSOR_IN}, {"gc.weight_u", 1, {4}, TENSOR_IN});
    CHECK_FILE({"fc.weight_g", 2, {4, 1}, TENSOR_IN}, {"fc.weight_v", 2, {4, 3}, TENSOR_IN},
               {"gc.weight_mask", 2, {4, 3}, TENSOR_OUT_BUFFER}, /* pruning */
               {"gc.weight_orig", 2, {4, 3}, TENSOR_IN});
    CHECK_FILE({"normalization/count:0", 0, {0}, TENSOR_OUT_BUFFER},
               {"normalization/mean:0", 1, {3}, TENSOR_OUT_BUFFER},
               {"normalization/variance:0", 1, {3}, TENSOR_OUT_BUFFER},
               {"other/mean:0", 1, {3}, TENSOR_IN}, {"other/variance:0", 1, {3}, TENSOR_IN});
    CHECK_FILE({"rn._mean", 1, {3}, TENSOR_OUT_BUFFER}, {"rn._var", 1, {3}, TENSOR_OUT_BUFFER},
               {"x_mean", 1, {3}, TENSOR_IN}, {"x_var", 1, {3}, TENSOR_IN});
    CHECK_FILE({"loss.mean_value", 0, {0}, TENSOR_OUT_METRIC},
               {"loss.weight", 0, {0}, TENSOR_OUT_METRIC}, {"scale.weight", 0, {0}, TENSOR_IN});
    assert_int_equal(verdict_of("bn.rmax", DTYPE_F32, 0), TENSOR_OUT_BUFFER);
}

static void copies_that_lag_stand_beside_their_original(void **state)
{
    (void)state;
    CHECK_FILE({"encoder_k.0.bias", 1, {4}, TENSOR_OUT_AVERAGE},
               {"encoder_k.0.weight", 2, {4, 3}, TENSOR_OUT_AVERAGE},
               {"encoder_q.0.bias", 1, {4}, TENSOR_IN},
               {"encoder_q.0.weight", 2, {4, 3}, TENSOR_IN});
    CHECK_FILE(
        {"net.student.0.weight", 2, {4, 3}, TENSOR_IN},
        {"net.teacher.0.extra", 2, {4, 3}, TENSOR_OUT_AVERAGE}, /* one of the group has one */
        {"net.teacher.0.weight", 2, {4, 3}, TENSOR_OUT_AVERAGE});
    CHECK_FILE({"['params']['w']", 2, {4, 3}, TENSOR_IN},
               {"['target_params']['w']", 2, {4, 3}, TENSOR_OUT_AVERAGE});
    CHECK_FILE({"fc.weight", 2, {4, 3}, TENSOR_IN},
               {"momentum_encoder.fc.weight", 2, {4, 3}, TENSOR_OUT_AVERAGE});
}

static void what_is_called_a_copy_but_has_no_original_stays_in(void **state)
{
    (void)state;
    CHECK_FILE({"a.teacher.weight", 2, {4, 3}, TENSOR_IN},
               {"b.teacher.weight", 2, {4, 3}, TENSOR_IN});
    CHECK_FILE({"student.fc.weight", 2, {4, 2}, TENSOR_IN},
               {"teacher.fc.weight", 2, {4, 3}, TENSOR_IN}, {"xfc.weight", 2, {4, 3}, TENSOR_IN});
    CHECK_FILE({"head.target_network", 2, {4, 3}, TENSOR_IN}, {"teacher.fc", 2, {4, 3}, TENSOR_IN},
               {"teacher.gc", 2, {4, 3}, TENSOR_IN});
    CHECK_FILE({"['teacher']", 1, {3}, TENSOR_IN}, {"['w']", 1, {3}, TENSOR_IN});
}

static void moments_stand_beside_params(void **state)
{
    (void)state;
    CHECK_FILE({"grads/fc/kernel", 2, {4, 3}, TENSOR_OUT_OPTIMISER},
               {"mu/fc/bias", 1, {3}, TENSOR_OUT_OPTIMISER},
               {"mu/fc/kernel", 2, {4, 3}, TENSOR_OUT_OPTIMISER},
               {"opt/0/nu/fc/kernel", 2, {4, 3}, TENSOR_OUT_OPTIMISER},
               {"params/fc/bias", 1, {3}, TENSOR_IN}, {"params/fc/kernel", 2, {4, 3}, TENSOR_IN},
               {"params/mu/fc/kernel", 2, {4, 3}, TENSOR_IN});
    CHECK_FILE({"['params']['w']", 1, {3}, TENSOR_IN},
               {"[0].mu['w']", 1, {3}, TENSOR_OUT_OPTIMISER});
    CHECK_FILE({"actor.fc.weight", 2, {4, 3}, TENSOR_IN},
               {"actor.mu.fc.weight", 2, {4, 3}, TENSOR_IN},
               {"actor.nu.fc.weight", 2, {4, 3}, TENSOR_IN});
    /* Another network's params. */
    CHECK_FILE({"attn.v.weight", 1, {3}, TENSOR_IN}, {"net.params.weight", 1, {3}, TENSOR_IN});
    CHECK_FILE({"run.mu.w", 1, {3}, TENSOR_OUT_OPTIMISER}, {"run.params.w", 1, {3}, TENSOR_IN});
}

static void histories_are_metrics(void **state)
{
    (void)state;
    CHECK_FILE({"accs", 1, {9}, TENSOR_OUT_METRIC}, {"log/val_losses", 1, {9}, TENSOR_OUT_METRIC},
               {"loss", 0, {0}, TENSOR_OUT_METRIC}, {"loss_fn.weight", 1, {9}, TENSOR_IN},
               {"losses", 1, {300}, TENSOR_OUT_METRIC}, {"train.loss", 2, {4, 3}, TENSOR_IN});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(weights_stay_in_whatever_they_are_like),
        cmocka_unit_test(statistics_of_every_framework_are_buffers),
        cmocka_unit_test(optimisers_metrics_counters_and_averages_are_told_apart),
        cmocka_unit_test(only_floating_point_numbers_are_trained),
        cmocka_unit_test(the_file_knows_better_than_the_rules),
        cmocka_unit_test(long_names_are_judged_by_both_ends),
        cmocka_unit_test(mean_and_var_of_a_normalisation_are_buffers),
        cmocka_unit_test(mean_and_var_of_anything_else_stay_in),
        cmocka_unit_test(statistics_are_told_by_the_name_beside),
        cmocka_unit_test(copies_that_lag_stand_beside_their_original),
        cmocka_unit_test(what_is_called_a_copy_but_has_no_original_stays_in),
        cmocka_unit_test(moments_stand_beside_params),
        cmocka_unit_test(histories_are_metrics),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
