/* The name of the tensor at which a walk has arrived. */
#include "checkpoint/torch/state_impl.h"

#include "base/text/utf8.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct error *torch_name_append(struct torch_names *names, const char *text, size_t length)
{
    if (length >= sizeof names->name - names->length)
        return error_new(
            "below \"%.60s\": a tensor's name is longer than %zu bytes: give it a shorter one",
            names->name, sizeof names->name - 1);
    memcpy(names->name + names->length, text, length);
    names->length += length;
    names->name[names->length] = '\0';
    return NULL;
}

struct error *torch_name_append_key(struct torch_names *names, const struct pickle_value *key,
                                    bool *is_name)
{
    char digits[24];
    size_t length;
    const char *text = pickle_text(key, &length);
    *is_name = true;
    if (pickle_type(key) == PICKLE_INT) {
        length = (size_t)snprintf(digits, sizeof digits, "%" PRId64, pickle_int(key));
        text = digits;
    } else if (pickle_type(key) != PICKLE_STRING) {
        *is_name = false;
        return NULL;
    }
    if (!utf8_is_line(text, length))
        return error_new(
            "below \"%.60s\": a tensor's name is not one line of UTF-8: give it another",
            names->name);
    return torch_name_append(names, text, length);
}

void torch_name_cut(struct torch_names *names, size_t length)
{
    names->length = length;
    names->name[length] = '\0';
}
