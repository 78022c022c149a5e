#include "checkpoint/tensor_list.h"

#include "base/memstream.h"
#include "base/size.h"

#include <stdio.h>
#include <string.h>

enum { SHAPE_ROOM = 128 };

struct widths {
    size_t name, shape;
};

static struct widths measure(const struct checkpoint *c)
{
    char shape[SHAPE_ROOM];
    struct widths w = {strlen("total"), 0};
    for (size_t i = 0; i < c->count; i++) {
        tensor_shape_text(&c->tensors[i], shape, sizeof shape);
        w.name = size_max(w.name, strlen(c->tensors[i].name));
        w.shape = size_max(w.shape, strlen(shape));
    }
    return w;
}

static void print_line(FILE *f, const struct widths *w, const char *name, const char *type,
                       const char *shape, const char *what)
{
    fprintf(f, "%-*s  %-4s  %-*s  %s\n", (int)w->name, name, type, (int)w->shape, shape, what);
}

static void print_total(FILE *f, const struct widths *w, size_t tensors, size_t elements,
                        const char *where)
{
    char what[128];
    snprintf(what, sizeof what, "%s: %zu elements of %zu tensors", where, elements, tensors);
    print_line(f, w, "total", "", "", what);
}

static void print_all(FILE *f, const struct checkpoint *c, const struct tensor_choice *choice)
{
    size_t tensors[2] = {0}, elements[2] = {0};
    struct widths w = measure(c);
    for (size_t i = 0; i < c->count; i++) {
        char shape[SHAPE_ROOM];
        const struct tensor *t = &c->tensors[i];
        enum tensor_verdict verdict = tensor_choice_of(choice, t);
        bool out = verdict != TENSOR_IN;
        tensors[out]++;
        elements[out] += t->count;
        tensor_shape_text(t, shape, sizeof shape);
        print_line(f, &w, t->name, dtype_name(t->place.type), shape, tensor_choice_text(verdict));
    }
    print_total(f, &w, tensors[0], elements[0], "in");
    if (tensors[1])
        print_total(f, &w, tensors[1], elements[1], "out");
}

struct error *tensor_list_format(const struct checkpoint *c, const struct tensor_choice *choice,
                                 char **text)
{
    struct memstream m;
    FILE *f = memstream_open(&m);
    *text = NULL;
    if (!f)
        return error_memory("a list of tensors");
    print_all(f, c, choice);
    if (!memstream_close(&m))
        return error_memory("a list of tensors");
    *text = m.text;
    return NULL;
}
