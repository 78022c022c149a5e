#include "snapshot/activations/activation_set.h"

#include "base/array.h"
#include "base/memstream.h"
#include "checkpoint/tensor_read.h"
#include "snapshot/concat_files.h"
#include "snapshot/rows/row_table.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

const struct tensor *activation_set_tensor(const struct activation *a)
{
    return &a->file.tensors[a->tensor];
}

size_t activation_set_features(const struct activation *a)
{
    const struct tensor *t = activation_set_tensor(a);
    return t->count / t->shape[0];
}

/* ---- which tensor ---- */

static struct error *error_several(const struct checkpoint *c, const enum tensor_verdict *verdicts)
{
    struct memstream m;
    enum { SHOWN = 8 };
    size_t shown = 0;
    FILE *f = memstream_open(&m);
    if (!f)
        return error_memory("the names of tensors");
    for (size_t i = 0; i < c->count; i++)
        if (verdicts[i] == TENSOR_IN && shown++ < SHOWN)
            fprintf(f, "%s%s", shown > 1 ? ", " : "", c->tensors[i].name);
    if (!memstream_close(&m))
        return error_memory("the names of tensors");
    struct error *err =
        error_new("%s: %zu tensors may be the activations: %s%s: choose one of them "
                  "(-i, -x)",
                  c->path, shown, m.text, shown > SHOWN ? ", ..." : "");
    free(m.text);
    return err;
}

/* The one tensor that is in. */
static struct error *find_tensor(const struct checkpoint *c, const enum tensor_verdict *verdicts,
                                 size_t *index)
{
    size_t found = 0;
    for (size_t i = 0; i < c->count; i++)
        if (verdicts[i] == TENSOR_IN) {
            *index = i;
            found++;
        }
    if (found == 0)
        return error_new("%s: no activations: no tensor that is chosen has two dimensions or more, "
                         "the samples first: see snapcat -l --cka",
                         c->path);
    return found > 1 ? error_several(c, verdicts) : NULL;
}

static struct error *choose(const struct activation_set *s, struct activation *a)
{
    struct error *err;
    enum tensor_verdict *verdicts = calloc(a->file.count + 1, sizeof *verdicts);
    if (!verdicts)
        return error_memory("a choice of tensors");
    TRY(tensor_choice_apply(s->choice, &a->file, verdicts));
    TRY(find_tensor(&a->file, verdicts, &a->tensor));
out:
    free(verdicts);
    return err;
}

static struct error *check_shape(const struct activation_set *s, const struct activation *a)
{
    const struct tensor *t = activation_set_tensor(a);
    size_t samples = t->shape[0];
    if (samples < s->least_samples)
        return error_new("%s: tensor %s: samples: %zu, and CKA needs at least %zu: is the first "
                         "dimension that of the samples?",
                         a->file.path, t->name, samples, s->least_samples);
    if (t->count == 0)
        return error_new("%s: tensor %s: no features: choose another (-i, -x)", a->file.path,
                         t->name);
    if (s->count > 0 && samples != s->samples)
        return error_new("%s: tensor %s: %zu samples, but %s has %zu: give activations of the same "
                         "samples",
                         a->file.path, t->name, samples, s->at[0].file.path, s->samples);
    return NULL;
}

/* ---- the set ---- */

static struct error *make_room(struct activation_set *s)
{
    struct activation *at = array_grown(s->at, &s->room, s->count, sizeof *at);
    if (!at)
        return error_memory("the list of files");
    s->at = at;
    return NULL;
}

static struct error *add(void *set, struct checkpoint *c, const char *path)
{
    struct error *err;
    struct activation_set *s = set;
    struct activation new = {.file = *c};
    (void)path;
    TRY(choose(s, &new));
    TRY(check_shape(s, &new));
    TRY(make_room(s));
    TRY(row_table_add(&s->rows, &new.file));
    s->samples = activation_set_tensor(&new)->shape[0];
    s->at[s->count++] = new;
out:
    if (err)
        checkpoint_free(&new.file);
    return err;
}

/* File i becomes what file order[i] was, with its row. */
static struct error *reorder(struct activation_set *s, const size_t *order)
{
    struct error *err = table_reorder(&s->rows, order);
    if (err)
        return err;
    struct activation *at = array_in_order(s->at, s->count, sizeof *at, order);
    if (!at)
        return error_memory("the list of files");
    free(s->at);
    s->at = at;
    s->room = s->count;
    return NULL;
}

struct error *activation_set_describe(struct activation_set *s, const struct concat *work,
                                      struct report *report)
{
    struct error *err;
    size_t *order = NULL;
    TRY(concat_files_open(work, add, s, report));
    TRY(concat_files_describe_rows(work, &s->rows, &order, report));
    if (order)
        TRY(reorder(s, order));
out:
    free(order);
    return err;
}

void activation_set_free(struct activation_set *s)
{
    for (size_t i = 0; i < s->count; i++)
        checkpoint_free(&s->at[i].file);
    free(s->at);
    table_free(&s->rows);
    *s = (struct activation_set){0};
}

/* ---- reading ---- */

static size_t first_not_finite(const struct matrix *x)
{
    size_t count = x->rows * x->cols, i = 0;
    while (i < count && isfinite(x->a[i]))
        i++;
    return i / x->cols;
}

struct error *activation_set_read(const struct activation *a, struct cursor *cursor, size_t first,
                                  struct matrix *x, size_t *bad)
{
    struct error *err = NULL;
    const struct tensor *t = activation_set_tensor(a);
    size_t features = activation_set_features(a);
    bool whole = x->cols == features;
    if (whole)
        TRY(tensor_read_f64(cursor, t, 0, t->count, x->a));
    for (size_t i = 0; !whole && i < x->rows; i++)
        TRY(tensor_read_f64(cursor, t, i * features + first, x->cols, x->a + i * x->cols));
    *bad = first_not_finite(x);
out:
    return err;
}
