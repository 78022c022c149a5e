#include "tensor_options.h"

#include "base/text/substitution.h"
#include "checkpoint/choice/tensor_choice.h"

struct error *tensor_option_include(const char *text, void *choice)
{
    return tensor_choice_include(choice, text);
}

struct error *tensor_option_exclude(const char *text, void *choice)
{
    return tensor_choice_exclude(choice, text);
}

struct error *tensor_option_rename(const char *text, void *list)
{
    return substitution_add(list, text);
}
