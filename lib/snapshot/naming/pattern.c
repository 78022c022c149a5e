#include "snapshot/naming/pattern.h"

#include "base/memstream.h"
#include "base/text/shell.h"

#include <stdlib.h>
#include <string.h>

static struct error *error_names(void)
{
    return error_memory("the names of checkpoints");
}

/* ---- kinds of names ---- */

enum { DOMINANT = 4 /* times as many names as of all other kinds */ };

static struct error *quoted_pattern(struct family *f, char **word)
{
    struct error *err;
    struct omissions none = {0};
    char *text = NULL;
    *word = NULL;
    TRY(pattern_find(f, &text, &none));
    TRY(shell_word(text, word));
out:
    free(text);
    omissions_free(&none);
    return err;
}

static struct error *error_kinds(struct family *one, struct family *other)
{
    struct error *err;
    char *first = NULL, *second = NULL;
    const char *path = one->at[0]->path, *other_path = other->at[0]->path;
    TRY(quoted_pattern(one, &first));
    TRY(quoted_pattern(other, &second));
    err = error_new("%s and %s: two kinds of names, and nothing says which is meant: say so: -n %s "
                    "or -n %s",
                    path, other_path, first, second);
out:
    free(first);
    free(second);
    return err;
}

/* Keeps the names that have the most frequent text of a part, if the others are few. */
static struct error *reduce(struct family *f, enum part part, struct omissions *left_out)
{
    struct family largest, second;
    struct error *err = family_divide(f, part, &largest, &second);
    if (err)
        return err;
    return largest.count < DOMINANT * (f->count - largest.count)
               ? error_kinds(&largest, &second)
               : family_keep(f, &largest, left_out);
}

/* ---- what varies ---- */

static bool is_same(const struct family *f, enum part part)
{
    for (size_t i = 1; i < f->count; i++) {
        struct span first = family_part(f->at[0], part), other = family_part(f->at[i], part);
        if (span_compare(&first, &other) != 0)
            return false;
    }
    return true;
}

static struct error *frame_of(const struct family *f, enum part part, struct frame *frame,
                              bool *framed)
{
    struct span *spans = family_parts(f, part);
    if (!spans)
        return error_names();
    *framed = span_frame(spans, f->count, frame);
    free(spans);
    return NULL;
}

/* What varies in a part, inside its frame. */
static struct span inside(struct span part, const struct frame *frame)
{
    return (struct span){part.at + frame->before, part.length - frame->before - frame->after};
}

/* ---- runs behind the step ---- */

/* Whether what varies in the rests of names are words like others, as of "{step}_adam.pt", and
 * neither fields, nor folders, nor extensions. */
static bool has_words_inside(const struct family *f, const struct frame *frame)
{
    struct span first = family_part(f->at[0], PART_REST);
    if (frame->before > 0 && strchr(".{", first.at[frame->before - 1]))
        return false;
    for (size_t i = 0; i < f->count; i++) {
        struct span varying = inside(family_part(f->at[i], PART_REST), frame);
        for (size_t k = 0; k < varying.length; k++)
            if (strchr("{}/.", varying.at[k]))
                return false;
    }
    return true;
}

/* Puts a field in the place of what varies in the rests, if it can be the run. */
static struct error *find_run_in_rests(struct family *f, bool *found)
{
    struct frame frame;
    *found = false;
    struct error *err = frame_of(f, PART_REST, &frame, found);
    *found = !err && *found && has_words_inside(f, &frame);
    for (size_t i = 0; *found && i < f->count; i++) {
        char *rest = f->at[i]->rest, *text;
        size_t length = strlen(rest);
        if (asprintf(&text, "%.*s{run}%s", (int)frame.before, rest, rest + length - frame.after) <
            0)
            return error_names();
        free(rest);
        f->at[i]->rest = text;
    }
    return err;
}

/* ---- runs before the step ---- */

/* Whether what varies says itself that it counts: "epoch_3" and "step_100" are not of runs called
 * epoch and step. */
static bool varies_in_words_of_steps(const struct family *f, const struct frame *frame)
{
    for (size_t i = 0; i < f->count; i++) {
        struct span varying = inside(family_part(f->at[i], PART_BEFORE), frame);
        enum word_kind kind = words_kind(varying.at, varying.length);
        if (kind == WORD_STEP || kind == WORD_EPOCH)
            return true;
    }
    return false;
}

/* ---- folders ---- */

/* Component `index` of a name's folders, counted from the last; of length 0 beyond the first. */
static struct span folder(const struct filename *name, size_t index)
{
    for (size_t start, end = name->head; end > 0; end = start) {
        start = end - 1; /* the slash */
        while (start > 0 && name->path[start - 1] != '/')
            start--;
        if (index-- == 0)
            return (struct span){name->path + start, end - 1 - start};
    }
    return (struct span){name->path, 0};
}

static bool folder_varies(const struct family *f, size_t index)
{
    struct span first = folder(f->at[0], index);
    for (size_t i = 1; i < f->count; i++) {
        struct span s = folder(f->at[i], index);
        if (span_compare(&s, &first) != 0)
            return true;
    }
    return false;
}

/* How many components of folders have to be in a template in which those that vary are the run: up
 * to the outermost of these. 0 where the folders differ in their depth, so that there is no such
 * template. */
static size_t folders_of_run(const struct family *f)
{
    size_t count = 0;
    for (size_t index = 0, last = 1; last > 0; index++) {
        last = folder(f->at[0], index).length;
        for (size_t i = 1; i < f->count; i++)
            if ((folder(f->at[i], index).length > 0) != (last > 0))
                return 0;
        if (last > 0 && folder_varies(f, index))
            count = index + 1;
    }
    return count;
}

/* ---- folders and names ---- */

/* Two parts of a name. */
struct both {
    struct span one, other;
};

static int compare_both(const void *a, const void *b)
{
    const struct both *x = a, *y = b;
    int order = span_compare(&x->one, &y->one);
    return order ? order : span_compare(&x->other, &y->other);
}

/* Whether the part `one` tells the other: no two names have the same `one` and another `other`. */
static struct error *tells(const struct family *f, enum part one, enum part other, bool *tells)
{
    struct both *both = calloc(f->count + 1, sizeof *both);
    if (!both)
        return error_names();
    for (size_t i = 0; i < f->count; i++)
        both[i] = (struct both){family_part(f->at[i], one), family_part(f->at[i], other)};
    qsort(both, f->count, sizeof *both, compare_both);
    *tells = true;
    for (size_t i = 1; i < f->count; i++)
        if (span_compare(&both[i - 1].one, &both[i].one) == 0 &&
            span_compare(&both[i - 1].other, &both[i].other) != 0)
            *tells = false;
    free(both);
    return NULL;
}

/* ---- templates ---- */

/* Where the run is. */
struct place {
    size_t folders;     /* so many of the folders before the name are in the template; */
    struct frame frame; /* what varies of the part before the step is in this frame, */
    const char *field;  /* and becomes this field; NULL where nothing varies */
};

/* Prints the last `count` folders, "{run}/" for the outermost, and each that varies. */
static void put_folders(FILE *file, const struct family *f, size_t count)
{
    for (size_t outermost = count; count-- > 0;) {
        struct span s = folder(f->at[0], count);
        if (count + 1 == outermost || folder_varies(f, count))
            fputs("{run}/", file);
        else
            fprintf(file, "%.*s/", (int)s.length, s.at);
    }
}

static void put_before(FILE *f, const struct filename *name, const struct place *place)
{
    struct span s = family_part(name, PART_BEFORE);
    const struct frame *frame = &place->frame;
    if (place->field)
        fprintf(f, "%.*s{%s}%.*s", (int)frame->before, s.at, place->field, (int)frame->after,
                s.at + s.length - frame->after);
    else
        fprintf(f, "%.*s", (int)s.length, s.at);
}

static struct error *print(const struct family *f, const struct place *place, char **text)
{
    struct memstream m;
    FILE *file = memstream_open(&m);
    if (!file)
        return error_names();
    put_folders(file, f, place->folders);
    put_before(file, f->at[0], place);
    fputs(f->at[0]->rest, file);
    if (!memstream_close(&m))
        return error_names();
    *text = m.text;
    return NULL;
}

static struct error *error_depths(const struct family *f)
{
    return error_new("%s: both folders and names tell the runs apart, and some folders are deeper "
                     "than others: name one of the folders alone",
                     f->at[0]->path);
}

/* Both folders and names vary: one that tells the other is enough, else they are the run together.
 */
static struct error *find_both(const struct family *f, struct place *place)
{
    bool by_name, by_folder;
    struct error *err;
    TRY(tells(f, PART_BEFORE, PART_FOLDERS, &by_name));
    TRY(tells(f, PART_FOLDERS, PART_BEFORE, &by_folder));
    place->field = by_folder && !by_name ? "name" : "run";
    if (by_name)
        return NULL;
    place->folders = folders_of_run(f);
    if (place->folders == 0 && !by_folder)
        err = error_depths(f);
out:
    return err;
}

static struct error *find_place(struct family *f, struct place *place, struct omissions *left_out)
{
    struct error *err = NULL;
    bool varies = false;
    *place = (struct place){0};
    if (!is_same(f, PART_BEFORE)) {
        TRY(frame_of(f, PART_BEFORE, &place->frame, &varies));
        if (!varies || varies_in_words_of_steps(f, &place->frame)) {
            varies = false;
            TRY(reduce(f, PART_BEFORE, left_out));
        }
    }
    if (varies)
        place->field = "run";
    if (is_same(f, PART_FOLDERS))
        return NULL;
    if (varies)
        return find_both(f, place);
    place->folders = folders_of_run(f);
out:
    return err;
}

/* Whether steps are folders, which are not to be taken for runs (run_names.h). */
static bool counts_in_folders(const struct family *f)
{
    return strchr(f->at[0]->rest, '/') != NULL;
}

struct error *pattern_find(struct family *f, char **text, struct omissions *left_out)
{
    struct error *err = NULL;
    struct place place;
    bool behind = false;
    *text = NULL;
    if (!is_same(f, PART_REST)) {
        TRY(find_run_in_rests(f, &behind));
        if (!behind)
            TRY(reduce(f, PART_REST, left_out));
    }
    TRY(find_place(f, &place, left_out));
    if (!behind && counts_in_folders(f) && !place.field && place.folders == 0)
        place.folders = folder(f->at[0], 0).length > 0;
    if (behind && !place.field && place.folders == 0 && !is_same(f, PART_FOLDERS))
        return error_depths(f);
    TRY(print(f, &place, text));
out:
    return err;
}
