#include "public/impl.h"

const char *phate_error_text(const struct phate_error *error)
{
    return error_text((const struct error *)error);
}

bool phate_error_is_of_memory(const struct phate_error *error)
{
    return error_is_of_memory((const struct error *)error);
}

void phate_error_free(struct phate_error *error)
{
    error_free((struct error *)error);
}
