#include "checkpoint/hdf5/hdf5_impl.h"

#include "base/array.h"
#include "checkpoint/hdf5/roles.h"

#include <stdlib.h>
#include <string.h>

enum { COLUMNS_MAX = 256 };

/* What a worker tells of a file is being put in a checkpoint. */
struct listing {
    struct checkpoint *c;
    const struct hdf5_stretch *at;
    size_t room; /* of c->tensors */
};

/* ---- tensors ---- */

static struct error *add_tensor(struct listing *l, const char *name, const struct facts *facts)
{
    struct checkpoint *c = l->c;
    size_t shape[FACTS_DIMS_MAX];
    struct tensor *tensors = array_grown(c->tensors, &l->room, c->count, sizeof *tensors);
    if (!tensors)
        return error_memory("the description of tensors");
    c->tensors = tensors;
    for (size_t i = 0; i < facts->dims; i++)
        shape[i] = facts->shape[i];
    c->tensors[c->count] =
        (struct tensor){.place = {.type = facts->type, .swapped = facts->swapped}};
    return tensor_init(&c->tensors[c->count++], name, shape, facts->dims);
}

static struct error *refuse_unwritten(struct tensor *t)
{
    return hdf5_refuse(&t->unreadable,
                       "an array that was never written is not read: write the file again");
}

static struct error *place_contiguous(const struct listing *l, const struct facts *facts,
                                      struct tensor *t)
{
    if (facts->address == FACTS_NOWHERE && t->count > 0)
        return refuse_unwritten(t);
    t->place.offset = facts->address == FACTS_NOWHERE ? 0 : facts->address;
    struct error *err = tensor_check(t, l->at->size, NULL);
    t->place.offset += l->at->offset;
    return err;
}

static struct error *place_packed(const struct listing *l, const struct facts *facts,
                                  struct tensor *t)
{
    struct error *err;
    struct hdf5_grid grid;
    t->place.packed = true;
    t->place.offset = l->at->offset;
    t->place.skip = l->at->size;
    t->place.size = facts->object;
    TRY(hdf5_grid_of(&grid, facts, t, &t->unreadable));
    if (t->unreadable)
        return NULL;
    if (facts->layout == FACTS_CHUNKS && facts->stored == 0)
        return refuse_unwritten(t);
    TRY(hdf5_grid_check(&grid, facts, t, l->at->size));
    hdf5_place_chunk(&t->place, &grid, &facts->only);
out:
    return err;
}

static struct error *place_tensor(const struct listing *l, const struct facts *facts,
                                  struct tensor *t)
{
    struct error *err;
    uint64_t bytes;
    TRY(tensor_measure(t, &bytes));
    if (facts->odd[0])
        return hdf5_refuse(&t->unreadable, "%s is not read: convert it to float32", facts->odd);
    if (facts->layout == FACTS_ELSEWHERE)
        return hdf5_refuse(&t->unreadable,
                           "an array that is in other files is not read: h5repack it into one");
    if (facts->layout == FACTS_CONTIGUOUS || t->count == 0)
        return place_contiguous(l, facts, t);
    TRY(place_packed(l, facts, t));
out:
    return err;
}

static struct error *take_dataset(struct listing *l, struct wire *answer)
{
    struct error *err;
    struct facts facts;
    const char *name = wire_text(answer);
    facts_take(answer, &facts);
    if (answer->failed)
        return hdf5_error_answer();
    TRY(add_tensor(l, name, &facts));
    struct tensor *t = &l->c->tensors[l->c->count - 1];
    if (t->dims == 0 && !tensor_name_is_path(name))
        t->role = TENSOR_COLUMN;
    TRY(place_tensor(l, &facts, t));
out:
    return err;
}

/* ---- metadata ---- */

/* A key that is already there keeps its value. */
static struct error *take_text(struct checkpoint *c, struct wire *answer)
{
    struct error *err;
    const char *key = wire_text(answer), *value = wire_text(answer);
    if (answer->failed)
        return hdf5_error_answer();
    if (c->keys.count == COLUMNS_MAX || strlist_find(&c->keys, key) != (size_t)-1)
        return NULL;
    TRY(strlist_add(&c->keys, key, strlen(key)));
    TRY(strlist_add(&c->values, value, strlen(value)));
out:
    return err;
}

/* ---- all ---- */

struct error *hdf5_take_all(struct checkpoint *c, const struct hdf5_stretch *at,
                            struct wire *answer)
{
    struct error *err = NULL;
    struct listing l = {.c = c, .at = at};
    uint64_t item;
    while ((item = wire_number(answer)) == FACTS_DATASET || item == FACTS_TEXT)
        TRY(item == FACTS_DATASET ? take_dataset(&l, answer) : take_text(c, answer));
    if (item != FACTS_END || !wire_finished(answer))
        TRY(hdf5_error_answer());
    hdf5_find_roles(c->tensors, c->count);
out:
    return err;
}
