#include "checkpoint/statedict/signs.h"

#include "checkpoint/statedict/names.h"

static void count(struct statedict_found *found, size_t number)
{
    found->last = number;
    found->count++;
}

void statedict_take_tensor(struct statedict_signs *s, const struct statedict_tensor *t)
{
    s->has_tensor = true;
    s->has_array = s->has_array || (t->is_array && t->is_many);
    s->has_dotted = s->has_dotted || (t->is_array && statedict_is_dotted(t->key));
    s->has_layer = s->has_layer || (t->is_array && statedict_is_of_layer(t->key));
    s->has_parameter = s->has_parameter || (t->is_array && t->is_parameter);
}

bool statedict_is_usual_entry(const char *key, bool has_floats)
{
    return has_floats && statedict_is_usual(key);
}

void statedict_take_entry(struct statedict_signs *s, const struct statedict_entry *e)
{
    if (statedict_is_usual_entry(e->key, e->has_floats)) {
        count(&s->usual, e->number);
        return;
    }
    s->has_sure = s->has_sure || e->is_sure;
    s->has_network = s->has_network || statedict_is_network(e->key);
    count(&s->any, e->number);
    if (e->has_floats)
        count(&s->floats, e->number);
    if (e->is_sure || e->is_layer)
        count(&s->named, e->number);
}

const struct statedict_found *statedict_likely(const struct statedict_signs *s)
{
    if (s->usual.count > 0)
        return &s->usual;
    if (s->named.count > 0)
        return &s->named;
    return s->floats.count > 0 ? &s->floats : &s->any;
}

enum statedict_finding statedict_judge(const struct statedict_signs *s)
{
    bool signs_below = s->named.count > 0;
    if (s->has_metadata)
        return STATEDICT_HERE;
    if (s->usual.count == 0 && s->any.count == 0)
        return s->has_tensor && (s->has_dotted || s->has_layer || !s->has_list) ? STATEDICT_HERE
                                                                                : STATEDICT_NOWHERE;
    if (s->usual.count == 0 && s->has_dotted)
        return signs_below ? STATEDICT_HERE_OR_BELOW : STATEDICT_HERE;
    if (s->usual.count == 0 && !signs_below && s->has_array && s->floats.count == 0)
        return STATEDICT_HERE;
    if (s->usual.count == 0 && s->has_layer && !s->has_sure)
        return STATEDICT_HERE_OR_BELOW;
    if (s->usual.count == 0 && !signs_below && s->has_parameter)
        return STATEDICT_HERE;
    if (s->usual.count == 0 && !signs_below && s->has_array && !s->has_network)
        return STATEDICT_HERE_OR_BELOW;
    return statedict_likely(s)->count > 1 ? STATEDICT_SEVERAL_BELOW : STATEDICT_BELOW;
}
