#include "checkpoint/choice/trained.h"

#include "checkpoint/choice/beside_impl.h"

static bool any_part_fits(const struct name *parts, const struct rule *rule)
{
    for (size_t i = 0; i < parts->count; i++)
        if (trained_rules_word(rule, &parts->at[i]))
            return true;
    return false;
}

/* No rule is about types of floating-point numbers, which most tensors have. */
static bool type_fits(const struct tensor *t, const struct rule *rule)
{
    const char *type = dtype_name(t->place.type);
    return !t->unreadable && !dtype_is_float(t->place.type) &&
           trained_rules_word(rule, &(struct name_part){type, strlen(type)});
}

static bool last_part_fits(const struct names *n, const struct tensor *t, const struct name *parts,
                           const struct rule *rule)
{
    if (parts->count == 0)
        return false;
    const struct name_part *last = &parts->at[parts->count - 1];
    const char *word = trained_rules_word(rule, last);
    return word && (!rule->beside || beside_instead(n, t->name, last, word, rule->beside));
}

static bool rule_fits(const struct rule *rule, struct names *n, const struct tensor *t,
                      const struct name *parts)
{
    switch (rule->where) {
    case FIRST_PART:
        return parts->count > 1 && trained_rules_word(rule, &parts->at[0]);
    case ANY_PART:
    case ANY_ENDING:
        return any_part_fits(parts, rule);
    case LAST_PART:
    case LAST_ENDING:
        return last_part_fits(n, t, parts, rule);
    case LAST_SCALAR:
    case SCALAR_END:
        return t->dims == 0 && last_part_fits(n, t, parts, rule);
    case LAST_VECTOR:
        return t->dims == 1 && last_part_fits(n, t, parts, rule);
    case OF_NORM:
        return beside_norm(n, t, parts, rule);
    case OF_COPY:
        return beside_copy(n, t, parts, rule);
    case TYPE_SCALAR:
        return t->dims == 0 && type_fits(t, rule);
    case TYPE:
        return type_fits(t, rule);
    case RULE_WHERES:
        break;
    }
    return false;
}

static enum tensor_verdict verdict_of_rules(struct names *n, const struct tensor *t)
{
    struct name parts;
    name_split(&parts, t->name);
    for (size_t i = 0; i < trained_rules_count; i++)
        if (rule_fits(&trained_rules[i], n, t, &parts))
            return trained_rules[i].verdict;
    return TENSOR_IN;
}

static enum tensor_verdict verdict_of(struct names *n, const struct tensor *t)
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
    return verdict_of_rules(n, t);
}

void trained_verdicts(const struct tensor *tensors, size_t count, enum tensor_verdict *verdicts)
{
    struct names n = {.tensors = tensors, .count = count};
    for (size_t i = 0; i < count; i++)
        verdicts[i] = verdict_of(&n, &tensors[i]);
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
    [TENSOR_OUT_BESIDE] = {"beside the state_dict", "beside the state_dict"},
    [TENSOR_OUT_BESIDE_COLUMN] = {"beside the state_dict, a column",
                                  "columns beside the state_dict"},
    [TENSOR_OUT_COLUMN] = {"a number without dimensions, a column",
                           "numbers without dimensions, which are columns"},
    [TENSOR_OUT_NO_NUMBERS] = {"text or dates", "text or dates"}};

const char *trained_reason(enum tensor_verdict verdict)
{
    return reasons[verdict].one;
}

const char *trained_reason_plural(enum tensor_verdict verdict)
{
    return reasons[verdict].several;
}
