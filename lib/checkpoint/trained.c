#include "checkpoint/trained.h"

#include "base/memstream.h"

#include <stdio.h>
#include <string.h>

/* ---- the rules ---- */

/* What of a tensor a rule compares with its words. */
enum where {
    FIRST_PART, /* of several parts of the name */
    ANY_PART,
    ANY_ENDING, /* a part, or its end behind an underscore, as in bn1_running_mean */
    LAST_PART,
    LAST_SCALAR, /* the last part, of a tensor of no dimension */
    SCALAR_END,  /* the same, or its end behind an underscore */
    TYPE,
    TYPE_SCALAR, /* the type, of a tensor of no dimension */
    WHERES
};

static const char *const where_texts[WHERES] = {[FIRST_PART] = "first",
                                                [ANY_PART] = "any",
                                                [ANY_ENDING] = "ending",
                                                [LAST_PART] = "last",
                                                [LAST_SCALAR] = "scalar last",
                                                [SCALAR_END] = "scalar end",
                                                [TYPE] = "type",
                                                [TYPE_SCALAR] = "scalar type"};

enum { WORDS = 8 };

struct rule {
    enum where where;
    enum tensor_verdict verdict;
    const char *of; /* whose habit it is */
    const char *words[WORDS];
};

/* The first rule that fits decides. Optimisers come first, because the rest of their tensors' names
 * is that of a parameter or a buffer; types come last, because a name says more. */
static const struct rule rules[] = {
    {FIRST_PART, TENSOR_OUT_OPTIMISER, "all", {"optimizer", "optimizers", "optim"}},
    {FIRST_PART, TENSOR_OUT_OPTIMISER, "Keras", {"optimizer_weights"}},
    {FIRST_PART, TENSOR_OUT_OPTIMISER, "all", {"scheduler", "lr_scheduler", "lr_schedulers"}},
    {ANY_PART, TENSOR_OUT_OPTIMISER, "Optax", {"opt_state", "optim_state"}},
    {ANY_PART, TENSOR_OUT_OPTIMISER, "Lightning", {"optimizer_state", "optimizer_states"}},
    {ANY_PART, TENSOR_OUT_OPTIMISER, "PyTorch", {"optimizer_state_dict"}},
    {LAST_PART, TENSOR_OUT_OPTIMISER, "PyTorch", {"exp_avg", "exp_avg_sq", "max_exp_avg_sq"}},
    {LAST_PART, TENSOR_OUT_OPTIMISER, "PyTorch", {"momentum_buffer", "square_avg"}},
    {ANY_PART, TENSOR_OUT_OPTIMISER, "Chainer", {"optimizer:main"}},
    {ANY_PART, TENSOR_OUT_OPTIMISER, "TensorFlow", {"OPTIMIZER_SLOT"}},
    {LAST_PART, TENSOR_OUT_OPTIMISER, "TensorFlow", {"Adam", "Adam_1", "Momentum", "Adagrad"}},
    {LAST_PART, TENSOR_OUT_OPTIMISER, "TensorFlow", {"RMSProp", "RMSProp_1"}},
    {LAST_PART, TENSOR_OUT_OPTIMISER, "TensorFlow", {"beta1_power", "beta2_power"}},

    {ANY_ENDING, TENSOR_OUT_BUFFER, "PyTorch", {"running_mean", "running_var"}},
    {ANY_ENDING, TENSOR_OUT_BUFFER, "Keras 1", {"running_std"}},
    {ANY_ENDING, TENSOR_OUT_BUFFER, "Keras", {"moving_mean", "moving_variance", "moving_stddev"}},
    {ANY_ENDING, TENSOR_OUT_BUFFER, "Keras", {"renorm_mean", "renorm_stddev", "vector_u"}},
    {ANY_ENDING, TENSOR_OUT_BUFFER, "MXNet", {"moving_var"}},
    {LAST_PART, TENSOR_OUT_BUFFER, "PyTorch", {"num_batches_tracked", "n_averaged"}},
    {LAST_PART, TENSOR_OUT_BUFFER, "PyTorch", {"min_val", "max_val", "_u", "_v"}},
    {ANY_PART, TENSOR_OUT_BUFFER, "PyTorch", {"activation_post_process", "weight_fake_quant"}},
    {ANY_ENDING, TENSOR_OUT_BUFFER, "VQ-VAE", {"cluster_size", "embed_avg", "ema_w", "ema_dw"}},
    {LAST_PART, TENSOR_OUT_BUFFER, "MoCo", {"queue"}},
    {LAST_PART, TENSOR_OUT_BUFFER, "MAPPO", {"running_mean_sq", "debiasing_term"}},
    {LAST_PART, TENSOR_OUT_BUFFER, "Transformers", {"inv_freq", "masked_bias"}},
    {ANY_PART, TENSOR_OUT_BUFFER, "Flax", {"batch_stats"}},
    {FIRST_PART, TENSOR_OUT_BUFFER, "Flax", {"cache", "intermediates"}},
    {ANY_PART, TENSOR_OUT_BUFFER, "Haiku", {"mean_ema", "var_ema"}},
    {LAST_PART, TENSOR_OUT_BUFFER, "Chainer", {"avg_mean", "avg_var"}},
    {LAST_PART, TENSOR_OUT_BUFFER, "Paddle", {"_mean", "_variance"}},
    {ANY_PART, TENSOR_OUT_BUFFER, "Baselines", {"running_mean_std", "obs_rms", "ret_rms"}},

    {LAST_PART, TENSOR_OUT_COUNTER, "all", {"global_step", "iterations", "num_updates"}},
    {FIRST_PART, TENSOR_OUT_METRIC, "Keras", {"metrics", "compiled_metrics"}},
    {LAST_PART, TENSOR_OUT_METRIC, "Keras", {"true_positives", "true_negatives"}},
    {LAST_PART, TENSOR_OUT_METRIC, "Keras", {"false_positives", "false_negatives"}},
    {LAST_SCALAR, TENSOR_OUT_METRIC, "Keras", {"total", "count"}},
    {LAST_SCALAR, TENSOR_OUT_METRIC, "TorchMetrics", {"sum_squared_error", "sum_abs_error"}},
    {SCALAR_END, TENSOR_OUT_METRIC, "all", {"loss", "accuracy", "acc"}},
    {FIRST_PART, TENSOR_OUT_AVERAGE, "all", {"ema", "ema_model", "model_ema"}},
    {FIRST_PART, TENSOR_OUT_AVERAGE, "all", {"ema_params", "ema_state_dict"}},
    {LAST_PART, TENSOR_OUT_AVERAGE, "TensorFlow", {"ExponentialMovingAverage"}},

    {TYPE, TENSOR_OUT_BOOLEANS, "all", {"bool"}},
    {TYPE, TENSOR_OUT_BYTES, "all", {"u8"}},
    {TYPE_SCALAR, TENSOR_OUT_COUNTER, "all", {"i64", "i32", "i16", "i8", "u64", "u32", "u16"}},
    {TYPE, TENSOR_OUT_INTEGERS, "all", {"i64", "i32", "i16", "i8", "u64", "u32", "u16"}},
};
enum { RULES = sizeof rules / sizeof *rules };

/* ---- names ---- */

/* What separates the parts of a name: dots (PyTorch), slashes (Keras, Flax), and what JAX writes
 * around keys, as in ['params']['Dense_0']. */
static const char separators[] = "./[]'\"";

enum { PARTS = 32 }; /* of a name with more, those in the middle are not considered */

struct name_part {
    const char *text;
    size_t length;
};

struct name {
    struct name_part parts[PARTS];
    size_t count;
};

/* Without the ":0" that TensorFlow appends. */
static size_t length_without_output(const char *part, size_t length)
{
    size_t end = length;
    while (end > 0 && part[end - 1] >= '0' && part[end - 1] <= '9')
        end--;
    return end > 1 && end < length && part[end - 1] == ':' ? end - 1 : length;
}

static void name_split(struct name *name, const char *text)
{
    name->count = 0;
    for (; *(text += strspn(text, separators));) {
        size_t length = strcspn(text, separators);
        size_t at = name->count < PARTS ? name->count++ : PARTS - 1;
        name->parts[at] = (struct name_part){text, length_without_output(text, length)};
        text += length;
    }
}

/* ---- what fits ---- */

/* The first letter spares most calls: there are a hundred words, and thousands of files with hundreds
 * of names. */
static bool is_word(const struct name_part *part, const char *word)
{
    return *word == *part->text && strncmp(word, part->text, part->length) == 0 &&
           word[part->length] == '\0';
}

static bool ends_in_word(const struct name_part *part, const char *word)
{
    size_t length = strlen(word);
    if (part->length <= length)
        return false;
    const char *end = part->text + part->length - length;
    return end[-1] == '_' && memcmp(end, word, length) == 0;
}

static bool takes_endings(const struct rule *rule)
{
    return rule->where == ANY_ENDING || rule->where == SCALAR_END;
}

static bool part_fits(const struct name_part *part, const struct rule *rule)
{
    for (size_t i = 0; i < WORDS && rule->words[i]; i++)
        if (is_word(part, rule->words[i]) ||
            (takes_endings(rule) && ends_in_word(part, rule->words[i])))
            return true;
    return false;
}

static bool last_part_fits(const struct name *name, const struct rule *rule)
{
    return name->count > 0 && part_fits(&name->parts[name->count - 1], rule);
}

static bool any_part_fits(const struct name *name, const struct rule *rule)
{
    for (size_t i = 0; i < name->count; i++)
        if (part_fits(&name->parts[i], rule))
            return true;
    return false;
}

/* No rule is about types of floating-point numbers, which most tensors have. */
static bool type_fits(const struct tensor *t, const struct rule *rule)
{
    const char *type = dtype_name(t->place.type);
    return !t->unreadable && !dtype_is_float(t->place.type) &&
           part_fits(&(struct name_part){type, strlen(type)}, rule);
}

static bool rule_fits(const struct rule *rule, const struct tensor *t, const struct name *name)
{
    switch (rule->where) {
    case FIRST_PART:
        return name->count > 1 && part_fits(&name->parts[0], rule);
    case ANY_PART:
    case ANY_ENDING:
        return any_part_fits(name, rule);
    case LAST_PART:
        return last_part_fits(name, rule);
    case LAST_SCALAR:
    case SCALAR_END:
        return t->dims == 0 && last_part_fits(name, rule);
    case TYPE_SCALAR:
        return t->dims == 0 && type_fits(t, rule);
    case TYPE:
        return type_fits(t, rule);
    case WHERES:
        break;
    }
    return false;
}

static enum tensor_verdict verdict_of_rules(const struct tensor *t)
{
    struct name name;
    name_split(&name, t->name);
    for (size_t i = 0; i < RULES; i++)
        if (rule_fits(&rules[i], t, &name))
            return rules[i].verdict;
    return TENSOR_IN;
}

enum tensor_verdict trained_verdict(const struct tensor *t)
{
    switch (t->role) {
    case TENSOR_PARAMETER:
        return TENSOR_IN;
    case TENSOR_BUFFER:
        return TENSOR_OUT_BUFFER;
    case TENSOR_OPTIMISER:
        return TENSOR_OUT_OPTIMISER;
    case TENSOR_BESIDE:
        return TENSOR_OUT_BESIDE;
    case TENSOR_BESIDE_COLUMN:
        return TENSOR_OUT_BESIDE_COLUMN;
    case TENSOR_COLUMN:
        return TENSOR_OUT_COLUMN;
    case TENSOR_NO_NUMBERS:
        return TENSOR_OUT_NO_NUMBERS;
    case TENSOR_UNKNOWN:
        break;
    }
    return verdict_of_rules(t);
}

/* ---- for the user ---- */

static const struct {
    const char *kind, *one, *several;
} reasons[TENSOR_VERDICTS] = {
    [TENSOR_OUT_BUFFER] = {"buffer", "a buffer, not trained", "buffers"},
    [TENSOR_OUT_COUNTER] = {"counter", "a counter, not trained", "counters"},
    [TENSOR_OUT_METRIC] = {"metric", "a metric's state", "metrics' state"},
    [TENSOR_OUT_OPTIMISER] = {"optimiser", "an optimiser's state", "optimisers' state"},
    [TENSOR_OUT_AVERAGE] = {"average", "an averaged copy", "averaged copies"},
    [TENSOR_OUT_BYTES] = {"bytes", "bytes, not trained", "bytes"},
    [TENSOR_OUT_BOOLEANS] = {"booleans", "booleans, not trained", "booleans"},
    [TENSOR_OUT_INTEGERS] = {"integers", "whole numbers, not trained", "whole numbers"},
    [TENSOR_OUT_BESIDE] = {NULL, "beside the state_dict", "beside the state_dict"},
    [TENSOR_OUT_BESIDE_COLUMN] = {NULL, "beside the state_dict, a column",
                                  "columns beside the state_dict"},
    [TENSOR_OUT_COLUMN] = {NULL, "a number without dimensions, a column",
                           "numbers without dimensions, which are columns"},
    [TENSOR_OUT_NO_NUMBERS] = {NULL, "text or dates", "text or dates"}};

const char *trained_reason(enum tensor_verdict verdict)
{
    return reasons[verdict].one;
}

const char *trained_reason_plural(enum tensor_verdict verdict)
{
    return reasons[verdict].several;
}

static void print_begin(FILE *f, const char *kind, const char *of, const char *where)
{
    fprintf(f, "%-9s  %-12s  %-11s  ", kind, of, where);
}

static void print_rule(FILE *f, const struct rule *rule)
{
    print_begin(f, reasons[rule->verdict].kind, rule->of, where_texts[rule->where]);
    for (size_t i = 0; i < WORDS && rule->words[i]; i++)
        fprintf(f, "%s%s", i > 0 ? " " : "", rule->words[i]);
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
    for (size_t i = 0; i < RULES; i++)
        print_rule(f, &rules[i]);
    if (!memstream_close(&m))
        return error_memory("a table of rules");
    *text = m.text;
    return NULL;
}
