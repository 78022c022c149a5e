#include "checkpoint/tensor_choice.h"

#include <string.h>

struct error *tensor_choice_include(struct tensor_choice *choice, const char *regex)
{
    return regex_list_add(&choice->include, regex);
}

struct error *tensor_choice_exclude(struct tensor_choice *choice, const char *regex)
{
    return regex_list_add(&choice->exclude, regex);
}

/* ---- what is trained, by name ---- */

/* The last part of a buffer's name: torch's batch normalisation, and Keras's. */
static const char *const buffers[] = {"running_mean", "running_var",     "num_batches_tracked",
                                      "moving_mean",  "moving_variance", "moving_var"};

/* The first part of the names of an optimiser's state. */
static const char *const optimisers[] = {"optimizer", "optimizer_weights", "optimizer_state",
                                         "optimizer_state_dict", "opt_state"};

#define LENGTH(array) (sizeof(array) / sizeof *(array))

/* Whether a text of `length` bytes is one of the names. */
static bool is_one_of(const char *text, size_t length, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strlen(names[i]) == length && memcmp(names[i], text, length) == 0)
            return true;
    return false;
}

/* Dots (torch) or slashes (Keras) separate the parts of a name. Keras may append ":0". */
static enum tensor_role role_by_name(const char *name)
{
    static const char separators[] = "./";
    size_t first = strcspn(name, separators);
    const char *last = name;
    for (size_t part; (part = strcspn(last, separators)), last[part];)
        last += part + 1;
    if (name[first] && is_one_of(name, first, optimisers, LENGTH(optimisers)))
        return TENSOR_OPTIMISER;
    if (is_one_of(last, strcspn(last, ":"), buffers, LENGTH(buffers)))
        return TENSOR_BUFFER;
    return TENSOR_PARAMETER;
}

enum tensor_verdict tensor_choice_of(const struct tensor_choice *choice, const struct tensor *t)
{
    enum tensor_role role = t->role == TENSOR_UNKNOWN ? role_by_name(t->name) : t->role;
    if (role == TENSOR_OPTIMISER && !choice->all)
        return TENSOR_OUT_OPTIMISER;
    bool is_wanted = choice->all || (choice->buffers && dtype_is_float(t->place.type));
    if (role == TENSOR_BUFFER && !is_wanted)
        return TENSOR_OUT_BUFFER;
    if (choice->include.count > 0 && !regex_list_matches(&choice->include, t->name))
        return TENSOR_OUT_NOT_INCLUDED;
    return regex_list_matches(&choice->exclude, t->name) ? TENSOR_OUT_EXCLUDED : TENSOR_IN;
}

const char *tensor_choice_text(enum tensor_verdict verdict)
{
    static const char *const texts[] = {[TENSOR_IN] = "in",
                                        [TENSOR_OUT_BUFFER] = "out: a buffer, not trained",
                                        [TENSOR_OUT_OPTIMISER] = "out: an optimiser's state",
                                        [TENSOR_OUT_NOT_INCLUDED] =
                                            "out: no expression of -i matches",
                                        [TENSOR_OUT_EXCLUDED] = "out: an expression of -x matches"};
    return texts[verdict];
}

void tensor_choice_free(struct tensor_choice *choice)
{
    regex_list_free(&choice->include);
    regex_list_free(&choice->exclude);
}
