/* Opcodes of the pickle machine that make a value from others, or put others into a value. */
#include "checkpoint/pickle/machine.h"

#include "base/size.h"

#include <string.h>

/* Appends values to a container. Outgrown arrays stay in the arena: together they are smaller than
 * the last. */
static struct error *items_append(struct machine *m, struct pickle_items *items,
                                  struct pickle_value *const *values, size_t count)
{
    size_t wanted, bytes;
    if (count == 0)
        return NULL;
    if (items->room - items->count < count) {
        if (!size_add(items->count, count, &wanted))
            return error_memory("a pickle");
        wanted = size_max(wanted, 2 * items->room);
        if (!size_mul(wanted, sizeof(struct pickle_value *), &bytes))
            return error_memory("a pickle");
        struct pickle_value **larger = arena_take(&m->arena, bytes);
        if (!larger)
            return error_memory("a pickle");
        if (items->count > 0)
            memcpy(larger, items->at, items->count * sizeof(struct pickle_value *));
        items->at = larger;
        items->room = wanted;
    }
    memcpy(items->at + items->count, values, count * sizeof(struct pickle_value *));
    items->count += count;
    return NULL;
}

/* Pushes a container of `count` values that were just popped. The values are copied before the
 * push. */
static struct error *push_container(struct machine *m, enum pickle_type type,
                                    struct pickle_value *const *values, size_t count)
{
    struct pickle_value *v;
    struct pickle_items items = {0};
    struct error *err = items_append(m, &items, values, count);
    if (!err)
        err = machine_push_new(m, type, &v);
    if (!err)
        v->as.items = items;
    return err;
}

static struct error *build_short_tuple(struct machine *m, size_t count)
{
    struct pickle_value **values;
    struct error *err = machine_pop(m, count, &values);
    return err ? err : push_container(m, PICKLE_TUPLE, values, count);
}

static struct error *build_from_mark(struct machine *m, enum pickle_type type)
{
    struct pickle_value **values;
    size_t count;
    struct error *err = machine_pop_mark(m, &values, &count);
    return err ? err : push_container(m, type, values, count);
}

struct error *pickle_build_empty_tuple(struct machine *m)
{
    return push_container(m, PICKLE_TUPLE, NULL, 0);
}

struct error *pickle_build_tuple1(struct machine *m)
{
    return build_short_tuple(m, 1);
}

struct error *pickle_build_tuple2(struct machine *m)
{
    return build_short_tuple(m, 2);
}

struct error *pickle_build_tuple3(struct machine *m)
{
    return build_short_tuple(m, 3);
}

struct error *pickle_build_tuple(struct machine *m)
{
    return build_from_mark(m, PICKLE_TUPLE);
}

struct error *pickle_build_empty_list(struct machine *m)
{
    return push_container(m, PICKLE_LIST, NULL, 0);
}

struct error *pickle_build_empty_dict(struct machine *m)
{
    return push_container(m, PICKLE_DICT, NULL, 0);
}

struct error *pickle_build_empty_set(struct machine *m)
{
    return push_container(m, PICKLE_SET, NULL, 0);
}

struct error *pickle_build_frozenset(struct machine *m)
{
    return build_from_mark(m, PICKLE_SET);
}

/* Puts values into the container on top of the stack. A call's result counts as a container of any
 * type, because its real type is unknown here. */
static struct error *fill_top(struct machine *m, enum pickle_type type,
                              struct pickle_value *const *values, size_t count)
{
    struct pickle_value *target;
    struct error *err = machine_top(m, &target);
    if (err)
        return err;
    if (target->type == PICKLE_CALL) {
        if (!target->as.call->items) {
            target->as.call->items = arena_take(&m->arena, sizeof *target);
            if (!target->as.call->items)
                return error_memory("a pickle");
            target->as.call->items->type = type;
        }
        target = target->as.call->items;
    }
    if (target->type != type)
        return machine_error(m, "items are put into what cannot take them");
    return items_append(m, &target->as.items, values, count);
}

static struct error *fill_from_mark(struct machine *m, enum pickle_type type)
{
    struct pickle_value **values;
    size_t count;
    struct error *err = machine_pop_mark(m, &values, &count);
    if (err)
        return err;
    if (type == PICKLE_DICT && count % 2 != 0)
        return machine_error(m, "a key without a value");
    return fill_top(m, type, values, count);
}

static struct error *fill_from_top(struct machine *m, enum pickle_type type, size_t count)
{
    struct pickle_value **values;
    struct error *err = machine_pop(m, count, &values);
    return err ? err : fill_top(m, type, values, count);
}

struct error *pickle_list_append(struct machine *m)
{
    return fill_from_top(m, PICKLE_LIST, 1);
}

struct error *pickle_list_extend(struct machine *m)
{
    return fill_from_mark(m, PICKLE_LIST);
}

struct error *pickle_set_extend(struct machine *m)
{
    return fill_from_mark(m, PICKLE_SET);
}

struct error *pickle_dict_set(struct machine *m)
{
    return fill_from_top(m, PICKLE_DICT, 2);
}

struct error *pickle_dict_extend(struct machine *m)
{
    return fill_from_mark(m, PICKLE_DICT);
}

static struct error *push_call(struct machine *m, struct pickle_value *callee,
                               struct pickle_value *arguments)
{
    struct pickle_value *v;
    struct pickle_call *call = arena_take(&m->arena, sizeof *call);
    if (!call)
        return error_memory("a pickle");
    *call = (struct pickle_call){.callee = callee, .arguments = arguments};
    struct error *err = machine_push_new(m, PICKLE_CALL, &v);
    if (!err)
        v->as.call = call;
    return err;
}

static struct error *build_call_of(struct machine *m, size_t operands)
{
    struct pickle_value **values;
    struct error *err = machine_pop(m, operands, &values);
    if (err)
        return err;
    if (values[1]->type != PICKLE_TUPLE)
        return machine_error(m, "a call whose arguments are not a tuple");
    return push_call(m, values[0], values[1]);
}

struct error *pickle_build_call(struct machine *m)
{
    return build_call_of(m, 2);
}

/* NEWOBJ_EX. The keywords are dropped: no call that the readers understand has any. */
struct error *pickle_build_call_keywords(struct machine *m)
{
    return build_call_of(m, 3);
}

/* OBJ: the callee and its arguments, one by one, above a mark. */
struct error *pickle_build_object(struct machine *m)
{
    struct pickle_value **values, *callee;
    size_t count;
    struct error *err = machine_pop_mark(m, &values, &count);
    if (err)
        return err;
    if (count == 0)
        return machine_error(m, "an object without a class");
    callee = values[0];
    TRY(push_container(m, PICKLE_TUPLE, values + 1, count - 1));
    TRY(machine_pop(m, 1, &values));
    TRY(push_call(m, callee, values[0]));
out:
    return err;
}

struct error *pickle_build_state(struct machine *m)
{
    struct pickle_value **values, *target;
    struct error *err = machine_pop(m, 1, &values);
    if (!err)
        err = machine_top(m, &target);
    if (err)
        return err;
    if (target->type != PICKLE_CALL)
        return machine_error(m, "a state is given to what cannot have one");
    target->as.call->state = values[0];
    return NULL;
}

struct error *pickle_build_persid(struct machine *m)
{
    struct pickle_value **values, *reference, *v;
    struct error *err = machine_pop(m, 1, &values);
    if (err)
        return err;
    reference = values[0];
    err = machine_push_new(m, PICKLE_PERSID, &v);
    if (!err)
        v->as.reference = reference;
    return err;
}
