#include "option_value.h"

#include "cli.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct error *option_size(const char *option, const char *text, size_t least, size_t most,
                          size_t *value)
{
    char *end;
    errno = 0;
    unsigned long long number = strtoull(text, &end, 10);
    if (end != text && !*end && !strchr(text, '-') && !errno && number >= least && number <= most) {
        *value = (size_t)number;
        return NULL;
    }
    if (most == SIZE_MAX)
        return error_new("--%s %s: expected a whole number from %zu on: see %s -h", option, text,
                         least, cli_program());
    return error_new("--%s %s: expected a whole number from %zu to %zu: see %s -h", option, text,
                     least, most, cli_program());
}

static struct error *take_number(const struct cli_value *value, const char *option,
                                 const char *text)
{
    char *end;
    double least = value->number.least, most = value->number.most;
    double number = strtod(text, &end);
    if (end == text || *end || !(number >= least && number <= most))
        return error_new("--%s %s: expected a number from %g to %g: see %s -h", option, text, least,
                         most, cli_program());
    *value->number.to = number;
    return NULL;
}

/* Joins the names, as many as there is room for. */
static void join(const char *const names[], const char *separator, char *list, size_t room)
{
    *list = '\0';
    for (size_t i = 0, used = 0; names[i] && used < room; i++)
        used += (size_t)snprintf(list + used, room - used, "%s%s", i ? separator : "", names[i]);
}

static struct error *take_choice(const struct cli_value *value, const char *option,
                                 const char *text)
{
    char list[256];
    const char *const *names = value->choice.names;
    for (unsigned i = 0; names[i]; i++)
        if (strcmp(text, names[i]) == 0) {
            *value->choice.to = i;
            return NULL;
        }
    join(names, ", ", list, sizeof list);
    return error_new("--%s %s: expected one of %s", option, text, list);
}

struct error *option_value_take(const struct cli_value *v, const char *option, const char *text)
{
    switch (v->type) {
    case CLI_VALUE_FLAG:
        *v->flag = true;
        return NULL;
    case CLI_VALUE_SET:
        *v->set.to = v->set.value;
        return NULL;
    case CLI_VALUE_SIZE:
        return option_size(option, text, v->size.least, v->size.most, v->size.to);
    case CLI_VALUE_NUMBER:
        if (v->number.or_none && strcmp(text, "none") == 0)
            *v->number.to = 0;
        else
            return take_number(v, option, text);
        return NULL;
    case CLI_VALUE_TEXT:
        *v->text = text;
        return NULL;
    case CLI_VALUE_CHOICE:
        return take_choice(v, option, text);
    case CLI_VALUE_LIST:
        return strlist_add(v->list, text, strlen(text));
    case CLI_VALUE_PARSED:
        return v->parsed.parse(text, v->parsed.to);
    }
    return NULL;
}

/* "1e-8", where %g has 1e-08. */
static void print_number(double number, char text[OPTION_USUAL_MAX])
{
    snprintf(text, OPTION_USUAL_MAX, "%g", number);
    char *zero = strstr(text, "e-0");
    if (zero)
        memmove(zero + 2, zero + 3, strlen(zero + 2));
}

void option_value_usual(const struct cli_value *v, char text[OPTION_USUAL_MAX])
{
    *text = '\0';
    if (v->type == CLI_VALUE_SIZE && *v->size.to >= v->size.least)
        snprintf(text, OPTION_USUAL_MAX, "%zu", *v->size.to);
    else if (v->type == CLI_VALUE_NUMBER && *v->number.to >= v->number.least)
        print_number(*v->number.to, text);
    else if (v->type == CLI_VALUE_TEXT && *v->text)
        snprintf(text, OPTION_USUAL_MAX, "%s", *v->text);
    else if (v->type == CLI_VALUE_CHOICE && v->choice.names[*v->choice.to])
        snprintf(text, OPTION_USUAL_MAX, "%s", v->choice.names[*v->choice.to]);
}

void option_value_names(const struct cli_value *v, char text[OPTION_NAMES_MAX])
{
    *text = '\0';
    if (v->type == CLI_VALUE_CHOICE)
        join(v->choice.names, "|", text, OPTION_NAMES_MAX);
}
