#include "checkpoint/worker/wire.h"

#include "base/size.h"

#include <stdlib.h>
#include <string.h>

enum { ROOM_LEAST = 256 };

void wire_free(struct wire *w)
{
    free(w->bytes);
    *w = (struct wire){0};
}

/* ---- writing ---- */

static bool make_room(struct wire *w, size_t length)
{
    size_t needed;
    if (w->failed || !size_add(w->length, length, &needed))
        return false;
    if (w->bytes && needed <= w->room)
        return true;
    size_t room = size_max(size_max(needed, ROOM_LEAST), w->room + w->room / 2);
    unsigned char *bytes = realloc(w->bytes, room);
    if (!bytes)
        return false;
    w->bytes = bytes;
    w->room = room;
    return true;
}

unsigned char *wire_extend(struct wire *w, size_t length)
{
    if (!make_room(w, length)) {
        w->failed = true;
        return NULL;
    }
    w->length += length;
    return w->bytes + w->length - length;
}

static void append(struct wire *w, const void *bytes, size_t length)
{
    unsigned char *to = wire_extend(w, length);
    if (to && length > 0)
        memcpy(to, bytes, length);
}

void wire_put_number(struct wire *w, uint64_t number)
{
    append(w, &number, sizeof number);
}

void wire_put_bytes(struct wire *w, const void *bytes, size_t length)
{
    wire_put_number(w, length);
    append(w, bytes, length);
}

void wire_put_text(struct wire *w, const char *text)
{
    wire_put_bytes(w, text, strlen(text) + 1);
}

/* ---- reading ---- */

static const unsigned char *take(struct wire *w, size_t length)
{
    if (w->failed || length > w->length - w->at) {
        w->failed = true;
        return NULL;
    }
    w->at += length;
    return w->bytes + w->at - length;
}

uint64_t wire_number(struct wire *w)
{
    uint64_t number = 0;
    const unsigned char *from = take(w, sizeof number);
    if (from)
        memcpy(&number, from, sizeof number);
    return number;
}

uint64_t wire_number_upto(struct wire *w, uint64_t most)
{
    uint64_t number = wire_number(w);
    if (number > most)
        w->failed = true;
    return w->failed ? 0 : number;
}

const void *wire_bytes(struct wire *w, size_t *length)
{
    *length = (size_t)wire_number(w);
    const void *bytes = take(w, *length);
    if (!bytes)
        *length = 0;
    return bytes;
}

const char *wire_text(struct wire *w)
{
    size_t length;
    const char *text = wire_bytes(w, &length);
    if (length > 0 && memchr(text, '\0', length) == text + length - 1)
        return text;
    w->failed = true;
    return "";
}

bool wire_finished(const struct wire *w)
{
    return !w->failed && w->at == w->length;
}
