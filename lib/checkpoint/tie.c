#include "checkpoint/tie.h"

#include <stdlib.h>
#include <string.h>

/* A dimension of the elements in the file. */
struct axis {
    size_t stride, size; /* elements from one index to the next, indices */
};

/* A tensor's elements in the order of the file, whatever the order of its dimensions: axes by
 * stride, largest first, without those of one index, and neighbours that continue each other
 * joined. Tensors of one form at one place have the same elements. */
struct form {
    struct tensor *tensor;
    struct axis *axes;
    size_t count;
};

static int compare_axes(const void *a, const void *b)
{
    const struct axis *s = a, *t = b;
    if (s->stride != t->stride)
        return s->stride > t->stride ? -1 : 1;
    return (s->size < t->size) - (s->size > t->size);
}

static void join_axes(struct form *f)
{
    size_t kept = 0;
    for (size_t i = 0; i < f->count; i++) {
        struct axis *last = kept > 0 ? &f->axes[kept - 1] : NULL;
        if (last && f->axes[i].stride > 0 && last->stride == f->axes[i].stride * f->axes[i].size)
            *last = (struct axis){f->axes[i].stride, last->size * f->axes[i].size};
        else
            f->axes[kept++] = f->axes[i];
    }
    f->count = kept;
}

/* Fills a form, whose axes have room for all dimensions. */
static void take_form(struct form *f, struct tensor *t, struct axis *axes)
{
    *f = (struct form){.tensor = t, .axes = axes};
    if (!t->place.strides) {
        axes[0] = (struct axis){1, t->count};
        f->count = t->count > 1;
        return;
    }
    for (size_t i = 0; i < t->dims; i++)
        if (t->shape[i] > 1)
            axes[f->count++] = (struct axis){t->place.strides[i], t->shape[i]};
    qsort(axes, f->count, sizeof *axes, compare_axes);
    join_axes(f);
}

static int compare_u64(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

/* By the place of the first element, and how it is stored. */
static int compare_places(const struct place *a, const struct place *b)
{
    const uint64_t keys[][2] = {
        {a->file, b->file},     {a->offset, b->offset}, {a->skip, b->skip},
        {a->packed, b->packed}, {a->type, b->type},     {a->swapped, b->swapped},
        {a->check, b->check},   {a->size, b->size},     {a->negated, b->negated}};
    int order = 0;
    for (size_t i = 0; i < sizeof keys / sizeof *keys && order == 0; i++)
        order = compare_u64(keys[i][0], keys[i][1]);
    return order;
}

static int compare_sizes(const size_t *a, const size_t *b, size_t count)
{
    int order = 0;
    for (size_t i = 0; i < count && order == 0; i++)
        order = compare_u64(a[i], b[i]);
    return order;
}

static int compare_strides(const size_t *a, const size_t *b, size_t dims)
{
    return a && b ? compare_sizes(a, b, dims) : (a != NULL) - (b != NULL);
}

static int compare_parts(const struct place_part *a, const struct place_part *b, size_t dims)
{
    int order = compare_sizes(a->first, b->first, dims);
    if (order == 0)
        order = compare_sizes(a->size, b->size, dims);
    if (order == 0)
        order = compare_places(&a->place, &b->place);
    return order ? order : compare_strides(a->place.strides, b->place.strides, dims);
}

/* Assembled tensors have the same elements if they have one shape, and the same parts. */
static int compare_assembled(const struct tensor *s, const struct tensor *t)
{
    const struct assembly *a = s->place.assembly, *b = t->place.assembly;
    if (!a || !b)
        return (a != NULL) - (b != NULL);
    int order = compare_u64(s->dims, t->dims);
    if (order == 0)
        order = compare_sizes(s->shape, t->shape, s->dims);
    if (order == 0)
        order = compare_u64(a->count, b->count);
    for (size_t i = 0; order == 0 && i < a->count; i++)
        order = compare_parts(&a->parts[i], &b->parts[i], s->dims);
    return order;
}

static int compare_elements(const struct form *s, const struct form *t)
{
    int order = compare_places(&s->tensor->place, &t->tensor->place);
    if (order == 0)
        order = compare_u64(s->count, t->count);
    for (size_t i = 0; i < s->count && order == 0; i++)
        order = compare_axes(&s->axes[i], &t->axes[i]);
    return order ? order : compare_assembled(s->tensor, t->tensor);
}

/* Of the same elements, in the order of the tensors, which is that of their names. */
static int compare_forms(const void *a, const void *b)
{
    const struct form *s = a, *t = b;
    int order = compare_elements(s, t);
    return order ? order : (s->tensor > t->tensor) - (s->tensor < t->tensor);
}

/* A product has no elements in the file. */
static bool is_tieable(const struct tensor *t)
{
    return t->count > 0 && !t->unreadable && !t->place.lowrank;
}

static void number_ties(struct form *forms, size_t count)
{
    size_t number = 0;
    for (size_t i = 1; i < count; i++) {
        struct tensor *before = forms[i - 1].tensor;
        if (compare_elements(&forms[i - 1], &forms[i]) != 0)
            continue;
        if (before->tie == 0)
            before->tie = ++number;
        forms[i].tensor->tie = before->tie;
    }
}

/* All forms, and room for their axes behind one another. */
struct forms {
    struct form *at;
    struct axis *axes;
    size_t count;
};

static struct error *forms_make(struct forms *f, struct checkpoint *c)
{
    size_t axes = 0;
    for (size_t i = 0; i < c->count; i++)
        axes += c->tensors[i].place.strides ? c->tensors[i].dims : 1;
    f->at = calloc(c->count + 1, sizeof *f->at);
    f->axes = calloc(axes + 1, sizeof *f->axes);
    if (!f->at || !f->axes)
        return error_memory("the ties of tensors");
    axes = 0;
    for (size_t i = 0; i < c->count; i++) {
        struct tensor *t = &c->tensors[i];
        t->tie = 0; /* a shard's own ties are numbered anew */
        if (!is_tieable(t))
            continue;
        take_form(&f->at[f->count++], t, f->axes + axes);
        axes += t->place.strides ? t->dims : 1;
    }
    return NULL;
}

struct error *tie_find(struct checkpoint *c)
{
    struct forms f = {0};
    struct error *err = forms_make(&f, c);
    if (!err && f.count > 1) {
        qsort(f.at, f.count, sizeof *f.at, compare_forms);
        number_ties(f.at, f.count);
    }
    free(f.at);
    free(f.axes);
    return err;
}
