#include "operator/relaxed.h"

#include "base/size.h"
#include "operator/powers.h"

#include <stdio.h>

/* "807,12,5,...": the components' powers, times `before`. */
static struct error *print_own(const struct relaxation *r, size_t before,
                               char text[RELAXED_NOTED * 24])
{
    size_t used = 0;
    for (size_t c = 0; c < size_min(r->components, RELAXED_NOTED); c++) {
        size_t power;
        if (!size_mul(r->own[c], before, &power))
            return error_new("-t relaxation: %zu steps are too many for an operator of power %zu: "
                             "give a power (-t)",
                             r->own[c], before);
        used +=
            (size_t)snprintf(text + used, RELAXED_NOTED * 24 - used, "%s%zu", c ? "," : "", power);
    }
    if (r->components > RELAXED_NOTED)
        snprintf(text + used, RELAXED_NOTED * 24 - used, ",...");
    return NULL;
}

struct error *relaxed_note(const struct relaxation *r, const struct record *in, struct record *out)
{
    struct error *err;
    char own[RELAXED_NOTED * 24];
    size_t before;
    TRY(record_attr_set(out, "t-chosen", "relaxation"));
    if (!r->apart)
        return NULL;
    TRY(powers_before(in, &before));
    TRY(print_own(r, before, own));
    TRY(record_attr_set(out, "t-components", "%s", own));
out:
    return err;
}

void relaxed_report(const struct relaxation *r, struct report *report)
{
    size_t least = r->own[0], most = r->own[0];
    for (size_t c = 1; c < r->components; c++) {
        least = size_min(least, r->own[c]);
        most = size_max(most, r->own[c]);
    }
    if (r->apart)
        report_line(report, REPORT_NOTE,
                    "%zu connected components relax in %zu to %zu steps: each gets its own power",
                    r->components, least, most);
}
