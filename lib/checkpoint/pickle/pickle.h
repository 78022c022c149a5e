/* Python pickles as data. A pickle is a program for a stack machine. The machine here knows the
 * opcodes of protocols 1 to 5 that torch.save writes (and those of Python 2), builds values from
 * them, and never imports or calls anything: a call in the program becomes a value of type
 * PICKLE_CALL, for the caller to recognise or refuse.
 *
 * Values are shared (the pickle's memo), so they form a graph. The graph may have cycles, and the
 * tree it unfolds to may be exponentially larger than the input. A caller that follows values must
 * bound the depth and the number of steps; pickle_next visits each value once and needs no bound.
 *
 * Memory is bounded by the bytes consumed: less than 128 bytes per byte, and 64 KiB. */
#ifndef PHATE_CHECKPOINT_PICKLE_PICKLE_H
#define PHATE_CHECKPOINT_PICKLE_PICKLE_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum pickle_type {
    PICKLE_NONE,
    PICKLE_BOOL,
    PICKLE_INT,    /* fits int64_t */
    PICKLE_BIGINT, /* larger; pickle_text has its bytes (two's complement, little-endian) */
    PICKLE_FLOAT,
    PICKLE_STRING, /* UTF-8 (not verified), or the byte string of Python 2 */
    PICKLE_BYTES,
    PICKLE_TUPLE,
    PICKLE_LIST,
    PICKLE_SET,
    PICKLE_DICT,   /* in the order of insertion; a key may appear twice, the later one counts */
    PICKLE_GLOBAL, /* a name, "collections.OrderedDict" */
    PICKLE_CALL,   /* a callee, its arguments, and what was done to the result */
    PICKLE_PERSID  /* a reference to something outside the pickle, described by a value */
};

struct pickle_value;

struct pickle {
    const struct pickle_value *root;
    size_t consumed;                  /* bytes, including the STOP opcode */
    bool cut_short;                   /* on failure: more bytes might help */
    const struct pickle_value *first; /* of all values, in the order of their creation */
    size_t count;                     /* of all values */
    struct arena arena;
};

/* Parses the pickle at the start of `length` bytes; other bytes may follow it. Nothing refers to
 * `bytes` afterwards. The caller frees the pickle. Fails, naming the byte, if the bytes are cut
 * short, are not a pickle, or use an opcode that torch.save does not write; then nothing is owed,
 * and only p->cut_short is set. */
struct error *pickle_parse(struct pickle *p, const void *bytes, size_t length) MUST_CHECK;
void pickle_free(struct pickle *p);

enum pickle_type pickle_type(const struct pickle_value *v);

/* "none", "an integer", "a call of os.system": for messages, cut to the room. */
enum { PICKLE_DESCRIPTION = 160 };
void pickle_describe(const struct pickle_value *v, char text[PICKLE_DESCRIPTION]);

/* The value created after v, or NULL. Starting at p->first, this visits every value once. */
const struct pickle_value *pickle_next(const struct pickle_value *v);

/* How many values were created before v: less than p->count. */
size_t pickle_index(const struct pickle_value *v);

/* The functions below return 0, false or NULL if v does not have the type they name. All pointers
 * live as long as the pickle. */

bool pickle_bool(const struct pickle_value *v);
int64_t pickle_int(const struct pickle_value *v); /* PICKLE_INT */
double pickle_float(const struct pickle_value *v);

/* Sets *size from a PICKLE_INT that is not negative; false for other values. */
bool pickle_size(const struct pickle_value *v, size_t *size);

/* STRING, BYTES, GLOBAL, BIGINT: *length bytes (`length` may be NULL), and a NUL after them. */
const char *pickle_text(const struct pickle_value *v, size_t *length);

/* Whether v is a string (or a global) with this text. */
bool pickle_is_string(const struct pickle_value *v, const char *text);
bool pickle_is_global(const struct pickle_value *v, const char *name);

/* Items of a TUPLE, LIST or SET; pairs of a DICT (pickle_at gives the value of the pair). */
size_t pickle_count(const struct pickle_value *v);
const struct pickle_value *pickle_at(const struct pickle_value *v, size_t i);
const struct pickle_value *pickle_key(const struct pickle_value *v, size_t i); /* DICT */

/* The value of a string key of a DICT; takes time in proportion to its pairs. */
const struct pickle_value *pickle_find(const struct pickle_value *dict, const char *key);

/* CALL. The arguments are a tuple; the items are a DICT or LIST of what was put into the result
 * (SETITEMS, APPENDS), the state is what the result was given (BUILD); both may be NULL. */
const struct pickle_value *pickle_callee(const struct pickle_value *call);
const struct pickle_value *pickle_arguments(const struct pickle_value *call);
const struct pickle_value *pickle_items(const struct pickle_value *call);
const struct pickle_value *pickle_state(const struct pickle_value *call);

/* PERSID: the value that describes the referenced thing, a tuple in torch's files. */
const struct pickle_value *pickle_reference(const struct pickle_value *persid);

#endif
