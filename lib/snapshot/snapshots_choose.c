/* Which tensors of each file are compared, and in which order. */
#include "snapshot/snapshots_impl.h"

#include "base/memstream.h"
#include "base/size.h"
#include "checkpoint/lora/factors.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* No tensor of the file is chosen: lists the tensors that there are. */
static struct error *error_none_chosen(const struct checkpoint *c,
                                       const enum tensor_verdict *verdicts)
{
    struct memstream m;
    enum { SHOWN = 8 };
    FILE *f = memstream_open(&m);
    if (!f)
        return error_memory("the names of tensors");
    for (size_t i = 0; i < c->count && i < SHOWN; i++) {
        const char *reason = trained_reason(verdicts[i]);
        fprintf(f, "%s%s", i ? ", " : "", c->tensors[i].name);
        if (reason)
            fprintf(f, " (%s)", reason);
    }
    if (!memstream_close(&m))
        return error_memory("the names of tensors");
    struct error *err = error_new(
        "%s: no tensor is chosen: it has %s%s: change --include or --exclude, or add --all",
        c->path, m.text, c->count > SHOWN ? ", ..." : "");
    free(m.text);
    return err;
}

static struct error *judge(const struct checkpoint *c, const struct tensor_choice *choice,
                           enum tensor_verdict **verdicts)
{
    *verdicts = calloc(c->count + 1, sizeof **verdicts);
    return *verdicts ? tensor_choice_apply(choice, c, *verdicts)
                     : error_memory("a choice of tensors");
}

/* Of the first file: of[i] becomes the index of tensor i of those compared. */
static struct error *choose_first(struct snapshots *s, const struct checkpoint *c,
                                  const enum tensor_verdict *verdicts, size_t *of, size_t *count)
{
    for (size_t i = 0; i < c->count; i++)
        if (verdicts[i] == TENSOR_IN)
            of[(*count)++] = i;
    if (c->count == 0)
        return error_new("%s: no tensors: is it the right file?", c->path);
    if (*count == 0)
        return error_none_chosen(c, verdicts);
    return matching_names_of(&s->matching.names, c, verdicts);
}

static bool is_compared(const struct snapshots *s, const char *name)
{
    for (size_t i = 0; i < s->tensor_count; i++)
        if (strcmp(s->tensors[i].name, name) == 0)
            return true;
    return false;
}

/* Puts in place of an error that a tensor is missing that the tensor is there, but left out as not
 * trained: of this file or, if it is compared in this one, of a file before. */
static struct error *explain(struct error *err, const struct snapshots *s,
                             const struct checkpoint *c, const enum tensor_verdict *verdicts)
{
    static const char remedy[] = "take it in (--all), or leave it out (--exclude)";
    for (size_t i = 0; i < c->count; i++) {
        const char *name = c->tensors[i].name, *reason = trained_reason_plural(verdicts[i]);
        const struct left_out_tensor *out = left_out_find(&s->left_out, name);
        if (reason && is_compared(s, name)) {
            error_free(err);
            return error_new("%s: tensor %s: left out as %s, but compared in %s: %s", c->path, name,
                             reason, s->first, remedy);
        }
        if (verdicts[i] == TENSOR_IN && out && trained_reason_plural(out->verdict)) {
            error_free(err);
            return error_new("%s: tensor %s: compared, but left out of a file before as %s: %s",
                             c->path, name, trained_reason_plural(out->verdict), remedy);
        }
    }
    return err;
}

/* The same of a later file: of[i] becomes the index of its tensor that is tensor i of the first. */
static struct error *choose_later(struct snapshots *s, const struct checkpoint *c,
                                  const enum tensor_verdict *verdicts, size_t *of, size_t *count)
{
    char *by_order;
    *count = s->tensor_count;
    struct error *err = matching_find(&s->matching, c, verdicts, of, &by_order);
    if (by_order && s->by_order_count++ == 0)
        s->by_order = by_order;
    else
        free(by_order);
    return err ? explain(err, s, c, verdicts) : NULL;
}

/* Leaves in the checkpoint only the tensors [0, count) of `of`, in this order. */
static struct error *keep(struct checkpoint *c, const size_t *of, size_t count)
{
    struct tensor *kept = calloc(count + 1, sizeof *kept);
    if (!kept)
        return error_memory("a choice of tensors");
    for (size_t i = 0; i < count; i++) {
        kept[i] = c->tensors[of[i]];
        c->tensors[of[i]] = (struct tensor){0};
    }
    for (size_t i = 0; i < c->count; i++)
        tensor_free(&c->tensors[i]);
    free(c->tensors);
    c->tensors = kept;
    c->count = count;
    return NULL;
}

struct error *snapshots_choose(struct snapshots *s, struct checkpoint *c,
                               const struct tensor_choice *choice)
{
    struct error *err;
    size_t count = 0, *of = calloc(size_max(c->count, s->tensor_count) + 1, sizeof *of);
    enum tensor_verdict *verdicts = NULL;
    if (!of)
        return error_memory("a choice of tensors");
    TRY(judge(c, choice, &verdicts));
    if (!s->takes_factors)
        TRY(lora_check_compared(c, verdicts));
    TRY(left_out_add(&s->left_out, choice, c, verdicts));
    TRY(s->count == 0 ? choose_first(s, c, verdicts, of, &count)
                      : choose_later(s, c, verdicts, of, &count));
    TRY(keep(c, of, count));
out:
    free(verdicts);
    free(of);
    return err;
}

struct error *snapshots_match(const struct snapshots *s, const struct checkpoint *c,
                              const struct tensor_choice *choice, size_t *of)
{
    struct error *err;
    char *by_order = NULL;
    enum tensor_verdict *verdicts = NULL;
    TRY(judge(c, choice, &verdicts));
    TRY(matching_find(&s->matching, c, verdicts, of, &by_order));
out:
    free(by_order);
    free(verdicts);
    return err;
}

void snapshots_report_order(const struct snapshots *s, struct report *report)
{
    if (s->by_order_count > 1)
        report_line(report, REPORT_NOTE, "%s; likewise in further files: %zu", s->by_order,
                    s->by_order_count - 1);
    else if (s->by_order_count > 0)
        report_line(report, REPORT_NOTE, "%s", s->by_order);
}
