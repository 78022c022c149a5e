/* Tensors of one number beside the state_dict, as scalars. */
#include "checkpoint/torch/column.h"

#include "base/text/scalar.h"
#include "checkpoint/torch/state_impl.h"
#include "checkpoint/zip/inflater.h"

#include <string.h>

enum { ELEMENT_MAX = 8 /* bytes */, UNPACKED_MAX = 1 << 16 /* bytes */ };

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

static void element_text(const unsigned char *element, const struct place *place,
                         char text[DECIMAL_ROOM])
{
    double number;
    dtype_to_f64(&number, element, 1, place->type, place->swapped);
    if (place->negated)
        scalar_number(text, -number, place->type);
    else
        scalar_element(text, element, place->type, place->swapped);
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
    element_text(bytes, place, text);
    TRY(strlist_add(&c->keys, name, strlen(name)));
    TRY(strlist_add(&c->values, text, strlen(text)));
out:
    return err;
}
