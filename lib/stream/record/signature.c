#include "stream/record/signature.h"

#include <string.h>

struct error *signature_of(const struct record *coords, const char **signature)
{
    const char *text = record_attr(coords, "signature");
    *signature = text;
    if (!text || (strlen(text) == coords->cols && strspn(text, "+-") == coords->cols))
        return NULL;
    return error_new("coords record: attribute signature: %s is not a + or a - for each of the %zu "
                     "axes: run mds -a inpca again",
                     text, coords->cols);
}

bool signature_is_imaginary(const char *signature, size_t axis)
{
    return signature && signature[axis] == '-';
}
