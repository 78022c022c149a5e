/* The machine's loop: the table of opcodes, and how their operands are read. The format is
 * described in PEP 3154 and in the comments of Python's pickletools.py. */
#include "checkpoint/pickle/machine.h"

#include <stdlib.h>
#include <string.h>

enum operand {
    OPERAND_NONE,
    OPERAND_U8, /* integers, little-endian */
    OPERAND_U16,
    OPERAND_I32,
    OPERAND_U32,
    OPERAND_U64,
    OPERAND_F64,   /* big-endian */
    OPERAND_TEXT1, /* a length of 1 (4, 8) bytes, then the text */
    OPERAND_TEXT4,
    OPERAND_TEXT8,
    OPERAND_LINE,
    OPERAND_LINES2
};

static const struct opcode {
    const char *name;
    enum operand operand;
    struct error *(*action)(struct machine *m);
} opcodes[256] = {
    ['N'] = {"NONE", OPERAND_NONE, pickle_put_none},
    [0x88] = {"NEWTRUE", OPERAND_NONE, pickle_put_true},
    [0x89] = {"NEWFALSE", OPERAND_NONE, pickle_put_false},
    ['J'] = {"BININT", OPERAND_I32, pickle_put_int},
    ['K'] = {"BININT1", OPERAND_U8, pickle_put_int},
    ['M'] = {"BININT2", OPERAND_U16, pickle_put_int},
    ['I'] = {"INT", OPERAND_LINE, pickle_put_decimal},
    ['L'] = {"LONG", OPERAND_LINE, pickle_put_decimal},
    [0x8a] = {"LONG1", OPERAND_TEXT1, pickle_put_long},
    [0x8b] = {"LONG4", OPERAND_TEXT4, pickle_put_long},
    ['G'] = {"BINFLOAT", OPERAND_F64, pickle_put_float},
    ['U'] = {"SHORT_BINSTRING", OPERAND_TEXT1, pickle_put_string},
    ['T'] = {"BINSTRING", OPERAND_TEXT4, pickle_put_string},
    [0x8c] = {"SHORT_BINUNICODE", OPERAND_TEXT1, pickle_put_string},
    ['X'] = {"BINUNICODE", OPERAND_TEXT4, pickle_put_string},
    [0x8d] = {"BINUNICODE8", OPERAND_TEXT8, pickle_put_string},
    ['C'] = {"SHORT_BINBYTES", OPERAND_TEXT1, pickle_put_bytes},
    ['B'] = {"BINBYTES", OPERAND_TEXT4, pickle_put_bytes},
    [0x8e] = {"BINBYTES8", OPERAND_TEXT8, pickle_put_bytes},
    [0x96] = {"BYTEARRAY8", OPERAND_TEXT8, pickle_put_bytes},
    ['c'] = {"GLOBAL", OPERAND_LINES2, pickle_put_global},
    [0x93] = {"STACK_GLOBAL", OPERAND_NONE, pickle_put_stack_global},

    ['('] = {"MARK", OPERAND_NONE, pickle_set_mark},
    ['0'] = {"POP", OPERAND_NONE, pickle_drop},
    ['1'] = {"POP_MARK", OPERAND_NONE, pickle_drop_mark},
    ['2'] = {"DUP", OPERAND_NONE, pickle_duplicate},
    ['q'] = {"BINPUT", OPERAND_U8, pickle_memo_put},
    ['r'] = {"LONG_BINPUT", OPERAND_U32, pickle_memo_put},
    [0x94] = {"MEMOIZE", OPERAND_NONE, pickle_memo_append},
    ['h'] = {"BINGET", OPERAND_U8, pickle_memo_get},
    ['j'] = {"LONG_BINGET", OPERAND_U32, pickle_memo_get},

    [')'] = {"EMPTY_TUPLE", OPERAND_NONE, pickle_build_empty_tuple},
    [0x85] = {"TUPLE1", OPERAND_NONE, pickle_build_tuple1},
    [0x86] = {"TUPLE2", OPERAND_NONE, pickle_build_tuple2},
    [0x87] = {"TUPLE3", OPERAND_NONE, pickle_build_tuple3},
    ['t'] = {"TUPLE", OPERAND_NONE, pickle_build_tuple},
    [']'] = {"EMPTY_LIST", OPERAND_NONE, pickle_build_empty_list},
    ['a'] = {"APPEND", OPERAND_NONE, pickle_list_append},
    ['e'] = {"APPENDS", OPERAND_NONE, pickle_list_extend},
    ['}'] = {"EMPTY_DICT", OPERAND_NONE, pickle_build_empty_dict},
    ['s'] = {"SETITEM", OPERAND_NONE, pickle_dict_set},
    ['u'] = {"SETITEMS", OPERAND_NONE, pickle_dict_extend},
    [0x8f] = {"EMPTY_SET", OPERAND_NONE, pickle_build_empty_set},
    [0x90] = {"ADDITEMS", OPERAND_NONE, pickle_set_extend},
    [0x91] = {"FROZENSET", OPERAND_NONE, pickle_build_frozenset},
    ['R'] = {"REDUCE", OPERAND_NONE, pickle_build_call},
    [0x81] = {"NEWOBJ", OPERAND_NONE, pickle_build_call},
    [0x92] = {"NEWOBJ_EX", OPERAND_NONE, pickle_build_call_keywords},
    ['o'] = {"OBJ", OPERAND_NONE, pickle_build_object},
    ['b'] = {"BUILD", OPERAND_NONE, pickle_build_state},
    ['Q'] = {"BINPERSID", OPERAND_NONE, pickle_build_persid},

    /* Known only so that messages can name them: text opcodes of protocol 0 (which cannot hold
     * torch's persistent ids), the extension registry, and buffers outside the pickle. */
    ['F'] = {"FLOAT", OPERAND_NONE, NULL},
    ['P'] = {"PERSID", OPERAND_NONE, NULL},
    ['S'] = {"STRING", OPERAND_NONE, NULL},
    ['V'] = {"UNICODE", OPERAND_NONE, NULL},
    ['d'] = {"DICT", OPERAND_NONE, NULL},
    ['g'] = {"GET", OPERAND_NONE, NULL},
    ['i'] = {"INST", OPERAND_NONE, NULL},
    ['l'] = {"LIST", OPERAND_NONE, NULL},
    ['p'] = {"PUT", OPERAND_NONE, NULL},
    [0x82] = {"EXT1", OPERAND_NONE, NULL},
    [0x83] = {"EXT2", OPERAND_NONE, NULL},
    [0x84] = {"EXT4", OPERAND_NONE, NULL},
    [0x97] = {"NEXT_BUFFER", OPERAND_NONE, NULL},
    [0x98] = {"READONLY_BUFFER", OPERAND_NONE, NULL},
};

enum { OPCODE_PROTO = 0x80, OPCODE_FRAME = 0x95, OPCODE_STOP = '.', PROTOCOL_MAX = 5 };

static struct error *cut_short(struct machine *m)
{
    m->cut_short = true;
    return error_new("pickle: byte %zu: cut short after %zu bytes: copy or write the file again",
                     m->opcode_at, m->length);
}

/* An unsigned little-endian integer. */
static struct error *read_integer(struct machine *m, size_t size)
{
    if (m->length - m->position < size)
        return cut_short(m);
    m->number = 0;
    for (size_t i = 0; i < size; i++)
        m->number |= (uint64_t)m->bytes[m->position + i] << 8 * i;
    m->position += size;
    return NULL;
}

static struct error *read_text(struct machine *m, size_t length_size)
{
    struct error *err = read_integer(m, length_size);
    if (err)
        return err;
    if (m->length - m->position < m->number)
        return cut_short(m);
    m->text = (const char *)m->bytes + m->position;
    m->text_length = (size_t)m->number;
    m->position += m->text_length;
    return NULL;
}

static struct error *read_line(struct machine *m, const char **line, size_t *length)
{
    const unsigned char *from = m->bytes + m->position;
    const unsigned char *end = memchr(from, '\n', m->length - m->position);
    if (!end)
        return cut_short(m);
    *line = (const char *)from;
    *length = (size_t)(end - from);
    m->position += *length + 1;
    return NULL;
}

static struct error *read_operand(struct machine *m, enum operand operand)
{
    struct error *err = NULL;
    switch (operand) {
    case OPERAND_NONE:
        break;
    case OPERAND_U8:
        return read_integer(m, 1);
    case OPERAND_U16:
        return read_integer(m, 2);
    case OPERAND_I32:
        err = read_integer(m, 4);
        m->number = (uint64_t)(int32_t)(uint32_t)m->number;
        break;
    case OPERAND_U32:
        return read_integer(m, 4);
    case OPERAND_U64:
        return read_integer(m, 8);
    case OPERAND_F64:
        err = read_integer(m, 8);
        m->number = __builtin_bswap64(m->number);
        break;
    case OPERAND_TEXT1:
        return read_text(m, 1);
    case OPERAND_TEXT4:
        return read_text(m, 4);
    case OPERAND_TEXT8:
        return read_text(m, 8);
    case OPERAND_LINE:
        return read_line(m, &m->text, &m->text_length);
    case OPERAND_LINES2:
        err = read_line(m, &m->text, &m->text_length);
        if (!err)
            err = read_line(m, &m->text2, &m->text2_length);
        break;
    }
    return err;
}

static struct error *unknown_opcode(const struct machine *m, unsigned char code)
{
    const char *name = opcodes[code].name;
    if (name)
        return machine_error(m, "opcode 0x%02x (%s), which torch.save does not write", code, name);
    return machine_error(m, "0x%02x is not a pickle opcode", code);
}

/* Runs one opcode; *stopped tells whether it was the last. */
static struct error *machine_step(struct machine *m, bool *stopped)
{
    struct error *err;
    m->opcode_at = m->position;
    if (m->position == m->length)
        return cut_short(m);
    unsigned char code = m->bytes[m->position++];

    if (code == OPCODE_STOP) {
        *stopped = true;
        return NULL;
    }
    if (code == OPCODE_FRAME) /* a length, of use only to a reader that reads ahead */
        return read_operand(m, OPERAND_U64);
    if (code == OPCODE_PROTO) {
        err = read_operand(m, OPERAND_U8);
        if (!err && m->number > PROTOCOL_MAX)
            err = machine_error(m, "protocol %u, but 5 is the newest known", (unsigned)m->number);
        return err;
    }

    if (!opcodes[code].action)
        return unknown_opcode(m, code);
    err = read_operand(m, opcodes[code].operand);
    return err ? err : opcodes[code].action(m);
}

struct error *pickle_parse(struct pickle *p, const void *bytes, size_t length)
{
    struct machine m = {.bytes = bytes, .length = length};
    struct pickle_value **root;
    struct error *err = NULL;
    *p = (struct pickle){0};

    for (bool stopped = false; !stopped;)
        TRY(machine_step(&m, &stopped));
    if (m.depth != 1 || m.mark_count != 0) {
        err = machine_error(&m, "it ends with %zu values, expected one", m.depth + m.mark_count);
        goto out;
    }
    TRY(machine_pop(&m, 1, &root));
    *p = (struct pickle){.root = *root,
                         .consumed = m.position,
                         .first = m.first,
                         .count = m.count,
                         .arena = m.arena};
out:
    if (err) {
        arena_free(&m.arena);
        p->cut_short = m.cut_short;
    }
    free(m.stack);
    free(m.marks);
    free(m.memo);
    return err;
}

void pickle_free(struct pickle *p)
{
    arena_free(&p->arena);
    *p = (struct pickle){0};
}
