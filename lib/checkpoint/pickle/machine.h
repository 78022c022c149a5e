/* What the files of the pickle machine share. */
#ifndef PHATE_PICKLE_IMPL_H
#define PHATE_PICKLE_IMPL_H

#include "checkpoint/pickle/pickle.h"

struct pickle_text {
    char *bytes;
    size_t length;
};

struct pickle_items {
    struct pickle_value **at; /* of a dict: key, value, key, value, ... */
    size_t count, room;
};

struct pickle_call {
    struct pickle_value *callee, *arguments, *items, *state;
};

struct pickle_value {
    struct pickle_value *next;
    enum pickle_type type;
    union {
        bool truth;
        int64_t integer;
        double real;
        struct pickle_text text;   /* STRING, BYTES, GLOBAL, BIGINT */
        struct pickle_items items; /* TUPLE, LIST, SET, DICT */
        struct pickle_call *call;
        struct pickle_value *reference; /* PERSID */
    } as;
};

/* The machine between two opcodes, and the operand of the one that runs. */
struct machine {
    const unsigned char *bytes;
    size_t length, position;
    size_t opcode_at; /* where the running opcode stands */
    bool cut_short;   /* the bytes ended before the pickle did */

    uint64_t number; /* operand: an integer (sign-extended), the bits of a float */
    const char *text, *text2;
    size_t text_length, text2_length; /* operand: bytes, or one or two lines without line ends */

    struct pickle_value **stack;
    size_t depth, stack_room;
    size_t *marks; /* depths at which MARK was seen */
    size_t mark_count, mark_room;
    struct pickle_value **memo; /* NULL where nothing was put */
    size_t memo_room, memo_count;

    struct arena arena;
    struct pickle_value *first, *last;
};

/* An opcode's action. Reads its operand from the machine. */
typedef struct error *machine_action(struct machine *m);

/* An error at the running opcode: "what: byte N of the pickle: ...". */
struct error *machine_error(const struct machine *m, const char *format, ...)
    PRINTF_LIKE(2, 3) MUST_CHECK;

/* A new value, on top of the stack. */
struct error *machine_push_new(struct machine *m, enum pickle_type type,
                               struct pickle_value **v) MUST_CHECK;

/* A new value that holds a copy of `length` bytes of text, on top of the stack. */
struct error *machine_push_text(struct machine *m, enum pickle_type type, const char *text,
                                size_t length) MUST_CHECK;
struct error *machine_push(struct machine *m, struct pickle_value *v) MUST_CHECK;

/* Takes the top `count` values off the stack, not past the last mark; they stay readable at
 * *values until something is pushed. */
struct error *machine_pop(struct machine *m, size_t count,
                          struct pickle_value ***values) MUST_CHECK;

/* The same with everything above the last mark, and the mark. */
struct error *machine_pop_mark(struct machine *m, struct pickle_value ***values,
                               size_t *count) MUST_CHECK;

/* The top value, which stays. */
struct error *machine_top(const struct machine *m, struct pickle_value **v) MUST_CHECK;

/* Atoms: pickle_atoms.c. */
machine_action put_none, put_true, put_false, put_int, put_decimal, put_long, put_float, put_string,
    put_bytes, put_global, put_stack_global;

/* Stack and memo: pickle_stack.c. */
machine_action set_mark, drop, drop_mark, duplicate, memo_put, memo_append, memo_get;

/* What is built from other values: pickle_build.c. */
machine_action build_empty_tuple, build_tuple1, build_tuple2, build_tuple3, build_tuple,
    build_empty_list, build_empty_dict, build_empty_set, build_frozenset, list_append, list_extend,
    set_extend, dict_set, dict_extend, build_call, build_call_keywords, build_object, build_state,
    build_persid;

#endif
