#include "base/text/regex_list.h"

#include <stdlib.h>
#include <string.h>

static struct error *compile(regex_t *to, const char *regex)
{
    char why[128];
    int code = regcomp(to, regex, REG_EXTENDED | REG_NOSUB);
    if (code == 0)
        return NULL;
    regerror(code, to, why, sizeof why);
    return error_new("%s: malformed regular expression: %s", regex, why);
}

struct error *regex_list_add(struct regex_list *list, const char *regex)
{
    struct error *err;
    regex_t *at = reallocarray(list->at, list->count + 1, sizeof *at);
    if (!at)
        return error_memory("a regular expression");
    list->at = at;
    err = compile(&at[list->count], regex);
    if (err)
        return err;
    list->count++;
    return strlist_add(&list->texts, regex, strlen(regex));
}

bool regex_list_matches_at(const struct regex_list *list, size_t index, const char *name)
{
    return regexec(&list->at[index], name, 0, NULL, 0) == 0;
}

size_t regex_list_first(const struct regex_list *list, const char *name)
{
    size_t i = 0;
    while (i < list->count && !regex_list_matches_at(list, i, name))
        i++;
    return i;
}

bool regex_list_matches(const struct regex_list *list, const char *name)
{
    return regex_list_first(list, name) < list->count;
}

void regex_list_free(struct regex_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        regfree(&list->at[i]);
    free(list->at);
    strlist_free(&list->texts);
    *list = (struct regex_list){0};
}
