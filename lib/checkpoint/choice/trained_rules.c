#include "base/memstream.h"
#include "checkpoint/choice/trained_rules_impl.h"

#include <stdio.h>

/* ---- the rules ---- */

/* The first rule that fits decides. Optimisers come first, because the rest of their tensors' names
 * is that of a parameter or a buffer; types come last, because a name says more. */
const struct rule trained_rules[] = {
    {FIRST_PART, TENSOR_OUT_OPTIMISER, "all", .is = {"optimizer", "optimizers", "optim"}},
    {FIRST_PART, TENSOR_OUT_OPTIMISER, "Keras", .is = {"optimizer_weights"}},
    {FIRST_PART, TENSOR_OUT_OPTIMISER, "all", .is = {"scheduler", "lr_scheduler", "lr_schedulers"}},
    {ANY_PART, TENSOR_OUT_OPTIMISER, "Optax", .is = {"opt_state", "optim_state"}},
    {ANY_PART, TENSOR_OUT_OPTIMISER, "Lightning", .is = {"optimizer_state", "optimizer_states"}},
    {ANY_PART, TENSOR_OUT_OPTIMISER, "PyTorch", .is = {"optimizer_state_dict"}},
    {LAST_PART, TENSOR_OUT_OPTIMISER, "PyTorch", .is = {"exp_avg", "exp_avg_sq", "max_exp_avg_sq"}},
    {LAST_PART, TENSOR_OUT_OPTIMISER, "PyTorch", .is = {"momentum_buffer", "square_avg"}},
    {ANY_PART, TENSOR_OUT_OPTIMISER, "Chainer", .is = {"optimizer:main"}},
    {ANY_PART, TENSOR_OUT_OPTIMISER, "TensorFlow", .is = {"OPTIMIZER_SLOT"}},
    {LAST_PART, TENSOR_OUT_OPTIMISER, "TensorFlow",
     .is = {"Adam", "Adam_1", "Momentum", "Adagrad"}},
    {LAST_PART, TENSOR_OUT_OPTIMISER, "TensorFlow", .is = {"RMSProp", "RMSProp_1"}},
    {LAST_PART, TENSOR_OUT_OPTIMISER, "TensorFlow", .is = {"beta1_power", "beta2_power"}},
    {OF_COPY, TENSOR_OUT_OPTIMISER, "Optax", .is = {"mu", "nu", "trace"}, .beside = "params"},
    {OF_COPY, TENSOR_OUT_OPTIMISER, "JAX", .is = {"m", "v", "momentum"}, .beside = "params"},
    {OF_COPY, TENSOR_OUT_OPTIMISER, "JAX", .is = {"opt", "grads", "gradients"}, .beside = "params"},

    {ANY_ENDING, TENSOR_OUT_BUFFER, "PyTorch", .is = {"running_mean", "running_var"}},
    {ANY_ENDING, TENSOR_OUT_BUFFER, "Keras 1", .is = {"running_std"}},
    {ANY_ENDING, TENSOR_OUT_BUFFER, "Keras",
     .is = {"moving_mean", "moving_variance", "moving_stddev"}},
    {ANY_ENDING, TENSOR_OUT_BUFFER, "Keras", .is = {"renorm_mean", "renorm_stddev", "vector_u"}},
    {ANY_ENDING, TENSOR_OUT_BUFFER, "MXNet", .is = {"moving_var"}},
    {LAST_PART, TENSOR_OUT_BUFFER, "PyTorch", .is = {"num_batches_tracked", "n_averaged"}},
    {LAST_PART, TENSOR_OUT_BUFFER, "PyTorch", .is = {"min_val", "max_val", "_u", "_v"}},
    {ANY_PART, TENSOR_OUT_BUFFER, "PyTorch",
     .is = {"activation_post_process", "weight_fake_quant"}},
    {ANY_ENDING, TENSOR_OUT_BUFFER, "VQ-VAE",
     .is = {"cluster_size", "embed_avg", "ema_w", "ema_dw"}},
    {LAST_PART, TENSOR_OUT_BUFFER, "MoCo", .is = {"queue"}},
    {LAST_PART, TENSOR_OUT_BUFFER, "MAPPO", .is = {"running_mean_sq", "debiasing_term"}},
    {LAST_PART, TENSOR_OUT_BUFFER, "Transformers", .is = {"inv_freq", "masked_bias"}},
    {ANY_PART, TENSOR_OUT_BUFFER, "Flax", .is = {"batch_stats"}},
    {FIRST_PART, TENSOR_OUT_BUFFER, "Flax", .is = {"cache", "intermediates"}},
    {ANY_PART, TENSOR_OUT_BUFFER, "Haiku", .is = {"mean_ema", "var_ema"}},
    {LAST_PART, TENSOR_OUT_BUFFER, "Chainer", .is = {"avg_mean", "avg_var"}},
    {LAST_PART, TENSOR_OUT_BUFFER, "Paddle", .is = {"_mean", "_variance"}},
    {ANY_PART, TENSOR_OUT_BUFFER, "Baselines", .is = {"running_mean_std", "obs_rms", "ret_rms"}},
    {LAST_ENDING, TENSOR_OUT_BUFFER, "PyTorch", .is = {"u", "v", "mask"}, .beside = "orig"},
    {LAST_PART, TENSOR_OUT_BUFFER, "all", .is = {"_var"}, .beside = "_mean"},
    {LAST_PART, TENSOR_OUT_BUFFER, "Keras", .is = {"mean", "var", "variance"}, .beside = "count"},
    {LAST_SCALAR, TENSOR_OUT_BUFFER, "Keras", .is = {"count"}, .beside = "mean"},
    {LAST_SCALAR, TENSOR_OUT_BUFFER, "PyTorch", .is = {"rmax", "dmax"}},
    {OF_NORM, TENSOR_OUT_BUFFER, "Flax", .is = {"mean", "var"}},

    {LAST_PART, TENSOR_OUT_COUNTER, "all", .is = {"global_step", "iterations", "num_updates"}},
    {FIRST_PART, TENSOR_OUT_METRIC, "Keras", .is = {"metrics", "compiled_metrics"}},
    {LAST_PART, TENSOR_OUT_METRIC, "Keras", .is = {"true_positives", "true_negatives"}},
    {LAST_PART, TENSOR_OUT_METRIC, "Keras", .is = {"false_positives", "false_negatives"}},
    {LAST_SCALAR, TENSOR_OUT_METRIC, "Keras", .is = {"total", "count"}},
    {LAST_SCALAR, TENSOR_OUT_METRIC, "TorchMetrics", .is = {"sum_squared_error", "sum_abs_error"}},
    {LAST_SCALAR, TENSOR_OUT_METRIC, "TorchMetrics", .is = {"mean_value", "sum_value"}},
    {LAST_SCALAR, TENSOR_OUT_METRIC, "TorchMetrics", .is = {"min_value", "max_value"}},
    {LAST_SCALAR, TENSOR_OUT_METRIC, "TorchMetrics", .is = {"weight"}, .beside = "mean_value"},
    {LAST_VECTOR, TENSOR_OUT_METRIC, "all", .is = {"loss", "losses", "loss_history"}},
    {LAST_VECTOR, TENSOR_OUT_METRIC, "all", .is = {"train_loss", "val_loss"}},
    {LAST_VECTOR, TENSOR_OUT_METRIC, "all", .is = {"train_losses", "val_losses"}},
    {LAST_VECTOR, TENSOR_OUT_METRIC, "all", .is = {"accuracy", "accuracies", "accs", "lrs"}},
    {SCALAR_END, TENSOR_OUT_METRIC, "all", .is = {"loss", "accuracy", "acc"}},
    {FIRST_PART, TENSOR_OUT_AVERAGE, "all", .is = {"ema", "ema_model", "model_ema"}},
    {FIRST_PART, TENSOR_OUT_AVERAGE, "all", .is = {"ema_params", "ema_state_dict"}},
    {LAST_PART, TENSOR_OUT_AVERAGE, "TensorFlow", .is = {"ExponentialMovingAverage"}},
    {OF_COPY, TENSOR_OUT_AVERAGE, "all", .is = {"teacher", "target_encoder"}},
    {OF_COPY, TENSOR_OUT_AVERAGE, "MoCo", .is = {"encoder_k", "momentum_encoder"}},
    {OF_COPY, TENSOR_OUT_AVERAGE, "DQN", .is = {"target_params", "target_network"}},
    {OF_COPY, TENSOR_OUT_AVERAGE, "Baselines",
     .is = {"critic_target", "actor_target", "q_net_target"}},

    {TYPE, TENSOR_OUT_BOOLEANS, "all", .is = {"bool"}},
    {TYPE, TENSOR_OUT_BYTES, "all", .is = {"u8"}},
    {TYPE_SCALAR, TENSOR_OUT_COUNTER, "all",
     .is = {"i64", "i32", "i16", "i8", "u64", "u32", "u16"}},
    {TYPE, TENSOR_OUT_INTEGERS, "all", .is = {"i64", "i32", "i16", "i8", "u64", "u32", "u16"}},
};
_Static_assert(sizeof trained_rules / sizeof *trained_rules <= TRAINED_RULES_MOST, "room");
const size_t trained_rules_count = sizeof trained_rules / sizeof *trained_rules;

const char *trained_rules_word(const struct rule *rule, const struct name_part *part)
{
    bool ending =
        rule->where == ANY_ENDING || rule->where == LAST_ENDING || rule->where == SCALAR_END;
    for (size_t i = 0; i < RULE_WORDS && rule->is[i]; i++)
        if (name_part_is(part, rule->is[i]) || (ending && name_part_ends_in(part, rule->is[i])))
            return rule->is[i];
    return NULL;
}

/* ---- for the user ---- */

static const char *const kinds[TENSOR_VERDICTS] = {
    [TENSOR_OUT_BUFFER] = "buffer",     [TENSOR_OUT_COUNTER] = "counter",
    [TENSOR_OUT_METRIC] = "metric",     [TENSOR_OUT_OPTIMISER] = "optimiser",
    [TENSOR_OUT_AVERAGE] = "average",   [TENSOR_OUT_BYTES] = "bytes",
    [TENSOR_OUT_BOOLEANS] = "booleans", [TENSOR_OUT_INTEGERS] = "integers"};

static const char *const where_texts[RULE_WHERES] = {[FIRST_PART] = "first",
                                                     [ANY_PART] = "any",
                                                     [ANY_ENDING] = "ending",
                                                     [LAST_PART] = "last",
                                                     [LAST_ENDING] = "last ending",
                                                     [LAST_SCALAR] = "scalar last",
                                                     [SCALAR_END] = "scalar end",
                                                     [LAST_VECTOR] = "vector last",
                                                     [OF_NORM] = "norm last",
                                                     [OF_COPY] = "copy",
                                                     [TYPE] = "type",
                                                     [TYPE_SCALAR] = "scalar type"};

static void print_begin(FILE *f, const char *kind, const char *of, const char *where)
{
    fprintf(f, "%-9s  %-12s  %-11s  ", kind, of, where);
}

static void print_rule(FILE *f, const struct rule *rule)
{
    print_begin(f, kinds[rule->verdict], rule->of, where_texts[rule->where]);
    for (size_t i = 0; i < RULE_WORDS && rule->is[i]; i++)
        fprintf(f, "%s%s", i > 0 ? " " : "", rule->is[i]);
    if (rule->beside)
        fprintf(f, ", beside %s", rule->beside);
    fputc('\n', f);
}

struct error *trained_rules_format(char **text)
{
    struct memstream m;
    FILE *f = memstream_open(&m);
    *text = NULL;
    if (!f)
        return error_memory("a table of rules");
    print_begin(f, "out as", "used by", "part");
    fputs("is\n", f);
    for (size_t i = 0; i < trained_rules_count; i++)
        print_rule(f, &trained_rules[i]);
    if (!memstream_close(&m))
        return error_memory("a table of rules");
    *text = m.text;
    return NULL;
}
