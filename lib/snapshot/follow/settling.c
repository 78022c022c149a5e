#include "snapshot/follow/settling.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void settling_free(struct settling *s)
{
    strlist_free(&s->names);
    free(s->due);
    *s = (struct settling){0};
}

static void remove_at(struct settling *s, size_t i)
{
    memmove(s->due + i, s->due + i + 1, (s->names.count - i - 1) * sizeof *s->due);
    strlist_remove(&s->names, i);
}

void settling_forget(struct settling *s, const char *name)
{
    size_t i = strlist_find(&s->names, name);
    if (i != (size_t)-1)
        remove_at(s, i);
}

struct error *settling_touch(struct settling *s, const char *name, double now)
{
    struct error *err;
    settling_forget(s, name);
    double *due = reallocarray(s->due, s->names.count + 1, sizeof *due);
    if (!due)
        return error_memory("a list of folders");
    s->due = due;
    TRY(strlist_add(&s->names, name, strlen(name)));
    s->due[s->names.count - 1] = now + SETTLING_SECONDS;
out:
    return err;
}

char *settling_take(struct settling *s, double now)
{
    if (s->names.count == 0 || s->due[0] > now)
        return NULL;
    char *name = s->names.at[0];
    s->names.at[0] = NULL;
    remove_at(s, 0);
    return name;
}

double settling_wait(const struct settling *s, double now)
{
    return s->names.count ? fmax(s->due[0] - now, 0) : INFINITY;
}
