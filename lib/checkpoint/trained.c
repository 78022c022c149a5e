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
    TYPE,
    TYPE_SCALAR, /* the type, of a tensor of no dimension */
    WHERES
};

static const char *const where_texts[WHERES] = {[FIRST_PART] = "first part",
                                                [ANY_PART] = "any part",
                                                [ANY_ENDING] = "any part, or its end",
                                                [LAST_PART] = "last part",
                                                [LAST_SCALAR] = "last part, of a scalar",
                                                [TYPE] = "type",
                                                [TYPE_SCALAR] = "type, of a scalar"};

enum { WORDS = 8 };

struct rule {
    enum where where;
    enum tensor_verdict verdict;
    const char *of; /* whose habit it is */
    struct word {
        const char *text;
        size_t length;
    } words[WORDS];
};

#define W(text)                \
    {                          \
        text, sizeof(text) - 1 \
    }

/* The first rule that fits decides. Optimisers come first, because the rest of their tensors' names
 * is that of a parameter or a buffer; types come last, because a name says more. */
static const struct rule rules[] = {
    {FIRST_PART, TENSOR_OUT_OPTIMISER, "all", {W("optimizer"), W("optimizers"), W("optim")}},
    {FIRST_PART, TENSOR_OUT_OPTIMISER, "Keras", {W("optimizer_weights"), W("optimizer_variables")}},
    {ANY_PART, TENSOR_OUT_OPTIMISER, "Flax, Optax", {W("opt_state")}},
    {ANY_PART,
     TENSOR_OUT_OPTIMISER,
     "PyTorch",
     {W("optimizer_state"), W("optimizer_states"), W("optimizer_state_dict")}},
    {LAST_PART,
     TENSOR_OUT_OPTIMISER,
     "PyTorch",
     {W("exp_avg"), W("exp_avg_sq"), W("max_exp_avg_sq"), W("momentum_buffer")}},
    {ANY_PART, TENSOR_OUT_OPTIMISER, "Chainer", {W("optimizer:main")}},
    {ANY_PART, TENSOR_OUT_OPTIMISER, "TensorFlow", {W("OPTIMIZER_SLOT")}},
    {LAST_PART,
     TENSOR_OUT_OPTIMISER,
     "TensorFlow",
     {W("Adam"), W("Adam_1"), W("Momentum"), W("RMSProp"), W("RMSProp_1"), W("Adagrad")}},
    {LAST_PART, TENSOR_OUT_OPTIMISER, "TensorFlow", {W("beta1_power"), W("beta2_power")}},

    {ANY_ENDING,
     TENSOR_OUT_BUFFER,
     "PyTorch, Keras 1",
     {W("running_mean"), W("running_var"), W("running_std")}},
    {LAST_PART, TENSOR_OUT_BUFFER, "PyTorch", {W("num_batches_tracked"), W("n_averaged")}},
    {ANY_ENDING,
     TENSOR_OUT_BUFFER,
     "Keras, TensorFlow",
     {W("moving_mean"), W("moving_variance"), W("moving_var")}},
    {ANY_PART, TENSOR_OUT_BUFFER, "Flax", {W("batch_stats")}},
    {FIRST_PART, TENSOR_OUT_BUFFER, "Flax", {W("cache"), W("intermediates")}},
    {ANY_PART, TENSOR_OUT_BUFFER, "Haiku", {W("mean_ema"), W("var_ema")}},
    {LAST_PART, TENSOR_OUT_BUFFER, "Chainer", {W("avg_mean"), W("avg_var")}},
    {LAST_PART, TENSOR_OUT_BUFFER, "Paddle", {W("_mean"), W("_variance")}},
    {ANY_PART,
     TENSOR_OUT_BUFFER,
     "reinforcement learning",
     {W("running_mean_std"), W("obs_rms"), W("ret_rms")}},

    {LAST_PART,
     TENSOR_OUT_COUNTER,
     "all",
     {W("global_step"), W("iterations"), W("num_updates"), W("save_counter")}},
    {FIRST_PART, TENSOR_OUT_METRIC, "Keras, Flax", {W("metrics"), W("compiled_metrics")}},
    {LAST_PART,
     TENSOR_OUT_METRIC,
     "Keras",
     {W("true_positives"), W("true_negatives"), W("false_positives"), W("false_negatives")}},
    {LAST_SCALAR,
     TENSOR_OUT_METRIC,
     "Keras, torchmetrics",
     {W("total"), W("count"), W("sum_squared_error"), W("sum_abs_error")}},
    {FIRST_PART,
     TENSOR_OUT_AVERAGE,
     "all",
     {W("ema"), W("ema_model"), W("model_ema"), W("ema_params"), W("ema_state_dict")}},
    {LAST_PART, TENSOR_OUT_AVERAGE, "TensorFlow", {W("ExponentialMovingAverage")}},

    {TYPE, TENSOR_OUT_BOOLEANS, "all", {W("bool")}},
    {TYPE, TENSOR_OUT_BYTES, "all", {W("u8")}},
    {TYPE_SCALAR,
     TENSOR_OUT_COUNTER,
     "all",
     {W("i64"), W("i32"), W("i16"), W("i8"), W("u64"), W("u32"), W("u16")}},
    {TYPE,
     TENSOR_OUT_INTEGERS,
     "all",
     {W("i64"), W("i32"), W("i16"), W("i8"), W("u64"), W("u32"), W("u16")}},
};
enum { RULES = sizeof rules / sizeof *rules };

/* ---- names ---- */

/* What separates the parts of a name: dots (PyTorch), slashes (Keras, Flax), and what JAX writes
 * around keys, as in ['params']['Dense_0']. */
static const char separators[] = "./[]'\"";

enum { PARTS = 32 }; /* of a name with more, those in the middle are not considered */

struct part {
    const char *text;
    size_t length;
};

struct name {
    struct part parts[PARTS];
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
        name->parts[at] = (struct part){text, length_without_output(text, length)};
        text += length;
    }
}

/* ---- what fits ---- */

static bool is_word(const struct part *part, const struct word *word)
{
    return part->length == word->length && memcmp(part->text, word->text, word->length) == 0;
}

static bool ends_in_word(const struct part *part, const struct word *word)
{
    if (part->length <= word->length)
        return false;
    const char *end = part->text + part->length - word->length;
    return end[-1] == '_' && memcmp(end, word->text, word->length) == 0;
}

static bool part_fits(const struct part *part, const struct rule *rule)
{
    for (const struct word *word = rule->words; word < rule->words + WORDS && word->text; word++)
        if (is_word(part, word) || (rule->where == ANY_ENDING && ends_in_word(part, word)))
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

static bool type_fits(const struct tensor *t, const struct rule *rule)
{
    const char *type = dtype_name(t->place.type);
    return !t->unreadable && part_fits(&(struct part){type, strlen(type)}, rule);
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
    case TENSOR_UNKNOWN:
        break;
    }
    return verdict_of_rules(t);
}

/* ---- for the user ---- */

static const struct {
    const char *one, *several;
} reasons[TENSOR_VERDICTS] = {
    [TENSOR_OUT_BUFFER] = {"a buffer, not trained", "buffers"},
    [TENSOR_OUT_COUNTER] = {"a counter, not trained", "counters"},
    [TENSOR_OUT_METRIC] = {"a metric's state", "metrics' state"},
    [TENSOR_OUT_OPTIMISER] = {"an optimiser's state", "optimisers' state"},
    [TENSOR_OUT_AVERAGE] = {"an averaged copy", "averaged copies"},
    [TENSOR_OUT_BYTES] = {"bytes, not trained", "bytes"},
    [TENSOR_OUT_BOOLEANS] = {"booleans, not trained", "booleans"},
    [TENSOR_OUT_INTEGERS] = {"whole numbers, not trained", "whole numbers"},
    [TENSOR_OUT_BESIDE] = {"beside the state_dict", "beside the state_dict"}};

const char *trained_reason(enum tensor_verdict verdict)
{
    return reasons[verdict].one;
}

const char *trained_reason_plural(enum tensor_verdict verdict)
{
    return reasons[verdict].several;
}

static void print_rule(FILE *f, const struct rule *rule)
{
    const struct word *word = rule->words;
    fprintf(f, "%-18s  %-24s  %-24s  %s", reasons[rule->verdict].several, rule->of,
            where_texts[rule->where], word->text);
    while (++word < rule->words + WORDS && word->text)
        fprintf(f, " %s", word->text);
    fputc('\n', f);
}

struct error *trained_rules_format(char **text)
{
    struct memstream m;
    FILE *f = memstream_open(&m);
    *text = NULL;
    if (!f)
        return error_memory("a table of rules");
    fprintf(f, "%-18s  %-24s  %-24s  %s\n", "left out as", "by", "by its", "is");
    for (size_t i = 0; i < RULES; i++)
        print_rule(f, &rules[i]);
    if (!memstream_close(&m))
        return error_memory("a table of rules");
    *text = m.text;
    return NULL;
}
