#include "plot/gnuplot/mark.h"

#include "base/file/ours.h"

#include <stdlib.h>
#include <string.h>

struct error *mark_image(char **image, size_t *length)
{
    const struct ours_mark *mark = ours_mark_of(*image, *length);
    if (!mark)
        return NULL;
    char *marked = realloc(*image, *length + mark->length);
    if (!marked)
        return error_memory("the image");
    size_t at = ours_place_of(marked, *length);
    memmove(marked + at + mark->length, marked + at, *length - at);
    memcpy(marked + at, mark->text, mark->length);
    *image = marked;
    *length += mark->length;
    return NULL;
}
