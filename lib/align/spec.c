#include "align/spec_make.h"

#include "base/memstream.h"
#include "base/size.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* ---- making ---- */

static struct error *measure(struct spec_tensor *t)
{
    t->count = 1;
    for (size_t d = 0; d < t->dims; d++) {
        if (t->shape[d] == 0)
            return error_new("tensor %s: without elements: leave it out", t->name);
        if (!size_mul(t->count, t->shape[d], &t->count))
            return error_new("tensor %s: its size overflows: is this a network?", t->name);
    }
    return NULL;
}

static struct error *tensor_new(struct spec_tensor *t, const struct spec_shape *from)
{
    size_t room = size_max(from->dims, 1);
    *t = (struct spec_tensor){.dims = from->dims,
                              .name = strdup(from->name),
                              .shape = calloc(room, sizeof *t->shape),
                              .axes = calloc(room, sizeof *t->axes)};
    if (!t->name || !t->shape || !t->axes)
        return error_memory("a specification");
    for (size_t d = 0; d < t->dims; d++) {
        t->shape[d] = from->shape[d];
        t->axes[d] = (struct spec_axis){SPEC_FIXED, 1, 1};
    }
    return measure(t);
}

struct error *spec_new(struct spec *spec, const struct spec_shape *tensors, size_t count)
{
    struct error *err = NULL;
    *spec = (struct spec){.tensors = calloc(size_max(count, 1), sizeof *spec->tensors)};
    if (!spec->tensors)
        return error_memory("a specification");
    while (!err && spec->count < count) {
        err = tensor_new(&spec->tensors[spec->count], &tensors[spec->count]);
        spec->count++;
    }
    if (err)
        spec_free(spec);
    return err;
}

void spec_free(struct spec *spec)
{
    for (size_t i = 0; i < spec->count; i++) {
        free(spec->tensors[i].name);
        free(spec->tensors[i].shape);
        free(spec->tensors[i].axes);
    }
    for (size_t p = 0; p < spec->permutation_count; p++)
        free(spec->permutations[p].name);
    free(spec->tensors);
    free(spec->permutations);
    *spec = (struct spec){0};
}

/* ---- permutations ---- */

/* The index of the permutation of this name, or permutation_count. */
static size_t find_permutation(const struct spec *spec, const char *name, size_t length)
{
    size_t p = 0;
    while (p < spec->permutation_count && (strncmp(spec->permutations[p].name, name, length) != 0 ||
                                           spec->permutations[p].name[length] != '\0'))
        p++;
    return p;
}

static struct error *add_permutation(struct spec *spec, const char *name, size_t length,
                                     size_t units)
{
    size_t count = spec->permutation_count + 1;
    struct spec_permutation *larger =
        reallocarray(spec->permutations, count, sizeof *spec->permutations);
    if (!larger)
        return error_memory("a specification");
    spec->permutations = larger;
    larger[count - 1] = (struct spec_permutation){strndup(name, length), units};
    if (!larger[count - 1].name)
        return error_memory("a specification");
    spec->permutation_count = count;
    return NULL;
}

struct error *spec_bind(struct spec *spec, size_t tensor, size_t axis, const char *name,
                        size_t length, struct spec_axis as)
{
    struct spec_tensor *t = &spec->tensors[tensor];
    size_t entries = t->shape[axis], block, p = find_permutation(spec, name, length);
    struct error *err = NULL;
    if (!size_mul(as.outer, as.inner, &block) || entries % block != 0)
        return error_new("tensor %s: axis %zu of %zu entries cannot be divided into %zu x %.*s x "
                         "%zu: correct the blocks",
                         t->name, axis + 1, entries, as.outer, (int)length, name, as.inner);
    if (p == spec->permutation_count)
        err = add_permutation(spec, name, length, entries / block);
    else if (spec->permutations[p].units != entries / block)
        err = error_new("tensor %s: axis %zu: permutation %.*s has %zu units here, and %zu before: "
                        "correct the name or the blocks",
                        t->name, axis + 1, (int)length, name, entries / block,
                        spec->permutations[p].units);
    as.permutation = p;
    if (!err)
        t->axes[axis] = as;
    return err;
}

static size_t count_axes(const struct spec *spec, size_t permutation)
{
    size_t count = 0;
    for (size_t i = 0; i < spec->count; i++)
        for (size_t d = 0; d < spec->tensors[i].dims; d++)
            count += spec->tensors[i].axes[d].permutation == permutation;
    return count;
}

struct error *spec_check(const struct spec *spec)
{
    if (spec->permutation_count == 0)
        return error_new("no axis follows a permutation: name one for each hidden layer");
    for (size_t p = 0; p < spec->permutation_count; p++)
        if (count_axes(spec, p) == 1)
            return error_new("permutation %s: on one axis only, so it would change the network: "
                             "name it wherever these units are",
                             spec->permutations[p].name);
    return NULL;
}

/* ---- text ---- */

static void print_axis(FILE *f, const struct spec *spec, const struct spec_axis *axis)
{
    fputc('\t', f);
    if (axis->permutation == SPEC_FIXED) {
        fputc('-', f);
        return;
    }
    if (axis->outer > 1)
        fprintf(f, "%zu*", axis->outer);
    fputs(spec->permutations[axis->permutation].name, f);
    if (axis->inner > 1)
        fprintf(f, "*%zu", axis->inner);
}

/* Names that a line cannot begin with: those of tensors without axes may be left out. */
static bool is_printable(const char *name)
{
    return *name && *name != '#' && *name != ' ' && !strpbrk(name, "\t\r\n") &&
           name[strlen(name) - 1] != ' ';
}

struct error *spec_text(const struct spec *spec, char **text)
{
    struct memstream m;
    FILE *f = memstream_open(&m);
    struct error *err = NULL;
    *text = NULL;
    if (!f)
        return error_memory("a specification");
    for (size_t i = 0; i < spec->count && !err; i++) {
        const struct spec_tensor *t = &spec->tensors[i];
        if (t->dims > 0 && !is_printable(t->name)) {
            err = error_new("tensor %s: a line of text cannot begin with this name: rename it",
                            t->name);
        } else if (t->dims > 0) {
            fputs(t->name, f);
            for (size_t d = 0; d < t->dims; d++)
                print_axis(f, spec, &t->axes[d]);
            fputc('\n', f);
        }
    }
    if (!memstream_close(&m) && !err)
        err = error_memory("a specification");
    if (err)
        free(m.text);
    else
        *text = m.text;
    return err;
}
