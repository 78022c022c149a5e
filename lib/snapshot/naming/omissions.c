#include "snapshot/naming/omissions.h"

#include <stdlib.h>
#include <string.h>

struct error *omissions_add(struct omissions *o, enum omission why, const char *path)
{
    if (o->count[why]++ > 0)
        return NULL;
    o->first[why] = strdup(path);
    return o->first[why] ? NULL : error_memory("what is left out");
}

void omissions_forget(struct omissions *o, enum omission why)
{
    free(o->first[why]);
    o->first[why] = NULL;
    o->count[why] = 0;
}

void omissions_print(const struct omissions *o, FILE *f)
{
    static const char *const texts[OMISSIONS] = {
        [OMITTED_STATE] = "of optimisers and the like",
        [OMITTED_COPY] = "called best, last or final, which repeat others",
        [OMITTED_LINK] = "second names of others",
        [OMITTED_NO_STEP] = "without a step in the name",
        [OMITTED_OTHER] = "named otherwise than the rest",
        [OMITTED_UNFIT] = "that do not fit the template",
        [OMITTED_CHARACTER] = "with a brace or a line feed in the name",
        [OMITTED_CLOSED] = "that cannot be read"};
    const char *before = "; left out: ";
    for (int why = 0; why < OMISSIONS; why++) {
        if (o->count[why] == 0)
            continue;
        fprintf(f, "%s%zu %s (%s%s)", before, o->count[why], texts[why],
                o->count[why] > 1 ? "first " : "", o->first[why]);
        before = ", ";
    }
}

void omissions_free(struct omissions *o)
{
    for (int why = 0; why < OMISSIONS; why++)
        omissions_forget(o, (enum omission)why);
}
