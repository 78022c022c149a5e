#include "base/file/path.h"

#include <string.h>

bool path_is_standard(const char *path)
{
    return !path || strcmp(path, "-") == 0;
}

const char *path_of_input(const char *path)
{
    return path_is_standard(path) ? "standard input" : path;
}

size_t path_length(const char *path)
{
    size_t length = strlen(path);
    while (length > 1 && path[length - 1] == '/')
        length--;
    return length;
}

const char *path_base(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

const char *path_extension(const char *path)
{
    const char *base = path_base(path), *dot = strrchr(base, '.');
    return dot && dot != base ? dot : NULL;
}

char *path_stem(const char *path)
{
    const char *base = path_base(path), *extension = path_extension(path);
    return extension ? strndup(base, (size_t)(extension - base)) : strdup(base);
}

bool path_ends_in(const char *path, const char *end)
{
    size_t length = strlen(path), tail = strlen(end);
    return length >= tail && strcmp(path + length - tail, end) == 0;
}

bool path_ends_in_any(const char *path, const char *const *ends)
{
    for (; *ends; ends++)
        if (path_ends_in(path, *ends) && strlen(path) > strlen(*ends))
            return true;
    return false;
}
