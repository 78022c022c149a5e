#include "base/npy.h"

#include "base/size.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char magic[] = "\x93NUMPY";
enum { MAGIC = 6, PREFIX_V1 = 10, PREFIX_V2 = 12, NPY_ALIGN = 64 };

bool npy_recognise(const unsigned char *head, size_t length)
{
    return length >= MAGIC && memcmp(head, magic, MAGIC) == 0;
}

/* The bytes before the header's text: version 1 has a length of 16 bits, later versions of 32. */
static size_t prefix_length(const unsigned char *prefix)
{
    return prefix[MAGIC] == 1 ? PREFIX_V1 : PREFIX_V2;
}

struct error *npy_header_length(const unsigned char *prefix, size_t *length)
{
    unsigned version = prefix[MAGIC];
    if (!npy_recognise(prefix, NPY_PREFIX) || version < 1 || version > 3)
        return error_new("not a .npy header of version 1 to 3: write it with numpy.save");
    size_t text = (size_t)prefix[8] | (size_t)prefix[9] << 8;
    if (version > 1)
        text |= (size_t)prefix[10] << 16 | (size_t)prefix[11] << 24;
    *length = prefix_length(prefix) + text;
    if (*length > NPY_HEADER_MAX || *length < NPY_PREFIX)
        return error_new(
            ".npy header: %zu bytes: damaged, or not an array of numbers: write it with "
            "numpy.save",
            *length);
    return NULL;
}

/* ---- the header's text: a Python dict of three keys ---- */

struct cursor {
    const char *at, *end;
};

static void skip_space(struct cursor *c)
{
    while (c->at < c->end && isspace((unsigned char)*c->at))
        c->at++;
}

static bool accept(struct cursor *c, const char *word)
{
    size_t length = strlen(word);
    skip_space(c);
    if ((size_t)(c->end - c->at) < length || memcmp(c->at, word, length) != 0)
        return false;
    c->at += length;
    return true;
}

/* A quoted string without escapes, of less than `room` bytes. */
static bool parse_string(struct cursor *c, char *to, size_t room)
{
    skip_space(c);
    if (c->at == c->end || (*c->at != '\'' && *c->at != '"'))
        return false;
    char quote = *c->at++;
    size_t length = 0;
    for (; c->at < c->end && *c->at != quote; c->at++) {
        if (length + 1 >= room)
            return false;
        to[length++] = *c->at;
    }
    to[length] = '\0';
    return c->at < c->end && *c->at++ == quote;
}

static bool parse_size(struct cursor *c, size_t *size)
{
    skip_space(c);
    const char *start = c->at;
    size_t value = 0;
    for (; c->at < c->end && isdigit((unsigned char)*c->at); c->at++)
        if (!size_mul(value, 10, &value) || !size_add(value, (size_t)(*c->at - '0'), &value))
            return false;
    if (c->at < c->end && *c->at == 'L') /* Python 2 wrote long integers this way */
        c->at++;
    *size = value;
    return c->at > start;
}

static bool parse_shape(struct cursor *c, struct npy *npy)
{
    if (!accept(c, "("))
        return false;
    while (!accept(c, ")")) {
        if (npy->dims == NPY_MAX_DIMS || !parse_size(c, &npy->shape[npy->dims++]))
            return false;
        if (accept(c, ","))
            continue;
        if (!accept(c, ")"))
            return false;
        break;
    }
    return true;
}

/* ---- element types ---- */

/* The bytes of one element: the number behind a type's letter. */
static bool parse_item(const char *digits, size_t *item)
{
    struct cursor c = {digits, digits + strlen(digits)};
    return parse_size(&c, item);
}

/* The types that are not numbers which are read; false if the type is not NumPy's. */
static bool parse_other(const char *code, struct npy *npy)
{
    static const struct {
        char letter;
        enum npy_kind kind;
    } kinds[] = {{'U', NPY_UNICODE}, {'S', NPY_BYTES}, {'O', NPY_OBJECTS}, {'c', NPY_OTHER},
                 {'f', NPY_OTHER},   {'M', NPY_DATES}, {'m', NPY_DATES},   {'V', NPY_OTHER}};
    size_t i = 0;
    while (i < sizeof kinds / sizeof *kinds && kinds[i].letter != *code)
        i++;
    if (i == sizeof kinds / sizeof *kinds)
        return false;
    npy->kind = kinds[i].kind;
    if (npy->kind == NPY_OBJECTS)
        return true;
    return parse_item(code + 1, &npy->item) &&
           (npy->kind != NPY_UNICODE || size_mul(npy->item, 4, &npy->item));
}

static bool parse_type(struct npy *npy)
{
    static const struct {
        const char *code;
        enum dtype type;
    } codes[] = {{"f8", DTYPE_F64}, {"f4", DTYPE_F32}, {"f2", DTYPE_F16}, {"i8", DTYPE_I64},
                 {"i4", DTYPE_I32}, {"i2", DTYPE_I16}, {"i1", DTYPE_I8},  {"u8", DTYPE_U64},
                 {"u4", DTYPE_U32}, {"u2", DTYPE_U16}, {"u1", DTYPE_U8},  {"b1", DTYPE_BOOL}};
    if (!*npy->descr || !strchr("<>|=", *npy->descr))
        return false;
    npy->swapped = *npy->descr == '>';
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (strcmp(npy->descr + 1, codes[i].code) == 0) {
            npy->type = codes[i].type;
            npy->item = dtype_size(npy->type);
            return true;
        }
    return parse_other(npy->descr + 1, npy);
}

/* A list of fields, whose own types do not matter. */
static bool skip_list(struct cursor *c)
{
    char text[256];
    size_t depth = 0;
    do {
        skip_space(c);
        if (c->at == c->end)
            return false;
        depth += *c->at == '[' || *c->at == '(';
        depth -= *c->at == ']' || *c->at == ')';
        if (*c->at != '\'' && *c->at != '"')
            c->at++;
        else if (!parse_string(c, text, sizeof text))
            return false;
    } while (depth > 0);
    return true;
}

static bool parse_descr(struct cursor *c, struct npy *npy)
{
    skip_space(c);
    if (c->at == c->end || *c->at != '[')
        return parse_string(c, npy->descr, sizeof npy->descr);
    npy->kind = NPY_STRUCTURES;
    return skip_list(c);
}

static void print_other(const struct npy *npy, char text[NPY_REASON])
{
    static const struct {
        char letter;
        const char *name, *remedy;
    } others[] = {{'c', "complex", "save the arrays a.real and a.imag"},
                  {'f', "float", "convert it with .astype('f8')"},
                  {'V', "void", "convert it with .astype('f4') before it is saved"},
                  {'M', "datetime", "convert it with .astype('i8')"},
                  {'m', "timedelta", "convert it with .astype('i8')"}};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (others[i].letter == npy->descr[1])
            snprintf(text, NPY_REASON, "%s%zu is not read: %s", others[i].name, 8 * npy->item,
                     others[i].remedy);
}

bool npy_is_text_or_date(const struct npy *npy)
{
    return npy->kind == NPY_UNICODE || npy->kind == NPY_BYTES || npy->kind == NPY_DATES;
}

void npy_unreadable(const struct npy *npy, char text[NPY_REASON])
{
    static const struct {
        const char *what, *remedy;
    } reasons[] = {
        [NPY_UNICODE] = {"text", "save it as another file"},
        [NPY_BYTES] = {"text", "save it as another file"},
        [NPY_OBJECTS] = {"a pickled Python object",
                         "if it is a dictionary, save it by numpy.savez(**dictionary)"},
        [NPY_STRUCTURES] = {"a structured array", "save each field as an array of its own"}};
    text[0] = '\0';
    if (npy->kind == NPY_OTHER || npy->kind == NPY_DATES)
        print_other(npy, text);
    else if (npy->kind != NPY_NUMBERS)
        snprintf(text, NPY_REASON, "%s is not read: %s", reasons[npy->kind].what,
                 reasons[npy->kind].remedy);
}

struct error *npy_check_numbers(const struct npy *npy)
{
    char reason[NPY_REASON];
    npy_unreadable(npy, reason);
    return reason[0] ? error_new(".npy header: %s", reason) : NULL;
}

/* ---- headers ---- */

static struct error *check_size(struct npy *npy)
{
    size_t bytes;
    npy->count = 1;
    for (size_t i = 0; i < npy->dims; i++)
        if (!size_mul(npy->count, npy->shape[i], &npy->count))
            return error_new(".npy header: the shape overflows: write it with numpy.save");
    if (!size_mul(npy->count, npy->item, &bytes))
        return error_new(".npy header: the shape overflows: write it with numpy.save");
    return NULL;
}

struct error *npy_parse(struct npy *npy, const unsigned char *header, size_t length)
{
    *npy = (struct npy){.header = length};
    struct cursor c = {(const char *)header + prefix_length(header), (const char *)header + length};
    bool descr_seen = false, order_seen = false, shape_seen = false;
    char key[32];

    if (!accept(&c, "{"))
        return error_new(".npy header: not a dict: write it with numpy.save");
    while (!accept(&c, "}")) {
        bool good = parse_string(&c, key, sizeof key) && accept(&c, ":");
        if (good && strcmp(key, "descr") == 0 && !descr_seen) {
            good = descr_seen = parse_descr(&c, npy);
        } else if (good && strcmp(key, "fortran_order") == 0 && !order_seen) {
            npy->fortran = accept(&c, "True");
            good = order_seen = npy->fortran || accept(&c, "False");
        } else if (good && strcmp(key, "shape") == 0 && !shape_seen) {
            good = shape_seen = parse_shape(&c, npy);
        } else {
            good = false;
        }
        if (!good)
            return error_new(".npy header: damaged: write it with numpy.save");
        accept(&c, ",");
    }
    if (!descr_seen || !order_seen || !shape_seen)
        return error_new(
            ".npy header: lacks descr, fortran_order or shape: write it with numpy.save");
    if (npy->kind != NPY_STRUCTURES && !parse_type(npy))
        return error_new(".npy header: unknown element type %s: convert with .astype('f4') or 'f8'",
                         npy->descr);
    return check_size(npy);
}

struct error *npy_format(enum dtype type, size_t rows, size_t cols, bool fortran, char **header,
                         size_t *length)
{
    char *text;
    int text_length =
        asprintf(&text, "{'descr': '<f%zu', 'fortran_order': %s, 'shape': (%zu, %zu), }",
                 dtype_size(type), fortran ? "True" : "False", rows, cols);
    if (text_length < 0)
        return error_memory("a .npy header");
    size_t used = PREFIX_V1 + (size_t)text_length + 1;
    size_t padded = (used + NPY_ALIGN - 1) / NPY_ALIGN * NPY_ALIGN;
    char *out = malloc(padded);
    if (!out) {
        free(text);
        return error_memory("a .npy header");
    }
    memset(out, ' ', padded);
    memcpy(out, magic, MAGIC);
    size_t body = padded - PREFIX_V1;
    out[6] = 1;
    out[7] = 0;
    out[8] = (char)(body & 0xff);
    out[9] = (char)(body >> 8 & 0xff);
    memcpy(out + PREFIX_V1, text, (size_t)text_length);
    out[padded - 1] = '\n';
    free(text);
    *header = out;
    *length = padded;
    return NULL;
}
