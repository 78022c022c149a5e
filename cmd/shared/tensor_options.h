/* Options on tensors that several programs have; each function is for CLI_PARSED. */
#ifndef PHATE_TENSOR_OPTIONS_H
#define PHATE_TENSOR_OPTIONS_H

#include "base/error.h"

struct error *tensor_option_include(const char *text, void *choice); /* struct tensor_choice */
struct error *tensor_option_exclude(const char *text, void *choice);
struct error *tensor_option_rename(const char *text, void *list); /* struct substitution_list */

#endif
