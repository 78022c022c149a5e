#include "stream/record/phm_type.h"

#include <string.h>

static const char *const names[] = {[PHM_F32] = "f32", [PHM_F64] = "f64", [PHM_TEXT] = "text"};

size_t phm_type_size(enum phm_type type)
{
    return type == PHM_F64 ? 8 : type == PHM_F32 ? 4 : 1;
}

const char *phm_type_name(enum phm_type type)
{
    return names[type];
}

bool phm_type_parse(enum phm_type *type, const char *name, size_t length)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strlen(names[i]) == length && memcmp(name, names[i], length) == 0) {
            *type = (enum phm_type)i;
            return true;
        }
    return false;
}
