#include "checkpoint/libhdf5/facts.h"

#include "base/size.h"

#include <stdio.h>

static void put_sizes(struct wire *to, const uint64_t *sizes, size_t count)
{
    wire_put_number(to, count);
    for (size_t i = 0; i < count; i++)
        wire_put_number(to, sizes[i]);
}

static size_t take_sizes(struct wire *from, uint64_t *sizes)
{
    size_t count = (size_t)wire_number_upto(from, FACTS_DIMS_MAX);
    for (size_t i = 0; i < count; i++)
        sizes[i] = wire_number(from);
    return count;
}

static void put_filters(struct wire *to, const struct facts *facts)
{
    wire_put_number(to, facts->filter_count);
    for (size_t i = 0; i < size_min(facts->filter_count, FACTS_FILTERS_MAX); i++) {
        wire_put_number(to, facts->filters[i].id);
        wire_put_number(to, facts->filters[i].value);
        wire_put_text(to, facts->filters[i].name);
    }
}

static void take_filters(struct wire *from, struct facts *facts)
{
    facts->filter_count = (size_t)wire_number(from);
    for (size_t i = 0; i < size_min(facts->filter_count, FACTS_FILTERS_MAX); i++) {
        struct facts_filter *filter = &facts->filters[i];
        filter->id = wire_number(from);
        filter->value = wire_number(from);
        snprintf(filter->name, sizeof filter->name, "%s", wire_text(from));
    }
}

void facts_put_chunk(struct wire *to, const struct facts_chunk *chunk)
{
    wire_put_number(to, chunk->address);
    wire_put_number(to, chunk->stored);
    wire_put_number(to, chunk->mask);
}

struct facts_chunk facts_take_chunk(struct wire *from)
{
    struct facts_chunk chunk;
    chunk.address = wire_number(from);
    chunk.stored = wire_number(from);
    chunk.mask = wire_number(from);
    return chunk;
}

void facts_put(struct wire *to, const struct facts *facts)
{
    wire_put_number(to, facts->object);
    wire_put_number(to, facts->type);
    wire_put_number(to, facts->swapped);
    wire_put_text(to, facts->odd);
    put_sizes(to, facts->shape, facts->dims);
    wire_put_number(to, facts->layout);
    wire_put_number(to, facts->address);
    wire_put_number(to, facts->stored);
    put_sizes(to, facts->chunk, facts->chunk_dims);
    wire_put_number(to, facts->partial_plain);
    put_filters(to, facts);
    facts_put_chunk(to, &facts->only);
}

void facts_take(struct wire *from, struct facts *facts)
{
    *facts = (struct facts){0};
    facts->object = wire_number(from);
    facts->type = (enum dtype)wire_number_upto(from, DTYPE_COUNT - 1);
    facts->swapped = wire_number_upto(from, 1);
    snprintf(facts->odd, sizeof facts->odd, "%s", wire_text(from));
    facts->dims = take_sizes(from, facts->shape);
    facts->layout = (enum facts_layout)wire_number_upto(from, FACTS_ELSEWHERE);
    facts->address = wire_number(from);
    facts->stored = wire_number(from);
    facts->chunk_dims = take_sizes(from, facts->chunk);
    facts->partial_plain = wire_number_upto(from, 1);
    take_filters(from, facts);
    facts->only = facts_take_chunk(from);
}

void facts_put_question(struct wire *to, const struct facts_question *question)
{
    wire_put_number(to, question->object);
    wire_put_number(to, question->element);
    wire_put_number(to, question->skip);
    wire_put_number(to, question->most);
}

struct facts_question facts_take_question(struct wire *from)
{
    struct facts_question question = {.object = wire_number(from)};
    question.element = wire_number(from);
    question.skip = wire_number(from);
    question.most = wire_number(from);
    return question;
}
