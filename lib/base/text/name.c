#include "base/text/name.h"

static const char separators[] = "./[]'\"";

/* Without the ":0" that TensorFlow appends. */
static size_t length_without_output(const char *part, size_t length)
{
    size_t end = length;
    while (end > 0 && part[end - 1] >= '0' && part[end - 1] <= '9')
        end--;
    return end > 1 && end < length && part[end - 1] == ':' ? end - 1 : length;
}

void name_split(struct name *parts, const char *name)
{
    parts->count = 0;
    for (const char *text = name; *(text = name_rest(text));) {
        size_t length = strcspn(text, separators);
        size_t at = parts->count < NAME_PARTS ? parts->count++ : NAME_PARTS - 1;
        parts->at[at] = (struct name_part){text, length_without_output(text, length)};
        text += length;
    }
}

bool name_is_separator(char c)
{
    return c != '\0' && strchr(separators, c);
}

const char *name_rest(const char *text)
{
    return text + strspn(text, separators);
}

struct name_part name_part_before(const char *name, const char *at)
{
    const char *end = at;
    while (end > name && name_is_separator(end[-1]))
        end--;
    const char *begin = end;
    while (begin > name && !name_is_separator(begin[-1]))
        begin--;
    return (struct name_part){begin, (size_t)(end - begin)};
}

bool name_part_ends_in(const struct name_part *part, const char *word)
{
    size_t length = strlen(word);
    if (part->length <= length)
        return false;
    const char *end = part->text + part->length - length;
    return end[-1] == '_' && memcmp(end, word, length) == 0;
}
