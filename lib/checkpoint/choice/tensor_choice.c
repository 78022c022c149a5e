#include "checkpoint/choice/tensor_choice.h"

#include "base/text/printable.h"

#include <stdlib.h>
#include <string.h>

struct error *tensor_choice_include(struct tensor_choice *choice, const char *regex)
{
    return regex_list_add(&choice->include, regex);
}

struct error *tensor_choice_exclude(struct tensor_choice *choice, const char *regex)
{
    return regex_list_add(&choice->exclude, regex);
}

void tensor_choice_free(struct tensor_choice *choice)
{
    regex_list_free(&choice->include);
    regex_list_free(&choice->exclude);
}

/* ---- each tensor by itself ---- */

/* Whether the choice takes what is not trained, for this reason. */
static bool takes_untrained(const struct tensor_choice *choice, const struct tensor *t,
                            enum tensor_verdict verdict)
{
    if (verdict == TENSOR_OUT_NO_NUMBERS)
        return false;
    return choice->all || (choice->buffers && verdict == TENSOR_OUT_BUFFER && !t->unreadable &&
                           dtype_is_float(t->place.type));
}

static enum tensor_verdict verdict_of_activations(const struct tensor *t,
                                                  enum tensor_verdict trained)
{
    if (trained == TENSOR_OUT_NO_NUMBERS)
        return trained;
    return t->dims < 2 ? TENSOR_OUT_NO_FEATURES : TENSOR_IN;
}

static enum tensor_verdict verdict_of(const struct tensor_choice *choice, const struct tensor *t,
                                      enum tensor_verdict trained)
{
    if (choice->include.count > 0 && !regex_list_matches(&choice->include, t->name))
        return TENSOR_OUT_NOT_INCLUDED;
    if (regex_list_matches(&choice->exclude, t->name))
        return TENSOR_OUT_EXCLUDED;
    if (choice->activations)
        return verdict_of_activations(t, trained);
    return takes_untrained(choice, t, trained) ? TENSOR_IN : trained;
}

/* ---- the tensors together ---- */

static bool has_verdict(const enum tensor_verdict *verdicts, size_t count,
                        enum tensor_verdict verdict)
{
    for (size_t i = 0; i < count; i++)
        if (verdicts[i] == verdict)
            return true;
    return false;
}

/* An averaged copy stands beside the network; if there is no network, the copy is the network. */
static void settle_averages(enum tensor_verdict *verdicts, size_t count)
{
    if (has_verdict(verdicts, count, TENSOR_IN))
        return;
    for (size_t i = 0; i < count; i++)
        if (verdicts[i] == TENSOR_OUT_AVERAGE)
            verdicts[i] = TENSOR_IN;
}

struct knot {
    size_t tie, index;
};

static int compare_knots(const void *a, const void *b)
{
    const struct knot *s = a, *t = b;
    if (s->tie != t->tie)
        return s->tie < t->tie ? -1 : 1;
    return (s->index > t->index) - (s->index < t->index);
}

/* Leaves in only the first tensor of each tie. */
static struct error *settle_ties(const struct checkpoint *c, enum tensor_verdict *verdicts)
{
    size_t count = 0;
    for (size_t i = 0; i < c->count; i++)
        count += verdicts[i] == TENSOR_IN && c->tensors[i].tie != 0;
    if (count < 2)
        return NULL;
    struct knot *knots = calloc(count, sizeof *knots);
    if (!knots)
        return error_memory("tied tensors");
    for (size_t i = 0, n = 0; i < c->count; i++)
        if (verdicts[i] == TENSOR_IN && c->tensors[i].tie != 0)
            knots[n++] = (struct knot){c->tensors[i].tie, i};
    qsort(knots, count, sizeof *knots, compare_knots);
    for (size_t n = 1; n < count; n++)
        if (knots[n].tie == knots[n - 1].tie)
            verdicts[knots[n].index] = TENSOR_OUT_TIED;
    free(knots);
    return NULL;
}

struct error *tensor_choice_judge(const struct tensor_choice *choice, const struct checkpoint *c,
                                  enum tensor_verdict *verdicts)
{
    struct error *err = NULL;
    trained_verdicts(c->tensors, c->count, verdicts);
    for (size_t i = 0; i < c->count; i++)
        verdicts[i] = verdict_of(choice, &c->tensors[i], verdicts[i]);
    settle_averages(verdicts, c->count);
    if (!choice->tied)
        TRY(settle_ties(c, verdicts));
    for (size_t i = 0; i < c->count; i++)
        if (verdicts[i] == TENSOR_IN && c->tensors[i].unreadable)
            verdicts[i] = TENSOR_UNREADABLE;
out:
    return err;
}

/* ---- unreadable tensors ---- */

/* The name as a regular expression that matches nothing else; the caller frees it. */
static char *quote(const char *name)
{
    char *quoted = malloc(2 * strlen(name) + 1), *to = quoted;
    for (; quoted && *name; *to++ = *name++)
        if (strchr(".[\\()*+?{|^$", *name))
            *to++ = '\\';
    if (quoted)
        *to = '\0';
    return quoted;
}

static struct error *error_unreadable(const struct tensor_choice *choice,
                                      const struct checkpoint *c, const struct tensor *t)
{
    if (c->count == 1)
        return error_new("%s: tensor %s: %s", c->path, t->name, t->unreadable);
    char *name = quote(t->name);
    if (!name)
        return error_memory("the name of a tensor");
    struct error *err =
        error_new("%s: tensor %s: %s, or leave it out: %s '^%s$'", c->path, t->name, t->unreadable,
                  choice->exclude_option ? choice->exclude_option : "-x", name);
    free(name);
    return err;
}

struct error *tensor_choice_apply(const struct tensor_choice *choice, const struct checkpoint *c,
                                  enum tensor_verdict *verdicts)
{
    struct error *err = tensor_choice_judge(choice, c, verdicts);
    for (size_t i = 0; i < c->count && !err; i++)
        if (verdicts[i] == TENSOR_UNREADABLE)
            err = error_unreadable(choice, c, &c->tensors[i]);
    return err;
}

/* ---- for the user ---- */

const struct tensor *tensor_choice_twin(const struct checkpoint *c,
                                        const enum tensor_verdict *verdicts, size_t index)
{
    size_t i = 0;
    while (c->tensors[i].tie != c->tensors[index].tie ||
           (verdicts[i] != TENSOR_IN && verdicts[i] != TENSOR_UNREADABLE))
        i++;
    return &c->tensors[i];
}

static void print(FILE *f, const char *text)
{
    printable_put(f, text, strlen(text));
}

void tensor_choice_print(FILE *f, const struct checkpoint *c, const enum tensor_verdict *verdicts,
                         size_t index)
{
    switch (verdicts[index]) {
    case TENSOR_IN:
        fputs("in", f);
        break;
    case TENSOR_OUT_NOT_INCLUDED:
        fputs("out: no expression of -i matches", f);
        break;
    case TENSOR_OUT_EXCLUDED:
        fputs("out: an expression of -x matches", f);
        break;
    case TENSOR_OUT_NO_FEATURES:
        fputs("out: not samples x features", f);
        break;
    case TENSOR_OUT_TIED:
        fputs("out: is ", f);
        print(f, tensor_choice_twin(c, verdicts, index)->name);
        fputs(", counted once", f);
        break;
    case TENSOR_UNREADABLE:
        fputs("out: ", f);
        print(f, c->tensors[index].unreadable);
        break;
    default:
        fprintf(f, "out: %s", trained_reason(verdicts[index]));
    }
}
