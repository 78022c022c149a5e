/* The pickle machine: values, the stack that holds them, and what each opcode does to the stack.
 * Only for the files of pickle/. */
#ifndef PHATE_CHECKPOINT_PICKLE_MACHINE_H
#define PHATE_CHECKPOINT_PICKLE_MACHINE_H

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
    uint32_t index; /* how many values were made before it */
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

/* The machine between two opcodes, and the operand of the running opcode. */
struct machine {
    const unsigned char *bytes;
    size_t length, position;
    size_t opcode_at; /* position of the running opcode */
    bool cut_short;   /* the bytes ended before the pickle did */

    uint64_t number; /* operand: an integer (sign-extended), the bits of a float */
    const char *text, *text2;
    size_t text_length, text2_length; /* operand: bytes, or one or two lines without line ends */

    struct pickle_value **stack;
    size_t depth, stack_room;
    size_t *marks; /* depths at which MARK was seen */
    size_t mark_count, mark_room;
    struct pickle_value **memo; /* NULL for an index that was never set */
    size_t memo_room, memo_count;

    struct arena arena;
    struct pickle_value *first, *last;
    uint32_t count; /* values made */
};

/* An error at the running opcode: "pickle: byte N: what: remedy". */
struct error *machine_error(const struct machine *m, const char *format, ...)
    PRINTF_LIKE(2, 3) MUST_CHECK;

/* Pushes a new value on the stack. */
struct error *machine_push_new(struct machine *m, enum pickle_type type,
                               struct pickle_value **v) MUST_CHECK;

/* Pushes a new value that holds a copy of `length` bytes of text. */
struct error *machine_push_text(struct machine *m, enum pickle_type type, const char *text,
                                size_t length) MUST_CHECK;

/* Takes the top `count` values off the stack, not past the last mark; the values stay readable at
 * *values until the next push. */
struct error *machine_pop(struct machine *m, size_t count,
                          struct pickle_value ***values) MUST_CHECK;

/* Takes off all values above the last mark, and the mark. */
struct error *machine_pop_mark(struct machine *m, struct pickle_value ***values,
                               size_t *count) MUST_CHECK;

/* The top value, which stays on the stack. */
struct error *machine_top(const struct machine *m, struct pickle_value **v) MUST_CHECK;

/* ---- opcodes; each reads its operand from the machine ---- */

/* The stack, its marks, and the memo. */
struct error *pickle_set_mark(struct machine *m) MUST_CHECK;
struct error *pickle_drop(struct machine *m) MUST_CHECK;
struct error *pickle_drop_mark(struct machine *m) MUST_CHECK;
struct error *pickle_duplicate(struct machine *m) MUST_CHECK;
struct error *pickle_memo_put(struct machine *m) MUST_CHECK;
struct error *pickle_memo_append(struct machine *m) MUST_CHECK;
struct error *pickle_memo_get(struct machine *m) MUST_CHECK;

/* Make a value from the operand (atoms.c). */
struct error *pickle_put_none(struct machine *m) MUST_CHECK;
struct error *pickle_put_true(struct machine *m) MUST_CHECK;
struct error *pickle_put_false(struct machine *m) MUST_CHECK;
struct error *pickle_put_int(struct machine *m) MUST_CHECK;
struct error *pickle_put_decimal(struct machine *m) MUST_CHECK;
struct error *pickle_put_long(struct machine *m) MUST_CHECK;
struct error *pickle_put_float(struct machine *m) MUST_CHECK;
struct error *pickle_put_string(struct machine *m) MUST_CHECK;
struct error *pickle_put_bytes(struct machine *m) MUST_CHECK;
struct error *pickle_put_global(struct machine *m) MUST_CHECK;
struct error *pickle_put_stack_global(struct machine *m) MUST_CHECK;

/* Make a value from other values, or put values into another (build.c). */
struct error *pickle_build_empty_tuple(struct machine *m) MUST_CHECK;
struct error *pickle_build_tuple1(struct machine *m) MUST_CHECK;
struct error *pickle_build_tuple2(struct machine *m) MUST_CHECK;
struct error *pickle_build_tuple3(struct machine *m) MUST_CHECK;
struct error *pickle_build_tuple(struct machine *m) MUST_CHECK;
struct error *pickle_build_empty_list(struct machine *m) MUST_CHECK;
struct error *pickle_build_empty_dict(struct machine *m) MUST_CHECK;
struct error *pickle_build_empty_set(struct machine *m) MUST_CHECK;
struct error *pickle_build_frozenset(struct machine *m) MUST_CHECK;
struct error *pickle_list_append(struct machine *m) MUST_CHECK;
struct error *pickle_list_extend(struct machine *m) MUST_CHECK;
struct error *pickle_set_extend(struct machine *m) MUST_CHECK;
struct error *pickle_dict_set(struct machine *m) MUST_CHECK;
struct error *pickle_dict_extend(struct machine *m) MUST_CHECK;
struct error *pickle_build_call(struct machine *m) MUST_CHECK;
struct error *pickle_build_call_keywords(struct machine *m) MUST_CHECK;
struct error *pickle_build_object(struct machine *m) MUST_CHECK;
struct error *pickle_build_state(struct machine *m) MUST_CHECK;
struct error *pickle_build_persid(struct machine *m) MUST_CHECK;

#endif
