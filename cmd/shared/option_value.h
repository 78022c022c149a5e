/* The variable that an option is bound to: its type, how an argument becomes its value, and how its
 * default is shown. */
#ifndef PHATE_OPTION_VALUE_H
#define PHATE_OPTION_VALUE_H

#include "base/error.h"
#include "base/text/strlist.h"

#include <stdbool.h>
#include <stddef.h>

/* An option's variable, its type and its bounds. Its value before the options are read is the
 * default that --help shows, if the option could have given it. */
struct cli_value {
    enum {
        CLI_VALUE_FLAG,
        CLI_VALUE_SET,
        CLI_VALUE_SIZE,
        CLI_VALUE_NUMBER,
        CLI_VALUE_TEXT,
        CLI_VALUE_CHOICE,
        CLI_VALUE_LIST,
        CLI_VALUE_PARSED
    } type;
    union {
        bool *flag;
        struct {
            unsigned *to, value;
        } set;
        struct {
            size_t *to, least, most;
        } size;
        struct {
            double *to, least, most;
            bool or_none;
        } number;
        const char **text;
        struct {
            unsigned *to;
            const char *const *names;
        } choice;
        struct strlist *list;
        struct {
            struct error *(*parse)(const char *text, void *to);
            void *to;
        } parsed;
    };
};

/* What stands in an option's place for its value, with its variable.
 * Without an argument: becomes true, or that value of an enum. */
#define CLI_FLAG(variable) .value.type = CLI_VALUE_FLAG, .value.flag = (variable)
#define CLI_SET(variable, constant) \
    .value.type = CLI_VALUE_SET, .value.set = {(variable), (constant)}
/* A whole number, and any number, with both bounds; of the second also "none", which is 0. */
#define CLI_SIZE(variable, least, most) \
    .value.type = CLI_VALUE_SIZE, .value.size = {(variable), (least), (most)}
#define CLI_NUMBER(variable, least, most) \
    .value.type = CLI_VALUE_NUMBER, .value.number = {(variable), (least), (most), false}
#define CLI_NUMBER_OR_NONE(variable, least, most) \
    .value.type = CLI_VALUE_NUMBER, .value.number = {(variable), (least), (most), true}
/* The text itself: a name, a file. */
#define CLI_TEXT(variable) .value.type = CLI_VALUE_TEXT, .value.text = (variable)
/* One of the names (NULL-terminated): its index, as a value of an enum. */
#define CLI_CHOICE(variable, names) \
    .value.type = CLI_VALUE_CHOICE, .value.choice = {(variable), (names)}
/* One more text each time that the option is given. */
#define CLI_LIST(variable) .value.type = CLI_VALUE_LIST, .value.list = (variable)
/* A function reads the text (NULL where there is none); its error is a usage error. */
#define CLI_PARSED(function, variable) \
    .value.type = CLI_VALUE_PARSED, .value.parsed = {(function), (variable)}
/* After a value above: a flag that becomes true when the option is given. */
#define CLI_GIVEN(flag) .given = (flag)
/* Likewise: its text is the name of a file that the program reads. */
#define CLI_READS .reads = true

/* Sets the variable. `option` is the long name, for messages; `text` its argument, or NULL. */
struct error *option_value_take(const struct cli_value *value, const char *option,
                                const char *text) MUST_CHECK;

/* The variable's present value where the option could have given it; else "". */
enum { OPTION_USUAL_MAX = 64 };
void option_value_usual(const struct cli_value *value, char text[OPTION_USUAL_MAX]);

/* "a|b|c" of a choice, else "". */
enum { OPTION_NAMES_MAX = 256 };
void option_value_names(const struct cli_value *value, char text[OPTION_NAMES_MAX]);

/* A whole number from an argument, or a part of one, of the option of that long name. */
struct error *option_size(const char *option, const char *text, size_t least, size_t most,
                          size_t *value) MUST_CHECK;

#endif
