#include "checkpoint/choice/tensor_list.h"

#include "base/memstream.h"
#include "base/size.h"
#include "base/text/printable.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SHAPE_ROOM = 128 };

/* ---- types ---- */

enum { TYPE_ROOM = 16 };

/* The type's name; of an unreadable tensor the file's own word for its type, with which the reason
 * begins, if it is one short word. */
static void type_text(const struct tensor *t, char text[TYPE_ROOM])
{
    const char *word = t->unreadable ? t->unreadable : dtype_name(t->place.type);
    size_t length = strcspn(word, " ");
    bool is_type = !t->unreadable || strncmp(word + length, " is not read", 12) == 0;
    snprintf(text, TYPE_ROOM, "%.*s", is_type && length < TYPE_ROOM ? (int)length : 1,
             is_type && length < TYPE_ROOM ? word : "-");
}

/* ---- lines ---- */

struct widths {
    size_t name, type, shape;
};

static size_t shown_length(const char *text)
{
    return printable_length(text, strlen(text));
}

static struct widths measure(const struct checkpoint *c)
{
    char shape[SHAPE_ROOM], type[TYPE_ROOM];
    struct widths w = {.name = strlen("total"), .type = strlen("bf16")};
    for (size_t i = 0; i < c->count; i++) {
        tensor_shape_text(&c->tensors[i], shape, sizeof shape);
        type_text(&c->tensors[i], type);
        w.name = size_max(w.name, shown_length(c->tensors[i].name));
        w.type = size_max(w.type, shown_length(type));
        w.shape = size_max(w.shape, strlen(shape));
    }
    return w;
}

static void print_field(FILE *f, const char *text, size_t width)
{
    printable_put(f, text, strlen(text));
    fprintf(f, "%*s", (int)(width - shown_length(text)) + 2, "");
}

static void print_begin(FILE *f, const struct widths *w, const char *name, const char *type,
                        const char *shape)
{
    print_field(f, name, w->name);
    print_field(f, type, w->type);
    print_field(f, shape, w->shape);
}

static void print_total(FILE *f, const struct widths *w, size_t tensors, size_t elements,
                        const char *where)
{
    print_begin(f, w, "total", "", "");
    fprintf(f, "%s: %zu elements of %zu tensors\n", where, elements, tensors);
}

static void print_all(FILE *f, const struct checkpoint *c, const enum tensor_verdict *verdicts)
{
    size_t tensors[2] = {0}, elements[2] = {0};
    struct widths w = measure(c);
    for (size_t i = 0; i < c->count; i++) {
        char shape[SHAPE_ROOM], type[TYPE_ROOM];
        const struct tensor *t = &c->tensors[i];
        bool out = verdicts[i] != TENSOR_IN;
        tensors[out]++;
        elements[out] += t->count;
        tensor_shape_text(t, shape, sizeof shape);
        type_text(t, type);
        print_begin(f, &w, t->name, type, shape);
        tensor_choice_print(f, c, verdicts, i);
        fputc('\n', f);
    }
    print_total(f, &w, tensors[0], elements[0], "in");
    if (tensors[1])
        print_total(f, &w, tensors[1], elements[1], "out");
}

static struct error *print_list(FILE *f, const struct checkpoint *c,
                                const struct tensor_choice *choice)
{
    enum tensor_verdict *verdicts = calloc(c->count + 1, sizeof *verdicts);
    if (!verdicts)
        return error_memory("a choice of tensors");
    struct error *err = tensor_choice_judge(choice, c, verdicts);
    if (!err)
        print_all(f, c, verdicts);
    free(verdicts);
    return err;
}

struct error *tensor_list_format(const struct checkpoint *c, const struct tensor_choice *choice,
                                 char **text)
{
    struct memstream m;
    FILE *f = memstream_open(&m);
    *text = NULL;
    if (!f)
        return error_memory("a list of tensors");
    struct error *err = print_list(f, c, choice);
    if (!memstream_close(&m) && !err)
        err = error_memory("a list of tensors");
    if (err)
        free(m.text);
    else
        *text = m.text;
    return err;
}
