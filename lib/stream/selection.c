#include "stream/selection.h"

#include <string.h>

static bool is_of_kind(const struct selection *s, const struct record *r)
{
    if (s->kind)
        return record_is(r, s->kind);
    return s->index > 0 || ((!s->numeric || r->type != PHM_TEXT) && !record_is_companion(r));
}

struct error *selection_takes(struct selection *s, const struct record *r, bool *takes)
{
    *takes = is_of_kind(s, r);
    if (!*takes)
        return strlist_find(&s->others, r->kind) == (size_t)-1
                   ? strlist_add(&s->others, r->kind, strlen(r->kind))
                   : NULL;
    s->seen++;
    *takes = s->index == 0 || s->seen == s->index;
    return NULL;
}

struct error *selection_missing(const struct selection *s, const char *name)
{
    char others[256];
    strlist_print(&s->others, others, sizeof others);
    const char *kind = s->kind ? s->kind : s->index > 0 ? "any" : "numeric";
    if (s->seen > 0)
        return error_new("%s: has no record number %zu, but %zu of %s kind: choose one of them",
                         name, s->index, s->seen, kind);
    return error_new(
        "%s: has no %s record; it has %s: is it the right file, and the right order of "
        "programs?",
        name, kind, *others ? others : "no other");
}

void selection_free(struct selection *s)
{
    strlist_free(&s->others);
}
