/* Tensors of one number beside the state_dict, as scalars. */
#include "checkpoint/torch/column.h"

#include "checkpoint/torch/state_impl.h"
#include "checkpoint/zip/inflater.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ELEMENT_MAX = 8 /* bytes */, UNPACKED_MAX = 1 << 16 /* bytes */ };

static double rounded(double number, enum dtype type)
{
    unsigned char bytes[ELEMENT_MAX];
    double back = number;
    if (dtype_from_f64(bytes, &number, 1, type, false))
        dtype_to_f64(&back, bytes, 1, type, false);
    return back;
}

void torch_number_text(double number, enum dtype type, char text[DECIMAL_ROOM])
{
    if (fabs(number) < 1e15 && number == trunc(number))
        snprintf(text, DECIMAL_ROOM, "%.0f", number);
    else if (type == DTYPE_F64 || !isfinite(number))
        decimal_f64(text, number);
    else
        for (int digits = 1; digits <= FLT_DECIMAL_DIG; digits++) {
            snprintf(text, DECIMAL_ROOM, "%.*g", digits, number);
            if (rounded(strtod(text, NULL), type) == number)
                break;
        }
}

void torch_element_text(const unsigned char *element, const struct place *place,
                        char text[DECIMAL_ROOM])
{
    double number;
    dtype_to_f64(&number, element, 1, place->type, place->swapped);
    if (place->type == DTYPE_BOOL)
        snprintf(text, DECIMAL_ROOM, "%s", number != 0 ? "true" : "false");
    else if (dtype_is_float(place->type))
        torch_number_text(place->negated ? -number : number, place->type, text);
    else
        decimal_element(text, element, place->type, place->swapped);
}

static struct error *read_element(const struct place *place, const struct opening *o, void *to)
{
    struct error *err;
    struct inflater *inflater = NULL;
    size_t size = dtype_size(place->type);
    if (!place->packed)
        return checkpoint_read(o, to, size, place->offset);
    TRY(inflater_new(&inflater));
    TRY(inflater_start(inflater, o->start + place->offset));
    TRY(inflater_skip(inflater, o->fd, place->skip));
    TRY(inflater_read(inflater, o->fd, to, size));
out:
    inflater_free(inflater);
    return err;
}

struct error *torch_column_take(struct checkpoint *c, const struct opening *o, const char *name,
                                const struct place *place)
{
    struct error *err = NULL;
    char text[DECIMAL_ROOM];
    unsigned char bytes[ELEMENT_MAX];
    if (strlist_find(&c->keys, name) != (size_t)-1 || (place->packed && place->skip > UNPACKED_MAX))
        return NULL;
    TRY(read_element(place, o, bytes));
    torch_element_text(bytes, place, text);
    TRY(strlist_add(&c->keys, name, strlen(name)));
    TRY(strlist_add(&c->values, text, strlen(text)));
out:
    return err;
}
