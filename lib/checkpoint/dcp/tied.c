#include "checkpoint/dcp/tied.h"

#include "base/size.h"
#include "checkpoint/assembly.h"
#include "checkpoint/dcp/elements.h"
#include "checkpoint/tensor_read.h"

#include <stdlib.h>
#include <string.h>

enum {
    SAMPLE = 512,   /* elements */
    UNTIED_MAX = 64 /* with one sample, that the next are compared with: a folder that was made up
                       must not take time in the square of its size */
};

/* A tensor, and some elements from its middle: its first rows may be padding. */
struct sampled {
    struct tensor *tensor;
    size_t count;
    double sample[SAMPLE];
};

/* ---- which may be tied ---- */

static bool may_be_tied(const struct tensor *t)
{
    return t->role == TENSOR_UNKNOWN && !t->unreadable && !t->place.strides && t->dims >= 2 &&
           t->count > 1;
}

static int compare_kinds(const void *a, const void *b)
{
    const struct tensor *s = *(struct tensor *const *)a, *t = *(struct tensor *const *)b;
    int type = (s->place.type > t->place.type) - (s->place.type < t->place.type);
    if (type || s->dims != t->dims)
        return type ? type : s->dims < t->dims ? -1 : 1;
    int shape = memcmp(s->shape, t->shape, s->dims * sizeof *s->shape);
    return shape ? shape : (s > t) - (s < t);
}

static bool same_kind(const struct tensor *s, const struct tensor *t)
{
    return s->place.type == t->place.type && tensor_same_shape(s, t);
}

/* The name of the module that owns a tensor: the last part but one of the tensor's name. */
static const char *module_of(const char *name, size_t *length)
{
    const char *end = strrchr(name, '.'), *begin = end;
    while (begin && begin > name && begin[-1] != '.')
        begin--;
    *length = end ? (size_t)(end - begin) : 0;
    return end ? begin : name;
}

static bool is_number(const char *text, size_t length)
{
    return length > 0 && strspn(text, "0123456789") >= length;
}

static bool modules_differ(const struct tensor *s, const struct tensor *t)
{
    size_t s_length, t_length;
    const char *s_name = module_of(s->name, &s_length), *t_name = module_of(t->name, &t_length);
    if (is_number(s_name, s_length) && is_number(t_name, t_length))
        return false;
    return s_length != t_length || memcmp(s_name, t_name, s_length) != 0;
}

/* ---- elements ---- */

static struct error *take_sample(struct cursor *cursor, struct tensor *t, struct sampled *to)
{
    to->tensor = t;
    to->count = size_min(t->count, SAMPLE);
    return tensor_read_f64(cursor, t, (t->count - to->count) / 2, to->count, to->sample);
}

static bool is_one_number(const struct sampled *s)
{
    return memcmp(s->sample, s->sample + 1, (s->count - 1) * sizeof *s->sample) == 0;
}

static bool same_sample(const struct sampled *s, const struct sampled *t)
{
    return memcmp(s->sample, t->sample, sizeof s->sample) == 0;
}

/* By their samples, and in the order of the tensors. */
static int compare_samples(const void *a, const void *b)
{
    const struct sampled *s = a, *t = b;
    int order = memcmp(s->sample, t->sample, s->count * sizeof *s->sample);
    return order ? order : (s->tensor > t->tensor) - (s->tensor < t->tensor);
}

/* ---- places ---- */

static struct error *add_part(struct tensor *to, const struct place_part *part)
{
    struct place place = part->place;
    if (place.strides) {
        place.strides = malloc(to->dims * sizeof *place.strides);
        if (!place.strides)
            return error_memory("the parts of a tensor");
        memcpy(place.strides, part->place.strides, to->dims * sizeof *place.strides);
    }
    return assembly_add(to, part->first, part->size, &place);
}

/* Gives t the parts of s, however its own were cut. */
static struct error *share_parts(const struct tensor *s, struct tensor *t)
{
    struct error *err = NULL;
    struct tensor copy = {.name = t->name, .dims = t->dims, .shape = t->shape};
    for (size_t i = 0; i < s->place.assembly->count; i++)
        TRY(add_part(&copy, &s->place.assembly->parts[i]));
    TRY(assembly_finish(&copy));
    place_free(&t->place);
    t->place = copy.place;
    return NULL;
out:
    place_free(&copy.place);
    return err;
}

/* Gives t the place of s, if it is tied to s. */
static struct error *tie(struct cursor *cursor, const struct tensor *s, struct tensor *t,
                         bool *tied)
{
    bool same = modules_differ(s, t) && !s->place.assembly == !t->place.assembly;
    struct error *err = same ? dcp_same_elements(cursor, s, cursor, t, &same) : NULL;
    *tied = !err && same;
    if (!*tied)
        return err;
    if (s->place.assembly)
        return share_parts(s, t);
    t->place.file = s->place.file;
    t->place.offset = s->place.offset;
    return NULL;
}

/* Ties tensors with the same sample, which may differ elsewhere: the embeddings of two networks
 * that were trained from one, in the rows that training changed. */
static struct error *tie_alike(struct cursor *cursor, const struct sampled *alike, size_t count)
{
    struct error *err = NULL;
    const struct tensor *untied[UNTIED_MAX];
    size_t untied_count = 0;
    for (size_t i = 0; i < count; i++) {
        bool tied = false;
        for (size_t k = 0; k < untied_count && !tied; k++)
            TRY(tie(cursor, untied[k], alike[i].tensor, &tied));
        if (!tied && untied_count < UNTIED_MAX)
            untied[untied_count++] = alike[i].tensor;
    }
out:
    return err;
}

/* Ties tensors of one type and shape. */
static struct error *tie_kind(struct cursor *cursor, struct tensor **tensors, size_t count)
{
    struct error *err = NULL;
    struct sampled *samples = calloc(count, sizeof *samples);
    if (!samples)
        return error_memory("samples of tensors");
    for (size_t i = 0; i < count; i++)
        TRY(take_sample(cursor, tensors[i], &samples[i]));
    qsort(samples, count, sizeof *samples, compare_samples);
    for (size_t first = 0, end; first < count; first = end) {
        for (end = first + 1; end < count && same_sample(&samples[first], &samples[end]);)
            end++;
        if (!is_one_number(&samples[first]))
            TRY(tie_alike(cursor, samples + first, end - first));
    }
out:
    free(samples);
    return err;
}

static struct error *tie_all(struct cursor *cursor, struct tensor **tensors, size_t count)
{
    struct error *err = NULL;
    for (size_t first = 0, end; first < count; first = end) {
        for (end = first + 1; end < count && same_kind(tensors[first], tensors[end]);)
            end++;
        if (end > first + 1)
            TRY(tie_kind(cursor, tensors + first, end - first));
    }
out:
    return err;
}

struct error *tied_find(struct checkpoint *c)
{
    struct error *err;
    size_t count = 0;
    struct cursor cursor;
    struct tensor **tensors = calloc(c->count + 1, sizeof(struct tensor *));
    if (!tensors)
        return error_memory("the tensors of a checkpoint");
    for (size_t i = 0; i < c->count; i++)
        if (may_be_tied(&c->tensors[i]))
            tensors[count++] = &c->tensors[i];
    qsort(tensors, count, sizeof(struct tensor *), compare_kinds);
    TRY(cursor_open(&cursor, c));
    err = tie_all(&cursor, tensors, count);
    cursor_close(&cursor);
out:
    free(tensors);
    return err;
}
