#include "checkpoint/torch/torchlegacy.h"

#include "base/size.h"
#include "checkpoint/torch/describe.h"
#include "checkpoint/torch/state.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Torch's magic number, in the bytes that every pickle protocol writes. */
static const unsigned char magic[] = {0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19};

enum {
    MAGIC_WITHIN = 32, /* bytes from the start: opcodes and lengths come first */
    PICKLE_PROTO = 0x80,
    TEXT_FIRST = 1 << 16, /* bytes read at first; usually they hold all pickles */
    COUNT_SIZE = 8        /* bytes of the number before a storage */
};

static bool recognise(const unsigned char *head, size_t length)
{
    return length > 0 && head[0] == PICKLE_PROTO &&
           memmem(head, size_min(length, MAGIC_WITHIN), magic, sizeof magic) != NULL;
}

/* ---- the pickles ----
 *
 * Nothing says how long the pickles are, so they are parsed from a part of the file that grows
 * until they fit. */

struct text {
    const struct opening *o;
    unsigned char *bytes;
    size_t length;   /* of the part read */
    size_t position; /* where the next pickle begins */
};

static struct error *text_grow(struct text *t)
{
    size_t length = size_max(2 * t->length, TEXT_FIRST);
    length = t->o->size < length ? (size_t)t->o->size : length;
    unsigned char *bytes = realloc(t->bytes, length);
    if (!bytes)
        return error_memory("the description of a file");
    t->bytes = bytes;
    struct error *err = checkpoint_read(t->o, bytes + t->length, length - t->length, t->length);
    t->length = length;
    return err;
}

/* Parses the next pickle, which the caller frees; it stays valid when more pickles are parsed. */
static struct error *text_next(struct text *t, struct pickle *p)
{
    struct error *err;
    for (;;) {
        err = pickle_parse(p, t->bytes + t->position, t->length - t->position);
        bool more = err && p->cut_short && t->length < t->o->size && t->length < TORCH_PICKLE_MAX;
        if (!more)
            break;
        error_free(err);
        TRY(text_grow(t));
    }
    t->position += p->consumed;
out:
    return err;
}

static struct error *text_skip(struct text *t, int pickles)
{
    struct error *err = NULL;
    struct pickle p = {0};
    for (int i = 0; i < pickles && !err; i++) {
        err = text_next(t, &p);
        pickle_free(&p);
    }
    return err;
}

/* ---- the storages ---- */

struct storage {
    const char *key;
    size_t element_size, count;
    uint64_t offset; /* of its data in the file; 0 until found */
};

struct storages {
    struct storage *at; /* sorted by key */
    size_t count;
};

static int compare_keys(const void *a, const void *b)
{
    return strcmp(((const struct storage *)a)->key, ((const struct storage *)b)->key);
}

static struct storage *find_storage(const struct storages *s, const char *key)
{
    const struct storage wanted = {.key = key};
    return s->count ? bsearch(&wanted, s->at, s->count, sizeof wanted, compare_keys) : NULL;
}

/* All storages that the pickle refers to, each once. */
static struct error *list_storages(struct storages *s, const struct pickle *p)
{
    size_t room = 0, kept = 0;
    for (const struct pickle_value *v = p->first; v; v = pickle_next(v))
        room += pickle_type(v) == PICKLE_PERSID;
    s->at = calloc(room + 1, sizeof *s->at);
    if (!s->at)
        return error_memory("the storages of a file");
    for (const struct pickle_value *v = p->first; v; v = pickle_next(v)) {
        struct torch_storage found;
        if (pickle_type(v) == PICKLE_PERSID && torch_storage_read(&found, v))
            s->at[s->count++] = (struct storage){found.key, found.element_size, found.count, 0};
    }
    if (s->count > 1)
        qsort(s->at, s->count, sizeof *s->at, compare_keys);
    for (size_t i = 0; i < s->count; i++)
        if (kept == 0 || compare_keys(&s->at[kept - 1], &s->at[i]) != 0)
            s->at[kept++] = s->at[i];
    s->count = kept;
    return NULL;
}

/* Reads the number of elements before a storage at *position, and skips its data. */
static struct error *place_storage(struct storage *s, const struct opening *o, uint64_t *position)
{
    unsigned char bytes[COUNT_SIZE];
    uint64_t count = 0;
    size_t length;
    if (o->size - *position < COUNT_SIZE)
        return error_new("storage %s: missing: the file of %" PRIu64
                         " bytes was cut short: write it again",
                         s->key, o->size);
    struct error *err = checkpoint_read(o, bytes, sizeof bytes, *position);
    if (err)
        return err;
    for (size_t i = COUNT_SIZE; i-- > 0;)
        count = count << 8 | bytes[i];
    *position += COUNT_SIZE;
    if (s->element_size == 0)
        return error_new(
            "storage %s: of an unknown type: convert the tensor, or leave it out of the file",
            s->key);
    if (count != s->count || !size_mul(s->count, s->element_size, &length))
        return error_new("storage %s: %" PRIu64 " elements by its data, %zu by its description: "
                         "damaged: write the file again",
                         s->key, count, s->count);
    if (length > o->size - *position)
        return error_new("storage %s: %zu bytes at %" PRIu64 ", but the file ends at %" PRIu64
                         ": cut short or damaged: write the file again",
                         s->key, length, *position, o->size);
    s->offset = *position;
    *position += length;
    return NULL;
}

/* The storages' data come in the order of the list of their keys. */
static struct error *place_storages(struct storages *s, const struct opening *o,
                                    const struct pickle_value *keys, uint64_t position)
{
    struct error *err = NULL;
    if (pickle_type(keys) != PICKLE_LIST)
        return error_new("no list of storages after the description: damaged: write the file "
                         "again");
    for (size_t i = 0; i < pickle_count(keys) && !err; i++) {
        const struct pickle_value *key = pickle_at(keys, i);
        const char *text = pickle_type(key) == PICKLE_STRING ? pickle_text(key, NULL) : "";
        struct storage *found = find_storage(s, text);
        if (!found || found->offset)
            return error_new("the list of storages names %.64s, which the description does not "
                             "mention, or names it twice: damaged: write the file again",
                             text);
        err = place_storage(found, o, &position);
    }
    return err;
}

static struct error *place_in_storage(void *context, const char *key, uint64_t length,
                                      uint64_t skip, struct place *place)
{
    const struct storage *s = find_storage(context, key);
    if (!s || !s->offset)
        return error_new("storage %s: not in the file: damaged: write the file again", key);
    if (length > s->count * s->element_size)
        return error_new(
            "storage %s: shorter than the description says: damaged: write the file again", key);
    place->offset = s->offset + skip;
    return NULL;
}

/* ---- the file ---- */

enum { PICKLES_BEFORE = 3 }; /* magic number, protocol, the machine's properties */

static struct error *torchlegacy_open(struct checkpoint *c, const struct opening *o)
{
    struct error *err;
    struct text text = {.o = o};
    struct pickle state = {0}, keys = {0};
    struct storages s = {0};
    const struct torch_storages storages = {&s, place_in_storage};
    TRY(text_grow(&text));
    TRY(text_skip(&text, PICKLES_BEFORE));
    TRY(text_next(&text, &state));
    TRY(text_next(&text, &keys));
    TRY(list_storages(&s, &state));
    TRY(place_storages(&s, o, keys.root, text.position));
    TRY(torch_describe(c, o, &state, &storages));
out:
    pickle_free(&state);
    pickle_free(&keys);
    free(text.bytes);
    free(s.at);
    return err;
}

const struct checkpoint_format torchlegacy_format = {.name = "PyTorch before 1.6",
                                                     .rewrite = REWRITE_PLAIN,
                                                     .recognise = recognise,
                                                     .open = torchlegacy_open};
