#include "operator/powers.h"

#include "base/size.h"

#include <stdio.h>
#include <stdlib.h>

bool powers_have(const struct powers *p, size_t t)
{
    for (size_t k = 0; k < p->count; k++)
        if (p->t[k] == t)
            return true;
    return false;
}

void powers_print(const struct powers *p, char text[POWERS_TEXT_MAX])
{
    *text = '\0';
    for (size_t k = 0, used = 0; k < p->count; k++)
        used +=
            (size_t)snprintf(text + used, POWERS_TEXT_MAX - used, "%s%zu", k ? "," : "", p->t[k]);
}

struct error *powers_note(struct record *r, const struct record *in, size_t t)
{
    const char *attr = record_is(in, "operator") ? record_attr(in, "t") : NULL;
    size_t before = attr ? strtoull(attr, NULL, 10) : 1, power;
    if (!size_mul(t, size_max(before, 1), &power))
        return error_new("-t %zu: too large for an operator of power %s: use a smaller -t", t,
                         attr);
    return record_attr_set(r, "t", "%zu", power);
}
