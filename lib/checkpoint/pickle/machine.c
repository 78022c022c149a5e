/* The pickle machine's stack, its marks, and its memo. */
#include "checkpoint/pickle/machine.h"

#include "base/array.h"
#include "base/size.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct error *machine_error(const struct machine *m, const char *format, ...)
{
    char what[256];
    va_list args;
    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    return error_new("pickle: byte %zu: %s: write the file again", m->opcode_at, what);
}

static struct error *push(struct machine *m, struct pickle_value *v)
{
    void *stack = array_grown(m->stack, &m->stack_room, m->depth, sizeof(struct pickle_value *));
    if (!stack)
        return error_memory("the stack of a pickle");
    m->stack = stack;
    m->stack[m->depth++] = v;
    return NULL;
}

struct error *machine_push_new(struct machine *m, enum pickle_type type, struct pickle_value **v)
{
    *v = m->count < UINT32_MAX ? arena_take(&m->arena, sizeof **v) : NULL;
    if (!*v)
        return error_memory("a pickle");
    (*v)->type = type;
    (*v)->index = m->count++;
    if (m->last)
        m->last->next = *v;
    else
        m->first = *v;
    m->last = *v;
    return push(m, *v);
}

struct error *machine_push_text(struct machine *m, enum pickle_type type, const char *text,
                                size_t length)
{
    struct pickle_value *v;
    struct error *err = machine_push_new(m, type, &v);
    if (err)
        return err;
    v->as.text.bytes = arena_text(&m->arena, text, length);
    if (!v->as.text.bytes)
        return error_memory("a pickle");
    v->as.text.length = length;
    return NULL;
}

/* How many values are above the last mark. */
static size_t stack_reach(const struct machine *m)
{
    return m->depth - (m->mark_count ? m->marks[m->mark_count - 1] : 0);
}

struct error *machine_pop(struct machine *m, size_t count, struct pickle_value ***values)
{
    if (stack_reach(m) < count)
        return machine_error(m, "an opcode wants %zu values where the stack has %zu", count,
                             stack_reach(m));
    m->depth -= count;
    *values = m->stack + m->depth;
    return NULL;
}

struct error *machine_pop_mark(struct machine *m, struct pickle_value ***values, size_t *count)
{
    if (m->mark_count == 0)
        return machine_error(m, "an opcode wants a mark where there is none");
    *count = stack_reach(m);
    m->depth = m->marks[--m->mark_count];
    *values = m->stack ? m->stack + m->depth : NULL;
    return NULL;
}

struct error *machine_top(const struct machine *m, struct pickle_value **v)
{
    *v = NULL;
    if (stack_reach(m) == 0)
        return machine_error(m, "an opcode wants a value where the stack has none");
    *v = m->stack[m->depth - 1];
    return NULL;
}

struct error *pickle_set_mark(struct machine *m)
{
    void *marks = array_grown(m->marks, &m->mark_room, m->mark_count, sizeof *m->marks);
    if (!marks)
        return error_memory("the stack of a pickle");
    m->marks = marks;
    m->marks[m->mark_count++] = m->depth;
    return NULL;
}

struct error *pickle_drop(struct machine *m)
{
    struct pickle_value **values;
    return machine_pop(m, 1, &values);
}

struct error *pickle_drop_mark(struct machine *m)
{
    struct pickle_value **values;
    size_t count;
    return machine_pop_mark(m, &values, &count);
}

struct error *pickle_duplicate(struct machine *m)
{
    struct pickle_value *v;
    struct error *err = machine_top(m, &v);
    return err ? err : push(m, v);
}

/* Makes the memo an array that reaches `index`. Picklers number their memo from 0 (or 1), and each
 * entry takes them more than a byte: an index larger than the bytes read so far is a lie, and
 * refusing it bounds the array. */
static struct error *memo_reserve(struct machine *m, uint64_t index)
{
    if (index > m->opcode_at)
        return machine_error(m, "memo entry %llu is more than the pickle can have",
                             (unsigned long long)index);
    if (index < m->memo_room)
        return NULL;
    size_t room = size_max(2 * m->memo_room, (size_t)index + 1);
    struct pickle_value **memo = reallocarray(m->memo, room, sizeof(struct pickle_value *));
    if (!memo)
        return error_memory("the memo of a pickle");
    memset(memo + m->memo_room, 0, (room - m->memo_room) * sizeof(struct pickle_value *));
    m->memo = memo;
    m->memo_room = room;
    return NULL;
}

struct error *pickle_memo_put(struct machine *m)
{
    struct pickle_value *v;
    struct error *err = machine_top(m, &v);
    if (!err)
        err = memo_reserve(m, m->number);
    if (err)
        return err;
    m->memo_count += !m->memo[m->number];
    m->memo[m->number] = v;
    return NULL;
}

struct error *pickle_memo_append(struct machine *m)
{
    m->number = m->memo_count;
    return pickle_memo_put(m);
}

struct error *pickle_memo_get(struct machine *m)
{
    if (m->number >= m->memo_room || !m->memo[m->number])
        return machine_error(m, "memo entry %llu was never put there",
                             (unsigned long long)m->number);
    return push(m, m->memo[m->number]);
}
