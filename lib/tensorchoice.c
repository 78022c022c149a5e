#include "tensorchoice.h"

#include <stdlib.h>

static struct error *add(struct regex_list *list, const char *regex)
{
    char why[128];
    regex_t *at = reallocarray(list->at, list->count + 1, sizeof *at);
    if (!at)
        return error_memory("a regular expression");
    list->at = at;
    int code = regcomp(&at[list->count], regex, REG_EXTENDED | REG_NOSUB);
    if (code != 0) {
        regerror(code, &at[list->count], why, sizeof why);
        return error_new("malformed regular expression %s: %s", regex, why);
    }
    list->count++;
    return NULL;
}

static bool matches(const struct regex_list *list, const char *name)
{
    for (size_t i = 0; i < list->count; i++)
        if (regexec(&list->at[i], name, 0, NULL, 0) == 0)
            return true;
    return false;
}

static void list_free(struct regex_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        regfree(&list->at[i]);
    free(list->at);
    *list = (struct regex_list){0};
}

struct error *tensor_choice_include(struct tensor_choice *choice, const char *regex)
{
    return add(&choice->include, regex);
}

struct error *tensor_choice_exclude(struct tensor_choice *choice, const char *regex)
{
    return add(&choice->exclude, regex);
}

bool tensor_choice_has(const struct tensor_choice *choice, const char *name)
{
    return (choice->include.count == 0 || matches(&choice->include, name)) &&
           !matches(&choice->exclude, name);
}

void tensor_choice_free(struct tensor_choice *choice)
{
    list_free(&choice->include);
    list_free(&choice->exclude);
}
