#include "stream/wrong_kind.h"

#include <stdio.h>
#include <string.h>

/* The stages in order, each with the kind that it makes. */
static const struct {
    const char *program, *makes;
} stages[] = {{"snapcat", "snapshots"}, {"knnaff", "affinity"}, {"diffop", "operator"},
              {"potdist", "distance"},  {"mds", "coords"},      {"trajplot", "image"}};
enum { STAGES = sizeof stages / sizeof *stages };

static size_t stage_of(const char *kind)
{
    if (strcmp(kind, "rows") == 0 || strcmp(kind, "gram") == 0 || strcmp(kind, "squares") == 0)
        return 0;
    for (size_t i = 0; i < STAGES; i++)
        if (strcmp(stages[i].makes, kind) == 0)
            return i;
    return STAGES;
}

/* "knnaff | diffop missing?": the stages between the kind that came and the one wanted, or all
 * where that comes later. */
static void hint(char *text, size_t room, const char *got, const char *wanted)
{
    size_t from = stage_of(got), to = stage_of(wanted), used = 0;
    if (strcmp(got, "snapshots") == 0 && strcmp(wanted, "gram") == 0) {
        snprintf(text, room, "snapgram missing?");
        return;
    }
    if (strcmp(got, "distance") == 0 && strcmp(wanted, "diagram") == 0) {
        snprintf(text, room, "losshom missing?");
        return;
    }
    if (from == STAGES || to == STAGES) {
        snprintf(text, room, "is it the right file, and the right order of programs?");
        return;
    }
    if (from >= to) {
        snprintf(text, room,
                 "the order is snapcat FILE... | knnaff | diffop | potdist | mds | "
                 "trajplot");
        return;
    }
    for (size_t i = from + 1; i <= to; i++)
        used += (size_t)snprintf(text + used, room - used, "%s%s", i > from + 1 ? " | " : "",
                                 stages[i].program);
    snprintf(text + used, room - used, " missing?");
}

/* "gram or distance". A Gram matrix goes by the name gram, whichever of its forms is taken too. */
static void list_kinds(char *list, size_t room, const char *const wanted[])
{
    size_t used = 0;
    for (size_t i = 0; wanted[i]; i++)
        if (strcmp(wanted[i], "squares") != 0)
            used += (size_t)snprintf(list + used, room - used, "%s%s", i ? " or " : "", wanted[i]);
}

struct error *wrong_kind(const struct reader *in, const struct record *got,
                         const char *const wanted[])
{
    const char *of = record_attr(got, "of");
    char remedy[128], list[128] = "", kind[2 * PHM_WORD_MAX];
    list_kinds(list, sizeof list, wanted);
    snprintf(kind, sizeof kind, "%s%s%.24s", got->kind, of ? " of " : "", of ? of : "");
    hint(remedy, sizeof remedy, got->kind, wanted[0]);
    if (got->from.count)
        return error_new("%s: expected %s, got %s (from %s): %s", reader_name(in), list, kind,
                         got->from.at[got->from.count - 1], remedy);
    return error_new("%s: expected %s, got %s: %s", reader_name(in), list, kind, remedy);
}
